"""A child is a child by the person: every kind of person x every address of the app, page and JSON (settlement 44)."""

import io
import re
from collections.abc import AsyncIterator, Iterable
from itertools import product
from zipfile import ZipFile

import asyncpg
import httpx2
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from services.catalogue import BY_NAME
from services.cli.doors import contract
from shared.access.policy import POLICY, RoleName
from shared.access.signin import addresses
from shared.domain.places import PLACES
from shared.reports.files import XLSX
from shared.runtime.settings import Settings
from tests.access.town import PEOPLE, Known, Person, told
from tests.opened import Opened, opened_for

PAGE, JSON = {"accept": "text/html"}, {"accept": "application/json"}
ROLES = tuple(RoleName)
pytestmark = pytest.mark.slow
HOLE = re.compile(r"\{([a-z_]+)\}")
FILE = re.compile(r"\.(csv|xlsx)$")
"""All rows of a list: asked for once, not by each id again."""
UUID = "[0-9a-f]{8}-"
"""In a schema: the value is an id."""


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, ROLES) as found:
        yield found


def paths(house: Opened, known: list[Known]) -> list[str]:
    """Every address that is read, with every person's ids wherever its path or its query takes one; where it takes the
    id of something else, one stands for all."""
    of_kind = {
        "klien_id": sorted({one for each in known for one in each.klien_ids}),
        "putusan_id": sorted({one for each in known for one in each.putusan_ids}),
    }
    other = of_kind["klien_id"][:1]
    described = contract()["paths"]
    found: dict[str, None] = {}
    for route in iter_route_contexts(house.app.routes):
        if not isinstance(route.original_route, APIRoute) or "GET" not in (route.methods or ()):
            continue
        path = str(route.path)
        asked = {one["name"]: one for one in described.get(path, {}).get("get", {}).get("parameters", ())}
        whose = [
            name
            for name, one in asked.items()
            if not FILE.search(path) and one["in"] == "query" and UUID in str(one["schema"])
        ]
        ids = next((of_kind[name] for name in HOLE.findall(path) if name in of_kind), other)
        found |= dict.fromkeys(HOLE.sub(one, path) for one in (ids if HOLE.search(path) else [""]))
        found |= dict.fromkeys(f"{path}?{name}={one}" for name in whose for one in of_kind.get(name, other))
        if "limit" in asked:
            found[f"{path}?limit=200"] = None
    return list(found)


def searches(house: Opened) -> list[str]:
    """Every address at which persons are sought."""
    asked = {address: actions for address, actions in addresses(house.app).items() if address.startswith("POST ")}
    return [address.removeprefix("POST ") for address, actions in asked.items() if "person.search" in actions]


async def answers(
    house: Opened, known: list[Known], roles: Iterable[RoleName] = ROLES
) -> AsyncIterator[tuple[str, RoleName, httpx2.Response]]:
    """What these roles are answered at every address; a search's address has what was sought behind it."""
    for role, headers in product(roles, (PAGE, JSON)):
        client = house.clients[role]
        for path in paths(house, known):
            yield path, role, await client.get(path, headers=headers)
        for path, number in product(searches(house), range(len(PEOPLE))):
            for words in (PEOPLE[number].words[0], f"{number + 1}/Pid"):
                yield f"{path} {words}", role, await client.post(path, data={"words": words}, headers=headers)


def written(answer: httpx2.Response) -> str:
    """All that an answer says, a workbook's sheets too."""
    if answer.headers.get("content-type") != XLSX or answer.status_code != 200:
        return answer.text
    with ZipFile(io.BytesIO(answer.content)) as parts:
        return " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def given_away(person: Person, text: str) -> list[str]:
    """What this text says of a person that a mask hides."""
    secrets = (*person.words, person.home, person.kecamatan)
    return [secret for secret in secrets if secret.casefold() in text.casefold()]


async def empty(house: Opened) -> dict[str, str]:
    """What each page says before anybody is known: examples name a kecamatan."""
    officer = house.clients[RoleName.OFFICER]
    return {path: (await officer.get(path, headers=PAGE)).text for path in paths(house, [])}


async def test_no_address_shows_the_name_or_the_kecamatan_of_a_masked_person(house: Opened) -> None:
    before = await empty(house)
    known = await told(house)
    seen, given = 0, {}
    async for path, role, answer in answers(house, known):
        assert answer.status_code < 500, (path, role, answer.text)
        seen += answer.status_code == 200
        text = written(answer)
        for person in (one.person for one in known if one.person.masked):
            said = given_away(person, text)
            if found := [one for one in said if one not in before.get(path.partition("?")[0], "")]:
                given[path, role, person.kind, answer.headers["content-type"]] = found
    assert not given
    assert seen > 300


