"""GET /unit: the units by what they lie in; GET /unit/{code}: one with every letterhead and its numbering, and the
forms by which that is told."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.intake.unit.decider import LOGOS, TOLD_MOST, UNIT, Unit
from services.intake.unit.events import LetterheadTold, Numbering
from services.intake.unit.projections import UNITS, UnitRow
from services.intake.unit.routes.listing import all_units
from shared.access.policy import RoleName
from shared.access.signin import Actor, require
from shared.domain.identifiers import Code, UnitCode
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.domain.units import UnitKind
from shared.ledger.execute import known_events
from shared.reports.answering import standing_of
from shared.web.answers import Answer, gives, of_row, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import page, screen, wants_page

router = APIRouter(prefix="/unit")
Here = Annotated[House, Depends(house)]
Reads = Annotated[Actor, Depends(require("unit.read"))]
KINDS: Final[Mapping[str, str]] = {"party": "Pihak", "office": "Kantor", "section": "Bagian"}
NUMBERINGS: Final[Mapping[str, str]] = {"own": "nomor dari Bakti", "srikandi": "nomor dari SRIKANDI"}
LOGO_WORDS: Final[Mapping[str, str]] = {"regency": "Lambang kabupaten", "bapas": "Lambang pemasyarakatan"}
assert {*LOGO_WORDS} == {*LOGOS}
assert {*KINDS} == {*UnitKind}
assert {*NUMBERINGS} == {*Numbering}
WORDS: Final[Mapping[str, Any]] = {"kinds": KINDS, "sources": NUMBERINGS, "logo_words": LOGO_WORDS}
ONE_UNIT: Any = of_row(UnitRow, "OneUnit")


class Head(Answer):
    """A letterhead: from when, which one it corrects, whether it stands. Who signs says the page alone."""

    number: int
    corrects: int | None
    valid_from: date
    lines: list[str]
    address: str | None
    contact: str | None
    place: str | None
    logos: list[Code]
    on_behalf: str | None
    by_order: str | None
    post: str | None
    rank: str | None
    stands: bool


class NumbersFrom(Answer):
    """Where the unit's numbers come from, from a day on."""

    number: int
    numbering: Numbering
    valid_from: date
    reason: str


LIST: Final = standing("Units", "Every unit: the parties, the offices, their sections.", items=list[ONE_UNIT])
ONE: Final = standing(
    "UnitRead",
    "One unit with its letterheads and its numbering.",
    ONE_UNIT,
    corrections=int,
    letterheads=list[Head],
    numberings=list[NumbersFrom],
)


@router.get("", summary="The units of the parties")
@gives(LIST)
async def listed(request: Request, house: Here, actor: Reads, after: After = None) -> Response:
    """What lies in another stands behind it."""
    stands = await standing_of(house, (UNITS,), after)
    units = await all_units(house)
    ordered = [one for root in units.values() if root.parent not in units for one in _under(root, units)]
    ordered += [one for one in units.values() if one not in ordered]
    return screen(request, "unit/list.html", {"items": ordered}, standing=stands, names=units, here="/letter", **WORDS)


def _under(root: UnitRow, units: Mapping[str, UnitRow]) -> list[UnitRow]:
    inside = [one for one in units.values() if one.parent == root.code and one.code != root.code]
    return [root, *(each for one in inside for each in _under(one, units))]


@router.get("/new")
async def blank(request: Request, house: Here, actor: Annotated[Actor, Depends(require("unit.keep"))]) -> Response:
    """The form for one unit."""
    return page(request, "unit/new.html", {"units": await all_units(house), "here": "/letter", **WORDS})


@router.get("/{code}", summary="One unit with its letterheads and its numbering")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    code: UnitCode,
    house: Here,
    actor: Reads,
    corrects: Annotated[int | None, Query(ge=1, le=TOLD_MOST, description="The letterhead to correct.")] = None,
    after: After = None,
) -> Response:
    """As its own stream says, so that nothing lags."""
    stands = await standing_of(house, (UNITS,), after)
    unit = UNIT.fold(known_events(await house.ledger.read_stream(UNIT.stream(code))))
    found = unit.stands(code)
    if found is None:
        raise Problem(404, Fault("unit-unknown"))
    standing_heads = {one.number for one in unit.standing}
    data: dict[str, Any] = {
        "code": code,
        **{name: getattr(found, name) for name in ("name", "kind", "parent", "number_code", "valid_from")},
        "last_day": unit.last_day,
        "corrections": unit.corrections,
        "letterheads": [
            {name: getattr(one, name) for name in Head.model_fields if name != "stands"}
            | {"stands": one.number in standing_heads}
            for one in unit.letterheads
        ],
        "numberings": [{name: getattr(one, name) for name in NumbersFrom.model_fields} for one in unit.numberings],
    }
    if not wants_page(request):
        return screen(request, "unit/one.html", data, standing=stands)
    return screen(request, "unit/one.html", data, standing=stands, **await _beside(house, actor, unit, corrects))


async def _beside(house: House, actor: Actor, unit: Unit, corrects: int | None) -> dict[str, Any]:
    today = house.circumstances().today
    corrected = next((one for one in unit.standing if one.number == corrects), None)
    return {
        "units": await all_units(house),
        "signers": await _signers(house, actor, unit.letterheads),
        "now_numbers": unit.numbering_on(today),
        "current": unit.letterhead_on(today),
        "corrected": corrected,
        "today": today,
        "here": "/letter",
        **WORDS,
    }


async def _signers(
    house: House, actor: Actor, heads: tuple[LetterheadTold, ...]
) -> Mapping[int, tuple[str | None, str | None]]:
    """Who signs by each letterhead, and their NIP; the inspectorate needs neither."""
    if actor.role is RoleName.AUDITOR:
        return {}
    sealed = [(one.number, (one.signer_name, one.signer_nip)) for one in heads]
    refs = [value.ref for _, both in sealed for value in both if value is not None and value.ref]
    values = await house.vault.reveal(refs, "unit.read", actor.who) if refs else {}

    def clear(value: Personal[str] | None) -> str | None:
        return values.get(value.ref) if value is not None and value.ref else None

    return {number: (clear(name), clear(nip)) for number, (name, nip) in sealed}
