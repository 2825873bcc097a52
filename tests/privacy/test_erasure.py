"""Erasure is true: for this process and others, after a restored key file, after a restored database."""

import asyncio
import shutil
import sys
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from shared.database.engine import Database
from shared.domain.who import Who
from shared.privacy.fitting import known_store
from shared.privacy.keyfile import SubjectErased
from shared.privacy.master import STORE_NAME
from shared.privacy.vault import Vault
from tests.privacy.conftest import keys_in, some_id, told

NAME, NIK = "Wagiman Sukarta", "3503111203890001"


@pytest.fixture
def ani() -> str:
    return str(uuid4())


@pytest.fixture
async def refs(vault: Vault, ani: str) -> list[str]:
    """References to what was sealed of ani; budi's is the last."""
    events = await vault.seal([(some_id(), told(ani, NAME, nik=NIK)), (some_id(), told("budi", "Budi"))])
    return [event.name.ref for event in events]  # type: ignore[attr-defined]


async def items(database: Database) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(database.url)
    try:
        return list(await connection.fetch("SELECT * FROM vault.item ORDER BY seq"))
    finally:
        await connection.close()


async def put_back(database: Database, rows: list[asyncpg.Record]) -> None:
    """What a restore of an older backup does to the vault."""
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute("TRUNCATE vault.item, vault.erasure")
        await connection.executemany(
            "INSERT INTO vault.item OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [tuple(r) for r in rows],
        )
    finally:
        await connection.close()


async def know_again(database: Database, generation: int) -> None:
    """The restored database knows of the key store what it knew then."""
    connection = await asyncpg.connect(database.url)
    await connection.execute("UPDATE vault.keystore SET generation = $1", generation)
    await connection.close()


async def test_after_erasure_nothing_of_the_person_is_left(
    vault: Vault, database: Database, refs: list[str], ani: str
) -> None:
    assert await vault.search("wagiman", "test", Who("me")) == [ani]
    receipt = await vault.erase(ani)
    assert receipt.subject == ani
    assert await vault.reveal(refs, "test", Who("me")) == {refs[0]: "terhapus", refs[1]: "Budi"}
    assert await vault.search("wagiman", "test", Who("me")) == []
    assert [row["subject"] for row in await items(database)] == ["budi"]


async def test_erasing_twice_is_the_same_as_once(vault: Vault, refs: list[str], ani: str) -> None:
    await vault.erase(ani)
    await vault.erase(ani)
    assert await vault.reveal(refs, "test", Who("me")) == {refs[0]: "terhapus", refs[1]: "Budi"}


async def test_another_vault_with_warm_caches_shows_nothing_more(
    vault: Vault, database: Database, keys_dir: Path, refs: list[str], ani: str
) -> None:
    other = Vault(database, keys_in(keys_dir), "trenggalek")
    assert await other.reveal(refs[:1], "test", Who("me")) == {refs[0]: NAME}
    assert await other.search("wagiman", "test", Who("me")) == [ani]
    await vault.erase(ani)
    assert await other.reveal(refs[:1], "test", Who("me")) == {refs[0]: "terhapus"}
    assert await other.search("wagiman", "test", Who("me")) == []
    assert await other.search("budi", "test", Who("me")) == ["budi"]


async def test_rows_that_come_back_without_their_key_are_not_shown(
    vault: Vault, database: Database, keys_dir: Path, refs: list[str], ani: str
) -> None:
    """A write that was under way in another process while the key was destroyed."""
    before = await items(database)
    await vault.erase(ani)
    await put_back(database, before)
    other = Vault(database, keys_in(keys_dir), "trenggalek")
    assert await other.search("wagiman", "test", Who("me")) == []
    assert await other.reveal(refs, "test", Who("me")) == {refs[0]: "terhapus", refs[1]: "Budi"}


async def test_a_restored_database_and_key_file_lose_the_person_again_at_the_start(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path, refs: list[str], ani: str
) -> None:
    before = await items(database)
    shutil.copy(keys_dir / STORE_NAME, tmp_path / "backup")
    known = await known_store(database)
    assert known is not None
    await vault.erase(ani)
    shutil.copy(tmp_path / "backup", keys_dir / STORE_NAME)
    await put_back(database, before)
    await know_again(database, known.generation)
    restored = Vault(database, keys_in(keys_dir), "trenggalek")
    await restored.start()
    assert [row["subject"] for row in await items(database)] == ["budi"]
    assert await restored.reveal(refs, "test", Who("me")) == {refs[0]: "terhapus", refs[1]: "Budi"}
    assert await restored.search("wagiman", "test", Who("me")) == []


async def test_a_restored_key_folder_learns_from_the_database_whom_it_must_forget(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path, refs: list[str], ani: str
) -> None:
    """A backup of the keys alone is older by the erasure alone, and as new as the database once that is carried out."""
    shutil.copytree(keys_dir, tmp_path / "backup")
    await vault.erase(ani)
    keys = keys_in(tmp_path / "backup")
    assert await keys.for_opening([ani])
    restored = Vault(database, keys, "trenggalek")
    assert await restored.start() == 1
    assert await keys.for_opening([ani]) == {}
    assert [receipt.subject for receipt in keys.receipts.read()] == [ani]


async def test_nothing_is_sealed_again_under_the_id_of_an_erased_person(
    vault: Vault, ani: str, refs: list[str]
) -> None:
    await vault.erase(ani)
    with pytest.raises(SubjectErased):
        await vault.seal([(some_id(), told(ani, "Wagiman Lagi"))])


ANOTHER_PROCESS = """
import asyncio, sys
from pathlib import Path
from shared.database.engine import Database
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault

async def main(url, folder, subject):
    vault = Vault(Database(url), KeyStore(Path(folder), Path(folder) / "master.key"), "trenggalek")
    await vault.erase(subject)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_an_erasure_in_another_process_reaches_this_ones_cache(
    vault: Vault, database: Database, keys_dir: Path, refs: list[str], ani: str
) -> None:
    assert await vault.search("wagiman", "test", Who("me")) == [ani]
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ANOTHER_PROCESS, database.url, str(keys_dir), ani
    )
    assert await asyncio.wait_for(other.wait(), 60) == 0
    assert await vault.search("wagiman", "test", Who("me")) == []
    assert await vault.reveal(refs[:1], "test", Who("me")) == {refs[0]: "terhapus"}
