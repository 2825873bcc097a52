"""The desk of who serves, or of a child's guardian: what counts, what is left, until when, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks.greeting import greeting
from services.reporting.reports.days import Day, days
from services.reporting.reports.klien import klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import people, sites
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import State
from shared.access.policy import Actor
from shared.access.reach import Scope, guarded_by, scope_of
from shared.reports.answering import standing_of
from shared.reports.reading import connected
from shared.web.house import House
from shared.web.screens import screen, wants_page

SENTENCES_MAX: Final = 20
"""Of one person, and of the children whose guardian they are: more than a court has ever given."""
DAYS_MAX: Final = 60
"""The last days of work; who asks for older ones asks the office."""
TABLES: Final = (*SENTENCES.reads, days)


@dataclass(frozen=True, slots=True)
class Seen:
    """Their sentences, and the last days of work for each."""

    sentences: Sequence[Sentence]
    days: Sequence[Day]


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """The page; as JSON the counts alone."""
    standing, given = await standing_of(house, TABLES), house.circumstances()
    scope = await scope_of(request, house, actor)
    async with connected(house, SENTENCES) as connection:
        seen, places = await look(connection, scope), await sites(connection)
    minutes = sum(row.credited_minutes for row in seen.sentences)
    data: dict[str, object] = {"counts": {"sentences": len(seen.sentences), "credited_minutes": minutes}, "weeks": []}
    if not wants_page(request):
        return screen(request, "desks/client.html", data, standing=standing)
    whose = await people(request, house, actor, seen.sentences, "desk")
    return screen(
        request,
        "desks/client.html",
        data,
        standing=standing,
        greeting=greeting(given.now),
        today=given.today,
        sentences=seen.sentences,
        names=whose.names,
        children=await guarded_by(house, actor.account_id),
        days=seen.days,
        sites=places,
        waiting_states=(State.RECEIVED, State.HELD, State.REGISTERED, State.PROPOSED, State.NO_PLACE),
    )


async def look(connection: AsyncConnection, scope: Scope) -> Seen:
    """Of the persons in the reach of who looks; a paper that was rejected is no sentence."""
    row, day = klien.table.c, days.table.c
    theirs = select(klien.table).where(scope.where(putusan_id=row.putusan_id), row.state != State.REJECTED.value)
    worked = select(days.table).where(scope.where(putusan_id=day.putusan_id))
    return Seen(
        [
            klien.layout.from_query(one)
            for one in await connection.execute(theirs.order_by(row.ruled_on, row.putusan_id).limit(SENTENCES_MAX))
        ],
        [
            days.layout.from_query(one)
            for one in await connection.execute(worked.order_by(day.day.desc(), day.id).limit(DAYS_MAX))
        ],
    )
