"""Whatever somebody typed is set as it stands: no markup, no broken page, and what has no sign is seen to lack."""

from dataclasses import replace

import pytest

from shared.papers.printing import print_paper
from shared.papers.wording import BREAK, NO_SIGN, WORD_LONGEST, shown, unshown
from tests.papers.examples import ENVELOPE, INVITATION
from tests.papers.looking import faults_of, pages_of, text_of

MARKUP = (
    '#panic("x") $ #let a = 1 $ [b] *c* _d_ `e` = f - g + h / i <j> @k \\n "l" '
    "'m' https://n.id // o /* p */ ~ --- ... #data"
)


def printed(words: str) -> bytes:
    one = replace(INVITATION, subject=words, opening=(words,), details=((words, words),), invited=((words, words),))
    paper = one.on(replace(ENVELOPE, addressed=(words,), copies=(words,), number=words))
    return print_paper(paper.template, paper.data)


def bare(text: str) -> str:
    return "".join(text.split()).replace("-", "")


def test_markup_that_somebody_typed_stands_on_the_paper_as_it_was_typed() -> None:
    found = bare(text_of(printed(MARKUP)))
    assert found.count(bare(MARKUP)) >= 4


@pytest.mark.parametrize(
    "words",
    ["שלום עולם", "kata " * 2_000, "x" * 10_000, "a\n\nb\nc", "é e\u0301 ñ ü", " ", "0", "…" * 200, "fi fl ffi"],
    ids=["right-to-left", "long", "one word", "lines", "accents", "blank", "zero", "dots", "ligatures"],
)
def test_any_text_makes_a_paper_that_can_be_kept(words: str) -> None:
    pdf = printed(words)
    assert not faults_of(pdf)
    assert bare(words)[:40] in bare(text_of(pdf)) or "\u0301" in words or words == "שלום עולם"


def test_what_the_font_has_no_sign_for_is_seen_to_lack_and_is_told_beforehand() -> None:
    pdf = printed("Pesantren نور 😀 Contoh")
    assert not faults_of(pdf)
    found = f"Pesantren {NO_SIGN * 3} {NO_SIGN} Contoh"
    assert any(found in page for page in pages_of(pdf))
    assert unshown("Pesantren نور 😀\n") == {*"نور😀"}
    assert unshown("Kabupaten Contoh, “Laman” — 2½ m² · שלום") == frozenset()


def test_only_a_word_that_is_longer_than_any_number_of_a_letter_may_be_broken() -> None:
    number = "WP.10.PAS.PAS.8-UM.01.01-892"
    assert shown(number) == number
    assert shown("x" * (WORD_LONGEST + 1)).replace(BREAK, "") == "x" * (WORD_LONGEST + 1)
    assert BREAK in shown("x" * (WORD_LONGEST + 1))
