"""How many minutes of a day count: the caps of law and ruling. The tuple is their table of contents.

A cap is one small rule with its article: it sees the account of one sentence, the day and the law of that day. Credit
obeys those that bind it; the others bind a plan, and work beyond them is credited and flagged (settlement 16).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from shared.domain.identifiers import Citation, RuleCode
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import DAY, MINUTES_A_DAY
from shared.law.law import Law
from shared.law.limits import minutes_a_day


@dataclass(slots=True)
class Account:
    """One sentence while its days go by: what it still owes, and the days that gave something, ascending."""

    terms: Terms
    opens_on: date | None
    owed: int
    days: list[date] = field(default_factory=list)
    former: Terms | None = None
    """The terms as ruled, where a milder law lowers them that day."""

    def give(self, day: date, minutes: int) -> None:
        """That day gave so many minutes."""
        self.owed -= minutes
        self.days.append(day)


class Cap(NamedTuple):
    """The most minutes of a day by one rule, and where it stands. ``binds_credit``: else it binds the plan alone.
    ``of_what_counts``: told on what all other rules let count, not on the worked time by itself (settlement 31).
    ``of_one_day``: other days change nothing of it, so that a timetable's own minutes hold it already."""

    code: RuleCode
    most: Callable[[Account, date, Law], int]
    cite: Callable[[Account, Law], Citation]
    binds_credit: bool = True
    of_what_counts: bool = False
    of_one_day: bool = False


MILDER = Citation("KUHP 3(7)")
"""Where a figure that the prosecutor adjusted to a milder law gets its force."""


def by_ruling(regime: Regime) -> Citation:
    """Where the ruling's own figure gets its force."""
    return Citation("Amar putusan; KUHP 85(9)" if regime is Regime.ADULT else "Amar putusan; PP 58/2022 16(3)")


def within_the_day(account: Account, day: date, law: Law) -> int:
    """At most the law's minutes a day, or the ruling's own where lower (KUHP 85(5); PP 58/2022 16(3))."""
    return minutes_a_day(account.terms, law)


def cite_the_day(account: Account, law: Law) -> Citation:
    """The ruling's own figure, where it is lower than the statute's; the milder law's, where that lowers it further."""
    regime, former = account.terms.regime, account.former
    if former is not None and minutes_a_day(account.terms, law) < minutes_a_day(former, law):
        return MILDER
    own = minutes_a_day(account.terms, law) < law.minutes_a_day(regime)
    return by_ruling(regime) if own else law.cite("minutes_a_day", regime)


def within_the_week(account: Account, day: date, law: Law) -> int:
    """No more days in the calendar week, from Monday, than the ruling allows (settlement 16)."""
    most = account.terms.days_a_week
    return MINUTES_A_DAY if most is None else _while_fewer(account, day - DAY * day.weekday(), most)


def within_the_month(account: Account, day: date, law: Law) -> int:
    """No more days in the 30-day bucket from the start than the ruling allows (settlement 16)."""
    most, start = account.terms.days_a_month, account.opens_on
    if most is None or start is None:
        return MINUTES_A_DAY
    return _while_fewer(account, day - DAY * ((day - start).days % law.line("month_days").value), most)


def _while_fewer(account: Account, since: date, most: int) -> int:
    """All of the day while fewer days than that gave something since the other, else nothing: days stand in order."""
    given = account.days
    return MINUTES_A_DAY if len(given) < most or given[-most] < since else 0


def within_the_sentence(account: Account, day: date, law: Law) -> int:
    """Never more than what the ruling still has owed (KUHP 85(4), 85(9); SPPA 76(3))."""
    return max(0, account.owed)


def cite_the_ruling(account: Account, law: Law) -> Citation:
    """Its own words."""
    return by_ruling(account.terms.regime)


def cite_the_total(account: Account, law: Law) -> Citation:
    """The ruling's, or the milder law's where that lowers it."""
    lower = account.former is not None and account.terms.total_minutes < account.former.total_minutes
    return MILDER if lower else by_ruling(account.terms.regime)


DAILY = Cap(RuleCode("daily"), within_the_day, cite_the_day, of_one_day=True)
CAPS = (
    DAILY,
    Cap(RuleCode("days-a-week"), within_the_week, cite_the_ruling, binds_credit=False),
    Cap(RuleCode("days-a-month"), within_the_month, cite_the_ruling, binds_credit=False),
    Cap(RuleCode("total"), within_the_sentence, cite_the_total, of_what_counts=True),
)
CREDIT_CAPS = tuple(cap for cap in CAPS if cap.binds_credit)
PLAN_CAPS = tuple(cap for cap in CAPS if not cap.binds_credit)
OVER_DAYS = tuple(cap for cap in CREDIT_CAPS if not cap.of_one_day and not cap.of_what_counts)
"""What a day may still give by what other days gave; none of today's laws has such a cap on credit."""


def most_beside(account: Account, day: date, law: Law, caps: Iterable[Cap] = OVER_DAYS) -> int:
    """The most minutes of the day by these caps."""
    return min((cap.most(account, day, law) for cap in caps), default=MINUTES_A_DAY)
