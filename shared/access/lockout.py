"""How many wrong tries a source may make: guessing becomes slow, and nobody is shut out by what others try.

Counted is a verdict, never a request, and never by login alone: else anybody could shut any account for ever. The
counts are this process's and end with it; all sign-ins of a house reach one process, the one that serves ``/session``.
"""

from math import ceil
from time import time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

WRONG_OF_PAIR_MAX: Final = 5
"""Of one login from one source: 480 guesses a day."""
WRONG_OF_SOURCE_MAX: Final = 60
"""Of all logins from one source: an office behind one address on the morning after its passwords were changed."""
WINDOW_MIN: Final = 15
PAIR: Final = RateLimitItemPerMinute(WRONG_OF_PAIR_MAX, WINDOW_MIN, "pair")
SOURCE: Final = RateLimitItemPerMinute(WRONG_OF_SOURCE_MAX, WINDOW_MIN, "source")
NOTED: Final = RateLimitItemPerMinute(1, WINDOW_MIN, "noted")


class Tries:
    """The wrong tries of this process; a key that no longer counts is forgotten by itself."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def wait_s(self, login: str, source: str) -> int | None:
        """Seconds until this login is looked at again from this source; None: it is looked at now."""
        waits = [self._ends(SOURCE, source), self._ends(PAIR, login, source)]
        return max((ceil(wait) for wait in waits if wait is not None), default=None)

    def wrong(self, login: str, source: str) -> None:
        """One wrong verdict more."""
        self._limiter.hit(SOURCE, source)
        self._limiter.hit(PAIR, login, source)

    def right(self, login: str, source: str) -> None:
        """What this login got wrong from here is forgiven; what the source got wrong with others is not."""
        self._limiter.clear(PAIR, login, source)

    def first(self, *what: str) -> bool:
        """Is this the first time in a while? What is repeated fills no trail."""
        return self._limiter.hit(NOTED, *what)

    def _ends(self, limit: RateLimitItem, *key: str) -> float | None:
        if self._limiter.test(limit, *key):
            return None
        return max(self._limiter.get_window_stats(limit, *key).reset_time - time(), 1.0)
