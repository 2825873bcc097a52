"""A letter is forwarded with what is asked, level by level; what was asked is done, or the disposisi is taken back.

Whoever keeps the letter's agenda gives the first one; a receiver does what it asks, or hands it on to others.

Example::

    given(LETTER, received()).when(ForwardLetter(to_units=("dinsos-p3a.resos",), …)).then((LetterForwarded(…), …), ())
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from services.intake.letter.decider.bearing import Decided, not_there
from services.intake.letter.decider.forwarding import (
    CompleteTask,
    CorrectForward,
    Forwarding,
    ForwardLetter,
    OfDisposisi,
    ReopenTask,
    TakeForwardBack,
)
from services.intake.letter.decider.state import Letter, evolve
from services.intake.letter.events import (
    ForwardTakenBack,
    LetterForwarded,
    TaskDone,
    TaskGiven,
    TaskReopened,
    Urgency,
    Wish,
)
from services.intake.unit.decider import UNIT, Unit
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, ForwardId, TaskId, UnitCode, derived
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.calendar import DAY, working_day
from shared.law.circumstances import Circumstances

DUE_DAYS: Final[Mapping[Urgency, int]] = {
    Urgency.ORDINARY: 5,
    Urgency.IMPORTANT: 3,
    Urgency.URGENT: 1,
    Urgency.MOST_URGENT: 0,
}
"""Working days until what is asked shall be done, by the urgency of the letter (practice: office rules vary)."""
FORWARDS_MOST: Final = 200
"""Of one letter: three levels to every section, and what was mended."""


def beside_forward(command: Forwarding, _: Letter) -> Scope:
    """The units that it goes to."""
    return tuple((UNIT, UNIT.stream(code)) for code in dict.fromkeys(command.to_units))


def forward(command: ForwardLetter, states: tuple[Letter, *tuple[Unit, ...]], given: Circumstances) -> Decided:
    """A disposisi with a task for each receiver, or every reason why not."""
    letter, *units = states
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    if command.answers is None and letter.registered.unit not in command.own:
        return refused("letter-unknown", severity=Severity.ABSENT)
    if command.answers is not None and (against := _against(command, letter, command.answers)):
        return against
    told = _forwarded(command, letter, command.forward_id, command.answers)
    faults = tuple(_faults(command, letter, units, told, given.today))
    return Refused(faults) if faults else _beside(units, told, *_tasks(command, letter, told, given.today))


def correct_forward(command: CorrectForward, states: tuple[Letter, *tuple[Unit, ...]], given: Circumstances) -> Decided:
    """The wrong one is taken back, and the true one given in its place."""
    letter, *units = states
    back = take_back(retold(TakeForwardBack, command), letter, given)
    if isinstance(back, Refused):
        return back
    if not back:
        return refused("forward-taken-back", severity=Severity.CONFLICT)
    for event in back:
        letter = evolve(letter, event)
    wrong = letter.disposisi.forwards[command.forward_id]
    told = _forwarded(command, letter, command.anew, wrong.answers, corrects=command.forward_id)
    faults = tuple(_faults(command, letter, units, told, given.today))
    return Refused(faults) if faults else _beside(units, *back, told, *_tasks(command, letter, told, given.today))


def take_back(command: TakeForwardBack, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Taken back by whoever gave it; what somebody has acted on stays."""
    if letter.registered is None:
        return not_there(letter)
    disposisi = letter.disposisi
    if (found := disposisi.forwards.get(command.forward_id)) is None:
        return refused("forward-unknown", severity=Severity.ABSENT)
    if not _gave(command, letter, found):
        return refused("forward-not-yours", severity=Severity.CONFLICT)
    if command.forward_id in disposisi.taken_back:
        return []
    if disposisi.followed(command.forward_id):
        return refused("forward-followed", severity=Severity.CONFLICT)
    theirs = disposisi.tasks_of(command.forward_id)
    gone = {"tasks": tuple(one.task_id for one in theirs), "receivers": tuple(Code(one.receiver) for one in theirs)}
    return [retold(ForwardTakenBack, command, answers=found.answers, **gone)]


