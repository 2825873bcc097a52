"""Files as Indonesian spreadsheets write them: the same rulings in every encoding and separator, every fault by row."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from services.intake.putusan.decider import PUTUSAN, RegisterPutusan
from services.intake.putusan.decider.paper import Paper, clear
from services.intake.putusan.events import (
    Consideration,
    Document,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    Replaced,
    Sanction,
)
from services.intake.putusan.routes.mending import SEVERAL
from services.intake.putusan.rows import Draft, draft_of, read_rows, register_command, traits_of
from services.intake.putusan.rows.columns import COLUMNS, OF_PAPER
from shared.domain.event import Event
from shared.domain.identifiers import derived
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.sentence import Regime, Sex, Terms
from shared.privacy.identities import Claimed
from shared.sheets.columns import Column, cell
from shared.sheets.reading import Table
from shared.sheets.tabs import FILE_BYTES_MAX, ROWS_MAX
from tests.given import given
from tests.intake.putusan.papers import circumstances

HEADER = ["Nomor Perkara", "Tanggal Putusan", "Nama", "NIK", "Tanggal Lahir", "Jenis Pidana", "Jumlah Jam", "Alamat"]
LINE = ["12/Pid.B/2026/PN Trk", "05/03/2026", "José Rekaan", "9903110203900001", "02/03/1990", "Pidana Kerja Sosial"]
LINE += ["80 jam", 'Jl. Contoh "Rekaan" No. 1']


def written(separator: str = ";", newline: str = "\r\n", lines: list[list[str]] | None = None) -> str:
    quoted = [
        separator.join('"' + cell.replace('"', '""') + '"' if set(cell) & set(';,"\n\t|') else cell for cell in line)
        for line in [HEADER, *(lines or [LINE])]
    ]
    return newline.join(quoted) + newline


def table(data: bytes | str) -> Table[Draft]:
    found = read_rows(data.encode() if isinstance(data, str) else data)
    assert isinstance(found, Table), found
    return found


def identify(kind: str, *parts: str) -> str:
    """A stand-in for the vault's key: only that equal parts give equal ids matters here."""
    return derived(kind, *(" ".join(part.casefold().split()) for part in parts))


def command(data: bytes | str, row: int = 0) -> RegisterPutusan:
    return of(table(data).rows[row].draft)


def of(draft: Draft) -> RegisterPutusan:
    """The command for one paper, its person not yet known."""
    return register_command(draft, traits_of(draft, identify), Claimed(str(uuid4())))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(written().encode("utf-8-sig"), id="semicolon, mark, CRLF (Excel in Indonesia)"),
        pytest.param(written(",").encode(), id="comma"),
        pytest.param(written("\t").encode(), id="tab"),
        pytest.param(written(newline="\n").encode(), id="LF"),
        pytest.param(written().encode("cp1252"), id="Windows-1252"),
        pytest.param(written("\t").encode("utf-16"), id="Unicode text of Excel"),
        pytest.param(("sep=;\r\n" + written()).encode("utf-8-sig"), id="sep= line"),
        pytest.param(("REKAAN;;;;;;;\r\n\r\n" + written() + ";;;;;;;\r\n").encode(), id="remarks above, empty rows"),
    ],
)
def test_the_same_table_in_every_dress(data: bytes) -> None:
    (row,) = table(data).rows
    paper = row.draft.paper
    assert row.draft.unreadable == ()
    assert (clear(paper.name), clear(paper.address)) == ("José Rekaan", 'Jl. Contoh "Rekaan" No. 1')
    assert (paper.ruled_on, paper.total_minutes, paper.kind) == (date(2026, 3, 5), 4800, Regime.ADULT)


def test_rows_have_the_number_that_the_spreadsheet_shows() -> None:
    two_lines = [*LINE[:-1], "Jl. Contoh\nRT 1"]
    data = written(lines=[two_lines, [""] * len(LINE), LINE])
    assert [row.number for row in table("Rekaan\r\n" + data).rows] == [3, 5]


