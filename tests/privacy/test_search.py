"""Search by name, NIK or case number, over what is in the vault at this moment."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from shared.database.engine import Database
from shared.domain.identifiers import EventId
from shared.domain.who import Who
from shared.privacy.search import FOUND_MAX, SearchIndex
from shared.privacy.vault import Vault
from tests.privacy.conftest import some_id, told


@pytest.fixture
async def filled(vault: Vault) -> Vault:
    persons = [
        told("ani", "Siti Aminah", nik="3503115203890001", case_number="45/Pid.B/2026/PN Trk"),
        told("budi", "M. Budi Santoso", nik="3503111203890002", case_number="46/Pid.B/2026/PN Trk"),
    ]
    await vault.seal([(some_id(), person) for person in persons])
    return vault


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("siti", ["ani"]),
        ("AMINAH siti", ["ani"]),
        ("m budi", ["budi"]),
        ("m.budi", ["budi"]),
        ("35031112", ["budi"]),
        ("3503", ["ani", "budi"]),
        ("45/pid.b/2026/pn trk", ["ani"]),
        ("45 / PID.B", ["ani"]),
        ("siti budi", []),
        ("zz", []),
        ("s", []),
        ("", []),
        (" . ", []),
    ],
)
async def test_finds_by_any_part_in_any_order(filled: Vault, words: str, found: list[str]) -> None:
    assert await filled.search(words, "test", Who("me")) == found


async def test_a_number_written_whole_means_itself_and_its_part_each_that_holds_it(vault: Vault) -> None:
    persons = [
        told("budi", "Budi", nik="3503111203890002", case_number="13/Pid.Sus-Anak/2026/PN Trk"),
        told("ani", "Siti", nik="3503115203890001", case_number="3/Pid.Sus-Anak/2026/PN Trk"),
    ]
    await vault.seal([(some_id(), person) for person in persons])
    assert await vault.search("3 / pid.sus-anak / 2026 / PN TRK", "test", Who("me")) == ["ani"]
    assert await vault.search("3/pid.sus-anak", "test", Who("me")) == ["ani", "budi"]
    seen = await vault.search("3/pid.sus-anak/2026/pn trk", "test", Who("me"), frozenset({"budi"}))
    assert seen == ["budi"], "as where nobody has that number: who is hidden changes nothing"


async def test_a_person_is_found_by_former_names_too(filled: Vault) -> None:
    assert await filled.search("siti", "test", Who("me")) == ["ani"]
    await filled.seal([(some_id(), told("ani", "Aminah Baru"))])
    assert await filled.search("baru", "test", Who("me")) == ["ani"]
    assert await filled.search("siti", "test", Who("me")) == ["ani"]


async def test_what_begins_with_the_words_comes_first_and_the_list_ends(vault: Vault) -> None:
    crowd = [(EventId(str(uuid4())), told(f"p{n}", f"Nama Sari {n:03}")) for n in range(FOUND_MAX + 10)]
    await vault.seal([*crowd, (some_id(), told("first", "Sari"))])
    found = await vault.search("sari", "test", Who("me"))
    assert found[0] == "first"
    assert len(found) == FOUND_MAX


async def test_a_row_committed_late_under_a_low_number_is_not_missed(filled: Vault, database: Database) -> None:
    """The slow writer has drawn its seq; a quick one commits a higher seq meanwhile; the search waits for the slow."""
    slow = await asyncpg.connect(database.url)
    try:
        item = await slow.fetchrow("SELECT * FROM vault.item WHERE subject = 'ani' AND kind = 'name'")
        assert item is not None
        begun = slow.transaction()
        await begun.start()
        await slow.execute("DELETE FROM vault.item WHERE ref = $1", item["ref"])
        put = (
            "SELECT vault.put_1(ARRAY[$1], ARRAY[$2], ARRAY[$3], ARRAY[$4], ARRAY[$5::bytea], ARRAY[$6::uuid], $7, "
            "$8, 0)"
        )
        row = [item[name] for name in ("ref", "subject", "kind", "key_id", "ciphertext", "event_id", "put_at")]
        await slow.execute(put, *row, filled.keys.store_id)
        await filled.seal([(some_id(), told("cici", "Cici"))])
        searching = asyncio.create_task(filled.search("cici", "test", Who("me")))
        await asyncio.wait([searching], timeout=0.2)
        assert not searching.done()
        await begun.commit()
        assert await searching == ["cici"]
        assert await filled.search("siti", "test", Who("me")) == ["ani"]
    finally:
        await slow.close()


def test_a_hundred_thousand_persons_are_searched_whole() -> None:
    index = SearchIndex()
    for n in range(100_000):
        index.add(f"s{n}", "k", f"Nama Orang {n:06}")
        index.add(f"s{n}", "k", f"{3503000000000000 + n}")
    assert index.find("orang 012345") == ["s12345"]
    assert index.find("3503000000099999") == ["s99999"]
    index.add("new", "k", "Nama Orang 012345")
    assert index.find("orang 012345") == ["s12345", "new"]
    index.forget({"s12345": ["k"]}, 1)
    assert index.find("orang 012345") == ["new"]


async def test_what_is_read_beforehand_by_pages_is_found_all_of_it_and_once(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.privacy.vault.ROWS_A_PAGE", 3)
    await vault.seal([(some_id(), told(f"p{n}", f"Nama Sari {n:03}", nik=f"35031112038900{n:02}")) for n in range(10)])
    found, _, also = await asyncio.gather(
        vault.search("sari", "test", Who("me")), vault.warm(), vault.search("3503", "test", Who("me"))
    )
    assert sorted(found) == sorted(also) == sorted(f"p{n}" for n in range(10))
    await vault.seal([(some_id(), told("late", "Sari Baru"))])
    await vault.warm()
    assert await vault.search("baru", "test", Who("me")) == ["late"]
    await vault.erase("p3")
    await vault.warm()
    assert "p3" not in await vault.search("sari", "test", Who("me"))
