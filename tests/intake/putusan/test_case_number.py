"""One case number in every spelling, whatever its register; and a NIK's own words."""

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from shared.domain.case_number import REGISTERS, read_case_number, read_case_numbers, read_court
from shared.domain.nik import plain_nik, unreadable_nik, usable_nik

FOREWORDS = ["", "Nomor ", "NOMOR : ", "No. ", "no ", "Nomor Perkara: ", "Perkara No.", "Putusan Nomor ", "'"]
FURTHER = [
    "",
    " jo. 9/Pid.B/2025/PN Trk",
    " Jo Nomor 9/PID/2025/PT SBY",
    " juncto 9 K/Pid/2025",
    " tanggal 5 Maret 2026",
]
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
SLASHES = ["/", " / ", "/ ", "\u2044", "\uff0f", "\\"]
BLANKS = [" ", "\u00a0", "  ", ".", "-", ". ", "\u200b"]
SERIALS = ["123", "0123", "0000123"]


@st.composite
def spellings(draw: st.DrawFn, register: str, court: str) -> str:
    """``123/register/2026/court`` as somebody might type it."""
    slash, blank, dash = (draw(st.sampled_from(signs)) for signs in (SLASHES, BLANKS, DASHES))
    written = register.replace("-", dash).replace("/", slash).replace(".", draw(st.sampled_from([".", " ", ". ", ""])))
    parts = (draw(st.sampled_from(SERIALS)), written, "2026", court.replace(" ", blank))
    text = slash.join(parts)
    cased = draw(st.sampled_from([text, text.upper(), text.lower(), text.title()]))
    return draw(st.sampled_from(FOREWORDS)) + cased + draw(st.sampled_from(FURTHER))


@pytest.mark.parametrize("register", sorted(REGISTERS.values()))
@pytest.mark.parametrize(("court", "code"), [("PN Trk", "pn-trk"), ("PN Trenggalek", "pn-trk"), ("PT SBY", "pt-sby")])
def test_a_number_is_one_number_in_every_spelling(register: str, court: str, code: str) -> None:
    expected = read_case_number(f"123/{register}/2026/{court}")
    assert expected is not None
    assert (expected.register, expected.court, expected.year) == (register, code, 2026)

    @example(spellings(register, court))
    def spelt(text: str) -> None:
        assert read_case_number(text) == expected

    spelt()


@example(st.sampled_from(["K", "PK"]), st.sampled_from(["Pid", "Pid.Sus", "PID.SUS-LH", "Pid.Sus-Anak"]), st.data())
def test_a_number_of_the_supreme_court_is_one_number_in_every_spelling(
    level: str, register: str, data: st.DataObject
) -> None:
    blank = data.draw(st.sampled_from([" ", "", "/", "-", "\u00a0"]))
    dash = data.draw(st.sampled_from(DASHES))
    text = f"{data.draw(st.sampled_from(SERIALS))}{blank}{level}/{register.replace('-', dash)}/2026"
    number = read_case_number(data.draw(st.sampled_from([text, text.lower(), f"No. {text}", f"{text}/MA"])))
    assert number is not None
    assert (number.court, number.level, number.serial) == ("ma", level.lower(), 123)
    assert number.normal == f"123/{level.lower()}{''.join(filter(str.isalpha, register)).lower()}/2026/ma"


@example(st.integers(1, 999_999), st.sampled_from(sorted(REGISTERS.values())), st.integers(1900, 2100), st.data())
def test_two_numbers_are_never_one(serial: int, register: str, year: int, data: st.DataObject) -> None:
    one = read_case_number(f"{serial}/{register}/{year}/PN Trk")
    others = [f"{serial}/{register}/{year}/PT SBY", f"{serial} K/{register}/{year}", f"{serial} PK/{register}/{year}"]
    others += [f"{serial + 1}/{register}/{year}/PN Trk", f"{serial}/{register}/{year - 1}/PN Trk"]
    others += [f"{serial}/{other}/{year}/PN Trk" for other in REGISTERS.values() if other != register]
    other = read_case_number(data.draw(st.sampled_from(others)))
    assert one is not None
    assert other is None or other.normal != one.normal


