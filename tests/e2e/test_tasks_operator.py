"""An operator's day by page: what is well, a table made anew, a key that waits, an account; each with a slip."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from shared.runtime.servers import Servers
from tests.e2e.conftest import Told
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser
TABLE, WRONG = "reporting.day", "reporting.log"
ENDS_MS_MAX = 120_000
"""Of work that takes a second: a machine may be busy with other things."""
KEYS = ("a-key-that-waits", "another-key-that-waits")


def until_it_ended(hands: Hands) -> str:
    """The page of a piece of work looks again by itself; what came of it."""
    hands.page.locator("main").get_by_text("selesai", exact=True).or_(hands.page.get_by_text("perlu dilihat")).wait_for(
        timeout=ENDS_MS_MAX
    )
    return hands.text()


@pytest.mark.task("operator", "Melihat kesehatan rumah dan memeriksa jurnal")
def test_the_house_is_seen_to_be_well_and_its_ledger_is_verified(hands: Hands) -> None:
    """Another page is opened first; Back is the desk."""
    hands.go("/")
    assert "semua bagian siap" in hands.text()
    hands.look()
    hands.look_narrow()
    hands.press("Akun")
    hands.back()
    hands.press("Periksa jurnal")
    assert "Utuh: " in until_it_ended(hands)
    hands.go("/")
    assert "utuh" in hands.text()
    hands.look()


@pytest.mark.task("operator", "Menguji dan membangun ulang sebuah proyeksi")
def test_a_projection_is_compared_and_made_anew(hands: Hands) -> None:
    """The wrong one is asked for first: its name stands in what is about to be done, and nothing was done yet."""
    hands.go("/operator/projections")
    hands.press(WRONG)
    hands.press("Bangun ulang")
    assert "Periksa sebelum dicatat" in hands.page.title()
    assert f"Tabel {WRONG} akan dibuat baru" in hands.text()
    hands.press("Ubah")
    hands.press("Proyeksi", within=hands.page.locator(".back"))
    hands.press(TABLE)
    hands.press("Uji coba")
    assert "tidak mengubah apa pun" in until_it_ended(hands)
    hands.go(f"/operator/projections/{TABLE}")
    hands.look()
    hands.press("Bangun ulang")
    hands.press("Bangun ulang", within=hands.page.locator("form:has(button[value=take])"))
    assert "baris dari" in until_it_ended(hands)
    hands.look()


@pytest.fixture
def parked(told: Told) -> None:
    """Two keys that a fold could not take yesterday and can today."""

    async def wait_there() -> None:
        connection = await asyncpg.connect(Servers.start(told.settings).database_url)
        await connection.executemany(
            "INSERT INTO matching.parked (subscription, key, position, type, reason, since) "
            "VALUES ('matching.offer', $1, 1, 'ipd.offer-opened.v1', 'a fold that is mended by now', now())",
            [(key,) for key in KEYS],
        )
        await connection.close()

    with ThreadPoolExecutor() as beside:  # the browser's own loop runs in this thread
        beside.submit(asyncio.run, wait_there()).result()


@pytest.mark.task("operator", "Mencoba lagi kunci tertunda")
def test_a_parked_key_is_tried_again(hands: Hands, parked: None) -> None:
    """The wrong row is pressed first: it is tried too, and the other still stands in the list."""
    hands.go("/")
    hands.press("Kunci tertunda")
    hands.look()
    for key in reversed(KEYS):
        hands.press("Coba lagi", within=hands.page.locator("main tr").filter(has_text=key).last)
        assert "Kunci sudah diterapkan" in until_it_ended(hands)
        hands.go("/operator/parked")
    assert "Tidak ada yang tertunda" in hands.text()
    hands.look()


@pytest.mark.task("operator", "Membuka akun petugas")
def test_an_account_is_opened_and_a_name_that_is_taken_is_mended_alone(hands: Hands) -> None:
    hands.go("/")
    hands.press("Akun")
    hands.fill("Nama lengkap", "Sri Wahyuni Rekaan")
    hands.fill("Nama pengguna", "petugas")
    hands.choose("Peran", "Pembimbing Kemasyarakatan")
    hands.press("Buka akun")
    assert [line.startswith("Nama pengguna: ") for line in hands.complaints()] == [True]
    assert hands.value("Nama lengkap") == "Sri Wahyuni Rekaan"
    hands.look()
    hands.fill("Nama pengguna", "sri.wahyuni")
    hands.press("Buka akun")
    assert hands.complaints() == []
    assert "Sri Wahyuni Rekaan" in hands.text()
    hands.look()