def complete(command: CompleteTask, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Done; by a note of it, by the letter that answers, or both."""
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    if against := _against(command, letter, command.task_id):
        return against
    faults = []
    if command.note is None and command.answer is None:
        faults.append(Fault("done-with-what", pointer="/note"))
    if command.answer is not None and not command.is_outgoing:
        faults.append(Fault("answer-unknown", pointer="/answer"))
    return Refused(tuple(faults)) if faults else [retold(TaskDone, command, done_by=command.by)]


def reopen(command: ReopenTask, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Not done; by its holder, or by whoever asked it of them."""
    if letter.registered is None:
        return not_there(letter)
    task = letter.disposisi.tasks.get(command.task_id)
    if task is None:
        return refused("task-unknown", severity=Severity.ABSENT)
    if not holds(command, task) and not _gave(command, letter, letter.disposisi.forwards[task.forward_id]):
        return refused("task-not-yours", severity=Severity.CONFLICT)
    return [retold(TaskReopened, command)] if command.task_id in letter.disposisi.done else []


def holds(command: OfDisposisi, task: TaskGiven) -> bool:
    """Whether it is theirs to do."""
    return task.to_account == command.by or task.to_unit in (*command.own, *command.below)


def _against(command: OfDisposisi, letter: Letter, task_id: TaskId) -> Refused | None:
    """Why this account can do nothing about a task."""
    task = letter.disposisi.tasks.get(task_id)
    if task is None:
        return refused("task-unknown", severity=Severity.ABSENT)
    if not holds(command, task):
        return refused("task-not-yours", severity=Severity.CONFLICT)
    return refused("task-over", severity=Severity.CONFLICT) if letter.disposisi.is_over(task) else None


def _gave(command: OfDisposisi, letter: Letter, found: LetterForwarded) -> bool:
    """Whoever gave it, is of the unit in whose name it was given, or keeps the agenda."""
    assert letter.registered is not None
    return found.forwarded_by == command.by or letter.registered.unit in command.own or found.for_unit in command.own


def _forwarded(
    command: ForwardLetter | CorrectForward,
    letter: Letter,
    forward_id: ForwardId,
    answers: TaskId | None,
    corrects: ForwardId | None = None,
) -> LetterForwarded:
    assert letter.registered is not None
    name = letter.disposisi.tasks[answers].to_unit if answers is not None else letter.registered.unit
    own = {"forward_id": forward_id, "answers": answers, "for_unit": name, "corrects": corrects}
    return retold(LetterForwarded, command, **own, forwarded_by=command.by)


def _faults(
    command: ForwardLetter | CorrectForward, letter: Letter, units: Sequence[Unit], told: LetterForwarded, today: date
) -> Iterator[Fault]:
    """What is wrong with it, beside its fields."""
    if len(letter.disposisi.forwards) >= FORWARDS_MOST:
        yield Fault("forwards-many", {"most": FORWARDS_MOST}, severity=Severity.CONFLICT)
    if not command.to_units and not command.to_accounts:
        yield Fault("disposisi-to-nobody", pointer="/to_units")
    if told.for_unit in command.to_units:
        yield Fault("disposisi-to-itself", pointer="/to_units")
    if told.for_unit is None and command.by in command.to_accounts:
        yield Fault("disposisi-to-itself", pointer="/to_accounts")
    yield from _of_receivers(command, units, today)
    if (Wish.OTHER in command.wishes) != (command.other is not None):
        yield Fault("wish-in-words", pointer="/other")
    if not command.wishes and command.note is None:
        yield Fault("disposisi-asks-nothing", pointer="/wishes")
    if told.for_unit is not None and told.for_unit not in command.own and command.standing_in is None:
        yield Fault("stands-in-for-whom", pointer="/standing_in")


def _of_receivers(command: Forwarding, units: Sequence[Unit], today: date) -> Iterator[Fault]:
    """Units that there are and that are open; persons who are of one."""
    for code, unit in zip(dict.fromkeys(command.to_units), units, strict=True):
        if unit.stands(code) is None:
            yield Fault("unit-unknown", pointer="/to_units")
        elif not unit.is_open(today):
            yield Fault("unit-closed", {"day": unit.last_day.isoformat() if unit.last_day else ""}, pointer="/to_units")
    if {*command.to_accounts} - {*command.members}:
        yield Fault("receiver-unknown", pointer="/to_accounts")


def _tasks(
    command: ForwardLetter | CorrectForward, letter: Letter, told: LetterForwarded, today: date
) -> Iterator[TaskGiven]:
    """One for each receiver."""
    assert letter.registered is not None
    usual = {"unit": letter.registered.unit, "given_on": today, "due": due_of(letter, today)}
    receivers: list[tuple[UnitCode | None, AccountId | None]] = [(one, None) for one in dict.fromkeys(command.to_units)]
    receivers += [(None, one) for one in dict.fromkeys(command.to_accounts)]
    for to_unit, to_account in receivers:
        task_id = TaskId(derived("task", told.forward_id, to_unit or to_account or ""))
        yield retold(TaskGiven, told, task_id=task_id, to_unit=to_unit, to_account=to_account, **usual)


def due_of(letter: Letter, today: date) -> date:
    """By the letter's urgency in working days; no later than the letter itself is to be answered."""
    assert letter.content is not None
    day, left = today, DUE_DAYS[letter.content.urgency]
    while left:
        day += DAY
        left -= working_day(day)
    answer_due = letter.content.answer_due
    return min(day, max(today, answer_due)) if answer_due else day


def _beside(units: Sequence[Unit], *told: Event) -> Decided:
    return [told, *(() for _ in units)]
