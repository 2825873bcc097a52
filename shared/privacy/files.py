"""The file store: what is too large for a row of the vault, each file sealed under its subject's key in a folder.

A file lies there whole or not at all, before the event that names it. What no event names is swept after a day; what
belongs to somebody who was erased opens no more from the moment that the key is destroyed, and is deleted.

Example::

    await files.keep(letter_id, FileName(file_id), source)
    async for part in await files.parts(letter_id, FileName(file_id)): ...
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from shared.database.engine import Database, read
from shared.database.roles import Role
from shared.domain.identifiers import AN_ID, FileId
from shared.privacy.keyfile import NONCE_BYTES, KeyLost
from shared.privacy.keys import KeyStore, SubjectKey
from shared.privacy.person import UNOPENED
from shared.privacy.reading import sql
from shared.privacy.sealing import open_row
from shared.privacy.vault import ROWS_A_PAGE, UNSTORED_KEPT
from shared.runtime.clock import now

CHUNK_BYTES: Final = 256 * 1024
"""Sealed and opened at once, in a third of a millisecond."""
TAG_BYTES: Final = 16
SEALED_BYTES: Final = NONCE_BYTES + CHUNK_BYTES + TAG_BYTES
PREVIEW: Final = ".png"
UNFINISHED: Final = ".part"
OPEN_TO_US: Final = 0o700
NAMED: Final = sql("files_named")
SEALS: Final = text(
    "SELECT seq, ref, subject, kind, key_id, ciphertext FROM vault.item"
    " WHERE kind = 'seal' AND seq > :after ORDER BY seq LIMIT :rows"
)


class FileGone(Exception):
    """The file is not there, or was altered: a restore left it out, or somebody touched the folder."""


class FileName(NamedTuple):
    """A file, or the picture of its first page."""

    file_id: FileId
    ending: str = ""

    def __str__(self) -> str:
        return f"{self.file_id}{self.ending}"


class Checked(NamedTuple):
    """What became of the files that the vault names."""

    whole: int
    missing: Sequence[str]
    altered: Sequence[str]
    unopened: int
    """Whose key is lost, so that nobody can say."""


class Files:
    """The files of one book."""

    def __init__(self, folder: Path, keys: KeyStore, database: Database, book: str) -> None:
        self._folder, self._keys, self._book = folder, keys, book
        self._engine = database.engine(Role.VAULT)

    async def keep(self, subject: str, name: FileName, source: BinaryIO) -> None:
        """The whole of the source, durable when this returns. Raises KeyLost where the subject has no key."""
        key = await self._key(subject)
        await asyncio.to_thread(self._keep, subject, name, source, key)

    async def parts(self, subject: str, name: FileName) -> AsyncIterator[bytes]:
        """The file's bytes, a part at a time; the first is opened before this returns.

        Raises KeyLost, and FileGone where it is not there or was altered.
        """
        key = await self._key(subject)
        opened = self._opened(subject, name, key)
        first = await asyncio.to_thread(next, opened, b"")
        return _following(first, opened)

    async def erase(self, subject: str) -> None:
        """Delete what lies here of somebody whose key was destroyed."""
        await asyncio.to_thread(shutil.rmtree, self._of(subject), ignore_errors=True)

    async def sweep(self, at: datetime) -> int:
        """Delete what no event names after a day, and what is left of whoever was erased; how many files."""
        swept = 0
        for folder in await asyncio.to_thread(self._subjects):
            if folder.name in self._keys.all_destroyed():
                await self.erase(folder.name)
                continue
            old = await asyncio.to_thread(_older, folder, (at - UNSTORED_KEPT).timestamp())
            kept = await self._named(folder.name, sorted({file_id_of(one) for one in old}))
            unnamed = [one for one in old if one.suffix == UNFINISHED or file_id_of(one) not in kept]
            await asyncio.to_thread(_delete, unnamed)
            swept += len(unnamed)
        return swept

    async def check(self) -> Checked:
        """Whether every file that the vault names is there, and is what was taken in."""
        whole, unopened, after = 0, 0, 0
        missing: list[str] = []
        altered: list[str] = []
        while rows := await read(self._engine, SEALS, after=after, rows=ROWS_A_PAGE):
            after = rows[-1].seq
            await self._keys.learn({row.subject for row in rows})
            held = self._keys.held({row.subject for row in rows})
            for row in rows:
                value, key = open_row(row, held.get(row.subject)), held.get(row.subject)
                if value in UNOPENED or key is None:
                    unopened += 1
                    continue
                file_id, digest = value.split()
                try:
                    found = await asyncio.to_thread(self._digest, row.subject, FileName(file_id), key)
                except FileGone:
                    missing.append(f"{row.subject}/{file_id}")
                    continue
                whole += found == digest
                altered += [] if found == digest else [f"{row.subject}/{file_id}"]
        return Checked(whole, missing, altered, unopened)

    async def _key(self, subject: str) -> SubjectKey:
        key = (await self._keys.for_opening([subject])).get(subject)
        if key is None:
            raise KeyLost("no key for this subject")
        return key

    async def _named(self, subject: str, file_ids: Sequence[str]) -> set[str]:
        if not file_ids:
            return set()
        rows = await read(self._engine, NAMED, subject=subject, file_ids=list(file_ids), book=self._book)
        return {row.file_id for row in rows}

    def _of(self, subject: str) -> Path:
        """Spread over 256 folders, so that none grows long."""
        if not AN_ID.fullmatch(subject):
            raise ValueError("a subject is an id")
        return self._folder / subject[:2] / subject

    def _subjects(self) -> list[Path]:
        return [one for group in sorted(self._folder.glob("??")) for one in sorted(group.iterdir()) if one.is_dir()]

    def _keep(self, subject: str, name: FileName, source: BinaryIO, key: SubjectKey) -> None:
        folder = self._of(subject)
        for one in (self._folder, folder.parent, folder):
            if not one.exists():
                one.mkdir(OPEN_TO_US, exist_ok=True)
                _sync(one.parent)
        unfinished = folder / f"{name}.{uuid4().hex[:8]}{UNFINISHED}"
        try:
            with unfinished.open("xb") as target:
                for sealed in _sealed(subject, name, source, key):
                    target.write(sealed)
                target.flush()
                os.fsync(target.fileno())
            os.utime(unfinished, times=(now().timestamp(),) * 2)
            unfinished.rename(folder / str(name))
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync(folder)

    def _opened(self, subject: str, name: FileName, key: SubjectKey) -> Iterator[bytes]:
        try:
            with (self._of(subject) / str(name)).open("rb") as source:
                number, sealed = 0, source.read(SEALED_BYTES)
                while sealed:
                    following = source.read(SEALED_BYTES)
                    yield key.open(sealed, _bound(subject, name, number, last=not following))
                    number, sealed = number + 1, following
                if not number:
                    raise FileGone(str(name))
        except (OSError, InvalidTag) as trouble:
            raise FileGone(str(name)) from trouble

    def _digest(self, subject: str, name: FileName, key: SubjectKey) -> str:
        found = sha256()
        for part in self._opened(subject, name, key):
            found.update(part)
        return found.hexdigest()


async def _following(first: bytes, opened: Iterator[bytes]) -> AsyncIterator[bytes]:
    part = first
    while part:
        yield part
        part = await asyncio.to_thread(next, opened, b"")


def _sealed(subject: str, name: FileName, source: BinaryIO, key: SubjectKey) -> Iterator[bytes]:
    number, part = 0, source.read(CHUNK_BYTES)
    while part:
        following = source.read(CHUNK_BYTES)
        yield key.seal(part, _bound(subject, name, number, last=not following))
        number, part = number + 1, following


def _bound(subject: str, name: FileName, number: int, *, last: bool) -> bytes:
    """What a chunk is bound to, so that none stands in for another, and none is missing at the end."""
    return "\x1f".join(("file", subject, str(name), str(number), "last" if last else "")).encode()


def file_id_of(path: Path) -> str:
    """Whose file, or picture, or beginning of one it is."""
    return path.name.partition(".")[0]


def _older(folder: Path, before: float) -> list[Path]:
    return [one for one in sorted(folder.iterdir()) if one.stat().st_mtime < before]


def _delete(paths: Sequence[Path]) -> None:
    for one in paths:
        one.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """A new name in a folder is durable once the folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
