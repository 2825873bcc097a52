"""Two persons turn out to be one, as an officer says: all rulings of the other are told again under the one that stays,
and the other's streams end with a pointer. Undone, each goes back whose it was (0064).

Example::

    given(KLIEN, beside={...}).when(MergeKlien(klien_id=stays, other=goes, ...)).events
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, TypeAlias

from pydantic import Field

from services.intake.klien.decider.state import Klien
from services.intake.klien.events import PersonClosed, PersonsMerged, PersonsParted, PersonsToldApart, Rulings
from services.intake.putusan.decider import Opened, Putusan, Status, moved_to, refs_of
from shared.domain.bounds import RULINGS_MAX
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import DocumentNumber, Reason
from shared.law.circumstances import Circumstances

BELOW_MAX: Final = 20
"""Ids of one person: more than papers of anybody go astray."""
Decision: TypeAlias = Sequence[Sequence[Event]] | Refused


class OfTwo(Command):
    """About two persons."""

    STREAM: ClassVar[str] = "klien-{klien_id}"

    klien_id: KlienId
    other: KlienId
    reason: Reason
    known: bool = True
    """Whether there are both of them for who asks, with all their rulings."""


class MovingRulings(OfTwo):
    """With the rulings that may have to move."""

    FOUND: ClassVar[frozenset[str]] = frozenset({"rulings", "opened", "known", "below"})

    rulings: Rulings = ()
    opened: Annotated[tuple[Opened, ...], Field(max_length=RULINGS_MAX)] = ()
    """Those whose values are at hand: told again they are sealed under the key of whose they are."""
    below: Annotated[tuple[KlienId, ...], Field(max_length=BELOW_MAX)] = ()
    """Who turned out to be the other before, and goes where the other goes."""


class MergeKlien(MovingRulings):
    """The other is this person: this one stays."""

    ACTION: ClassVar[str] = "klien.merge"

    document: DocumentNumber | None = None


class PartKlien(MovingRulings):
    """The other, who was taken for this person, is another one."""

    ACTION: ClassVar[str] = "klien.merge"


class TellApart(OfTwo):
    """Two who are alike are two."""

    ACTION: ClassVar[str] = "klien.merge"
    FOUND: ClassVar[frozenset[str]] = frozenset({"known"})


def merge(command: MergeKlien, states: Sequence[object], circumstances: Circumstances) -> Decision:
    """All that the other has goes to the one that stays, and whoever the other had taken in with it; again, whatever
    reached the other since."""
    survivor, other, below, rulings = _of(states)
    if against := _against(command, survivor, other) or _other_below(command, other, below):
        return against
    closed_for = other.closed_for
    if closed_for is not None and (closed_for != command.klien_id or command.other not in survivor.merges):
        return refused("klien-merged", severity=Severity.CONFLICT, pointer="/other", klien=str(closed_for))
    moved = _moved(command, rulings, command.other, command.klien_id, circumstances)
    if isinstance(moved, Refused):
        return moved
    if closed_for is not None and not any(moved):
        return [[], [], *([] for _ in below), *moved]
    went = tuple(one for one, events in zip(command.rulings, moved, strict=True) if events)
    closed = [] if closed_for else [PersonClosed(klien_id=command.other, survivor=command.klien_id)]
    follow = _follow(command, below, command.other, command.klien_id)
    return [[retold(PersonsMerged, command, rulings=went)], closed, *follow, *moved]


def part(command: PartKlien, states: Sequence[object], circumstances: Circumstances) -> Decision:
    """Their rulings go back, and whoever had come with them; what was told of the one that stayed is that one's."""
    survivor, other, below, rulings = _of(states)
    if against := _against(command, survivor, other) or _other_below(command, other, below):
        return against
    if command.other not in survivor.merges:
        return refused("not-merged", severity=Severity.CONFLICT, pointer="/other")
    moved = _moved(command, rulings, command.klien_id, command.other, circumstances)
    if isinstance(moved, Refused):
        return moved
    went = tuple(one for one, events in zip(command.rulings, moved, strict=True) if events)
    opened = PersonClosed(klien_id=command.other, survivor=None)
    follow = _follow(command, below, command.klien_id, command.other)
    return [[retold(PersonsParted, command, rulings=went)], [opened], *follow, *moved]


def tell_apart(command: TellApart, states: Sequence[object], _: Circumstances) -> Decision:
    """Said again, nothing."""
    one, other, _below, _rulings = _of(states)
    if against := _against(command, one, other):
        return against
    if other.closed_for is not None:
        return refused("klien-merged", severity=Severity.CONFLICT, pointer="/other", klien=other.closed_for)
    return [[] if command.other in one.apart else [retold(PersonsToldApart, command)], []]


def elsewhere(state: Klien) -> Refused | None:
    """Of whom it is to be told instead, where this person is told of under another id."""
    if state.closed_for is None:
        return None
    return refused("klien-merged", severity=Severity.CONFLICT, klien=state.closed_for)


def _of(states: Sequence[object]) -> tuple[Klien, Klien, tuple[Klien, ...], tuple[Putusan, ...]]:
    """Of one and the same person there is one state."""
    first, second, *more = states if len(states) > 1 else (*states, *states)
    assert isinstance(first, Klien)
    assert isinstance(second, Klien)
    below = tuple(one for one in more if isinstance(one, Klien))
    return first, second, below, tuple(one for one in more if isinstance(one, Putusan))


def _other_below(command: MovingRulings, other: Klien, below: Sequence[Klien]) -> Refused | None:
    """Somebody was merged with the other, or parted from them, since it was looked."""
    taken_in = {one for state in (other, *below) for one in state.merges}
    return None if taken_in == {*command.below} else refused("merged-meanwhile", severity=Severity.CONFLICT)


def _follow(command: MovingRulings, below: Sequence[Klien], of: KlienId, to: KlienId) -> list[Sequence[Event]]:
    """Each who was told of under the one is told of under the other."""
    both = zip(command.below, below, strict=True)
    return [[PersonClosed(klien_id=one, survivor=to)] if state.closed_for == of else [] for one, state in both]


def _against(command: OfTwo, one: Klien, other: Klien) -> Refused | None:
    if command.other == command.klien_id:
        return refused("merge-with-oneself", pointer="/other")
    if not command.known or one.erased is not None or other.erased is not None:
        return refused("person-unknown", severity=Severity.ABSENT)
    return elsewhere(one)


def _moved(
    command: MovingRulings, rulings: Sequence[Putusan], of: KlienId, to: KlienId, circumstances: Circumstances
) -> list[Sequence[Event]] | Refused:
    """For each ruling what is told where it is that person's; refused where it is another than was looked at."""
    found: list[Sequence[Event]] = []
    opened = {one.refs: one.clear for one in command.opened}
    for state in rulings:
        received = state.received
        if received is None or received.klien_id != of or state.status not in (Status.HELD, Status.REGISTERED):
            found.append([])
        elif (clear := opened.get(refs_of(received))) is None:
            return refused("putusan-changed", severity=Severity.CONFLICT)
        else:
            found.append(moved_to(to, state, clear, circumstances))
    return found
