"""Which passwords are taken: long ones that neither a list nor a neighbour knows."""

import pytest

from shared.access.passwords import PASSWORD_LENGTH_LEAST, PASSWORD_LENGTH_MAX, weakness

OWN = ("siti.aminah", "Siti Aminah", "Siti", "Aminah")


@pytest.mark.parametrize(
    "password",
    [
        "pagar kuning dua belas",
        "xK9-2mQ!vLp7",
        "839201748265",
        "demo-a1b2c3d4",
        "kopi pahit, hujan, sepeda",
        "Ω" * 3 + "ßéñ汉字 jauh",
    ],
)
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    assert weakness(password, *OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password2026!",
        "p.a.s.s.w.o.r.d.1",
        "Password123!Password123!",
        "katasandi123456",
        "Rahasia 12345678",
        "qwertyuiop123",
        "1q2w3e4r5t6y",
        "aaaaaaaaaaaa",
        "ababababababab",
        "123456789012",
        "987654321098",
        "abcdefghijkl",
        "BismillahBismillah",
        "trenggalek2026",
        "siti.aminah2026",
        "Aminah123456789",
        "sitiaminahsitiaminah",
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str) -> None:
    weak = weakness(password, *OWN)
    assert weak is not None
    assert weak.rule == "password-common"


@pytest.mark.parametrize("length", [0, PASSWORD_LENGTH_LEAST - 1, PASSWORD_LENGTH_MAX + 1])
def test_a_password_has_a_length(length: int) -> None:
    weak = weakness("xK9-2mQ!vLp7"[:length].ljust(length, "b"))
    assert weak is not None
    assert weak.rule == "password-length"
