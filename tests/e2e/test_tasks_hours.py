"""What is done with hours every day, by page, each with a slip that is mended without typing anything again."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.e2e.conftest import Told
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser

WHY = "dibaca kembali dari lembar hadir"
NOTHING = " " * 12
"""As long as a reason, and none."""


def running(told: Told, number: int) -> dict[str, Any]:
    """An adult whose hours count; another for each number, so that no task is in another's way."""
    with told.client("petugas") as officer:
        found = officer.get("/reports/klien?status=sesuai_rencana&regime=adult&limit=50").json()["items"]
    row: dict[str, Any] = found[number]
    return row


def days_ago(told: Told, days: int) -> str:
    return (told.begun - timedelta(days=days)).isoformat()


def log_hours(hands: Hands, klien_id: str, day: str) -> str:
    """The end is typed before the start; the page asks, and only the end is typed again."""
    hands.go(f"/hours/{klien_id}")
    hands.fill("Tanggal", day)
    hands.fill("Mulai (WIB)", "13:00")
    hands.fill("Selesai (WIB)", "03:30")
    hands.press("Catat jam")
    assert "mendahului jam mulai" in hands.page.locator("main").inner_text()
    hands.look()
    hands.press("Ubah")
    assert (hands.value("Tanggal"), hands.value("Mulai (WIB)")) == (day, "13:00")
    hands.fill("Selesai (WIB)", "13:30")
    hands.enter()
    return hands.saved()


@pytest.mark.task("petugas", "Mencatat jam kerja")
def test_hours_are_logged_and_a_slip_is_mended_without_typing_it_again(hands: Hands, told: Told) -> None:
    said = log_hours(hands, running(told, 0)["klien_id"], days_ago(told, 1))
    assert said.startswith("Tercatat"), said
    assert "13.00–13.30" in said
    hands.back_and_reload()
    hands.look()


def correct_a_log(hands: Hands, klien_id: str) -> str:
    """Another end, and a reason that says nothing first."""
    hands.go(f"/hours/{klien_id}")
    hands.press("Betulkan atau coret")
    ends = f"{int(hands.value('Mulai (WIB)')[:2]) + 1:02}:15"
    hands.fill("Selesai (WIB)", ends)
    hands.fill("Alasan", NOTHING)
    hands.press("Catat pembetulan")
    assert "Alasan" in " ".join(hands.complaints())
    assert hands.value("Selesai (WIB)") == ends
    hands.look()
    hands.fill("Alasan", WHY)
    hands.press("Catat pembetulan")
    return hands.saved()


@pytest.mark.task("petugas", "Membetulkan catatan jam")
def test_a_log_is_corrected_by_page(hands: Hands, told: Told) -> None:
    assert correct_a_log(hands, running(told, 1)["klien_id"]).startswith("Pembetulan tercatat")
    assert WHY in hands.page.locator("main").inner_text()
    hands.back_and_reload()


@pytest.mark.task("petugas", "Mencoret catatan jam")
def test_a_log_is_struck_by_page(hands: Hands, told: Told) -> None:
    """No reason at first; the log stands until there is one."""
    hands.go(f"/hours/{running(told, 6)['klien_id']}")
    hands.press("Betulkan atau coret")
    hands.fill("Alasan mencoret", NOTHING)
    hands.press("Coret")
    assert [line.startswith("Alasan mencoret: ") for line in hands.complaints()] == [True]
    hands.fill("Alasan mencoret", WHY)
    hands.press("Coret")
    assert WHY in hands.page.locator(".answers").inner_text()
    hands.press("Coret", within=hands.page.locator("form:has(.answers)"))
    assert hands.saved().startswith("Catatan dicoret"), hands.saved()
    assert WHY in hands.text()
    hands.look()


def record_start(hands: Hands, button: str, too_late: str, day: str, **said: str) -> None:
    """A day that has not come, where no calendar of the browser stops it; only the day is typed again."""
    hands.unguarded()
    within = hands.page.locator("form").filter(has_text=button).last
    hands.fill("Tanggal pelaksanaan pertama", too_late, within=within)
    for label, text in said.items():
        hands.fill(label.replace("_", " "), text, within=within)
    hands.press(button, within=within)
    assert [line.startswith("Tanggal pelaksanaan pertama: ") for line in hands.complaints()] == [True]
    within = hands.page.locator("form").filter(has_text=button).last
    assert all(hands.value(label.replace("_", " "), within=within) == text for label, text in said.items())
    hands.look()
    hands.fill("Tanggal pelaksanaan pertama", day, within=within)
    hands.press(button, within=within)
    assert said["Nomor_berita_acara"] in hands.page.locator(".answers").inner_text()
    hands.press(button, within=hands.page.locator("form:has(.answers)"))


