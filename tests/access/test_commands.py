"""Every command over HTTP with a body that succeeds, by each role: page and JSON, adult and child, about own rows,
another's, and by a substitute inside the days and on the day after."""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import product
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from shared.access.policy import PUBLIC, RoleName, may
from shared.runtime.servers import Servers
from tests.access.cast import CASE, HOST, NEITHER, Cast, Life, Somebody, Variant, cast, concerned
from tests.access.steps import FIRST, LAST, LINE, OF_HOSTS, OF_NOBODY, OTHER_LINE, UNSHARED, Asked, Step, paper_of
from tests.access.test_rows import without_ids
from tests.access.town import whole_house
from tests.stored import rows

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("commands"), pytest.mark.asyncio(loop_scope="module")]
KINDS: Final = ({"accept": "text/html"}, {"accept": "application/json"})
HOLE: Final = re.compile(r"\{([a-z_]+)\}")
DONE: Final = (200, 201, 202, 204, 303)
STEPS: Final = (*FIRST, *OF_HOSTS, *LAST, *OF_NOBODY)
KEPT_APART: Final = frozenset({"session.end", "session.keep"})
"""One's own session, which the walk needs: tests/access/test_session.py and test_managing.py try them."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    """Everybody, and six rulings that wait for an answer."""
    async with whole_house(servers, migrated, tmp_path_factory.mktemp("commands")) as house, AsyncExitStack() as stack:
        found = await cast(house, stack)
        await begun(found)
        await concerned(found)
        await house.level()
        yield found


async def begun(found: Cast) -> None:
    """The places, and each life's papers: one that the law holds, one of the same NIK, one that is unusable."""
    officer, coordinator = (found.house.clients[role] for role in (RoleName.OFFICER, RoleName.COORDINATOR))
    places = []
    for code in ("satu", "dua"):
        host = await done(coordinator.post("/ipd", json={"code": code, "name": f"Dinas Rekaan {code}"}))
        at = f"/ipd/{host['ipd_id']}/offers"
        first, second = [await done(coordinator.post(at, json=line)) for line in (LINE, OTHER_LINE)]
        places.append(({name: first[name] for name in ("ipd_id", "site_id", "offer_id")}, second["offer_id"]))
    for life in found.lives:
        ids, life.second_offer = places[life.variant is Variant.SUBSTITUTE]
        paper = paper_of(life.kind, life.serial, minutes_a_day=540)
        held = await done(officer.post("/putusan", json=paper))
        twin = await done(officer.post("/putusan", json=paper_of(life.kind, life.serial, name="Orang Lain")))
        assert held["state"] == twin["state"] == "held"
        life.ids = ids | {"putusan_id": held["putusan_id"], "klien_id": held["klien_id"], "twin": twin["klien_id"]}
        life.ids |= {"name": "lead_days", "account_id": found.unsigned[RoleName.COURT]}
        life.twin, life.case_number = twin["putusan_id"], paper["case_number"]
        unusable = paper_of(life.kind, life.serial + len(found.lives)) | {"kind": None}
        rejected = await officer.post("/putusan", json=unusable)
        row = (await officer.get(f"{rejected.headers['location']}?after={rejected.headers['bakti-position']}")).json()
        life.rejected = row["klien_id"]
    for number in range(UNSHARED, UNSHARED + 3):
        told = await done(officer.post("/putusan", json=paper_of("adult", number)))
        found.unshared.append(told["putusan_id"])


async def done(answering: Any) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code in DONE, answer.text
    return dict(answer.json())


async def test_every_command_has_its_row(town: Cast) -> None:
    posts = {one.removeprefix("POST "): actions for one, actions in town.actions.items() if one.startswith("POST ")}
    apart = {path for path, actions in posts.items() if actions <= PUBLIC or actions & KEPT_APART}
    assert {step.address for step in STEPS} == posts.keys() - apart
    assert len(STEPS) == len({step.address for step in STEPS})


@pytest.mark.parametrize("step", [*FIRST, *OF_HOSTS], ids=lambda step: step.address)
async def test_a_command_is_carried_out_for_whom_it_is_and_leaves_nothing_for_others(town: Cast, step: Step) -> None:
    await tried(town, step)


@pytest.mark.parametrize("step", [*LAST, *OF_NOBODY], ids=lambda step: step.address)
async def test_what_ends_it_is_carried_out_for_whom_it_is(town: Cast, step: Step) -> None:
    await tried(town, step)