def test_the_line_at_which_a_file_fails_is_named() -> None:
    data = written(lines=[LINE, [*LINE[:-1], "Jl. Contoh\nRT 1"], LINE]) + '"tidak ditutup;\r\n' + written()
    found = read_rows(data.encode())
    assert isinstance(found, Refused)
    assert [(fault.rule, fault.facts) for fault in found.faults] == [("quote-open", {"line": 5})]
    many = read_rows(b"nama;nomor_perkara\r\n" + b";\r\n" * 30 + b"a;b\r\n" * (ROWS_MAX + 1))
    assert isinstance(many, Refused)
    assert many.faults[0].facts == {"rows_max": ROWS_MAX, "line": ROWS_MAX + 32}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            written() + ";;;;;;;\r\n" * 12_000 + written().split("\r\n", 1)[1], id="12,000 empty lines between"
        ),
        pytest.param(written().replace("\r\n", "\r") + written().split("\r\n", 1)[1], id="CR only, then CRLF"),
        pytest.param(written() + "\ufeff" + written(), id="a mark in the middle, with the header again"),
        pytest.param(written() + "\ufeff" + written().split("\r\n", 1)[1], id="a mark in the middle"),
    ],
)
def test_no_row_vanishes_behind_what_spreadsheets_write(data: str) -> None:
    rows = table(data).rows
    assert [row.draft.unreadable for row in rows] == [(), ()]
    assert len({clear(row.draft.paper.case_number) for row in rows}) == 1


def test_each_line_is_read_in_its_own_encoding() -> None:
    other = [LINE[0].replace("12/", "13/"), *LINE[1:2], "Café Rekaan", *LINE[3:]]
    lines = written(lines=[LINE, other]).split("\r\n")
    data = "\r\n".join(lines[:2]).encode() + b"\r\n" + "\r\n".join(lines[2:]).encode("cp1252")
    assert [clear(row.draft.paper.name) for row in table(data).rows] == ["José Rekaan", "Café Rekaan"]


BELOW = [
    "JUMLAH;1;;;;;80 jam;",
    "Trenggalek, 5 Maret 2026",
    ";;Kepala Bapas Kelas II Kediri",
    ";;",
    ";;Drs. Rekaan, M.H.",
    ";;NIP. 19750101 200001 1 001",
]


def test_what_is_no_ruling_is_passed_and_told() -> None:
    title = "DAFTAR PUTUSAN;;;;;;;\r\nBulan Maret 2026;;;;;;;\r\n"
    data = title + written() + "\r\n".join(BELOW) + "\r\n" + written()
    found = table(data)
    assert found.tabs[0].passed == (1, 2, 5, 6, 7, 9, 10, 11)
    assert [row.number for row in found.rows] == [4, 12]


def test_a_ruling_is_never_taken_for_a_total_or_a_signature() -> None:
    faulty = ["", "", "Kepala Rekaan", "", "", "kerja sosial", "", ""], ["JUMLAH", "05/03/2026", "", "", "", "", "", ""]
    alone = ["", "", "Budi Rekaan", "", "", "", "", ""]
    assert [row.number for row in table(written(lines=[LINE, *faulty, alone])).rows] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "Budi", "", "", "", "80 jam", "Trenggalek, RT 2"],
        ["", "", "Budi", "", "", "", "", "Trenggalek, RT 2"],
        ["", "", "Total Rekaan", "", "", "", "80 jam", ""],
        ["", "", "Petugas Hadi", "", "", "", "delapan puluh", ""],
        ["", "", "Kepala Rekaan", "", "lahir 1990", "", "", ""],
        ["", "", "Catatan Rekaan", "35O3", "", "", "", ""],
        ["", "", "", "", "", "", "80 jam", "Trenggalek, RT 2"],
    ],
)
def test_whoever_is_named_beside_anything_of_ours_is_a_ruling_whatever_their_name_begins_with(row: list[str]) -> None:
    found = table(written(lines=[LINE, row]))
    assert [one.number for one in found.rows] == [2, 3]


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "JUMLAH", "", "", "", "240 jam", ""],
        ["", "", "Total:", "", "", "", "240 jam", ""],
        ["", "", "Mengetahui,", "", "", "", "", "Trenggalek, 5 Maret 2026"],
        ["", "", "Kepala Bapas", "", "", "", "", "Petugas,"],
        ["", "", "Mengetahui, a.n. Kepala", "", "", "", "", "Trenggalek, 5 Maret 2026"],
    ],
)
def test_a_total_or_a_signature_in_the_column_of_names_is_passed(row: list[str]) -> None:
    assert table(written(lines=[LINE, row])).tabs[0].passed == (3,)


