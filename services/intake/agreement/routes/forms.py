"""GET /agreement/new: the form for one agreement."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.agreement.decider import EnterAgreement
from services.intake.agreement.events import AHEAD_DAYS, PARTIES_MOST, TermKind, Way
from services.intake.agreement.projections import AGREEMENTS
from services.intake.agreement.report import KINDS
from services.intake.letter.projections import LETTERS
from services.intake.letter.report import CLOSED, DIRECTIONS
from services.intake.unit.routes.listing import all_units
from shared.access.policy import Actor
from shared.access.reach import scope_of
from shared.access.signin import require
from shared.database.roles import Role
from shared.domain.identifiers import AgreementId
from shared.domain.units import UnitKind
from shared.web.house import House, house
from shared.web.screens import page

router = APIRouter(prefix="/agreement")
OFFERED_MOST: Final = 30
"""Letters or agreements that a form offers, the newest."""
Here = Annotated[House, Depends(house)]
RANKS: Final = ("Kesatu", "Kedua", "Ketiga", "Keempat", "Kelima", "Keenam", "Ketujuh", "Kedelapan")
WAYS: Final = {"received": "Diterima dari", "sent": "Dikirim kepada"}
HOWS: Final = {"extended": "Diperpanjang", "ended": "Diakhiri lebih awal", "replaced": "Diganti perjanjian lain"}
assert [*WAYS] == [*Way]
assert [*HOWS] == [*TermKind]
assert len(RANKS) == PARTIES_MOST
WORDS: Final[Mapping[str, Any]] = {"kinds": KINDS, "ranks": RANKS, "ways": WAYS, "hows": HOWS, "ahead": AHEAD_DAYS}


@router.get("/new")
async def blank(request: Request, house: Here, actor: Annotated[Actor, Depends(require(EnterAgreement))]) -> Response:
    """The form for one agreement."""
    return page(request, "agreement/new.html", {**await choices(house), **WORDS})


async def others(house: House, agreement_id: AgreementId) -> list[tuple[str, str]]:
    """The newest other agreements, of which one may replace this one."""
    row = AGREEMENTS.table.c
    query = select(row.agreement_id, row.title).where(row.agreement_id != agreement_id, row.stage != "struck-out")
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(query.order_by(row.position.desc()).limit(OFFERED_MOST))).all()
    return [(one.agreement_id, one.title) for one in found]


async def letters(request: Request, house: House, actor: Actor) -> list[tuple[str, str]]:
    """The newest letters of one's own agendas by which a draft may have come or gone; no secret ones."""
    row, scope = LETTERS.table.c, await scope_of(request, house, actor)
    query = select(row.letter_id, row.direction, row.agenda, row.year).where(
        row.secrecy.not_in(CLOSED), row.struck_out.is_(False), scope.where(unit=row.unit)
    )
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(query.order_by(row.position.desc()).limit(OFFERED_MOST))).all()
    return [(one.letter_id, f"agenda {DIRECTIONS[one.direction].lower()} {one.agenda}/{one.year}") for one in found]


async def choices(house: House) -> dict[str, Any]:
    """What an agreement's form offers: the parties and offices of the register."""
    units = await all_units(house)
    offered = {code: one.name for code, one in units.items() if one.kind != UnitKind.SECTION}
    names = {code: one.name for code, one in units.items()}
    return {"units": offered, "names": names, "today": house.circumstances().today}
