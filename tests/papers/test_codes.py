"""A code follows from a request by the house's key alone, and is read as people type it."""

from shared.papers.codes import SIGNS, code_of, typed


def test_a_code_that_was_drawn_is_read_back_however_it_is_typed() -> None:
    codes = {code_of(b"key", str(number)) for number in range(1_000)}
    assert len(codes) == 1_000
    assert code_of(b"key", "1") == code_of(b"key", "1") != code_of(b"another key", "1")
    for code in codes:
        assert typed(code) == typed(code.lower()) == typed(f" {code.replace('-', ' ')} ") == code


def test_what_is_no_code_is_none() -> None:
    for text in ("", "7QK2-M9P", "7QK2-M9PXX", "7QK0-M9PX", "7QKI-M9PX", "../../etc", "7QK2-M9PX' or 1=1"):
        assert typed(text) is None


def test_no_sign_is_read_for_another() -> None:
    assert not set("0O1ILU") & set(SIGNS)
    assert len(SIGNS) == len(set(SIGNS)) == 30
