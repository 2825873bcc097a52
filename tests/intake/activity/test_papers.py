"""What the minutes of a meeting say, and that they are kept for ever."""

from dataclasses import replace
from datetime import date

from services.intake.activity.papers import Minutes
from shared.papers.printing import print_paper
from tests.papers.examples import HEAD, MINUTES, SIGNER
from tests.papers.looking import faults_of, fonts_of, pages_of, tags_of


def printed(minutes: Minutes) -> bytes:
    paper = minutes.on(HEAD, date(2026, 12, 3), "Trenggalek, 3 Desember 2026", SIGNER)
    return print_paper(paper.template, paper.data)


def test_minutes_say_who_came_what_was_said_and_who_does_what_until_when() -> None:
    (only,) = pages_of(printed(MINUTES))
    for words in (
        "NOTULA Rapat kesiapan I-PD tahun 2027 hari, tanggal : Kamis, 3 Desember 2026",
        "Yang hadir 1. Inspektorat 2. Dinas Pendidikan Jalannya rapat Rapat dibuka pukul 13.00 WIB.",
        "Anak B. N. belum mendapat tempat #let x. Keputusan",
        "No. Yang dikerjakan Oleh Paling lambat 1 Mengisi Lampiran I Seluruh I-PD",
        "Trenggalek, 3 Desember 2026 a.n. SEKRETARIS DAERAH",
    ):
        assert words in only, words
    assert "kode" not in only


def test_minutes_without_names_or_decisions_say_so() -> None:
    text = " ".join(pages_of(printed(replace(MINUTES, present=(), decisions=()))))
    assert "Daftar hadir terlampir." in text
    assert "Tidak ada keputusan." in text


def test_minutes_are_kept_for_ever_and_printed_alike() -> None:
    long = replace(MINUTES, said=[*MINUTES.said] * 30)
    pdf = printed(long)
    assert pdf == printed(long)
    assert not faults_of(pdf)
    assert fonts_of(pdf) == {"Arimo", "Arimo-Bold"}
    assert {"H1", "H2", "L", "LI", "Table", "TH", "P"} <= set(tags_of(pdf))
