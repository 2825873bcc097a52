"""Every command over HTTP with a body that succeeds, by each role: page and JSON, adult and child, about own rows,
another's, and by a substitute inside the days and on the day after."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from shared.access.policy import PUBLIC, RoleName
from shared.runtime.servers import Servers
from tests.access.cast import CASE, HOST, NEITHER, Cast, Life, Somebody, Variant
from tests.access.lives import ACCEPTED, DONE, KEPT_APART, asked, everybody, may_all
from tests.access.steps import FIRST, LAST, OF_HOSTS, OF_NOBODY, Asked, Step
from tests.access.test_rows import without_ids
from tests.stored import rows

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("commands"), pytest.mark.asyncio(loop_scope="module")]
COUNTED: Final = "commands with a body that succeeds, page or JSON"
STEPS: Final = (*FIRST, *OF_HOSTS, *LAST, *OF_NOBODY)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    """Everybody, and six rulings that wait for an answer."""
    async with everybody(servers, migrated, tmp_path_factory.mktemp("commands")) as found:
        yield found


async def test_every_command_has_its_row(town: Cast) -> None:
    posts = {one.removeprefix("POST "): actions for one, actions in town.actions.items() if one.startswith("POST ")}
    apart = {path for path, actions in posts.items() if actions <= PUBLIC or actions & KEPT_APART}
    assert {step.address for step in STEPS} == posts.keys() - apart
    assert len(STEPS) == len({step.address for step in STEPS})


@pytest.mark.parametrize("step", [*FIRST, *OF_HOSTS], ids=lambda step: step.address)
async def test_a_command_is_carried_out_for_whom_it_is_and_leaves_nothing_for_others(
    town: Cast, step: Step, record_property: Callable[[str, object], None]
) -> None:
    record_property("cells", (COUNTED, await tried(town, step)))


@pytest.mark.parametrize("step", [*LAST, *OF_NOBODY], ids=lambda step: step.address)
async def test_what_ends_it_is_carried_out_for_whom_it_is(
    town: Cast, step: Step, record_property: Callable[[str, object], None]
) -> None:
    record_property("cells", (COUNTED, await tried(town, step)))


async def tried(town: Cast, step: Step) -> int:
    """Everybody who may not first, for nobody loses anything by that; how many asked."""
    before, wrong = await head(town), list[str]()
    left: list[tuple[Asked, Mapping[str, str]]] = []
    asks = [*turns(town, step)]
    for life, one, kind in asks:
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
    return len(asks)


def turns(town: Cast, step: Step) -> Iterator[tuple[Life, Somebody, Mapping[str, str]]]:
    """Who asks in which life, page and JSON in turn. What is about no ruling is the same in many lives; and so is what
    a role may not do at all."""
    of_hosts = [life for life in town.lives if life.kind == "adult" and life.variant is not Variant.OTHERS]
    lives = {CASE: town.lives, HOST: of_hosts, NEITHER: town.lives[:1]}[step.about]
    for (n, life), (m, one) in product(enumerate(lives), enumerate(town.people)):
        if life.variant is Variant.OFFICER or may_all(town, one.role, f"POST {step.address}"):
            yield life, one, ACCEPTED[(n + m) % 2]


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
