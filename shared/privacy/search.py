"""Search by name, NIK or case number: in memory over the opened vault, because nothing clear may lie in an index.

100,000 persons with three entries each take about 60 MB; one search reads them all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.privacy.sealing import folded

SEARCHED_KINDS = ("name", "nik", "case_number")
LETTERS_MIN = 2
"""One letter finds everybody."""
FOUND_MAX = 50
"""More is no answer to a question about one person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable value, folded."""

    subject: str
    key_id: str
    text: str


class SearchIndex:
    """What has been read of the vault so far. ``read_until``: the seq up to which nothing is missing."""

    def __init__(self) -> None:
        self.generation = 0
        self.read_until = 0
        self._entries: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, seq: int, subject: str, key_id: str, value: str) -> None:
        """Take up one opened row."""
        self._entries[seq] = Entry(subject, key_id, folded(value))

    def forget(self, destroyed: Mapping[str, Iterable[str]], generation: int) -> None:
        """Drop every value whose key was destroyed."""
        if generation == self.generation:
            return
        gone = {(subject, key_id) for subject, ids in destroyed.items() for key_id in ids}
        self._entries = {n: one for n, one in self._entries.items() if (one.subject, one.key_id) not in gone}
        self.generation = generation

    def find(self, text: str) -> list[str]:
        """Subjects of whom one value holds every word of the text; whose value begins with it come first."""
        words = sorted({folded(word) for word in text.split()} - {""}, key=len, reverse=True)
        if not words or len(words[0]) < LETTERS_MIN:
            return []
        longest, rest = words[0], words[1:]
        hits = [one for one in self._entries.values() if longest in one.text]
        hits = [one for one in hits if all(word in one.text for word in rest)]
        start = folded(text)
        hits.sort(key=lambda one: (not one.text.startswith(start), one.text))
        return list(dict.fromkeys(one.subject for one in hits))[:FOUND_MAX]