async def test_an_adults_name_and_kecamatan_are_shown_where_the_role_may(house: Opened) -> None:
    known = await told(house)
    officer = house.clients[RoleName.OFFICER]
    for one in (one for one in known if not one.person.masked):
        rooms = (
            ("/putusan/",)
            if one.person.kind.startswith("rejected")
            else ("/putusan/", "/placement/", "/hours/", "/reports/klien/")
        )
        for room, own in [(room, own) for room in rooms for own in (*one.klien_ids, *one.putusan_ids)]:
            answer = await officer.get(f"{room}{own}", headers=PAGE)
            assert answer.status_code == 404 or one.person.name in answer.text, (one.person.kind, room)
    adult = next(one.person for one in known if one.person.kind == "adult")
    for path in ("/putusan?limit=200", "/placement?limit=200"):
        assert adult.home in (await officer.get(path, headers=PAGE)).text
        assert adult.kecamatan in (await officer.get(path)).text
    assert adult.kecamatan in (await officer.get("/reports/klien?limit=200")).text


async def test_a_role_that_may_see_no_persons_sees_none(house: Opened) -> None:
    known = await told(house)
    blind = [role for role in ROLES if role not in POLICY["person.see"]]
    texts = [written(answer) async for _, _, answer in answers(house, known, blind)]
    assert texts
    assert not [text for text in texts for one in known if given_away(one.person, text) and one.person.name in text]


async def test_every_person_that_an_answer_shows_stands_in_the_trail_and_what_was_sought_does_not(
    house: Opened, settings: Settings
) -> None:
    known = await told(house)
    connection = await asyncpg.connect(str(settings.database_url))
    try:
        last = await connection.fetchval("SELECT max(number) FROM vault.look")
        async for path, role, answer in answers(house, known):
            looks = await connection.fetch("SELECT number, subjects, fields FROM vault.look WHERE number > $1", last)
            last = max([last, *(look["number"] for look in looks)])
            ids = {klien_id for one in known for klien_id in one.klien_ids}
            asked = path.partition("?")[2]  # the links of a list repeat its own filters
            said = written(answer).replace(asked, "") if asked else written(answer)
            shown = {one for one in ids if one in said} if answer.status_code == 200 else set()
            assert shown <= {subject for look in looks for subject in look["subjects"]}, (path, role)
            kinds = [tuple(look["fields"]) for look in looks]
            assert len(kinds) == len(set(kinds)), (path, kinds)
        rows = await connection.fetch("SELECT row_to_json(l)::text AS text FROM vault.look l")
    finally:
        await connection.close()
    assert not [row for row in rows for one in known if one.person.words[0] in row["text"]]


async def test_a_masked_persons_rejected_paper_is_mended_without_being_shown(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    cells = {
        "nomor_perkara": "7/Pid.B/2026",
        "nama": "Aryokusumo Bratasena",
        "alamat": "Dusun Rekaan",
        "tanggal_putusan": "5 Maret 2026",
        "jenis_pidana": "dewasa",
        "jumlah_jam": "80 jam",
    }
    turned_away = await officer.post(
        "/putusan", json={"name": cells["nama"], "address": cells["alamat"], "kind": "adult"}
    )
    putusan_id = turned_away.headers["location"].removeprefix("/putusan/")
    form = (await officer.get(f"/putusan/new?rejected={putusan_id}", headers=PAGE)).text
    assert f'name="berkas_asal" value="{putusan_id}"' in form
    assert not [cell for cell in (cells["nama"], cells["alamat"]) if cell in form]
    typed = {name: cell for name, cell in cells.items() if name not in ("nama", "alamat")}
    mended = {**typed, "nomor_perkara": "7/Pid.B/2026/PN Trk", "berkas_asal": putusan_id}
    answer = await officer.post("/putusan", data=mended, headers=PAGE)
    assert answer.status_code == 303, answer.text
    page = (await officer.get(answer.headers["location"], headers=PAGE)).text
    assert "A. B." in page
    assert "Terdaftar" in page


def test_the_town_has_every_kind_and_everybody_lives_apart() -> None:
    assert len({one.kecamatan for one in PEOPLE} & {*PLACES}) == len(PEOPLE)
    assert len({one.kind for one in PEOPLE}) == len(PEOPLE)
