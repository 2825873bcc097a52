"""A rebuild that leaves out what is told anew: of a run of events whose last says it all, only that one is read.

``on(Event, last_of_run=True)`` claims of every row: folding such a run of one subject's events about one key gives what
folding its last one gives. So a sentence's rebuild reads one of its hundred assessed days. The index of the subjects
says which, range by range of subject; a subject's events in their order are all that its rows need, as long as no row
takes from two subjects and no subject gives to two rows. Those that do, those that are parked, and events that speak of
no subject are folded again whole, in the order of the ledger; so is one subject in 64, and where that gives another row
the claim is false and the rebuild is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from zlib import crc32

from shared.domain.identifiers import Position
from shared.projections.by_subject import RANGE_EVENTS, BySubject, Part
from shared.projections.folding import LOST, Folding
from shared.projections.reading import Item, collector_at_rest
from shared.projections.rows import Key

WHOLE_SUBJECTS_MAX = 200
"""Subjects that are read whole at a time."""
SAMPLE = 64
"""One subject in so many is folded whole too: another one at each length of the ledger."""


class FalseClaim(Exception):
    """A run and its last event do not give the same row of this key: the projection may not say ``last_of_run``."""

    def __init__(self, key: Key) -> None:
        super().__init__(str(key))


class Links:
    """Which subjects' events concern which keys. Nearly always one the other, so only the rest costs memory."""

    def __init__(self) -> None:
        self._key: dict[str, Key] = {}
        self._subject: dict[Key, str] = {}
        self._more_keys: defaultdict[str, set[Key]] = defaultdict(set)
        self._more_subjects: defaultdict[Key, set[str]] = defaultdict(set)

    def add(self, subject: str, key: Key) -> bool:
        """Note it; True where it was not known."""
        first = self._key.setdefault(subject, key), self._subject.setdefault(key, subject)
        if first == (key, subject):
            return False
        known = key in self._more_keys[subject]
        self._more_keys[subject].add(key)
        self._more_subjects[key].add(subject)
        return not known

    def entangled(self) -> Iterator[str]:
        """The subjects of more than one key, or of a key of more than one."""
        return iter(list(self._more_keys))

    def subject_of(self, key: Key) -> str | None:
        """The first that concerned this key."""
        return self._subject.get(key)

    def subjects(self) -> Iterable[str]:
        """All that were seen."""
        return self._key.keys()

    def around(self, subject: str) -> tuple[set[str], set[Key]]:
        """Every subject and key that hang together with this one."""
        subjects, keys, waiting = {subject}, set[Key](), [subject]
        while waiting:
            one = waiting.pop()
            for key in {self._key.get(one), *self._more_keys.get(one, ())} - keys - {None}:
                keys.add(key)
                found = {self._subject[key], *self._more_subjects.get(key, ())} - subjects
                subjects |= found
                waiting += found
        return subjects, keys


class Survivors:
    """One rebuild's reading by subjects, up to a position."""

    def __init__(self, ledger: BySubject, folding: Folding[Any], until: Position) -> None:
        self._ledger, self._folding, self._until = ledger, folding, until
        self._links = Links()
        self._whole: set[str] = set()
        self.events = 0

    async def fold(self, parked: Iterable[str], report: Callable[[Position], None]) -> None:
        """Fold all that the ledger holds. ``parked``: keys that wait before it. Raises FalseClaim, HoleInLedger."""
        done = 0
        async for part in self._ledger.parts(self._until):
            self._take(part)
            done = min(done + RANGE_EVENTS, self._until)
            report(Position(done))
        self._take(await self._ledger.nobodys(self._until))
        await self._again(self._doubtful(parked))
        await self._sampled()

    def _take(self, part: Part) -> None:
        with collector_at_rest():
            self._linked(part)
        self._folding.fold(part.items)
        self.events += len(part.items)

    def _linked(self, part: Part) -> bool:
        """Note who concerns which key; True where something new was found."""
        found = False
        for subject, item in zip(part.subjects, part.items, strict=True):
            for key in self._keys_of(item):
                found = self._links.add(subject, key) or found
        return found

    def _keys_of(self, item: Item) -> Iterable[Key]:
        try:
            return self._folding.keys_of(item)
        except Exception:  # the fold parks it by its position
            return ()

    def _doubtful(self, parked: Iterable[str]) -> Iterator[str]:
        """Whose rows are not what their own survivors give."""
        yield from self._links.entangled()
        for name in {*parked, *self._folding.parked}:
            if not name.startswith(LOST):
                subject = self._links.subject_of(self._folding.projection.layout.key_type(name))
                if subject is not None:
                    yield subject

    async def _again(self, subjects: Iterable[str]) -> None:
        """Fold what hangs together with these whole, in its order, in place of what its survivors gave."""
        for some in _chunks(subjects, self._whole, self._links):
            keys, whole = await self._folded_whole(some)
            for key in keys:
                self._folding.rows.pop(key, None)
                self._folding.parked.pop(str(key), None)
            self._folding.rows.update(whole.rows)
            self._folding.parked.update(whole.parked)

    async def _sampled(self) -> None:
        chosen = [one for one in self._links.subjects() if crc32(one.encode()) % SAMPLE == self._until % SAMPLE]
        for some in _chunks(chosen, self._whole, self._links):
            keys, whole = await self._folded_whole(some)
            for key in keys:
                if str(key) in whole.parked:  # an event that was left out cannot be read
                    self._folding.rows.pop(key, None)
                    self._folding.rows.update({key: whole.rows[key]} if key in whole.rows else {})
                    self._folding.parked[str(key)] = whole.parked[str(key)]
                elif self._folding.rows.get(key) != whole.rows.get(key):
                    raise FalseClaim(key)

    async def _folded_whole(self, subjects: set[str]) -> tuple[set[Key], Folding[Any]]:
        """The keys of these subjects, and their rows by every event of everybody who concerns them."""
        while True:
            part = await self._ledger.whole(subjects, self._until)
            if not self._linked(part):
                break
            subjects = set().union(*(self._links.around(one)[0] for one in subjects))
        self._whole |= subjects
        keys = set[Key]().union(*(self._links.around(one)[1] for one in subjects))
        whole = self._folding.anew(keys)
        whole.fold(part.items)
        return keys, whole


def _chunks(subjects: Iterable[str], done: set[str], links: Links) -> Iterator[set[str]]:
    """With each subject all that hang together with it, some at a time, each once."""
    chunk: set[str] = set()
    for one in subjects:
        if one not in done and one not in chunk:
            chunk |= links.around(one)[0]
            if len(chunk) >= WHOLE_SUBJECTS_MAX:
                yield chunk
                chunk = set()
    if chunk:
        yield chunk
