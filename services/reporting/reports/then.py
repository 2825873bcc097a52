"""One person as it stood after a position or at a moment: sentences and days folded anew, told by the day of then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Annotated, Final, TypeVar

import msgspec
from fastapi import Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.reports.days import Day, days
from services.reporting.reports.klien import klien
from services.reporting.reports.naming import Site
from services.reporting.reports.sentence import NEVER, Sentence
from services.reporting.reports.status import status_of
from shared.access.reach import Scope
from shared.domain.identifiers import Position
from shared.domain.refusal import Fault
from shared.law.calendar import WIB, can_be_meant
from shared.law.circumstances import Circumstances
from shared.projections.as_of import as_of_subject
from shared.projections.reading import session
from shared.web.house import House
from shared.web.problems import Problem

R = TypeVar("R", Sentence, Day)
PATIENCE_S: Final = 5.0
"""The events of one person are some hundreds."""
POSITION: Final = "[1-9][0-9]{0,17}"
DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME: Final = "T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
SAID: Final = (
    "How it stood then: after this position, at this moment (ISO 8601 with its offset; + is %2B in an address), or at "
    "the end of this day in WIB. Status and days left are told by the day of then; who is masked is decided by what is "
    "known now, and places have the names of now."
)
Then = Annotated[str | None, Query(max_length=40, pattern=f"^({POSITION}|{DAY}({TIME})?)$", description=SAID)]
"""Type of a route's ``?as_of=``."""


@dataclass(frozen=True, slots=True)
class Past:
    """The last position that counts, and what was known of the day."""

    position: Position
    given: Circumstances


async def past_of(house: House, asked: str) -> Past:
    """What ``as_of`` means. What lies ahead is refused, as is a day that no calendar has; today is until now."""
    if asked.isdecimal():
        head = await house.ledger.head_at(Position(int(asked)))
        if head is None or head.recorded_at is None:
            raise _fault("as-of-ahead")
        return Past(head.position, Circumstances(head.recorded_at, house.laws.value))
    now = house.circumstances()
    moment = _moment(asked)
    if "T" not in asked and moment.date() == now.today:
        return Past((await house.ledger.head()).position, now)
    if moment > now.now:
        raise _fault("as-of-ahead")
    return Past(await house.ledger.position_at(moment), Circumstances(moment, house.laws.value))


async def folded(house: House, klien_id: str, until: Position) -> tuple[list[Sentence], list[Day]]:
    """The person's sentences, oldest first, and days, newest first, from the ledger; of tables nothing is read."""
    book = house.ledger.book
    async with session(house.database, klien.role, PATIENCE_S) as connection:
        sentences = await as_of_subject(connection, book, klien, klien_id, until)
        worked = await as_of_subject(connection, book, days, klien_id, until)
    return (
        sorted(_whose(sentences, klien_id), key=lambda row: (row.ruled_on or NEVER, row.putusan_id)),
        sorted(_whose(worked, klien_id), key=lambda row: (-row.day.toordinal(), row.id)),
    )


async def still_theirs(connection: AsyncConnection, klien_id: str, rows: Sequence[Sentence]) -> frozenset[str]:
    """Which of these putusan are the person's by what is known now."""
    columns, ids = klien.table.c, [row.putusan_id for row in rows]
    query = select(columns.putusan_id).where(columns.putusan_id.in_(ids), columns.klien_id == klien_id)
    return frozenset((await connection.execute(query)).scalars())


async def within(connection: AsyncConnection, scope: Scope, rows: Sequence[Sentence | Day]) -> frozenset[str]:
    """Which of these putusan are in this reach by what is known now."""
    ids = {row.putusan_id for row in rows}
    columns = klien.table.c
    query = select(columns.putusan_id).where(columns.putusan_id.in_(ids), scope.where(putusan_id=columns.putusan_id))
    return frozenset(ids if scope.whole else (await connection.execute(query)).scalars())


def line(row: Sentence, given: Circumstances, sites: Mapping[str, Site], theirs: frozenset[str]) -> SimpleNamespace:
    """A row as the report's query would have given it. Where the putusan turned out to be another person's, the
    kecamatan is not told: that person may be one who must be masked."""
    columns = msgspec.to_builtins(row, builtin_types=(date, datetime))
    place = sites.get(row.site_id or "")
    found = {
        "status": status_of(row, given).name,
        "remaining_minutes": max(0, row.required_minutes - row.credited_minutes),
        "site_name": place.name if place else None,
        "kecamatan": row.kecamatan if row.putusan_id in theirs else None,
    }
    return SimpleNamespace(**{**columns, **found})


def _whose(rows: Sequence[R], klien_id: str) -> list[R]:
    return [row for row in rows if row.klien_id == klien_id]


def _moment(asked: str) -> datetime:
    """The moment of a day's end in WIB, or the one that is given."""
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        raise _fault("as-of") from None
    if not can_be_meant(found.date()):
        raise _fault("as-of")
    return found if found.tzinfo else datetime.combine(found.date(), time.max, WIB)


def _fault(rule: str) -> Problem:
    return Problem(422, Fault(rule, pointer="/as_of"))
