"""What an answer shows of persons is one entry of the trail, there before the answer leaves."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.who import Who
from shared.privacy.looks import Look, gathering, handed_on, look_of, note_look, noted_elsewhere
from shared.runtime.settings import Settings
from tests.access.town import PEOPLE, Known, told
from tests.opened import Opened, opened_for
from tests.stored import rows

PAGE: Final = {"accept": "text/html"}
READER: Final = Who("5b1c2c1e-5a55-4c7e-8a53-8a8f1d7a4f11", "probation_officer", "report.read", "5f")
ANOTHER: Final = READER._replace(account="9d2a1c77-0c59-4a3c-8f04-0d9b7f6f2f10")
LOOKS: Final = "SELECT account, purpose, outcome, subjects, fields FROM audit.entry WHERE kind = 'look' ORDER BY number"


async def noted(database: Database, looker: Who, purpose: str, subjects: str, *fields: str) -> None:
    await note_look(database.engine(Role.ACCESS), look_of(looker, purpose, subjects.split(), fields))


async def test_what_an_answer_shows_is_one_look_of_each_reader_by_its_first_purpose(database: Database) -> None:
    with gathering() as looks:
        await noted(database, READER, "desk", "ani", "klien_id")
        await noted(database, ANOTHER, "desk", "budi", "name")
        await asyncio.create_task(noted(database, READER, "report.read", "budi ani", "name"))
        assert await rows(database, LOOKS) == []
        await looks.write()
        await looks.write()
    assert sorted(await rows(database, LOOKS)) == [
        (READER.account, "desk", "shown", ["ani", "budi"], ["klien_id", "name"]),
        (ANOTHER.account, "desk", "shown", ["budi"], ["name"]),
    ]


async def test_what_goes_on_behind_the_answer_notes_its_own_looks(database: Database) -> None:
    left, said = asyncio.Event(), asyncio.Event()

    async def errand() -> None:
        said.set()
        await left.wait()
        await noted(database, READER, "putusan.import", "ani", "name")

    with gathering():
        behind = asyncio.create_task(errand())
        await said.wait()
    left.set()
    await behind
    assert await rows(database, LOOKS) == [(READER.account, "putusan.import", "shown", ["ani"], ["name"])]


async def test_what_was_sought_stays_a_search_whoever_is_shown_of_it(database: Database) -> None:
    engine = database.engine(Role.ACCESS)
    for found in ({"ani"}, set[str]()):
        with gathering() as looks:
            await note_look(engine, Look(READER, "search", frozenset(found), frozenset({"nik"}), sought=True))
            await noted(database, READER, "report.read", " ".join(found), "name")
            await looks.write()
    assert await rows(database, LOOKS) == [
        (READER.account, "search", "found", ["ani"], ["name", "nik"]),
        (READER.account, "search", "nobody", [], ["name", "nik"]),
    ]


async def test_the_owner_of_the_values_is_handed_all_that_was_gathered_and_ids_of_theirs_are_no_look_more(
    database: Database,
) -> None:
    with gathering() as looks:
        await noted(database, READER, "opening", "ani", "klien_id", "reason")
        theirs = handed_on(look_of(READER, "opening", {"budi"}))
        noted_elsewhere(theirs)
        await noted(database, READER, "opening", "ani budi", "klien_id")
        await noted(database, ANOTHER, "opening", "ani", "klien_id")
        await looks.write()
    assert (theirs.subjects, theirs.fields) == ({"ani", "budi"}, {"klien_id", "reason"})
    assert await rows(database, LOOKS) == [(ANOTHER.account, "opening", "shown", ["ani"], ["klien_id"])]


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.OFFICER, RoleName.COORDINATOR]
    async with opened_for(settings, ["intake", "matching", "attendance", "reporting"], roles) as found:
        yield found


async def test_what_cannot_be_noted_does_not_leave(house: Opened) -> None:
    (adult,) = await told(house, [PEOPLE[1]])
    database = house.parts.database
    begun = len(await rows(database, LOOKS))
    before = await answers(house, adult)
    assert {status for status, _ in before.values()} == {200}
    assert len(await rows(database, LOOKS)) == begun + len(before)
    of_roles = "EXECUTE ON FUNCTION audit.append_1 {} bakti_vault, bakti_access"
    await rows(database, f"REVOKE {of_roles.format('FROM')}")
    for path, (status, text) in (await answers(house, adult)).items():
        asked = "".join(path)
        whom = [one for one in (adult.person.name, *adult.klien_ids, *adult.putusan_ids) if one not in asked]
        shown = [one for one in whom if one in text]
        assert (status, shown) == (503, []), path
    await rows(database, f"GRANT {of_roles.format('TO')}")
    assert {status for status, _ in (await answers(house, adult)).values()} == {200}
    assert len(await rows(database, LOOKS)) == begun + 2 * len(before)


async def answers(house: Opened, adult: Known) -> dict[Any, tuple[int, str]]:
    """What an officer is answered about them, by address and kind."""
    officer, (klien_id,), (putusan_id,) = house.clients[RoleName.OFFICER], adult.klien_ids, adult.putusan_ids
    paths = ("/", f"/putusan/{putusan_id}", f"/placement/{putusan_id}", f"/hours/{klien_id}", "/reports/klien.csv")
    found: dict[Any, tuple[int, str]] = {}
    for path in paths:
        for headers in (PAGE, {}) if path != "/" else (PAGE,):
            answer = await officer.get(path, headers=headers)
            found[path, *headers.values()] = answer.status_code, answer.text
    sought = await officer.post("/reports/klien/search", json={"words": adult.person.name})
    return found | {"search": (sought.status_code, sought.text)}
