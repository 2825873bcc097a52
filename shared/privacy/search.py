"""Search by name, NIK or case number: in memory over the opened vault, because nothing clear may lie in an index.

All values stand in one long text, line by line, which is read from end to end: the quickest index of 100,000 persons
is none. What is new stands in a short list beside it until it is worth a longer text.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from shared.privacy.folding import folded

SEARCHED_KINDS = ("name", "nik", "case_number")
LETTERS_MIN = 2
"""One letter finds everybody."""
FOUND_MAX = 50
"""More is no answer to a question about one person."""
RECENT_MAX = 1_000
"""Joining the text anew takes about a fifth of a second for 100,000 persons; reading this list takes no time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable value, folded."""

    subject: str
    key_id: str
    text: str


class Lines:
    """Many entries as one text."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._text = "".join(f"\n{entry.text}" for entry in entries)
        self._starts = list(accumulate((len(entry.text) + 1 for entry in entries), initial=0))

    def having(self, part: str) -> Iterator[Entry]:
        """Entries that hold this part, each once; a leading newline asks for those that begin with it."""
        at = self._text.find(part)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield self.entries[number]
            at = self._text.find(part, self._starts[number + 1])


class SearchIndex:
    """What has been read of the vault so far. ``read_until``: the seq up to which nothing is missing."""

    def __init__(self) -> None:
        self.generation = 0
        self.read_until = 0
        self.waiting: set[int] = set()
        """Rows that were read before their event was stored; most are within the second, a few never."""
        self._lines = Lines([])
        self._recent: list[Entry] = []

    def add(self, subject: str, key_id: str, value: str) -> None:
        """Take up one opened row."""
        self._recent.append(Entry(subject, key_id, folded(value)))

    def forget(self, destroyed: Mapping[str, Iterable[str]], generation: int) -> None:
        """Drop every value whose key was destroyed."""
        if generation != self.generation:
            gone = {(subject, key_id) for subject, ids in destroyed.items() for key_id in ids}
            entries = [*self._lines.entries, *self._recent]
            self._lines = Lines([entry for entry in entries if (entry.subject, entry.key_id) not in gone])
            self._recent = []
            self.generation = generation

    def find(self, text: str, among: Collection[str] | None = None) -> list[str]:
        """Subjects, of these if any are given, of whom one value holds every word of the text; whose value begins with
        it come first."""
        words = sorted({folded(word) for word in text.split()} - {""}, key=len)
        if not words or len(words[-1]) < LETTERS_MIN:
            return []
        if len(self._recent) > RECENT_MAX:
            self._lines, self._recent = Lines([*self._lines.entries, *self._recent]), []
        if whole := [one for one in self._whole(folded(text)) if among is None or one in among]:
            return whole
        found: dict[str, None] = {}
        for entry in self._candidates(folded(text), words[-1]):
            if (among is None or entry.subject in among) and all(word in entry.text for word in words):
                found[entry.subject] = None
                if len(found) == FOUND_MAX:
                    break
        return list(found)

    def _whole(self, number: str) -> list[str]:
        """Whose number this is: a case or a NIK written whole means itself, and not each that holds its parts."""
        if not any(character.isdigit() for character in number):
            return []
        begin = (*self._lines.having(f"\n{number}"), *self._recent)
        return list(dict.fromkeys(entry.subject for entry in begin if entry.text == number))

    def _candidates(self, start: str, longest: str) -> Iterator[Entry]:
        yield from self._lines.having(f"\n{start}")
        yield from (entry for entry in self._recent if entry.text.startswith(start))
        yield from self._lines.having(longest)
        yield from (entry for entry in self._recent if longest in entry.text)
