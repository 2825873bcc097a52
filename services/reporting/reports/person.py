"""One person of the compliance report: every sentence, every day of work and what it broke."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.days import Day, days
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import Site, sites
from services.reporting.reports.persons import CLOSED
from services.reporting.reports.recent import SHOWN_MOST, Told, recent
from services.reporting.reports.status import BY_NAME
from services.reporting.reports.then import Then, folded, line, past_of, still_theirs, within
from shared.access.naming import Named
from shared.access.reach import Scope, scope_of
from shared.access.signin import Actor, require
from shared.domain.identifiers import UuidText
from shared.domain.refusal import Fault
from shared.domain.sentence import Regime
from shared.law.circumstances import Circumstances
from shared.privacy.person import NAMELESS
from shared.reports.answering import item, standing_of
from shared.reports.columns import GROUNDS
from shared.reports.describing import item_of
from shared.reports.lines import Line, lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.reports.told import TOLD
from shared.web.answers import gives, of_row, standing
from shared.web.house import House, Standing, house
from shared.web.kept import led
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

SENTENCES_MAX: Final = 20
"""Of one person: more than a court has ever given one."""
DAYS_MAX: Final = 400
"""Of one person, newest first: two full windows of daily work."""
THEN_AT_ONCE: Final = 2
"""In one process: each keeps a connection beside the pool while it folds."""

router = APIRouter(prefix=SENTENCES.address)


WORKED: Any = of_row(Day, "WorkedDay", without=("id", "klien_id", "violation_count", "shifts"))
COMPLIANCE: Any = item_of(SENTENCES)
ONE = standing(
    "ComplianceOfPerson",
    "Every sentence and day of one person.",
    klien_id=UuidText,
    day=Annotated[date, Field(description="The day in WIB that status, days left and expected minutes are told by.")],
    sentences=list[COMPLIANCE],
    days=list[WORKED],
)


@dataclass(frozen=True, slots=True)
class Found:
    """One person's rows and what they are told with."""

    given: Circumstances
    rows: Sequence[Any]
    worked: Sequence[Day]
    sites: Mapping[str, Site]
    told: Sequence[Told] = ()
    """What was recorded last of the person and these rulings, the newest first."""
    position: int | None = None
    """Where it is as of then: the last position that counts."""


@router.get("/{klien_id}", summary="One person: every sentence, day and violation")
@gives(ONE)
async def one(
    request: Request,
    reader: Annotated[Actor, Depends(require(SENTENCES.action))],
    house: Annotated[House, Depends(house)],
    klien_id: UuidText,
    after: After = None,
    as_of: Then = None,
) -> Response:
    """The sentences of a person, oldest first, and their days, newest first; as they stand, or as they stood then."""
    standing = await standing_of(house, (days, recent, *SENTENCES.reads), after)
    scope = await scope_of(request, house, reader)
    found = await _then(request, house, klien_id, as_of, scope) if as_of else await _now(house, klien_id, scope)
    if not found.rows:
        return await _elsewhere(request, house, klien_id)
    if found.position is not None:
        standing = replace(standing, position=found.position)
    lines = await lines_of(request, house, reader, SENTENCES, found.rows, found.given.today)
    return _screen(request, klien_id, found, lines, standing)


async def _elsewhere(request: Request, house: House, klien_id: str) -> Response:
    """Whoever asks for somebody who was merged is led to the one who stayed, and a program told of them."""
    query = select(CLOSED.table.c.survivor).where(CLOSED.table.c.klien_id == klien_id)
    async with house.database.engine(CLOSED.role).connect() as connection:
        survivor = (await connection.execute(query)).scalar_one_or_none()
    if survivor is None:
        raise Problem(404, Fault("klien-unknown"))
    if not wants_page(request):
        raise Problem(404, Fault("klien-merged", {"klien": survivor}))
    return led(f"{SENTENCES.address}/{survivor}")


async def _now(house: House, klien_id: str, scope: Scope) -> Found:
    now = house.circumstances()
    oldest_first = Ask(now, SENTENCES.sorts["ruled_on"], scope, limit=SENTENCES_MAX)
    async with connected(house, SENTENCES) as connection:
        rows = await first_of(connection, SENTENCES, oldest_first, lambda columns: columns.klien_id == klien_id)
        worked, told = await _days_of(connection, klien_id, scope), await _told(connection, klien_id)
        seen = {None, *(row.putusan_id for row in rows)}
        told = [one for one in told if one.putusan_id in seen][:SHOWN_MOST]
        return Found(now, rows, worked, await sites(connection), told)


async def _then(request: Request, house: House, klien_id: str, asked: str, scope: Scope) -> Found:
    """Folded anew on a connection of its own; few at the same time."""
    past = await past_of(house, asked)
    async with request.app.state.__dict__.setdefault("persons_then", asyncio.Semaphore(THEN_AT_ONCE)):
        sentences, worked = await folded(house, klien_id, past.position)
    async with connected(house, SENTENCES) as connection:
        theirs = await still_theirs(connection, klien_id, sentences)
        seen = await within(connection, scope, [*sentences, *worked])
        places = await sites(connection)
    rows = [line(row, past.given, places, theirs) for row in sentences if row.putusan_id in seen]
    worked = [day for day in worked if day.putusan_id in seen]
    return Found(past.given, rows[:SENTENCES_MAX], worked[:DAYS_MAX], places, position=past.position)


def _screen(request: Request, klien_id: str, found: Found, lines: Sequence[Line], standing: Standing) -> Response:
    data = {
        "klien_id": klien_id,
        "day": found.given.today,
        "sentences": [item(SENTENCES, line) for line in lines],
        "days": [{name: getattr(day, name) for name in WORKED.model_fields} for day in found.worked],
    }
    return screen(
        request,
        "reports/person.html",
        data,
        standing=standing,
        rows=[line.values for line in lines],
        names={line.values["putusan_id"]: line.named for line in lines},
        named=called([line.named for line in lines if line.named]),
        worked=found.worked,
        told=found.told,
        called_so=TOLD,
        sites=found.sites,
        today=found.given.today,
        moment=found.given.now,
        then=None if found.position is None else found.given.now,
        statuses=BY_NAME,
        grounds=GROUNDS,
        child_minutes_a_day=found.given.law.minutes_a_day(Regime.CHILD),
    )


def called(names: Sequence[Named]) -> Named | None:
    """How the person is called: a paper without a name takes it from nobody. None: a program asks."""
    return next((one for one in names if one.full != NAMELESS), names[0] if names else None)


async def _told(connection: AsyncConnection, klien_id: str) -> Sequence[Told]:
    query = select(recent.table).where(recent.table.c.klien_id == klien_id)
    row = (await connection.execute(query)).first()
    return recent.layout.from_query(row).told if row is not None else ()


async def _days_of(connection: AsyncConnection, klien_id: str, scope: Scope) -> Sequence[Any]:
    columns = days.table.c
    query = select(days.table).where(columns.klien_id == klien_id, scope.where(putusan_id=columns.putusan_id))
    return (await connection.execute(query.order_by(columns.day.desc(), columns.id).limit(DAYS_MAX))).all()
