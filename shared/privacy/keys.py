"""Subject keys: one a person. Reads are answered from memory, the file is asked and written by one thread of its own.

So a program that holds the file (a backup, a long write of another process) stalls no event loop: what must be written
meanwhile waits, and then fails in passing. A key that another process destroyed is used no more from the moment its
receipt is written, since the receipts' file is looked at before every use; it is gone from memory with that look.
"""

import asyncio
import hmac
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.identities import Claimed, Identities
from shared.privacy.identities import Row as Claim
from shared.privacy.keyfile import NONCE_BYTES, KeyFile, KeysAway, KeysUnfit, Wrapped, wrapping_of
from shared.privacy.master import KEY_BYTES, derived_key, master_key
from shared.privacy.receipts import Receipt, ReceiptList

MAC_HEX_DIGITS = 32
"""128 bits: enough that equal MACs mean equal values, short enough to stand in every event."""
KEYS_CACHED_MAX = 8_192
"""Unwrapped, about 8 MB; more than one page or batch ever touches. The wrapped ones (300 bytes each) are all held."""
PATIENCE_S = 8.0
"""How long a request waits for the file, its turn included, before it is told to come again."""
PASSING_CODES = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL,
})  # fmt: skip
"""Somebody holds the file, or its disk is full or away."""
WORDS_OF_UNFIT = {
    sqlite3.SQLITE_ERROR: "is empty",  # no such table: our statements are right
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_NOTADB: "is damaged: it is no SQLite file",
}

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """What one person's values are sealed and told apart with."""

    key_id: str
    cipher: AESGCM
    mac_key: bytes

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Nonce and ciphertext; opens only with the same ``bound_to``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """The clear bytes; InvalidTag where the row was altered or moved."""
        return self.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)

    def mac(self, kind: str, plain: bytes) -> str:
        """Equal for equal values of one kind and person; says nothing without the key."""
        return hmac.digest(self.mac_key, kind.encode() + b"\x1f" + plain, "sha256").hex()[:MAC_HEX_DIGITS]


