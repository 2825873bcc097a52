"""Whoever opens one row of a list comes back to the list as they left it, and to nothing that they did not ask for."""

from html import unescape
from urllib.parse import urlencode

import httpx2
import pytest

from shared.ledger.ledger import Ledger
from shared.web.returning import COOKIE, LISTS_MAX, QUERY_LENGTH_MAX
from tests.forms import PAGE
from tests.reporting.telling import KLIEN, appended, running
from tests.waiting import read

pytestmark = pytest.mark.slow
LIST = "/reports/klien"


async def back_of(office: httpx2.AsyncClient, address: str = f"{LIST}/{KLIEN}") -> str:
    """Where the page's link back leads."""
    page = (await office.get(address, headers=PAGE)).text
    return unescape(page.partition('<p class="back"><a href="')[2].partition('"')[0])


@pytest.fixture
async def told(office: httpx2.AsyncClient, ledger: Ledger) -> int:
    last = await appended(ledger, *running())
    await read(office, f"{LIST}?after={last}")
    return last


async def test_a_page_leads_back_to_its_list_as_it_was_left(office: httpx2.AsyncClient, told: int) -> None:
    assert await back_of(office) == LIST
    await office.get(f"{LIST}?regime=adult&status=berisiko&status=lewat_batas&sort=-deadline", headers=PAGE)
    assert await back_of(office) == f"{LIST}?regime=adult&status=berisiko&status=lewat_batas&sort=-deadline"
    await office.get("/reports/violations?against=host", headers=PAGE)
    assert await back_of(office) == f"{LIST}?regime=adult&status=berisiko&status=lewat_batas&sort=-deadline"
    await office.get(f"{LIST}?regime=child&after={told}", headers=PAGE)
    assert await back_of(office) == f"{LIST}?regime=child"
    await office.get(LIST, headers=PAGE)
    assert await back_of(office) == LIST


async def test_what_a_program_asks_changes_nobodys_way_back(office: httpx2.AsyncClient, told: int) -> None:
    await office.get(f"{LIST}?regime=adult", headers=PAGE)
    answer = await office.get(f"{LIST}?regime=child")
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert await back_of(office) == f"{LIST}?regime=adult"


@pytest.mark.parametrize(
    "planted",
    [
        urlencode({LIST: '"><script>alert(1)</script>'}),
        urlencode({LIST: "regime=adult\r\nx: y"}),
        urlencode({LIST: "a" * (QUERY_LENGTH_MAX + 1)}),
        urlencode({"https://elsewhere.example": "a=1", "//elsewhere.example": "a=1"}),
        "%%%",
    ],
)
async def test_a_planted_way_back_stays_behind_the_lists_own_address(
    office: httpx2.AsyncClient, told: int, planted: str
) -> None:
    headers = {**PAGE, "cookie": f"{COOKIE}={planted}"}
    page = (await office.get(f"{LIST}/{KLIEN}", headers=headers)).text
    assert f'<p class="back"><a href="{LIST}' in page
    for word in ("<script>alert", "elsewhere.example", "\r\nx: y", "a" * QUERY_LENGTH_MAX):
        assert word not in page


async def test_few_lists_are_remembered_and_the_newest_stay(office: httpx2.AsyncClient, told: int) -> None:
    many = urlencode([(f"/list-{number}", "a=1") for number in range(LISTS_MAX)])
    answer = await office.get(f"{LIST}?regime=adult", headers={**PAGE, "cookie": f"{COOKIE}={many}"})
    written = answer.headers["set-cookie"]
    assert ("list-0" in written, "list-1" in written, "reports%2Fklien" in written) == (False, True, True)
    assert "httponly" in written.lower()


async def test_signing_out_forgets_them(office: httpx2.AsyncClient, told: int) -> None:
    answer = await office.post("/session/end", headers={**PAGE, "sec-fetch-site": "same-origin"})
    assert any(one.startswith(f'{COOKIE}=""') for one in answer.headers.get_list("set-cookie")), answer.headers
