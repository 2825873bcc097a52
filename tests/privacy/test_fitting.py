"""Keys and database know each other: a wrong store is refused in words, one lost key is one word."""

import shutil
import sqlite3
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from shared.database.engine import Database
from shared.domain.who import Who
from shared.privacy.fitting import introduce, known_store, opened_store
from shared.privacy.keyfile import KeyLost, KeysAway, KeysUnfit
from shared.privacy.keys import KeyStore
from shared.privacy.master import STORE_NAME, ensure_master_key
from shared.privacy.vault import Vault
from shared.runtime import metrics
from tests.privacy.conftest import keys_in, names, some_id, told

NOT_OPENED = "bakti_vault_values_not_opened_total"


async def start(database: Database, folder: Path, master: Path) -> None:
    keys = opened_store(folder, master)
    try:
        await Vault(database, keys, "trenggalek").start()
    finally:
        keys.close()


async def proven(vault: Vault) -> None:
    await vault.prove_keys()
    await vault.prove_fit()


async def lose_key(folder: Path, subject: str) -> None:
    with sqlite3.connect(folder / STORE_NAME) as file:
        file.execute("DELETE FROM key WHERE subject = ?", (subject,))


async def test_a_store_that_is_missing_empty_another_or_older_is_refused_in_words(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path
) -> None:
    master, kept = keys_dir / "master.key", tmp_path / "kept"
    shutil.copy(keys_dir / STORE_NAME, kept)
    await vault.seal([(some_id(), told(str(uuid4()), "Siti"))])
    await start(database, keys_dir, master)
    other = tmp_path / "other"
    KeyStore.make(other, master)
    with pytest.raises(KeysUnfit, match="another than"):
        await start(database, other, master)
    shutil.copy(kept, other / STORE_NAME)
    with pytest.raises(KeysUnfit, match="older than the database"):
        await start(database, other, master)
    for written, words in ((b"", "is empty"), (b"no key store at all " * 99, "is damaged")):
        (other / STORE_NAME).write_bytes(written)
        with pytest.raises(KeysUnfit, match=f"{words}.*Restore the newest copy"):
            await start(database, other, master)
    (other / STORE_NAME).unlink()
    for attempt in (start, introduce):
        with pytest.raises(KeysUnfit, match=r"Restore the newest copy"):
            await attempt(database, other, master)
    assert not list(other.iterdir())


async def test_a_store_that_is_newer_than_the_database_is_right(
    vault: Vault, database: Database, keys_dir: Path
) -> None:
    """A crash between the key and its first row, and a database that was restored alone, look like this."""
    before = await known_store(database)
    await vault.keys.make_keys([str(uuid4()) for _ in range(3)])
    assert await known_store(database) == before
    await start(database, keys_dir, keys_dir / "master.key")
    after = await known_store(database)
    assert before is not None
    assert after is not None
    assert after.generation > before.generation


async def test_an_older_store_that_lacks_nothing_but_erasures_is_taken_with_todays_list(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path
) -> None:
    ani, budi, citra = (str(uuid4()) for _ in range(3))
    events = await vault.seal([(some_id(), told(one, f"Orang {one}")) for one in (ani, budi, citra)])
    shutil.copytree(keys_dir, tmp_path / "backup")
    for one in (ani, budi):
        await vault.erase(one)
    shutil.copy(keys_dir / "erasures.jsonl", tmp_path / "backup")
    await start(database, tmp_path / "backup", keys_dir / "master.key")
    restored = Vault(database, keys_in(tmp_path / "backup"), "trenggalek")
    found = await restored.reveal(names(events), "test", Who("me"))
    assert list(found.values()) == ["terhapus", "terhapus", f"Orang {citra}"]


async def test_an_older_store_that_lacks_a_key_is_not_made_level_by_erasures(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path
) -> None:
    ani, budi = str(uuid4()), str(uuid4())
    await vault.seal([(some_id(), told(ani, "Siti"))])
    shutil.copytree(keys_dir, tmp_path / "backup")
    await vault.seal([(some_id(), told(budi, "Budi"))])
    await vault.erase(ani)
    for _ in range(2):  # carrying out the list again does not count again
        with pytest.raises(KeysUnfit, match="older than the database"):
            await start(database, tmp_path / "backup", keys_dir / "master.key")


