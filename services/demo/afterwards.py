"""What is told of an invented ruling after the work: it ended, was adjusted or appealed, came from another regency,
or is to be served again. Intake alone tells it; matching and attendance follow by their reactions, as in life."""

from collections.abc import Callable
from typing import Final

from services.intake.putusan.decider import (
    AdjustPutusan,
    BringCredit,
    EndPutusan,
    LodgeAppeal,
    Opened,
    OrderRepeat,
    refs_of,
)
from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.events import PutusanReceived
from shared.domain.personal import Personal
from shared.domain.sentence import Ground
from shared.law.calendar import DAY
from shared.law.circumstances import Circumstances

NUMBER, WHY = Personal("B-1/REKAAN"), Personal("REKAAN: riwayat buatan, bukan surat siapa pun")
FINAL_AFTER: Final = 8 * DAY
"""Every invented ruling is in force then."""
SOME_DAYS: Final = 5 * DAY
CREDITED_HOURS: Final = 4
HALF: Final = 2 * 60
"""Half of a total in minutes, in hours."""


def told_after(number: int, received: PutusanReceived, given: Circumstances) -> OfPutusan | None:
    """What somebody tells of the number-th person's ruling; None: nothing."""
    said = TOLD.get(number % EACH)
    return said(received, given) if said else None


def _annulled(received: PutusanReceived, given: Circumstances) -> OfPutusan:
    return _ended(received, Ground.ANNULLED, given)


def _transferred(received: PutusanReceived, given: Circumstances) -> OfPutusan:
    return _ended(received, Ground.TRANSFERRED, given, to=Personal("Kabupaten Rekaan"))


def _ended(
    received: PutusanReceived, ground: Ground, given: Circumstances, to: Personal[str] | None = None
) -> EndPutusan:
    ids = {"putusan_id": received.putusan_id, "number": 1, "document": NUMBER, "reason": WHY}
    return EndPutusan(**ids, ground=ground, ended_on=given.today - SOME_DAYS, to=to)


def _adjusted(received: PutusanReceived, given: Circumstances) -> OfPutusan:
    return AdjustPutusan(
        putusan_id=received.putusan_id,
        number=1,
        binds_from=received.ruled_on + FINAL_AFTER,
        total_minutes=received.terms.total_minutes // 2,
        document=NUMBER,
        reason=WHY,
    )


def _appealed(received: PutusanReceived, given: Circumstances) -> OfPutusan:
    ids = {"putusan_id": received.putusan_id, "number": 1, "document": NUMBER, "reason": WHY}
    return LodgeAppeal(**ids, lodged_on=received.ruled_on + SOME_DAYS)


def _brought(received: PutusanReceived, given: Circumstances) -> OfPutusan:
    return BringCredit(
        putusan_id=received.putusan_id,
        number=1,
        hours=CREDITED_HOURS,
        started_on=received.ruled_on + FINAL_AFTER,
        until=received.ruled_on + FINAL_AFTER + DAY,
        origin=Personal("Kabupaten Rekaan"),
        document=NUMBER,
        reason=WHY,
    )


def _repeated(received: PutusanReceived, given: Circumstances) -> OfPutusan:
    return OrderRepeat(
        putusan_id=received.putusan_id,
        number=1,
        hours=received.terms.total_minutes // HALF,
        decided_on=given.today - SOME_DAYS,
        document=NUMBER,
        reason=WHY,
        opened=Opened(refs=refs_of(received), clear=received),
    )


TOLD: Final[dict[int, Callable[[PutusanReceived, Circumstances], OfPutusan]]] = {
    1: _annulled,
    3: _adjusted,
    4: _transferred,
    6: _appealed,
    8: _brought,
    10: _repeated,
}
EACH: Final = 12
"""Of every twelfth person the same; of half of them nothing."""
