"""Files lie whole or not at all, sealed and bound to their place; what no event names goes after a day, and everything
goes with whoever is erased."""

import asyncio
import multiprocessing
import os
import signal
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import asyncpg
import pytest

from shared.database.engine import Database
from shared.domain.event import Event
from shared.domain.filed import FileSeal, seal_of
from shared.domain.identifiers import Code, FileId
from shared.domain.personal import Personal
from shared.privacy import files as kept
from shared.privacy.files import CHUNK_BYTES, PREVIEW, SEALED_BYTES, FileGone, FileName, Files
from shared.privacy.keyfile import KeyLost
from shared.privacy.keys import SubjectKey
from shared.privacy.vault import UNSTORED_KEPT, Vault
from shared.runtime.clock import now
from tests.privacy.conftest import some_id, told

LETTER = str(uuid4())
OTHER = str(uuid4())
FILE = FileName(FileId(str(uuid4())))
LONG = bytes(range(256)) * (CHUNK_BYTES // 256) * 2 + b"the end"


@pytest.fixture
async def files(vault: Vault, database: Database, tmp_path: Path) -> Files:
    for subject in (LETTER, OTHER):
        await vault.seal([(some_id(), told(subject, "Perihal"))])
    return Files(tmp_path / "files", vault.keys, database, "trenggalek")


async def read(files: Files, subject: str = LETTER, name: FileName = FILE) -> bytes:
    return b"".join([part async for part in await files.parts(subject, name)])


def lies(folder: Path) -> Path:
    (found,) = [one for one in (folder / "files").rglob("*") if one.is_file()]
    return found


@pytest.mark.parametrize("length", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, len(LONG)])
async def test_a_file_is_read_as_it_was_kept(files: Files, length: int) -> None:
    await files.keep(LETTER, FILE, BytesIO(LONG[:length]))
    assert await read(files) == LONG[:length]


async def test_it_lies_sealed_under_a_folder_that_only_its_owner_enters(files: Files, tmp_path: Path) -> None:
    await files.keep(LETTER, FILE, BytesIO(LONG))
    assert LONG[:64] not in lies(tmp_path).read_bytes()
    assert lies(tmp_path).parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["cut", "cut to nothing", "a bit", "swapped", "longer", "moved"])
async def test_a_file_that_somebody_touched_opens_no_more(files: Files, tmp_path: Path, harm: str) -> None:
    await files.keep(LETTER, FILE, BytesIO(LONG))
    path = lies(tmp_path)
    sealed = path.read_bytes()
    first, second = sealed[:SEALED_BYTES], sealed[SEALED_BYTES : 2 * SEALED_BYTES]
    touched = {
        "cut": sealed[: 2 * SEALED_BYTES],
        "cut to nothing": b"",
        "a bit": sealed[:50] + bytes([sealed[50] ^ 1]) + sealed[51:],
        "swapped": second + first + sealed[2 * SEALED_BYTES :],
        "longer": sealed + sealed[-100:],
        "moved": sealed,
    }[harm]
    path.write_bytes(touched)
    name = FILE
    if harm == "moved":
        name = FileName(FileId(str(uuid4())))
        path.rename(path.with_name(str(name)))
    with pytest.raises(FileGone):
        await read(files, name=name)


async def test_no_file_of_one_letter_stands_in_for_anothers(files: Files, tmp_path: Path) -> None:
    await files.keep(LETTER, FILE, BytesIO(LONG))
    await files.keep(OTHER, FILE, BytesIO(b"other"))
    one, two = (tmp_path / "files" / subject[:2] / subject / str(FILE) for subject in (LETTER, OTHER))
    two.write_bytes(one.read_bytes())
    with pytest.raises(FileGone):
        await read(files, OTHER)


async def test_whoever_is_erased_takes_their_files_along(files: Files, vault: Vault, tmp_path: Path) -> None:
    await files.keep(LETTER, FILE, BytesIO(LONG))
    await files.keep(OTHER, FILE, BytesIO(LONG))
    await vault.erase(LETTER)
    with pytest.raises(KeyLost):
        await read(files)
    await files.sweep(now())
    assert lies(tmp_path).parent.name == OTHER
    await files.erase(OTHER)
    assert not list((tmp_path / "files").rglob(str(FILE)))


