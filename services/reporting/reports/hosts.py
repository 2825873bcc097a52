"""The I-PD and their places as the reports name them: folded from the register of offers."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select

from services.matching.ipd.events import IpdRegistered, OfferClosed, OfferOpened
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class Place(msgspec.Struct, frozen=True):
    """One offer of an I-PD: an activity at a site."""

    offer_id: str
    site_id: str
    site_name: str
    kecamatan: str
    activity: str
    slots: int
    closed: bool = False


class Host(msgspec.Struct, frozen=True):
    """The row."""

    ipd_id: str
    code: str
    name: str
    slots: int = 0
    places: tuple[Place, ...] = ()


hosts = StateProjection(service="reporting", name="ipd", row=Host, key="ipd_id", version=1)


@hosts.on(IpdRegistered)
def registered(row: Host | None, event: IpdRegistered, entry: Entry) -> Host:
    """An office answers for places from now on."""
    return replace(row, code=event.code, name=event.name) if row else Host(event.ipd_id, event.code, event.name)


@hosts.on(OfferOpened)
def opened(row: Host | None, event: OfferOpened, entry: Entry) -> Host | None:
    """A place with so many slots."""
    place = Place(event.offer_id, event.site_id, event.site_name, event.kecamatan, event.activity, event.slots)
    return row and _with(row, (*(one for one in row.places if one.offer_id != event.offer_id), place))


@hosts.on(OfferClosed)
def closed(row: Host | None, event: OfferClosed, entry: Entry) -> Host | None:
    """No new person; the place keeps its name for those who serve there."""
    return row and _with(
        row, tuple(replace(one, closed=True) if one.offer_id == event.offer_id else one for one in row.places)
    )


def site_name(ipd_id: ColumnElement[str | None], site_id: ColumnElement[str | None]) -> ColumnElement[str]:
    """What a place of an I-PD is called, as a column of a query."""
    columns = hosts.table.c
    place = func.jsonb_array_elements(columns.places).column_valued("place")
    called, lies = (place.op("->>")(name) for name in ("site_name", "site_id"))
    found = select(called).select_from(hosts.table).where(columns.ipd_id == ipd_id, lies == site_id)
    return found.limit(1).scalar_subquery()


def _with(row: Host, places: tuple[Place, ...]) -> Host:
    return replace(row, places=places, slots=sum(one.slots for one in places if not one.closed))
