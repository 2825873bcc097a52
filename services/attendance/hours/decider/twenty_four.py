"""What any 24 hours may hold, where a regency reads *Hari* as 24 hours and not as the calendar's day alone (KUHP 185;
settlement 2): the earliest work first, beside what was credited already.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from services.attendance.hours.decider.work import Piece
from shared.law.calendar import MINUTES_A_DAY
from shared.law.limits import Stretch


def in_24_hours(pieces: Iterable[Piece], most: int, given: Iterable[Piece], limit: int) -> list[Piece]:
    """The earliest minutes of the pieces, at most so many, that together with those given leave no 24 hours with more
    than the limit."""
    held: list[Stretch] = [(piece.starts, piece.ends) for piece in given]
    taken: list[Piece] = []
    for piece in pieces:
        starts = piece.starts
        while most > 0 and starts < piece.ends:
            full_until = _full_until(starts, held, limit)
            if full_until is not None:
                starts = full_until
                continue
            until = starts + _room(starts, min(piece.ends - starts, most), held, limit)
            taken.append(Piece(starts, until, piece.shift_id))
            held.append((starts, until))
            most -= until - starts
            starts = until
    return taken


def _full_until(minute: int, held: Sequence[Stretch], limit: int) -> int | None:
    """The end of some full 24 hours that hold that minute; None where none is full."""
    full = (first for first in _fullest(held, minute, minute + 1) if _minutes_from(first, held) >= limit)
    return next((first + MINUTES_A_DAY for first in full), None)


def _room(starts: int, length: int, held: Sequence[Stretch], limit: int) -> int:
    """How many minutes from there on fit, at most that length."""

    def too_many(count: int) -> bool:
        also = [*held, (starts, starts + count)]
        return any(_minutes_from(first, also) > limit for first in _fullest(also, starts, starts + count))

    return bisect_left(range(1, length + 1), True, key=too_many)


def _fullest(held: Sequence[Stretch], starts: int, ends: int) -> Iterator[int]:
    """Where 24 hours that touch these minutes begin, as far as they can be the fullest: they begin with a stretch, or
    end with one, or are the first or the last to touch them."""
    earliest, latest = starts - MINUTES_A_DAY + 1, ends - 1
    edges = {earliest, latest, *(first for first, _ in held), *(until - MINUTES_A_DAY for _, until in held)}
    return (edge for edge in edges if earliest <= edge <= latest)


def _minutes_from(first: int, held: Sequence[Stretch]) -> int:
    """Minutes held in the 24 hours that begin there."""
    until = first + MINUTES_A_DAY
    return sum(max(0, min(ends, until) - max(starts, first)) for starts, ends in held)