async def test_several_processes_that_write_at_once_never_bring_the_database_above_the_store(
    vault: Vault, database: Database, keys_dir: Path
) -> None:
    one, other = (Vault(database, keys_in(keys_dir), "trenggalek") for _ in range(2))
    for number in range(5):
        for writer in (one, other):
            await writer.seal([(some_id(), told(str(uuid4()), f"Orang {number}"))])
            await start(database, keys_dir, keys_dir / "master.key")


async def test_one_lost_key_is_one_word_and_nothing_new_is_sealed_for_that_person(
    vault: Vault, database: Database, keys_dir: Path
) -> None:
    ani, budi = str(uuid4()), str(uuid4())
    events = await vault.seal([(some_id(), told(ani, "Siti")), (some_id(), told(budi, "Budi"))])
    refs = names(events)
    await lose_key(keys_dir, ani)
    after = Vault(database, keys_in(keys_dir), "trenggalek")
    assert await after.reveal(refs, "test", Who("me")) == {refs[0]: "kunci hilang", refs[1]: "Budi"}
    assert await after.search("siti", "test", Who("me")) == []
    counted = metrics.REGISTRY.get_sample_value(NOT_OPENED)
    with capture_logs() as told_again:
        await after.reveal(refs, "test", Who("me"))
    assert not [line for line in told_again if line["event"] == "values_not_opened"]
    assert metrics.REGISTRY.get_sample_value(NOT_OPENED) == counted
    with capture_logs() as told_anew:  # another process tells and counts it once more
        await Vault(database, keys_in(keys_dir), "trenggalek").reveal(refs, "test", Who("me"))
    assert [line["refs"] for line in told_anew if line["event"] == "values_not_opened"] == [refs[:1]]
    assert metrics.REGISTRY.get_sample_value(NOT_OPENED) == (counted or 0) + 1
    assert await after.search("budi", "test", Who("me")) == [budi]
    with pytest.raises(KeyLost):
        await after.seal([(some_id(), told(ani, "Siti"))])
    assert await after.knows(ani)


async def test_who_is_erased_after_the_key_was_lost_stays_erased_when_the_key_comes_back(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path
) -> None:
    ani = str(uuid4())
    (ref,) = names(await vault.seal([(some_id(), told(ani, "Siti"))]))
    shutil.copy(keys_dir / STORE_NAME, tmp_path / "with the key")
    await lose_key(keys_dir, ani)
    await Vault(database, keys_in(keys_dir), "trenggalek").erase(ani)
    shutil.copy(tmp_path / "with the key", keys_dir / STORE_NAME)
    assert await keys_in(keys_dir).for_opening([ani]) == {}
    connection = await asyncpg.connect(database.url)
    assert await connection.fetchval("SELECT count(*) FROM vault.item") == 0
    await connection.close()
    assert await vault.reveal([ref], "test", Who("me")) == {ref: "terhapus"}


@pytest.mark.parametrize("how", ["taken away", "another", "older", "emptied"])
async def test_a_store_that_is_taken_away_or_replaced_while_open_takes_no_new_key_and_shows_what_was_known(
    vault: Vault, keys_dir: Path, tmp_path: Path, how: str
) -> None:
    store, ani = keys_dir / STORE_NAME, str(uuid4())
    shutil.copy(store, tmp_path / "older")
    (ref,) = names(await vault.seal([(some_id(), told(ani, "Siti"))]))
    KeyStore.make(tmp_path / "another", keys_dir / "master.key")
    replacing = {"another": tmp_path / "another" / STORE_NAME, "older": tmp_path / "older"}
    if how == "taken away":
        store.rename(keys_dir / "elsewhere")
    elif how == "emptied":
        store.write_bytes(b"")
    else:
        shutil.copy(replacing[how], store)
    with pytest.raises(KeysUnfit):
        await vault.seal([(some_id(), told(str(uuid4()), "Budi"))])
    assert await vault.reveal([ref], "test", Who("me")) == {ref: "Siti"}
    with pytest.raises((KeysAway, KeysUnfit)):
        await proven(vault)
    await vault.attend()  # which goes on


def test_a_store_is_made_once(tmp_path: Path) -> None:
    master = ensure_master_key(tmp_path / "master.key")
    KeyStore.make(tmp_path, master)
    first = KeyStore(tmp_path, master).store_id
    KeyStore.make(tmp_path, master)
    assert KeyStore(tmp_path, master).store_id == first
