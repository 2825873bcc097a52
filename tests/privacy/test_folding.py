"""When two written names are one: what nobody sees makes no difference, what only may mean the same proposes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.folding import _folded_by_letter, folded, loose_name


@pytest.mark.parametrize(
    "written",
    [
        "Mu’arif bin Soleh",
        "Muʼarif bin Soleh",
        "Mu`arif bin Soleh",
        "MU'ARIF  BIN SOLEH",
        " Mu'arif bin Soleh.",
        "Mu\u00ad'arif bin Soleh",
        "Mu'arif\u200b bin Soleh",
        "\u202eMu'arif bin Soleh",
        "Mu'arif bin\u00a0Soleh\u2060",
        "Mu'ari\u0301f bin Soleh",
        "Mu'arіf bin Soleh",  # Cyrillic і
        "Μu'αrif bin Sοleh",  # Greek Μ, α, ο
        "Ｍｕ'arif bin Soleh",
        "Mu'arif-bin Soleh",
        "Mu'arif bin Soleh\x00",
    ],
    ids=ascii,
)
def test_what_nobody_sees_makes_no_other_name(written: str) -> None:
    assert folded(written) == folded("Mu'arif bin Soleh")


@pytest.mark.parametrize(
    "other", ["Mu'arif bin Saleh", "Mu'arif", "Mu'arif bin Soleh Alias Yoyo", "H. Mu'arif bin Soleh"]
)
def test_what_somebody_means_makes_another(other: str) -> None:
    assert folded(other) != folded("Mu'arif bin Soleh")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("SUTOYO Bin (Alm) KARTO Alias YOYO", "Sutoyo bin Karto", True),
        ("Dr. H. Sutoyo, S.H., M.H. bin Karto", "Sutoyo bin Karto", True),
        ("Sutoyo bin Karto als. Yoyo als. Toyo", "Sutoyo bin (Alm.) Karto", True),
        ("Hj. Siti Aminah binti Alm. Wongso", "Siti Aminah binti Wongso", True),
        ("Sutoyo bin Karto", "Sutoyo Karto", True),
        ("Ahmad bin Ali", "Ahmad bin Umar", False),
        ("Ahmad bin Ali", "Ahmad", False),
        ("Alias", "Als", False),
        ("H.", "Hj.", False),
    ],
)
def test_titles_parents_and_aliases_make_names_only_alike(one: str, other: str, alike: bool) -> None:
    assert (loose_name(one) == loose_name(other)) is alike


@given(st.text(st.characters(max_codepoint=127)))
def test_letters_of_ascii_are_folded_by_the_short_way_as_by_the_long_one(written: str) -> None:
    assert folded(written) == _folded_by_letter(written)
