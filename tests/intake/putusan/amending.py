"""Corrections for the tests: what a page or a program asks, with what the edge finds out in the stream beside it."""

from collections.abc import Sequence
from typing import Any

from services.intake.putusan.decider import PUTUSAN, AmendPutusan, Opened, Putusan, refs_of
from services.intake.putusan.decider.paper import Likeness, Paper
from services.intake.putusan.events import PutusanReceived
from shared.domain.event import Event
from tests.given import Outcome, given
from tests.intake.putusan.papers import PUTUSAN_ID, circumstances

REASON = "salah ketik ketika mendaftarkan"
RULING = "Petikan putusan 123/Pid.B/2026/PN Trk"


def received(events: Sequence[Event]) -> PutusanReceived:
    """The last telling of the ruling."""
    return [event for event in events if isinstance(event, PutusanReceived)][-1]


def amending(events: Sequence[Event], number: int = 1, likeness: Likeness | None = None, **mended: Any) -> AmendPutusan:
    """The correction of these fields, by the ruling itself; ``by=None``: no document is named."""
    asked = {"document": mended.pop("by", RULING), "reason": REASON}
    found = {"likeness": likeness or Likeness()}
    clear = received(events)
    return AmendPutusan(
        putusan_id=PUTUSAN_ID,
        number=number,
        paper=Paper.model_validate(mended),
        opened=Opened(refs=refs_of(clear), clear=clear),
        **asked,
        **found,
    )


def amend(events: Sequence[Event], number: int = 1, likeness: Likeness | None = None, **mended: Any) -> Outcome:
    """What follows from the correction after these events."""
    return given(PUTUSAN, *events, circumstances=circumstances()).when(amending(events, number, likeness, **mended))


def amended(events: Sequence[Event], number: int = 1, **mended: Any) -> list[Event]:
    """These events with the correction's."""
    return [*events, *amend(events, number, **mended).events]


def state(events: Sequence[Event]) -> Putusan:
    """Where the ruling stands."""
    return PUTUSAN.fold(events)
