"""The numbers of letters: as they are compared, and as a unit's own series makes them.

Example::

    compared("WP.10.PAS.PAS.8-UM.01.01 - 892") == compared("wp.10.pas.pas.8 UM.01.01-892")
    near(compared("100.3.7.1/980/406.001.1/2025"), compared("100-3.7.1/9801/106.001.  1/2025"))
"""

import re
from collections.abc import Mapping
from typing import Final

from shared.domain.identifiers import Code

COMPARED_MOST: Final = 64
SERIAL_DIGITS_MOST: Final = 6
"""Of the serials of a unit's year: more is something else."""
BETWEEN: Final = re.compile(r"(?<=[0-9])([^A-Z0-9]+)(?=[0-9])|[^A-Z0-9]+")
"""Other signs; those of the group keep two runs of digits from being one."""
PREFIX: Final = re.compile(r"^\s*(nomor|no)\b\s*[.:]?\s*", re.IGNORECASE)
KNOWN: Final = re.compile("SUSANAK|DISDUKCAPIL|BAKESBANGPOL|KEMENIMIPAS|KEMENKUMHAM")
"""Long codes of cases and offices that numbers have in them."""
WORDS: Final = re.compile(r"[A-Z]{9,}")
"""Letters in a row, blanks left out, from which on they are words and no code."""
PARTS_LEAST: Final = 3
"""Of a number whose parts can be compared one by one: serial, office and year stand apart."""
LONG_PART: Final = 6
"""Signs from which on another sign in their midst is a slip of the eye and no other letter: serials are shorter."""

CLASSIFICATIONS: Final[Mapping[Code, str]] = {
    Code("000.1"): "Ketatausahaan dan kerumahtanggaan",
    Code("000.7"): "Perencanaan pembangunan",
    Code("100.3"): "Hukum",
    Code("100.3.7.1"): "Perjanjian dalam negeri",
    Code("400.2"): "Pemberdayaan perempuan dan perlindungan anak",
    Code("400.9"): "Sosial",
    Code("800.1"): "Sumber daya manusia",
}
"""What of the classification of Permendagri 83/2022 this work needs. But for 100.3.7.1, which the agreement's own
letters bear, unchecked; any other code is typed as it is."""


def compared(written: str) -> Code | None:
    """A number without what is spelt one way or another: capitals, blanks, dots and dashes, the word *Nomor*; its parts
    between strokes stay apart, and by a dot the digits of a part that were not together. None of what is no number:
    without a digit, or with words in it, since they may name somebody and this form is kept in clear."""
    found = spelled(written)
    return found if found and not WORDS.search(KNOWN.sub("/", found)) else None


def spelled(written: str) -> Code | None:
    """The same of a number that names nobody, whatever words are in it."""
    found = _bare(PREFIX.sub("", written))[:COMPARED_MOST]
    return Code(found) if re.search(r"\d", found) else None


def has_digits(written: str) -> bool:
    """Whether it can be a number at all."""
    return re.search(r"\d", _bare(PREFIX.sub("", written))) is not None


def _bare(written: str) -> str:
    parts = (BETWEEN.sub(lambda signs: "." if signs[1] else "", part) for part in written.upper().split("/"))
    return "/".join(part for part in parts if part)


def serial_in(number: Code | None, unit_code: Code | None, year: int) -> int:
    """The serial of a compared number that has the unit's own form in that year, whatever stands before it; else 0."""
    parts = number.split("/") if number else []
    if unit_code is None or parts[-2:] != [_bare(unit_code), str(year)]:
        return 0
    serial = parts[-3] if len(parts) >= PARTS_LEAST else ""
    return int(serial) if serial.isdecimal() and len(serial) <= SERIAL_DIGITS_MOST else 0


def near(one: Code, other: Code) -> bool:
    """Whether two compared numbers of one day are perhaps one, read wrongly: of each part at most one sign is missing,
    of a long one another; the year is the same."""
    mine, theirs = one.split("/"), other.split("/")
    if one == other or len(mine) != len(theirs) or len(mine) < PARTS_LEAST:
        return one == other
    return mine[-1] == theirs[-1] and all(map(_alike, mine, theirs))


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        apart = sum(mine != theirs for mine, theirs in zip(one, other, strict=True))
        return apart == 0 or (apart == 1 and len(one.replace(".", "")) >= LONG_PART)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def numbered(classification: Code, serial: int, unit_code: Code, year: int) -> str:
    """A number of a unit's own series, for example ``100.3.7.1/980/406.001.1/2026``."""
    return f"{classification}/{serial}/{unit_code}/{year}"
