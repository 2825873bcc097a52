"""Counts and sums do not betray who is hidden: a role is told the same before and after there is anybody outside its
reach, at every address, by every filter and order. So no figure about them, however small, is had by subtraction."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import httpx2
import pytest
import pytest_asyncio

from services.cli.doors import contract
from shared.access.policy import SIGNING_IN, RoleName
from shared.domain.identifiers import AN_ID, AccountId
from shared.runtime.servers import Servers
from tests.access.steps import LINE
from tests.access.test_masking import paths
from tests.access.town import ADULT, CHILD, Known, Person, accepted, ago, registered, served, told, whole_house
from tests.neighbours import account_of, assigned, linked
from tests.opened import Opened, one_more

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("betraying"), pytest.mark.asyncio(loop_scope="module")]
PAGE, JSON = "text/html", "application/json"
Asked = tuple[str, str]
"""An address, and whether as a page or for a program."""
NARROWED: Final = tuple(
    role for role in SIGNING_IN if role not in (RoleName.COORDINATOR, RoleName.AUDITOR, RoleName.OPERATOR)
)
"""Who sees some rows and not all. The operator sees none, and figures of the machine."""
APPEAL: Final = {"court": "Pengadilan Tinggi Surabaya"}
SHOWN: Final = (
    Person("adult", False, "Cokrowijoyo Danurejo", "35.03.12", ago(40), (ADULT,)),
    Person("child", True, "Aryokusumo Bratasena", "35.03.01", ago(16), (CHILD,)),
)
HIDDEN: Final = (
    Person("hidden adult", False, "Mangunwijoyo Notosuwiryo", "35.03.12", ago(40),
           ({**ADULT, **APPEAL, "case_number": "71/PID/2026/PT SBY"},)),
    Person("hidden adult, soon done", False, "Sastrowijoyo Tjokronegoro", "35.03.06", ago(30),
           ({**ADULT, **APPEAL, "case_number": "73/PID/2026/PT SBY", "total_minutes": 480, "minutes_a_day": 480},)),
    Person("hidden child", True, "Onggosuprapto Prawirodirjo", "35.03.01", ago(16),
           ({**CHILD, **APPEAL, "case_number": "72/PID.SUS-Anak/2026/PT SBY"},)),
)  # fmt: skip
"""They live where those live who are shown, and another court ruled; the child does not begin yet."""
OF_THE_MACHINE: Final = re.compile(r"^/(session|readyz|livez|metrics|docs|problems|openapi|asyncapi)|/export$|\.xlsx$")
"""What says how late it is, who looked last, or when a file was made."""
DESCRIBES: Final = ("/openapi.json", "/asyncapi.json", "/problems")
STANDING: Final = re.compile(
    r'"(position|registered_position)": ?\d+|<footer.*?</footer>|\d\d\.\d\d(?= WIB)', re.DOTALL
)
ROOM: Final = re.compile(r'"taken": ?\{[^}]*\}|"(serving|free|over)": ?\d+|sort=-?serving')
"""Who places somebody sees how many slots of each place are taken, whoever has them (decision 0054)."""


@dataclass(frozen=True)
class Told:
    """What each role is told at each address, before and after there was anybody hidden."""

    before: Mapping[RoleName, Mapping[Asked, str]]
    after: Mapping[RoleName, Mapping[Asked, str]]
    headers: str
    """Of every answer afterwards, with its whole text: ids are taken out of what is compared."""
    described: str
    """What the house says of itself to programs."""
    hidden: list[Known]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told_twice(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    async with whole_house(servers, migrated, tmp_path_factory.mktemp("betraying")) as house, AsyncExitStack() as stack:
        known, headers = await told(house, SHOWN), list[str]()
        await concerned(house, known)
        strangers = await elsewhere(house, known, stack)
        await house.level()
        everybody = (*NARROWED, RoleName.COORDINATOR)
        everything = asked(house, known)
        before = {role: await answers(house, everything, role, []) for role in everybody}
        seen = {role: [one for one in everything if one in before[role]] for role in everybody}
        hidden = await strangers.come(house, HIDDEN[:-1])
        host = await answers(house, seen[RoleName.HOST], RoleName.HOST, headers)  # who comes now is the host's own
        hidden += await strangers.come(house, HIDDEN[-1:])
        others = [role for role in NARROWED if role is not RoleName.HOST]
        after = {role: await answers(house, seen[role], role, headers) for role in others} | {RoleName.HOST: host}
        after[RoleName.COORDINATOR] = await answers(house, seen[RoleName.COORDINATOR], RoleName.COORDINATOR, [])
        reader = house.clients[RoleName.OPERATOR]
        described = "".join([(await reader.get(path)).text for path in DESCRIBES])
        yield Told(before, after, "\n".join(headers), described, hidden)


async def concerned(house: Opened, known: list[Known]) -> None:
    """Who is shown is the officer's case, of the court, placed where host and supervisor are, and the klien's own."""
    database = house.parts.database
    officer = await account_of(database, RoleName.OFFICER)
    for one in known:
        await assigned(database, one.putusan_ids[0], min(one.klien_ids), officer)
    await linked(database, (await placed(house, known[0]))["ipd_id"], *(min(one.klien_ids) for one in known))


async def placed(house: Opened, one: Known) -> Mapping[str, str]:
    return dict((await house.clients[RoleName.COORDINATOR].get(f"/placement/{one.putusan_ids[0]}")).json())


@dataclass(frozen=True)
class Strangers:
    """Another officer, and places that are no supervisor's: of another I-PD, and of the same."""

    client: httpx2.AsyncClient
    account_id: AccountId
    offers: list[Mapping[str, Any]]

    async def come(self, house: Opened, people: Sequence[Person]) -> list[Known]:
        """These are registered, placed each at its place, and work."""
        found = []
        for person in people:
            number = HIDDEN.index(person)
            offer = self.offers[number]
            found.append(one := await registered(self.client, number + len(SHOWN), person))
            putusan_id = one.putusan_ids[0]
            await assigned(house.parts.database, putusan_id, min(one.klien_ids), self.account_id)
            await house.level()
            if person.masked:
                assert await accepted(self.client, putusan_id, offer)
            else:
                await served(house, self.client, putusan_id, offer)
        await house.level()
        return found


