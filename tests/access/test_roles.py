"""Several roles of one person: one acts at a time, each session says which, and one that is taken away acts no more."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.intake.setting.decider import SETTING
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.access.second_factor import SecondFactors
from shared.access.sessions import SESSION_LIFE, Sessions
from shared.access.signed import ENROLMENT, ROLE, SignedIn
from shared.database.engine import Database
from shared.domain.refusal import Refused
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.conftest import NOW, OURS, PAGE, Browser, bearer, token_of
from tests.access.test_accounts import rule
from tests.access.test_second_factor import STEP, enrolled, house_key
from tests.forms import form_in, led, pressed
from tests.opened import ADDRESS, PASSWORD, Opened, opened_for
from tests.stored import rows

pytestmark = pytest.mark.slow
LOGIN = "coordinator"
FIRST, SECOND = RoleName.COORDINATOR, RoleName.OFFICER
WHERE, GOOD = "/setting/lead_days", {"value": "5", "reason": "Kesepakatan Para Pihak"}
DECISION = GOOD | {"number": 1, "valid_from": "2026-02-01"}


@pytest.fixture
async def both(accounts: Accounts) -> Accounts:
    """The coordinator is an officer too."""
    assert await accounts.give_role(LOGIN, SECOND, now()) is None
    return accounts


async def came(sessions: Sessions, login: str = LOGIN) -> SignedIn:
    done = await sessions.sign_in(login, PASSWORD, NOW)
    assert isinstance(done, SignedIn)
    return done


async def acting(sessions: Sessions, token: str, role: RoleName) -> SignedIn:
    done = await sessions.acting(token, role, NOW, "", "")
    assert isinstance(done, SignedIn)
    return done


async def test_who_has_several_roles_does_nothing_before_one_is_chosen(both: Accounts, sessions: Sessions) -> None:
    done = await came(sessions)
    assert (done.awaits, await sessions.actor(done.token, NOW)) == (ROLE, None)
    whole = await acting(sessions, done.token, SECOND)
    actor = await sessions.actor(whole.token, NOW)
    assert actor is not None
    assert (actor.role, actor.held) == (SECOND, (FIRST, SECOND))
    assert await sessions.pending(done.token, NOW) is None


async def test_another_role_is_another_token_and_no_longer_a_session(both: Accounts, sessions: Sessions) -> None:
    first = await acting(sessions, (await came(sessions)).token, FIRST)
    other = await acting(sessions, first.token, SECOND)
    assert await sessions.actor(first.token, NOW) is None
    found = await sessions.actor(other.token, NOW)
    assert found is not None
    assert found.role is SECOND
    assert other.expires_at == first.expires_at == NOW + SESSION_LIFE


async def test_two_devices_act_each_in_its_own_role(both: Accounts, sessions: Sessions) -> None:
    tokens = [(await came(sessions)).token for _ in range(2)]
    both_at_once = (acting(sessions, token, role) for token, role in zip(tokens, (FIRST, SECOND), strict=True))
    one, other = await asyncio.gather(*both_at_once)
    roles = [found.role for done in (one, other) if (found := await sessions.actor(done.token, NOW))]
    assert roles == [FIRST, SECOND]


async def test_nobody_acts_in_a_role_that_is_not_theirs(both: Accounts, sessions: Sessions) -> None:
    done = await came(sessions)
    assert rule(await sessions.acting(done.token, RoleName.OPERATOR, NOW, "", "")) == "role-not-held"
    assert rule(await sessions.acting("unknown", FIRST, NOW, "", "")) == "sign-in-over"
    whole = await acting(sessions, done.token, FIRST)
    assert rule(await sessions.acting(whole.token, RoleName.OPERATOR, NOW, "", "")) == "role-not-held"
    assert await sessions.actor(whole.token, NOW) is not None


async def test_a_role_that_is_taken_away_ends_what_acts_in_it_alone(both: Accounts, sessions: Sessions) -> None:
    one = await acting(sessions, (await came(sessions)).token, FIRST)
    other = await acting(sessions, (await came(sessions)).token, SECOND)
    assert await both.take_role(LOGIN, SECOND, NOW) is None
    assert await sessions.actor(other.token, NOW) is None
    assert await sessions.whose_ended(other.token, NOW) == one.actor.account_id
    still = await sessions.actor(one.token, NOW)
    assert still is not None
    assert still.held == (FIRST,)
    assert (await came(sessions)).awaits is None


async def test_what_changes_no_role_is_refused(both: Accounts) -> None:
    assert rule(await both.give_role(LOGIN, SECOND, NOW)) == "role-held"
    assert rule(await both.take_role(LOGIN, RoleName.OPERATOR, NOW)) == "role-not-held"
    assert rule(await both.take_role("siapa", FIRST, NOW)) == "login-unknown"
    assert await both.take_role(LOGIN, SECOND, NOW) is None
    assert rule(await both.take_role(LOGIN, FIRST, NOW)) == "role-is-the-only-one"


async def test_two_who_take_both_roles_at_once_leave_one(both: Accounts) -> None:
    done = await asyncio.gather(both.take_role(LOGIN, FIRST, NOW), both.take_role(LOGIN, SECOND, NOW))
    assert sorted(str(one and rule(one)) for one in done) == ["None", "role-is-the-only-one"]


async def test_the_trail_says_who_gave_and_took_which_role_and_which_acted(
    both: Accounts, sessions: Sessions, database: Database
) -> None:
    await acting(sessions, (await came(sessions)).token, SECOND)
    await both.take_role(LOGIN, FIRST, NOW)
    told = "SELECT action, role, detail FROM audit.entry WHERE action <> 'opened' ORDER BY number"
    assert await rows(database, told) == [
        ("role-given", None, SECOND.value),
        ("awaits-role", None, None),
        ("signed-in", SECOND.value, None),
        ("role-taken", None, FIRST.value),
    ]


async def test_a_role_that_asks_for_a_second_factor_is_acted_in_by_nobody_without_one(
    accounts: Accounts, database: Database
) -> None:
    factors = SecondFactors(database, house_key("second-factor"))
    guarding = Sessions(database, factors)
    before = await came(guarding)
    assert await accounts.give_role(LOGIN, RoleName.PROSECUTOR, NOW) is None
    assert await guarding.actor(before.token, NOW) is None
    again = await came(guarding)
    assert again.awaits == ENROLMENT
    assert rule(await guarding.acting(again.token, RoleName.PROSECUTOR, NOW, "", "")) == "sign-in-over"
    app, _ = await enrolled(factors, again.actor.account_id)
    code = (await came(guarding)).token
    chosen = await guarding.with_code(code, app.at(NOW + STEP), NOW + STEP, "", "")
    assert not isinstance(chosen, Refused)
    assert chosen.awaits == ROLE
    assert (await acting(guarding, chosen.token, RoleName.PROSECUTOR)).actor.role is RoleName.PROSECUTOR


async def test_a_person_chooses_by_page_and_changes_by_the_menu(both: Accounts, browser: Browser) -> None:
    client = browser.client
    done = await browser.sign_in(LOGIN, next="/hours?after=3")
    assert (done.status_code, done.headers["location"]) == (303, "/session/role?next=%2Fhours%3Fafter%3D3")
    assert (await client.get("/hours", headers=PAGE)).headers["location"].startswith("/session?")
    assert (await client.get("/session", headers=PAGE)).headers["location"] == "/session/role?next=%2F"
    page = (await client.get(done.headers["location"], headers=PAGE)).text
    assert all(role.called in page for role in (FIRST, SECOND))
    sent = {"role": SECOND.value, "next": "/hours?after=3"}
    chosen = await client.post("/session/role", data=sent, headers=PAGE | OURS)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/hours?after=3")
    shown = (await client.get("/session", headers=PAGE)).text
    assert SECOND.called in shown
    assert shown.count('href="/session/role"') == 2, "in the menu of a wide window and of a phone"
    assert (await client.post("/session/role", data=sent, headers=PAGE)).status_code == 403, "no foreign page does"


async def test_a_program_chooses_and_is_told_what_there_is(both: Accounts, client: httpx2.AsyncClient) -> None:
    signed = (await client.post("/session", json={"login": LOGIN, "password": PASSWORD})).json()
    assert (signed["awaits"], signed["account"]["roles"]) == ("role", [FIRST, SECOND])
    mine = bearer(signed["token"])
    assert (await client.get("/session/role", headers=mine)).json() == {"roles": [FIRST, SECOND], "acts": None}
    for wrong, status in ({"role": "raja"}, 422), ({"role": "operator"}, 409), ({}, 422):
        assert (await client.post("/session/role", json=wrong, headers=mine)).status_code == status
    chosen = (await client.post("/session/role", json={"role": SECOND}, headers=mine)).json()
    assert (await client.get("/session/role", headers=mine)).status_code == 401
    assert (await client.get("/session", headers=bearer(chosen["token"]))).json()["account"]["role"] == SECOND


async def test_an_operator_gives_and_takes_roles_by_page(accounts: Accounts, client: httpx2.AsyncClient) -> None:
    operator = bearer(await token_of(client, "operator"))
    items = (await client.get("/accounts", headers=operator)).json()["items"]
    account_id = next(one["account_id"] for one in items if one["login"] == LOGIN)
    roles = f"/accounts/{account_id}/roles"
    for role, status in (("auditor", 204), ("auditor", 409), ("agency", 422), ("raja", 422)):
        assert (await client.post(roles, json={"role": role}, headers=operator)).status_code == status, role
    page = (await client.get(f"/accounts/{account_id}", headers=operator | PAGE)).text
    assert page.count(f'action="{roles}/end"') == 2
    for role, status in (("coordinator", 204), ("coordinator", 409), ("auditor", 409)):
        assert (await client.post(f"{roles}/end", json={"role": role}, headers=operator)).status_code == status, role
    assert (await client.get(f"/accounts/{account_id}", headers=operator)).json()["roles"] == ["auditor"]
    page = (await client.get(f"/accounts/{account_id}", headers=operator | PAGE)).text
    assert f'action="{roles}/end"' not in page, "the only one stays"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["intake"], [FIRST, SECOND]) as found:
        yield found


async def test_the_ledger_says_in_which_role_somebody_acted(house: Opened) -> None:
    done = await house.clients[FIRST].post(WHERE, json=DECISION)
    assert done.status_code == 200, done.text
    (entry,) = await house.parts.houses["intake"].ledger.read_stream(SETTING.stream("lead_days"))
    account = (await house.clients[FIRST].get("/session")).json()["account"]
    assert (entry.meta.actor, entry.meta.role) == (account["account_id"], FIRST)


async def test_an_account_that_is_closed_while_its_request_is_under_way_records_nothing(house: Opened) -> None:
    accounts = Accounts(house.parts.database)

    async def slowly() -> AsyncIterator[bytes]:
        body = json.dumps(DECISION).encode()
        yield body[:20]
        assert await accounts.close_login(LOGIN, now()) is None
        yield body[20:]

    client = house.clients[FIRST]
    answer = await client.post(WHERE, content=slowly(), headers={"content-type": "application/json"})
    assert answer.status_code == 401
    assert (await client.get("/session")).status_code == 401, "nor does its token do anything afterwards"
    assert not await house.parts.houses["intake"].ledger.read_stream(SETTING.stream("lead_days"))


async def test_what_was_typed_is_kept_where_the_role_is_taken_away_meanwhile(house: Opened) -> None:
    accounts = Accounts(house.parts.database)
    await accounts.give_role(LOGIN, SECOND, now())
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(house.app), base_url=ADDRESS) as client:
        await came_by_page(client, FIRST)
        page = (await client.get(WHERE, headers=PAGE)).text
        await accounts.take_role(LOGIN, FIRST, now())
        sent = await pressed(client, page, "decide", GOOD)
        assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "/session")
        assert not await house.parts.houses["intake"].ledger.read_stream(SETTING.stream("lead_days"))
        await accounts.give_role(LOGIN, FIRST, now())
        back = await came_by_page(client, FIRST, httpx2.URL(sent.headers["location"]).params["next"])
        assert form_in(await led(client, back), "decide")[1].items() >= GOOD.items()


async def came_by_page(client: httpx2.AsyncClient, role: RoleName, following: str = "/") -> httpx2.Response:
    form = {"login": LOGIN, "password": PASSWORD, "next": following}
    await client.post("/session", data=form, headers=PAGE | OURS)
    return await client.post("/session/role", data={"role": role.value, "next": following}, headers=PAGE | OURS)
