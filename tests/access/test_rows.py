"""What an actor may not see does not exist for it: lists, single reads, search, commands and words agree, over HTTP."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.requests import Request

from services.catalogue import BY_NAME, SERVICES
from services.reporting.reports.persons import PERSONS
from shared.access.naming import people
from shared.access.openings import PURPOSE, Openings
from shared.access.policy import Actor, RoleName
from shared.domain.identifiers import AN_ID, AccountId, KlienId, PutusanId
from shared.domain.who import Who
from shared.privacy.person import NAMELESS
from shared.reports.report import Report
from shared.runtime.clock import now
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.access.town import HOLE, Known, ago, told
from tests.conftest import emptied_valkey, fresh_database
from tests.forms import led
from tests.neighbours import account_of, assigned, tell
from tests.opened import Opened, leads_an_office, opened_for
from tests.reporting.telling import received

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("rows")]
PAGE, JSON = {"accept": "text/html"}, {"accept": "application/json"}
FOOTER: Final = re.compile(r"<footer.*?</footer>", re.DOTALL)
"""It says the minute of the answer."""
LISTS: Final = {
    "/putusan": ("putusan_id", "/putusan/{}"),
    "/placement": ("putusan_id", "/placement/{}"),
    "/reports/klien": ("putusan_id", "/putusan/{}"),
    "/reports/violations": ("putusan_id", "/putusan/{}"),
    "/hours": ("klien_id", "/hours/{}"),
}
"""Each list, the id of its rows, and where one of them is read alone."""
NARROWED: Final = (RoleName.OFFICER, RoleName.SUPERVISOR)


@dataclass(frozen=True)
class Town:
    """The whole house with everybody of the town, and which of their rulings are the officer's or nobody's."""

    house: Opened
    known: list[Known]
    mine: frozenset[str]

    @property
    def hidden(self) -> list[Known]:
        """Those of whom no ruling is the officer's."""
        return [one for one in self.known if not self.mine.intersection(one.putusan_ids)]

    @property
    def shown(self) -> list[Known]:
        return [one for one in self.known if self.mine.intersection(one.putusan_ids)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Every ruling is the officer's, another one's or nobody's, as it falls."""
    async with fresh_database(servers, migrated) as database:
        folder, redis_url = tmp_path_factory.mktemp("rows"), await emptied_valkey(servers)
        settings = Settings(data_dir=folder, database_url=database.url, redis_url=redis_url)
        async with opened_for(settings, BY_NAME, (*NARROWED, RoleName.COORDINATOR)) as house:
            known = await told(house)
            me, another, chance = await account_of(database, RoleName.OFFICER), AccountId(str(uuid4())), Random(19)
            mine = set()
            for one in known:
                for putusan_id in one.putusan_ids:
                    whose = chance.choice((me, another, another, another, None))
                    mine |= {putusan_id} if whose != another else set()
                    if whose is not None:
                        await assigned(database, putusan_id, min(one.klien_ids), whose)
            await house.level()
            yield Town(house, known, frozenset(mine))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_rows_that_a_list_shows_are_those_that_single_reads_allow(town: Town) -> None:
    of_kind = {
        "putusan_id": {one for each in town.known for one in each.putusan_ids},
        "klien_id": {one for each in town.known for one in each.klien_ids},
    }
    officer, coordinator = town.house.clients[RoleName.OFFICER], town.house.clients[RoleName.COORDINATOR]
    for path, (name, address) in LISTS.items():
        whole = {row[name] for row in (await coordinator.get(f"{path}?limit=200")).json()["items"]}
        answer = (await officer.get(f"{path}?limit=200")).json()
        listed = {row[name] for row in answer["items"]}
        alone = {one for one in of_kind[name] if (await officer.get(address.format(one))).status_code == 200}
        assert listed == whole & alone, path
        assert answer["total"] == len(answer["items"]), path
        assert whole - listed, f"{path} hides nobody, so that nothing is tried"
        if name == "putusan_id":
            assert listed == whole & town.mine, path


@pytest.mark.asyncio(loop_scope="module")
async def test_a_search_never_finds_what_a_read_would_hide(town: Town) -> None:
    officer, coordinator = town.house.clients[RoleName.OFFICER], town.house.clients[RoleName.COORDINATOR]
    seen, hidden = set[str](), set[str]()
    for one in town.known:
        words = {"words": one.person.words[0]}
        found, every = [
            {row["putusan_id"] for row in (await client.post("/reports/klien/search", json=words)).json()["items"]}
            for client in (officer, coordinator)
        ]
        assert found == every & town.mine
        seen, hidden = seen | found, hidden | (every - found)
        page = await led(officer, await officer.post("/reports/klien/search", data=words, headers=PAGE))
        assert one in town.shown or one.person.words[1] not in page  # what was sought is shown as it was typed
    assert seen
    assert hidden


@pytest.mark.asyncio(loop_scope="module")
async def test_counts_and_sums_tell_the_rows_of_the_reach_alone(town: Town) -> None:
    officer = town.house.clients[RoleName.OFFICER]
    desk = (await officer.get("/", headers=JSON)).json()
    rows = (await officer.get("/reports/klien?limit=200")).json()
    assert sum(desk["counts"].values()) == rows["total"] > 0
    days = (await officer.get("/reports/violations?limit=200")).json()["items"]
    hosts = (await officer.get("/reports/ipd?limit=200")).json()["items"]
    against_host = [one for one in days if any(broken["against"] == "host" for broken in one["violations"])]
    assert sum(host["violation_days"] for host in hosts) == len(against_host)


def addresses_of(house: Opened, method: str) -> Iterator[str]:
    for route in iter_route_contexts(house.app.routes):
        if isinstance(route.original_route, APIRoute) and method in (route.methods or ()):
            yield str(route.path)


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_of_hidden_persons_is_in_any_answer(town: Town) -> None:
    """Names, numbers and ids of those who are no case of the officer's, over every address, HTML, JSON and files."""
    officer = town.house.clients[RoleName.OFFICER]
    seeded = {word.casefold() for one in town.hidden for word in one.person.words}
    ids = {one for each in town.hidden for one in (*each.klien_ids, *each.putusan_ids)}
    told_by = {}
    for path in addresses_of(town.house, "GET"):
        if HOLE.search(path):
            continue
        for headers in (PAGE, JSON):
            answer = await officer.get(path, headers=headers)
            said = f"{answer.text} {answer.headers}".casefold()
            if found := [one for one in (*seeded, *ids) if one in said]:
                told_by[path, headers["accept"]] = found
    assert not told_by


BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "service": {"started_on": "2026-03-02", "document": "BA-1/Rekaan"},
    "finality": {"number": 1, "final_on": "2026-03-02"},
    "corrections": {
        "shift_id": "00000000-0000-4000-8000-000000000001",
        "number": 1,
        "shift": None,
        "reason": "salah ditulis oleh pengawas",
    },
    "refusals": {"offer_id": "00000000-0000-4000-8000-000000000001", "reason": "full"},
    "erasure": {"document": "S-1/Rekaan", "reason": "permohonan klien sendiri"},
}


