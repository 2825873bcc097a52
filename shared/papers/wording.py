"""Words as the letters of a paper can show them: none without a sign in the font, none wider than its column."""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
NO_SIGN: Final = "\N{WHITE SQUARE}"
"""Stands where the font has no sign, so that whoever reads sees that something was there."""
WORD_LONGEST: Final = 30
"""Letters of a word that is never broken; the longest number of a letter has 29."""
PART: Final = 10
"""Letters after which a longer one may go on in the next line."""
BREAK: Final = "\N{ZERO WIDTH SPACE}"
MAY_STAND: Final = frozenset("\n")


def shown(text: str) -> str:
    """The text with a square for each sign that the font lacks; in long words it says where they may be broken."""
    signs = _signs()
    composed = unicodedata.normalize("NFC", text)
    found = "".join(sign if ord(sign) in signs or sign in MAY_STAND else NO_SIGN for sign in composed)
    return re.sub(rf"\S{{{WORD_LONGEST + 1},}}", _broken, found)


def unshown(text: str) -> frozenset[str]:
    """The signs of the text that no paper can show: a page asks before a paper is issued with squares in it."""
    signs = _signs()
    said = frozenset(unicodedata.normalize("NFC", text)) - MAY_STAND
    return frozenset(sign for sign in said if ord(sign) not in signs)


def _broken(word: re.Match[str]) -> str:
    letters = word.group()
    return BREAK.join(letters[start : start + PART] for start in range(0, len(letters), PART))


@cache
def _signs() -> frozenset[int]:
    """The code points that both weights of the font can show."""
    regular, bold = (frozenset(_mapped((FONTS / f"Arimo-{weight}.ttf").read_bytes())) for weight in ("Regular", "Bold"))
    return regular & bold


def _mapped(font: bytes) -> Iterator[int]:
    """What the ``cmap`` of a TrueType font maps to a sign, by its table of format 4 (the basic plane)."""
    tables = range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16)
    cmap = next(int.from_bytes(font[at + 8 : at + 12], "big") for at in tables if font[at : at + 4] == b"cmap")
    end = cmap + 4 + 8 * int.from_bytes(font[cmap + 2 : cmap + 4], "big")
    subtables = struct.iter_unpack(">HHI", font[cmap + 4 : end])
    at = next(cmap + offset for platform, encoding, offset in subtables if (platform, encoding) == (3, 1))
    count = int.from_bytes(font[at + 6 : at + 8], "big") // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + 14 + 2 * count * part + (2 if part else 0)) for part in range(4)
    )
    for number in range(count):
        for point in range(starts[number], min(ends[number], 0xFFFD) + 1):
            if _sign_of(font, at + 16 + 6 * count + 2 * number, offsets[number], point, starts[number], deltas[number]):
                yield point


def _sign_of(font: bytes, place: int, offset: int, point: int, start: int, delta: int) -> int:
    """The number of the sign of a point; 0 is none."""
    if offset == 0:
        return (point + delta) & 0xFFFF
    (found,) = struct.unpack_from(">H", font, place + offset + 2 * (point - start))
    return (found + delta) & 0xFFFF if found else 0
