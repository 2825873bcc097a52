"""The second factor: who must have one does nothing before, each code works once, and a lost phone locks nobody out."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx2
import pyotp
import pytest
from fastapi import FastAPI

from shared.access.accounts import Accounts
from shared.access.demo import demo_accounts
from shared.access.invitations import Invitations, Invited
from shared.access.lockout import WRONG_OF_PAIR_MAX
from shared.access.policy import SECOND_FACTOR, SIGNING_IN, RoleName
from shared.access.rates import Rates
from shared.access.routes import open_access
from shared.access.second_factor import RECOVERY_CODES, STEPS, SecondFactors
from shared.access.sessions import AWAITING_LIFE, Sessions
from shared.access.signed import CODE, SignedIn
from shared.database.engine import Database
from shared.domain.refusal import Refused
from shared.domain.who import Who
from shared.runtime.settings import Settings
from shared.web.screens import dress
from tests.access.conftest import HOST, NOW, OURS, PAGE, bearer
from tests.access.test_accounts import rows, rule
from tests.opened import PASSWORD

pytestmark = pytest.mark.slow
STEP = timedelta(seconds=30)


def house_key(purpose: str) -> bytes:
    return sha256(purpose.encode()).digest()


@pytest.fixture
def factors(database: Database, accounts: Accounts) -> SecondFactors:
    return SecondFactors(database, house_key("second-factor"))


@pytest.fixture
def guarding(database: Database, factors: SecondFactors) -> Sessions:
    return Sessions(database, factors)


@pytest.fixture
async def ids(database: Database, accounts: Accounts) -> dict[str, str]:
    return {str(login): str(one) for login, one in await rows(database, "SELECT login, account_id FROM access.account")}


async def signed_in(sessions: Sessions, login: str, at: datetime = NOW) -> SignedIn:
    done = await sessions.sign_in(login, PASSWORD, at)
    assert isinstance(done, SignedIn)
    return done


async def enrolled(factors: SecondFactors, account_id: str) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    address = await factors.begin(account_id, "any", NOW)
    assert address is not None
    app = pyotp.parse_uri(address)
    assert isinstance(app, pyotp.TOTP)
    codes = await factors.confirm(Who(account_id), app.at(NOW), NOW)
    assert not isinstance(codes, Refused)
    return app, codes


@pytest.mark.parametrize("role", SIGNING_IN)
async def test_whose_role_asks_for_a_second_factor_does_nothing_before(guarding: Sessions, role: RoleName) -> None:
    done = await signed_in(guarding, role.value)
    assert (done.awaits == "enrolment") is (role in SECOND_FACTOR)
    assert (await guarding.actor(done.token, NOW) is None) is (role in SECOND_FACTOR)


async def test_who_has_one_brings_a_code_and_gets_another_token(guarding: Sessions, factors: SecondFactors) -> None:
    first = await signed_in(guarding, "coordinator")
    app, _ = await enrolled(factors, first.actor.account_id)
    done = await signed_in(guarding, "coordinator")
    assert (done.awaits, await guarding.actor(done.token, NOW)) == (CODE, None)
    whole = await guarding.with_code(done.token, app.at(NOW + STEP), NOW + STEP, "", "")
    assert isinstance(whole, SignedIn)
    assert await guarding.actor(done.token, NOW) is None
    assert await guarding.actor(whole.token, NOW) == first.actor


async def test_a_code_works_once(guarding: Sessions, factors: SecondFactors) -> None:
    account_id = (await signed_in(guarding, "coordinator")).actor.account_id
    app, _ = await enrolled(factors, account_id)
    assert rule(await factors.check(Who(account_id), app.at(NOW), NOW)) == "code-used"
    later = NOW + STEP
    assert await factors.check(Who(account_id), app.at(later), later) is None
    for again in (app.at(later), app.at(NOW)):
        assert rule(await factors.check(Who(account_id), again, later)) == "code-used"


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_phone_may_be_half_a_minute_off(
    factors: SecondFactors, ids: dict[str, str], steps: int, taken: bool
) -> None:
    assert (steps in STEPS) is taken
    account_id = ids["coordinator"]
    app, _ = await enrolled(factors, account_id)
    later = NOW + 10 * STEP
    assert (await factors.check(Who(account_id), app.at(later + steps * STEP), later) is None) is taken


async def test_a_recovery_code_works_once_however_it_is_typed(factors: SecondFactors, ids: dict[str, str]) -> None:
    account_id = ids["coordinator"]
    _, codes = await enrolled(factors, account_id)
    assert len(set(codes)) == RECOVERY_CODES
    assert await factors.check(Who(account_id), codes[0].upper().replace("-", " "), NOW) is None
    assert rule(await factors.check(Who(account_id), codes[0], NOW)) == "code-wrong"
    assert (await factors.of(account_id)).codes_left == RECOVERY_CODES - 1


async def test_guessing_at_codes_is_made_to_wait_and_is_noted_as_nobodys(
    guarding: Sessions, factors: SecondFactors, database: Database
) -> None:
    account_id = (await signed_in(guarding, "coordinator")).actor.account_id
    app, _ = await enrolled(factors, account_id)
    done = await signed_in(guarding, "coordinator")
    tries = [await guarding.with_code(done.token, "000000", NOW, "", "") for _ in range(WRONG_OF_PAIR_MAX)]
    assert {rule(one) for one in tries} == {"code-wrong"}
    right = await guarding.with_code(done.token, app.at(NOW + STEP), NOW + STEP, "", "")
    assert rule(right) == "sign-in-wait"
    of_tries = "SELECT account, object, outcome FROM audit.entry WHERE action = '{}'"
    nobodys = (None, account_id, "refused")
    assert await rows(database, of_tries.format("wrong-code")) == [nobodys] * WRONG_OF_PAIR_MAX
    assert await rows(database, of_tries.format("waits")) == [nobodys]


async def test_a_password_that_was_right_waits_for_its_code_for_a_quarter_of_an_hour(
    guarding: Sessions, factors: SecondFactors
) -> None:
    account_id = (await signed_in(guarding, "coordinator")).actor.account_id
    app, _ = await enrolled(factors, account_id)
    done, late = await signed_in(guarding, "coordinator"), NOW + AWAITING_LIFE
    assert rule(await guarding.with_code(done.token, app.at(late), late, "", "")) == "sign-in-over"


async def test_who_lost_phone_and_codes_is_invited_anew(
    guarding: Sessions, factors: SecondFactors, database: Database
) -> None:
    account_id = (await signed_in(guarding, "coordinator")).actor.account_id
    await enrolled(factors, account_id)
    assert isinstance(await Invitations(database).renew(account_id, NOW), Invited)
    assert not (await factors.of(account_id)).confirmed


async def test_neither_secret_nor_recovery_code_is_kept_in_clear(
    factors: SecondFactors, ids: dict[str, str], database: Database
) -> None:
    account_id = ids["coordinator"]
    app, codes = await enrolled(factors, account_id)
    kept = str(await rows(database, "SELECT f::text, c::text FROM access.second_factor f, access.recovery_code c"))
    for secret in (app.secret, app.secret.encode().hex(), *codes, codes[0].replace("-", "").encode().hex()):
        assert secret not in kept


async def test_the_secret_of_one_account_is_worth_nothing_to_another(
    factors: SecondFactors, ids: dict[str, str], database: Database
) -> None:
    one, two = ids["coordinator"], ids["supervisor"]
    app, _ = await enrolled(factors, one)
    await enrolled(factors, two)
    later = NOW + 5 * STEP
    assert rule(await factors.check(Who(two), app.at(later), later)) == "code-wrong"


@pytest.fixture
def guarded(database: Database, accounts: Accounts) -> FastAPI:
    found = FastAPI()
    dress(found)
    open_access(found, database, Rates(Settings()), house_key=house_key)
    return found


@pytest.fixture
async def door(guarded: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(guarded), base_url=HOST) as found:
        yield found


async def test_an_operator_enrols_on_the_page_that_signing_in_leads_to(door: httpx2.AsyncClient) -> None:
    form = {"login": "operator", "password": PASSWORD, "next": "/accounts"}
    led = await door.post("/session", data=form, headers=PAGE | OURS)
    assert led.headers["location"] == "/session/second-factor?next=%2Faccounts"
    away = await door.get("/accounts", headers=PAGE)
    assert (away.status_code, away.headers["location"]) == (303, "/session?next=%2Faccounts")
    assert (await door.get("/session", headers=PAGE)).headers["location"].startswith("/session/second-factor")
    shown = await door.get(led.headers["location"], headers=PAGE)
    assert "<svg viewBox" in shown.text, "without it a narrow page would cut the picture off"
    assert (await door.post("/session/second-factor", data={"code": "1"}, headers=PAGE)).status_code == 403
    wrong = await door.post("/session/second-factor", data={"code": "000000"}, headers=PAGE | OURS)
    assert (wrong.status_code, "tidak cocok" in wrong.text) == (422, True)
    address = (await door.get("/session/second-factor")).json()["address"]
    assert f"secret={parse_qs(urlsplit(address).query)['secret'][0]}" in shown.text, "it is the same until confirmed"
    right = {"code": pyotp.parse_uri(address).now(), "next": "/accounts"}
    done = await door.post("/session/second-factor", data=right, headers=PAGE | OURS)
    assert (done.status_code, done.headers["location"].startswith("/session?kept=")) == (303, True)
    page = (await door.get(done.headers["location"], headers=PAGE)).text
    assert "kode cadangan" in page
    assert (await door.get("/accounts", headers=PAGE)).status_code == 200


async def test_a_program_brings_its_code(door: httpx2.AsyncClient) -> None:
    first = (await door.post("/session", json={"login": "supervisor", "password": PASSWORD})).json()
    assert first["awaits"] is None
    mine = bearer(first["token"])
    address = (await door.get("/session/second-factor", headers=mine)).json()["address"]
    first_code = {"code": pyotp.parse_uri(address).now()}
    for unproven in ({}, {"current": "bukan"}):
        refused = await door.post("/session/second-factor", json=first_code | unproven, headers=mine)
        assert (refused.status_code, refused.json()["rule"]) == (422, "password-wrong"), "an open session is not enough"
    assert "Kata sandi sekarang" in (await door.get("/session/second-factor", headers=mine | PAGE)).text
    made = await door.post("/session/second-factor", json=first_code | {"current": PASSWORD}, headers=mine)
    again = (await door.post("/session", json={"login": "supervisor", "password": PASSWORD})).json()
    assert again["awaits"] == CODE
    waiting = bearer(again["token"])
    assert (await door.get("/session/devices", headers=waiting)).status_code == 401
    assert (await door.get("/session/second-factor", headers=waiting)).status_code == 401, (
        "the secret is not shown again"
    )
    code = {"code": made.json()["recovery_codes"][0]}
    whole = (await door.post("/session/code", json=code, headers=waiting)).json()
    assert (await door.get("/session/devices", headers=bearer(whole["token"]))).status_code == 200
    assert (await door.get("/session/devices", headers=waiting)).status_code == 401
    off = {"code": made.json()["recovery_codes"][1]}
    assert (await door.post("/session/second-factor/end", json=off, headers=bearer(whole["token"]))).status_code == 204
    once_more = await door.post("/session", json={"login": "supervisor", "password": PASSWORD})
    assert once_more.json()["awaits"] is None


async def test_whose_role_asks_for_it_keeps_it(door: httpx2.AsyncClient) -> None:
    first = (await door.post("/session", json={"login": "operator", "password": PASSWORD})).json()
    address = (await door.get("/session/second-factor", headers=bearer(first["token"]))).json()["address"]
    code = {"code": pyotp.parse_uri(address).now()}
    made = (await door.post("/session/second-factor", json=code, headers=bearer(first["token"]))).json()
    off = {"code": made["recovery_codes"][0]}
    kept = await door.post("/session/second-factor/end", json=off, headers=bearer(made["token"]))
    assert (kept.status_code, kept.json()["rule"]) == (409, "second-factor-required")


async def test_accounts_that_many_try_need_none(database: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("demo")
    operator = next(one for one in await demo_accounts(Accounts(database), folder, NOW) if one.role in SECOND_FACTOR)
    for demo, awaits in ((folder / "demo-password", None), (None, "enrolment")):
        app = FastAPI()
        dress(app)
        open_access(app, database, Rates(Settings()), demo, house_key)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=HOST) as client:
            form = {"login": operator.login, "password": operator.password}
            assert (await client.post("/session", json=form)).json()["awaits"] == awaits


async def test_whoever_guesses_at_a_code_is_told_when_to_come_again(door: httpx2.AsyncClient) -> None:
    first = (await door.post("/session", json={"login": "operator", "password": PASSWORD})).json()
    guess = {"json": {"code": "000000"}, "headers": bearer(first["token"])}
    tries = [await door.post("/session/second-factor", **guess) for _ in range(WRONG_OF_PAIR_MAX + 1)]  # type: ignore[arg-type]
    assert (tries[-1].status_code, tries[-1].headers["retry-after"].isdecimal()) == (429, True)
