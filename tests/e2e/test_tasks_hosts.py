"""What the coordinator and the officer do with places by page: register, offer, mend, place, decline, undo, look."""

import pytest

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
    look_narrow(hands)


def look_narrow(hands: Hands) -> None:
    """The same page in a hand."""
    wide = hands.page.viewport_size
    hands.page.set_viewport_size({"width": 360, "height": 740})
    hands.look()
    hands.page.set_viewport_size(wide or {"width": 1280, "height": 720})


@pytest.mark.task("koordinator", "Membetulkan, menutup, dan membuka lagi kesediaan")
def test_an_offer_is_corrected_closed_and_opened_again(hands: Hands) -> None:
    hands.go("/ipd")
    hands.press("Dinas Sosial dan P3A")
    card = hands.page.locator("main > .card").first
    place = card.locator("h2").inner_text()
    hands.press("Betulkan", within=card)
    before = hands.value("Berapa orang pada waktu yang sama")
    hands.fill("Berapa orang pada waktu yang sama", str(int(before) + 1))
    hands.fill("Alasan pembetulan", "salah")
    hands.page.locator("form#line").evaluate("form => form.noValidate = true")  # what an old browser would let pass
    hands.press("Catat pembetulan")
    assert [line.startswith("Alasan pembetulan: ") for line in hands.complaints()] == [True]
    assert hands.value("Berapa orang pada waktu yang sama") == str(int(before) + 1)
    hands.fill("Alasan pembetulan", "satu orang lagi dapat diawasi")
    hands.press("Catat pembetulan")
    assert "dibetulkan" in hands.saved()
    card = hands.page.locator("main > .card").filter(has_text=place).first
    hands.press("Tutup kesediaan", within=card)
    assert "Periksa jawaban" in hands.page.title()
    hands.press("Tutup kesediaan")
    assert "ditutup" in hands.saved()
    card = hands.page.locator("main > .card").filter(has_text="ditutup").first
    hands.press("Buka lagi", within=card)
    assert "dibuka lagi" in hands.saved()
    hands.back_and_reload()
    hands.look()


@pytest.mark.task("koordinator", "Mencatat penolakan tempat dan membatalkannya")
def test_a_decline_is_recorded_and_undone(hands: Hands) -> None:
    hands.go("/placement?state=proposed")
    hands.page.locator("main td a.name").last.click()
    hands.clicks += 1
    hands.page.wait_for_load_state("load")
    card = hands.page.locator(".beside > .card").first
    place = card.locator("h2").inner_text()
    card.locator("summary", has_text="Catat penolakan tempat").click()
    hands.clicks += 1
    hands.choose("Alasan tempat", "Alasan lain", within=card)
    card.locator("button", has_text="Catat penolakan tempat").click()
    hands.clicks += 1
    hands.page.wait_for_load_state("load")
    assert [line.startswith("Keterangan: ") for line in hands.complaints()] == [True]
    card = hands.page.locator(".beside > .card").filter(has_text=place).first
    hands.fill("Keterangan", "Pembinanya sedang sakit", within=card)
    card.locator("button", has_text="Catat penolakan tempat").click()
    hands.page.wait_for_load_state("load")
    hands.press("Catat penolakan tempat", within=hands.page.locator("form:has(h2)"))
    hands.clicks += 1
    assert "masih dapat dibatalkan" in hands.saved()
    refused = hands.page.locator(".card").filter(has=hands.page.locator("#penolakan"))
    assert place in refused.inner_text()
    assert "Pembinanya sedang sakit" in refused.inner_text()
    hands.look()
    hands.press("Batalkan penolakan")
    assert "terbuka lagi" in hands.saved()
    assert place in hands.page.locator(".beside").inner_text()
    hands.back_and_reload()


@pytest.mark.task("petugas", "Menerima usulan tempat")
def test_a_proposal_is_accepted_after_its_answers_were_seen(hands: Hands) -> None:
    hands.go("/placement?state=proposed")
    hands.page.locator("main td a.name").first.click()
    hands.clicks += 1
    hands.page.wait_for_load_state("load")
    hands.look()
    look_narrow(hands)
    place = hands.page.locator(".beside > .card h2").first.inner_text()
    hands.press("Tempatkan di sini")
    assert "Periksa jawaban" in hands.page.title()
    assert place in hands.page.locator(".answers").inner_text()
    hands.press("Tempatkan di sini", within=hands.page.locator("form:has(.answers)"))
    assert "Penempatan tercatat" in hands.saved()
    assert place in hands.page.locator("main").inner_text()
    hands.back_and_reload()
    hands.look()


@pytest.mark.task("koordinator", "Melihat siapa yang bertugas di suatu tempat")
def test_who_is_at_a_place_is_seen_from_the_list_of_offices(hands: Hands) -> None:
    hands.go("/reports/ipd?sort=-serving")
    hands.page.locator("main td a.name").first.click()
    hands.clicks += 1
    hands.page.wait_for_load_state("load")
    main = hands.page.locator("main")
    assert "Orang di sini, sekarang dan segera" in main.inner_text()
    assert main.locator("a[href^='/reports/klien/']").count() > 0
    hands.look()
    look_narrow(hands)
    hands.press("Kesediaan (Lampiran I)")
    hands.look()


@pytest.mark.task("koordinator", "Melihat apa yang menunggu koordinator")
def test_the_coordinators_desk_leads_where_it_says(hands: Hands) -> None:
    hands.go("/")
    hands.look()
    look_narrow(hands)
    address = hands.page.locator("main .act a").first.get_attribute("href")
    hands.page.locator("main .act a").first.click()
    hands.clicks += 1
    hands.page.wait_for_load_state("load")
    assert address is not None
    assert address in hands.page.url