async def named(database: Database, subject: str, file_id: str) -> None:
    """What the append of the event leaves."""
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute(
            """
            INSERT INTO ledger.event
            SELECT 'trenggalek', count(*) + 1, 'files-test', count(*) + 1, $1::uuid, 'filed', 1, $2, $3, '', '', now(),
                   1, ''
            FROM ledger.event
            """,
            some_id(),
            subject,
            f'{{"file_id":"{file_id}"}}'.encode(),
        )
    finally:
        await connection.close()


async def test_what_no_event_names_is_swept_after_a_day_and_what_one_names_stays(
    files: Files, database: Database, tmp_path: Path
) -> None:
    lost, stored = (FileId(str(uuid4())) for _ in range(2))
    for file_id in (lost, stored):
        for ending in ("", PREVIEW):
            await files.keep(LETTER, FileName(file_id, ending), BytesIO(LONG))
    unfinished = lies_of(tmp_path, lost) / f"{stored}.0a1b.part"
    unfinished.write_bytes(b"half")
    await named(database, LETTER, stored)
    assert await files.sweep(now()) == 0
    assert await files.sweep(now() + UNSTORED_KEPT + timedelta(minutes=1)) == 3
    left = sorted(one.name for one in lies_of(tmp_path, stored).iterdir())
    assert left == [stored, f"{stored}{PREVIEW}"]
    assert await files.sweep(now() + UNSTORED_KEPT + timedelta(minutes=1)) == 0


def lies_of(folder: Path, file_id: str) -> Path:
    return next((folder / "files").rglob(file_id)).parent


STEPS = ("first part", "synced", "dated", "renamed", "folder synced")


def killed_at(step: str, files: Files, key: SubjectKey) -> None:
    """In a process of its own, which nobody ends gently."""

    def die(*_: object, **__: object) -> NoReturn:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    class Dying(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return die() if self.tell() else super().read(size)

    source: BytesIO = BytesIO(LONG)
    if step == "first part":
        source = Dying(LONG)
    elif step == "synced":
        os.fsync = die
    elif step == "dated":
        os.utime = die
    elif step == "renamed":
        Path.rename = die  # type: ignore[method-assign]
    else:
        kept.__dict__["_sync"] = die
    files._keep(LETTER, FILE, source, key)


@pytest.mark.parametrize("step", STEPS)
async def test_whoever_is_killed_at_any_step_leaves_the_file_whole_or_not_at_all(
    files: Files, vault: Vault, tmp_path: Path, step: str
) -> None:
    await files.keep(LETTER, FileName(FileId(str(uuid4()))), BytesIO(b"so that the folder is there"))
    key = vault.keys.held([LETTER])[LETTER]
    process = multiprocessing.get_context("fork").Process(target=killed_at, args=(step, files, key))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    if step == "folder synced":
        assert await read(files) == LONG
    else:
        with pytest.raises(FileGone):
            await read(files)
    await files.keep(LETTER, FILE, BytesIO(LONG))
    assert await read(files) == LONG
    await files.sweep(now() + UNSTORED_KEPT + timedelta(minutes=1))
    assert not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]


async def test_a_check_names_what_is_missing_or_altered(
    files: Files, vault: Vault, database: Database, tmp_path: Path
) -> None:
    digest = sha256(LONG).hexdigest()
    ids = [FileId(str(uuid4())) for _ in range(3)]
    for file_id in ids:
        await files.keep(LETTER, FileName(file_id), BytesIO(LONG))
        await vault.seal([(some_id(), Sealed(klien_id=Code(LETTER), seal=seal_of(file_id, digest)))])
    assert await files.check() == (3, [], [], 0)
    _, missing, altered = ids
    (lies_of(tmp_path, missing) / missing).unlink()
    await files.keep(LETTER, FileName(altered), BytesIO(b"another"))
    assert await files.check() == (1, [f"{LETTER}/{missing}"], [f"{LETTER}/{altered}"], 0)
    await vault.erase(LETTER)
    assert await files.check() == (0, [], [], 0)


class Sealed(Event):
    """What an event says of a file, as far as the check looks at it."""

    TYPE = "vault-test.sealed.v1"
    klien_id: Code
    seal: Personal[FileSeal]
