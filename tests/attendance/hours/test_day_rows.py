"""A row of a day sheet as work: times mean WIB, and nothing is guessed over midnight."""

from typing import Any

import pytest

from services.attendance.hours.rows import DayDraft, read_days
from services.attendance.hours.rows.columns import Breaks, read_breaks
from shared.domain.written.reading import NotRead
from shared.sheets.reading import Table

CELLS = {
    "nama": "Contoh Rekaan", "tanggal_lahir": "02/03/1990", "nomor_perkara": "123/Pid.B/2026/PN Trk",
    "tanggal": "02/03/2026", "mulai": "08.00", "selesai": "12.00", "dokumen": "Lembar 1",
}  # fmt: skip


def drafted(**cells: str) -> DayDraft:
    said = CELLS | cells
    found = read_days("\n".join((";".join(said), ";".join(said.values()))).encode())
    assert isinstance(found, Table), found
    (row,) = found.rows
    draft: DayDraft = row.draft
    return draft


def times(draft: DayDraft) -> tuple[str, str]:
    assert draft.starts is not None
    assert draft.ends is not None
    return draft.starts.isoformat(), draft.ends.isoformat()


@pytest.mark.parametrize(
    ("cells", "starts", "ends"),
    [
        ({}, "2026-03-02T08:00:00+07:00", "2026-03-02T12:00:00+07:00"),
        ({"selesai": "24.00"}, "2026-03-02T08:00:00+07:00", "2026-03-03T00:00:00+07:00"),
        ({"mulai": "22:00", "selesai": "02.00 WIB"}, "2026-03-02T22:00:00+07:00", "2026-03-02T02:00:00+07:00"),
        (
            {"mulai": "22:00", "selesai": "02.00", "hari_berikutnya": "ya"},
            "2026-03-02T22:00:00+07:00",
            "2026-03-03T02:00:00+07:00",
        ),
    ],
)
def test_times_are_of_the_day_that_is_written_unless_the_sheet_says_the_next(
    cells: dict[str, str], starts: str, ends: str
) -> None:
    assert times(drafted(**cells)) == (starts, ends)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("12.00–13.00", Breaks(((720, 780),))),
        ("10:00-10:15, 12.00 s.d. 12.30", Breaks(((600, 615), (720, 750)))),
        ("30 menit", Breaks(minutes=30)),
        ("1 jam", Breaks(minutes=60)),
        ("siang", NotRead("breaks-unreadable")),
        ("12.00", NotRead("breaks-unreadable")),
    ],
)
def test_breaks_are_from_to_or_how_long(said: str, read: Any) -> None:
    assert read_breaks(said) == read


def test_a_break_over_midnight_lies_within_its_work() -> None:
    draft = drafted(mulai="22.00", selesai="04.00", hari_berikutnya="ya", istirahat="23.50–00.20, 02.00–02.15")
    said = [(one.starts.isoformat(), one.ends.isoformat()) for one in draft.breaks]
    assert said == [
        ("2026-03-02T23:50:00+07:00", "2026-03-03T00:20:00+07:00"),
        ("2026-03-03T02:00:00+07:00", "2026-03-03T02:15:00+07:00"),
    ]


@pytest.mark.parametrize(
    ("cells", "rule", "field"),
    [
        ({"tanggal": "31/02/2026"}, "date-impossible", "day"),
        ({"tanggal": "02/03/0026"}, "time-out-of-range", "day"),
        ({"mulai": "25.00"}, "clock-unreadable", "starts"),
        ({"dokumen": ""}, "cell-missing", "document"),
        ({"nomor_perkara": ""}, "row-person-not-told", "nik"),
        ({"nama": "", "nomor_perkara": "", "nik": "1111111111111111"}, "nik-of-nobody", "nik"),
        ({"nama": ""}, "row-person-not-told", "nik"),
        ({"tanggal_lahir": ""}, "row-person-not-told", "nik"),
        ({"tanggal_lahir": "kapan"}, "date-unreadable", "birth_date"),
        ({"nomor_perkara": "besok"}, "case-number-form", "case_number"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_column(cells: dict[str, str], rule: str, field: str) -> None:
    assert [(one.rule, one.pointer) for one in drafted(**cells).faults] == [(rule, f"/{field}")]
