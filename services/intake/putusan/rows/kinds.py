"""What another office's sheet says of a sentence: one of our two, one that is known to be another, or neither.

A ruling of ours that is passed over is nobody's task, and a wrong kind is a wrong sentence: only a word of a list makes
another sentence of it, and what is denied, said on a condition, or of both kinds is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from services.intake.putusan.rows.reading import plain
from services.intake.putusan.rows.values import NEGATION

KINDS = {
    "pidana kerja sosial": ("kerja sosial", "pks"),
    "pidana pelayanan masyarakat": ("pelayanan masyarakat",),
}
"""How our column says it, and the words that make a sentence ours."""
ABBREVIATION_LETTERS_MOST = 4
_NEARLY = re.compile(r"kerja(?!an)|sosial|\bpelayanan|\bmasyarakat\b")
"""A misspelt sentence of ours has one of these, and names the prison or the fine that it stands for."""
_CONDITION = re.compile(r"\b(?:apabila|bilamana|bila|jika|jikalau|kalau|dengan ketentuan)\b")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A row that is another sentence than ours: the word of the mapping's list, never the sheet's own."""

    said: str


def kind_said(text: str, others: Sequence[str]) -> str | Elsewhere:
    """What our column says of it: empty where the text says none, no known word where somebody must look at it."""
    written = plain(text)
    named = [kind for kind, words in KINDS.items() if any(_has(word, written) for word in words)]
    if not named:
        return _another(written, others)
    if len(named) > 1:
        return " atau ".join(named)
    clauses = [clause for clause in written.split(";") if any(_has(word, clause) for word in KINDS[named[0]])]
    imposed = [_CONDITION.split(clause)[0] for clause in clauses]
    if any(NEGATION.search(clause) for clause in imposed):
        return text
    return named[0] if any(_has(word, clause) for word in KINDS[named[0]] for clause in imposed) else ""


def _another(written: str, others: Sequence[str]) -> str | Elsewhere:
    said = next((word for word in others if _has(word, written)), None)
    rest = written
    for word in others:
        rest = _phrase(word).sub(" ", rest)
    return "" if said is None or _NEARLY.search(rest) else Elsewhere(said)


def _has(phrase: str, written: str) -> bool:
    return _phrase(phrase).search(written) is not None


@cache
def _phrase(phrase: str) -> re.Pattern[str]:
    """The letters of a phrase, however its words are joined, parted or broken over lines; an abbreviation as it is."""
    letters = [re.escape(letter) for letter in plain(phrase) if letter.isalnum()]
    between = r"\.?" if len(letters) <= ABBREVIATION_LETTERS_MOST else r"[\W_]*"
    return re.compile(rf"(?<![^\W_]){between.join(letters)}(?![^\W_])")
