"""What is told of a ruling beside its paper is told by number, 1, 2 …, each mending the one before (settlement 19)."""

from collections.abc import Mapping
from typing import Final

from shared.domain.refusal import Fault, Refused, Severity

NUMBERS_MOST: Final = 1000


def out_of_turn(rule: str, number: int, told: Mapping[int, object]) -> Refused | None:
    """Why that number is not to be told: under it, or a higher one, something stands that whoever types it has not
    seen; or it skips the next, after which nothing could be mended any more."""
    following = max(told, default=0) + 1
    if number == following:
        return None
    facts = {"number": number, "next": following}
    return Refused((Fault(rule, facts, pointer="/number", severity=Severity.CONFLICT),))
