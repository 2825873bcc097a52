"""The desk of who answers for an I-PD's places: who serves where, what room there is, and the way to its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks.greeting import greeting
from services.reporting.desks.host_matters import Asked
from services.reporting.reports.annex import OWED
from services.reporting.reports.annex import REPORT as ANNEX
from services.reporting.reports.hosts import Host, hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import people, sites
from services.reporting.reports.occupied import Occupied, occupied, room_at, room_of
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import BY_NAME, SERVES, status_of
from services.reporting.reports.supervision import REPORT as SUPERVISION
from services.reporting.reports.supervision import Place, filled
from shared.access.policy import Actor
from shared.access.reach import Scope, scope_of
from shared.law.circumstances import Circumstances
from shared.reports.answering import standing_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.house import House
from shared.web.screens import screen, wants_page

PEOPLE_MAX: Final = 100
"""Who serves at the places of one account: more are found by their place."""
HOSTS_MAX: Final = 20
PLACES_MAX: Final = 8
"""Of those whose supervisors are shown: the rest is one click away."""
TABLES: Final = (*SENTENCES.reads, *SUPERVISION.reads, *ANNEX.reads)


@dataclass(frozen=True, slots=True)
class Seen:
    """The offices of the account, who is placed there, and how many each offer has."""

    hosts: Sequence[Host]
    people: Sequence[Sentence]
    occupied: Occupied
    places: Sequence[Place]
    """Where somebody serves and nobody supervises today first, with who supervises there."""
    asked: Sequence[Asked]
    """To fill Lampiran I, and not answered yet."""


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """The page; as JSON the counts alone."""
    standing, given = await standing_of(house, TABLES), house.circumstances()
    scope = await scope_of(request, house, actor)
    async with connected(house, SENTENCES) as connection:
        seen, places = await look(connection, scope, given), await sites(connection)
    room = {host.ipd_id: room_of(host, seen.occupied) for host in seen.hosts}
    counts = {"hosts": len(seen.hosts), "people": len(seen.people), "free": sum(one.free for one in room.values())}
    data: dict[str, object] = {"counts": counts, "weeks": []}
    if not wants_page(request):
        return screen(request, "desks/host.html", data, standing=standing)
    whose = await people(request, house, actor, seen.people, "desk")
    return screen(
        request,
        "desks/host.html",
        data,
        standing=standing,
        greeting=greeting(given.now),
        hosts=seen.hosts,
        asked=seen.asked,
        room=room,
        people=[(row, status_of(row, given)) for row in seen.people],
        names=whose.names,
        sites=places,
        statuses=BY_NAME,
        supervised=await filled(house, seen.places),
        at={place.offer_id: room_at(place, seen.occupied) for host in seen.hosts for place in host.places},
    )


async def look(connection: AsyncConnection, scope: Scope, given: Circumstances) -> Seen:
    """Of the offices in the reach of who looks."""
    host, row = hosts.table.c, klien.table.c
    theirs = select(hosts.table).where(scope.where(ipd_id=host.ipd_id)).order_by(host.name, host.ipd_id)
    placed = select(klien.table).where(
        literal_column(SERVES), row.ipd_id.is_not(None), scope.where(putusan_id=row.putusan_id, ipd_id=row.ipd_id)
    )
    return Seen(
        [hosts.layout.from_query(one) for one in await connection.execute(theirs.limit(HOSTS_MAX))],
        [
            klien.layout.from_query(one)
            for one in await connection.execute(placed.order_by(row.site_id, row.putusan_id).limit(PEOPLE_MAX))
        ],
        await occupied(connection),
        await first_of(connection, SUPERVISION, Ask(given, SUPERVISION.default, scope, limit=PLACES_MAX)),
        await first_of(
            connection, ANNEX, Ask(given, ANNEX.default, scope, limit=HOSTS_MAX), lambda c: c.state.in_(OWED)
        ),
    )
