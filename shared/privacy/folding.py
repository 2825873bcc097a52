"""When two written values are one: what nobody sees or means makes no difference, and what only may mean the same is a
second, looser key that proposes and never decides (settlement 41)."""

import re
import unicodedata

from shared.domain.text import BLANK_LETTERS

APOSTROPHES = "'’‘‛ʼʻʽʾʿˈ′‵`´＇\""
DASHES = "-‐‑‒–—―−⁃﹣－"
LOOKALIKES = {
    # Cyrillic and Greek letters that a keyboard or a PDF puts in a Latin name's place; each with its own capital.
    "a": "аαɑ", "b": "вβ", "c": "сϲ", "d": "ԁ", "e": "еεё", "g": "ɡ", "h": "нһη", "i": "іιıї", "j": "јϳ",
    "k": "кκ", "l": "ӏ", "m": "мμ", "n": "ν", "o": "оοσ", "p": "рρ", "q": "ԛ", "s": "ѕ", "t": "тτ", "v": "ѵ",
    "w": "ԝω", "x": "хχ", "y": "уυү", "z": "ζ",
}  # fmt: skip
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Mc", "Zs", "Zl", "Zp"})
_TABLE = {ord(other): latin for latin, others in LOOKALIKES.items() for other in others}
_TABLE |= dict.fromkeys(map(ord, {*APOSTROPHES, *DASHES, *BLANK_LETTERS, "."}), "")

TITLES = frozenset({
    "h", "hj", "haji", "hajah", "hajjah", "kh", "ust", "ustad", "ustadz", "ustadzah", "dr", "drs", "dra", "ir",
    "prof", "sh", "mh", "shi", "mhi", "se", "mm", "st", "mt", "sp", "mp", "spd", "spdi", "mpd", "mpdi", "ssos",
    "sip", "skom", "sag", "mag", "ma", "msi", "sst", "skep", "amd", "amdkeb", "amdkep", "skm", "bsc", "ba",
    "sthi",
})  # fmt: skip
PARENTS = frozenset({"bin", "binti", "bt", "bte", "alm", "almh", "almarhum", "almarhumah"})
ALIASES = frozenset({"alias", "als", "aka"})


def identity(*parts: str) -> str:
    """Parts as they are compared, with a sign between them that none of them can hold."""
    return "\x1f".join(folded(part) for part in parts)


def folded(text: str) -> str:
    """``12/Pid.B/2026/PN Trk`` and ``12/PID.B/2026/PN.TRK`` are one, and so are ``Mu'arif`` and ``Mu’arif``.

    Width, case, blanks, control and format characters, accents, apostrophes, dots, dashes and letters that look like
    another make no difference.
    """
    if text.isascii():
        return text.translate(_ASCII)
    return _folded_by_letter(text)


def _folded_by_letter(text: str) -> str:
    whole = unicodedata.normalize("NFKD", text.translate(_TABLE)).casefold()
    seen = "".join(letter for letter in whole if unicodedata.category(letter) not in _UNSEEN)
    return unicodedata.normalize("NFKC", seen.translate(_TABLE))


_ASCII = {code: _folded_by_letter(chr(code)) for code in range(128)}
"""Nearly every name is of such letters, each of which is folded by itself; a search folds all names there are."""


def loose_name(text: str) -> str:
    """A name as it may be meant: also without titles, bin and binti, and everything from an alias on.

    ``SUTOYO Bin (Alm) KARTO Alias YOYO`` and ``Sutoyo bin Karto`` are alike; ``Ahmad bin Ali`` and ``Ahmad bin Umar``
    are not. Where nothing but titles is left, the name as it is.
    """
    words: list[str] = []
    for word in map(folded, re.split(r"[\s,;:()/]+", text)):
        if word in ALIASES and words:
            break
        if word and word not in TITLES and word not in PARENTS:
            words.append(word)
    return "".join(words) or folded(text)
