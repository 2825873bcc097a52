"""The addresses of the compliance report: the list of sentences, and one person with all days and violations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.days import Day, days
from services.reporting.reports.klien import Why, klien
from services.reporting.reports.naming import people, sites
from services.reporting.reports.status import (
    BY_NAME,
    State,
    expected_minutes,
    law_on,
    status_among,
    status_column,
    status_of,
)
from shared.access.naming import People
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import UuidText
from shared.domain.refusal import Fault
from shared.domain.sentence import Regime
from shared.domain.text import Sought
from shared.runtime.clock import today_wib
from shared.web.answers import MINUTES, Answer, gives, items_of, of_row, standing
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.paging import After, Cursors, Page, Paging, next_address, paged
from shared.web.problems import Problem
from shared.web.screens import screen

SENTENCES_MAX: Final = 20
"""Of one person: more than a court has ever given one."""
DAYS_MAX: Final = 400
"""Of one person, newest first: two full windows of daily work."""
URGENCY: Final = Cursors("klien", date, UuidText)
NAME: Final = "reporting.klien"

router = APIRouter(prefix="/reports/klien")


WHY = of_row(Why)


class Search(BaseModel):
    """A part of a name, a NIK or a case number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Sought


Reader = Annotated[Actor, Depends(require("report.read"))]
Here = Annotated[House, Depends(house)]


class Compliance(Answer):
    """How one sentence stands: ids, days and minutes, never a name."""

    putusan_id: UuidText
    klien_id: UuidText
    status: str
    state: State
    regime: Regime | None
    required_minutes: MINUTES
    credited_minutes: MINUTES
    remaining_minutes: MINUTES
    expected_minutes: MINUTES | None
    """At an even pace by today."""
    pace_minutes: int | None
    final_on: date | None
    started_on: date | None
    opens_on: date | None
    deadline: date | None
    possible_until: date | None
    days_left: int | None
    last_worked_on: date | None
    ipd_id: UuidText | None
    site_id: UuidText | None
    masked: bool
    kecamatan: str | None
    ruled_on: date | None
    reasons: list[WHY]  # type: ignore[valid-type]
    since: datetime


WORKED = of_row(Day, "WorkedDay", without=("id", "klien_id", "violation_count"))
LISTED = items_of(Compliance)
ONE = standing(
    "ComplianceOfPerson",
    "Every sentence and day of one person.",
    klien_id=UuidText,
    sentences=list[Compliance],
    days=list[WORKED],  # type: ignore[valid-type]
)


class Filters:
    """``?status=&regime=&ipd_id=``: named as the fields; ``status`` may come several times (dependency)."""

    def __init__(
        self,
        status: Annotated[list[str] | None, Query(max_length=len(BY_NAME))] = None,
        regime: Regime | None = None,
        ipd_id: UuidText | None = None,
    ) -> None:
        self.statuses = tuple(status or ())
        if not set(self.statuses) <= BY_NAME.keys():
            raise Problem(422, Fault("report-status", {"known": ", ".join(BY_NAME)}, pointer="/status"))
        self.equal = {"regime": regime.value if regime else None, "ipd_id": ipd_id}

    def narrow(self, query: Select[Any], today: date) -> Select[Any]:
        """The query with these conditions."""
        columns = klien.table.c
        for name, value in self.equal.items():
            query = query if value is None else query.where(columns[name] == value)
        return query.where(status_among(columns, self.statuses, today)) if self.statuses else query


@router.get("", summary="Compliance of each sentence")
@gives(LISTED)
async def listed(
    request: Request,
    reader: Reader,
    house: Here,
    paging: Annotated[Paging, Depends(paged(URGENCY))],
    filters: Annotated[Filters, Depends()],
    after: After = None,
) -> Response:
    """Most urgent first; a page of at most 200 rows and the address of the next."""
    standing, today = await house.standing(NAME, after), today_wib()
    async with house.database.engine(Role.REPORTING).connect() as connection:
        page = await sentences(connection, filters, paging, today)
        counts = await counted(connection, today)
        places = await sites(connection)
    whose = await people(request, house, reader, page.items, "report")
    return screen(
        request,
        "reports/klien.html",
        {"items": [item(row, today, whose) for row in page.items], "next": next_address(request, paging, page)},
        standing=standing,
        rows=page.items,
        names=whose.names,
        sites=places,
        counts=counts,
        statuses=list(BY_NAME.values())[::-1],
        filters=filters,
        today=today,
        status_of=status_of,
        expected=expected_minutes,
    )


