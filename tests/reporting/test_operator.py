"""The operator by page: what is well and what is not, and the work that the command line does."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from services.catalogue import BY_NAME
from services.cli import errands as doing
from services.reporting.desks.wellness import wellness
from shared.access.errands import VERIFIER, ErrandKind, Errands
from shared.access.policy import SIGNING_IN, RoleName
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.town import told
from tests.forms import PAGE, led, pressed
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
OPERATOR = RoleName.OPERATOR


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, SIGNING_IN) as found:
        yield found


async def asked(house: Opened, address: str, **body: str) -> dict[str, Any]:
    """What became of an errand that a program left, once its process did it."""
    left = await house.clients[OPERATOR].post(f"/operator/{address}", json=body)
    assert left.status_code == 202, left.text
    waiting = (await house.clients[OPERATOR].get(left.headers["location"])).json()
    assert (waiting["state"], waiting["ended_at"]) == ("waiting", None)
    assert await doing.do_next(house.parts)
    ended: dict[str, Any] = (await house.clients[OPERATOR].get(left.headers["location"])).json()
    assert ended["state"] == "ended"
    return ended


async def test_what_the_command_line_does_is_done_by_page_and_remembered(house: Opened) -> None:
    known = await told(house)
    client = house.clients[OPERATOR]
    assert "Belum pernah diperiksa" in (await client.get("/", headers=PAGE)).text
    head = (await house.parts.houses["reporting"].ledger.head()).position
    verified = await asked(house, "verifications")
    assert (verified["found"]["whole"], verified["found"]["head"], verified["done"]) == (True, head, head)
    desk = (await client.get("/", headers=PAGE)).text
    assert "Belum pernah diperiksa" not in desk
    assert "utuh" in desk

    for name in ("intake.putusan", "reporting.klien"):
        same = await asked(house, "comparisons", projection=name)
        assert (same["found"]["well"], same["found"]["different"]) == (True, 0)
        rebuilt = await asked(house, "rebuilds", projection=name)
        assert rebuilt["found"]["rows"] == same["found"]["rows"] > 0
    assert await doing.do_next(house.parts) is False
    await a_table_that_was_changed_is_told_by_the_trial_and_mended(house)
    page = (await client.get(f"/operator/errands/{same['errand_id']}", headers=PAGE)).text
    assert '<p class="back"><a href="/operator/projections/reporting.klien">' in page
    assert 'href="/operator/projections" aria-current="page"' in page
    for address in ("/", *(f"/operator/{name}" for name in ("projections", "parked", "accounts"))):
        text = (await client.get(address, headers=PAGE)).text
        assert [word for one in known for word in one.person.words if word in text] == [], address


async def a_table_that_was_changed_is_told_by_the_trial_and_mended(house: Opened) -> None:
    owner = await asyncpg.connect(house.parts.database.url)
    await owner.execute("UPDATE intake.putusan SET state = 'received' WHERE state = 'registered'")
    await owner.close()
    trial = await asked(house, "comparisons", projection="intake.putusan")
    assert trial["found"]["well"] is False
    assert trial["found"]["different"] > 0
    await asked(house, "rebuilds", projection="intake.putusan")
    assert (await asked(house, "comparisons", projection="intake.putusan"))["found"]["well"]


async def test_by_page_a_rebuild_is_shown_once_before_it_is_done_and_its_page_looks_again(house: Opened) -> None:
    client = house.clients[OPERATOR]
    page = (await client.get("/operator/projections/reporting.klien", headers=PAGE)).text
    once = await led(client, await pressed(client, page, "rebuild"))
    assert "Periksa sebelum dicatat" in once
    assert not await doing.do_next(house.parts)
    answer = await pressed(client, once, "rebuild", {"_check": "take"})
    address = answer.headers["location"]
    waiting = await client.get(address, headers=PAGE)
    assert ("Refresh" in waiting.headers, "menunggu giliran" in waiting.text) == (True, True)
    assert await doing.do_next(house.parts)
    ended = await client.get(address, headers=PAGE)
    assert ("Refresh" in ended.headers, "baris dari" in ended.text) == (False, True)


async def test_a_parked_key_is_seen_and_tried_again_from_its_list(house: Opened) -> None:
    client, key = house.clients[OPERATOR], "10000000-0000-4000-8000-00000000abcd"
    owner = await asyncpg.connect(house.parts.database.url)
    await owner.execute(
        "INSERT INTO matching.parked (subscription, key, position, type, reason, since) "
        "VALUES ('matching.placement', $1, 1, 'putusan.received.v1', 'ValidationError: terms', now())",
        key,
    )
    await owner.close()
    await house.parts.health.seen()
    house.parts.health._recent = None  # what was seen a moment ago
    page = (await client.get("/operator/parked", headers=PAGE)).text
    assert key in page
    assert "ValidationError" in page
    answer = await pressed(client, page, "retry-1")
    assert answer.status_code == 303, answer.text
    assert await doing.do_next(house.parts)
    assert "Kunci sudah diterapkan" in (await client.get(answer.headers["location"], headers=PAGE)).text
    house.parts.health._recent = None
    assert (await client.get("/operator/parked")).json() == {"items": []}


async def test_who_may_sign_in_is_listed_without_a_password(house: Opened) -> None:
    client = house.clients[OPERATOR]
    items = (await client.get("/accounts")).json()["items"]
    assert {role for one in items for role in one["roles"]} == {role.value for role in SIGNING_IN}
    assert not {name for one in items for name in one if "password" in name or "hash" in name}
    page = (await client.get("/accounts", headers=PAGE)).text
    assert all(role.called in page for role in SIGNING_IN)


async def test_what_is_unknown_is_told_and_others_see_nothing(house: Opened) -> None:
    client = house.clients[OPERATOR]
    for name, status in {"reporting.nothing": 404, "": 422, "x" * 200: 422}.items():
        assert (await client.post("/operator/rebuilds", json={"projection": name})).status_code == status
    unknown = {"subscription": "matching.placement", "key": "no-key"}
    assert (await client.post("/operator/retries", json=unknown)).status_code == 404
    assert (await client.get("/operator/errands/no-errand")).status_code == 404
    assert (await client.get("/operator/projections/intake.nothing")).status_code == 404
    for role in set(SIGNING_IN) - {OPERATOR}:
        for address in ("operator/projections", "operator/parked", "operator/errands/x", "accounts", "accounts/x"):
            allowed = role is RoleName.AUDITOR and "errands" in address
            assert (await house.clients[role].get(f"/{address}")).status_code == (404 if allowed else 403)


async def test_a_second_press_is_the_same_errand_and_one_left_by_a_dead_process_is_begun_anew(house: Opened) -> None:
    errands, account = Errands(house.parts.database), await account_of(house)
    first = await errands.ask(ErrandKind.VERIFY, VERIFIER, "", account, now())
    assert await errands.ask(ErrandKind.VERIFY, VERIFIER, "", account, now()) == first
    taken = await errands.take(["reporting"], now())
    assert taken is not None
    assert taken.errand_id == first
    assert await errands.take(["reporting"], now()) is None
    assert taken.held_until is not None
    assert await errands.take(["intake"], taken.held_until) is None
    again = await errands.take(["reporting"], taken.held_until)
    assert again is not None
    assert again.errand_id == first


async def account_of(house: Opened) -> str:
    found = (await house.clients[OPERATOR].get("/session")).json()
    return str(found["account"]["account_id"])


def test_a_part_that_does_not_answer_is_no_part_that_is_well() -> None:
    facts = {
        "reporting": {"lag_s": {"reporting.klien": 3.0}, "lag": {"reporting.klien": 7}, "feed": True, "parked": []}
    }
    seen = wellness(
        [
            {"part": "http://reporting:8765", "version": "1", "status": "ready", "facts": facts},
            {"part": "http://intake:8765", "status": "no answer (ConnectError)"},
            {"part": "http://relay:8765", "status": "not ready", "relay": "it does not publish", "facts": {}},
        ]
    )
    assert [(part.name, part.ready, part.answers) for part in seen.parts] == [
        ("reporting", True, True),
        ("intake", False, False),
        ("relay", False, True),
    ]
    assert seen.counts == {"parts": 3, "parts_not_ready": 2, "events_behind": 7, "parked": 0}
    assert seen.parts[2].troubles == [("Penyiar (relay)", "it does not publish")]
