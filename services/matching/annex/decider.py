"""When offices may be asked to fill Lampiran I, what of the request is mended, and what each of them may answer.

Example::

    given(ANNEX, REQUESTED, beside={IPD.stream(OFFICE): [REGISTERED]}).when(AnswerAnnex(…)).refused("annex-not-filled")
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.matching.annex.events import (
    OFFICES_MOST,
    AnnexAnswered,
    AnnexRequestCorrected,
    AnnexRequested,
    AnnexRequestWithdrawn,
    Answer,
    Wanted,
)
from services.matching.ipd.decider import IPD, Ipd
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.identifiers import AnnexId, IpdId
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import PublicLine, PublicReason
from shared.domain.thing import Across, Scope, Thing
from shared.law.circumstances import Circumstances

TOLD_MOST: Final = 1000
"""Corrections of one request, or answers of one office: more is a program gone wild."""
AHEAD_MOST: Final = timedelta(days=366)
Number = Annotated[int, Field(ge=1, le=TOLD_MOST)]
Offices = Annotated[tuple[IpdId, ...], Field(max_length=OFFICES_MOST)]


class OfAnnex(Command):
    """About one request for Lampiran I."""

    STREAM: ClassVar[str] = "annex-{annex_id}"

    annex_id: AnnexId


class OfWanted(Wanted, OfAnnex):
    """Who is asked, and until when, as somebody types it. ``unknown``: offices among them that nobody registered."""

    note: PublicLine | None = None
    unknown: Offices = ()


class RequestAnnex(OfWanted):
    """Ask offices to fill Lampiran I by a day."""

    ACTION: ClassVar[str] = "annex.ask"
    FOUND: ClassVar[frozenset[str]] = frozenset({"annex_id", "unknown"})


class CorrectRequest(OfWanted):
    """What is truly asked: other offices, another day. Corrections count up; a withdrawn request stands again."""

    ACTION: ClassVar[str] = "annex.ask"
    FOUND: ClassVar[frozenset[str]] = frozenset({"unknown"})

    number: Number
    reason: PublicReason


class WithdrawRequest(OfAnnex):
    """Say that no office needs to answer any more, and why."""

    ACTION: ClassVar[str] = "annex.ask"

    reason: PublicReason


class AnswerAnnex(OfAnnex):
    """Say that an office has filled Lampiran I, or why it has nothing to offer. Answers of one office count up."""

    ACTION: ClassVar[str] = "annex.answer"

    ipd_id: IpdId
    number: Number
    answer: Answer
    reason: PublicReason | None = None


class Annex(Value):
    """A request as it stands, and the last answer of each office."""

    wanted: Wanted | None = None
    corrected: AnnexRequestCorrected | None = None
    withdrawn: AnnexRequestWithdrawn | None = None
    answers: Mapping[IpdId, AnnexAnswered] = Field(default_factory=dict)

    @property
    def corrections(self) -> int:
        """How often it was corrected."""
        return self.corrected.number if self.corrected else 0

    def answers_of(self, ipd_id: IpdId) -> int:
        """How often that office answered."""
        return self.answers[ipd_id].number if ipd_id in self.answers else 0


def evolve(state: Annex, event: Event) -> Annex:
    """The request after one more event."""
    match event:
        case AnnexRequested():
            return state.model_copy(update={"wanted": event})
        case AnnexRequestCorrected():
            return state.model_copy(update={"wanted": event, "corrected": event, "withdrawn": None})
        case AnnexRequestWithdrawn():
            return state.model_copy(update={"withdrawn": event})
        case AnnexAnswered():
            return state.model_copy(update={"answers": {**state.answers, event.ipd_id: event}})
    return state


def request(command: RequestAnnex, state: Annex, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Asked once; its id follows from the request, so that one that is sent again is the same."""
    event = retold(AnnexRequested, command)
    if state.wanted is not None:
        return [] if event == state.wanted else refused("annex-exists", severity=Severity.CONFLICT)
    faults = (*_of_offices(command), *_of_day(command, circumstances))
    return Refused(faults) if faults else [event]


