"""What can happen to a ruling's terms when the law grows milder (KUHP 3(7))."""

from datetime import date

from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.sentence import Units


class Milder(Value):
    """What of the terms grows less; None: stays as ruled. Of what is ruled and what is said here the less stands."""

    total_minutes: int | None = None
    minutes_a_day: int | None = None
    period_days: int | None = None
    period_units: Units = ()


class PutusanAdjusted(Milder, Event):
    """The prosecutor adjusted the sentence to a milder law from a day on, or mended what was said of that: of
    adjustments and their withdrawals the highest number stands alone. The terms to execute are told right after it."""

    TYPE = "putusan.adjusted.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …, adjustments and withdrawals together."""
    binds_from: date
    """As the letter says. Days are judged by the milder terms from the day on which they are told (``former``)."""
    document: Personal[str] | None = None
    """None: told again for another person, with whom its words do not go."""
    reason: Personal[str] | None = None
    law: Code
    """That of the day from which it binds."""


class PutusanAdjustmentWithdrawn(Event):
    """The adjustment that was told is none: every day is judged by the terms as ruled."""

    TYPE = "putusan.adjustment-withdrawn.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """As in PutusanAdjusted."""
    document: Personal[str] | None = None
    reason: Personal[str]