def test_a_cell_under_no_name_or_too_long_is_named_by_row_and_column() -> None:
    data = "nama;;nomor_perkara;alamat\r\nBudi;rahasia;1/Pid.B/2026/PN Trk;" + "a" * 140_000 + "\r\n"
    found = table(data)
    assert found.tabs[0].columns_ignored == ("kolom 2",)
    told = {unreadable.rule: unreadable for unreadable in found.rows[0].draft.unreadable}
    assert found.tabs[0].columns["address"] == "alamat"
    assert told["text-too-long"].field == "address"
    assert told["column-unknown"].written == Personal("kolom 2: rahasia")


@example(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters='"\r\n;\x00'), max_size=9), max_size=9),
        max_size=12,
    )
)
def test_every_filled_line_of_a_table_is_a_row_or_passed(lines: list[list[str]]) -> None:
    data = "nama;nomor_perkara\r\n" + "".join(";".join(line) + "\r\n" for line in lines)
    found = read_rows(data.encode())
    filled = [n for n, line in enumerate(lines, start=2) if any(cell.strip() for cell in line)]
    if isinstance(found, Refused):
        assert {fault.rule for fault in found.faults} <= {"rows-missing", "second-header", "rows-above-header"}
    else:
        assert sorted((*found.tabs[0].passed, *(row.number for row in found.rows))) == filled


