"""What the papers of a letter say, word by word, and on which page."""

from dataclasses import replace

import pytest

from services.intake.letter.papers import Invitation, boxes
from shared.papers.printing import print_paper
from tests.papers.examples import ENVELOPE, INVITATION, OPENING, PAPERS
from tests.papers.looking import pages_of


def printing(said: Invitation) -> tuple[str, str]:
    paper = said.on(ENVELOPE)
    return paper.template, paper.data


def pages(name: str) -> list[str]:
    paper = PAPERS[name]
    return pages_of(print_paper(paper.template, paper.data))


def test_an_invitation_says_to_what_when_and_where_and_its_annex_who_is_invited() -> None:
    letter, annex = pages("undangan")
    for words in (
        "PEMERINTAH KABUPATEN CONTOH SEKRETARIAT DAERAH",
        "Contoh, 24 November 2026",
        "Nomor : 400.9/123/35.03/2026",
        "Sifat : Segera",
        "Hal : Undangan rapat kesiapan I-PD",
        "Yth. Daftar terlampir di tempat",
        OPENING,
        "pukul : 13.00 WIB s.d. selesai",
        "a.n. SEKRETARIS DAERAH Asisten Pemerintahan dan Kesejahteraan Rakyat,",
        "CONTOH PEJABAT, S.H., M.Si. Pembina Utama Muda (IV/c) NIP 19800101 200501 1 001",
        "Tembusan: 1. Bupati Contoh (sebagai laporan);",
        "bakti.contoh.go.id/cek dengan kode 7QK2-M9PX.",
    ):
        assert words in letter, words
    assert "DAFTAR UNDANGAN No. Yang diundang Keterangan 1 Inspektorat 2 Dinas Pendidikan satu orang" in annex
    assert "Kode 7QK2-M9PX · halaman 2 dari 2" in annex


def test_each_page_of_a_long_letter_says_below_with_which_word_the_next_begins() -> None:
    words = " ".join(f"kata{number}" for number in range(900))
    paper = replace(INVITATION, opening=(words,), invited=()).on(ENVELOPE)
    first, second, *_ = pages_of(print_paper(paper.template, paper.data))
    last = [word for word in first.split() if word.startswith("kata")][-2:]
    begins = next(word for word in second.split() if word.startswith("kata"))
    assert f"{begins} …" in first
    assert begins in last or int(begins[4:]) == int(last[0][4:]) + 1


@pytest.mark.parametrize("more", [120, 135, 150, 180])
def test_the_code_stands_on_the_first_page_however_full_it_is(more: int) -> None:
    """Said last, it would stand alone on another page where a letter just fills its own."""
    opening = " ".join(["kata"] * more)
    first, *others = pages_of(print_paper(*printing(replace(INVITATION, opening=(opening,), invited=()))))
    assert "dengan kode 7QK2-M9PX." in first
    assert all(page.partition("Kode 7QK2-M9PX")[0].strip() for page in others)


def test_a_letter_of_one_page_has_neither_catchword_nor_number_of_pages() -> None:
    paper = replace(INVITATION, invited=()).on(ENVELOPE)
    (only,) = pages_of(print_paper(paper.template, paper.data))
    assert "halaman" not in only
    assert " …" not in only


def test_a_preview_says_so_on_every_page_and_has_no_code() -> None:
    paper = INVITATION.on(replace(ENVELOPE, check=None))
    found = pages_of(print_paper(paper.template, paper.data))
    assert len(found) == 2
    assert all("PRATINJAU" in page for page in found)
    assert not any("kode" in page.lower() for page in found)


def test_a_covering_letter_names_what_is_sent_a_child_by_initials_and_has_its_receipt() -> None:
    (only,) = pages("surat-pengantar")
    for words in (
        "SURAT PENGANTAR Nomor: 400.9/123/35.03/2026",
        "Naskah yang dikirim Banyaknya Keterangan",
        "atas nama CONTOH ORANG",
        "atas nama A. B.",
        "Diterima tanggal:",
    ):
        assert words in only, words


def test_a_list_of_who_comes_has_a_row_for_each_of_the_invited_and_empty_ones_for_others() -> None:
    (only,) = pages("daftar-hadir")
    for words in (
        "DAFTAR HADIR hari, tanggal : Kamis, 3 Desember 2026",
        "acara : Kesiapan tempat dan sarana I-PD tahun 2027",
        "No. Nama dan jabatan Kantor Tanda tangan 1 Inspektorat 1. 2 Dinas #let x 2. 3 3.",
        "12 12.",
    ):
        assert words in only, words
    assert "13." not in only.split("Tanda tangan")[1]
    assert "kode" not in only.lower()


def test_a_slip_says_what_the_letter_is_and_who_is_to_do_what() -> None:
    (only,) = pages("lembar-disposisi")
    for words in (
        "LEMBAR DISPOSISI",
        "Surat dari : Setda Contoh",
        "Nomor agenda : 0417/2026",
        "Perihal: Undangan rapat kesiapan I-PD",
        "Diteruskan kepada Sdr. Sekretaris Kabid Resos",
        "Dengan hormat harap Tanggapan dan saran",
        "Siapkan isian Lampiran I bersama Kecamatan, hadir Kamis 3/12. CONTOH KADIS, 25 November 2026 paraf:",
    ):
        assert words in only, words


def test_urgency_and_secrecy_are_one_row_of_boxes_and_important_has_none() -> None:
    def ticked(urgency: str, secrecy: str) -> list[str]:
        return [words for words, yes in boxes(urgency, secrecy) if yes]

    assert ticked("segera", "biasa") == ["Segera"]
    assert ticked("sangat-segera", "sangat-rahasia") == ["Sangat segera", "Rahasia"]
    assert ticked("penting", "terbatas") == []
