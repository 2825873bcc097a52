"""How somebody new comes into the house, in a real browser: invited by the operator, with a password of
their own and a second factor, each with a slip that is mended."""

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Told
from tests.e2e.hands import CLIPPED, OVERFLOWS, Hands, faults

pytestmark = pytest.mark.browser
CHOSEN = "jeruk kapal mendung biru"
PHONE = {"width": 360, "height": 740}


def is_fit(page: Page) -> bool:
    """Nothing is clipped on a phone, and axe-core finds nothing, in the light and in the dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert faults(page) == []
    return not page.evaluate(OVERFLOWS) and page.evaluate(CLIPPED) == 0


@pytest.mark.task("operator", "Membuka akun dan mengundang pemiliknya")
def test_somebody_new_is_invited_and_comes_in_on_a_phone(hands: Hands, browser: Browser, told: Told) -> None:
    hands.go("/accounts")
    hands.fill("Nama lengkap", "Tini Rekaan")
    hands.fill("Nama pengguna", "operator")
    hands.choose("Peran", "Pengawas I-PD")
    hands.press("Buka akun")
    assert hands.page.title().startswith("Galat: "), "the login is another's"
    hands.fill("Nama pengguna", "tini")
    hands.press("Buka akun")
    link = hands.page.get_by_label("Tautan untuk Tini Rekaan").input_value()
    with_scripts = browser.new_context(storage_state=hands.page.context.storage_state(), viewport=PHONE)  # type: ignore[arg-type]
    account = with_scripts.new_page()
    account.goto(hands.page.url)
    assert is_fit(account)

    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    assert is_fit(page)
    for again in ("lain", CHOSEN):
        page.get_by_label("Kata sandi", exact=True).fill(CHOSEN)
        page.get_by_label("Kata sandi sekali lagi").fill(again)
        page.get_by_role("button", name="Simpan dan masuk").click()
    assert page.url == f"{told.up.address}/", "whoever chose a password is signed in"

    page.goto(f"{told.up.address}/session")
    assert is_fit(page)
    page.get_by_role("link", name="Aktifkan").click()
    assert is_fit(page)
    secret = page.locator("details code").text_content()
    for code in ("000000", pyotp.TOTP(str(secret)).now()):
        page.get_by_label("Kode dari aplikasi").fill(code)
        page.get_by_label("Kata sandi sekarang").fill(CHOSEN)
        page.get_by_role("button", name="Aktifkan").click()
    codes = page.locator(".codes code").all_text_contents()
    assert len(codes) == 10
    assert is_fit(page)

    page.get_by_role("button", name="Keluar").first.click()
    page.get_by_label("Nama pengguna").fill("tini")
    page.get_by_label("Kata sandi").fill(CHOSEN)
    page.get_by_role("button", name="Masuk").click()
    assert page.url.startswith(f"{told.up.address}/session/code")
    assert is_fit(page)
    for code in ("salah", codes[0]):
        page.get_by_label("Kode").fill(code)
        page.get_by_role("button", name="Lanjut").click()
    assert page.url == f"{told.up.address}/"

    for _ in range(2):
        hands.press("Tutup akun")
    page.reload()
    assert page.url.startswith(f"{told.up.address}/session"), "whose account is closed is signed out at once"
    with_scripts.close()
    context.close()
