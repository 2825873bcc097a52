"""One letter is written many ways; two letters of a day are not one."""

import pytest

from services.intake.letter.decider.numbers import COMPARED_MOST, compared, near, numbered, serial_in
from shared.domain.identifiers import Code

AGREEMENT = "100.3.7.1/980/406.001.1/2025"
"""As the agreement's own letter is written, and as two other papers write it."""
OTHER_SPELLINGS = ("100-3.7.1/9801/106.001.  1/2025", "100.3.7 1/980/406.001 1/2025")


def same(one: str, other: str) -> bool:
    mine, theirs = compared(one), compared(other)
    return mine is not None and theirs is not None and near(mine, theirs)


def test_the_three_spellings_of_the_agreements_letter_meet() -> None:
    written = (AGREEMENT, *OTHER_SPELLINGS)
    assert all(same(one, other) for one in written for other in written)
    assert compared(AGREEMENT) == compared(OTHER_SPELLINGS[1]) == AGREEMENT


@pytest.mark.parametrize(
    "written",
    [
        "WP.10.PAS.PAS.8-UM.01.01 - 892",
        "wp.10.pas.pas.8-um.01.01-892",
        "WP.10.PAS.PAS.8 – UM.01.01–892",
        "Nomor : WP.10.PAS.PAS.8-UM.01.01 - 892",
        "No. WP.10.PAS.PAS.8-UM.01.01 -  892",
    ],
)
def test_what_stands_between_letters_is_left_out_and_between_digits_is_one_dot(written: str) -> None:
    assert compared(written) == "WP10PASPAS8UM01.01.892"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100.3.7.1/980/406.001.1/2025", "100.3.7.1/981/406.001.1/2025"),
        ("100.3.7.1/980/406.001.1/2025", "100.3.7.1/980/406.001.1/2026"),
        ("B-980/M.5.16/Eoh.2/04/2026", "B-981/M.5.16/Eoh.2/04/2026"),
        ("W14.U31/123/HK.01/4/2026", "W14.U31/124/HK.01/4/2026"),
        ("WP.10.PAS.PAS.8-UM.01.01-892", "WP.10.PAS.PAS.8-UM.01.01-893"),
        ("470/12/2026", "470/13/2026"),
        ("B-1.1.26/Rekaan/2026", "B-1.2.26/Rekaan/2026"),
        ("100.3.7.1/980/406.001.1/2025", "980/406.001.1/2025"),
    ],
)
def test_letters_of_one_office_on_one_day_are_not_taken_for_one(one: str, other: str) -> None:
    assert not same(one, other)


def test_what_was_two_numbers_is_not_read_as_one() -> None:
    assert compared("12.1/Rekaan") != compared("121/Rekaan")
    assert compared("12 - 1/Rekaan") == compared("12.1/Rekaan")
    assert same("470/12.1/Rekaan/2026", "470/121/Rekaan/2026")


@pytest.mark.parametrize(
    ("written", "serial"),
    [
        (AGREEMENT, 980),
        ("B/400.9/7/406-001-1/2025", 7),
        ("980/406.001.1/2025", 980),
        ("406.001.1/2025", 0),
        ("100.3.7.1/980/406.001.1/2026", 0),
        ("100.3.7.1/980/406.002/2025", 0),
        ("100.3.7.1/980A/406.001.1/2025", 0),
        ("100.3.7.1/9800000/406.001.1/2025", 0),
    ],
)
def test_a_serial_is_read_from_numbers_of_the_units_own_form(written: str, serial: int) -> None:
    assert serial_in(compared(written), Code("406.001.1"), 2025) == serial
    assert serial_in(compared(written), None, 2025) == 0


def test_what_says_nothing_compares_with_nothing() -> None:
    assert compared("---") is None
    assert compared("tanpa nomor") is None
    assert len(compared("9/" * 90) or "") <= COMPARED_MOST


@pytest.mark.parametrize("written", ["Surat Ibu Siti Aminah 12/11", "12/11 Siti Aminah", "a.n. Budi Santoso 3"])
def test_what_names_somebody_is_no_number_and_is_kept_nowhere_in_clear(written: str) -> None:
    assert compared(written) is None


@pytest.mark.parametrize(
    "written", ["B-980/M.5.16/Eoh.2/04/2026", "1/Pid.Sus-Anak/2026/PN Trk", "800/7/Disdukcapil/2026"]
)
def test_the_codes_of_cases_and_offices_are_no_words(written: str) -> None:
    assert compared(written)


def test_a_number_of_the_own_series_is_classification_serial_unit_and_year() -> None:
    made = numbered(Code("100.3.7.1"), 980, Code("406.001.1"), 2025)
    assert made == AGREEMENT
