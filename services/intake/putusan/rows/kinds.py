"""What another office's sheet says of a sentence: one of our two, one that is known to be another, or neither.

A ruling of ours that is passed over is nobody's task, and a wrong kind is a wrong sentence: only a word of a list makes
another sentence of it, and what is denied, said on a condition, or of both kinds is looked at.
"""

import re
from collections.abc import Sequence
from functools import cache

from shared.domain.written.reading import plain
from shared.domain.written.values import NEGATION
from shared.sheets.layouts import Elsewhere

KINDS = {
    "pidana kerja sosial": ("kerja sosial", "pks"),
    "pidana pelayanan masyarakat": ("pelayanan masyarakat",),
}
"""How our column says it, and the words that make a sentence ours."""
ABBREVIATION_LETTERS_MOST = 4
_NEARLY = re.compile(r"kerja(?!an)|sosial|\bpelayanan|\bmasyarakat\b")
"""A misspelt sentence of ours has one of these, and names the prison or the fine that it stands for."""
_CONDITION = re.compile(r"\b(?:apabila|bilamana|bila|jika|jikalau|kalau|dengan ketentuan)\b")


def kind_said(text: str, others: Sequence[str]) -> str | Elsewhere:
    """What our column says of it: empty where the text says none, no known word where somebody must look at it."""
    written = plain(text)
    named = [kind for kind, words in KINDS.items() if _found(words, written)]
    if not named:
        return _another(written, others)
    if len(named) > 1:
        return " atau ".join(named)
    words = KINDS[named[0]]
    imposed = [_CONDITION.split(clause, 1)[0] for clause in written.split(";") if _found(words, clause)]
    if any(NEGATION.search(clause) for clause in imposed):
        return text
    return named[0] if any(_found(words, clause) for clause in imposed) else ""


def _another(written: str, others: Sequence[str]) -> str | Elsewhere:
    said, rest = _found(others, written), written
    for word in said:
        rest = _phrase(word).sub(" ", rest)
    return Elsewhere(said[0]) if said and not _NEARLY.search(rest) else ""


def _found(phrases: Sequence[str], written: str) -> list[str]:
    """Those that stand in it, in their order; most are ruled out by their letters, which is cheap."""
    letters = _letters(written)
    return [phrase for phrase in phrases if _letters(phrase) in letters and _phrase(phrase).search(written)]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text))


@cache
def _phrase(phrase: str) -> re.Pattern[str]:
    """The letters of a phrase, however its words are joined, parted or broken over lines; an abbreviation as it is."""
    letters = list(_letters(phrase))
    between = r"\.?" if len(letters) <= ABBREVIATION_LETTERS_MOST else r"[\W_]*"
    return re.compile(rf"(?<![^\W_]){between.join(letters)}(?![^\W_])")
