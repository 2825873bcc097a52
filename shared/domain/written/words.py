"""Indonesian numbers in words, as rulings repeat them in brackets: ``80 (delapan puluh) jam``.

Typists join them in every way (``delapanpuluh``, ``duapuluh empat``, ``seratus limapuluh``). No word of the list begins
another, so that they read one way however they are joined.
"""

import re

DIGITS = {
    word: number
    for number, word in enumerate(
        ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"), start=1
    )
}
WORDS = (*DIGITS, "nol", "sepuluh", "sebelas", "seratus", "seribu", "sejuta", "belas", "puluh", "ratus", "ribu", "juta")
SCALES = ((1_000_000, "juta"), (1_000, "ribu"))

_DIGIT = "|".join(DIGITS)
_BELOW_1000 = (
    rf"(?:(?:(?:{_DIGIT})ratus|seratus)?(?:(?:{_DIGIT})puluh(?:{_DIGIT})?|sepuluh|sebelas|(?:{_DIGIT})belas|{_DIGIT})?)"
)
_NUMBER = re.compile(rf"(?:(se|{_BELOW_1000})juta)?(?:(se|{_BELOW_1000})ribu)?({_BELOW_1000})")
_PARTS = re.compile(
    rf"(?:(?:(?P<hundreds>{_DIGIT})|se)(?P<ratus>ratus))?"
    rf"(?:(?P<tens>{_DIGIT})puluh|(?P<ten>sepuluh)|(?P<eleven>sebelas)|(?P<teens>{_DIGIT})belas)?(?P<ones>{_DIGIT})?"
)


def number_in_words(text: str) -> int | None:
    """The number that these words say, below a thousand million; None where they say none."""
    joined = re.sub(r"[\s\-]", "", text.casefold())
    if joined == "nol":
        return 0
    found = _NUMBER.fullmatch(joined)
    if not joined or found is None:
        return None
    millions, thousands, rest = found.groups()
    parts = [_times(words, scale) for words, (scale, _) in zip((millions, thousands), SCALES, strict=True)]
    if None in parts:
        return None
    return sum(part for part in parts if part) + _below_1000(rest)


def _times(words: str | None, scale: int) -> int | None:
    """``dua puluh`` (ribu), ``se`` (ribu); None where a scale stands without its number."""
    if words is None:
        return 0
    number = 1 if words == "se" else _below_1000(words)
    return number * scale or None


def _below_1000(words: str) -> int:
    found = _PARTS.fullmatch(words)
    assert found is not None  # the same grammar as in _NUMBER
    hundreds = DIGITS.get(found["hundreds"] or "", 1) if found["ratus"] else 0
    tens = DIGITS.get(found["tens"] or "", 0) * 10
    teens = DIGITS[found["teens"]] + 10 if found["teens"] else 0
    return hundreds * 100 + tens + 10 * bool(found["ten"]) + 11 * bool(found["eleven"]) + teens + _ones(found["ones"])


def _ones(word: str | None) -> int:
    return DIGITS[word] if word else 0
