"""What was recorded of each person last, for the page of the person: what, when, of which ruling; the whole line with
what each says is intake's (``/klien/{id}/timeline``)."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from services.attendance.hours.events import (
    ServiceStarted,
    StartCorrected,
    WindowFixed,
)
from services.intake.klien.events import (
    LitmasRecorded,
    PersonClosed,
    PersonKeptApart,
    PersonProfiled,
    PersonsMerged,
    PersonsParted,
    PersonsToldApart,
)
from services.intake.putusan.events import (
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanAmended,
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanAssigned,
    PutusanConfirmed,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHandedOver,
    PutusanHeld,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanReplaced,
    PutusanResumed,
)
from services.matching.placement.events import (
    DeclineUndone,
    NoPlaceFound,
    PlacementAccepted,
    PlacementConfirmed,
    PlacementCorrected,
    PlacementDeclined,
    PlacementDoubted,
    PlacementProposed,
    PlacementReplanned,
)
from shared.domain.event import Event
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

KEPT_MOST: Final = 20
"""Of one person: some may be of rulings that are another officer's, and are not shown."""
SHOWN_MOST: Final = 6
KEY: Final = "klien_id"
KINDS: Final[tuple[type[Event], ...]] = (
    PutusanReceived,
    PutusanHeld,
    PutusanConfirmed,
    PutusanAmended,
    PutusanIdentified,
    PutusanLeft,
    PutusanRegistered,
    PutusanFinalityRecorded,
    PutusanEnded,
    PutusanResumed,
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanRejected,
    PutusanReplaced,
    PutusanAssigned,
    PutusanHandedOver,
    PersonProfiled,
    PersonKeptApart,
    LitmasRecorded,
    PersonsMerged,
    PersonClosed,
    PersonsParted,
    PersonsToldApart,
    PlacementProposed,
    NoPlaceFound,
    PlacementDeclined,
    DeclineUndone,
    PlacementAccepted,
    PlacementCorrected,
    PlacementReplanned,
    PlacementDoubted,
    PlacementConfirmed,
    ServiceStarted,
    StartCorrected,
    WindowFixed,
)


class Told(msgspec.Struct, frozen=True):
    """One record."""

    event: str
    recorded_at: datetime
    putusan_id: str | None
    position: int


class Recent(msgspec.Struct, frozen=True):
    """The row: the last records of one person, the newest first."""

    klien_id: str
    told: tuple[Told, ...] = ()


recent = StateProjection(service="reporting", name="recent", row=Recent, key=KEY, version=1)


def _fold(name: str) -> Callable[[Recent | None, Event, Entry], Recent]:
    """One more, and the oldest of too many no more. A ruling told again under whose it is counts as recorded then."""

    def fold(row: Recent | None, event: Event, entry: Entry) -> Recent:
        one = Told(name, entry.recorded_at, getattr(event, "putusan_id", None), entry.position)
        return Recent(getattr(event, KEY), (one, *(row.told if row else ()))[:KEPT_MOST])

    return fold


for kind in KINDS:
    recent.on(kind)(_fold(kind.TYPE))
