"""The matrix of docs/reference/roles.md over HTTP: every address and role, page and JSON, adult and child, own rows and
another's."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

import pytest
import pytest_asyncio

from services.catalogue import BY_NAME
from services.intake.putusan.events import PutusanAssigned
from services.matching.placement.events import PlacementAccepted
from shared.access.policy import PUBLIC, SIGNING_IN, RoleName, may
from shared.access.signin import addresses
from shared.domain.identifiers import AccountId, IpdId, KlienId, OfferId, PutusanId, SiteId
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.access.town import told
from tests.conftest import emptied_valkey, fresh_database
from tests.neighbours import account_of, linked, supervised, tell
from tests.opened import Opened, opened_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("matrix")]
KINDS: Final = ({"accept": "text/html"}, {"accept": "application/json"})
HOLE: Final = re.compile(r"\{([a-z_]+)\}")
NOBODYS: Final = "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11"
CASE, HOST, NEITHER = "case", "host", "neither"
HOLES: Final = {
    "putusan_id": CASE,
    "klien_id": CASE,
    "ipd_id": HOST,
    "site_id": HOST,
    "offer_id": HOST,
    "shift_id": NEITHER,
    "name": NEITHER,
    "account_id": NEITHER,
    "errand_id": NEITHER,
    "import_id": NEITHER,
    "opening_id": NEITHER,
    "number": NEITHER,
}
"""What an address's id is about, so that the reach decides on it. An address with another has no row in the matrix."""
KEPT_APART: Final = frozenset({"session.end", "session.keep"})
"""One's own session, which the walk needs: tests/access/test_session.py and test_managing.py try them."""
CELLS_LEAST: Final = 4_000
OWN, ANOTHERS = "own", "another's"
EVERYTHING: Final = frozenset({OWN, ANOTHERS})
REACH: Final[Mapping[RoleName, Mapping[str, frozenset[str]]]] = {
    RoleName.OFFICER: {CASE: frozenset({OWN}), HOST: EVERYTHING},
    RoleName.COORDINATOR: {CASE: EVERYTHING, HOST: EVERYTHING},
    RoleName.AUDITOR: {CASE: EVERYTHING, HOST: EVERYTHING},
    RoleName.PROSECUTOR: {CASE: frozenset({OWN}), HOST: frozenset()},
    RoleName.COURT: {CASE: frozenset({OWN}), HOST: frozenset()},
    RoleName.JUDGE: {CASE: frozenset({OWN}), HOST: frozenset()},
    RoleName.HOST: {CASE: frozenset({OWN}), HOST: frozenset({OWN})},
    RoleName.SUPERVISOR: {CASE: frozenset({OWN}), HOST: frozenset({OWN})},
    RoleName.CLIENT: {CASE: frozenset({OWN}), HOST: frozenset()},
    RoleName.OPERATOR: {CASE: frozenset(), HOST: frozenset()},
}
"""The reach table once more, so that none of it is changed unseen: whose rows a role sees, of cases and of hosts."""