def correct(command: CorrectRequest, state: Annex, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """What is truly asked. A day that stands may be past; another one, or one that is asked for again, may not."""
    if state.wanted is None:
        return _unknown()
    if state.withdrawn is None and retold(Wanted, command) == retold(Wanted, state.wanted):
        return []
    if command.number != state.corrections + 1:
        return Refused((_moved(command.number, state.corrections),))
    new_day = state.withdrawn is not None or command.due_on != state.wanted.due_on
    faults = (*_of_offices(command), *(_of_day(command, circumstances) if new_day else ()))
    return Refused(faults) if faults else [retold(AnnexRequestCorrected, command)]


def withdraw(command: WithdrawRequest, state: Annex, _: Circumstances) -> Sequence[Event] | Refused:
    """Withdrawn twice is withdrawn once."""
    if state.wanted is None:
        return _unknown()
    return [] if state.withdrawn else [retold(AnnexRequestWithdrawn, command)]


def answer(
    command: AnswerAnnex, states: tuple[Annex, Ipd], _: Circumstances
) -> tuple[Sequence[Event], Sequence[Event]] | Refused:
    """Also after its day: late is better than never. The same again is nothing."""
    state, office = states
    if state.wanted is None:
        return _unknown()
    if command.ipd_id not in state.wanted.ipd_ids:
        return refused("annex-unknown", severity=Severity.ABSENT)
    if state.withdrawn:
        return refused("annex-withdrawn", severity=Severity.CONFLICT)
    stands, told = state.answers.get(command.ipd_id), retold(AnnexAnswered, command)
    if stands is not None and (stands.answer, stands.reason) == (told.answer, told.reason):
        return [], []
    if command.number != state.answers_of(command.ipd_id) + 1:
        return Refused((_moved(command.number, state.answers_of(command.ipd_id)),))
    faults = tuple(_of_answer(command, office))
    return Refused(faults) if faults else ([told], [])


def beside_answer(command: AnswerAnnex, _: Annex) -> Scope:
    """The office, whose offers are what it filled in."""
    return [(IPD, IPD.stream(command.ipd_id))]


def _unknown() -> Refused:
    return refused("annex-unknown", severity=Severity.ABSENT)


def _moved(number: int, told: int) -> Fault:
    """Of two who tell at once the second is asked again."""
    return Fault("annex-moved", {"number": number, "next": told + 1}, pointer="/number", severity=Severity.CONFLICT)


def _of_offices(command: OfWanted) -> Iterator[Fault]:
    """Somebody is asked, each of them once, and all of them are registered."""
    if not command.ipd_ids:
        yield Fault("annex-nobody", pointer="/ipd_ids")
    if len({*command.ipd_ids}) < len(command.ipd_ids):
        yield Fault("annex-office-twice", pointer="/ipd_ids")
    if command.unknown:
        yield Fault("annex-office-unknown", {"count": len(command.unknown)}, pointer="/ipd_ids")


def _of_day(command: OfWanted, circumstances: Circumstances) -> Iterator[Fault]:
    """From today on, and within a year."""
    today = circumstances.today
    if command.due_on < today:
        yield Fault("annex-due-past", {"today": today.isoformat()}, pointer="/due_on")
    if command.due_on > today + AHEAD_MOST:
        yield Fault("annex-due-far", pointer="/due_on")


def _of_answer(command: AnswerAnnex, office: Ipd) -> Iterator[Fault]:
    """What is filled is there; whoever has nothing to offer says why."""
    if command.answer is Answer.FILLED and not office.open_offers:
        yield Fault("annex-not-filled", pointer="/answer")
    if command.answer is Answer.NOTHING and command.reason is None:
        yield Fault("annex-without-reason", pointer="/reason")


ANNEX: Thing[Annex] = Thing(
    "annex",
    (AnnexRequested, AnnexRequestCorrected, AnnexRequestWithdrawn, AnnexAnswered),
    Annex(),
    evolve,
    {
        RequestAnnex: request,
        CorrectRequest: correct,
        WithdrawRequest: withdraw,
        AnswerAnnex: Across(answer, beside_answer),
    },
)
"""What can happen to a request: it is made, corrected, withdrawn, and answered by each office."""
