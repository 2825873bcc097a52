"""How long a login waits after failed tries: guessing becomes slow, and a forgetful person gets in again soon."""

from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""At most 96 guesses a day; longer would let anybody lock an officer out of a working day."""
DOUBLINGS_MAX = 10
"""Beyond the longest wait; keeps the power small."""


def wait_after(failures: int, at: datetime) -> datetime | None:
    """Until when no further try is looked at, after this many in a row without success."""
    if failures < FREE_TRIES:
        return None
    wait = FIRST_WAIT * (1 << min(failures - FREE_TRIES, DOUBLINGS_MAX))
    return at + min(wait, LONGEST_WAIT)
