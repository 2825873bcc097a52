"""A ruling by its form and rulings by a file, each with a slip that is mended without typing anything again."""

from datetime import timedelta

import pytest

from tests.e2e.conftest import Told
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser
HEADINGS = "nomor_perkara;nama;tanggal_putusan;jenis_pidana;jumlah_jam;tanggal_lahir"


@pytest.mark.task("petugas", "Mendaftarkan putusan")
def test_a_ruling_is_registered_and_a_slip_in_its_number_is_mended_alone(hands: Hands, told: Told) -> None:
    ruled_on = told.begun - timedelta(days=20)
    hands.go("/putusan/new")
    hands.look()
    hands.choose("Dewasa atau anak", "Dewasa")
    hands.fill("Nomor perkara", "sembilan ribu")
    hands.fill("Tanggal putusan", ruled_on.isoformat())
    hands.fill("Nama", "Sumarni Rekaan")
    hands.fill("Tanggal lahir", "1990-03-02")
    hands.fill("Jumlah jam", "80 jam")
    hands.press("Daftarkan")
    assert hands.page.title().startswith("Galat: ")
    assert hands.page.evaluate("document.activeElement.id") == "galat"
    assert hands.complaints()[0].startswith("Nomor perkara: ")
    hands.look()
    hands.back_and_reload()
    assert (hands.value("Nama"), hands.value("Tanggal putusan")) == ("Sumarni Rekaan", ruled_on.isoformat())
    hands.press("Nomor perkara: ")
    assert hands.page.evaluate("document.activeElement.id") == "putusan-nomor_perkara"
    hands.fill("Nomor perkara", f"9871/Pid.B/{ruled_on.year}/PN Trk")
    hands.fill("Pengadilan", "PN Trenggalek")
    hands.press("Daftarkan")
    assert hands.saved().startswith("Putusan")
    hands.look()
    hands.back_and_reload()


@pytest.mark.task("petugas", "Memasukkan berkas dan memperbaiki barisnya")
def test_a_files_row_is_mended_in_its_own_form(hands: Hands, told: Told) -> None:
    ruled_on = told.begun - timedelta(days=20)
    end = f"Dewi Rekaan;{ruled_on};dewasa;80 jam;1990-03-02"
    rows = (f"9872/Pid.B/{ruled_on.year}/PN Trk;{end}", f";{end.replace('Dewi', 'Tuti')}")
    hands.go("/putusan/new")
    hands.attach("Berkas XLSX atau CSV", "putusan.csv", b"nomor_perkara;nama\r\n" * 300_000)
    hands.press("Masukkan")
    assert [line.startswith("Berkas XLSX atau CSV: ") for line in hands.complaints()] == [True]
    hands.attach("Berkas XLSX atau CSV", "putusan.csv", "\r\n".join((HEADINGS, *rows)).encode())
    hands.press("Masukkan")
    assert "2 baris masuk = 2 baris terhitung: 1 terdaftar" in hands.page.locator("main").inner_text()
    hands.look()
    hands.back_and_reload()
    hands.press("Perbaiki baris 3")
    assert hands.value("Jumlah jam") == "80 jam"
    hands.fill("Nomor perkara", f"9873/Pid.B/{ruled_on.year}/PN Trk")
    hands.press("Daftarkan")
    assert hands.saved().startswith("Putusan")
    hands.press("Semua baris sudah diperbaiki")
    assert "Sudah diperbaiki" in hands.page.locator("main").inner_text()
    hands.look()