def test_a_column_that_nobody_knows_is_named_and_remarks_are_not() -> None:
    data = "keterangan;nomor_perkara;nama;hobi\r\nREKAAN;1/Pid.B/2026/PN Trk;Budi Rekaan;memancing\r\n"
    assert table(data).tabs[0].columns_ignored == ("hobi",)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf\r\n", "file-empty"),
        (b"PK\x03\x04 a workbook", "workbook-unreadable"),
        (b"\xd0\xcf\x11\xe0 an old one", "file-of-another-kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x81\n", "file-of-another-kind"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "file-of-another-kind"),
        (b"\xef\xbb\xbf\r\n<HTML><table><tr><td>nama</td></tr></table></HTML>", "file-of-another-kind"),
        (b"<!DOCTYPE html>\n<table><tr><td>nama;nomor_perkara</td></tr></table>", "file-of-another-kind"),
        (rb"{\rtf1\ansi nama;nomor_perkara}", "file-of-another-kind"),
        (b"nama;nomor_perkara;mulai;selesai;uraian\r\nSiti;9/Pid.B;08.00;09.00;x\r\n", "sheet-of-another-kind"),
        (b"[1, 2", "document-unreadable"),
        (b"[" * 100_000, "document-unreadable"),
        (rb'[{"nama": "Budi"}, {"nama": "Siti", "x": ["\ud800"]}]', "document-unreadable"),
        (rb'{"nama": "Budi", "x": {"\udc00": 1}}', "document-unreadable"),
        (b'{"nama": "Budi", "nama": "Siti"}', "document-unreadable"),
        (b'{"nama": "Budi", "jumlah_jam": NaN}', "document-unreadable"),
        (b"\x00\x01\x00\x02\x00\x03nama;nomor_perkara", "file-unreadable"),
        (b"a;b;c\r\n1;2;3\r\n", "header-missing"),
        (b"nama;nomor_perkara\r\n", "rows-missing"),
        (b"nama;nama;nomor_perkara\r\n1;2;3\r\n", "column-twice"),
        (b"nama;nama_anak;nomor_perkara\r\n1;2;3\r\n", "column-twice"),
        (b"x" * (FILE_BYTES_MAX + 1), "file-too-large"),
        (b"nama;nomor_perkara\r\n" + b"a;b\r\n" * (ROWS_MAX + 1), "rows-too-many"),
        (b'nama;nomor_perkara\r\n"Budi;1/Pid.B/2026/PN Trk\r\nSiti;2\r\n', "quote-open"),
        (b'nama;nomor_perkara\r\n"Mbah" Budi;1/Pid.B/2026/PN Trk\r\n', "quote-open"),
        (b'nama;no;nomor_perkara\r\n"Budi;1;2\r\nSiti;3;4\r\nEko";5;6\r\n', "quote-open"),
        (b"nama;nomor_perkara\r\nBudi \xc3\xa9 \xe9;1\r\n", "line-encoding"),
        (b"nama;nomor_perkara\r\nBudi \x81\xe9;1\r\n", "line-encoding"),
        (b"Budi;1/Pid.B/2026/PN Trk\r\nnama;nomor_perkara\r\nSiti;2\r\n", "rows-above-header"),
        (b"nama;nomor_perkara\r\nBudi;1\r\nnomor_perkara;nama\r\n2;Siti\r\n", "second-header"),
        ((b";".join(b"k%d" % n for n in range(130)) + b";nama;nomor_perkara\r\n;\r\n1"), "columns-too-many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_refused_whole(data: bytes, rule: str) -> None:
    found = read_rows(data)
    assert isinstance(found, Refused)
    assert [fault.rule for fault in found.faults] == [rule]


@pytest.mark.parametrize("heads", [b"hobi;nama;nomor_perkara;nama", b"hobi;nama;nomor_perkara;nama_anak"])
def test_two_columns_for_one_field_are_told_by_their_places_and_not_by_what_stands_there(heads: bytes) -> None:
    found = read_rows(heads + b"\r\n1;2;3;4\r\n")
    assert isinstance(found, Refused)
    assert [fault.facts for fault in found.faults] == [{"first": 2, "second": 4}]


GOOD = {
    "pengadilan": "PN Trenggalek",
    "nomor_perkara": "12/Pid.B/2026/PN Trk",
    "tanggal_putusan": "05/03/2026",
    "nama": "Budi Rekaan",
    "jenis_pidana": "pidana kerja sosial",
}
REFUSING: list[tuple[dict[str, str], str, str]] = [
    ({"nomor_perkara": ""}, "case-number-missing", "/case_number"),
    ({"nomor_perkara": "perkara no. 12"}, "case-number-form", "/case_number"),
    ({"nomor_perkara": "12/Pid.B/2026/PN Tlg"}, "wrong-court", "/case_number"),
    ({"nomor_perkara": "1" * 2001}, "text-too-long", "/case_number"),
    ({"pengadilan": "PN Kediri"}, "wrong-court", "/court"),
    ({"tanggal_putusan": ""}, "ruled-on-missing", "/ruled_on"),
    ({"tanggal_putusan": "31/02/2026"}, "date-impossible", "/ruled_on"),
    ({"tanggal_putusan": "5/3/26"}, "date-unreadable", "/ruled_on"),
    ({"tanggal_putusan": "Rabu, 5 Maret 2026"}, "weekday-differs", "/ruled_on"),
    ({"tanggal_putusan": "05/03/2027"}, "ruled-in-future", "/ruled_on"),
    ({"nama": "-"}, "name-missing", "/name"),
    ({"nama": "Budi\x00"}, "text-control", "/name"),
    ({"jenis_pidana": ""}, "kind-missing", "/kind"),
    ({"jenis_pidana": "pidana tutupan"}, "word-unknown", "/kind"),
    ({"jenis_pidana": "kerja sosial bagi anak"}, "word-unknown", "/kind"),
    ({"jenis_pidana": "bukan kerja sosial"}, "word-unknown", "/kind"),
    ({"jenis_dokumen": "surat tuntutan"}, "not-a-ruling", "/document"),
    ({"": "sisa"}, "cells-surplus", "/row"),
]
UNREAD: list[tuple[dict[str, str], str, str]] = [
    ({"jenis_dokumen": "fotokopi"}, "word-unknown", "document"),
    ({"pengadilan": "Ruang Cakra"}, "court-unknown", "court"),
    ({"terdakwa_ke": "yang tua"}, "number-unreadable", "namesake"),
    ({"nik": "3,50312E+15"}, "nik-in-exponent", "nik"),
    ({"nik": "35O3110203900001"}, "nik-not-digits", "nik"),
    ({"tanggal_bht": "besok"}, "date-unreadable", "final_on"),
    ({"tanggal_lahir": "Trenggalek, 2 Maret"}, "date-unreadable", "birth_date"),
    ({"tanggal_tindak_pidana": "31/02/2026"}, "date-impossible", "offence_on"),
    ({"jenis_kelamin": "x"}, "word-unknown", "sex"),
    ({"kecamatan": "Karangn"}, "kecamatan-unknown", "kecamatan"),
    ({"kecamatan": "35.04.01"}, "kecamatan-unknown", "kecamatan"),
    ({"kecamatan": "Boyolangu"}, "kecamatan-unknown", "kecamatan"),
    ({"keahlian": "sulap"}, "skill-unknown", "skills"),
    ({"ancaman": "seumur hidup"}, "threat-unreadable", "threat_months"),
    ({"pidana_diganti": "penjara atau denda"}, "word-unknown", "replaced"),
    ({"jam_per_hari": "secukupnya"}, "duration-unreadable", "minutes_a_day"),
    ({"jam_per_hari": "2.30"}, "reads-two-ways", "minutes_a_day"),
    ({"jam_per_hari": "25 jam"}, "figure-out-of-bounds", "minutes_a_day"),
    ({"hari_per_minggu": "8"}, "figure-out-of-bounds", "days_a_week"),
    ({"hari_per_bulan": "2,5"}, "number-unreadable", "days_a_month"),
    ({"jangka_waktu": "6"}, "period-unreadable", "period_days"),
    ({"paling_lambat_tanggal": "akhir tahun"}, "date-unreadable", "until"),
    ({"mulai_pukul": "pagi"}, "clock-unreadable", "day_from_minute"),
    ({"kategori_pekerjaan": "9"}, "figure-out-of-bounds", "work_category"),
    ({"besar_denda": "lima juta-an"}, "number-unreadable", "replaced_fine_rupiah"),
    ({"besar_denda": "Rp500,000"}, "reads-two-ways", "replaced_fine_rupiah"),
    ({"persetujuan": "mungkin"}, "word-unknown", "consent"),
    ({"sanksi": "kerja paksa"}, "word-unknown", "sanctions"),
    ({"masa_percobaan": "secukupnya"}, "period-unreadable", "probation_days"),
    ({"wajib_lapor": "kadang"}, "word-unknown", "reports_monthly"),
    ({"alamat": "a" * 140_000}, "text-too-long", "address"),
    ({"alamat": "Jl. \u202eRekaan"}, "text-direction", "address"),
    ({"hobi": "memancing"}, "column-unknown", "row"),
    ({"keterangan": "ambil petikan"}, "remark", "row"),
]
PARTLY: list[tuple[dict[str, str], str, str, object]] = [
    ({"jenis_pidana": "Pidana Kerja Sosial selama 80 jam"}, "read-in-part", "kind", Regime.ADULT),
    ({"jenis_dokumen": "Salinan Putusan Nomor 12"}, "read-in-part", "document", Document.RULING),
    ({"pidana_diganti": "pidana penjara 3 bulan"}, "read-in-part", "replaced", Replaced.PRISON),
    ({"hari_per_minggu": "Senin-Jumat"}, "weekdays-counted", "days_a_week", 5),
    ({"keahlian": "memasak, sulap"}, "skill-unknown", "skills", ("memasak",)),
    ({"sanksi": "ulang dan kerja paksa"}, "read-in-part", "sanctions", (Sanction.REPEAT,)),
]
AS_OFFICES_WRITE: list[tuple[dict[str, str], str, object]] = [
    ({"jenis_kelamin": "LK"}, "sex", Sex.MALE),
    ({"jenis_kelamin": "Pr."}, "sex", Sex.FEMALE),
    ({"jenis_kelamin": "Laki - laki"}, "sex", Sex.MALE),
    ({"jumlah_jam": "80 jam."}, "total_minutes", 4800),
    ({"jam_per_hari": "2 jam per hari"}, "minutes_a_day", 120),
    ({"jam_per_hari": "2 jam/hari"}, "minutes_a_day", 120),
    ({"ancaman": "paling lama 4 tahun"}, "threat_months", 48),
    ({"kecamatan": "Kec. Karangan, Kab. Trenggalek"}, "kecamatan", "35.03.06"),
    ({"terdakwa_ke": "Terdakwa II"}, "namesake", 2),
    ({"keahlian": "Administrasi dan arsip; bertani"}, "skills", ("administrasi", "bertani")),
    ({"sanksi": "mengulangi, menjalani penjara"}, "sanctions", (Sanction.REPEAT, Sanction.PRISON)),
]


def decided(cells: dict[str, str]) -> list[Event]:
    """What becomes of one row."""
    return given(PUTUSAN, circumstances=circumstances()).when(of(draft_of(cells))).events


@pytest.mark.parametrize(("change", "rule", "pointer"), REFUSING, ids=[f"{p} {r}" for _, r, p in REFUSING])
def test_only_number_court_date_name_and_kind_refuse_a_row(change: dict[str, str], rule: str, pointer: str) -> None:
    (rejected,) = decided(GOOD | change)
    assert isinstance(rejected, PutusanRejected)
    assert [(reason.rule, f"/{reason.field}") for reason in rejected.reasons] == [(rule, pointer)]


@pytest.mark.parametrize(("change", "rule", "field"), UNREAD, ids=[f"{f} {r}" for _, r, f in UNREAD])
def test_any_other_cell_that_cannot_be_read_is_flagged_and_kept_as_written(
    change: dict[str, str], rule: str, field: str
) -> None:
    received, registered = decided(GOOD | {"jumlah_jam": "80 jam"} | change)
    assert isinstance(received, PutusanReceived)
    assert isinstance(registered, PutusanRegistered)
    (unread,) = received.unread
    (text,) = change.values()
    assert (unread.rule, unread.field) == (rule, field)
    assert (unread.written.value or "").endswith(text)
    assert (rule in registered.flags) is (field != "row")


@pytest.mark.parametrize(("change", "rule", "field", "value"), PARTLY, ids=[f"{f} {r}" for _, r, f, _ in PARTLY])
def test_what_is_sure_in_a_cell_is_taken_and_the_rest_kept(
    change: dict[str, str], rule: str, field: str, value: object
) -> None:
    received = decided(GOOD | {"jumlah_jam": "80 jam"} | change)[0]
    assert isinstance(received, PutusanReceived)
    assert [(unread.rule, unread.field, unread.written.value) for unread in received.unread] == [
        (rule, field, *change.values())
    ]
    assert getattr(draft_of(GOOD | change).paper, field) == value


@pytest.mark.parametrize(("change", "field", "value"), AS_OFFICES_WRITE, ids=[str(c) for c, _, _ in AS_OFFICES_WRITE])
def test_what_offices_write_is_read(change: dict[str, str], field: str, value: object) -> None:
    draft = draft_of(GOOD | change)
    assert (getattr(draft.paper, field), draft.unreadable) == (value, ())


def test_a_total_that_cannot_be_read_is_held_and_never_derived() -> None:
    told = {"jumlah_jam": "24 (dua ratus empat puluh) jam", "jam_per_hari": "2 jam", "jangka_waktu": "60 hari"}
    received, held = decided(GOOD | told)
    assert isinstance(received, PutusanReceived)
    assert isinstance(held, PutusanHeld)
    assert [reason.rule for reason in held.reasons] == ["no-total"]
    assert [(unread.field, unread.written.value) for unread in received.unread] == [
        ("total_minutes", told["jumlah_jam"])
    ]


@example(st.dictionaries(st.sampled_from(COLUMNS), st.text(st.characters(codec="utf-8"), max_size=40), max_size=6))
def test_nothing_that_was_typed_is_dropped(typed: dict[Column, str]) -> None:
    """Each cell says nothing, fills its field, or is told with what was written."""
    draft = draft_of({column.names[0]: text for column, text in typed.items()})
    told = {unreadable.field for unreadable in draft.unreadable if unreadable.written is not None}
    for column, text in typed.items():
        blank = getattr(Paper(), column.field)
        assert (
            column.field in told
            or cell(column, text) is None
            or getattr(draft.paper, column.field) != blank
            or (cell(column, text) == blank)
        )


def test_every_field_of_a_paper_goes_into_the_event() -> None:
    """The kind is the terms' regime, the court as written stands beside its code, an appeal is an event of its own."""
    own = set(PutusanReceived.model_fields) | set(Terms.model_fields)
    assert set(Paper.model_fields) - own == {"kind", "appealed_on"}
    received = decided(GOOD | {"jumlah_jam": "80 jam", "terdakwa_ke": "2"})[0]
    assert isinstance(received, PutusanReceived)
    assert received.court_named is not None
    assert (received.court_named.value, received.namesake, received.terms.regime) == (
        "PN Trenggalek",
        2,
        Regime.ADULT,
    )


def test_a_file_of_nothing_but_faults_tells_each_row_its_own() -> None:
    faulty = [*REFUSING[:-1], *UNREAD[:-2]]
    columns = sorted({column for change, _, _ in faulty for column in change} | set(GOOD))
    lines = [";".join((GOOD | change).get(column, "") for column in columns) for change, _, _ in faulty]
    rows = table("\r\n".join([";".join(columns), *lines])).rows
    assert [row.number for row in rows] == list(range(2, len(lines) + 2))
    for row, (_, rule, _) in zip(rows, faulty, strict=True):
        event = given(PUTUSAN, circumstances=circumstances()).when(of(row.draft)).events[0]
        told = [*getattr(event, "reasons", ()), *getattr(event, "unread", ())]
        assert rule in [reason.rule for reason in told]


def test_all_faults_of_one_row_come_at_once() -> None:
    draft = draft_of({"nama": "-", "tanggal_putusan": "kemarin", "nik": "3,5E+15", "jam_per_hari": "x"})
    found = of(draft)
    (rejected,) = given(PUTUSAN, circumstances=circumstances()).when(found).events
    assert [str(reason.rule) for reason in getattr(rejected, "reasons", ())] == [
        "case-number-missing",
        "court-missing",
        "date-unreadable",
        "name-missing",
        "nik-in-exponent",
        "kind-missing",
        "duration-unreadable",
    ]


def test_what_the_ruling_does_not_say_is_not_said() -> None:
    draft = draft_of(GOOD | {"jam_per_hari": "tidak disebut", "jangka_waktu": "-", "persetujuan": ""})
    assert (draft.paper.minutes_a_day, draft.paper.period_days, draft.unreadable) == (None, None, ())


def test_an_occupation_brings_its_skill_where_none_is_named() -> None:
    assert draft_of(GOOD | {"pekerjaan": "Guru"}).paper.skills == ("mengajar",)
    assert draft_of(GOOD | {"pekerjaan": "Guru", "keahlian": "memasak; bertani"}).paper.skills == ("memasak", "bertani")


def test_the_same_row_always_gets_the_same_ids_however_the_number_is_spelt() -> None:
    other = [LINE[0].upper().replace("PN TRK", "PN.TRK"), *LINE[1:2], " josé  rekaan", *LINE[3:]]
    one, two = command(written()), command(written(lines=[other]))
    assert one.putusan_id == two.putusan_id


def test_several_convicts_in_one_case_are_several_rulings() -> None:
    second = [*LINE[:2], "Siti Rekaan", "9903114203900002", *LINE[4:]]
    data = written(lines=[LINE, second])
    assert command(data, 0).putusan_id != command(data, 1).putusan_id


def test_two_convicts_of_one_name_are_told_apart_by_their_number_in_the_ruling() -> None:
    first, second = draft_of(GOOD | {"terdakwa_ke": "1"}), draft_of(GOOD | {"terdakwa_ke": "2"})
    ids = {of(d).putusan_id for d in (first, second)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    "nik",
    ["", "9903110203900000", "1111111111111111", "99031102039", "9903113213900001", "99031102O3900001"],
    ids=["none", "a serial of 0000", "one digit repeated", "too short", "a month of 13", "a letter"],
)
def test_what_is_no_nik_names_nobody(nik: str) -> None:
    assert traits_of(draft_of(GOOD | {"nik": nik}), identify).nik is None


def test_a_nik_names_its_person_also_where_the_paper_gives_another_birth_date() -> None:
    paper = GOOD | {"nik": "9903.1102 03900001", "tanggal_lahir": "03/04/1991"}
    assert traits_of(draft_of(paper), identify).nik == "9903110203900001"


def test_no_two_columns_go_by_one_name() -> None:
    names = [name for column in COLUMNS for name in column.names]
    assert len(names) == len(set(names)) == len(OF_PAPER.by_name)


@pytest.mark.parametrize(
    ("cells", "is_header"),
    [
        (["Nama", "Alamat"], True),
        (["Nama", "Alamat", "Siti", "Budi"], True),
        (["Siti", "Budi", "Nama", "Alamat"], True),
        (["Nama", "Alamat", "Siti", "Budi", "Ani"], False),
        (["Siti", "Budi", "Ani", "Nama", "Alamat"], False),
        (["Nama"], False),
        (["Nama", "Siti"], False),
    ],
)
def test_another_header_has_two_names_of_columns_and_no_more_cells_that_are_none(
    cells: list[str], is_header: bool
) -> None:
    found = read_rows(written(lines=[LINE, cells]).encode())
    rules = [fault.rule for fault in found.faults] if isinstance(found, Refused) else []
    assert rules == ["second-header"] * is_header


def test_one_changed_cell_makes_the_template_s_example_somebody_s_ruling() -> None:
    header, line = list(OF_PAPER.example), list(OF_PAPER.example.values())
    for place in range(len(line)):
        changed = [*line[:place], "lain", *line[place + 1 :]]
        found = table("\n".join(";".join(cells) for cells in (header, line, changed)))
        assert [row.number for row in found.rows] == [3], header[place]


OF_STATUTE = (
    "pengakuan Terdakwa terhadap Tindak Pidana yang dilakukan; kemampuan kerja Terdakwa; persetujuan Terdakwa sesudah "
    "dijelaskan mengenai tujuan dan segala hal yang berhubungan dengan pidana kerja sosial; riwayat sosial Terdakwa; "
    "pelindungan keselamatan kerja Terdakwa; agama, kepercayaan, dan keyakinan politik Terdakwa; "
    "kemampuan Terdakwa membayar pidana denda"
)


@pytest.mark.parametrize("said", [OF_STATUTE, "; ".join(label for _, label in SEVERAL["considerations"])])
def test_what_was_weighed_is_read_in_the_words_of_the_statute_and_of_the_form(said: str) -> None:
    draft = draft_of({"yang_ditimbang": said})
    assert [one.field for one in draft.unreadable] == []
    assert draft.paper.considerations == tuple(Consideration)
