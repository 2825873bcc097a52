"""The code of an issued paper: short enough to be typed from a sheet, and nobody can guess it."""

import hmac
import re
from typing import Annotated, Final, NewType

from pydantic import StringConstraints

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No sign that is read for another: neither 0 nor O, neither 1 nor I nor L, and no U for V."""
HALF: Final = 4
A_CODE: Final = rf"[{SIGNS}]{{{HALF}}}-[{SIGNS}]{{{HALF}}}"
PaperCode = NewType("PaperCode", Annotated[str, StringConstraints(pattern=f"^{A_CODE}$")])
"""For example ``7QK2-M9PX``: one of 650 thousand million."""
PaperDigest = NewType("PaperDigest", Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")])
"""SHA-256 of a paper's bytes."""
BYTES_MOST: Final = 2_000_000
"""Of a paper: twenty pages of text have 200,000."""
Base64 = Annotated[str, StringConstraints(max_length=BYTES_MOST * 4 // 3)]
"""A paper's bytes as text, as the vault keeps values."""


def code_of(key: bytes, command_id: str) -> PaperCode:
    """The code of the paper that a request issues: nobody without the house's key can tell it, and the same request
    that is sent again gets the same."""
    left, signs = int.from_bytes(hmac.digest(key, command_id.encode(), "sha256"), "big"), ""
    while len(signs) < 2 * HALF:
        left, place = divmod(left, len(SIGNS))
        signs += SIGNS[place]
    return PaperCode(f"{signs[:HALF]}-{signs[HALF:]}")


def typed(text: str) -> PaperCode | None:
    """The code that somebody typed from a sheet, in small letters and with blanks or none; None where it is none."""
    signs = re.sub(r"[\s\-–]", "", text).upper()
    code = f"{signs[:HALF]}-{signs[HALF:]}"
    return PaperCode(code) if re.fullmatch(A_CODE, code) else None
