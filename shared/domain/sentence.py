"""A sentence's terms: what the ruling fixes, as every service needs to know it."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.event import Value

DAYS_MOST = 10_000
"""A period beyond it is a typing error and no sentence; arithmetic on days bears it."""
MINUTES_A_DAY = 24 * 60


PERIODS_MOST = 24
"""The school holidays of several years; a ruling with more stretches of dates is a calendar, not a sentence."""


class Regime(StrEnum):
    """Whose law applies: KUHP 85 for adults, SPPA 76 for children (a child stays in it after turning 18)."""

    ADULT = "adult"
    CHILD = "child"


class Ground(StrEnum):
    """By which act of others a ruling is executed here no longer."""

    ANNULLED = "annulled"
    """On appeal."""
    PARDONED = "pardoned"
    """Grasi, amnesti (KUHP 140 c)."""
    DIED = "died"
    DECRIMINALISED = "decriminalised"
    """By a later law what was done is no offence any more (KUHP 3(4))."""
    TRANSFERRED = "transferred"
    """To another regency; what is credited up to that day goes with it."""
    REPEATED = "repeated"
    """Not done without lawful reason: served again, as a ruling of its own (KUHP 85(7)a; SPPA 76(2))."""
    WITHDRAWN = "withdrawn"
    """Of an order to repeat that was none."""


TOLD_OF_REPEATS = frozenset({Ground.REPEATED, Ground.WITHDRAWN})
"""Grounds that follow from an order to repeat, and are told by nobody else."""


class Sex(StrEnum):
    """As the ruling names it."""

    MALE = "male"
    FEMALE = "female"


class Unit(StrEnum):
    """In what a ruling says how long something is."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


Units = Annotated[tuple[Unit, ...], Field(max_length=len(Unit))]
"""The units of one length as it is said (*1 bulan 15 hari*: month and day); none where nobody says."""


class Period(Value):
    """From one day to another, both inside; one day where they are the same."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether that day lies in it."""
        return self.first <= day <= self.last


Weekdays = Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)]
"""Days of the week from Monday 0 to Sunday 6."""
Periods = Annotated[tuple[Period, ...], Field(max_length=PERIODS_MOST)]


class Terms(Value):
    """What is owed and how it may be worked. Minutes are whole. None: the ruling does not say (*tidak disebut*)."""

    regime: Regime
    total_minutes: int = Field(ge=0, le=DAYS_MOST * MINUTES_A_DAY)
    minutes_a_day: int | None = Field(default=None, ge=1, le=MINUTES_A_DAY)
    least_minutes_a_day: int | None = Field(default=None, ge=1, le=MINUTES_A_DAY)
    days_a_week: int | None = Field(default=None, ge=1, le=7)
    days_a_month: int | None = Field(default=None, ge=1, le=31)
    period_days: int | None = Field(default=None, ge=1, le=DAYS_MOST)
    """The ruling's own period counted from the first execution; n Bulan are 30 n days (KUHP 184)."""
    period_units: Units = ()
    """In what it is said, to be read back so."""
    until: date | None = None
    """The ruling's own last day, where it names a date."""
    day_from_minute: int | None = Field(default=None, ge=0, le=MINUTES_A_DAY)
    """Earliest minute of the WIB day that the ruling itself fixes (a child at another hour: held, then obeyed)."""
    day_until_minute: int | None = Field(default=None, ge=0, le=MINUTES_A_DAY)
    weekdays: Weekdays = ()
    """Days of the week that the ruling itself fixes (a child on a Sunday: held, then obeyed)."""
    periods: Periods = ()
    """Dates that the ruling itself fixes, such as school holidays; beside weekdays they count as well as those."""


class Former(Value):
    """The terms as ruled, by which days before an adjustment to a milder law are judged (KUHP 3(7))."""

    terms: Terms
    before: date
    """The first day that is judged by the milder terms: that on which they were first told."""
