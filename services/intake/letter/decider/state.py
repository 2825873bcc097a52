"""What is known of one letter, and what stands beside it: the agenda, the unit's own series, who bears a number."""

from pydantic import Field

from services.intake.letter.decider.tasks import Disposisi, evolve_tasks
from services.intake.letter.events import (
    AgendaEntered,
    Content,
    Direction,
    FileAttached,
    FileTakenAway,
    ForwardTakenBack,
    LetterCorrected,
    LetterForwarded,
    LetterLinked,
    LetterNumbered,
    LetterReceived,
    LetterRestored,
    LetterStruckOut,
    LetterUnlinked,
    LetterWritten,
    NumberFreed,
    NumberTaken,
    PaperIssued,
    PaperReplaced,
    PaperSigned,
    PaperUnsigned,
    PaperWithdrawn,
    Registered,
    SerialDrawn,
    TaskDone,
    TaskGiven,
    TaskReopened,
    chained,
    without,
)
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, LetterId, PutusanId, StreamName, UnitCode, derived
from shared.domain.thing import Scope, Thing


class Letter(Value):
    """A letter as it stands."""

    registered: Registered | None = None
    content: Content | None = None
    """As it was corrected last."""
    corrections: int = 0
    compared: Code | None = None
    """Its number, or the one that it got."""
    numbered: LetterNumbered | None = None
    struck_out: bool = False
    chain: tuple[str, ...] = ()
    """The accounts and units to whom it shows however secret it is."""
    rulings: frozenset[PutusanId] = Field(default_factory=frozenset)
    disposisi: Disposisi = Disposisi()
    papers: tuple[PaperIssued, ...] = ()
    replaced: frozenset[int] = Field(default_factory=frozenset)
    withdrawn: frozenset[int] = Field(default_factory=frozenset)
    papers_before: int = 0
    """How many were issued when the letter was last corrected or numbered."""
    files: tuple[FileAttached, ...] = ()
    """In the order of their numbers, taken away ones too."""
    taken_away: frozenset[int] = frozenset()
    signed: frozenset[tuple[int, int]] = frozenset()
    """Papers that were signed by hand, each with a file that is a scan of it."""

    @property
    def standing(self) -> tuple[PaperIssued, ...]:
        """Its papers that hold: neither replaced nor withdrawn."""
        return tuple(one for one in self.papers if one.paper not in self.replaced | self.withdrawn)

    @property
    def overtaken(self) -> tuple[int, ...]:
        """The papers that hold and were issued before it was last corrected or numbered: they may say what is wrong."""
        return tuple(one.paper for one in self.standing if one.paper <= self.papers_before)

    @property
    def direction(self) -> Direction:
        """Which way it goes."""
        return Direction.OUT if isinstance(self.registered, LetterWritten) else Direction.IN


def evolve(state: Letter, event: Event) -> Letter:
    """The letter after one more event."""
    match event:
        case LetterReceived() | LetterWritten():
            own = {"compared": event.compared, "chain": (event.registered_by,)}
            return state.model_copy(update={"registered": event, "content": event, **own})
        case LetterCorrected():
            compared = event.compared if state.direction is Direction.IN else state.compared
            said = {"content": event, "corrections": event.correction, "compared": compared}
            said["papers_before"] = len(state.papers)
            return state.model_copy(update=said | {"chain": chained(state.chain, event)})
        case LetterNumbered():
            numbered = {"numbered": event, "compared": event.compared, "papers_before": len(state.papers)}
            return state.model_copy(update=numbered)
        case LetterStruckOut() | LetterRestored():
            return state.model_copy(update={"struck_out": isinstance(event, LetterStruckOut)})
        case LetterLinked():
            return state.model_copy(update={"rulings": state.rulings | {event.putusan_id}})
        case LetterUnlinked():
            return state.model_copy(update={"rulings": state.rulings - {event.putusan_id}})
    return state.model_copy(update=_with_it(state, event))


