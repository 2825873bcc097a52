"""What was not done without lawful reason, and is to be served again (KUHP 85(7)a; SPPA 76(2))."""

from datetime import date

from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal


class PutusanRepeatOrdered(Event):
    """So much is to be served again: a ruling of its own is told beside it, and this one has ended (settlement 13). Of
    orders and withdrawals the highest number stands."""

    TYPE = "putusan.repeat-ordered.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …, together with the withdrawals."""
    repeat_id: PutusanId
    """The ruling by which it is served."""
    minutes: int
    decided_on: date
    until: date
    document: Personal[str]
    reason: Personal[str]
    law: Code
    """Which law bounds hours and last day: that of the day of the decision."""


class PutusanRepeatWithdrawn(Event):
    """The order is none: the ruling goes on, and what was told beside it has ended before it began."""

    TYPE = "putusan.repeat-withdrawn.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """As in PutusanRepeatOrdered."""
    repeat_id: PutusanId
    document: Personal[str] | None = None
    reason: Personal[str]
