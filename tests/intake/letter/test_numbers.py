"""One letter is written many ways; two letters of a day are not one."""

import pytest

from services.intake.letter.decider.numbers import COMPARED_MOST, compared, near, numbered
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
    assert compared(AGREEMENT) == compared(OTHER_SPELLINGS[1]) == "100371/980/4060011/2025"


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
def test_a_number_is_compared_without_blanks_dots_and_dashes(written: str) -> None:
    assert compared(written) == "WP10PASPAS8UM0101892"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100.3.7.1/980/406.001.1/2025", "100.3.7.1/981/406.001.1/2025"),
        ("100.3.7.1/980/406.001.1/2025", "100.3.7.1/980/406.001.1/2026"),
        ("B-980/M.5.16/Eoh.2/04/2026", "B-981/M.5.16/Eoh.2/04/2026"),
        ("W14.U31/123/HK.01/4/2026", "W14.U31/124/HK.01/4/2026"),
        ("WP.10.PAS.PAS.8-UM.01.01-892", "WP.10.PAS.PAS.8-UM.01.01-893"),
        ("470/12/2026", "470/13/2026"),
        ("100.3.7.1/980/406.001.1/2025", "980/406.001.1/2025"),
    ],
)
def test_letters_of_one_office_on_one_day_are_not_taken_for_one(one: str, other: str) -> None:
    assert not same(one, other)


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
