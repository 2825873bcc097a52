"""Nobody types anything twice: a form with a fault, a conflict, a session that ended comes back as it was typed."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx2
import pytest
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from services.catalogue import BY_NAME
from services.intake.setting.decider import DecideSetting
from shared.access.asking import Asking, asking
from shared.access.policy import SIGNING_IN, RoleName, may
from shared.access.signin import COOKIE, addresses
from shared.domain.refusal import Fault
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.forms import form_fields
from shared.web.kept import ENTRIES_MAX, LIFE
from tests.forms import OURS, PAGE, form_in, led, pressed
from tests.logged import logged
from tests.opened import ADDRESS, PASSWORD, Opened, opened_for

pytestmark = pytest.mark.slow
WHERE = "/setting/lead_days"
REASON = "Kesepakatan Rahasia Para Pihak"
GOOD = {"value": "5", "reason": REASON}
SLIP = GOOD | {"reason": "singkat"}
ROLES = (RoleName.COORDINATOR, RoleName.OFFICER)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake", "reporting"), ROLES) as found:
        yield found


@pytest.fixture
async def browsers(house: Opened) -> AsyncIterator[dict[RoleName, httpx2.AsyncClient]]:
    """A browser a role, signed in by its page."""
    async with AsyncExitStack() as stack:
        found = {}
        for role in ROLES:
            transport = httpx2.ASGITransport(house.app)
            found[role] = await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url=ADDRESS))
            await signed_in(found[role], role)
        yield found


@pytest.fixture
def browser(browsers: dict[RoleName, httpx2.AsyncClient]) -> httpx2.AsyncClient:
    return browsers[RoleName.COORDINATOR]


async def signed_in(client: httpx2.AsyncClient, role: RoleName, next: str = "/") -> str:
    """Whither a sign-in by the page leads."""
    form = {"login": role.value, "password": PASSWORD, "next": next}
    answer = await client.post("/session", data=form, headers=PAGE | OURS)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def blank(client: httpx2.AsyncClient) -> str:
    return (await client.get(WHERE, headers=PAGE)).text


async def rows(house: Opened, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(house.parts.database.url)
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()


async def decisions(house: Opened) -> int:
    return len((await house.clients[RoleName.COORDINATOR].get(WHERE)).json()["decisions"])


async def test_a_fault_leads_back_to_the_form_as_it_was_typed_and_names_the_field(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    answer = await pressed(browser, await blank(browser), "decide", SLIP)
    address = urlsplit(answer.headers["location"])
    assert (address.path, list(parse_qs(address.query))) == (WHERE, ["kept"])
    page = await led(browser, answer)
    assert form_in(page, "decide")[1].items() >= SLIP.items()
    assert "<title>Galat: Ketetapan kabupaten" in page
    assert re.search(r'id="galat" tabindex="-1" autofocus role="alert"', page)
    assert '<a href="#decide-reason">Alasan: Terlalu pendek' in page
    assert 'aria-invalid="true" aria-describedby="decide-reason-petunjuk decide-reason-salah"' in page
    assert await decisions(house) == 0
    assert await led(browser, answer) == page or "Galat: " in await led(browser, answer), "a reload posts nothing"
    mended = await pressed(browser, page, "decide", {"reason": REASON})
    done = await pressed(browser, await led(browser, mended), "decide", {"_check": "take"})
    assert done.headers["location"].startswith("/law?after=")
    assert await decisions(house) == 1


async def test_answers_are_shown_before_they_are_taken_and_can_be_changed(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    shown = await led(browser, await pressed(browser, await blank(browser), "decide", GOOD))
    assert "<title>Periksa sebelum dicatat: " in shown
    assert "<dt>Alasan</dt><dd>" + REASON + "</dd>" in shown
    assert await decisions(house) == 0
    again = await led(browser, await pressed(browser, shown, "decide", {"_check": "change"}))
    assert form_in(again, "decide")[1].items() >= GOOD.items()
    assert "Galat" not in again
    assert "sebelum sesi berakhir" not in again
    shown = await led(browser, await pressed(browser, again, "decide", {"value": "6"}))
    assert "<dd>6</dd>" in shown
    first = await pressed(browser, shown, "decide", {"_check": "take"})
    second = await pressed(browser, shown, "decide", {"_check": "take"})
    assert first.headers["location"].partition("&")[0] == second.headers["location"].partition("&")[0]
    assert await decisions(house) == 1, "a second click is the same command"
    page = await led(browser, first)
    assert '<p class="callout good summary" role="status">' in page
    assert 'Ketetapan tercatat dan berlaku sejak tanggalnya. <a href="/setting/lead_days">' in page


async def test_nobody_confirms_what_would_be_refused(house: Opened, browser: httpx2.AsyncClient) -> None:
    page = await led(browser, await pressed(browser, await blank(browser), "decide", GOOD | {"value": "99"}))
    assert "<title>Galat: " in page
    assert form_in(page, "decide")[1]["value"] == "99"
    assert await decisions(house) == 0


@pytest.mark.parametrize("reason", ["singkat", "", "nik 9903110203900001"], ids=["short", "none", "with a NIK"])
@pytest.mark.parametrize("step", ["ask", "take", ""], ids=["ask", "take", "at once"])
async def test_what_is_wrong_with_a_text_and_with_the_rest_is_told_at_once(
    house: Opened, browser: httpx2.AsyncClient, reason: str, step: str
) -> None:
    typed = GOOD | {"value": "99", "reason": reason, "_check": step}
    page = await led(browser, await pressed(browser, await blank(browser), "decide", typed))
    assert re.findall(r'<a href="#decide-(\w+)">', page) == ["value", "reason"]
    mended = await led(browser, await pressed(browser, page, "decide", {"value": "5", "_check": step}))
    assert re.findall(r'<a href="#decide-(\w+)">', mended) == ["reason"], "nothing is done with a text that is wrong"
    assert await decisions(house) == 0


async def test_a_doubt_is_not_asked_about_what_would_be_refused(house: Opened, browser: httpx2.AsyncClient) -> None:
    early = GOOD | {"valid_from": "2025-12-01"}
    refused = await led(browser, await pressed(browser, await blank(browser), "decide", early | {"reason": "singkat"}))
    assert "Periksa sebelum dicatat" not in refused
    asked = await led(browser, await pressed(browser, refused, "decide", {"reason": REASON}))
    assert "Sebelum 2 Januari 2026 pidana kerja sosial belum ada." in asked
    assert "Catat apa adanya" in asked
    assert await decisions(house) == 0
    await led(browser, await pressed(browser, asked, "decide", {"_check": "take"}))
    assert await decisions(house) == 1


async def test_what_was_done_is_kept_no_longer_and_back_says_that_it_was_done(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    sent = await pressed(browser, await blank(browser), "decide", GOOD)
    done = await pressed(browser, await led(browser, sent), "decide", {"_check": "take"})
    line = re.compile(r'role="status">(.+?)</p>', re.DOTALL)
    (said,) = line.findall(await led(browser, done))
    back = await led(browser, sent)
    assert line.findall(back) == [said]
    assert REASON not in form_in(back, "decide")[1].values()


async def test_a_conflict_keeps_what_was_typed_and_says_what_stands(house: Opened, browser: httpx2.AsyncClient) -> None:
    stale = await blank(browser)
    program = house.clients[RoleName.COORDINATOR]
    taken = {"number": 1, "value": "4", "valid_from": "2026-01-05", "reason": "Kesepakatan lain sama sekali"}
    assert (await program.post(WHERE, json=taken)).status_code == 200
    page = await led(browser, await pressed(browser, stale, "decide", GOOD))
    assert "Ketetapan nomor 1 tidak lagi yang berikutnya" in page
    _, fields = form_in(page, "decide")
    assert fields.items() >= (GOOD | {"number": "2"}).items(), "and the next press is about what stands now"
    shown = await led(browser, await pressed(browser, page, "decide"))
    await pressed(browser, shown, "decide", {"_check": "take"})
    assert await decisions(house) == 2


async def test_nobody_else_sees_what_was_typed(
    house: Opened, browsers: dict[RoleName, httpx2.AsyncClient], browser: httpx2.AsyncClient
) -> None:
    answer = await pressed(browser, await blank(browser), "decide", SLIP)
    other = await browsers[RoleName.OFFICER].get(answer.headers["location"], headers=PAGE)
    assert other.status_code == 200
    assert "singkat" not in other.text
    assert "tidak ada isian yang disimpan" in other.text
    for wrong in ("", "x", "%00", "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11", "9" * 5_000):
        found = await browser.get(f"{WHERE}?kept={wrong}", headers=PAGE)
        assert (found.status_code, "tidak ada isian yang disimpan" in found.text) == (200, True), wrong
    assert (await house.clients[RoleName.COORDINATOR].get(f"{WHERE}?kept=x")).status_code == 422, "pages only"


async def test_after_a_day_it_is_gone(house: Opened, browser: httpx2.AsyncClient) -> None:
    answer = await pressed(browser, await blank(browser), "decide", SLIP)
    await rows(house, f"UPDATE access.kept SET expires_at = expires_at - interval '{LIFE.total_seconds()} seconds'")
    assert "tidak ada isian yang disimpan" in await led(browser, answer)
    await pressed(browser, await blank(browser), "decide", SLIP)
    assert len(await rows(house, "SELECT FROM access.kept")) == 1, "and the next one sweeps it out"


async def test_nothing_that_was_typed_stands_in_an_address_a_log_or_the_database(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    with logged() as log:
        answer = await pressed(browser, await blank(browser), "decide", GOOD | {"value": "77"})
        await led(browser, answer)
    (kept,) = await rows(house, "SELECT kept::text AS told, sealed FROM access.kept")
    for told in (answer.headers["location"], log.getvalue(), kept["told"], kept["sealed"].decode("latin-1")):
        assert "Rahasia" not in told
    assert b"Rahasia".hex() not in kept["told"]


async def test_an_account_keeps_a_bounded_number(house: Opened, browser: httpx2.AsyncClient) -> None:
    page = await blank(browser)
    for _ in range(ENTRIES_MAX + 2):
        await pressed(browser, page, "decide", SLIP)
    assert len(await rows(house, "SELECT FROM access.kept")) == ENTRIES_MAX
    page = await led(browser, await pressed(browser, page, "decide", SLIP))
    for _ in range(3):
        page = await led(browser, await pressed(browser, page, "decide"))
    assert len(await rows(house, "SELECT FROM access.kept")) == ENTRIES_MAX, "one form is one entry"


async def test_a_sessions_end_keeps_the_form_for_its_account_alone(
    house: Opened, browsers: dict[RoleName, httpx2.AsyncClient], browser: httpx2.AsyncClient
) -> None:
    page = await blank(browser)
    await rows(house, "UPDATE access.session SET expires_at = now() - interval '1 hour'")
    sent = await pressed(browser, page, "decide", GOOD)
    assert sent.status_code == 303
    address = urlsplit(sent.headers["location"])
    assert address.path == "/session"
    (back,) = parse_qs(address.query)["next"]
    assert re.fullmatch(WHERE + r"\?kept=[0-9a-f-]{36}", back)
    assert "Isian Anda tersimpan" in (await browser.get(sent.headers["location"], headers=PAGE)).text
    other = browsers[RoleName.OFFICER]
    await signed_in(other, RoleName.OFFICER)
    assert REASON not in (await other.get(back, headers=PAGE)).text
    assert await signed_in(browser, RoleName.COORDINATOR, back) == back
    found = (await browser.get(back, headers=PAGE)).text
    assert "Isian Anda dari sebelum sesi berakhir masih ada" in found
    assert form_in(found, "decide")[1].items() >= GOOD.items()
    assert await decisions_by(browser) == 0


async def test_who_signed_out_in_another_tab_finds_the_form_again(house: Opened, browser: httpx2.AsyncClient) -> None:
    page = await blank(browser)
    left = await browser.post("/session/end", headers=PAGE | OURS)
    assert left.status_code == 303
    assert browser.cookies.get(COOKIE) is None
    sent = await pressed(browser, page, "decide", GOOD)
    (back,) = parse_qs(urlsplit(sent.headers["location"]).query)["next"]
    await signed_in(browser, RoleName.COORDINATOR)
    assert form_in((await browser.get(back, headers=PAGE)).text, "decide")[1].items() >= GOOD.items()


async def decisions_by(browser: httpx2.AsyncClient) -> int:
    return len((await browser.get(WHERE)).json()["decisions"])


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {}], ids=["another site", "unsaid"])
async def test_another_sites_form_is_not_kept_for_whose_session_ended(
    house: Opened, browser: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    action, fields = form_in(await blank(browser), "decide")
    await rows(house, "UPDATE access.session SET expires_at = now() - interval '1 hour'")
    sent = await browser.post(action, data=fields | GOOD, headers=PAGE | headers)
    assert sent.status_code == 401
    assert await rows(house, "SELECT FROM access.kept") == []


async def test_a_session_that_ended_long_ago_is_nobodys(house: Opened, browser: httpx2.AsyncClient) -> None:
    page = await blank(browser)
    await rows(house, "UPDATE access.session SET expires_at = now() - interval '25 hours'")
    assert (await pressed(browser, page, "decide", GOOD)).status_code == 401
    assert await rows(house, "SELECT FROM access.kept") == []


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil", "", "setting"])
async def test_nobody_is_led_away_and_the_problem_is_told_where_there_is_no_page(
    browser: httpx2.AsyncClient, away: str
) -> None:
    answer = await pressed(browser, await blank(browser), "decide", SLIP | {"_page": away})
    assert (answer.status_code, "Terlalu pendek" in answer.text) == (422, True)


async def test_the_other_parameters_of_the_page_stay(house: Opened, browser: httpx2.AsyncClient) -> None:
    program = house.clients[RoleName.COORDINATOR]
    first = {"number": 1, "value": "4", "valid_from": today_wib().isoformat(), "reason": REASON}
    assert (await program.post(WHERE, json=first)).status_code == 200
    page = (await browser.get(f"{WHERE}?corrects=1", headers=PAGE)).text
    answer = await pressed(browser, page, "decide", SLIP)
    assert re.fullmatch(re.escape(f"{WHERE}?corrects=1&kept=") + r"[0-9a-f-]{36}", answer.headers["location"])
    again = await pressed(browser, await led(browser, answer), "decide", SLIP)
    assert again.headers["location"] == answer.headers["location"], "one form, one entry"


async def test_a_doubt_is_asked_once_and_only_on_a_page(house: Opened, browser: httpx2.AsyncClient) -> None:
    doubts = [Fault("setting-without-value")]
    house.app.state.house = house.parts.houses["intake"]

    @house.app.post("/garden")
    async def tried(request: Request, asks: Asking = Depends(asking(DecideSetting))) -> Response:
        await form_fields(request)
        await asks.looked_at(doubts)
        return Response(status_code=204)

    typed = form_in(await blank(browser), "decide")[1] | GOOD | {"_check": ""}
    page = await led(browser, await browser.post("/garden", data=typed, headers=PAGE | OURS))
    assert "Belum dipilih apa yang ditetapkan." in page
    assert "Catat apa adanya" in page
    _, shown = form_in(page, "decide")
    assert shown["_seen"] == "setting-without-value"
    taken = shown | {"_check": "take"}
    assert (await browser.post("/garden", data=taken, headers=PAGE | OURS)).status_code == 204
    doubts.append(Fault("setting-unknown"))
    more = await browser.post("/garden", data=taken, headers=PAGE | OURS)
    assert "tidak ada di antara yang ditetapkan" in await led(browser, more), "a doubt that nobody saw is shown"
    assert (await browser.post("/garden", data=typed, headers=OURS)).status_code == 204, "a program is not asked"


BY_ITSELF = {
    "POST /session",
    "POST /session/end",
    "POST /session/code",
    "POST /session/second-factor",
    "POST /invitation",
    "POST /reports/klien/search",
    "POST /putusan/imports",
    "POST /placement/imports",
    "POST /hours/imports",
    "POST /hours/service/imports",
    "POST /letter/{letter_id}/files",
    "POST /letter/{letter_id}/papers/{paper}/scans",
}
"""Sign-in, what goes with it before anybody is signed in, and what is led on without a fault or reads a file."""


async def test_no_address_answers_a_pages_form_with_a_page(settings: Settings) -> None:
    """Whatever is wrong with it: it leads to a page that is got, so that reload and Back post nothing."""
    async with opened_for(settings, BY_NAME, SIGNING_IN) as house:
        posts = {one: actions for one, actions in addresses(house.app).items() if one.startswith("POST ")}
        assert len(posts) > 25
        for address, actions in posts.items():
            role = next((one for one in SIGNING_IN if all(may(one, action) for action in actions)), None)
            if role is None or address in BY_ITSELF:
                continue
            path = (
                address.removeprefix("POST ")
                .replace("{name}", "annex_24h")
                .replace("{paper}", "1")
                .replace("{file}", "1")
                .replace("{decision}", "1")
            )
            path = re.sub(r"\{\w+\}", "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11", path)
            typed = {"_page": "/law?after=0", "_form": "any", "nonsense": "typed"}
            answer = await house.clients[role].post(path, data=typed, headers=PAGE)
            assert answer.status_code == 303, (address, answer.status_code, answer.text[-2000:])
            assert answer.headers["location"].startswith("/law?after=0&kept="), address
