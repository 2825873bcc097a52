"""What a decider may know besides the command and the state: the moment, the law, the regency's settings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shared.law.calendar import wib_day
from shared.law.parameters import Law

Annex = Literal["flag", "hold", "settled"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """``now`` comes from the edge, so that a decision is repeatable. ``annex_24h`` says what happens to an adult's
    ruling above the 24 hours of the work plan's annex: flag it, hold it, or nothing because the regency settled it."""

    now: datetime
    law: Law
    annex_24h: Annex = "flag"

    @property
    def today(self) -> date:
        """The WIB day of now."""
        return wib_day(self.now)
