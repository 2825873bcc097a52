"""Passwords: which ones are taken, and argon2id, computed off the event loop and never more than a few at once."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from shared.domain.refusal import Fault
from shared.web.problems import Problem

MEMORY_KIB, ROUNDS, LANES = 32 * 1024, 3, 1
"""Above OWASP's least (19 MiB, 2 rounds); about 60 ms on one core."""
WAITING_MAX = 100
"""Of one lane: some seconds of queue. Whoever comes later is told to come again (503)."""
STRETCHED_BYTES = 32
PASSWORD_LENGTH_LEAST: Final = 12
"""No rules about its characters: length is what counts (OWASP ASVS 5.0, V6.2.1 asks for 8; people here type once)."""
PASSWORD_LENGTH_MAX: Final = 200
DIFFERENT_LEAST: Final = 5
HOUSE: Final = ("bakti", "trenggalek", "kejaksaan", "bapas", "pidana kerja sosial")

_hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)


class Lane:
    """One password at a time, the others in the order in which they came; 32 MiB each lane."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"password-{name}")
        self._waiting = 0

    async def matches(self, password: str, kept: str | None) -> bool:
        """Is it the password? Takes as long where there is no account (``kept`` None): a login cannot be probed."""
        if self._waiting >= WAITING_MAX:
            raise Problem(503, Fault("sign-in-busy"), headers={"Retry-After": "2"})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, partial(_matches, password, kept))
        finally:
            self._waiting -= 1

    async def hashed(self, password: str) -> str:
        """The hash to keep."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _hasher.hash, password)


ANYBODY, KNOWN = Lane("anybody"), Lane("known")
"""Who has signed in from where they are now does not queue behind everybody else."""


def stretched(secret: str, salt: bytes) -> bytes:
    """As slow to guess as a password, for what is shorter than one should be; takes as long."""
    return hash_secret_raw(
        secret.encode(), salt, _hasher.time_cost, _hasher.memory_cost, _hasher.parallelism, STRETCHED_BYTES, Type.ID
    )


def outdated(kept: str) -> bool:
    """Was this hash made with weaker parameters than today's?"""
    return _hasher.check_needs_rehash(kept)


def weakness(password: str, *own: str) -> Fault | None:
    """Why this password is not taken; ``own`` are the person's login and name, which others know."""
    if not PASSWORD_LENGTH_LEAST <= len(password) <= PASSWORD_LENGTH_MAX:
        return Fault("password-length", {"least": PASSWORD_LENGTH_LEAST, "most": PASSWORD_LENGTH_MAX})
    typed = password.casefold()
    known = {_letters(word) for word in (*own, *HOUSE)}
    units = [typed, *(typed[:n] for n in range(1, len(typed) // 2 + 1) if _repeats(typed, n))]
    guessable = {*units, *map(_letters, units)} - {""}
    if len(set(typed)) < DIFFERENT_LEAST or guessable & (_common() | known) or _runs(typed):
        return Fault("password-common")
    return None


def _letters(word: str) -> str:
    """``P4ssword 2026!`` is ``pssword``: what is put before, between and behind makes no other word of it."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalpha())


def _repeats(typed: str, length: int) -> bool:
    """Is it its own beginning again and again?"""
    return typed == (typed[:length] * (len(typed) // length + 1))[: len(typed)]


def _runs(typed: str) -> bool:
    """``abcdefghijkl``, ``987654321098``: each character the neighbour of the one before."""
    steps = [ord(after) - ord(before) for before, after in pairwise(typed)]
    return all(step in (1, -9) for step in steps) or all(step in (-1, 9) for step in steps)


@cache
def _common() -> frozenset[str]:
    """The list that is shipped: one word a line, folded already."""
    return frozenset((Path(__file__).parent / "common-passwords.txt").read_text("utf-8").splitlines())


def _matches(password: str, kept: str | None) -> bool:
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
