"""One I-PD: its places and their slots, who serves there now and soon, the hours, and what counts against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from msgspec.structs import asdict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.hosts import Host, Place, hosts
from services.reporting.reports.ipd import REPORT as OFFICES
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import people
from services.reporting.reports.occupied import Occupied, occupied, room_at
from services.reporting.reports.person import COMPLIANCE
from services.reporting.reports.status import BY_NAME, SERVING
from services.reporting.reports.violations import REPORT as VIOLATIONS
from shared.access.naming import People
from shared.access.reach import Scope, scope_of
from shared.access.signin import Actor, require
from shared.domain.identifiers import IpdId, SiteId
from shared.domain.lampiran import activity_name
from shared.domain.places import PLACES
from shared.domain.refusal import Fault
from shared.law.circumstances import Circumstances
from shared.reports.answering import item, standing_of
from shared.reports.describing import item_of
from shared.reports.lines import lines_with
from shared.reports.reading import connected, first_of, total_of
from shared.reports.report import Ask, Report
from shared.web.answers import gives, of_row, standing
from shared.web.house import House, Standing, house
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen

PEOPLE_MOST: Final = 200
"""At one office at the same time: as many as the slots of a large one."""
DAYS_MOST: Final = 8
"""Of the last violations; the rest is in the list of violations."""

router = APIRouter(prefix=OFFICES.address)


class PlaceNow(Place, frozen=True):
    """A place with how many persons serve there, or are about to."""

    serving: int = 0
    free: int = 0
    over: int = 0
    """More persons than slots."""


PLACE: Any = of_row(PlaceNow, "PlaceOfIpd")
BROKEN: Any = item_of(VIOLATIONS)
ONE = standing(
    "IpdCarries",
    "What one I-PD carries: its places, who serves there or is about to, and its last violations.",
    item_of(OFFICES),
    desk=str | None,
    phone=str | None,
    offers=list[PLACE],
    sentences=list[COMPLIANCE],
    violations=list[BROKEN],
    violations_total=int,
)


@dataclass(frozen=True, slots=True)
class Found:
    """One office's rows."""

    office: object
    host: Host
    occupied: Occupied
    serving: Sequence[object]
    broken: Sequence[object]
    broken_total: int


@router.get("/{ipd_id}", summary="One I-PD: its places, people, hours and violations")
@gives(ONE, refuses=(404,))
async def one(
    request: Request,
    reader: Annotated[Actor, Depends(require(OFFICES.action))],
    house: Annotated[House, Depends(house)],
    ipd_id: IpdId,
    site_id: Annotated[SiteId | None, Query(description="People and violations of this place alone.")] = None,
    after: After = None,
) -> Response:
    """Who serves there stands in the order of their last days; of the violations the newest."""
    stands = await standing_of(house, (*SENTENCES.reads, *VIOLATIONS.reads), after)
    scope = await scope_of(request, house, reader)
    async with connected(house, OFFICES) as connection:
        found = await _found(connection, ipd_id, site_id, house.circumstances(), scope)
    if found is None:
        raise Problem(404, Fault("ipd-not-reported"))
    whose = await people(request, house, reader, [*found.serving, *found.broken], OFFICES.action)
    return _screen(request, house, found, site_id, whose, stands)


async def _found(
    connection: AsyncConnection, ipd_id: IpdId, site_id: SiteId | None, given: Circumstances, scope: Scope
) -> Found | None:
    where = {"ipd_id": ipd_id, **({"site_id": site_id} if site_id else {})}

    def ask(report: Report, limit: int) -> Ask:
        return Ask(given, report.default, scope, where if limit > 1 else {}, limit)

    row = (await connection.execute(select(hosts.table).where(hosts.table.c.ipd_id == ipd_id))).first()
    if row is None:
        return None
    broken, serving = ask(VIOLATIONS, DAYS_MOST), ask(SENTENCES, PEOPLE_MOST)
    (office,) = await first_of(connection, OFFICES, ask(OFFICES, 1), lambda columns: columns.ipd_id == ipd_id)
    return Found(
        office,
        hosts.layout.from_query(row),
        await occupied(connection),
        await first_of(connection, SENTENCES, serving, lambda columns: columns.state.in_(SERVING)),
        await first_of(connection, VIOLATIONS, broken),
        await total_of(connection, VIOLATIONS, broken),
    )


def _screen(
    request: Request, house: House, found: Found, site_id: SiteId | None, whose: People, stands: Standing
) -> Response:
    today = house.circumstances().today
    (office,) = lines_with(request, OFFICES, [found.office], whose, today)
    serving = lines_with(request, SENTENCES, found.serving, whose, today)
    broken = lines_with(request, VIOLATIONS, found.broken, whose, today)
    data = {
        **item(OFFICES, office),
        "desk": found.host.desk,
        "phone": found.host.phone,
        "offers": [_told(place, found.occupied) for place in found.host.places],
        "sentences": [item(SENTENCES, line) for line in serving],
        "violations": [item(VIOLATIONS, line) for line in broken],
        "violations_total": found.broken_total,
    }
    return screen(
        request,
        "reports/host.html",
        data,
        standing=stands,
        site_id=site_id,
        sites=sorted({place.site_id: place.site_name for place in found.host.places}.items(), key=lambda one: one[1]),
        serving=serving,
        broken_days=broken,
        reports={"klien": SENTENCES, "violations": VIOLATIONS},
        statuses=BY_NAME,
        activity=activity_name,
        districts=PLACES,
    )


def _told(place: Place, now: Occupied) -> dict[str, object]:
    here = room_at(place, now)
    return {**asdict(place), "serving": now.get(place.offer_id, 0), "free": here.free, "over": here.over}
