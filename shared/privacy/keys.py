"""Subject keys: one a person, in a small SQLite file outside PostgreSQL, so that destroying a key is final.

A key deleted from a PostgreSQL table was still in its WAL and base backups; this file has neither. Each key is
wrapped by a key derived from the master key file, whose loss makes every personal value unreadable: both files
need a backup of their own.
"""

import hmac
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import RLock
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.privacy.identities import Identities
from shared.privacy.receipts import Receipt, ReceiptList

STORE_NAME = "subjects.sqlite"
KEY_BYTES = 32
NONCE_BYTES = 12
MAC_HEX_DIGITS = 32
"""128 bits: enough that equal MACs mean equal values, short enough to stand in every event."""
KEYS_CACHED_MAX = 8_192
"""About 8 MB; more than one page or batch ever touches."""
SUBJECTS_A_QUERY_MAX = 500
"""Below SQLite's own limit of bound variables on old versions (999)."""
BUSY_SECONDS = 10.0
"""Longest wait for another process's write; an erasure of 100,000 keys' file takes under one."""

SCHEMA = (Path(__file__).parent / "sql" / "keystore.sql").read_text()


class SubjectErased(RuntimeError):
    """Something was to be sealed for a person who was erased: nothing of theirs is kept under the old id again."""


class WrongMasterKey(RuntimeError):
    """The master key file does not belong to this key store, or is missing beside one."""


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


def ensure_master_key(path: Path, keys_dir: Path | None = None) -> Path:
    """Make the master key file (0600) if it is not there; never where ``keys_dir`` holds a store made with one."""
    if path.exists():
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if ((keys_dir or path.parent) / STORE_NAME).exists():
        raise WrongMasterKey(f"{path} is missing, but its key store is there: restore the file from its backup")
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(KEY_BYTES).hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # two first starts at once: the first one's key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path


