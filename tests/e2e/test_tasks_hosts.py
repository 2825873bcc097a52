"""What the coordinator and the officer do with places by page: register, offer, mend, place, decline, undo, look."""

from datetime import timedelta

import pytest

from tests.e2e.conftest import Told
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser
OFFICE, PLACE = "Dinas Rekaan Uji", "Balai Rekaan Uji"


@pytest.mark.task("koordinator", "Mendaftarkan I-PD dan kesediaannya (Lampiran I)")
def test_an_office_and_its_offer_are_registered_with_a_slip_that_nobody_types_again(hands: Hands) -> None:
    hands.go("/ipd")
    hands.press("Daftarkan I-PD")
    hands.fill("Nama instansi", OFFICE)
    hands.fill("Bagian yang dihubungi", "Subbagian Umum")
    hands.fill("Telepon kantor", "menyusul")
    hands.enter()
    assert [line.startswith("Telepon kantor: ") for line in hands.complaints()] == [True]
    assert hands.value("Nama instansi") == OFFICE
    hands.fill("Telepon kantor", "0355 791234")
    hands.press("Daftarkan I-PD")
    assert OFFICE in hands.saved()
    hands.look()
    hands.press("Tambah kesediaan (Lampiran I)")
    hands.fill("Nama tempat", PLACE)
    hands.choose("Jenis tempat", "Desa atau kelurahan")
    hands.choose("Kecamatan", "Dongko")
    hands.choose("Kegiatan", "Mengarsipkan dokumen")
    hands.fill("Berapa orang pada waktu yang sama", "2")
    hands.press("Anak")
    hands.fill("Buka pukul", "07:30")
    hands.press("Catat kesediaan")
    assert [line.startswith("Pernyataan tempat") for line in hands.complaints()] == [True]
    assert hands.value("Buka pukul") == "07:30"
    hands.look()
    hands.press("Pelaksanaan pidana kerja sosial")
    hands.press("Catat kesediaan")
    assert PLACE in hands.saved()
    hands.back_and_reload()
    assert "07.30 sampai 15.00" in hands.page.locator("main").inner_text()
    hands.look()
    hands.look_narrow()


@pytest.mark.task("koordinator", "Membetulkan, menutup, dan membuka lagi kesediaan")
def test_an_offer_is_corrected_closed_and_opened_again(hands: Hands) -> None:
    hands.go("/ipd")
    hands.press("Dinas Sosial dan P3A")
    card = hands.page.locator("main > .card").first
    place = card.locator("h2").inner_text()
    hands.press("Betulkan", within=card)
    before = hands.value("Berapa orang pada waktu yang sama")
    hands.fill("Berapa orang pada waktu yang sama", "0")
    hands.fill("Alasan pembetulan", "salah")
    hands.unguarded()
    hands.press("Catat pembetulan")
    told = [line.partition(":")[0] for line in hands.complaints()]
    assert told == ["Berapa orang pada waktu yang sama", "Alasan pembetulan"], "both at once"
    hands.fill("Berapa orang pada waktu yang sama", str(int(before) + 1))
    hands.fill("Alasan pembetulan", "satu orang lagi dapat diawasi")
    hands.press("Catat pembetulan")
    assert "dibetulkan" in hands.saved()
    card = hands.page.locator("main > .card").filter(has_text=place).first
    hands.press("Tutup kesediaan", within=card)
    hands.fill("Alasan", "gedungnya diperbaiki")
    hands.press("Tutup kesediaan")
    assert "Periksa sebelum dicatat" in hands.page.title()
    hands.press("Tutup kesediaan")
    assert "ditutup" in hands.saved()
    card = hands.page.locator("main > .card").filter(has_text="ditutup").first
    assert "gedungnya diperbaiki" in card.inner_text()
    hands.press("Buka lagi", within=card)
    hands.fill("Alasan", "perbaikannya selesai")
    hands.press("Buka lagi kesediaan")
    assert "dibuka lagi" in hands.saved()
    hands.back_and_reload()
    hands.look()


