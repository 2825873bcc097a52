"""What is told of a unit: that there is one, what it truly is, its letterhead, its numbering, its end."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.unit.decider import (
    ABOVE_MOST,
    UNIT,
    CloseUnit,
    CorrectUnit,
    DecideNumbering,
    OpenUnit,
    TellLetterhead,
)
from shared.access.asking import Asking, asking
from shared.domain.identifiers import UnitCode
from shared.ledger.execute import known_events
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House
from shared.web.kept import Saved

router = APIRouter(prefix="/unit")
TOLD: Final = answered("UnitTold", code=UnitCode)


class NewCode(Brought):
    """A new unit's code is chosen by whoever enters it."""

    code: UnitCode


class HeadForm(Brought):
    """A page's form says the lines of a head under each other."""

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The lines apart; one box for one coat of arms."""
        logos, lines = fields.get("logos", []), fields.get("lines", [])
        apart = [one for one in lines.splitlines() if one.strip()] if isinstance(lines, str) else lines
        return {**fields, "lines": apart, "logos": [logos] if isinstance(logos, str) else logos}


NewUnit, NewHead = body_model(OpenUnit, base=NewCode), body_model(TellLetterhead, base=HeadForm)


@router.post("", status_code=201, summary="Enter a unit")
@gives(TOLD)
async def opened(
    new: Annotated[NewCode, Depends(incoming(NewUnit))], asks: Annotated[Asking, Depends(asking(OpenUnit))]
) -> Response:
    """A party, an office or a section; its code stays."""
    command = command_of(OpenUnit, new, above=await _above(asks.house, new.parent))
    saved = Saved("unit-opened", {"name": new.name})
    return await asks.answered(command, status=201, see=f"/unit/{new.code}", saved=saved, code=new.code)


@router.post("/{code}/corrections", summary="Correct what a unit is")
@gives(TOLD)
async def corrected(
    command: Annotated[CorrectUnit, Depends(brought(CorrectUnit))],
    asks: Annotated[Asking, Depends(asking(CorrectUnit))],
) -> Response:
    """The whole unit as it truly is; without a last day a closed one stands again."""
    found = command.model_copy(update={"above": await _above(asks.house, command.parent)})
    return await _told(asks, found, "unit-corrected")


@router.post("/{code}/closure", summary="Close a unit")
@gives(TOLD)
async def closed(
    command: Annotated[CloseUnit, Depends(brought(CloseUnit))], asks: Annotated[Asking, Depends(asking(CloseUnit))]
) -> Response:
    """Its letters stay."""
    return await _told(asks, command, "unit-closed")


@router.post("/{code}/letterheads", summary="Tell a unit's letterhead")
@gives(TOLD)
async def letterhead_told(
    code: UnitCode,
    head: Annotated[HeadForm, Depends(incoming(NewHead))],
    asks: Annotated[Asking, Depends(asking(TellLetterhead))],
) -> Response:
    """From its day on until another one's day."""
    return await _told(asks, command_of(TellLetterhead, head, code=code), "letterhead-told")


@router.post("/{code}/numbering", summary="Decide where a unit's numbers come from")
@gives(TOLD)
async def numbering_decided(
    command: Annotated[DecideNumbering, Depends(brought(DecideNumbering))],
    asks: Annotated[Asking, Depends(asking(DecideNumbering))],
) -> Response:
    """The house's own series, or SRIKANDI."""
    return await _told(asks, command, "numbering-decided")


async def _above(house: House, parent: UnitCode | None) -> tuple[UnitCode, ...]:
    """The units that one below this parent lies in, by their own streams, so that nothing lags."""
    found: list[UnitCode] = []
    while parent is not None and parent not in found and len(found) < ABOVE_MOST:
        stands = UNIT.fold(known_events(await house.ledger.read_stream(UNIT.stream(parent)))).stands(parent)
        if stands is None:
            break
        found.append(parent)
        parent = stands.parent
    return tuple(found)


Told = CorrectUnit | CloseUnit | TellLetterhead | DecideNumbering


async def _told(asks: Asking, command: Told, saved: str) -> Response:
    return await asks.answered(command, see=f"/unit/{command.code}", saved=Saved(saved), code=command.code)
