"""The I-PD register as people read it: one row an office, one row an offer of Lampiran I."""

import msgspec

from services.matching.ipd.events import IpdRegistered, OfferClosed, OfferOpened
from shared.domain.retold import retold
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class IpdRow(msgspec.Struct, frozen=True):
    """An office that answers for places."""

    ipd_id: str
    code: str
    name: str
    registered_position: int


class OfferRow(msgspec.Struct, frozen=True):
    """An activity at a place, with its slots and opening hours (minutes of the WIB day)."""

    offer_id: str
    ipd_id: str
    site_id: str
    site_name: str
    host_kind: str
    kecamatan: str
    category: int
    activity: str
    slots: int
    regimes: tuple[str, ...]
    weekdays: tuple[int, ...]
    open_from_minute: int
    open_until_minute: int
    skills: tuple[str, ...]
    is_open: bool


IPDS = StateProjection("matching", "ipd", IpdRow, key="ipd_id", version=1)
OFFERS = StateProjection("matching", "offer", OfferRow, key="offer_id", version=1)


@IPDS.on(IpdRegistered, key=lambda event: event.ipd_id)
def registered(row: IpdRow | None, event: IpdRegistered, entry: Entry) -> IpdRow:
    """The office as it registered."""
    return retold(IpdRow, event, registered_position=entry.position)


@OFFERS.on(OfferOpened, key=lambda event: event.offer_id)
def opened(row: OfferRow | None, event: OfferOpened, entry: Entry) -> OfferRow:
    """The offer as it opened."""
    return retold(OfferRow, event, is_open=True)


@OFFERS.on(OfferClosed, key=lambda event: event.offer_id)
def closed(row: OfferRow | None, event: OfferClosed, entry: Entry) -> OfferRow | None:
    """Closed: it stays in the register and takes nobody."""
    return row and msgspec.structs.replace(row, is_open=False)
