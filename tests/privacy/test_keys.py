"""Subject keys: wrapped, shared by processes, and gone for good once destroyed."""

import asyncio
import multiprocessing
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag

from shared.privacy.keyfile import SubjectErased
from shared.privacy.keys import KeyStore, SubjectKey
from shared.privacy.master import STORE_NAME, WrongMasterKey, ensure_master_key
from shared.privacy.receipts import Receipt
from tests.privacy.conftest import keys_in as opened

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


async def sealing(store: KeyStore, subjects: list[str]) -> dict[str, SubjectKey]:
    """As the vault does where no value lies yet."""
    found = await store.for_opening(subjects)
    return found | await store.make_keys(set(subjects) - found.keys())


def person() -> str:
    return str(uuid4())


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith(STORE_NAME))


def wrapped_keys(store: KeyStore) -> dict[str, bytes]:
    return dict(store._file.connection.execute("SELECT subject, wrapped FROM key"))


def test_only_its_owner_may_read_the_master_key(folder: Path) -> None:
    path = ensure_master_key(folder / "master.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = path.read_bytes()
    assert ensure_master_key(path).read_bytes() == before


def test_a_lost_master_key_is_not_quietly_replaced(folder: Path) -> None:
    opened(folder).close()
    (folder / "master.key").unlink()
    with pytest.raises(WrongMasterKey, match="restore"):
        ensure_master_key(folder / "master.key")


def test_another_master_key_is_refused_at_the_start(folder: Path, tmp_path: Path) -> None:
    opened(folder).close()
    with pytest.raises(WrongMasterKey):
        KeyStore(folder, ensure_master_key(tmp_path / "other" / "master.key"))


async def test_a_value_opens_only_where_it_was_sealed(folder: Path) -> None:
    store, ani, budi = opened(folder), person(), person()
    keys = await sealing(store, [ani, budi])
    sealed = keys[ani].seal(b"Siti", b"here")
    assert keys[ani].open(sealed, b"here") == b"Siti"
    for key, bound_to in ((keys[ani], b"there"), (keys[budi], b"here")):
        with pytest.raises(InvalidTag):
            key.open(sealed, bound_to)
    assert keys[ani].seal(b"Siti", b"here") != sealed


async def test_equal_values_of_one_person_have_equal_macs_and_of_two_do_not(folder: Path) -> None:
    keys = await sealing(opened(folder), ["a", "b"])
    assert keys["a"].mac("name", b"Siti") == keys["a"].mac("name", b"Siti")
    assert keys["a"].mac("name", b"Siti") != keys["b"].mac("name", b"Siti")
    assert keys["a"].mac("name", b"Siti") != keys["a"].mac("guardian", b"Siti")


async def test_keys_are_the_same_after_opening_again(folder: Path) -> None:
    ani = person()
    store = opened(folder)
    sealed = (await sealing(store, [ani]))[ani].seal(b"x", b"")
    store.close()
    assert (await opened(folder).for_opening([ani]))[ani].open(sealed, b"") == b"x"


async def test_a_destroyed_key_is_gone_for_another_store_that_had_it_in_its_cache(folder: Path) -> None:
    ani, budi = person(), person()
    one, other = opened(folder), opened(folder)
    await sealing(one, [ani, budi])
    assert set(await other.for_opening([ani, budi])) == {ani, budi}
    await one.destroy(ani, NOW)
    assert set(await other.for_opening([ani, budi])) == {budi}
    assert other.erasures == 1


async def test_no_bytes_of_a_destroyed_key_stay_in_the_file_or_its_journal(folder: Path) -> None:
    store = opened(folder)
    people = [person() for _ in range(400)]
    for start in range(0, len(people), 7):
        await sealing(store, people[start : start + 7])
    wrapped = wrapped_keys(store)
    assert all(key in bytes_of(folder) for key in wrapped.values())
    gone = people[::9]
    for subject in gone:
        await store.destroy(subject, NOW)
    left = bytes_of(folder)
    assert not [subject for subject in gone if wrapped[subject] in left]
    assert all(wrapped[subject] in left for subject in people if subject not in gone)


async def test_what_is_left_of_a_key_where_its_destruction_was_cut_off_is_overwritten_at_the_next_start(
    folder: Path,
) -> None:
    """Killed, or shut out by a program that held the file, between the key's deletion and the overwriting."""
    store, people = opened(folder), [person() for _ in range(400)]
    for start in range(0, len(people), 7):
        await sealing(store, people[start : start + 7])
    wrapped = wrapped_keys(store)
    for subject in people[::9]:
        receipt = Receipt(subject, (await store.for_opening([subject]))[subject].key_id, NOW)
        with store._file.writing():
            store._file._destroy(receipt)
    assert [subject for subject in people[::9] if wrapped[subject] in bytes_of(folder)]
    store.close()
    opened(folder).close()
    left = bytes_of(folder)
    assert not [subject for subject in people[::9] if wrapped[subject] in left]
    assert all(wrapped[subject] in left for subject in set(people) - set(people[::9]))


async def test_a_restored_key_file_loses_the_erased_keys_again_at_the_start(folder: Path, tmp_path: Path) -> None:
    ani, budi = person(), person()
    store = opened(folder)
    await sealing(store, [ani, budi])
    wrapped = wrapped_keys(store)
    store.close()
    shutil.copy(folder / STORE_NAME, tmp_path / "backup")
    store = opened(folder)
    await store.destroy(ani, NOW)
    store.close()
    shutil.copy(tmp_path / "backup", folder / STORE_NAME)
    assert wrapped[ani] in bytes_of(folder)
    again = opened(folder)
    assert set(await again.for_opening([ani, budi])) == {budi}
    assert wrapped[ani] not in bytes_of(folder)


async def test_a_crash_between_receipt_and_destruction_is_mended_at_the_start(folder: Path) -> None:
    ani = person()
    store = opened(folder)
    key = (await sealing(store, [ani]))[ani]
    store.close()
    half = opened(folder)
    with half.receipts.path.open("w") as file:
        file.write(f'{{"subject": "{ani}", "key_id": "{key.key_id}", "at": "2026-11-25T03:00:00+00:00"}}\n{{"subj')
    half.close()
    mended = opened(folder)
    assert await mended.for_opening([ani]) == {}
    await mended.destroy(person(), NOW)
    assert len(mended.receipts.read()) == 2


async def test_the_id_of_an_erased_person_never_gets_another_key(folder: Path) -> None:
    ani = person()
    store = opened(folder)
    await sealing(store, [ani])
    await store.destroy(ani, NOW)
    with pytest.raises(SubjectErased):
        await sealing(store, [ani, person()])
    store.close()
    assert await opened(folder).for_opening([ani]) == {}


def _race(folder: Path, people: list[str], answers: "multiprocessing.Queue[dict[str, str]]") -> None:
    async def race() -> dict[str, str]:
        store = opened(folder)
        return {subject: (await sealing(store, [subject]))[subject].key_id for subject in people}

    answers.put(asyncio.run(race()))


def test_processes_that_meet_a_new_person_at_once_agree_on_the_key(folder: Path) -> None:
    people = [person() for _ in range(40)]
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[dict[str, str]] = context.Queue()
    racers = [context.Process(target=_race, args=(folder, people, answers)) for _ in range(3)]
    for racer in racers:
        racer.start()
    said = [answers.get(timeout=60) for _ in racers]
    for racer in racers:
        racer.join(30)
    assert said[0] == said[1] == said[2]
