"""The kind of a sentence in the sheets of other offices: ours is never passed over, and no guess is made of it."""

import json
from typing import Any

import pytest

from services.intake.putusan.rows import Draft, read_rows
from services.intake.putusan.rows.file import BOOK
from services.intake.putusan.rows.kinds import Elsewhere, kind_said
from shared.domain.personal import Personal
from shared.domain.sentence import Regime
from shared.sheets.layouts import reading_of
from shared.sheets.reading import Table
from tests.intake.putusan.workbooks import workbook

ADULT, CHILD = Regime.ADULT, Regime.CHILD
SHEETS = ("bapas", "sipp", "sppt-ti")
MASTER = (
    "Nama", "JenisPidana", "Katagori", "StatusIntegrasiSaatIni", "NoSuratKeputusanPengadilan", "NamaPK",
    "RegisterUtama",
)  # fmt: skip
REGISTER = (
    "perkara.nomor_perkara",
    "perkara_pihak2.nama",
    "perkara_putusan.amar_putusan",
    "perkara_putusan.amar_putusan_anonimisasi_dok",
)
CHILDS_NAME = "Rahasia Rekaan"


def table(*rows: tuple[Any, ...]) -> Table[Draft]:
    found = read_rows(workbook({"a": rows}))
    assert isinstance(found, Table), found
    return found


def of_master(added: str, category: str, status: str = "Aktif") -> Table[Draft]:
    return table(MASTER, ("Budi Rekaan", added, category, status, "1/Pid.B/2026/PN Trk", "PK Rekaan", "R-1"))


def of_register(amar: str, document: str = "x.pdf") -> Table[Draft]:
    return table(REGISTER, ("1/Pid.B/2026/PN Trk", CHILDS_NAME, amar, document))


def read_as(found: Table[Draft]) -> Regime | str | None:
    """The kind of the only row, or what it is told to be instead."""
    ((_, said),) = found.tabs[0].elsewhere or ((0, ""),)
    if said:
        assert not found.rows
        return said
    (row,) = found.rows
    return row.draft.paper.kind


@pytest.mark.parametrize(
    ("added", "category", "read"),
    [
        ("", "PKS", ADULT),
        ("", "KERJASOSIAL", ADULT),
        ("", "pidana kerja-sosial", ADULT),
        ("Kerja_Sosial", "Klien Dewasa", ADULT),
        ("P.K.S.", "", ADULT),
        ("pelayanan\nmasyarakat", "Klien Anak", CHILD),
        ("-", "Pelayanan Masyarakat", CHILD),
        ("", "", None),
        ("", "Klien Dewasa", None),
        ("Klien Anak", "", None),
        ("", "bukan kerja sosial", None),
        ("", "bukan KERJASOSIAL", None),
        ("KERJASOSIAL atau pelayanan masyarakat", "", None),
        ("kerjasosal pengganti penjara", "", None),
        ("Pembebasan Bersyarat", "Pelayanan Masyarakat", "Pembebasan Bersyarat"),
        ("", "Klien PB", "PB"),
        ("", "CUTI-BERSYARAT", "Cuti Bersyarat"),
        ("", "Pelatihan Kerja", "Pelatihan Kerja"),
        ("", "Pidana Penjara 6 bulan", "Penjara"),
        ("Penjara diganti kerja sosial", "", ADULT),
    ],
)
def test_only_a_word_that_is_known_to_be_another_sentence_makes_one(
    added: str, category: str, read: Regime | str | None
) -> None:
    assert read_as(of_master(added, category)) == read


@pytest.mark.parametrize(
    ("amar", "read"),
    [
        ("", None),
        ("Menjatuhkan pidana kerja so-\nsial selama 80 jam", ADULT),
        ("Menolak permohonan pidana kerja sosial; menjatuhkan pidana penjara 1 tahun", None),
        ("Pidana kerja sosial tidak dijatuhkan; menjatuhkan pidana penjara", None),
        ("Menjatuhkan pidana denda; apabila tidak dibayar, pidana kerja sosial 80 jam", None),
        ("Menjatuhkan pidana denda; bila mangkir kerja sosial", None),
        ("Menolak eksepsi; menjatuhkan pidana kerja sosial, apabila tidak dijalani tanpa alasan, penjara", ADULT),
        ("Menjatuhkan pidana penjara; menetapkan diganti pidana kerja sosial", ADULT),
        ("Menyatakan terdakwa bersalah", None),
    ],
)
def test_an_operative_part_that_denies_ours_is_looked_at_and_no_document_decides(
    amar: str, read: Regime | None
) -> None:
    assert read_as(of_register(amar)) == read


def test_what_is_told_of_another_sentence_is_a_word_of_the_mapping_and_never_the_sheets_own() -> None:
    amar = f"Menyatakan Anak {CHILDS_NAME} bersalah; menjatuhkan pidana penjara"
    document = {"identitas_dokumen": {"nomor": "1/Pid.Sus-Anak/2026/PN Trk"}, "tanggal_bht": "", "amar_putusan": amar}
    read = read_rows(json.dumps(document | {"daftar_anak": [{"nama": CHILDS_NAME}]}).encode())
    assert isinstance(read, Table)
    for found in (of_register(amar), read):
        assert found.rows == ()
        assert [said for _, said in found.tabs[0].elsewhere] == ["Penjara"]
        assert CHILDS_NAME not in repr(found)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_word_of_a_list_is_another_sentence_and_is_told_as_itself(sheet: str) -> None:
    others = BOOK.layouts[sheet].elsewhere
    assert {word: kind_said(f"Klien {word.upper()} 2026", others) for word in others} == {
        word: Elsewhere(word) for word in others
    }
    layout = BOOK.layouts[sheet]
    reading = reading_of(BOOK, layout, layout.kind[:1])
    assert reading.cells({layout.kind[0]: others[0]}) == Elsewhere(others[0])


def test_years_are_not_counted_into_days_and_what_was_written_is_told_whole() -> None:
    header, row = (*MASTER, "PidanaTahun", "PidanaBulan"), ("Budi Rekaan", "", "PKS", "", "1", "PK Rekaan", "R-1", 1, 3)
    (read,) = table(header, row).rows
    assert read.draft.paper.replaced_prison_days is None
    (told,) = [one for one in read.draft.unreadable if one.field == "replaced_prison_days"]
    assert (told.rule, told.written) == ("years-without-days", Personal("1 tahun 3 bulan"))
