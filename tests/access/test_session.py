"""/session and the guarded addresses, as a browser and as a program sees them."""

from pathlib import Path
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI
from starlette.requests import Request

from shared.access.accounts import Accounts
from shared.access.demo import PASSWORD_FILE, demo_accounts
from shared.access.lockout import WINDOW_MIN, WRONG_OF_PAIR_MAX
from shared.access.origin import source_of
from shared.access.policy import Actor, RoleName
from shared.access.sessions import Sessions
from shared.access.signed import SignedIn
from shared.access.signin import COOKIE, addresses, require
from shared.database.engine import Database
from shared.runtime.settings import Settings
from tests.access.conftest import HOST, NOW, OURS, PAGE, PASSWORD, Browser, bearer, token_of
from tests.opened import opened


async def test_a_program_signs_in_works_and_signs_out(client: httpx2.AsyncClient) -> None:
    mine = bearer(await token_of(client))
    assert (await client.post("/hours", headers=mine)).json() == {"name": "Nama probation_officer"}
    shown = (await client.get("/session", headers=mine)).json()["account"]
    assert (shown["role"], "hours.log" in shown["may"]) == ("probation_officer", True)
    assert (await client.delete("/session", headers=mine)).status_code == 204
    gone = await client.post("/hours", headers=mine)
    assert (gone.status_code, gone.headers["content-type"]) == (401, "application/problem+json")


async def test_a_person_signs_in_sees_the_page_asked_for_and_signs_out(browser: Browser) -> None:
    client = browser.client
    led = await client.get("/hours?after=3", headers=PAGE)
    assert (led.status_code, led.headers["location"]) == (303, "/session?next=%2Fhours%3Fafter%3D3")
    form = await client.get(led.headers["location"], headers=PAGE)
    assert 'name="next" value="/hours?after=3"' in form.text
    done = await browser.sign_in(next="/hours?after=3")
    assert (done.status_code, done.headers["location"]) == (303, "/hours?after=3")
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await client.get("/hours", headers=PAGE)).status_code == 200
    assert "Nama probation_officer" in (await client.get("/session", headers=PAGE)).text
    left = await client.post("/session/end", headers=PAGE | OURS)
    assert (left.status_code, left.headers["location"]) == (303, "/session")
    assert (await client.get("/hours")).status_code == 401


async def test_the_cookie_is_kept_to_https_where_the_page_came_over_https(browser: Browser) -> None:
    """Under a name that a browser takes from no other host and over nothing but TLS."""
    plain = await browser.sign_in()
    assert "Secure" not in plain.headers["set-cookie"]
    assert "strict-transport-security" not in plain.headers
    browser.client.headers["x-forwarded-proto"] = "https"
    assert (await browser.client.get("/hours")).status_code == 401, "what was set over plain http is not taken over TLS"
    done = await browser.sign_in()
    for one in done.headers.get_list("set-cookie"):
        assert one.startswith("__Host-bakti_")
        assert "; Secure" in one
        assert "; Path=/" in one
        assert "domain" not in one.lower()
    assert done.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    token = browser.client.cookies[f"__Host-{COOKIE}"]
    over_tls = {"cookie": f"__Host-{COOKIE}={token}"}
    assert (await browser.client.get("/hours", headers=over_tls)).status_code == 200
    left = await browser.client.post("/session/end", headers=PAGE | OURS | over_tls)
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert (await browser.client.get("/hours", headers=over_tls)).status_code == 401


async def test_signing_in_rotates_the_browsers_session(browser: Browser, sessions: Sessions) -> None:
    await browser.sign_in()
    first = browser.client.cookies[COOKIE]
    await browser.sign_in()
    assert browser.client.cookies[COOKIE] != first
    assert await sessions.actor(first, NOW) is None


async def test_a_session_that_somebody_planted_is_not_taken_over(browser: Browser) -> None:
    browser.client.cookies.set(COOKIE, "planted-by-somebody-else")
    done = await browser.sign_in()
    assert "planted-by-somebody-else" not in done.headers["set-cookie"]


async def test_a_wrong_password_keeps_the_login_typed_and_shows_no_password(browser: Browser) -> None:
    form = {"login": "Rina", "password": "rahasia sekali"}
    found = await browser.client.post("/session", data=form, headers=PAGE | OURS)
    assert found.status_code == 401
    assert 'value="Rina"' in found.text
    assert "tidak cocok" in found.text
    assert "rahasia" not in found.text


@pytest.mark.parametrize("login", ["operator", "siapa-saja"])
async def test_too_many_tries_are_told_when_to_come_again(client: httpx2.AsyncClient, login: str) -> None:
    wrong = {"login": login, "password": "bukan"}
    for _ in range(WRONG_OF_PAIR_MAX):
        assert (await client.post("/session", json=wrong)).status_code == 401
    found = await client.post("/session", json=wrong | {"password": PASSWORD})
    assert found.status_code == 429
    assert 0 < int(found.headers["retry-after"]) <= 60 * WINDOW_MIN


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("unix", "unix"),
    ],
)
def test_a_source_is_an_address_or_the_network_that_one_caller_has(address: str, source: str) -> None:
    assert source_of(Request({"type": "http", "client": (address, 1)})) == source


@pytest.mark.parametrize(
    "body", [{}, {"login": "", "password": "x"}, {"login": "x" * 101, "password": "x"}, {"login": "a", "b": 1}]
)
async def test_a_malformed_sign_in_is_refused_without_echo(client: httpx2.AsyncClient, body: dict[str, object]) -> None:
    found = await client.post("/session", json=body | {"password": "p" * 201})
    assert found.status_code == 422
    assert "ppp" not in found.text