async def tried(town: Cast, step: Step) -> None:
    """Everybody who may not first, for nobody loses anything by that."""
    before, wrong = await head(town), list[str]()
    left: list[tuple[Asked, Mapping[str, str]]] = []
    for life, one, kind in turns(town, step):
        what = Asked(town, life, one, 1)
        if not may_all(town, one.role, f"POST {step.address}"):
            answer = await asked(step, what, kind, life.ids)
            wrong += [] if answer.status_code == 403 else [words(step, what, answer)]
        elif not step.taken and not one.sees({step.about}, life):
            wrong += await hidden(step, what, kind)
        else:
            left.append((what, kind))
    assert await head(town) == before, "who may not left an event"
    for what, kind in sorted(left, key=lambda one: step.lawful(one[0])):
        if acts(step, what, [other.by for other, _ in left if other.life is what.life]):
            wrong += await leaves(town, step, replace(what, number=what.life.numbers[step.address] + 1), kind)
            what.life.numbers[step.address] += step.lawful(what)
    for life in town.lives if step.hands_back else ():
        life.handed_back = True
    await town.house.level()
    assert not wrong, "\n".join(wrong)


def turns(town: Cast, step: Step) -> Iterator[tuple[Life, Somebody, Mapping[str, str]]]:
    """Who asks in which life, page and JSON in turn. What is about no ruling is the same in many lives; and so is what
    a role may not do at all."""
    of_hosts = [life for life in town.lives if life.kind == "adult" and life.variant is not Variant.OTHERS]
    lives = {CASE: town.lives, HOST: of_hosts, NEITHER: town.lives[:1]}[step.about]
    for (n, life), (m, one) in product(enumerate(lives), enumerate(town.people)):
        if life.variant is Variant.OFFICER or may_all(town, one.role, f"POST {step.address}"):
            yield life, one, KINDS[(n + m) % 2]


def may_all(town: Cast, role: RoleName, address: str) -> bool:
    """Whether the role may do all that an address asks for."""
    return all(may(role, action) for action in town.actions[address])


def acts(step: Step, what: Asked, all_who_may: Sequence[Somebody]) -> bool:
    """Whether this one does it in that life: everybody, or of what is done but once who acts in it."""
    order: Mapping[Variant, Callable[[Somebody], Any]] = {
        Variant.OFFICER: lambda one: (one.role is RoleName.OFFICER and not one.substitute, one.role),
        Variant.SUBSTITUTE: lambda one: (one.substitute, one.role is RoleName.HOST),
        Variant.OTHERS: lambda one: one.role is not RoleName.OFFICER,
    }
    return not step.once or what.by is max(all_who_may, key=order[what.life.variant])


async def leaves(town: Cast, step: Step, what: Asked, kind: Mapping[str, str]) -> list[str]:
    """Carried out, with its event; refused without any where it is not lawful by this one."""
    before, lawful = await head(town), step.lawful(what)
    on = {hole: getattr(what.life, name) for hole, name in step.on.items()}
    answer = await asked(step, what, kind, what.life.ids | on)
    if answer.status_code not in (DONE if lawful else (step.refused,)):
        return [words(step, what, answer)]
    told = await since(town, before)
    well = step.event is None or any(one.endswith(f".{step.event}") for one in told) if lawful else not told
    return [] if well else [f"{words(step, what, answer)} left {told}"]


async def hidden(step: Step, what: Asked, kind: Mapping[str, str]) -> list[str]:
    """The very answer to an id that nobody has."""
    unknown = dict.fromkeys(what.life.ids, str(uuid4()))
    theirs, nobodys = [await asked(step, what, kind, ids) for ids in (what.life.ids, unknown)]
    same = without_ids(theirs) == without_ids(nobodys) and theirs.status_code == 404
    return [] if same else [words(step, what, theirs), words(step, what, nobodys)]


async def asked(step: Step, what: Asked, kind: Mapping[str, str], ids: Mapping[str, str]) -> httpx2.Response:
    """What is answered at the address of these ids."""
    path, body = HOLE.sub(lambda found: ids[found[1]], step.address), step.body(what)
    if isinstance(body, bytes):
        return await what.by.client.post(path, content=body, headers={**kind, "content-type": "text/csv"})
    return await what.by.client.post(path, json=body, headers=kind)


def words(step: Step, what: Asked, answer: httpx2.Response) -> str:
    """What was asked by whom, and what was answered."""
    who = f"{what.by.role} ({what.by.toward(what.life)})"
    said = "" if "html" in answer.headers.get("content-type", "") else answer.text
    return f"{step.address} by {who} of {what.life.kind}, {what.life.variant}: {answer.status_code} {said[:300]}"


async def head(town: Cast) -> int:
    return int((await town.house.parts.houses["intake"].ledger.head()).position)


async def since(town: Cast, position: int) -> list[str]:
    """The types of the events that were told since."""
    found = await rows(town.house.parts.database, "SELECT type FROM ledger.event WHERE position > $1", position)
    return [str(kind) for (kind,) in found]
