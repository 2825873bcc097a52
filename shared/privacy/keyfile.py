"""The key store's SQLite file: wrapped subject keys, outside PostgreSQL, so that destroying one is final.

A key deleted from a PostgreSQL table was still in its WAL and base backups; this file has neither. Only the one thread
that owns a process's connection calls this; it may wait for another process's write, nobody else does.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.identities import Claimed, Identities
from shared.privacy.identities import Row as Claim
from shared.privacy.master import KEY_BYTES, STORE_NAME, WrongMasterKey, derived_key
from shared.privacy.receipts import Receipt

NONCE_BYTES = 12
SUBJECTS_A_QUERY_MAX = 500
"""Below SQLite's own limit of bound variables on old versions (999)."""
BUSY_SECONDS = 5.0
"""Longest wait for another process's write; an erasure of 100,000 keys' file takes under one."""
WHILE_OPEN = "while it was open: stop, put it right, start"
SCHEMA = (Path(__file__).parent / "sql" / "keystore.sql").read_text()


class SubjectErased(RuntimeError):
    """Something was to be sealed for a person who was erased: nothing of theirs is kept under the old id again."""


class KeyLost(RuntimeError):
    """Something is to be sealed for a person whose values lie in the vault under a key that the store does not have: a
    second key would hide the loss, and part the person's values for ever."""


class KeysAway(RuntimeError):
    """The key store cannot be read or written just now: another program holds it, or its disk is full. It passes."""


class KeysUnfit(RuntimeError):
    """The key store is not the one that the database or this process knows: missing, empty, damaged, another, older."""


class Wrapped(NamedTuple):
    """One person's key as it lies in the file."""

    subject: str
    key_id: str
    wrapped: bytes
    made: int


