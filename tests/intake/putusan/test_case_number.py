"""One case number in every spelling, and a NIK's own words."""

import pytest

from services.intake.putusan.decider.case_number import read_case_number, read_court
from services.intake.putusan.decider.nik import plain_nik, unreadable_nik, usable_nik


@pytest.mark.parametrize(
    "text",
    [
        "123/Pid.B/2026/PN Trk",
        "123/PID.B/2026/PN TRK",
        " 123 / Pid.B / 2026 / PN.Trk ",
        "123/pid b/2026/pn.trk",
        "0123/Pid.B/2026/PN Trenggalek",
    ],
)
def test_a_number_is_one_number_however_it_is_spaced_dotted_and_capitalised(text: str) -> None:
    number = read_case_number(text)
    assert number is not None
    assert number.normal == "123/Pid.B/2026/PN Trk"
    assert number.court == "pn-trk"


@pytest.mark.parametrize(
    ("text", "normal", "court"),
    [
        ("7/Pid.Sus-Anak/2026/PN Trk", "7/Pid.Sus-Anak/2026/PN Trk", "pn-trk"),
        ("7/Pid.Sus Anak/2026/PN Trk", "7/Pid.Sus-Anak/2026/PN Trk", "pn-trk"),
        ("3/Pid.S/2026/PN Trk", "3/Pid.S/2026/PN Trk", "pn-trk"),
        ("3/Pid.C/2026/PN Trk", "3/Pid.C/2026/PN Trk", "pn-trk"),
        ("3/Pid.Sus/2026/PN Trk", "3/Pid.Sus/2026/PN Trk", "pn-trk"),
        ("2/Pen.Div/2026/PN Trk", "2/Pen.Div/2026/PN Trk", "pn-trk"),
        ("812/PID/2026/PT SBY", "812/Pid/2026/PT SBY", "pt-sby"),
        ("45 K/Pid/2026", "45 K/Pid/2026", "ma"),
        ("9/Pid.B/2026/PN Tlg", "9/Pid.B/2026/?", None),
    ],
)
def test_registers_appeals_and_other_courts_are_told_apart(text: str, normal: str, court: str | None) -> None:
    number = read_case_number(text)
    assert number is not None
    assert (number.normal, number.court) == (normal, court)


@pytest.mark.parametrize(
    "text", ["", "123", "123/Pid.B/26/PN Trk", "0/Pid.B/2026/PN Trk", "12/Pdt.G/2026/PN Trk", "a" * 2000]
)
def test_what_is_no_criminal_case_number_is_not_read(text: str) -> None:
    assert read_case_number(text) is None


def test_courts_are_known_by_their_long_and_short_names() -> None:
    assert read_court("Pengadilan Negeri Trenggalek") == read_court("PN. Trk") == "pn-trk"
    assert read_court("PN Kediri") is None


@pytest.mark.parametrize("text", ["3,50312E+15", "3.50312E+15", "3,5E15", "3,50312e+15"])
def test_a_nik_that_a_spreadsheet_made_a_number_is_unreadable(text: str) -> None:
    found = unreadable_nik(text)
    assert found is not None
    assert found.rule == "nik-in-exponent"


def test_blanks_dots_and_an_apostrophe_do_not_make_a_nik_unreadable() -> None:
    assert plain_nik("'9903 1102.0390-0001") == "9903110203900001"
    assert unreadable_nik("'9903 1102.0390-0001") is None
    assert usable_nik("990311020390001") is None
