"""A form that is too large, or that a role may not send any more, leads back to its page like any other fault."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from services.catalogue import BY_NAME
from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from shared.web.bodies import BEGINNING_BYTES, FILE_BYTES_MAX, BoundedBodies
from shared.web.forms import BODY_BYTES_MAX
from shared.web.kept import ACCOUNT_KEY
from shared.web.problems import Problem
from tests.forms import OURS, PAGE, form_in, led, pressed
from tests.opened import ADDRESS, Opened, opened_for
from tests.web.test_kept import GOOD, REASON, WHERE, blank, decisions, rows, signed_in

ROLES = (RoleName.COORDINATOR, RoleName.OFFICER)
TO_FIELD = re.compile(r'<a href="#([\w-]+)">([^:]+): Kiriman terlalu besar')
slow = pytest.mark.slow


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, ROLES) as found:
        yield found


@pytest.fixture
async def browser(house: Opened) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(house.app), base_url=ADDRESS) as client:
        await signed_in(client, RoleName.COORDINATOR)
        yield client


@slow
async def test_a_file_that_is_too_large_is_told_at_its_field_of_the_form(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    await signed_in(browser, RoleName.OFFICER)
    page = (await browser.get("/putusan/new", headers=PAGE)).text
    for size in (FILE_BYTES_MAX - 1_000, FILE_BYTES_MAX + 1, 2 * FILE_BYTES_MAX):
        action, fields = form_in(page, "impor")
        file = {"berkas": ("putusan.csv", b"a;b\r\n" * (size // 5), "text/csv")}
        page = await led(browser, await browser.post(action, data=fields, files=file, headers=PAGE | OURS))
        assert "<title>Galat: " in page
        assert '<a href="#impor-berkas">Berkas XLSX atau CSV: ' in page


@slow
async def test_a_form_that_is_too_large_comes_back_with_the_fields_before_the_long_one(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    page = await blank(browser)
    for size in (250_000, BODY_BYTES_MAX - 1_000, BODY_BYTES_MAX + 1):
        page = await led(browser, await pressed(browser, page, "decide", GOOD | {"reason": "a" * size}))
        assert re.search(r'<a href="#decide-reason">Alasan: ', page)
        _, fields = form_in(page, "decide")
        assert (fields["value"], fields["reason"]) == (GOOD["value"], "")
    action, fields = form_in(page, "decide")
    parts = {name: (None, text) for name, text in (fields | {"reason": "a" * FILE_BYTES_MAX}).items()}
    page = await led(browser, await browser.post(action, files=parts, headers=PAGE | OURS))
    assert TO_FIELD.findall(page) == [("decide-reason", "Alasan")], "and so as multipart"
    assert form_in(page, "decide")[1]["value"] == GOOD["value"]
    shown = await led(browser, await pressed(browser, page, "decide", {"reason": REASON}))
    await led(browser, await pressed(browser, shown, "decide", {"_check": "take"}))
    assert await decisions(house) == 1


async def become(house: Opened, role: str) -> None:
    """Whatever acts as the coordinator's account acts in this role from now on."""
    whose = "(SELECT account_id FROM access.account WHERE login = 'coordinator')"
    await rows(house, f"UPDATE access.account_role SET role = '{role}' WHERE account_id = {whose}")
    await rows(house, f"UPDATE access.session SET role = '{role}' WHERE account_id = {whose}")


@slow
async def test_a_form_of_a_role_that_changed_meanwhile_is_kept_for_its_account(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    page = await blank(browser)
    await become(house, "supervisor")
    sent = await pressed(browser, page, "decide", GOOD)
    assert sent.status_code == 303
    refused = await browser.get(sent.headers["location"], headers=PAGE)
    assert "Peran Anda tidak berwenang" in refused.text
    assert await decisions(house) == 0
    await become(house, "operator")
    closed = await browser.get(sent.headers["location"].replace(WHERE, "/reports/klien"), headers=PAGE)
    assert closed.status_code == 403
    assert "tersimpan untuk akun ini selama sehari" in closed.text
    await become(house, "coordinator")
    found = await led(browser, sent)
    assert form_in(found, "decide")[1].items() >= GOOD.items()


@slow
async def test_what_another_sites_page_sends_is_neither_read_nor_kept_and_its_page_leads_back(
    house: Opened, browser: httpx2.AsyncClient
) -> None:
    action, fields = form_in(await blank(browser), "decide")
    for headers, back in (
        ({"referer": f"{ADDRESS}{WHERE}?corrects=1"}, f"{WHERE}?corrects=1"),
        ({"referer": f"https://evil.example{WHERE}"}, None),
        ({"referer": "x"}, None),
        ({}, None),
    ):
        sent = await browser.post(action, data=fields | GOOD, headers=PAGE | {"sec-fetch-site": "cross-site"} | headers)
        assert sent.status_code == 403
        found = re.search(r'<a class="button filled" href="([^"]+)">Kembali ke isian</a>', sent.text)
        assert (found and found[1]) == back
    assert await rows(house, "SELECT FROM access.kept") == []


@pytest.mark.parametrize("known", [True, False], ids=["of an account", "of nobody"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/csv"])
async def test_of_what_is_too_large_no_more_than_the_beginning_of_an_accounts_form_is_read(
    known: bool, kind: str
) -> None:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 10_000
        return {"type": "http.request", "body": b"a" * 10_000, "more_body": True}

    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    async def send(message: Message) -> None: ...

    headers = [(b"content-type", kind.encode()), (b"content-length", b"200000000")]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers} | ({ACCOUNT_KEY: "a"} if known else {})
    with pytest.raises(Problem) as refused:
        await BoundedBodies(reading)(scope, receive, send)
    assert refused.value.status == 413
    assert taken == (70_000 if known and kind != "text/csv" else 0)
    assert taken < BEGINNING_BYTES + 10_000