class KeyFile:
    """One open key store."""

    def __init__(self, keys_dir: Path, wrapping: AESGCM) -> None:
        """Open the store of this folder. Raises KeysUnfit where there is none, WrongMasterKey where it is another's."""
        self.path = keys_dir / STORE_NAME
        self._wrapping = wrapping
        if not self.path.exists():
            raise KeysUnfit(f"there is no key store at {self.path}")
        self.connection = self._connected()
        self._inode = self.path.stat().st_ino
        self.identities = Identities(self.connection, self.writing, self._new_person)
        self.store_id, self.generation = self._proven()
        """How far the store has come, as this process knows: it rises with each write, and with each key destroyed."""

    @staticmethod
    def make(keys_dir: Path, wrapping: AESGCM) -> None:
        """Make an empty store where there is none; of two at once the first one stands."""
        path = keys_dir / STORE_NAME
        if path.exists():
            return
        keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{STORE_NAME}.{uuid4().hex}")
        draft.touch(mode=0o600)
        connection = sqlite3.connect(draft, isolation_level=None)
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.executescript(SCHEMA)
        connection.execute("INSERT INTO store VALUES (1, ?, 0, ?)", (str(uuid4()), _wrap(wrapping, b"bakti", "proof")))
        connection.close()
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def wrapped(self, subjects: Sequence[str]) -> list[Wrapped]:
        """The keys that exist of these persons."""
        found: list[Wrapped] = []
        for start in range(0, len(subjects), SUBJECTS_A_QUERY_MAX):
            part = subjects[start : start + SUBJECTS_A_QUERY_MAX]
            sql = f"SELECT * FROM key WHERE subject IN ({','.join('?' * len(part))})"  # noqa: S608
            found += map(Wrapped._make, self.connection.execute(sql, part))
        return found

    def newer(self, made: int) -> list[Wrapped]:
        """Every key that was made after this generation."""
        return [Wrapped(*row) for row in self.connection.execute("SELECT * FROM key WHERE made > ?", (made,))]

    def look(self) -> int:
        """The generation of the store as it lies there now. Raises KeysUnfit where it was taken away, or another or an
        older one put in its place: what is written then would be gone with this process."""
        if not self.path.exists() or self.path.stat().st_ino != self._inode:
            raise KeysUnfit(f"{self.path} was taken away or replaced {WHILE_OPEN}")
        store_id, generation = self._told()
        if store_id != self.store_id:
            raise KeysUnfit(f"{self.path} was overwritten with another store {WHILE_OPEN}")
        if generation < self.generation:
            raise KeysUnfit(f"{self.path} was overwritten with an older copy {WHILE_OPEN}")
        self.generation = generation
        return generation

    def prove(self) -> None:
        """Return where the file is still the one that was opened. Raises KeysUnfit or WrongMasterKey."""
        self.look()
        self._proven()

    def destroyed(self) -> list[tuple[str, str, str]]:
        """Subject, key id and moment of every key that was destroyed."""
        return self.connection.execute("SELECT subject, key_id, at FROM destroyed").fetchall()

    def make_keys(self, subjects: Sequence[str]) -> list[Wrapped]:
        """New keys; where another process was first, its key stands. Raises SubjectErased for whoever was erased."""
        with self.writing():
            for subject in subjects:
                if self.connection.execute("SELECT 1 FROM destroyed WHERE subject = ?", (subject,)).fetchone():
                    raise SubjectErased("a person of this request was erased")
            for subject in subjects:
                self._make_key(subject)
        return self.wrapped(subjects)

    def claim(
        self, papers: Sequence[Claim], at: datetime, settled: Sequence[tuple[Claimed, str]], bare: Set[str]
    ) -> tuple[list[Claimed], list[Wrapped]]:
        """Whose these papers are, once these claims are settled, and these persons' keys; who is new has one from this
        moment on. One write."""
        with self.writing():
            self.identities.settle(settled, bare)
            claimed = self.identities.claim(papers, at)
        return claimed, self.wrapped(list({one.subject for one in claimed}))

    def destroy_again(self, receipts: Sequence[Receipt]) -> int:
        """Carry out these receipts where they are not yet; how many keys or names were due.

        Each raises the generation by itself: a restored store that lacks nothing but these comes to where it had been.
        """
        known = {(subject, key_id) for subject, key_id, _ in self.destroyed()}
        due, news = [one for one in receipts if one.names not in known], 0
        if due:
            with self.writing():
                news = sum(self._destroy(one) for one in due)
                self._rise(news - 1)
        self._scrub()
        return news

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One write of this file, which waits its turn among the processes and raises the generation by one."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            self.look()
            self._rise(1)
            yield
            _, reached = self._told()
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        self.generation = reached  # durable by now: the database may be told

    def unwrap(self, key: Wrapped) -> bytes | None:
        """The key in clear, None where its row was altered."""
        return _unwrap(self._wrapping, key.wrapped, key.subject + key.key_id)

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None,
            check_same_thread=False, cached_statements=32,
        )  # fmt: skip
        for pragma in ("secure_delete = ON", "journal_mode = PERSIST", "synchronous = EXTRA", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _proven(self) -> tuple[str, int]:
        (proof,) = self.connection.execute("SELECT proof FROM store").fetchone() or (None,)
        if proof is None:
            raise KeysUnfit(f"{self.path} is empty")
        if _unwrap(self._wrapping, proof, "proof") is None:
            raise WrongMasterKey(f"{self.path} was made with another master key")
        return self._told()

    def _new_person(self) -> str:
        subject = str(uuid4())
        self._make_key(subject)
        return subject

    def _make_key(self, subject: str) -> None:
        key_id = str(uuid4())
        wrapped = _wrap(self._wrapping, os.urandom(KEY_BYTES), subject + key_id)
        sql = "INSERT OR IGNORE INTO key VALUES (?, ?, ?, (SELECT generation FROM store))"
        self.connection.execute(sql, (subject, key_id, wrapped))

    def _told(self) -> tuple[str, int]:
        store_id, generation = self.connection.execute("SELECT id, generation FROM store").fetchone() or ("", 0)
        return store_id, generation

    def _rise(self, by: int) -> None:
        self.connection.execute("UPDATE store SET generation = generation + ?", (by,))

    def _destroy(self, receipt: Receipt) -> int:
        self.connection.execute("DELETE FROM key WHERE subject = ? AND key_id = ?", receipt.names)
        self.identities.forget(receipt.subject)
        return self.connection.execute("INSERT OR IGNORE INTO destroyed VALUES (?, ?, ?)", receipt.row).rowcount

    def _scrub(self) -> None:
        """Leave no copy of a destroyed key in unused parts of the file or in its rollback journal.

        secure_delete overwrites the row, but splits of pages leave older copies, and the journal holds the page
        as it was. What a file system or a disk keeps of overwritten blocks is beyond our reach; the wrapping is not.
        How many destroyed keys this was done for stands in the file, so that what was cut off is done by the next call.
        """
        (destroyed,) = self.connection.execute("SELECT count(*) FROM destroyed").fetchone()
        if self.connection.execute("PRAGMA user_version").fetchone() == (destroyed,):
            return
        self.connection.execute("VACUUM")
        journal = self.path.with_name(self.path.name + "-journal")
        self.connection.execute("BEGIN EXCLUSIVE")
        try:
            if journal.exists():
                with open(journal, "r+b") as file:
                    file.write(bytes(journal.stat().st_size))
                    file.flush()
                    os.fsync(file.fileno())
        finally:
            self.connection.execute("ROLLBACK")
        self.connection.execute(f"PRAGMA user_version = {destroyed:d}")


def wrapping_of(master: bytes) -> AESGCM:
    """What wraps subject keys under this master key."""
    return AESGCM(derived_key(master, "bakti/house/wrapping"))


def _wrap(wrapping: AESGCM, plain: bytes, name: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + wrapping.encrypt(nonce, plain, name.encode())


def _unwrap(wrapping: AESGCM, wrapped: bytes, name: str) -> bytes | None:
    try:
        return wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError):
        return None
