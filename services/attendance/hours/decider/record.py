"""What was told of one person's hours as it was told: what moves, word for word, when two persons turn out to be one,
and what goes back when they do not (0064)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from services.attendance.hours.events import (
    CreditBrought,
    HoursCorrected,
    HoursFinalityRecorded,
    HoursLogged,
    HoursMoved,
    HoursTaken,
    PlaceOpened,
    ReviewDecided,
    SentenceEnded,
    SentenceOpened,
    SentenceWithdrawn,
    ServiceStarted,
    ShiftSentToReview,
    StartCorrected,
)
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, ShiftId

L = TypeVar("L")
OfRuling: TypeAlias = (
    SentenceOpened
    | PlaceOpened
    | HoursFinalityRecorded
    | SentenceEnded
    | CreditBrought
    | ServiceStarted
    | StartCorrected
)
OfLog: TypeAlias = HoursLogged | ShiftSentToReview | HoursCorrected | ReviewDecided


Chain: TypeAlias = tuple[Any, ...]
"""Facts by their order from behind: (those before, the last one), or () where there is none. A fact is added without a
copy of the others, since every command folds them all."""


class Origin(NamedTuple):
    """Of whom a log was told before, and under which id."""

    klien_id: KlienId
    shift_id: ShiftId
    first: KlienId
    """Whose it was at first, who perhaps had turned out to be that person before."""


@dataclass(frozen=True, slots=True)
class Record:
    """With whose hours these are one."""

    origins: Mapping[ShiftId, Origin] = field(default_factory=dict)
    """Of the logs that came with another person's hours."""
    told_in: Mapping[ShiftId, tuple[Origin, ...]] = field(default_factory=dict)
    """Where else each log was told before, also of one that came back, or has left: who said it there stands there."""
    closed_for: KlienId | None = None
    """Whose these hours are told of now; None: they are this person's."""


def in_order(chain: Chain) -> list[OfRuling | OfLog]:
    """The facts as they were told."""
    found = []
    while chain:
        chain, fact = chain
        found.append(fact)
    return found[::-1]


def told(chain: Chain, event: Event) -> Chain:
    """With what is said of a ruling; of one that has left nothing is."""
    if not isinstance(event, SentenceWithdrawn):
        return (chain, event)
    return _only(chain, lambda fact: not (isinstance(fact, OfRuling) and fact.putusan_id == event.putusan_id))


def shift_of(event: OfLog) -> ShiftId:
    """Which log an event is about."""
    return event.shift.id if isinstance(event, HoursLogged | ShiftSentToReview) else event.shift_id


def moved(chain: Chain, logs: Mapping[ShiftId, L], record: Record, event: HoursMoved) -> dict[str, Any]:
    """What is left of facts, logs and record once these logs are told of another id, by the names that Hours has. Hours
    that close keep whose the logs were that had come there: so they are again, should it all come back."""
    gone = frozenset(event.logs)
    kept = record.origins.items() if event.closes else [one for one in record.origins.items() if one[0] not in gone]
    return {
        "facts": _only(chain, lambda fact: isinstance(fact, OfRuling) or shift_of(fact) not in gone),
        "logs": {shift_id: log for shift_id, log in logs.items() if shift_id not in gone},
        "record": replace(
            record,
            origins=dict(kept),
            closed_for=event.to if event.closes else record.closed_for,
        ),
    }


def joined(record: Record, event: HoursTaken) -> Record:
    """The record with whose these logs were; those that came back are this person's own."""
    came = {one.shift_id: Origin(event.other, one.was, one.first or event.other) for one in event.logs}
    ways = {shift_id: (*record.told_in.get(shift_id, ()), origin) for shift_id, origin in came.items()}
    record = replace(record, told_in={**record.told_in, **ways})
    if event.other == record.closed_for:
        return replace(record, closed_for=None) if event.opens else record
    return replace(record, origins={**record.origins, **came})


def _only(chain: Chain, stays: Callable[[OfRuling | OfLog], bool]) -> Chain:
    kept: Chain = ()
    for fact in in_order(chain):
        kept = (kept, fact) if stays(fact) else kept
    return kept


OF_RULINGS: Final = frozenset((*OfRuling.__args__, SentenceWithdrawn))