class KeyStore:
    """The subject keys of this machine; several processes may hold it open at once."""

    def __init__(self, keys_dir: Path, master_key_file: Path) -> None:
        """Open the store of this folder, made if it is not there, and carry out its erasure list again."""
        self._master = _master_key(master_key_file)
        self._wrapping = AESGCM(self.house_key("wrapping"))
        keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = keys_dir / STORE_NAME
        self.receipts = ReceiptList(keys_dir / "erasures.jsonl")
        self._lock = RLock()
        self._cache: OrderedDict[str, SubjectKey] = OrderedDict()
        self._generation_seen = -1
        self._connection = self._open()
        self.identities = Identities(self._connection, self._lock, self._writing)
        self.destroy_again(self.receipts.read())

    def close(self) -> None:
        """Close the file and forget the keys."""
        with self._lock:
            self._cache.clear()
            self._connection.close()

    def house_key(self, purpose: str) -> bytes:
        """A key of the house itself, for one purpose."""
        return _derived(self._master, f"bakti/house/{purpose}", KEY_BYTES)

    def for_sealing(self, subjects: Iterable[str]) -> dict[str, SubjectKey]:
        """The keys of these persons; a person without one gets one. Raises SubjectErased for whoever was erased: a
        person who comes back comes under another id."""
        wanted = set(subjects)
        with self._lock:
            found = self.for_opening(wanted)
            missing = sorted(wanted - found.keys())
            if missing:
                self._make(missing)
                found |= self.for_opening(missing)
        return found

    def for_opening(self, subjects: Iterable[str]) -> dict[str, SubjectKey]:
        """The keys that exist of these persons."""
        with self._lock:
            self._forget_if_another_erased()
            wanted = set(subjects)
            found = {subject: key for subject in wanted if (key := self._cached(subject)) is not None}
            for subject, key_id, wrapped in self._rows(sorted(wanted - found.keys())):
                found[subject] = self._remember(subject, key_id, wrapped)
        return found

    def generation(self) -> int:
        """How many keys were destroyed, by whichever process: what a cache of clear values must agree with."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM destroyed").fetchone()[0])

    def destroyed(self, subjects: Sequence[str]) -> dict[str, set[str]]:
        """The key ids that were destroyed of these persons."""
        found: dict[str, set[str]] = {}
        with self._lock:
            for part in _parts(subjects):
                sql = f"SELECT subject, key_id FROM destroyed WHERE subject IN ({_marks(part)})"  # noqa: S608
                for subject, key_id in self._connection.execute(sql, part):
                    found.setdefault(subject, set()).add(key_id)
        return found

    def all_destroyed(self) -> dict[str, set[str]]:
        """Every key id that was destroyed, by person."""
        found: dict[str, set[str]] = {}
        with self._lock:
            for subject, key_id in self._connection.execute("SELECT subject, key_id FROM destroyed"):
                found.setdefault(subject, set()).add(key_id)
        return found

    def destroy(self, subject: str, at: datetime) -> Receipt:
        """Destroy a person's key: first the receipt, then the key, so that a crash between is mended at start."""
        with self._lock:
            key = self.for_opening([subject]).get(subject)
            before = [one for one in self.receipts.read() if one.subject == subject]
            if key is None and before:  # erased again: the first receipt stands
                self.destroy_again(before)
                return before[-1]
            receipt = Receipt(subject, key.key_id if key else None, at)
            self.receipts.append(receipt)
            self.destroy_again([receipt])
        return receipt

    def destroy_again(self, receipts: Sequence[Receipt]) -> int:
        """Carry out these receipts where they are not yet: after a restore, or a crash in the middle."""
        with self._lock:
            known = {(subject, key_id) for subject, ids in self.all_destroyed().items() for key_id in ids}
            due = [one for one in receipts if (one.subject, one.key_id or "") not in known]
            if not due:
                return 0
            with self._writing():
                for one in due:
                    self._connection.execute("DELETE FROM key WHERE subject = ? AND key_id = ?", one.names)
                    self._connection.execute("INSERT OR IGNORE INTO destroyed VALUES (?, ?, ?)", one.row)
                    self.identities.forget(one.subject)
            self._scrub()
            self._forget_if_another_erased()
        return len(due)

    def _open(self) -> sqlite3.Connection:
        self._file.touch(mode=0o600)
        connection = sqlite3.connect(
            self._file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=32
        )
        for pragma in ("secure_delete = ON", "journal_mode = PERSIST", "synchronous = EXTRA", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        self._connection = connection
        with self._writing():
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
            proof = connection.execute("SELECT wrapped FROM proof").fetchone()
            if proof is None:
                connection.execute("INSERT INTO proof VALUES (1, ?)", (self._wrap(b"bakti", "proof"),))
        if proof is not None:
            self._unwrap(proof[0], "proof")
        return connection

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One write of this file, which waits its turn among the processes."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _make(self, subjects: Sequence[str]) -> None:
        """New keys; where another process was first, its key stands."""
        rows = []
        for subject in subjects:
            key_id = str(uuid4())
            rows.append((subject, key_id, self._wrap(os.urandom(KEY_BYTES), subject + key_id)))
        with self._writing():
            if self.destroyed(subjects):
                raise SubjectErased("a person of this request was erased")
            self._connection.executemany("INSERT OR IGNORE INTO key VALUES (?, ?, ?)", rows)

    def _rows(self, subjects: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
        for part in _parts(subjects):
            sql = f"SELECT subject, key_id, wrapped FROM key WHERE subject IN ({_marks(part)})"  # noqa: S608
            yield from self._connection.execute(sql, part).fetchall()

    def _cached(self, subject: str) -> SubjectKey | None:
        key = self._cache.get(subject)
        if key is not None:
            self._cache.move_to_end(subject)
        return key

    def _remember(self, subject: str, key_id: str, wrapped: bytes) -> SubjectKey:
        both = _derived(self._unwrap(wrapped, subject + key_id), "bakti/subject", 2 * KEY_BYTES)
        key = SubjectKey(key_id, AESGCM(both[:KEY_BYTES]), both[KEY_BYTES:])
        self._cache[subject] = key
        while len(self._cache) > KEYS_CACHED_MAX:
            self._cache.popitem(last=False)
        return key

    def _forget_if_another_erased(self) -> None:
        """A cache may not outlive a key, also when another process destroyed it."""
        generation = self.generation()
        if generation != self._generation_seen:
            self._cache.clear()
            self._generation_seen = generation

    def _scrub(self) -> None:
        """Leave no copy of a destroyed key in unused parts of the file or in its rollback journal.

        secure_delete overwrites the row, but splits of pages leave older copies, and the journal holds the page
        as it was. What a file system or a disk keeps of overwritten blocks is beyond our reach; the wrapping is not.
        """
        self._connection.execute("VACUUM")
        journal = self._file.with_name(self._file.name + "-journal")
        self._connection.execute("BEGIN EXCLUSIVE")
        try:
            if journal.exists():
                with open(journal, "r+b") as file:
                    file.write(bytes(journal.stat().st_size))
                    file.flush()
                    os.fsync(file.fileno())
        finally:
            self._connection.execute("ROLLBACK")

    def _wrap(self, plain: bytes, name: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, plain, name.encode())

    def _unwrap(self, wrapped: bytes, name: str) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        except InvalidTag:
            raise WrongMasterKey(f"{self._file} was made with another master key") from None


def _master_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (FileNotFoundError, ValueError) as broken:
        raise WrongMasterKey(f"{path} is not a readable master key file") from broken
    if len(key) != KEY_BYTES:
        raise WrongMasterKey(f"{path} must hold {KEY_BYTES} bytes in hexadecimal")
    return key


def _derived(secret: bytes, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(secret)


def _parts(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(subjects), SUBJECTS_A_QUERY_MAX):
        yield subjects[start : start + SUBJECTS_A_QUERY_MAX]


def _marks(part: Sequence[str]) -> str:
    return ",".join("?" * len(part))
