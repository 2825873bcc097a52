"""One text type: what nobody can see, show or store is refused with its place; the rest is kept in one form."""

import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.domain.text import Line, PublicLine, ReasonWords, Words, visible

LINE, WORDS = TypeAdapter(Line), TypeAdapter(Words)
REASON, PUBLIC = TypeAdapter(ReasonWords), TypeAdapter(PublicLine)

FORBIDDEN = [
    ("text-control", "\x00"),
    ("text-control", "\x1b"),
    ("text-control", "\t"),
    ("text-control", "\r"),
    ("text-control", "\x7f"),
    ("text-control", "\x85"),
    ("text-control", "\u2028"),
    ("text-direction", "\u200e"),
    ("text-direction", "\u202e"),
    ("text-direction", "\u2066"),
    ("text-direction", "\u061c"),
    ("text-tag", "\U000e0041"),
    ("text-not-a-character", "\ud800"),
    ("text-not-a-character", "\ufdd0"),
    ("text-not-a-character", "\uffff"),
    ("text-not-a-character", "\U0010ffff"),
]


def broken(kind: TypeAdapter[str], typed: str) -> tuple[str, object]:
    with pytest.raises(ValidationError) as refused:
        kind.validate_python(typed)
    (error,) = refused.value.errors(include_input=False)
    return error["type"], error.get("ctx", {}).get("place")


@pytest.mark.parametrize(("rule", "character"), FORBIDDEN)
def test_a_character_that_no_page_can_show_is_refused_with_its_place(rule: str, character: str) -> None:
    for kind in (LINE, WORDS, REASON, PUBLIC):
        assert broken(kind, f"  Balai{character}Desa Karangan") == (rule, 8)


def test_a_line_break_stands_only_where_lines_are_wanted() -> None:
    assert WORDS.validate_python("baris satu\r\nbaris dua\n") == "baris satu\nbaris dua"
    assert broken(LINE, "baris satu\nbaris dua") == ("text-line-break", 11)


def test_one_text_is_kept_in_one_form() -> None:
    assert LINE.validate_python("\u00a0Jose\u0301 \t\n") == "José"
    assert LINE.validate_python("D'Angelo (Alm.) – Kec. Tugu, No. 5/B") == "D'Angelo (Alm.) – Kec. Tugu, No. 5/B"


@pytest.mark.parametrize(
    "typed", ["", " ", "\t\n", "\u200b", "\u200b \ufeff\u2060", "\u00ad", "\u3164", "\u2800", "\u0301"]
)
def test_a_text_that_nobody_sees_is_none(typed: str) -> None:
    for kind in (LINE, WORDS, REASON, PUBLIC):
        assert broken(kind, typed)[0] == "text-invisible"


def test_a_reason_has_ten_visible_characters() -> None:
    assert broken(REASON, "123 456 789")[0] == "text-too-short"
    assert broken(REASON, "sakit\u200b\u200b\u200b\u200b\u200b\u200b")[0] == "text-too-short"
    assert REASON.validate_python(" sakit sejak Rabu ") == "sakit sejak Rabu"


def test_every_text_has_a_bound() -> None:
    for kind, most in ((LINE, 300), (PUBLIC, 300), (WORDS, 2_000), (REASON, 2_000)):
        assert kind.validate_python("é" * most) == "é" * most
        assert broken(kind, "a" * (most + 1))[0] == "text-too-long"


@pytest.mark.parametrize("nik", ["3503120101900001", "3503 1201 0190 0001", "350312.010190.0001", "198001012005011001"])
def test_a_public_text_holds_no_nik(nik: str) -> None:
    assert broken(PUBLIC, f"Taman Kota, hubungi {nik}")[0] == "text-nik"
    assert LINE.validate_python(nik) == nik
    assert PUBLIC.validate_python("Taman Kota 2, Jl. Soekarno-Hatta 12 (0355) 791-234") != ""


@pytest.mark.parametrize("character", [chr(point) for point in range(128)])
def test_a_sign_of_a_typewriter_is_read_as_it_is_between_others(character: str) -> None:
    def outcome(around: str) -> str:
        try:
            return LINE.validate_python(f"{around}{character}{around}")[1:-1]
        except ValidationError as invalid:
            return str(invalid.errors()[0]["type"])

    assert outcome("e") == outcome("é")


def test_what_is_forbidden_is_not_seen_either() -> None:
    assert not any(visible(character) for _, character in FORBIDDEN)
    assert all(visible(character) for character in "aZ9.é’中ا" + unicodedata.lookup("DEVANAGARI VOWEL SIGN AA"))
