"""The row of one sentence, and how its end by an act of others lies over all else that is told of it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Final, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from services.reporting.reports.status import State
from shared.domain.identifiers import KlienId
from shared.domain.retold import retold, same
from shared.domain.sentence import Ground
from shared.projections.entry import Entry

FAR: Final = date(9999, 12, 31)
"""The sort day of what presses nobody."""
NEVER: Final = date(1, 1, 1)
"""What a day that has not come yet is sorted as."""


class Why(msgspec.Struct, frozen=True):
    """One reason why a ruling is held or rejected, or no place fits; its words stand in the thing's texts."""

    rule: str
    citation: str | None = None
    facts: dict[str, str | int] = {}


class Offer(msgspec.Struct, frozen=True):
    """One proposed place."""

    ipd_id: str
    offer_id: str
    site_id: str
    score: int


class Decline(msgspec.Struct, frozen=True):
    """A host's no to one of the proposals."""

    offer_id: str
    reason: str
    declined_at: datetime


class Stood(msgspec.Struct, frozen=True):
    """What of a row would stand if its execution here had not ended: what happens meanwhile is folded into it."""

    state: str
    since: datetime
    urgent_on: date
    opens_on: date | None
    deadline: date | None
    possible_until: date | None
    behind_from: date | None
    asked: tuple[Why, ...]
    asked_at: datetime | None


class Sentence(msgspec.Struct, frozen=True):
    """The row."""

    putusan_id: str
    klien_id: str
    state: str
    since: datetime
    """When the event that brought this state was recorded."""
    urgent_on: date = FAR
    """What the list is sorted by: the last lawful day while it runs; before, the day on which the plan begins, or on
    which it began to wait, unless a window that runs since elsewhere presses earlier."""
    regime: str | None = None
    kecamatan: str | None = None
    ruled_on: date | None = None
    required_minutes: int = 0
    credited_minutes: int = 0
    brought_minutes: int = 0
    """Of the credit, what another regency gave."""
    minutes_a_day: int | None = None
    day_from_minute: int | None = None
    day_until_minute: int | None = None
    weekdays: tuple[int, ...] = ()
    periods: tuple[dict[str, str], ...] = ()
    until: date | None = None
    """The last day that the ruling itself names."""
    final_on: date | None = None
    """BHT as it stands."""
    final_number: int = 0
    appealed_on: date | None = None
    """When an appeal was lodged; it is open while there is no BHT."""
    started_on: date | None = None
    start_number: int = 0
    opens_on: date | None = None
    """The later of berita acara and BHT: from here to the deadline, both days count."""
    deadline: date | None = None
    most_minutes_a_day: int = 0
    """By law and ruling, once the window is known."""
    six_days: bool = False
    """Whether a child's Saturday counts too, since the host works six days."""
    possible_until: date | None = None
    behind_from: date | None = None
    last_worked_on: date | None = None
    ipd_id: str | None = None
    offer_id: str | None = None
    site_id: str | None = None
    planned_from: date | None = None
    planned_until: date | None = None
    profile: int = 0
    """The number of the person's profile that matching has read; 0: none."""
    placed_by: int = 0
    """The one by which the place that stands was chosen."""
    stay_doubts: tuple[Why, ...] = ()
    """What stands against the stay since its host accepted."""
    stay_asked: int = 0
    """How often something was asked about it, as matching counts."""
    stay_confirmed: int = 0
    """Which asking somebody has answered with: it goes on as it is; 0: none that stands."""
    stay_asked_at: datetime | None = None
    """Since when a person has something to settle about it; None: nothing."""
    reasons: tuple[Why, ...] = ()
    asked: tuple[Why, ...] = ()
    """Why its ruling is held again since it was mended, while what stood goes on."""
    asked_at: datetime | None = None
    told_minutes: int | None = None
    """What the paper says since it was mended, while the hours go on by what stood."""
    milder_minutes: int | None = None
    """The total by an adjustment to a milder law, which lowers what a mended paper says."""
    offers: tuple[Offer, ...] = ()
    parent: str | None = None
    """The ruling whose hours are served again by this one."""
    repeat: str | None = None
    """By which ruling its hours are served again."""
    ended: str | None = None
    """By which act of others its execution here has ended; then no day runs, and nobody is asked."""
    ended_on: date | None = None
    """The last day on which work counts."""
    ended_number: int = 0
    """Of the ending or resumption that stands; 0: none was told."""
    stood: tuple[Stood, ...] = ()
    """One while it has ended."""
    declines: tuple[Decline, ...] = ()
    """Who said no before anybody said yes."""


def going_on(row: Sentence) -> Sentence:
    """As it would stand if it had not ended."""
    return replace(row, stood=(), **same(Sentence, row.stood[0])) if row.stood else row


def over(row: Sentence, before: Sentence, entry: Entry) -> Sentence:
    """Ended: no day runs, nobody waits for it, and what would stand is kept."""
    state = _ended_as(row).value
    return replace(
        row,
        state=state,
        since=before.since if state == before.state else entry.recorded_at,
        urgent_on=FAR,
        opens_on=None,
        deadline=None,
        possible_until=None,
        behind_from=None,
        asked=(),
        asked_at=None,
        stood=(retold(Stood, row),),
    )


def _ended_as(row: Sentence) -> State:
    """What was fulfilled before its end is fulfilled, unless there was no ruling to fulfil; what is served again was
    not."""
    if row.ended == Ground.REPEATED:
        return State.FAILED
    if row.state == State.FULFILLED.value and row.ended not in (Ground.ANNULLED, Ground.WITHDRAWN):
        return State.FULFILLED
    return State.TRANSFERRED if row.ended == Ground.TRANSFERRED else State.ANNULLED


class OfAPerson(Protocol):
    """An event that says whose it is."""

    @property
    def klien_id(self) -> KlienId: ...


E = TypeVar("E", bound=OfAPerson)
F = TypeVar("F")


def beneath(
    fold: Callable[[Sentence | None, F, Entry], Sentence | None],
) -> Callable[[Sentence | None, F, Entry], Sentence | None]:
    """Of a sentence that has ended, what goes on beneath: taken back, its end has left no trace."""

    @wraps(fold)
    def folded(row: Sentence | None, event: F, entry: Entry) -> Sentence | None:
        if row is None or not row.stood:
            return fold(row, event, entry)
        found = fold(going_on(row), event, entry)
        return found and (over(found, row, entry) if found.ended else found)

    return folded


def of_its_person(
    fold: Callable[[Sentence, E, Entry], Sentence],
) -> Callable[[Sentence | None, E, Entry], Sentence | None]:
    """Only of a ruling that is there, and what is told of the person whose it is: a former one's hours end later."""

    @wraps(fold)
    def folded(row: Sentence | None, event: E, entry: Entry) -> Sentence | None:
        return row if row is None or row.klien_id != event.klien_id else fold(row, event, entry)

    return beneath(folded)


def agreed_to(row: Sentence) -> Sentence:
    """As somebody has said the stay, nothing is asked about it."""
    return replace(row, placed_by=row.profile, stay_doubts=(), stay_confirmed=0, stay_asked_at=None)


def asking(row: Sentence, entry: Entry) -> Sentence:
    """Since when something is asked about the stay, by the numbers that matching has."""
    asks = row.stay_asked != row.stay_confirmed and bool(row.stay_doubts or row.profile > row.placed_by)
    return replace(row, stay_asked_at=(row.stay_asked_at or entry.recorded_at) if asks else None)
