"""An outgoing letter gets its number: of the unit's own series, or as SRIKANDI drew it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.letter.decider import LETTER, NUMBER, OUTGOING, DrawNumber, EnterNumber, Letter
from services.intake.letter.decider.numbering import number_drawn
from services.intake.letter.decider.numbers import compared
from services.intake.letter.decider.state import number_of
from services.intake.letter.events import Direction
from services.intake.letter.routes.mending import TOLD, done, shown, told
from services.intake.unit.decider import UNIT
from shared.access.asking import Asking, asking
from shared.domain.identifiers import LetterId, StreamName
from shared.domain.refusal import Refused
from shared.domain.thing import S, Thing
from shared.ledger.execute import Done, known_events
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House

router = APIRouter(prefix="/letter")
Drawn = body_model(DrawNumber)
DRAWN_MOST: Final = 20
"""How often a number is drawn while others draw the expected one: more clerks of a unit than draw at once."""
PASSED_MOST: Final = 1_000
"""Serials of a year that letters have from elsewhere, one after another, without having told it to the series."""


@router.post("/{letter_id}/number", summary="Give an outgoing letter the next number of its unit's series")
@gives(TOLD)
async def drawn(
    letter_id: LetterId,
    said: Annotated[Brought, Depends(incoming(Drawn))],
    asks: Annotated[Asking, Depends(asking(DrawNumber))],
) -> Response:
    """Drawn once: asked again it keeps its serial."""
    for _ in range(DRAWN_MOST):
        command = await _expecting(asks.house, letter_id, said)
        result = await done(asks, command)
        if not _moved(result):
            break
    return shown(asks, command, result, "letter-numbered")


def _moved(result: Done | Refused) -> bool:
    return isinstance(result, Refused) and any(one.rule == "serial-moved" for one in result.faults)


async def _expecting(house: House, letter_id: LetterId, said: Brought) -> DrawNumber:
    """The command with the serial that it is to get: the letter's own, else the first that no other letter has."""
    letter = await _folded(house, LETTER, LETTER.stream(letter_id))
    one, numbered = letter.registered, letter.numbered
    if one is None:
        return command_of(DrawNumber, said, letter_id=letter_id, serial=1, number_code=None)
    stands = (await _folded(house, UNIT, UNIT.stream(one.unit))).stands(one.unit)
    code = stands.number_code if stands else None
    if numbered and numbered.serial:
        return command_of(DrawNumber, said, letter_id=letter_id, serial=numbered.serial, number_code=code)
    series = await _folded(house, OUTGOING, OUTGOING.stream(one.unit, str(said.written_on.year)))
    for serial in range(series.last + 1, series.last + 1 + PASSED_MOST):
        command = command_of(DrawNumber, said, letter_id=letter_id, serial=serial, number_code=code)
        if not await _is_borne(house, letter, command):
            break
    return command


async def _is_borne(house: House, letter: Letter, command: DrawNumber) -> bool:
    """Whether another letter has the number that the command expects."""
    assert letter.registered is not None
    scope = number_of(letter.registered.unit, Direction.OUT, compared(number_drawn(command) or ""))
    found = [await _folded(house, NUMBER, stream) for _, stream in scope]
    return any(bearers.others(command.letter_id) for bearers in found)


async def _folded(house: House, thing: Thing[S], stream: StreamName) -> S:
    return thing.fold(known_events(await house.ledger.read_stream(stream)))


@router.post("/{letter_id}/srikandi", summary="Enter the number that SRIKANDI drew")
@gives(TOLD)
async def entered(
    command: Annotated[EnterNumber, Depends(brought(EnterNumber))],
    asks: Annotated[Asking, Depends(asking(EnterNumber))],
) -> Response:
    """A wrong one gives way to the true one."""
    return await told(asks, command, "letter-numbered")
