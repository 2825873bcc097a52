"""Passwords: argon2id, computed off the event loop and never more than a few at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.domain.refusal import Fault
from shared.web.problems import Problem

MEMORY_KIB, ROUNDS, LANES = 32 * 1024, 3, 1
"""Above OWASP's least (19 MiB, 2 rounds); about 60 ms on one core."""
AT_ONCE_MAX = 2
"""64 MiB in all: sign-ins never crowd out the casework on a small server."""
WAITING_MAX = 32
"""About one second of queue; whoever comes later is told to come again (503)."""
PASSWORD_LENGTH_MAX = 200

_hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)
_threads = ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="password")
_places = BoundedSemaphore(WAITING_MAX)


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Is it the password? Takes as long where there is no account (``kept`` None): a login cannot be probed."""
    if not _places.acquire(blocking=False):
        raise Problem(503, Fault("sign-in-busy"), headers={"Retry-After": "2"})
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, partial(_matches, password, kept))
    finally:
        _places.release()


def outdated(kept: str) -> bool:
    """Was this hash made with weaker parameters than today's?"""
    return _hasher.check_needs_rehash(kept)


def _matches(password: str, kept: str | None) -> bool:
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
