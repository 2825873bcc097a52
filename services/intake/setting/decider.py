"""When a regency's decision is one: a question that is asked, an answer that it allows, a day, and a reason.

Example::

    given(SETTING).when(DecideSetting(name="annex_24h", number=1, value="hold", …)).then(SettingDecided(…))
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from pydantic import Field

from services.intake.setting.events import SettingDecided
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import Code
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.sentence import Regime
from shared.domain.text import PublicLine, PublicReason
from shared.domain.thing import Thing
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances
from shared.law.settings import QUESTIONS, Question, standing

DECISIONS_MOST = 1000
"""Of one question: one a day for three years; more is a program gone wild."""
FAR_AHEAD = timedelta(days=366)
"""Nobody decides so long before: rather the year is a slip of the pen."""


class DecideSetting(Command):
    """Answer a question from a day on, or correct an answer: ``number`` counts up, so that of two answers given at once
    the second is asked again. Without a value the corrected one is struck out."""

    ACTION: ClassVar[str] = "setting.decide"
    STREAM: ClassVar[str] = "setting-{name}"

    name: Code
    number: int = Field(ge=1, le=DECISIONS_MOST)
    corrects: int | None = Field(default=None, ge=1, le=DECISIONS_MOST)
    value: PublicLine | None = None
    valid_from: date
    document: PublicLine | None = None
    reason: PublicReason


@dataclass(frozen=True, slots=True)
class Settled:
    """Everything that was decided of one question, in order."""

    decided: tuple[SettingDecided, ...] = ()

    @property
    def standing(self) -> tuple[SettingDecided, ...]:
        """What is neither corrected nor struck out."""
        numbers = {one.number for one in standing(event.decision for event in self.decided)}
        return tuple(event for event in self.decided if event.number in numbers)


def evolve(state: Settled, event: Event) -> Settled:
    """The state after one more event."""
    return Settled((*state.decided, event)) if isinstance(event, SettingDecided) else state


def decide(command: DecideSetting, state: Settled, given: Circumstances) -> Sequence[Event] | Refused:
    """Decided, or every reason why not; said again, nothing."""
    question = QUESTIONS.get(command.name)
    if question is None:
        return refused("setting-unknown", severity=Severity.ABSENT)
    allowed = command.value is None or question.allows(command.value)
    if allowed and _told(command) in state.decided:
        return []
    faults = (*_faults(command, state, question), *_rejudging(command, state, question, given.today))
    return Refused(faults) if faults else [_told(command)]


def _told(command: DecideSetting) -> SettingDecided:
    return retold(SettingDecided, command, setting=command.name)


def _no_answer(value: str, question: Question) -> Fault:
    """What is allowed instead: one that is named, or a number between two."""
    if question.choices is not None:
        return Fault("setting-value", {"value": value}, pointer="/value")
    return Fault("setting-range", {"least": question.least, "most": question.most}, pointer="/value")


def _faults(command: DecideSetting, state: Settled, question: Question) -> Iterator[Fault]:
    after = len(state.decided) + 1
    if command.number != after:
        facts: dict[str, Fact] = {"number": command.number, "next": after}
        yield Fault("setting-moved", facts, pointer="/number", severity=Severity.CONFLICT)
    stands = {event.number: event for event in state.standing}
    if command.corrects is not None and command.corrects not in stands:
        yield Fault("setting-not-standing", {"number": command.corrects}, pointer="/corrects")
    if command.value is None and command.corrects is None:
        yield Fault("setting-without-value", pointer="/value")
    if command.value is not None and not question.allows(command.value):
        yield _no_answer(command.value, question)
    if not can_be_meant(command.valid_from):
        yield Fault("date-not-meant", pointer="/valid_from")
    same = (number for number, event in stands.items() if event.valid_from == command.valid_from)
    taken = next((number for number in same if number != command.corrects), None)
    if command.value is not None and taken is not None:
        yield Fault("setting-day-decided", {"number": taken}, pointer="/valid_from")


def _rejudging(command: DecideSetting, state: Settled, question: Question, today: date) -> Iterator[Fault]:
    """What would judge days anew that were told by another answer. Of a decision that has begun only its document and
    its reason are corrected."""
    begun = next((one for one in state.standing if one.number == command.corrects and one.valid_from < today), None)
    if question.looks_back or (begun and (begun.value, begun.valid_from) == (command.value, command.valid_from)):
        return
    if begun:
        facts: dict[str, Fact] = {"number": begun.number, "since": begun.valid_from.isoformat()}
        yield Fault("setting-begun", facts, pointer="/corrects")
    if command.value is not None and command.valid_from < today:
        yield Fault("setting-of-the-past", {"today": today.isoformat()}, pointer="/valid_from")


def doubts_of(command: DecideSetting, circumstances: Circumstances) -> tuple[Fault, ...]:
    """What a page asks about a decision before it is recorded: a day on which there was no community service yet, or
    one that nobody plans for. A program is not asked."""
    if command.value is None:
        return ()
    first, today = circumstances.laws.begins("total_most", Regime.ADULT), circumstances.today
    if command.valid_from < first.valid_from:
        facts: dict[str, Fact] = {"begins_on": first.valid_from.isoformat()}
        return (Fault("setting-before-law", facts, first.citation, "/valid_from"),)
    if command.valid_from > today + FAR_AHEAD:
        return (Fault("setting-far-ahead", {"today": today.isoformat()}, pointer="/valid_from"),)
    return ()


SETTING: Thing[Settled] = Thing("setting", (SettingDecided,), Settled(), evolve, {DecideSetting: decide})
