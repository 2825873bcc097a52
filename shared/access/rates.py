"""How often one account, and one source, may sign in, search and write: what runs away is told when to come again.

A bound for machines, far above what people do; wrong passwords have their own, slower one (lockout.py). Counted in the
Valkey that all processes share; in this process alone where there is none, and while it does not answer.
"""

from asyncio import timeout
from collections.abc import Mapping
from enum import StrEnum
from math import ceil
from time import monotonic, time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from shared.runtime.settings import Settings

OFFICE: Final = 20
"""So many accounts' worth may come from one source: an office behind one address."""
SHARED_PATIENCE_S: Final = 0.25
"""A request waits no longer for a count."""
AWAY_S: Final = 30.0
"""So long a Valkey that did not answer is not asked again."""
KEYS: Final = "bakti:limit"


class Kind(StrEnum):
    """What is counted."""

    SIGN_IN = "sign-in"
    SEARCH = "search"
    WRITE = "write"
    CHECK = "check"
    """Of papers, which anybody asks: whoever signs in from the same source does not wait for it."""


class Rates:
    """The counts of this process, and those it shares. Keys hold an account's id or the keyed digest of a source."""

    def __init__(self, settings: Settings, valkey_url: str | None = None) -> None:
        """``valkey_url``: with its password."""
        of_account = {Kind.SEARCH: settings.searches_a_minute, Kind.WRITE: settings.writes_a_minute}
        of_source = {kind: OFFICE * many for kind, many in of_account.items()}
        self._of_account = _items(of_account, "account")
        of_strangers = dict.fromkeys((Kind.SIGN_IN, Kind.CHECK), settings.sign_ins_a_minute)
        self._of_source = _items(of_source | of_strangers, "source")
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._pool = _pool(valkey_url) if valkey_url else None
        self._shared = FixedWindowRateLimiter(_storage(self._pool)) if self._pool else None
        self._away_until = 0.0

    async def wait_s(self, kind: Kind, source: str, account_id: str | None = None) -> int | None:
        """Count one more; seconds until it is worth asking again, None where it is not too many.

        What nobody in particular asks is counted for its source alone."""
        waits = [await self._over(self._of_source[kind], source)]
        if account_id is not None and kind in self._of_account:
            waits.append(await self._over(self._of_account[kind], account_id))
        return max((ceil(wait) for wait in waits if wait is not None), default=None)

    async def close(self) -> None:
        """Let go of the Valkey."""
        if self._pool is not None:
            await self._pool.aclose()

    async def _over(self, item: RateLimitItem, whose: str) -> float | None:
        if self._shared is not None and monotonic() >= self._away_until:
            try:
                async with timeout(SHARED_PATIENCE_S):
                    return await _counted(self._shared, item, whose)
            except (OSError, RedisError):  # a TimeoutError is an OSError
                self._away_until = monotonic() + AWAY_S
        return await _counted(self._own, item, whose)


def _items(most: Mapping[Kind, int], whose: str) -> dict[Kind, RateLimitItem]:
    return {kind: RateLimitItemPerMinute(many, 1, f"{kind}:{whose}") for kind, many in most.items()}


def _pool(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(url, socket_connect_timeout=SHARED_PATIENCE_S, socket_timeout=SHARED_PATIENCE_S)


def _storage(pool: ConnectionPool) -> RedisStorage:
    # The address is the pool's; the library wants one to know the kind of server by.
    return RedisStorage("async+redis://", implementation="redispy", key_prefix=KEYS, connection_pool=pool)  # type: ignore[arg-type]


async def _counted(limiter: FixedWindowRateLimiter, item: RateLimitItem, whose: str) -> float | None:
    """One more; seconds until the next window where it is too many."""
    if await limiter.hit(item, whose):
        return None
    return max((await limiter.get_window_stats(item, whose)).reset_time - time(), 1.0)
