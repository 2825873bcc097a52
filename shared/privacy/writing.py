"""What sealing writes: keys for new persons and sealed values, of many commands at once in one go."""

from collections.abc import Iterable, Sequence, Set
from typing import Any

import asyncpg
import structlog
from sqlalchemy import Row, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import read
from shared.privacy.keyfile import KeyLost, KeysAway, KeysUnfit, SubjectErased
from shared.privacy.keys import KeyStore, SubjectKey
from shared.privacy.reading import sql
from shared.privacy.sealing import Item, sealed_anew
from shared.runtime.clock import now
from shared.runtime.grouping import Grouping

ITEMS_A_STATEMENT_MAX = 5_000
"""About 1 MB a statement, so that none comes near the role's statement_timeout."""
ITEMS_OF_ONE = 20
"""What one ruling brings, and more; a whole group of such is about a statement's worth."""
INSERT_ITEMS = sql("insert_items")
SEALED_UNDER = text("SELECT DISTINCT subject, key_id FROM vault.item WHERE subject = ANY (CAST(:subjects AS text[]))")
READ_UNDER = sql("read_under")
TAKE_OUT = text("DELETE FROM vault.item WHERE ref = ANY (CAST(:refs AS text[])) AND subject = :subject RETURNING ref")
AWAY = (KeysAway, KeysUnfit)
DATABASE_AWAY = (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger()


class Writing:
    """The keys and rows of one vault's values. What comes while the key store or the database is busy goes
    with the next group: so it waits at most for one group before its own."""

    def __init__(self, engine: AsyncEngine, keys: KeyStore) -> None:
        self._engine, self._keys = engine, keys
        self._new = Grouping(self._keys_of_each, AWAY)
        self._inserting = Grouping(self._insert_each, AWAY)

    async def keys_for(self, subjects: Set[str]) -> dict[str, SubjectKey]:
        """The keys of these persons; a person of whom nothing lies here yet gets one.

        Raises KeyLost, and SubjectErased for whoever was erased.
        """
        held = self._keys.held(subjects)
        return held if subjects <= held.keys() else await self._new.ask(subjects)

    async def insert(self, items: Sequence[Item]) -> None:
        """These rows are durable when this returns."""
        for start in range(0, len(items), ITEMS_A_STATEMENT_MAX):
            await self._inserting.ask(items[start : start + ITEMS_A_STATEMENT_MAX])

    async def sealed_under(self, subjects: Sequence[str]) -> Sequence[Row[Any]]:
        """Under which keys rows of these persons lie here."""
        return await read(self._engine, SEALED_UNDER, subjects=list(subjects))

    async def bare(self, subjects: Set[str]) -> frozenset[str]:
        """Of these persons those under whose key nothing lies. Where the database does not say, none of them: a key too
        many harms nobody, and whoever asks has more to do."""
        if not subjects:
            return frozenset()
        try:
            rows = await self.sealed_under(sorted(subjects))
        except DATABASE_AWAY as trouble:
            log.warning("keys_not_taken_back", subjects=len(subjects), error=type(trouble).__name__)
            return frozenset()
        return frozenset(subjects - {row.subject for row in rows})

    async def hand_over(self, refs: Sequence[str], of: str, to: str) -> bool:
        """Seal what of these lies under the one's key under the other's; gone where that one was erased. Whether there
        was any. What does not open stays where it is."""
        rows = await read(self._engine, READ_UNDER, refs=list(refs), subject=of)
        key = (await self._keys.for_opening([of])).get(of) if rows else None
        if key is None:
            return False
        try:
            other = (await self.keys_for({to}))[to]
        except SubjectErased:
            await read(self._engine, TAKE_OUT, refs=[row.ref for row in rows], subject=of)
            return True
        anew = [sealed_anew(row, key, to, other) for row in rows]
        await self._replace([item for item in anew if item is not None], of)
        return True

    async def _replace(self, items: Sequence[Item], of: str) -> None:
        """In place of the rows that the one has: of what was destroyed or handed over meanwhile nothing comes back."""
        async with self._engine.begin() as connection:
            taken = await connection.execute(TAKE_OUT, {"refs": [item.ref for item in items], "subject": of})
            refs = set(taken.scalars())
            _fit(await connection.execute(INSERT_ITEMS, self._columns([one for one in items if one.ref in refs])))

    async def _keys_of_each(self, asked: Sequence[Set[str]]) -> list[dict[str, SubjectKey]]:
        found = await self._keys_of(set().union(*asked))
        return [{subject: found[subject] for subject in subjects if subject in found} for subjects in asked]

    async def _keys_of(self, subjects: Set[str]) -> dict[str, SubjectKey]:
        keys = await self._keys.for_opening(subjects)
        missing = subjects - keys.keys()
        if not missing:
            return keys
        rows = await self.sealed_under(sorted(missing))
        erased = self._keys.destroyed(missing).keys()
        # A key is durable before the first row under it: whose rows are there and whose key is not, has lost it.
        written = {row.subject for row in rows}
        if lost := written - erased - (await self._keys.for_opening(written)).keys():
            log.error("key_lost", subjects=sorted(lost))
            raise KeyLost(f"no key for {len(lost)} of these persons")
        return keys | await self._keys.make_keys(missing)

    async def _insert_each(self, asked: Sequence[Sequence[Item]]) -> list[None]:
        few = [item for items in asked if len(items) <= ITEMS_OF_ONE for item in items]
        for items in (few, *(items for items in asked if len(items) > ITEMS_OF_ONE)):
            if items:
                await self._insert(items)
        return [None] * len(asked)

    async def _insert(self, items: Sequence[Item]) -> None:
        _fit(await read(self._engine, INSERT_ITEMS, **self._columns(items)))

    def _columns(self, items: Sequence[Item]) -> dict[str, Any]:
        columns = {f"{name}s": [getattr(item, name) for item in items] for name in Item.__slots__}
        return columns | {"store_id": self._keys.store_id, "generation": self._keys.generation, "at": now()}


def _fit(answer: Iterable[Row[Any]]) -> None:
    ((fits,),) = answer
    if not fits:
        raise KeysUnfit("the database knows another key store than this process: start it again")
