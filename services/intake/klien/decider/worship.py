"""Which hours of a week a faith takes: for plans, and for nothing else (0081).

Friday prayer is about 11.15–13.00 here, and a Christian's Sunday is left free. Other days of worship are dates, which
the profile says itself.
"""

import re
from collections.abc import Mapping
from typing import Final

from shared.domain.profile import FreeTime
from shared.domain.sentence import MINUTES_A_DAY

FRIDAY_PRAYER: Final = FreeTime(weekday=4, from_minute=11 * 60 + 15, until_minute=13 * 60)
SUNDAY: Final = FreeTime(weekday=6, from_minute=0, until_minute=MINUTES_A_DAY)
OF_FAITH: Final[Mapping[str, FreeTime]] = {
    "islam": FRIDAY_PRAYER,
    **dict.fromkeys(("kristen", "protestan", "katolik", "katholik"), SUNDAY),
}


def worship(religion: str | None) -> tuple[FreeTime, ...]:
    """The hours of the faith that the words name; none where they name no such one."""
    words = re.findall(r"\w+", (religion or "").casefold())
    return tuple(dict.fromkeys(OF_FAITH[word] for word in words if word in OF_FAITH))
