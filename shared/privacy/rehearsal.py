"""What claims would find if they were made now, one after the other: tried on a copy of the few that bear on them.

The copy is asked by the very code that claims, so that a look and the run that follows say the same; nothing is written
into the key store.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from uuid import uuid4

from shared.privacy.identities import Claimed, Identities, Row, Traits
from shared.privacy.keyfile import SCHEMA
from shared.runtime.clock import now


class Rehearsal:
    """The papers of one file, claimed and settled in their order as a vault would; ``bearing`` are the store's claims
    that bear on some."""

    def __init__(
        self, marked: Callable[[Traits], Row], bearing: Callable[[Sequence[Row]], Awaitable[Sequence[Row]]]
    ) -> None:
        self._marked, self._bearing = marked, bearing
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._connection.executescript(SCHEMA)
        self._identities = Identities(self._connection, nullcontext, lambda: str(uuid4()))
        self._copied: set[str] = set()

    async def claim(self, papers: Sequence[Traits]) -> list[Claimed]:
        """Whose these papers would be."""
        rows = [self._marked(paper) for paper in papers]
        fresh = [row for row in await self._bearing(rows) if row.claim_id not in self._copied]
        self._copied |= {row.claim_id for row in fresh}
        self._identities.copy(fresh)
        return self._identities.claim(rows, now())

    async def settle(self, claims: Sequence[tuple[Claimed, str]]) -> None:
        """What would become of these claims."""
        self._identities.settle(claims)
