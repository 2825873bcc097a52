"""From logs to worked minutes: which logs are facts, where they overlap, what their breaks take away.

Minutes are whole numbers counted in WIB; seconds are dropped and nothing is rounded up: a shift of 59 min 40 s is 59.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from services.attendance.hours.decider.state import NO_PLACE, OF_TWO, OUTSIDE_REACH, OVERLAP, Hours
from services.attendance.hours.events import Break, Shift
from shared.domain.identifiers import RuleCode, ShiftId, SiteId
from shared.law.calendar import MINUTES_A_DAY, minute_of, wib_day
from shared.law.limits import Stretch
from shared.law.twenty_four import Piece


class Work(NamedTuple):
    """One fact in minutes. Sorted, it stands in the order of work: of equal times the one with more breaks first."""

    starts: int
    ends: int
    less_bare: int
    shift_id: ShiftId
    site_id: SiteId
    breaks: tuple[Stretch, ...]

    @property
    def bare(self) -> int:
        """Break minutes given without times (settlement 29)."""
        return -self.less_bare

    def same_times(self, other: "Work") -> bool:
        """The same work said under another id (settlement 27)."""
        return (self.starts, self.ends, self.site_id) == (other.starts, other.ends, other.site_id)


Countable = Callable[[Piece], Sequence[Stretch]]
"""The stretches of a piece's day that count, in order."""


