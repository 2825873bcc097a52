"""A child is a child by the person: every kind of person x every address of the app, page and JSON (settlement 44)."""

import io
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from zipfile import ZipFile

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute, iter_route_contexts

from services.catalogue import BY_NAME
from services.cli.doors import contract
from shared.access.policy import POLICY, SIGNING_IN, RoleName
from shared.access.signin import addresses
from shared.domain.places import PLACES
from shared.privacy.person import initials
from shared.reports.files import XLSX
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.access.town import HOLE, PEOPLE, Known, Person, told, whole_house
from tests.opened import Opened, opened_for

PAGE, JSON = {"accept": "text/html"}, {"accept": "application/json"}
ROLES = SIGNING_IN
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("masking")]
FILE = re.compile(r"\.(csv|xlsx)$")
"""All rows of a list: asked for once, not by each id again."""
UUID = "[0-9a-f]{8}-"
"""In a schema: the value is an id."""
LOOKS = "SELECT number, subjects, fields FROM audit.entry WHERE kind = 'look' AND number > $1"


@dataclass(frozen=True)
class Seen:
    """One answer: what was asked by whom, all that it says, and whose looks it left in the trail."""

    path: str
    role: RoleName
    kind: str
    """Of the request: ``text/html`` or ``application/json``."""
    status: int
    text: str
    looks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Walk:
    """Everybody of the town, every answer about them, and what each page said before anybody was known."""

    known: list[Known]
    seen: list[Seen]
    before: Mapping[str, str]
    trail: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walk(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """One walk through the whole house for all that is asked of it: it takes a thousand requests."""
    async with whole_house(servers, migrated, tmp_path_factory.mktemp("masking")) as house:
        before = await empty(house)
        known = await told(house)
        connection = await asyncpg.connect(house.parts.database.url)
        try:
            seen = [one async for one in answers(house, known, connection)]
            rows = await connection.fetch("SELECT row_to_json(e)::text AS text FROM audit.entry e")
        finally:
            await connection.close()
    return Walk(known, seen, before, [row["text"] for row in rows])


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


async def answers(house: Opened, known: list[Known], connection: asyncpg.Connection) -> AsyncIterator[Seen]:
    """What each role is answered at every address; a search's address has what was sought behind it."""
    last = await connection.fetchval("SELECT max(number) FROM audit.entry")
    for role, headers in product(ROLES, (PAGE, JSON)):
        client = house.clients[role]
        asked = [(path, None) for path in paths(house, known)]
        words = [word for number, one in enumerate(PEOPLE) for word in (one.words[0], f"{number + 1}/Pid")]
        asked += [(path, word) for path in searches(house) for word in words]  # type: ignore[misc]
        for path, word in asked:
            found = client.get(path, headers=headers) if word is None else _sought(client, path, word, headers)
            answer = await found
            looks = await connection.fetch(LOOKS, last)
            last = max([last, *(look["number"] for look in looks)])
            told_path = path if word is None else f"{path} {word}"
            yield Seen(told_path, role, headers["accept"], answer.status_code, written(answer), tuple(map(dict, looks)))


def _sought(client: httpx2.AsyncClient, path: str, word: str, headers: dict[str, str]) -> Any:
    return client.post(path, data={"words": word}, headers=headers)


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


def shows(known: Known, text: str) -> bool:
    """Whether the text shows this person: by an id of theirs, a short one or a ruling's, by name, or by initials."""
    name, short = known.person.name, (f"Klien {one[:6]}" for one in known.klien_ids)
    return any(one in text for one in (*known.klien_ids, *known.putusan_ids, *short, name, initials(name)))


async def empty(house: Opened) -> dict[str, str]:
    """What each page says before anybody is known: examples name a kecamatan."""
    officer = house.clients[RoleName.OFFICER]
    return {path: written(await officer.get(path, headers=PAGE)) for path in paths(house, [])}


def test_no_address_shows_the_name_or_the_kecamatan_of_a_masked_person(walk: Walk) -> None:
    given = {}
    for one in walk.seen:
        assert one.status < 500, one
        known_before = walk.before.get(one.path.partition("?")[0], "")
        for person in (each.person for each in walk.known if each.person.masked):
            if found := [secret for secret in given_away(person, one.text) if secret not in known_before]:
                given[one.path, one.role, person.kind, one.kind] = found
    assert not given
    assert sum(one.status == 200 for one in walk.seen) > 300


def test_an_adults_name_and_kecamatan_are_shown_where_the_role_may(walk: Walk) -> None:
    page, program = ({one.path: one for one in walk.seen if (one.role, one.kind) == (RoleName.OFFICER, kind["accept"])}
                     for kind in (PAGE, JSON))  # fmt: skip
    for one in (one for one in walk.known if not one.person.masked):
        rooms = (
            ("/putusan/",)
            if one.person.kind.startswith("rejected")
            else ("/putusan/", "/placement/", "/hours/", "/reports/klien/")
        )
        own = {f"{room}{own}" for room in rooms for own in (*one.klien_ids, *one.putusan_ids)} & page.keys()
        assert own
        for path in own:
            assert page[path].status == 404 or one.person.name in page[path].text, (one.person.kind, path)
    adult = next(one.person for one in walk.known if one.person.kind == "adult")
    for path in ("/putusan?limit=200", "/placement?limit=200"):
        assert adult.home in page[path].text
        assert adult.kecamatan in program[path].text
    assert adult.kecamatan in program["/reports/klien?limit=200"].text


def test_a_role_that_may_see_no_persons_sees_none(walk: Walk) -> None:
    texts = [one.text for one in walk.seen if one.role not in POLICY["person.see"]]
    assert texts
    assert not [
        text for text in texts for one in walk.known if given_away(one.person, text) and one.person.name in text
    ]


def test_an_answer_leaves_one_look_at_just_those_whom_it_shows_and_what_was_sought_does_not(walk: Walk) -> None:
    ids = {klien_id for one in walk.known for klien_id in one.klien_ids}
    more, missing, others = [], [], []
    for one in walk.seen:
        asked = one.path.partition("?")[2]  # the links of a list repeat its own filters
        said = one.text.replace(asked, "") if asked else one.text
        shown = {each for each in ids if each in said} if one.status == 200 else set()
        noted = {subject for look in one.looks for subject in look["subjects"]}
        unseen = {each for known in walk.known for each in known.klien_ids if not shows(known, one.text)} & noted
        more += [(one.path, one.role, one.looks)] if len(one.looks) > 1 else []
        missing += [(one.path, one.role)] if shown - noted else []
        others += [(one.path, one.role, one.kind, one.status)] if unseen else []
    assert (more, missing, others) == ([], [], [])
    assert not [row for row in walk.trail for one in walk.known if one.person.words[0] in row]


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, [RoleName.OFFICER]) as found:
        yield found


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