def _with_it(state: Letter, event: Event) -> dict[str, object]:
    """What changes of the papers and files that go with it, and of whom it is forwarded to."""
    match event:
        case PaperIssued():
            return {"papers": (*state.papers, event)}
        case PaperReplaced():
            return {"replaced": state.replaced | {event.paper}}
        case PaperWithdrawn():
            return {"withdrawn": state.withdrawn | {event.paper}}
        case FileAttached():
            return {"files": (*state.files, event)}
        case FileTakenAway():
            return {"taken_away": state.taken_away | {event.file}, "signed": _signed(state, event)}
        case PaperSigned() | PaperUnsigned():
            return {"signed": _signed(state, event)}
        case LetterForwarded() | TaskGiven() | ForwardTakenBack() | TaskDone() | TaskReopened():
            return {"disposisi": evolve_tasks(state.disposisi, event), "chain": _with(state, event)}
    return {}


def _signed(state: Letter, event: Event) -> frozenset[tuple[int, int]]:
    """Which papers have which scans; a file that was taken away is none."""
    match event:
        case PaperSigned():
            return state.signed | {(event.paper, event.file)}
        case PaperUnsigned():
            return state.signed - {(event.paper, event.file)}
        case FileTakenAway():
            return frozenset(one for one in state.signed if one[1] != event.file)
    return state.signed


def _with(state: Letter, event: Event) -> tuple[str, ...]:
    """Its chain, with whoever it is forwarded to and without whom that was taken back from."""
    match event:
        case TaskGiven():
            return (*state.chain, event.receiver)
        case ForwardTakenBack():
            return without(state.chain, event.receivers)
    return state.chain


class Counted(Value):
    """How many letters there are in an agenda."""

    count: int = 0


def _one_more(state: Counted, event: Event) -> Counted:
    return Counted(count=state.count + 1)


class Series(Value):
    """Up to which serial a unit's numbers of a year are used."""

    last: int = 0
    by: LetterId | None = None
    """The letter that bears it."""
    below: int = 0
    """The last but for that one, which may be corrected."""


def _evolve_series(state: Series, event: Event) -> Series:
    if not isinstance(event, SerialDrawn):
        return state
    serial = state.last + 1 if event.serial is None else event.serial
    if event.letter_id == state.by:
        return Series(last=max(state.below, serial), by=state.by, below=state.below)
    if serial > state.last:
        return Series(last=serial, by=event.letter_id, below=state.last)
    return Series(last=state.last, by=state.by, below=max(state.below, serial))


class Bearers(Value):
    """The letters that bear one number."""

    taken: tuple[NumberTaken, ...] = ()

    def others(self, letter_id: LetterId) -> tuple[NumberTaken, ...]:
        """But for this one."""
        return tuple(one for one in self.taken if one.letter_id != letter_id)


def _evolve_bearers(state: Bearers, event: Event) -> Bearers:
    match event:
        case NumberTaken():
            return Bearers(taken=(*state.others(event.letter_id), event))
        case NumberFreed():
            return Bearers(taken=state.others(event.letter_id))
    return state


AGENDA: Thing[Counted] = Thing("agenda", (AgendaEntered,), Counted(), _one_more)
"""A unit's agenda of a year, one for each direction: its letters in the order of their numbers."""
OUTGOING: Thing[Series] = Thing("outgoing", (SerialDrawn,), Series(), _evolve_series)
"""A unit's own series of a year, with what SRIKANDI drew of the same form."""
NUMBER: Thing[Bearers] = Thing("number", (NumberTaken, NumberFreed), Bearers(), _evolve_bearers)
"""A number in its compared form, among a unit's letters of one direction: who bears it."""


def agenda_of(unit: UnitCode, year: int, direction: Direction) -> StreamName:
    """The stream of an agenda."""
    return AGENDA.stream(unit, str(year), direction.value)


def number_of(unit: UnitCode, direction: Direction, compared: Code | None) -> Scope:
    """The stream of a number; nothing where there is none."""
    return ((NUMBER, NUMBER.stream(derived(unit, direction, compared))),) if compared else ()