def open_a_proposal(hands: Hands, nth: int) -> None:
    """A placement of the list that waits; nth from the last, so that no task is in another's way."""
    hands.go("/placement?state=proposed")
    hands.press("", within=hands.page.locator("main td:has(a.name)").nth(nth))


@pytest.mark.task("koordinator", "Mencatat penolakan tempat dan membatalkannya")
def test_a_decline_is_recorded_and_undone(hands: Hands) -> None:
    open_a_proposal(hands, -1)
    card = hands.page.locator(".beside > .card").first
    place = card.locator("h2").inner_text()
    hands.press("Catat penolakan tempat", within=card)
    hands.choose("Alasan tempat", "Alasan lain", within=card)
    hands.press("Catat penolakan tempat", within=card.locator("form"), nth=-1)
    assert [line.startswith("Keterangan: ") for line in hands.complaints()] == [True]
    card = hands.page.locator(".beside > .card").filter(has_text=place).first
    hands.fill("Keterangan", "Pembinanya sedang sakit", within=card)
    hands.press("Catat penolakan tempat", within=card.locator("form"), nth=-1)
    hands.press("Catat penolakan tempat", within=hands.page.locator("form:has(.answers)"))
    assert "masih dapat dibatalkan" in hands.saved()
    refused = hands.page.locator(".card").filter(has=hands.page.locator("#penolakan"))
    assert place in refused.inner_text()
    assert "Pembinanya sedang sakit" in refused.inner_text()
    hands.look()
    hands.press("Batalkan penolakan")
    assert "terbuka lagi" in hands.saved()
    assert place in hands.page.locator(".beside").inner_text()


@pytest.mark.task("petugas", "Menerima usulan tempat")
def test_a_proposal_is_accepted_after_its_answers_were_seen(hands: Hands) -> None:
    """The wrong card is pressed first: the answers name the place, and nothing was recorded yet."""
    open_a_proposal(hands, 0)
    hands.look()
    hands.look_narrow()
    cards = hands.page.locator(".beside > .card")
    wrong, place = cards.nth(1).locator("h2").inner_text(), cards.first.locator("h2").inner_text()
    hands.press("Tempatkan di sini", within=cards.nth(1))
    assert "Periksa sebelum dicatat" in hands.page.title()
    assert wrong in hands.page.locator(".answers").inner_text()
    hands.press("Batal")
    hands.press("Tempatkan di sini", within=cards.first)
    assert place in hands.page.locator(".answers").inner_text()
    hands.press("Tempatkan di sini", within=hands.page.locator("form:has(.answers)"))
    assert "Penempatan tercatat" in hands.saved()
    assert place in hands.text()
    hands.look()


@pytest.mark.task("petugas", "Mencatat penempatan yang sudah berjalan")
def test_a_stay_that_has_begun_is_recorded_with_its_letter(hands: Hands, told: Told) -> None:
    """The year is mistyped; the letter's number is not typed again."""
    open_a_proposal(hands, 1)
    card = hands.page.locator(".beside > .card").first
    place, day = card.locator("h2").inner_text(), told.begun - timedelta(days=5)
    hands.press("Sudah berjalan di sini", within=card)
    hands.unguarded()
    hands.fill("Berjalan sejak", str(day.replace(year=day.year + 2, day=1)), within=card)
    hands.fill("Surat penempatan", "470/14/406/2026", within=card)
    hands.press("Catat yang sudah berjalan", within=card)
    assert [line.startswith("Berjalan sejak: ") for line in hands.complaints()] == [True], hands.complaints()
    card = hands.page.locator(".beside > .card").filter(has_text=place).first
    assert hands.value("Surat penempatan", within=card) == "470/14/406/2026"
    hands.fill("Berjalan sejak", str(day), within=card)
    hands.press("Catat yang sudah berjalan", within=card)
    taking = hands.page.locator("form:has(.answers)")
    assert "470/14/406/2026" in taking.inner_text()
    hands.press("", within=taking.locator("button[value=take]").locator("xpath=.."), nth=take_at(hands))
    assert "Penempatan tercatat" in hands.saved()
    hands.look()


