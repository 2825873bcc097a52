"""GET /letter/new: the form for whoever enters forty letters a morning: Enter registers and shows the next blank one,
with what stays the same from one letter to the next."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.account.projections import HOSTS
from services.intake.letter.decider import ReceiveLetter
from services.intake.letter.events import Direction
from services.intake.letter.report import MATTERS, SECRECIES, URGENCIES
from services.intake.letter.routes.reading import letter_of
from services.intake.unit.routes.listing import all_units, own_units
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import LetterId
from shared.domain.refusal import Fact
from shared.domain.units import UnitKind
from shared.web.house import House, house
from shared.web.kept import recalled
from shared.web.problems import Problem
from shared.web.screens import page

router = APIRouter(prefix="/letter")
HOSTS_MOST: Final = 1_000
KEPT: Final = ("unit", "correspondent", "written_on", "received_on")
"""What stays from one letter to the next."""
WORDS: Final[Mapping[str, Any]] = {"urgencies": URGENCIES, "secrecies": SECRECIES, "matters": MATTERS}


@router.get("/new")
async def blank(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(ReceiveLetter))],
    direction: Annotated[Direction, Query(description="Which way the letter goes.")] = Direction.IN,
    last: Annotated[LetterId | None, Query(description="The letter that was registered before.")] = None,
) -> Response:
    """The form, filled with what the last letter had."""
    units = await own_units(house, actor.account_id)
    before = await _last(request, house, actor, last)
    found: dict[str, Any] = {"units": units, "direction": direction.value, "last": before, "alike": alike(request)}
    return page(request, "letter/new.html", {**found, **await choices(house), **WORDS})


def alike(request: Request) -> list[Mapping[str, Fact]]:
    """The letters that a form's answer names: who bears the number, or which it perhaps is."""
    entry = recalled(request)
    told = (*entry.faults, *entry.doubts) if entry else ()
    return [one.facts for one in told if "letter_id" in one.facts]


async def choices(house: House) -> dict[str, Any]:
    """What a letter's form offers: today, who writes letters here, which I-PD there are."""
    units = await all_units(house)
    query = select(HOSTS.table).order_by(HOSTS.table.c.name).limit(HOSTS_MOST)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        hosts = [(row.ipd_id, row.name) for row in await connection.execute(query)]
    offices = [one.name for one in units.values() if one.kind != UnitKind.SECTION]
    return {"today": house.circumstances().today, "offices": offices, "hosts": hosts, "names": units}


async def _last(request: Request, house: House, actor: Actor, last: LetterId | None) -> Mapping[str, str | date | None]:
    """Nothing where the letter is not there for this account."""
    if last is None:
        return dict.fromkeys(KEPT)
    try:
        found = await letter_of(request, house, actor, last)
    except Problem:
        return dict.fromkeys(KEPT)
    registered, said = found.letter.registered, found.letter.content
    assert registered is not None
    assert said is not None
    ref = said.correspondent.ref or ""
    values = await house.vault.reveal([ref], ReceiveLetter.ACTION, actor.who)
    days = {"written_on": said.written_on, "received_on": said.received_on}
    return {"unit": registered.unit, "correspondent": values[ref], **days}