def without_ids(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, AN_ID.sub("", FOOTER.sub("", answer.text))


@pytest.mark.asyncio(loop_scope="module")
async def test_of_hidden_and_of_unknown_ids_the_same_is_said_at_every_address(town: Town) -> None:
    """At least 200 pairs: page and JSON, reads and commands."""
    officer, pairs = town.house.clients[RoleName.OFFICER], 0
    of_kind = {
        "putusan_id": [one for each in town.hidden for one in each.putusan_ids],
        "klien_id": [one for each in town.hidden for one in each.klien_ids],
    }
    for method in ("GET", "POST"):
        for path in addresses_of(town.house, method):
            name = next((one for one in HOLE.findall(path) if one in of_kind), None)
            if name is None:
                continue
            body = BODIES.get(path.rpartition("/")[2], {}) if method == "POST" else None
            for hidden in of_kind[name]:
                for headers in (PAGE, JSON):
                    said = []
                    for one in (hidden, str(uuid4())):
                        address = HOLE.sub(str(uuid4()), path.replace(f"{{{name}}}", one))
                        answer = await officer.request(method, address, headers=headers, json=body)
                        said.append(without_ids(answer))
                    assert said[0] == said[1], (
                        method,
                        path,
                        headers,
                        [*unified_diff(*(one[1].splitlines() for one in said))],
                    )
                    assert said[0][0] != 200, (method, path)
                    pairs += 1
    assert pairs >= 200


@pytest.mark.asyncio(loop_scope="module")
async def test_a_command_about_a_hidden_ruling_leaves_no_event(town: Town) -> None:
    officer = town.house.clients[RoleName.OFFICER]
    ledger = town.house.parts.houses["attendance"].ledger
    before = (await ledger.head()).position
    klien_id = min(town.hidden[0].klien_ids)
    answer = await officer.post(f"/hours/{klien_id}/corrections", json=BODIES["corrections"])
    assert answer.status_code == 404, answer.text
    assert (await ledger.head()).position == before


@pytest.mark.asyncio(loop_scope="module")
async def test_an_id_in_a_commands_body_is_hidden_as_well(town: Town) -> None:
    """The address names nobody: work for somebody hidden waits as for somebody unknown, and says so alike."""
    officer = town.house.clients[RoleName.OFFICER]
    placed = (await town.house.clients[RoleName.COORDINATOR].get("/placement?limit=200")).json()["items"]
    place = next(one for one in placed if one["site_id"])
    told = []
    for klien_id in (min(town.hidden[0].klien_ids), str(uuid4())):
        times = {"starts": f"{ago(0.01)}T07:00:00+07:00", "ends": f"{ago(0.01)}T08:00:00+07:00"}
        body = {"klien_id": klien_id, "site_id": place["site_id"], "ipd_id": place["ipd_id"], **times}
        answer = (await officer.post("/hours", json=body)).json()
        told.append({name: value for name, value in answer.items() if name in ("outcome", "reasons")})
    assert told[0]["outcome"] == told[1]["outcome"] == "review"
    assert "outside-reach" in told[0]["reasons"]
    assert "outside-reach" in told[1]["reasons"]


@pytest.mark.asyncio(loop_scope="module")
async def test_whoever_is_outside_the_reach_is_not_opened_even_where_a_route_asks_for_them(town: Town) -> None:
    house = town.house.parts.houses["reporting"]
    officer = Actor(await account_of(town.house.parts.database, RoleName.OFFICER), "Petugas", RoleName.OFFICER)
    hidden, shown = (min(one.klien_ids) for one in (town.hidden[0], town.shown[0]))
    scope = {"type": "http", "headers": [(b"accept", b"text/html")], "query_string": b"", "app": town.house.app}
    found = await people(Request(scope), house, PERSONS, officer, {hidden: hidden, shown: shown}, "report.read")
    assert set(found.folded) == {shown}
    assert (found.names[hidden].full, found.names[hidden].case_number) == (NAMELESS, None)
    assert found.names[shown].full != NAMELESS


@pytest.mark.parametrize("about", [None, "ipd_id"])
def test_no_house_opens_with_a_report_about_persons_that_does_not_say_about_whom(about: str | None) -> None:
    found = [one for service in SERVICES for one in service.reports if isinstance(one, Report) and one.persons]
    assert found
    for report in found:
        with pytest.raises(ValueError, match="by which column a row is about whom"):
            replace(report, about=about)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_supervisor_sees_who_is_placed_at_their_place_and_nobody_else(town: Town) -> None:
    supervisor = town.house.clients[RoleName.SUPERVISOR]
    placed = {
        row["klien_id"]
        for row in (await town.house.clients[RoleName.COORDINATOR].get("/placement?limit=200")).json()["items"]
        if row["site_id"] is not None
    }
    for one in town.known:
        for klien_id in one.klien_ids:
            answer = await supervisor.get(f"/hours/{klien_id}")
            assert answer.status_code == (200 if klien_id in placed else 404)
    unnamed = (await supervisor.get("/", headers=JSON)).json()["counts"]
    assert sum(unnamed.values()) <= len(placed)


async def left_by_a_ruling_of(town: Town, officer: AccountId) -> tuple[str, str, str]:
    """Somebody whose work waits, and of whom no ruling is any more; whose it turned out to be, and the ruling."""
    client, database = town.house.clients[RoleName.OFFICER], town.house.parts.database
    placed = (await town.house.clients[RoleName.COORDINATOR].get("/placement?limit=200")).json()["items"]
    place = next(one for one in placed if one["site_id"])
    before, after, putusan_id = KlienId(str(uuid4())), KlienId(str(uuid4())), PutusanId(str(uuid4()))
    times = {"starts": f"{ago(0.01)}T07:00:00+07:00", "ends": f"{ago(0.01)}T08:00:00+07:00"}
    work = {"klien_id": before, "site_id": place["site_id"], "ipd_id": place["ipd_id"], **times}
    assert (await client.post("/hours", json=work)).json()["outcome"] == "review"
    ids = ({"putusan_id": putusan_id, "klien_id": one} for one in (before, after))
    first, second = (received().model_copy(update=each) for each in ids)
    await tell(database, f"putusan-{putusan_id}", first)
    await assigned(database, putusan_id, before, officer)
    await tell(database, f"putusan-{putusan_id}", second)
    await town.house.level()
    return before, after, putusan_id


@pytest.mark.asyncio(loop_scope="module")
async def test_whom_a_ruling_left_is_reached_by_who_has_it_until_another_ruling_is_theirs(town: Town) -> None:
    officer, database = town.house.clients[RoleName.OFFICER], town.house.parts.database
    me, another = await account_of(database, RoleName.OFFICER), AccountId(str(uuid4()))
    for whose in (me, another):
        klien_id, *_ = await left_by_a_ruling_of(town, whose)
        assert (await town.house.clients[RoleName.COORDINATOR].get(f"/hours/{klien_id}")).status_code == 200
        found = await officer.get(f"/hours/{klien_id}")
        assert found.status_code == (200 if whose == me else 404)
        waiting = (await officer.get("/hours?limit=200")).json()["items"]
        assert (klien_id in {row["klien_id"] for row in waiting}) is (whose == me)
        if whose != me:
            continue
        log = {"shift_id": found.json()["shifts"][0]["shift_id"], "number": 1, "shift": None, "reason": "salah orang"}
        assert (await officer.post(f"/hours/{klien_id}/corrections", json=log)).status_code == 200
        theirs = received().model_copy(update={"putusan_id": PutusanId(str(uuid4())), "klien_id": klien_id})
        await tell(database, f"putusan-{theirs.putusan_id}", theirs)
        await assigned(database, theirs.putusan_id, klien_id, another)
        await town.house.level()
        assert (await officer.get(f"/hours/{klien_id}")).status_code == 404, "from now on they are another officer's"


@pytest.mark.asyncio(loop_scope="module")
async def test_who_opens_a_person_does_not_open_whom_their_ruling_had_left(town: Town) -> None:
    officer, reporting = town.house.clients[RoleName.OFFICER], town.house.parts.houses["reporting"]
    before, after, putusan_id = await left_by_a_ruling_of(town, AccountId(str(uuid4())))
    me = Who(await account_of(town.house.parts.database, RoleName.OFFICER), RoleName.OFFICER, "person.open")
    opens = Openings(reporting.database, reporting.house_key(PURPOSE))
    await opens.open(me, after, "person-came", "datang ke kantor", now())
    assert (await officer.get(f"/putusan/{putusan_id}")).status_code == 200
    assert (await town.house.clients[RoleName.COORDINATOR].get(f"/hours/{before}")).status_code == 200
    assert (await officer.get(f"/hours/{before}")).status_code == 404


@pytest.mark.asyncio(loop_scope="module")
async def test_who_leads_the_office_sees_every_case(town: Town) -> None:
    """Last: from here on nobody is hidden from the officer."""
    officer, last = town.house.clients[RoleName.OFFICER], await leads_an_office(town.house)
    total = (await officer.get(f"/putusan?after={last}")).json()["total"]
    assert total == (await town.house.clients[RoleName.COORDINATOR].get("/putusan")).json()["total"]