@dataclass(frozen=True)
class Town:
    """The whole house, and the ids of an adult, a child and the place where both serve, by the name of a hole."""

    house: Opened
    ids: Mapping[str, list[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(servers: Servers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Everybody of the town, and somebody of each role, whom none of them concerns."""
    async with fresh_database(servers, migrated) as database:
        folder, redis_url = tmp_path_factory.mktemp("matrix"), await emptied_valkey(servers)
        settings = Settings(data_dir=folder, database_url=database.url, redis_url=redis_url)
        async with opened_for(settings, BY_NAME, SIGNING_IN) as house:
            known = {one.person.kind: one for one in await told(house)}
            two = [known["adult"], known["child"]]
            row = (await house.clients[RoleName.COORDINATOR].get(f"/placement/{two[0].putusan_ids[0]}")).json()
            ids = {name: [row[name]] for name in ("ipd_id", "site_id", "offer_id")}
            ids |= {"putusan_id": [one.putusan_ids[0] for one in two], "klien_id": [min(one.klien_ids) for one in two]}
            await placed(house, ids)
            await supervised(database, row["ipd_id"], row["site_id"], until_day=date(2020, 1, 2))
            await assigned(house, ids, AccountId(NOBODYS), 1)
            await house.level()
            yield Town(house, ids)


async def placed(house: Opened, ids: Mapping[str, list[str]]) -> None:
    """The child serves where the adult does."""
    child = PlacementAccepted(
        putusan_id=PutusanId(ids["putusan_id"][1]),
        klien_id=KlienId(ids["klien_id"][1]),
        ipd_id=IpdId(ids["ipd_id"][0]),
        site_id=SiteId(ids["site_id"][0]),
        offer_id=OfferId(ids["offer_id"][0]),
        planned_from=date(2026, 3, 2),
        planned_until=date(2026, 8, 28),
    )
    await tell(house.parts.database, f"placement-{child.putusan_id}", child)


async def assigned(house: Opened, ids: Mapping[str, list[str]], officer: AccountId, number: int) -> None:
    """Whose case both are."""
    for putusan_id, klien_id in zip(ids["putusan_id"], ids["klien_id"], strict=True):
        event = PutusanAssigned(
            putusan_id=PutusanId(putusan_id), klien_id=KlienId(klien_id), officer=officer, number=number
        )
        await tell(house.parts.database, f"putusan-{putusan_id}", event)


async def concerned(town: Town) -> None:
    """Every role's account is one whom both, and their place, concern."""
    database, ids = town.house.parts.database, town.ids
    await assigned(town.house, ids, await account_of(database, RoleName.OFFICER), 2)
    await supervised(database, ids["ipd_id"][0], ids["site_id"][0])
    await linked(database, ids["ipd_id"][0], *ids["klien_id"])
    await town.house.level()


@pytest.mark.asyncio(loop_scope="module")
async def test_every_address_answers_each_role_as_the_matrix_says(town: Town) -> None:
    cells = Counter[RoleName]()
    wrong = await walked(town, ANOTHERS, cells)
    await concerned(town)
    wrong |= await walked(town, OWN, cells)
    assert cells.total() > CELLS_LEAST
    assert not wrong, "\n".join(sorted(wrong))


async def walked(town: Town, whose: str, cells: Counter[RoleName]) -> set[str]:
    """What each role is told at every address otherwise than the matrix says."""
    wrong = set[str]()
    for address, actions in addresses(town.house.app).items():
        method, _, path = address.partition(" ")
        holes = HOLE.findall(path)
        kinds = {HOLES[one] for one in holes}  # KeyError: the address has no row in the matrix
        if method not in ("GET", "POST") or actions <= PUBLIC or actions & KEPT_APART:
            continue
        for role, filled, headers in product(SIGNING_IN, fillings(town.ids, path, holes), KINDS):
            body = {"json": {}} if method == "POST" else {}
            answer = await town.house.clients[role].request(method, filled, headers=headers, **body)
            cells[role] += 1
            sees = all(may(role, one) for one in actions) and sees_all(role, kinds, whose)
            forbidden = not all(may(role, one) for one in actions)
            if not fits(method, answer.status_code, forbidden, sees, alone=len(holes) <= 1 and NEITHER not in kinds):
                wrong.add(f"{role} {method} {path} of {whose} ({headers['accept']}): {answer.status_code}")
    return wrong


def sees_all(role: RoleName, kinds: set[str], whose: str) -> bool:
    """Whether whatever the address is about is in the reach of the role."""
    return all(kind == NEITHER or whose in REACH[role][kind] for kind in kinds)


def fits(method: str, status: int, forbidden: bool, sees: bool, *, alone: bool) -> bool:
    """Who may not ask gets 403 alone. What is outside the reach is not found, what is in it is; of two ids the second
    is nobody's. A command's body is read before its ids are looked at: those are tried with one in test_rows.py."""
    if forbidden:
        return status == 403
    if method == "POST" or not alone:
        return status != 403
    return status not in (403, 404) if sees else status == 404


def fillings(ids: Mapping[str, list[str]], path: str, holes: list[str]) -> list[str]:
    """The address about the adult and the child, or about their place; what is neither's is nobody's."""
    about = next((one for one in holes if one in ids), None)
    if about is None:
        return [HOLE.sub(NOBODYS, path)]
    return [HOLE.sub(NOBODYS, path.replace(f"{{{about}}}", value)) for value in ids[about]]