@pytest.mark.task("petugas", "Mencatat berita acara pelaksanaan pertama")
def test_the_first_execution_is_recorded(hands: Hands, told: Told) -> None:
    with told.client("petugas") as officer:
        waiting = officer.get("/reports/klien?status=menunggu_berita_acara&limit=50").json()["items"]
    hands.go(f"/hours/{waiting[0]['klien_id']}")
    said = {"Nomor_berita_acara": "BA-31/M.5.16/2026"}
    record_start(hands, "Catat berita acara", days_ago(told, -9), days_ago(told, 0), **said)
    assert "Berita acara" in hands.saved()
    hands.look()


@pytest.mark.task("petugas", "Membetulkan tanggal berita acara")
def test_the_day_of_a_berita_acara_is_corrected(hands: Hands, told: Told) -> None:
    row = running(told, 7)
    hands.go(f"/hours/{row['klien_id']}")
    hands.press("Betulkan berita acara")
    said = {"Nomor_berita_acara": "BA-32/M.5.16/2026", "Alasan_pembetulan": WHY}
    record_start(hands, "Catat pembetulan", days_ago(told, -9), row["started_on"], **said)
    assert "BA-32/M.5.16/2026" in hands.text()
    hands.look()


@pytest.fixture
def waiting(told: Told) -> dict[str, Any]:
    """A log at a place where its person has no placement, as a supervisor's program sent it."""
    here, there = running(told, 2), running(told, 3)
    said = {
        "klien_id": here["klien_id"],
        "site_id": next(row["site_id"] for row in (there, running(told, 4)) if row["site_id"] != here["site_id"]),
        "ipd_id": there["ipd_id"],
        "starts": f"{days_ago(told, 2)}T19:00:00+07:00",
        "ends": f"{days_ago(told, 2)}T20:00:00+07:00",
    }
    with told.client("pengawas") as supervisor:
        found: dict[str, Any] = supervisor.post("/hours", json=said).json()
    assert found["outcome"] in ("review", "known"), found
    return found


def take_as_it_stands(hands: Hands, log: dict[str, Any]) -> str:
    """From the list of what waits to the decision, the document and a reason typed once."""
    hands.go(f"/hours?after={log.get('position', 0)}")
    row = hands.page.locator(f"a[href$='/logs/{log['shift_id']}']").locator("xpath=ancestor::tr")
    hands.press("Putuskan", within=row)
    hands.fill("Nomor surat tempat yang menerima klien", "470/12/406/2026")
    hands.fill("Alasan menerima", NOTHING)
    hands.press("Terima apa adanya")
    assert hands.complaints()
    assert hands.value("Nomor surat tempat yang menerima klien") == "470/12/406/2026"
    hands.look()
    hands.fill("Alasan menerima", WHY)
    hands.press("Terima apa adanya")
    assert "Periksa sebelum dicatat" in hands.page.title()
    hands.press("Terima apa adanya")
    return hands.saved()


@pytest.mark.task("petugas", "Memutuskan catatan yang menunggu")
def test_a_waiting_log_is_taken_as_it_stands(hands: Hands, told: Told, waiting: dict[str, Any]) -> None:
    assert take_as_it_stands(hands, waiting).startswith("Catatan diterima apa adanya")
    assert "470/12/406/2026" in hands.page.locator("main").inner_text()
    hands.back_and_reload()


def somebodys_card(hands: Hands) -> Locator:
    """The first person of the first place."""
    hands.go("/")
    if hands.page.locator(".places a").count():
        hands.press("", within=hands.page.locator(".places li").first)
    return hands.page.locator(".worker").first


def log_today(hands: Hands) -> str:
    """A minute after midnight: past at whatever hour the house is told; where it does not count, it is asked about."""
    card = somebodys_card(hands)
    hands.fill("Mulai", "00:01", within=card)
    hands.fill("Selesai", "00:00", within=card)
    hands.press("Catat jam", within=card)
    assert "mendahului jam mulai" in card.inner_text()
    hands.press("Ubah", within=card)
    assert hands.value("Mulai", within=card) == "00:01"
    hands.fill("Selesai", "00:02", within=card)
    hands.press("Catat jam", within=card)
    if "Tidak akan diakui" in card.inner_text():
        hands.look()
        hands.press("Catat apa adanya", within=card)
    return hands.saved()


@pytest.mark.task("pengawas", "Hari seorang pengawas: catat, lalu coret catatan sendiri")
def test_a_supervisor_logs_today_and_strikes_their_own_log(hands: Hands, told: Told) -> None:
    said = log_today(hands)
    assert said.startswith("Tercatat"), said
    hands.look()
    hands.back_and_reload()
    hands.press("Betulkan", within=hands.page.locator(".workers"))
    hands.fill("Alasan mencoret", NOTHING)
    hands.press("Coret")
    assert [line.startswith("Alasan mencoret: ") for line in hands.complaints()] == [True]
    hands.fill("Alasan mencoret", "orangnya keliru dipilih")
    hands.press("Coret")
    assert "Periksa sebelum dicatat" in hands.page.title()
    hands.look()
    hands.press("Coret", within=hands.page.locator("form:has(.answers)"))
    assert hands.saved().startswith("Catatan dicoret")
    hands.look()
