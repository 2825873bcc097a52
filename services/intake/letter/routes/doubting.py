"""Whether a letter was perhaps registered already, its number spelt another way: a page asks before it is recorded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import or_, select

from services.intake.letter.decider import CorrectLetter, EnterNumber, ReceiveLetter
from services.intake.letter.decider.commands import OfLetter
from services.intake.letter.decider.numbers import compared, near
from services.intake.letter.decider.state import Letter
from services.intake.letter.events import Direction
from services.intake.letter.projections import LETTERS
from services.intake.letter.report import keys_of, reads
from services.intake.letter.routes.reading import letter_of
from shared.access.asking import Asking
from shared.database.roles import Role
from shared.domain.identifiers import Code, LetterId, UnitCode
from shared.domain.refusal import Fact, Fault, Refused
from shared.ledger.execute import Done
from shared.web.forms import is_form
from shared.web.problems import Problem

COMPARED_WITH_MOST: Final = 500
"""Letters of one unit and day, and of one number: more than any office gets."""


async def doubts(asks: Asking, command: ReceiveLetter) -> tuple[Fault, ...]:
    """Letters of the unit whose number is spelt alike; of the same day also those that differ by a sign. The very same
    number of the same day is a fault, and none here."""
    return () if command.another else await _alike(asks, command, command.unit, Direction.IN)


async def doubts_of(asks: Asking, command: OfLetter, letter: Letter) -> tuple[Fault, ...]:
    """The same of a letter that gets another number than it has."""
    one = letter.registered
    if one is None or not isinstance(command, CorrectLetter | EnterNumber):
        return ()
    if command.another:
        return ()
    stands = command.number is not None and compared(command.number.value or "") == letter.compared
    return () if stands else await _alike(asks, command, one.unit, letter.direction)


async def _alike(
    asks: Asking, command: ReceiveLetter | CorrectLetter | EnterNumber, unit: UnitCode, direction: Direction
) -> tuple[Fault, ...]:
    number = compared(command.number.value or "") if command.number is not None else None
    if number is None or not is_form(asks.request):
        return ()
    rows = LETTERS.table.c
    same_day = rows.written_on == command.written_on
    theirs = rows.unit == unit, rows.direction == direction.value, ~rows.struck_out, rows.letter_id != command.letter_id
    told = (rows.letter_id, rows.agenda, rows.year, rows.compared, rows.written_on, rows.secrecy, rows.chain)
    query = select(*told).where(*theirs)
    query = query.where(rows.compared.is_not(None), or_(rows.compared == number, same_day))
    keys = await keys_of(asks.house, asks.actor)
    async with asks.house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(query.order_by(rows.position).limit(COMPARED_WITH_MOST))).all()
    return tuple(
        Fault("perhaps-the-same", _which(one), pointer="/number")
        for one in found
        if near(number, Code(one.compared))
        and (one.compared, one.written_on) != (number, command.written_on)
        and reads(asks.actor, one.secrecy, one.chain, keys)
    )


def _which(one: Any) -> dict[str, Fact]:
    return {"agenda": str(one.agenda), "year": str(one.year), "letter_id": one.letter_id}


async def carried_out(asks: Asking, command: OfLetter, doubts: Sequence[Fault] = ()) -> Done | Refused:
    """Carry it out once the person has seen what they record; a refusal tells of no letter that they may not read."""
    try:
        await asks.looked_at(doubts, command)
    except Problem as refusal:
        raise Problem(refusal.status, *await _open_to(asks, refusal.faults), headers=refusal.headers) from None
    result = await asks.carry_out(command)
    return Refused(await _open_to(asks, result.faults)) if isinstance(result, Refused) else result


async def _open_to(asks: Asking, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults; of a number that a letter bears which this account does not read without which letter it is."""
    return tuple(
        [one if await _is_open(asks, one) else replace(one, rule="number-used-unseen", facts={}) for one in faults]
    )


async def _is_open(asks: Asking, fault: Fault) -> bool:
    if fault.rule != "number-used":
        return True
    try:
        await letter_of(asks.request, asks.house, asks.actor, LetterId(str(fault.facts["letter_id"])))
    except Problem:
        return False
    return True