class KeyStore:
    """The subject keys of this machine; several processes may hold it open at once."""

    def __init__(self, keys_dir: Path, master_key_file: Path) -> None:
        """Open the store of this folder and carry out its erasure list again.

        Raises KeysUnfit where there is none, WrongMasterKey where it is another's, KeysAway where it is locked.
        """
        self._master = master_key(master_key_file)
        self.receipts = ReceiptList(keys_dir / "erasures.jsonl")
        self._lock = Lock()
        """Of the memory below; nothing waits while it is held."""
        self._wrapped: dict[str, Wrapped] = {}
        self._made_seen = -1
        self._cache: OrderedDict[str, SubjectKey] = OrderedDict()
        self._destroyed: dict[str, set[str]] = {}
        self.erasures = 0
        """How many keys this process knows to be destroyed: what a cache of clear values must agree with."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keys")
        try:
            self._file = self._at_once(KeyFile, keys_dir, wrapping_of(self._master))
            self._at_once(self._fill)
        except BaseException:
            self._thread.shutdown(wait=False)
            raise
        self.store_id = self._file.store_id

    @staticmethod
    def make(keys_dir: Path, master_key_file: Path) -> None:
        """Make an empty store where there is none. Only for a database that knows no store yet."""
        KeyFile.make(keys_dir, wrapping_of(master_key(master_key_file)))

    @property
    def generation(self) -> int:
        """A generation that the file has surely reached: no lower than any write of this process, or key it holds."""
        return self._file.generation

    def close(self) -> None:
        """Close the file and forget the keys."""
        with self._lock:
            self._cache.clear()
            self._wrapped.clear()
        self._thread.submit(self._file.close)
        self._thread.shutdown()

    def house_key(self, purpose: str) -> bytes:
        """A key of the house itself, for one purpose."""
        return derived_key(self._master, f"bakti/house/{purpose}")

    async def ask(self, what: Callable[..., A], *values: object) -> A:
        """What the file says, by its own thread. Raises KeysAway where it cannot be had in time, KeysUnfit where it is
        no longer the one that was opened."""
        asked = asyncio.get_running_loop().run_in_executor(self._thread, _told, self._looked, what, *values)
        try:
            return await asyncio.wait_for(asked, PATIENCE_S)
        except TimeoutError:
            raise KeysAway("the key store is held by another program") from None

    async def for_opening(self, subjects: Iterable[str]) -> dict[str, SubjectKey]:
        """The keys that exist of these persons."""
        wanted = list(subjects)
        await self.learn(wanted)
        return self.held(wanted)

    async def learn(self, subjects: Iterable[str]) -> None:
        """Hold these persons' keys in memory, as far as there are any."""
        self.heed()
        unknown = sorted({one for one in subjects if one not in self._wrapped and one not in self._destroyed})
        if unknown:
            self._take_up(await self.ask(self._file.wrapped, unknown))

    def held(self, subjects: Iterable[str]) -> dict[str, SubjectKey]:
        """The keys of these persons that memory holds; safe in any thread."""
        self.heed()
        found = {subject: self._key(subject) for subject in dict.fromkeys(subjects)}
        return {subject: key for subject, key in found.items() if key is not None}

    async def make_keys(self, subjects: Iterable[str]) -> dict[str, SubjectKey]:
        """New keys for whom there is none. Raises SubjectErased: a person who comes back comes under another id."""
        wanted = sorted(set(subjects))
        if wanted:
            self._take_up(await self.ask(self._file.make_keys, wanted))
        return self.held(wanted)

    async def claim(
        self, papers: Sequence[Claim], at: datetime, settled: Sequence[tuple[Claimed, str]], bare: Set[str]
    ) -> list[Claimed]:
        """Whose these papers are, once these claims are settled; memory holds these persons' keys from then on."""
        claimed, keys = await self.ask(self._file.claim, papers, at, settled, bare)
        self._take_up(keys)
        return claimed

    async def refresh(self) -> None:
        """Take up what other processes made, so that it can be opened also while the file is held."""
        self.heed()
        self._take_up(await self.ask(self._file.newer, self._made_seen), whole=True)

    def heed(self) -> None:
        """Drop every key whose receipt was written since the last look, whichever process wrote it."""
        with self._lock:
            for receipt in self.receipts.news():
                self._forget(*receipt.names)

    def destroyed(self, subjects: Iterable[str]) -> dict[str, set[str]]:
        """The key ids that were destroyed of these persons."""
        self.heed()
        return {one: set(self._destroyed[one]) for one in subjects if one in self._destroyed}

    def all_destroyed(self) -> dict[str, set[str]]:
        """Every key id that was destroyed, by person."""
        self.heed()
        with self._lock:
            return {subject: set(ids) for subject, ids in self._destroyed.items()}

    async def destroy(self, subject: str, at: datetime, lost: Iterable[str] = ()) -> list[Receipt]:
        """Destroy a person's key: first the receipt, then the key, so that a crash between is mended at start.

        ``lost``: ids of keys that are gone already, so that none of them opens anything should it come back.
        """
        return await self.ask(self._destroy, subject, at, frozenset(lost))

    async def destroy_again(self, receipts: Sequence[Receipt]) -> int:
        """Carry out these receipts where they are not yet: after a restore, or a crash in the middle."""
        again = await self.ask(self._file.destroy_again, receipts)
        with self._lock:
            for receipt in receipts:
                self._forget(*receipt.names)
        return again

    async def prove(self) -> None:
        """Return where the store as it lies there now opens with the master key.

        Raises KeysAway, KeysUnfit or WrongMasterKey.
        """
        await self.ask(self._file.prove)

    async def look(self) -> int:
        """The generation of the store as it lies there now."""
        return await self.ask(self._file.look)

    @property
    def identities(self) -> Identities:
        """Whose ruling is whose; only to be handed to ``ask``."""
        return self._file.identities

    def _looked(self, what: Callable[..., A], *values: object) -> A:
        self._file.look()
        return what(*values)

    def _at_once(self, what: Callable[..., A], *values: object) -> A:
        return self._thread.submit(_told, what, *values).result()

    def _fill(self) -> None:
        """What the file holds, without what the list says was destroyed; the list learns what only the file knows."""
        listed = {receipt.names for receipt in self.receipts.read()}
        for subject, key_id, at in self._file.destroyed():
            if (subject, key_id) not in listed:
                self.receipts.append(Receipt(subject, key_id or None, datetime.fromisoformat(at)))
        self._file.destroy_again(self.receipts.read())
        self._take_up(self._file.newer(-1), whole=True)
        self.heed()

    def _destroy(self, subject: str, at: datetime, lost: frozenset[str]) -> list[Receipt]:
        before = [one for one in self.receipts.read() if one.subject == subject]
        known = {one.key_id for one in before}
        gone = {key.key_id for key in self._file.wrapped([subject])} | lost
        ids: list[str | None] = [*sorted(gone - known)] or ([] if before else [None])
        for key_id in ids:
            self.receipts.append(Receipt(subject, key_id, at))
            before.append(Receipt(subject, key_id, at))
        self._file.destroy_again(before)
        self.heed()
        return before

    def _take_up(self, keys: Iterable[Wrapped], *, whole: bool = False) -> None:
        with self._lock:
            for key in keys:
                if key.key_id not in self._destroyed.get(key.subject, ()):
                    self._wrapped[key.subject] = key
                if whole:
                    self._made_seen = max(self._made_seen, key.made)

    def _key(self, subject: str) -> SubjectKey | None:
        with self._lock:
            wrapped, key = self._wrapped.get(subject), self._cache.get(subject)
            if key is not None:
                self._cache.move_to_end(subject)
        if wrapped is None or key is not None:
            return key
        if (plain := self._file.unwrap(wrapped)) is None:
            return None  # its row was altered: as good as lost
        both = derived_key(plain, "bakti/subject", 2 * KEY_BYTES)
        key = SubjectKey(wrapped.key_id, AESGCM(both[:KEY_BYTES]), both[KEY_BYTES:])
        with self._lock:
            if self._wrapped.get(subject) is wrapped:  # not destroyed meanwhile
                self._cache[subject] = key
                while len(self._cache) > KEYS_CACHED_MAX:
                    self._cache.popitem(last=False)
        return key

    def _forget(self, subject: str, key_id: str) -> None:
        known = self._destroyed.setdefault(subject, set())
        self.erasures += key_id not in known
        known.add(key_id)
        wrapped = self._wrapped.get(subject)
        if wrapped is not None and wrapped.key_id == key_id:
            del self._wrapped[subject]
            self._cache.pop(subject, None)


def _told(what: Callable[..., A], *values: object) -> A:
    """What this says; of an error of SQLite that passes, KeysAway; of a file that is no key store, KeysUnfit."""
    try:
        return what(*values)
    except sqlite3.DatabaseError as trouble:
        code = getattr(trouble, "sqlite_errorcode", 0) & 0xFF  # errors of the module itself have none
        if code in PASSING_CODES:
            raise KeysAway(f"the key store cannot be used just now ({trouble.sqlite_errorname})") from trouble
        if code in WORDS_OF_UNFIT:
            raise KeysUnfit(f"the key store {WORDS_OF_UNFIT[code]}") from trouble
        raise
