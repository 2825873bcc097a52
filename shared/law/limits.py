"""What the law and a ruling together allow: the days of the window, and the minutes and hours of a day.

Example::

    deadline(terms, started_on=date(2026, 3, 2), law=law_on(date(2026, 3, 2)))     # date(2026, 8, 29)
"""

from datetime import date, timedelta

from shared.domain.sentence import Regime, Terms
from shared.law.calendar import MINUTES_A_DAY, can_be_meant
from shared.law.law import Law

Stretch = tuple[int, int]
"""From and until, in minutes."""


def presumed_final_on(ruled_on: date, law: Law) -> date:
    """The day on which a ruling without appeal becomes final, counted from the ruling (KUHAP 285).

    What is said before the court tells the date: planned by, and held against a date that comes earlier; nothing is
    credited by it (settlement 18).
    """
    return ruled_on + timedelta(days=law.line("final_after_days").value)


def in_force_from(ruled_on: date, final_on: date | None) -> date | None:
    """The day from which a ruling is executed and credited, as the court told it; None while it is not known.

    A date that nobody can mean, before the ruling itself or in another century, tells nothing (settlement 42): it
    stands as written, and nothing follows from it until it is corrected.
    """
    return final_on if final_on and ruled_on <= final_on and can_be_meant(final_on) else None


def deadline(terms: Terms, started_on: date, law: Law) -> date:
    """The last day, itself inside (settlement 1); the window opens on ``started_on`` (settlement 18).

    An adult's is 180 days after it, or the ruling's own date or period where that is earlier
    (KUHP 85(5)). A child's is the ruling's own (PP 58/2022 16(3)); where it names none, the same 180 days.
    """
    days = period_most(terms, law)
    ends = [started_on + timedelta(days=days)] if days else []
    return min((*ends, terms.until) if terms.until is not None else ends)


def period_most(terms: Terms, law: Law) -> int | None:
    """The most days from the opening to the deadline; None: the ruling's own date alone ends it."""
    own = terms.period_days
    if terms.regime is Regime.CHILD and (own or terms.until is not None):
        return own
    window = law.line("window_days", terms.regime).value
    return min(own, window) if own else window


def minutes_a_day(terms: Terms, law: Law) -> int:
    """Most minutes that count in one day for this sentence: the law's figure, or the ruling's own where lower."""
    most = law.minutes_a_day(terms.regime)
    return most if terms.minutes_a_day is None else min(most, terms.minutes_a_day)


def hours_of_day(terms: Terms, law: Law) -> Stretch:
    """From and until which minute of the day work counts; an end before its beginning lies behind midnight.

    A child's daytime, an adult's whole day (settlement 14), unless the ruling fixes other hours (15). Where it fixes
    one end only, the daytime's other end stands as long as any daytime is left, and else the day's own: from 16.30 a
    child has half an hour, from 18.30 nothing but the evening, which waits for the prosecutor.
    """
    first, last = law.daytime if terms.regime is Regime.CHILD else (0, MINUTES_A_DAY)
    starts, ends = terms.day_from_minute, terms.day_until_minute
    if starts is None and ends is None:
        return first, last
    if ends is None:
        return starts or 0, last if (starts or 0) < last else MINUTES_A_DAY
    if starts is None:
        return first if ends > first else 0, ends
    return starts, ends


def stretches_of_day(terms: Terms, law: Law) -> tuple[Stretch, ...]:
    """The same hours as they lie in one WIB day: two stretches where they go over midnight."""
    starts, ends = hours_of_day(terms, law)
    parts = ((starts, ends),) if starts <= ends else ((0, ends), (starts, MINUTES_A_DAY))
    return tuple(part for part in parts if part[0] < part[1])


def planned_stretches(terms: Terms, law: Law) -> tuple[Stretch, ...]:
    """What of these a plan uses: an adult's night is lawful, and is planned only where the ruling itself fixes hours or
    the regency has settled so (settlement 14)."""
    fixed = terms.day_from_minute is not None or terms.day_until_minute is not None
    return stretches_of_day(terms, law) if fixed or terms.regime is Regime.CHILD else (law.adults_planned_day,)
