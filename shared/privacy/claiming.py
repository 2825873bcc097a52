"""Whose papers are, and what became of it: claims and settlements of many commands in one write of the key store.

Each write of its file is several waits for the disk, one after the other. What is asked for while one is out goes with
the next, so that a ruling waits for two of them at most, however many come.
"""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from shared.privacy.identities import Claimed
from shared.privacy.identities import Row as Claim
from shared.privacy.keys import KeyStore
from shared.privacy.writing import AWAY, Writing
from shared.runtime.clock import now
from shared.runtime.grouping import Grouping

Became = tuple[Claimed, str]
"""A claim and what became of it: ``stored``, ``released`` or ``refused``."""


class Asked(NamedTuple):
    """Papers to claim, in their order, or claims to settle."""

    papers: Sequence[Claim] = ()
    settled: Sequence[Became] = ()


class Claiming:
    """Claims and settles in the key store of one vault; ``writing`` tells under whose keys values lie."""

    def __init__(self, keys: KeyStore, writing: Writing) -> None:
        self._keys, self._writing = keys, writing
        self._together: Grouping[Asked, list[Claimed]] = Grouping(self._all, AWAY)

    async def claim(self, papers: Sequence[Claim]) -> list[Claimed]:
        """Whose these papers are. Raises KeysAway or KeysUnfit."""
        return await self._together.ask(Asked(papers=papers))

    async def settle(self, claims: Sequence[Became]) -> None:
        """What became of these claims. Raises KeysAway or KeysUnfit."""
        await self._together.ask(Asked(settled=claims))

    async def _all(self, asked: Sequence[Asked]) -> list[list[Claimed]]:
        """What was asked for earlier is settled before anything is claimed."""
        settled = [claim for one in asked for claim in one.settled]
        refused = {claimed.subject for claimed, became in settled if claimed.claim_id and became == "refused"}
        bare = await self._writing.bare(refused)
        papers = [paper for one in asked for paper in one.papers]
        found = iter(await self._keys.claim(papers, now(), settled, bare))
        return [[*islice(found, len(one.papers))] for one in asked]
