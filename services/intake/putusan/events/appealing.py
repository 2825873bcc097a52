"""What can happen to a ruling's finality when somebody appeals (banding, KUHAP 285)."""

from datetime import date

from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.personal import Personal


class PutusanAppealed(Event):
    """An appeal was lodged, so that the ruling is not final until the court tells a day of finality again; or what was
    said of that is mended: of appeals and their withdrawals the highest number stands."""

    TYPE = "putusan.appealed.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …, appeals and withdrawals together."""
    lodged_on: date
    document: Personal[str] | None = None
    """None: the paper itself tells of it (the court's register), or it is told again of another person."""
    reason: Personal[str] | None = None
    """Of one that mends."""


class PutusanAppealWithdrawn(Event):
    """The appeal was withdrawn, or there was none."""

    TYPE = "putusan.appeal-withdrawn.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """As in PutusanAppealed."""
    document: Personal[str] | None = None
    reason: Personal[str]
