"""What a ruling brings that another regency executed until now."""

from datetime import date

from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.personal import Personal


class PutusanCreditBrought(Event):
    """Another regency executed it until then, and its minutes count here too, or what was said of that is mended: of
    all that is said of it the highest number stands. Told again for another person without its words."""

    TYPE = "putusan.credit-brought.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …, together with the takings back."""
    minutes: int
    """Credited there."""
    started_on: date
    """First execution there: from it the window runs."""
    until: date
    """The last day that is executed there."""
    origin: Personal[str] | None = None
    """The regency; sealed, since whoever types it may say where the person lives."""
    document: Personal[str] | None = None
    reason: Personal[str] | None = None


class PutusanCreditWithdrawn(Event):
    """The credit that was told is none: as if it had never been executed elsewhere."""

    TYPE = "putusan.credit-withdrawn.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """As in PutusanCreditBrought."""
    document: Personal[str] | None = None
    reason: Personal[str]