def work_of(shift: Shift) -> Work:
    """A shift in minutes: begin and length lose their seconds, a break's length gains them."""
    starts = minute_of(shift.starts)
    ends = starts + int((shift.ends - shift.starts).total_seconds() // 60)
    breaks = tuple(_break(pause) for pause in shift.breaks)
    return Work(starts, ends, -shift.break_minutes, shift.id, shift.site_id, breaks)


def _break(pause: Break) -> Stretch:
    starts = minute_of(pause.starts)
    return starts, starts - int((pause.starts - pause.ends).total_seconds() // 60)


class Facts(NamedTuple):
    """The works that stand, in the order of work; why others wait for a person; who overlaps whom at two sites."""

    works: list[Work]
    reviews: dict[ShiftId, tuple[RuleCode, ...]]
    clashes: list[Piece]
    """For each of two overlapping logs that waits for it the minutes that overlap."""


def facts_of(hours: Hours) -> Facts:
    """Judge every log by the set of all: own faults, no placement that day, overlap at two sites (10, 26)."""
    works: list[Work] = []
    reviews: dict[ShiftId, tuple[RuleCode, ...]] = {}
    for shift_id, log in hours.logs.items():
        shift = log.standing
        if shift is None:
            continue
        reasons = log.own_faults
        placed = hours.placed(shift.site_id, wib_day(shift.starts)) or NO_PLACE in log.accepted
        if not placed and {*reasons} <= {OUTSIDE_REACH}:
            reasons = (*reasons, NO_PLACE)
        if reasons:
            reviews[shift_id] = reasons
        else:
            works.append(work_of(shift))
    works.sort()
    true = frozenset(shift_id for shift_id, log in hours.logs.items() if OVERLAP in log.accepted)
    clashes = list(_clashes(works, true))
    clashing, of_two = {piece.shift_id for piece in clashes}, _of_two(works, hours)
    for shift_id in sorted(clashing | of_two):
        reviews[shift_id] = tuple(of for of, ids in ((OVERLAP, clashing), (OF_TWO, of_two)) if shift_id in ids)
    if clashing or of_two:
        works = [work for work in works if work.shift_id not in reviews]
    return Facts(works, reviews, clashes)


def _of_two(works: list[Work], hours: Hours) -> set[ShiftId]:
    """The logs of each day on which a person has work that was told under several ids of theirs: nobody knows whether
    it was done twice, until a person says so of each (settlement 10, decision 0064)."""
    origins = hours.record.origins
    told_under: dict[int, set[str | None]] = {}
    for work in works if origins else ():
        whose = origins[work.shift_id].first if work.shift_id in origins else None
        for day in _days(work):
            told_under.setdefault(day, set()).add(whose)
    several = {day for day, ids in told_under.items() if len(ids) > 1}
    waiting = (work.shift_id for work in works if several and not several.isdisjoint(_days(work)))
    return {shift_id for shift_id in waiting if OF_TWO not in hours.logs[shift_id].accepted}


def _days(work: Work) -> range:
    """By their number."""
    return range(work.starts // MINUTES_A_DAY, (max(work.starts, work.ends - 1)) // MINUTES_A_DAY + 1)


def _clashes(works: list[Work], true: frozenset[ShiftId]) -> Iterator[Piece]:
    """Overlaps of two logs at two sites: a piece for each of the two (settlement 10), or for the other one alone where
    a person said that this one is ``true``. Two that are both said to be true contradict each other as before (0031).
    """
    going_on: list[Work] = []
    for work in works:
        going_on = [earlier for earlier in going_on if earlier.ends > work.starts]
        for earlier in going_on:
            until = min(earlier.ends, work.ends)
            if earlier.site_id != work.site_id and until > work.starts:
                both = (earlier.shift_id, work.shift_id)
                for waiting in [one for one in both if one not in true] or both:
                    yield Piece(work.starts, until, waiting)
        going_on.append(work)


def stints(works: Iterable[Work]) -> Iterator[list[Work]]:
    """Works that overlap each other, and so are at one site, together."""
    stint: list[Work] = []
    until = 0
    for work in works:
        if stint and work.starts >= until:
            yield stint
            stint = []
        stint.append(work)
        until = max(until, work.ends) if len(stint) > 1 else work.ends
    if stint:
        yield stint


def pieces_of(stint: list[Work], countable: Countable) -> list[Piece]:
    """The worked minutes of one stint: the union of its logs without their breaks, each minute to its earliest log."""
    pieces: list[Piece] = []
    covered = stint[0].starts
    for work in stint:
        pieces.extend(by_day(max(work.starts, covered), work.ends, work.shift_id))
        covered = max(covered, work.ends)
    for work in stint:
        for pause in work.breaks:
            pieces = [left for piece in pieces for left in without(piece, pause)]
    if any(work.less_bare for work in stint):
        pieces = without_bare_breaks(pieces, said_once(stint), countable)
    return pieces


def said_once(stint: list[Work]) -> list[Work]:
    """Without what only repeats another's times (settlement 27); of equal ones the one with more breaks is first."""
    return [work for number, work in enumerate(stint) if not number or not work.same_times(stint[number - 1])]


def overlaps_of(stint: list[Work]) -> Iterator[Piece]:
    """Minutes that an earlier log of the stint already holds; the same work said twice is none (settlement 27)."""
    covered = stint[0].starts
    for number, work in enumerate(stint):
        if covered > work.starts and not work.same_times(stint[number - 1]):
            yield from by_day(work.starts, min(covered, work.ends), work.shift_id)
        covered = max(covered, work.ends)


def by_day(starts: int, ends: int, shift_id: ShiftId) -> Iterator[Piece]:
    """Split at 00:00 WIB, each part to its day (settlement 3)."""
    while starts < ends:
        until = min(ends, (starts // MINUTES_A_DAY + 1) * MINUTES_A_DAY)
        yield Piece(starts, until, shift_id)
        starts = until


def without(piece: Piece, taken: Stretch) -> Iterator[Piece]:
    """What is left of a piece, in order, when a stretch is taken out of it."""
    if piece.ends <= taken[0] or piece.starts >= taken[1]:
        yield piece
        return
    if piece.starts < taken[0]:
        yield Piece(piece.starts, taken[0], piece.shift_id)
    if taken[1] < piece.ends:
        yield Piece(taken[1], piece.ends, piece.shift_id)


def within(piece: Piece, span: Stretch) -> Piece:
    """The part of a piece inside a stretch; of no minutes where they do not meet."""
    starts = max(piece.starts, span[0])
    return Piece(starts, max(starts, min(piece.ends, span[1])), piece.shift_id)


def latest(pieces: Sequence[Piece], most: int) -> list[Piece]:
    """The last minutes of the pieces, in the order of work."""
    found: list[Piece] = []
    for piece in reversed(pieces):
        length = min(piece.minutes, most)
        if length > 0:
            found.append(Piece(piece.ends - length, piece.ends, piece.shift_id))
            most -= length
    return found[::-1]


def without_bare_breaks(pieces: list[Piece], works: list[Work], countable: Countable) -> list[Piece]:
    """Take each break of unknown time out of its own log (settlement 29)."""
    for work in works:
        others = [(other.starts, other.ends) for other in works if other is not work]
        left = work.bare
        for counts, claimed in ((countable, others), (countable, []), (_whole, others), (_whole, [])):
            if left:
                pieces, left = _without_last(pieces, _own(pieces, work, counts, claimed), left)
    return pieces


def _own(pieces: list[Piece], work: Work, counts: Countable, claimed: Iterable[Stretch]) -> list[Piece]:
    """The minutes of one log, in order, that count and that no other log claims."""
    parts = ((piece, span) for piece in pieces for span in counts(piece))
    own = [within(within(piece, (work.starts, work.ends)), span) for piece, span in parts]
    for taken in claimed:
        own = [left for piece in own for left in without(piece, taken)]
    return own


def _without_last(pieces: list[Piece], of: list[Piece], minutes: int) -> tuple[list[Piece], int]:
    """The pieces without the last so many minutes of these parts of them; and how many were lacking."""
    for part in reversed(of):
        taken = min(minutes, part.minutes)
        if taken > 0:
            minutes -= taken
            pieces = [left for piece in pieces for left in without(piece, (part.ends - taken, part.ends))]
    return pieces, minutes


def _whole(piece: Piece) -> Sequence[Stretch]:
    return ((piece.starts, piece.ends),)