@router.post(
    "/search",
    summary="Find a person by name, NIK or case number",
)
@gives(LISTED)
async def found(
    request: Request,
    reader: Annotated[Actor, Depends(require("person.search"))],
    house: Here,
    sought: Annotated[Search, Depends(incoming(Search))],
) -> Response:
    """What is sought stands in the body, never in an address or a log."""
    klien_ids = await house.vault.search(sought.words, "search", reader.account_id)
    standing, today = await house.standing(NAME), today_wib()
    async with house.database.engine(Role.REPORTING).connect() as connection:
        columns = klien.table.c
        rows = (await connection.execute(select(klien.table).where(columns.klien_id.in_(klien_ids)).limit(200))).all()
        places = await sites(connection)
    whose = await people(request, house, reader, rows, "search")
    return screen(
        request,
        "reports/klien.html",
        {"items": [item(row, today, whose) for row in rows], "next": None},
        standing=standing,
        rows=rows,
        names=whose.names,
        sites=places,
        counts={},
        statuses=[],
        filters=None,
        today=today,
        status_of=status_of,
        expected=expected_minutes,
    )


@router.get("/{klien_id}", summary="One person: every sentence, day and violation")
@gives(ONE)
async def one(request: Request, reader: Reader, house: Here, klien_id: UuidText, after: After = None) -> Response:
    """The sentences of a person, oldest first, and their days, newest first."""
    standing, today = await house.standing(NAME, after, days.full_name), today_wib()
    async with house.database.engine(Role.REPORTING).connect() as connection:
        rows = await _sentences_of(connection, klien_id)
        worked = await _days_of(connection, klien_id)
        places = await sites(connection)
    if not rows:
        raise Problem(404, Fault("klien-unknown"))
    whose = await people(request, house, reader, rows, "report")
    return screen(
        request,
        "reports/person.html",
        {
            "klien_id": klien_id,
            "sentences": [item(row, today, whose) for row in rows],
            "days": [day_item(day) for day in worked],
        },
        standing=standing,
        rows=rows,
        worked=worked,
        names=whose.names,
        sites=places,
        today=today,
        child_minutes_a_day=law_on(today).minutes_a_day(Regime.CHILD),
        status_of=status_of,
        expected=expected_minutes,
    )


async def sentences(connection: AsyncConnection, filters: Filters, paging: Paging, today: date) -> Page:
    """One page of rows by urgency."""
    columns = klien.table.c
    query = filters.narrow(select(klien.table), today).order_by(columns.urgent_on, columns.putusan_id)
    if paging.cursor is not None:
        query = query.where(tuple_(columns.urgent_on, columns.putusan_id) > paging.cursor)
    rows = (await connection.execute(query.limit(paging.limit + 1))).all()
    shown = rows[: paging.limit]
    return Page(shown, (shown[-1].urgent_on, shown[-1].putusan_id) if len(rows) > paging.limit else None)


async def counted(connection: AsyncConnection, today: date) -> Mapping[str, int]:
    """How many sentences stand how."""
    status = status_column(klien.table.c, today).label("status")
    rows = await connection.execute(select(status, func.count()).select_from(klien.table).group_by(status))
    return {row[0]: row[1] for row in rows}


def item(row: Any, today: date, whose: People) -> dict[str, Any]:
    """A row as programs read it: ids, days and minutes, never a name."""
    should = expected_minutes(row, today)
    masked = whose.masked(row.klien_id)
    return {
        "putusan_id": row.putusan_id,
        "klien_id": row.klien_id,
        "status": status_of(row, today).name,
        "state": row.state,
        "regime": row.regime,
        "required_minutes": row.required_minutes,
        "credited_minutes": row.credited_minutes,
        "remaining_minutes": max(0, row.required_minutes - row.credited_minutes),
        "expected_minutes": should,
        "pace_minutes": None if should is None else row.credited_minutes - should,
        "final_on": row.final_on,
        "started_on": row.started_on,
        "opens_on": row.opens_on,
        "deadline": row.deadline,
        "possible_until": row.possible_until,
        "days_left": (row.deadline - today).days if row.deadline else None,
        "last_worked_on": row.last_worked_on,
        "ipd_id": row.ipd_id,
        "site_id": row.site_id,
        "masked": masked,
        "kecamatan": None if masked else row.kecamatan,
        "ruled_on": row.ruled_on,
        "reasons": row.reasons,
        "since": row.since,
    }


def day_item(day: Any) -> dict[str, Any]:
    """A day as programs read it."""
    return {
        "day": day.day,
        "putusan_id": day.putusan_id,
        "ipd_id": day.ipd_id,
        "worked_minutes": day.worked_minutes,
        "credited_minutes": day.credited_minutes,
        "violations": day.violations,
        "flags": day.flags,
    }


async def _sentences_of(connection: AsyncConnection, klien_id: str) -> Sequence[Any]:
    columns = klien.table.c
    query = select(klien.table).where(columns.klien_id == klien_id).order_by(columns.ruled_on, columns.putusan_id)
    return (await connection.execute(query.limit(SENTENCES_MAX))).all()


async def _days_of(connection: AsyncConnection, klien_id: str) -> Sequence[Any]:
    columns = days.table.c
    query = select(days.table).where(columns.klien_id == klien_id).order_by(columns.day.desc(), columns.id)
    return (await connection.execute(query.limit(DAYS_MAX))).all()
