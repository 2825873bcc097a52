"""The I-PD and their places as the reports name them: folded from the register of offers."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select

from services.matching.ipd.events import (
    IpdCorrected,
    IpdRegistered,
    OfferClosed,
    OfferCorrected,
    OfferOpened,
    OfferReopened,
)
from shared.domain.retold import retold, same
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
    desk: str | None = None
    phone: str | None = None
    slots: int = 0
    places: tuple[Place, ...] = ()


hosts = StateProjection(service="reporting", name="ipd", row=Host, key="ipd_id", version=3)


@hosts.on(IpdRegistered)
def registered(row: Host | None, event: IpdRegistered, entry: Entry) -> Host:
    """An office answers for places from now on."""
    return replace(row, **same(Host, event)) if row else retold(Host, event)


@hosts.on(IpdCorrected)
def corrected(row: Host | None, event: IpdCorrected, entry: Entry) -> Host | None:
    """What it is truly called, and how it is reached."""
    return row and replace(row, **same(Host, event))


@hosts.on(OfferOpened)
def opened(row: Host | None, event: OfferOpened, entry: Entry) -> Host | None:
    """A place with so many slots."""
    return row and _with(row, (*(one for one in row.places if one.offer_id != event.offer_id), retold(Place, event)))


@hosts.on(OfferCorrected)
def offer_corrected(row: Host | None, event: OfferCorrected, entry: Entry) -> Host | None:
    """What the offer truly says; who serves there stays."""
    return _changed(row, event.offer_id, lambda one: replace(one, **same(Place, event)))


@hosts.on(OfferClosed)
def closed(row: Host | None, event: OfferClosed, entry: Entry) -> Host | None:
    """No new person; the place keeps its name for those who serve there."""
    return _changed(row, event.offer_id, lambda one: replace(one, closed=True))


@hosts.on(OfferReopened)
def reopened(row: Host | None, event: OfferReopened, entry: Entry) -> Host | None:
    """New persons again."""
    return _changed(row, event.offer_id, lambda one: replace(one, closed=False))


def host_name(ipd_id: ColumnElement[str | None]) -> ColumnElement[str]:
    """What an I-PD is called, as a column of a query: who counts its rows need not look."""
    columns = hosts.table.c
    return select(columns.name).where(columns.ipd_id == ipd_id).scalar_subquery()


def site_name(ipd_id: ColumnElement[str | None], site_id: ColumnElement[str | None]) -> ColumnElement[str]:
    """What a place of an I-PD is called, as a column of a query."""
    columns = hosts.table.c
    place = func.jsonb_array_elements(columns.places).column_valued("place")
    called, lies = (place.op("->>")(name) for name in ("site_name", "site_id"))
    found = select(called).select_from(hosts.table).where(columns.ipd_id == ipd_id, lies == site_id)
    return found.limit(1).scalar_subquery()


def _with(row: Host, places: tuple[Place, ...]) -> Host:
    return replace(row, places=places, slots=sum(one.slots for one in places if not one.closed))


def _changed(row: Host | None, offer_id: str, change: Callable[[Place], Place]) -> Host | None:
    return row and _with(row, tuple(change(one) if one.offer_id == offer_id else one for one in row.places))