@pytest.mark.parametrize(
    "away",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "x",
     "/%0d%0aSet-Cookie:a=b\r\nX: y", "///evil.example", "/\t/evil.example", ""],
)  # fmt: skip
async def test_nobody_is_led_away_after_signing_in(browser: Browser, away: str) -> None:
    assert (await browser.sign_in(next=away)).headers["location"] == "/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": HOST}, 403),
        ({"origin": HOST}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://bakti.test.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://bakti.test"}, 403),
        ({"origin": "https://bakti.test", "x-forwarded-proto": "https"}, 200),
        ({"origin": HOST, "x-forwarded-proto": "https"}, 403),
        ({"origin": "http://bakti.test:81"}, 403),
        ({}, 403),
    ],
)
async def test_a_cookie_writes_only_from_our_own_pages(browser: Browser, headers: dict[str, str], status: int) -> None:
    await browser.sign_in()
    over_tls = {"cookie": f"__Host-{COOKIE}={browser.client.cookies[COOKIE]}"} if "x-forwarded-proto" in headers else {}
    assert (await browser.client.post("/hours", headers=headers | over_tls)).status_code == status
    assert (await browser.client.get("/hours", headers=headers | over_tls)).status_code == 200


async def test_a_cookie_cannot_be_dressed_up_as_a_program(browser: Browser) -> None:
    await browser.sign_in()
    crossing = {"sec-fetch-site": "cross-site", "authorization": "Bearer nonsense"}
    assert (await browser.client.post("/hours", headers=crossing)).status_code == 401


async def test_another_site_cannot_sign_its_visitor_in(client: httpx2.AsyncClient) -> None:
    form = {"login": "operator", "password": PASSWORD}
    found = await client.post("/session", data=form, headers={"sec-fetch-site": "cross-site"})
    assert found.status_code == 403


@pytest.mark.parametrize(
    ("login", "status"), [("probation_officer", 200), ("supervisor", 200), ("coordinator", 403), ("operator", 403)]
)
async def test_the_role_decides(client: httpx2.AsyncClient, login: str, status: int) -> None:
    found = await client.post("/hours", headers=bearer(await token_of(client, login)))
    assert found.status_code == status
    if status == 403:
        assert (found.json()["rule"], found.headers["content-type"]) == ("not-allowed", "application/problem+json")


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "ä", "a b"])
async def test_a_token_that_is_none_is_refused(client: httpx2.AsyncClient, token: str) -> None:
    found = await client.get("/hours", headers={b"authorization": f"Bearer {token}".encode()})
    assert found.status_code == 401
    assert found.headers["www-authenticate"] == "Bearer"


def test_every_address_tells_its_action(app: FastAPI) -> None:
    assert all(addresses(app).values())
    assert (
        addresses(app).items()
        >= {
            "GET /session": {"session.see"},
            "POST /session": {"session.open"},
            "DELETE /session": {"session.end"},
            "POST /session/end": {"session.end"},
            "GET /hours": {"hours.read"},
            "POST /hours": {"hours.log"},
            "GET /invitation": {"invitation.use"},
            "POST /session/code": {"session.open"},
            "POST /accounts": {"account.open"},
        }.items()
    )


def test_an_address_without_an_action_is_noticed(app: FastAPI) -> None:
    @app.get("/open/door")
    async def forgotten() -> None: ...

    assert [address for address, actions in addresses(app).items() if not actions] == ["GET /open/door"]


@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("operator", 403), ("probation_officer", 200)], ids=["nobody", "no role", "role"]
)
async def test_who_may_not_is_told_so_before_the_body_is_read(
    app: FastAPI, client: httpx2.AsyncClient, who: str | None, status: int
) -> None:
    read: list[int] = []

    async def body(request: Request) -> None:
        read.append(len(await request.body()))

    @app.post("/hours/imports")  # names what it needs last: the door is in front of all of it
    async def take(
        brought: Annotated[None, Depends(body)], asking: Annotated[Actor, Depends(require("hours.log"))]
    ) -> None: ...

    headers = bearer(await token_of(client, who)) if who else {}
    assert (await client.post("/hours/imports", content=b"abc", headers=headers)).status_code == status
    assert read == ([3] if status == 200 else [])


async def test_a_start_that_is_no_demo_closes_the_demo_accounts(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    accounts, sessions = Accounts(database), Sessions(database)
    first, *_ = await demo_accounts(accounts, tmp_path, NOW)
    async with opened(settings.model_copy(update={"demo": True}), "intake"):
        assert isinstance(await sessions.sign_in(first.login, first.password, NOW), SignedIn)
    async with opened(settings, "intake", role=RoleName.SUPERVISOR):
        assert not isinstance(await sessions.sign_in(first.login, first.password, NOW), SignedIn)


async def test_the_demo_accounts_are_spoken_of_only_where_a_start_has_printed_them(settings: Settings) -> None:
    """BAKTI_DEMO=true in compose opens none."""
    async with opened(settings.model_copy(update={"demo": True}), "intake") as client:
        signin = {"headers": PAGE | {"authorization": ""}}
        assert "Akun contoh" not in (await client.get("/session", **signin)).text  # type: ignore[arg-type]
        (settings.data_dir / PASSWORD_FILE).write_text("printed")
        assert "Akun contoh" in (await client.get("/session", **signin)).text  # type: ignore[arg-type]


async def test_an_address_that_is_too_long_to_go_on_to_leads_to_the_start(client: httpx2.AsyncClient) -> None:
    """The page that was asked for may carry any query; who signs in is not refused for it."""
    form = await client.get("/session", params={"next": "/hours?" + "x" * 500}, headers=PAGE)
    assert (form.status_code, 'name="next" value="/"' in form.text) == (200, True)
