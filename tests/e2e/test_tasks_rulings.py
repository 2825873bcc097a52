"""Mending by page, as an officer does it: each task is one function of the hands, with a slip that is mended without
typing anything twice. The rulings are of the test's own, so that no other test of the house misses them."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from tests.e2e.conftest import Told
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser

serial = count(701)
REASON = "salah ketik ketika putusan didaftarkan"


def ruling(told: Told, **said: Any) -> str:
    """The address of a ruling of an invented person whom nobody else knows, once its row is there."""
    number, ruled_on = next(serial), told.begun - timedelta(days=40)
    paper = {
        "case_number": f"{number}/Pid.B/{ruled_on.year}/PN Trk", "court": "PN Trenggalek", "kind": "adult",
        "name": f"Contoh Rekaan {number}", "birth_date": "1990-03-02", "ruled_on": str(ruled_on),
        "final_on": str(ruled_on + timedelta(days=8)), "offence_on": str(ruled_on - timedelta(days=90)),
        "kecamatan": "35.03.11", "total_minutes": 2400, "minutes_a_day": 240, "period_days": 90, "consent": "given",
    } | said  # fmt: skip
    with told.client("petugas") as client:
        answer = client.post("/putusan", json={name: value for name, value in paper.items() if value is not None})
        assert answer.status_code == 201, answer.text
        address = f"/putusan/{answer.json()['putusan_id']}"
        after = f"{address}?after={answer.json()['position']}"
        assert any(client.get(after).is_success for _ in range(60)), "each look waits for the table itself"
    return address


def complete_person(hands: Hands, address: str, nik: str) -> None:
    """Kecamatan and NIK are completed from the flag that asks for them; the NIK has a letter among its digits first."""
    hands.go(address)
    hands.press("Lengkapi atau betulkan: NIK")
    hands.fill("NIK", nik[:-1] + "O")
    hands.choose("Kecamatan", "Panggul")
    hands.fill("Alasan pembetulan", REASON)
    hands.press("Simpan pembetulan")
    assert "NIK memuat tanda selain angka" in hands.page.locator("main").inner_text()
    hands.press("Ubah")
    assert hands.value("Alasan pembetulan") == REASON
    hands.fill("NIK", nik)
    hands.press("Simpan pembetulan")
    assert "Pembetulan 1 tercatat" in hands.saved()


def record_finality(hands: Hands, address: str, too_early: str, day: str) -> None:
    """The day as the court told it; the first try lies before the ruling, where no calendar of the browser stops it."""
    hands.go(address)
    hands.unguarded()
    hands.fill("Tanggal BHT", too_early)
    hands.fill("Menurut", "SIPP PN Trenggalek")
    hands.press("Catat tanggal BHT")
    assert len(hands.complaints()) == 1
    assert hands.value("Menurut") == "SIPP PN Trenggalek"
    hands.fill("Tanggal BHT", day)
    hands.press("Catat tanggal BHT")
    assert "Tanggal BHT tercatat" in hands.saved()


def answer_held(hands: Hands, address: str, day: str) -> None:
    """The prosecutor's letter: shown once before it is taken, with a figure that is put right on the way."""
    hands.go(address)
    hands.fill("Nomor surat", "B-77/M.5.16/2026")
    hands.fill("Tanggal surat", day)
    hands.fill("Jumlah jam", "240 kali")
    hands.fill("Jangka waktu", "6 bulan")
    hands.fill("Alasan menurut surat jaksa", "240 jam menurut naskah resmi Pasal 85 ayat (4)")
    hands.press("Catat jawaban dan daftarkan")
    assert "Jumlah jam" in hands.complaints()[0]
    assert hands.value("Nomor surat") == "B-77/M.5.16/2026"
    hands.fill("Jumlah jam", "240 jam")
    hands.press("Catat jawaban dan daftarkan")
    assert "Periksa sebelum dicatat" in hands.page.locator("main").inner_text()
    hands.press("Catat jawaban dan daftarkan")
    assert "Jawaban jaksa tercatat" in hands.saved()


def mend_slip(hands: Hands, address: str) -> None:
    """A held ruling whose hours were a slip is registered by the mended paper; the document is forgotten at first."""
    hands.go(address)
    hands.press("Betulkan amar")
    hands.fill("Jumlah jam", "40 kali")
    hands.fill("Menurut", "Petikan putusan")
    hands.fill("Alasan pembetulan", REASON)
    hands.press("Simpan pembetulan")
    assert "Jumlah jam" in hands.complaints()[0]
    hands.fill("Jumlah jam", "40 jam")
    hands.press("Simpan pembetulan")
    assert "Pembetulan 1 tercatat" in hands.saved()


@pytest.mark.task("petugas", "Melengkapi kecamatan dan NIK putusan")
def test_a_kecamatan_and_a_nik_are_completed_where_their_flag_leads(hands: Hands, told: Told) -> None:
    address = ruling(told, kecamatan=None, nik=None)
    complete_person(hands, address, f"99031102039{next(serial):05}")
    shown = hands.page.locator("main").inner_text()
    assert "Kecamatan\nPanggul" in shown.replace("\n\n", "\n")
    assert "Lengkapi agar tempat yang dekat dapat diusulkan" not in shown
    assert "semula tidak disebut" in shown
    hands.look()
    hands.back_and_reload()


@pytest.mark.task("petugas", "Mencatat tanggal BHT")
def test_the_day_of_finality_is_recorded_with_its_document(hands: Hands, told: Told) -> None:
    address = ruling(told, final_on=None)
    record_finality(hands, address, str(told.begun - timedelta(days=50)), str(told.begun - timedelta(days=32)))
    assert "menurut SIPP PN Trenggalek" in hands.page.locator("main").inner_text()
    hands.look()
    hands.back_and_reload()


@pytest.mark.task("petugas", "Mencatat jawaban jaksa atas putusan yang ditahan")
def test_a_held_ruling_is_answered(hands: Hands, told: Told) -> None:
    address = ruling(told, total_minutes=18_000, minutes_a_day=480, period_days=180)
    answer_held(hands, address, str(told.begun - timedelta(days=2)))
    assert "Terdaftar" in hands.page.locator("main").inner_text()
    hands.look()
    hands.back_and_reload()


@pytest.mark.task("petugas", "Membetulkan jumlah jam putusan yang ditahan")
def test_a_ruling_held_for_a_slip_is_registered_by_the_mended_paper(hands: Hands, told: Told) -> None:
    address = ruling(told, total_minutes=24_000)
    mend_slip(hands, address)
    shown = hands.page.locator("main").inner_text()
    assert "Terdaftar" in shown
    assert "semula “400 jam”" in shown
    hands.look()
    hands.back_and_reload()
