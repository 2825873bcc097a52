"""The random code of an issued paper: short enough to be typed from a sheet, too rare to be guessed."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Final, NewType

from pydantic import StringConstraints

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No sign that is read for another: neither 0 nor O, neither 1 nor I nor L, and no U for V."""
HALF: Final = 4
A_CODE: Final = rf"[{SIGNS}]{{{HALF}}}-[{SIGNS}]{{{HALF}}}"
PaperCode = NewType("PaperCode", Annotated[str, StringConstraints(pattern=f"^{A_CODE}$")])
"""For example ``7QK2-M9PX``: one of 650 thousand million."""


def drawn(choice: Callable[[Sequence[str]], str]) -> PaperCode:
    """A new code; ``choice`` picks by chance, at the edge (``secrets.choice``)."""
    first, second = ("".join(choice(SIGNS) for _ in range(HALF)) for _ in range(2))
    return PaperCode(f"{first}-{second}")


def typed(text: str) -> PaperCode | None:
    """The code that somebody typed from a sheet, in small letters and with blanks or none; None where it is none."""
    signs = re.sub(r"[\s\-–]", "", text).upper()
    code = f"{signs[:HALF]}-{signs[HALF:]}"
    return PaperCode(code) if re.fullmatch(A_CODE, code) else None
