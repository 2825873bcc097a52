"""What any 24 hours may hold, where a regency reads *Hari* as 24 hours and not as the calendar's day alone (KUHP 185;
settlement 2): the earliest work first, beside what was credited already.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from shared.domain.identifiers import ShiftId
from shared.law.calendar import MINUTES_A_DAY


class Piece(NamedTuple):
    """Worked minutes without a gap, of one shift and one day."""

    starts: int
    ends: int
    shift_id: ShiftId

    @property
    def minutes(self) -> int:
        """How long."""
        return self.ends - self.starts


def in_24_hours(pieces: Iterable[Piece], most: int, given: Iterable[Piece], limit: int) -> list[Piece]:
    """The earliest minutes of the pieces, at most so many, that together with those given leave no 24 hours with more
    than the limit. The pieces lie in their order, and nowhere on one another nor on those given."""
    worked = [piece for piece in pieces if piece.starts < piece.ends]
    if not worked or most <= 0:
        return []
    near = [piece for piece in given if worked[0].starts - MINUTES_A_DAY < piece.ends]
    earliest = _earliest(worked, most)
    fits = _most_in_24_hours(sorted([*near, *earliest])) <= limit
    return earliest if fits else _minute_by_minute(worked, most, near, limit)


def _earliest(worked: Sequence[Piece], most: int) -> list[Piece]:
    taken = []
    for piece in worked:
        if most > 0:
            taken.append(Piece(piece.starts, min(piece.ends, piece.starts + most), piece.shift_id))
            most -= taken[-1].minutes
    return taken


def _most_in_24_hours(held: Sequence[Piece]) -> int:
    """Some fullest 24 hours begin with a piece: those that begin within one hold no less earlier, and others later."""
    before = [0, *accumulate(piece.minutes for piece in held)]
    fullest = 0
    for number, piece in enumerate(held):
        until = piece.starts + MINUTES_A_DAY
        after = bisect_left(held, until, key=_starts)
        fullest = max(fullest, before[after] - before[number] - max(0, held[after - 1].ends - until))
    return fullest


def _starts(piece: Piece) -> int:
    return piece.starts


def _minute_by_minute(worked: Sequence[Piece], most: int, given: Iterable[Piece], limit: int) -> list[Piece]:
    """A minute is taken if none of the 24 hours that hold it is full: so many steps as there are minutes, into however
    many pieces they fall.

    24 hours hold what was given in them and what is taken after they begin. So which is the fullest does not change:
    the one with the most given, less what was taken before it began.
    """
    first = worked[0].starts - MINUTES_A_DAY + 1
    before = _minutes_before(first, worked[-1].ends + MINUTES_A_DAY, given)
    fullest: deque[tuple[int, int]] = deque()
    """Where 24 hours begin and what they hold but for what is taken: the fullest, then the fullest of the later."""
    taken: list[Piece] = []
    count, reached = 0, first
    for piece in worked:
        for minute in range(reached, piece.ends):
            held = before[minute - first + MINUTES_A_DAY] - before[minute - first] - count
            while fullest and fullest[-1][1] <= held:
                fullest.pop()
            fullest.append((minute, held))
            if fullest[0][0] <= minute - MINUTES_A_DAY:
                fullest.popleft()
            if piece.starts <= minute and count < most and fullest[0][1] + count < limit:
                _take(taken, minute, piece)
                count += 1
        reached = piece.ends
    return taken


def _minutes_before(first: int, until: int, given: Iterable[Piece]) -> list[int]:
    """How many minutes were given before each minute from the first on."""
    held = bytearray(until - first)
    for piece in given:
        starts, ends = max(piece.starts, first) - first, min(piece.ends, until) - first
        if starts < ends:
            held[starts:ends] = b"\x01" * (ends - starts)
    return [0, *accumulate(held)]


def _take(taken: list[Piece], minute: int, piece: Piece) -> None:
    """One more minute of that piece, with those before it where they touch."""
    last = taken[-1] if taken else None
    if last and last.ends == minute and piece.starts <= last.starts:
        taken[-1] = Piece(last.starts, minute + 1, piece.shift_id)
    else:
        taken.append(Piece(minute, minute + 1, piece.shift_id))
