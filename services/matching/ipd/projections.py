"""The I-PD register as people read it: one row an office, one row an offer of Lampiran I."""

import msgspec

from services.matching.ipd.events import (
    IpdCorrected,
    IpdRegistered,
    OfferClosed,
    OfferCorrected,
    OfferOpened,
    OfferReopened,
)
from services.matching.placement.events import SlotFreed, SlotTaken
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class IpdRow(msgspec.Struct, frozen=True):
    """An office that answers for places."""

    ipd_id: str
    code: str
    name: str
    registered_position: int
    desk: str | None = None
    phone: str | None = None
    number: int = 0
    """The correction that stands; 0: as it registered."""
    reason: str | None = None
    """Why it was corrected."""


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
    number: int = 0
    """The correction that stands; 0: as it opened."""
    reason: str | None = None
    """Why it was corrected."""
    taken: dict[str, int] = {}
    """Slots taken, by calendar month (``2026-12``)."""


IPDS = StateProjection("matching", "ipd", IpdRow, key="ipd_id", version=3)
OFFERS = StateProjection("matching", "offer", OfferRow, key="offer_id", version=3)


@IPDS.on(IpdRegistered, key=lambda event: event.ipd_id)
def registered(row: IpdRow | None, event: IpdRegistered, entry: Entry) -> IpdRow:
    """The office as it registered."""
    return retold(IpdRow, event, registered_position=entry.position)


@IPDS.on(IpdCorrected, key=lambda event: event.ipd_id)
def corrected(row: IpdRow | None, event: IpdCorrected, entry: Entry) -> IpdRow | None:
    """What it is truly called, and how it is reached."""
    return row and msgspec.structs.replace(row, **same(IpdRow, event))


@OFFERS.on(OfferOpened, key=lambda event: event.offer_id)
def opened(row: OfferRow | None, event: OfferOpened, entry: Entry) -> OfferRow:
    """The offer as it opened."""
    return retold(OfferRow, event, is_open=True)


@OFFERS.on(OfferClosed, key=lambda event: event.offer_id)
def closed(row: OfferRow | None, event: OfferClosed, entry: Entry) -> OfferRow | None:
    """Closed: it stays in the register and takes nobody."""
    return row and msgspec.structs.replace(row, is_open=False)


@OFFERS.on(OfferReopened, key=lambda event: event.offer_id)
def reopened(row: OfferRow | None, event: OfferReopened, entry: Entry) -> OfferRow | None:
    """It takes new persons again."""
    return row and msgspec.structs.replace(row, is_open=True)


@OFFERS.on(OfferCorrected, key=lambda event: event.offer_id)
def offer_corrected(row: OfferRow | None, event: OfferCorrected, entry: Entry) -> OfferRow | None:
    """What it truly says; whether it is open, and who has its slots, is as before."""
    return row and msgspec.structs.replace(row, **same(OfferRow, event))


@OFFERS.on(SlotTaken, key=lambda event: event.offer_id)
def taken(row: OfferRow | None, event: SlotTaken, entry: Entry) -> OfferRow | None:
    """One person's place in a month."""
    return row and _counted(row, event.month, 1)


@OFFERS.on(SlotFreed, key=lambda event: event.offer_id)
def freed(row: OfferRow | None, event: SlotFreed, entry: Entry) -> OfferRow | None:
    """The place is free again."""
    return row and _counted(row, event.month, -1)


def _counted(row: OfferRow, month: str, more: int) -> OfferRow:
    return msgspec.structs.replace(row, taken={**row.taken, month: row.taken.get(month, 0) + more})
