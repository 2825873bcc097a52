"""What a decider may know besides the command and the state: the moment, and the law of every day."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.law.calendar import wib_day
from shared.law.law import Law, Laws


@dataclass(frozen=True, slots=True)
class Circumstances:
    """``now`` comes from the edge, so that a decision is repeatable; ``laws`` holds the regency's settings too, as far
    as they are decided by then."""

    now: datetime
    laws: Laws

    @property
    def today(self) -> date:
        """The WIB day of now."""
        return wib_day(self.now)

    @property
    def law(self) -> Law:
        """The law of today; what happened on another day is judged by ``laws.on(day)``."""
        return self.laws.on(self.today)