async def elsewhere(house: Opened, known: list[Known], stack: AsyncExitStack) -> Strangers:
    """The places are there from the beginning; whose client offers them names nobody supervisor."""
    coordinator = await one_more(house, RoleName.COORDINATOR, "coordinator-2", stack)
    officer = await one_more(house, RoleName.OFFICER, "officer-2", stack)
    own = (await placed(house, known[0]))["ipd_id"]
    other = (await coordinator.post("/ipd", json={"code": "lain", "name": "Dinas Lain"})).json()["ipd_id"]
    lines = ((other, LINE), (other, LINE | {"site_name": "Pasar"}), (own, LINE | {"site_name": "Tempat Lain"}))
    offers = [(await coordinator.post(f"/ipd/{ipd_id}/offers", json=line)).json() for ipd_id, line in lines]
    return Strangers(officer, await account_of(house.parts.database, "officer-2"), offers)


async def answers(house: Opened, wanted: Sequence[Asked], role: RoleName, headers: list[str]) -> dict[Asked, str]:
    """All that a role is told of what it may ask, but for when; and in which headers."""
    found = {}
    for path, kind in wanted:
        answer = await house.clients[role].get(path, headers={"accept": kind})
        headers.append(f"{answer.headers}\n{answer.text}")
        if answer.status_code != 403:
            text, page = STANDING.sub("", answer.text), "html" in answer.headers["content-type"]
            found[path, kind] = AN_ID.sub("", text) if page else text
    return found


def asked(house: Opened, known: list[Known]) -> list[Asked]:
    """Every address that is read, and of a list each order and each value of each filter; the desks as pages, too."""
    each = [path for path in paths(house, known) if not OF_THE_MACHINE.search(path)]
    narrowed = [query for path, said in contract()["paths"].items() for query in queries(path, said)]
    return [("/", PAGE), *((path, JSON) for path in (*each, *narrowed))]


def queries(path: str, said: Mapping[str, Any]) -> Iterator[str]:
    """The queries of a list, one value at a time."""
    for one in said.get("get", {}).get("parameters", ()) if "{" not in path and "." not in path else ():
        schema = one["schema"]
        for part in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
            yield from (f"{path}?{one['name']}={value}" for value in part.get("enum", ()))


async def test_nothing_that_is_told_depends_on_who_is_hidden(told_twice: Told) -> None:
    seen = told_twice.after[RoleName.COORDINATOR]
    assert sum(seen[one] != text for one, text in told_twice.before[RoleName.COORDINATOR].items()) > 40, "nobody came"
    for role in NARROWED:
        before, after = told_twice.before[role], told_twice.after[role]
        assert len(before) > 10
        told_of_room = role is RoleName.OFFICER
        betrayed = [
            (path, kind)
            for (path, kind), text in before.items()
            if (ROOM.sub("", after[path, kind]) != ROOM.sub("", text) if told_of_room else after[path, kind] != text)
            and not (told_of_room and (ROOM.search(path) or path.startswith("/reports/ipd.csv")))
        ]
        assert not betrayed, role


async def test_no_answer_or_header_names_who_is_hidden(told_twice: Told) -> None:
    """ETags and locations among them; and no description has anybody as an example."""
    words = {word.casefold() for person in HIDDEN for word in (*person.words, person.papers[0]["case_number"])}
    ids = {one for each in told_twice.hidden for one in (*each.klien_ids, *each.putusan_ids)}
    assert any(one in text for one in ids for text in told_twice.after[RoleName.COORDINATOR].values())
    for role in NARROWED:
        said = "\n".join(told_twice.after[role].values()).casefold()
        assert not {one for one in words | ids if one in said}, role
    assert not {one for one in words | ids if one in told_twice.headers.casefold()}
    names = {word.casefold() for person in (*SHOWN, *HIDDEN) for word in person.words}
    assert not {one for one in names if one in told_twice.described.casefold()}