@pytest.mark.parametrize(
    ("text", "register", "court", "childs"),
    [
        ("7/Pid.Sus-Anak/2026/PN Trk", "Pid.Sus-Anak", "pn-trk", True),
        ("7/Pid.Sus Anak/2026/PN Trk", "Pid.Sus-Anak", "pn-trk", True),
        ("7/PID.SUS\u2013ANAK/2026/PT SBY", "Pid.Sus-Anak", "pt-sby", True),
        ("7 K/Pid.Sus-Anak/2026", "Pid.Sus-Anak", "ma", True),
        ("7/Pid.Sus-Anak/Div/2026/PN Trk", "Pid.Sus-Anak/Div", "pn-trk", True),
        ("7/Pid.B-Anak/2026/PN Trk", "Pid.BANAK", "pn-trk", True),
        ("2/Pen.Div/2026/PN Trk", "Pen.Div", "pn-trk", True),
        ("3/Pid.S/2026/PN Trk", "Pid.S", "pn-trk", False),
        ("3/Pid.C/2026/PN Trk", "Pid.C", "pn-trk", False),
        ("3/Pid.B/LH/2026/PN Trk", "Pid.B/LH", "pn-trk", False),
        ("3/Pid.Sus-LH/2026/PN Trk", "Pid.Sus-LH", "pn-trk", False),
        ("812/PID/2026/PT SBY", "Pid", "pt-sby", None),
        ("45 K/Pid/2026", "Pid", "ma", None),
        ("45 PK/Pid/2026", "Pid", "ma", None),
        ("3/Pid.Zab/2026/PN Trk", "Pid.ZAB", "pn-trk", None),
        ("9/Pid.B/2026/PN Tlg", "Pid.B", None, False),
        ("9/Pid.B/2026", "Pid.B", None, False),
    ],
)
def test_registers_courts_and_a_childs_register_are_told_apart(
    text: str, register: str, court: str | None, childs: bool | None
) -> None:
    number = read_case_number(text)
    assert number is not None
    assert (number.register, number.court, number.of_a_child) == (register, court, childs)


def test_an_unknown_register_is_one_register_in_every_spelling() -> None:
    numbers = [
        read_case_number(f"3/{written}/2026/PN Trk") for written in ("Pid.Sus-XY", "PID SUS XY", "pid.sus\u2010xy")
    ]
    assert all(number and not number.register_known for number in numbers)
    assert len({number.normal for number in numbers if number}) == 1


def test_the_first_of_several_numbers_counts() -> None:
    numbers = read_case_numbers("812/PID/2026/PT SBY Jo. 123/Pid.B/2026/PN Trk")
    assert [number.court for number in numbers] == ["pt-sby", "pn-trk"]
    assert read_case_number("812/PID/2026/PT SBY jo. 123/Pid.B/2026/PN Trk") == numbers[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "123/Pid.B/26/PN Trk",
        "0/Pid.B/2026/PN Trk",
        "12/Pdt.G/2026/PN Trk",
        "45 K/Pdt/2026",
        "a" * 2000,
        "123/Pid.B/0000/PN Trk",
        "123/Pid.B/9999/PN Trk",
        "123/Pid.\u017fus/2026/PN Trk",
        "123/Pid.Sus--Anak/2026/PN Trk",
        "123/Pid.Sus-/2026/PN Trk",
        "\u0661\u0662/Pid.B/2026/PN Trk",
        "12/\u0420id.B/2026/PN Trk",
        "1. 123/Pid.B/2026/PN Trk",
        "1.2/Pid.B/2026/PN Trk",
    ],
)
def test_what_is_no_criminal_case_number_is_not_read(text: str) -> None:
    assert read_case_number(text) is None


@pytest.mark.parametrize(
    ("text", "court"),
    [
        ("Pengadilan Negeri Trenggalek", "pn-trk"),
        ("PN. Trk", "pn-trk"),
        ("pn-trk", "pn-trk"),
        ("PENGADILAN  NEGERI TRENGGALEK KELAS II", "pn-trk"),
        ("Pengadilan Negeri Trenggalek Klas IB", "pn-trk"),
        ("Pengadilan Anak pada Pengadilan Negeri Trenggalek", "pn-trk"),
        ("Hakim Anak pada PN Trenggalek", "pn-trk"),
        ("Pengadilan Anak Trenggalek", "pn-trk"),
        ("Pengadilan Tinggi Surabaya", "pt-sby"),
        ("PT. Jawa Timur", "pt-sby"),
        ("Mahkamah Agung RI", "ma"),
        ("PN Kediri", None),
        ("Pengadilan Agama Trenggalek", None),
        ("Pengadilan Negeri Trenggalek dan Kediri", None),
        ("PN Tr\u0435nggalek", None),
    ],
)
def test_a_court_is_known_by_any_of_its_names(text: str, court: str | None) -> None:
    assert read_court(text) == court


@pytest.mark.parametrize("text", ["3,50312E+15", "3.50312E+15", "3,5E15", "3,50312e+15"])
def test_a_nik_that_a_spreadsheet_made_a_number_is_unreadable(text: str) -> None:
    found = unreadable_nik(text)
    assert found is not None
    assert found.rule == "nik-in-exponent"


def test_blanks_dots_and_an_apostrophe_do_not_make_a_nik_unreadable() -> None:
    assert plain_nik("'9903 1102.0390-0001") == "9903110203900001"
    assert unreadable_nik("'9903 1102.0390-0001") is None
    assert usable_nik("990311020390001") is None
