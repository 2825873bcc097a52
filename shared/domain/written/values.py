"""What people write in a cell, as values: figures, hours, periods, amounts, and words of closed lists.

Every reader takes text that is not empty and gives its value, ``Partly`` where it leaves words over, or ``NotRead``.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from shared.domain.written.own_days import read_weekdays
from shared.domain.written.reading import TWO_WAYS, NotRead, Partly, plain, stripped
from shared.domain.written.words import WORDS, number_in_words

T = TypeVar("T")

FIGURE_LENGTH_MAX = 18
PARTS_MOST = 20
"""Values of one cell: a longer list is no list of skills or sanctions."""

FIGURE = r"[0-9]+(?:[.,][0-9]+)*"
IN_WORDS = rf"(?:(?:{'|'.join(WORDS)})[\s\-]*)+"
_INDONESIAN = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}|[0-9]+\.[0-9]+")
_EITHER = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_BESIDE = re.compile(rf"({FIGURE}|{IN_WORDS})\s*(?:\(([^()]*)\))?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
NEGATION = re.compile(
    r"\b(?:tidak|tanpa|bukan|belum|kecuali|(?:di)?tolak|menolak|mencabut|dicabut|membatalkan|(?:di)?batalkan|batal)\b"
)
"""What makes the contrary of a phrase beside it."""


def read_number(text: str) -> Decimal | NotRead:
    """``1.234,5``, ``1234.5``, ``5,000,000``: a dot before exactly three digits groups thousands, as Indonesian sheets
    write. ``500,000`` is half a million in English and five hundred at home, so it is not read."""
    written = text.strip()
    if len(written) > FIGURE_LENGTH_MAX:
        return NotRead("number-unreadable")
    if _EITHER.fullmatch(written):
        return TWO_WAYS
    if _INDONESIAN.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(written):
        return Decimal(written.replace(",", ""))
    return NotRead("number-unreadable")


def whole(before: str = "", after: str = "") -> Callable[[str], int | NotRead]:
    """A reader of a whole number, in digits, in words or in both; ``before`` and ``after`` are words around it."""

    def read(text: str) -> int | NotRead:
        found = _BESIDE.fullmatch(stripped(text, before, after))
        if found is None:
            return NotRead("number-unreadable")
        number = said(found[1], found[2])
        if isinstance(number, NotRead):
            return number
        return int(number) if number == int(number) else NotRead("number-unreadable")

    return read


_PER = r"(?:hari|kali|x)?\s*(?:(?:per|/|se|setiap|tiap|dalam 1|dalam satu) ?(?:{}))?"
read_whole = whole(after="hari|kali|x")
read_days_a_month = whole(after=_PER.format("bulan"))
_a_week = whole(after=_PER.format("minggu|pekan"))


def read_days_a_week(text: str) -> int | Partly | NotRead:
    """``5``, ``5 hari seminggu``, ``5x``; ``Senin-Jumat`` is 5, and the days themselves are kept beside it."""
    days = NotRead("reads-two-ways") if plain(text) == "minggu" else read_weekdays(text)  # a week, or the Sunday
    return _a_week(text) if isinstance(days, NotRead) else Partly(len(days), "weekdays-counted")


def read_ordinal(text: str) -> int | NotRead:
    """``2``, ``II``, ``Terdakwa II``, ``ke-2``: a convict's number in the ruling."""
    written = stripped(text, before=r"terdakwa|anak|ke")
    return _ROMAN.get(written) or whole()(re.sub(r"^ke-?\s*", "", written))


def read_rupiah(text: str) -> int | NotRead:
    """``Rp50.000,00``, ``Rp5.000.000,00 (lima juta rupiah)``: whole rupiah; sen are dropped."""
    written = re.sub(r",-|\.-|,--", "", re.sub(r"^(?:rp\.?|idr)\s*", "", stripped(text)))
    found = re.fullmatch(rf"({FIGURE})(?:\s*rupiah)?\s*(?:\(([^()]*)\))?(?:\s*rupiah)?", written)
    words = None if found else number_in_words(re.sub(r"\s*rupiah$", "", written))
    if words is not None:
        return words
    if found is None:
        return NotRead("number-unreadable")
    number = said(found[1], found[2] and re.sub(r"\s*rupiah\s*$", "", found[2]))
    return number if isinstance(number, NotRead) else int(number)


def one_of(words: Mapping[str, T], rule: str = "word-unknown") -> Callable[[str], T | NotRead]:
    """A reader of a closed list of words, whatever their case, blanks, dashes and dots."""
    known = {_letters(word): value for word, value in words.items()}

    def read(text: str) -> T | NotRead:
        return known.get(_letters(text), NotRead(rule))

    return read


def phrase_of(words: Mapping[str, T], rule: str = "word-unknown") -> Callable[[str], T | Partly | NotRead]:
    """A reader of a closed list that also finds one of its phrases among other words, and keeps those beside it:
    ``Pidana Kerja Sosial selama 80 jam``. Two phrases of different meaning, or a *tidak*, make it unreadable."""
    exactly = one_of(words, rule)
    phrases = [(re.compile(rf"\b{re.escape(word)}\b"), words[word]) for word in sorted(words, key=len, reverse=True)]

    def read(text: str) -> T | Partly | NotRead:
        value = exactly(text)
        if not isinstance(value, NotRead):
            return value
        rest, found = plain(text), set()
        for phrase, meaning in phrases:
            rest, times = phrase.subn(" ", rest)
            found |= {meaning} if times else set()
        if len(found) != 1 or NEGATION.search(rest):
            return value
        return Partly(found.pop()) if re.search(r"\w", rest) else found.pop()

    return read


def list_of(
    read: Callable[[str], T | Partly | NotRead], apart: str = r"[,;/\n]"
) -> Callable[[str], tuple[T, ...] | Partly | NotRead]:
    """A reader of several such values, each once. What is not known is kept beside those that are."""

    def read_all(text: str) -> tuple[T, ...] | Partly | NotRead:
        alone = read(text)
        pieces = [part for part in re.split(apart, text) if part.strip()][: PARTS_MOST + 1]
        if len(pieces) > PARTS_MOST:
            return NotRead("word-unknown")
        parts = [alone] if not isinstance(alone, NotRead) else [read(part) for part in pieces]
        unknown = next((part for part in parts if isinstance(part, NotRead)), None)
        known = [part.value if isinstance(part, Partly) else part for part in parts if not isinstance(part, NotRead)]
        values = tuple(dict.fromkeys(known))
        if unknown and not values:
            return unknown
        if unknown or any(isinstance(part, Partly) for part in parts):
            return Partly(values, unknown.rule if unknown else "read-in-part")
        return values

    return read_all


def said(figure: str, *words: str | None) -> Decimal | NotRead:
    """A number whose words in brackets, if any, say the same: ``24 (dua ratus empat puluh)`` says nothing."""
    number = _number_said(figure)
    for other in (word for word in words if word is not None):
        if isinstance(number, NotRead):
            return number
        if _number_said(other) != number:
            return NotRead("number-and-words-differ")
    return number


def _number_said(text: str) -> Decimal | NotRead:
    words = number_in_words(text)
    return read_number(text) if words is None else Decimal(words)


def _letters(text: str) -> str:
    return re.sub(r"[\s.\-\u2010-\u2015_]", "", text.casefold())
