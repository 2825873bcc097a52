"""The matrix of docs/reference/roles.md over HTTP: every address that is read, page and JSON, by everybody of the cast:
of adult and child, own rows, another's, and as a substitute inside the days and on the day after.

Commands: here only who may not at all; with bodies that succeed test_commands.py tries them in the same lives.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from itertools import product
from typing import Final
from uuid import uuid4

import pytest
import pytest_asyncio

from shared.access.policy import PUBLIC
from shared.runtime.servers import Servers
from tests.access.cast import CASE, HOST, KINDS, NEITHER, Cast, Life, Somebody, Standing, Variant
from tests.access.lives import ACCEPTED, KEPT_APART, everybody, lived, may_all
from tests.access.town import HOLE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("matrix"), pytest.mark.asyncio(loop_scope="module")]
HOLES: Final = {
    "putusan_id": CASE,
    "klien_id": CASE,
    "shift_id": CASE,
    "ipd_id": HOST,
    "site_id": HOST,
    "offer_id": HOST,
    "annex_id": HOST,
    "mark_id": NEITHER,
    "name": NEITHER,
    "account_id": NEITHER,
    "errand_id": NEITHER,
    "import_id": NEITHER,
    "opening_id": NEITHER,
    **dict.fromkeys(("number", "letter_id", "forward_id", "task_id", "code", "paper", "file"), NEITHER),
    **dict.fromkeys(("activity_id", "decision"), NEITHER),
    "agreement_id": NEITHER,
}
"""What an address's id is about, so that the reach decides on it. An address with another has no row in the matrix."""
LISTS: Final = {"/putusan": "putusan_id", "/placement": "putusan_id", "/reports/klien": "putusan_id"}
"""Lists in which every life has a row, and by which id."""
VARIANTS: Final = (Variant.OFFICER, Variant.SUBSTITUTE)
"""Of a read it is the same who does what can be done but once: toward the one a substitute's days are over, toward the
other they are not."""
NAMED: Final = {"/operator/projections/{name}": {"name": "intake.putusan"}}
"""Where a name is not a setting's."""
CELLS_LEAST: Final = 4_500
Recorded = Callable[[str, object], None]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    """Everybody, and everything that can be read of each life."""
    async with everybody(servers, migrated, tmp_path_factory.mktemp("matrix")) as found:
        await lived(found)
        yield found


async def test_every_address_answers_everybody_as_the_matrix_says(town: Cast, record_property: Recorded) -> None:
    cells, wrong = Counter[tuple[str, str, str]](), list[str]()
    for address, actions in town.actions.items():
        method, _, path = address.partition(" ")
        if method not in ("GET", "POST") or actions <= PUBLIC or actions & KEPT_APART:
            continue
        kinds = {HOLES[one] for one in HOLE.findall(path)}  # KeyError: the address has no row in the matrix
        asks = read(town, kinds) if method == "GET" else one_each(town)
        for (one, life), headers in product(asks, ACCEPTED):
            filled, real = filled_in(path, {**life.ids, **NAMED.get(path, {})} if method == "GET" else {})
            answer = await one.client.request(
                method, filled, headers=headers, **({} if method == "GET" else {"json": {}})
            )
            allowed, sees = may_all(town, one.role, address), one.sees(kinds, life)
            cells[method, one.toward(life) if CASE in kinds or HOST in kinds else NEITHER, life.kind] += 1
            if not fits(answer.status_code, allowed, sees if method == "GET" and real else None):
                who = f"{one.role} ({one.toward(life)})"
                wrong.append(f"{who} {address} of {life.kind} ({headers['accept']}): {answer.status_code}")
    record_property("cells", ("addresses by everybody of the cast, page and JSON", cells.total()))
    assert not wrong, "\n".join(wrong)
    assert cells.total() > CELLS_LEAST
    tried = {(standing, kind) for method, standing, kind in cells if method == "GET"}
    assert tried >= {*product(Standing, KINDS)}


async def test_a_list_shows_everybody_just_the_lives_that_are_theirs(town: Cast) -> None:
    for (path, name), one in product(LISTS.items(), town.people):
        if not may_all(town, one.role, f"GET {path}"):
            continue
        rows = {row[name] for row in (await one.client.get(f"{path}?limit=200")).json()["items"]}
        shown = [life for life in town.lives if life.ids[name] in rows]
        assert shown == [life for life in town.lives if one.sees({CASE}, life)], (path, one.role, one.substitute)


def read(town: Cast, kinds: set[str]) -> Iterator[tuple[Somebody, Life]]:
    """Everybody in each life; of what is about no case in an adult's lives, and of what is about no host in one."""
    lives = [life for life in town.lives if life.variant in VARIANTS and (CASE in kinds or life.kind == "adult")]
    yield from product(town.people, lives if kinds - {NEITHER} else lives[:1])


def one_each(town: Cast) -> Iterator[tuple[Somebody, Life]]:
    """One of each role: what it may not do at all depends on no row."""
    yield from ((next(one for one in town.people if one.role is role), town.lives[0]) for role in town.house.clients)


def filled_in(path: str, ids: Mapping[str, str]) -> tuple[str, bool]:
    """The address with these ids, and nobody's where there is none; whether all of them are somebody's."""
    nobodys = str(uuid4())
    return HOLE.sub(lambda found: ids.get(found[1], nobodys), path), all(one in ids for one in HOLE.findall(path))


def fits(status: int, allowed: bool, sees: bool | None) -> bool:
    """Who may not ask gets 403 alone. What is outside the reach is not found, what is in it is; of what is nobody's
    (None) neither is said."""
    if not allowed or sees is None:
        return (status == 403) is not allowed
    return status not in (403, 404) if sees else status == 404