def take_at(hands: Hands) -> int:
    """Which of the buttons under the answers records them: after a doubt it is the second."""
    values = hands.page.locator("form:has(.answers) .actions button").evaluate_all("all => all.map(one => one.value)")
    return int(values.index("take"))


@pytest.mark.task("petugas", "Membetulkan tempat yang sudah diterima")
def test_an_accepted_place_is_corrected_with_its_letter(hands: Hands, told: Told) -> None:
    with told.client("petugas") as officer:
        waiting = officer.get("/reports/klien?status=menunggu_berita_acara&limit=50").json()["items"]
    hands.go(f"/placement/{waiting[-1]['putusan_id']}")
    before = hands.page.locator("#diterima").inner_text()
    hands.press("Betulkan penempatan")
    other = next(one for one in places_of(hands) if not one.startswith(before) and "PENUH" not in one)
    hands.choose("Tempat", other)
    hands.fill("Menurut surat", "B-81/M.5.16/2026")
    hands.fill("Alasan pembetulan", " " * 12)
    hands.press("Catat pembetulan")
    assert [line.startswith("Alasan pembetulan: ") for line in hands.complaints()] == [True]
    assert hands.value("Menurut surat") == "B-81/M.5.16/2026"
    hands.look()
    hands.fill("Alasan pembetulan", "keliru memilih tempat di daftar")
    hands.press("Catat pembetulan")
    hands.press("", within=hands.page.locator("form:has(.answers) .actions"), nth=take_at(hands))
    assert hands.saved()
    assert other.partition(":")[0] == hands.page.locator("#diterima").inner_text()
    hands.look()


def places_of(hands: Hands) -> list[str]:
    return hands.page.get_by_label("Tempat", exact=False).first.locator("option").all_inner_texts()[1:]


@pytest.mark.task("koordinator", "Melihat siapa yang bertugas di suatu tempat")
def test_who_is_at_a_place_is_seen_from_the_list_of_offices(hands: Hands) -> None:
    """Sorted the wrong way round and the wrong office opened: a press mends each, and Back finds the list as it was."""
    hands.go("/")
    hands.press("I-PD")
    hands.press("Terisi", within=hands.page.locator("main thead"))
    hands.press("", within=hands.page.locator("main td:has(a.name)").first)
    assert "Belum ada orang di sini" in hands.text()
    hands.back()
    hands.press("Terisi", within=hands.page.locator("main thead"))
    hands.press("", within=hands.page.locator("main td:has(a.name)").first)
    main = hands.page.locator("main")
    assert "Orang di sini, sekarang dan segera" in main.inner_text()
    assert main.locator("a[href^='/reports/klien/']").count() > 0
    hands.look()
    hands.look_narrow()
    hands.press("Kesediaan (Lampiran I)")
    hands.look()


@pytest.mark.task("koordinator", "Melihat apa yang menunggu koordinator")
def test_the_coordinators_desk_leads_where_it_says(hands: Hands) -> None:
    """The wrong line is followed first; Back is the desk as it was."""
    hands.go("/")
    hands.look()
    hands.look_narrow()
    acts = hands.page.locator("main .act")
    addresses = [acts.nth(one).locator("a").get_attribute("href") or "?" for one in (0, 1)]
    said = hands.page.locator("main .item").all_inner_texts()
    hands.press("", within=acts.nth(1))
    assert addresses[1] in hands.page.url
    hands.back()
    assert hands.page.locator("main .item").all_inner_texts() == said
    hands.press("", within=acts.first)
    assert addresses[0] in hands.page.url
