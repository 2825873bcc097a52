"""The disposisi of one letter as its page and its sheet show them, each below the task that it hands on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.intake.letter.decider.tasks import Disposisi
from services.intake.letter.events import LetterForwarded, TaskDone, TaskGiven, Wish
from services.intake.letter.report import REPORT
from services.intake.letter.routes.reading import Found
from services.intake.letter.routes.receivers import sections_of
from services.intake.letter.routes.words import BEFORE, WISHES
from services.intake.unit.routes.listing import all_units
from shared.access.accounts import Accounts
from shared.access.policy import Actor
from shared.domain.event import Event
from shared.domain.identifiers import TaskId, UnitCode
from shared.domain.personal import Personal
from shared.ledger.execute import entries_of
from shared.web.house import House


@dataclass(frozen=True, slots=True)
class Held:
    """One receiver's task."""

    task_id: str
    to: str
    due: date
    given_on: date
    state: str
    mine: bool
    done_by: str | None
    done_at: datetime | None
    note: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """One disposisi."""

    forward_id: str
    level: int
    by: str
    post: str
    """In whose name, with a.n. or Plh. before it."""
    at: datetime
    wishes: tuple[str, ...]
    asked: tuple[str, ...]
    """The same in words."""
    other: str | None
    note: str | None
    standing_in: str | None
    to_units: tuple[str, ...]
    to_accounts: tuple[str, ...]
    answers: TaskId | None
    tasks: tuple[Held, ...]
    taken_back: bool
    why_back: str | None
    mine: bool
    """Whether who looks may take it back."""


def state_of(disposisi: Disposisi, task: TaskGiven) -> str:
    """How a task stands."""
    if task.forward_id in disposisi.taken_back:
        return "taken-back"
    if task.task_id in disposisi.done:
        return "done"
    return "handed-on" if disposisi.handed_on(task.task_id) else "open"


async def forwards_of(house: House, actor: Actor, found: Found, *, readable: bool) -> Sequence[Given]:
    """All of them, those that hand a task on behind it; in words for whoever reads the letter."""
    disposisi = found.letter.disposisi
    if not disposisi.forwards:
        return ()
    seen = _Seen(
        disposisi,
        dict(_moments(found)),
        await _names(house, disposisi),
        await _values(house, actor, disposisi) if readable else {},
        frozenset({*found.keys, *await sections_of(house, [UnitCode(one) for one in found.keys])}),
        keeps=found.kept,
    )
    return [seen.given(one, level, actor.account_id) for one, level in _ordered(disposisi, None, 0)]


def _ordered(disposisi: Disposisi, answers: str | None, level: int) -> Iterator[tuple[LetterForwarded, int]]:
    for one in disposisi.forwards.values():
        if one.answers == answers:
            yield one, level
            for task in disposisi.tasks_of(one.forward_id):
                yield from _ordered(disposisi, task.task_id, level + 1)


def _moments(found: Found) -> Iterator[tuple[str, datetime]]:
    """When each disposisi was given, and when each task was done last."""
    for entry, event in entries_of(found.entries, Event):
        match event:
            case LetterForwarded():
                yield event.forward_id, entry.recorded_at
            case TaskDone():
                yield event.task_id, entry.recorded_at


async def _names(house: House, disposisi: Disposisi) -> Mapping[str, str]:
    """Of units and accounts alike."""
    accounts = {one.forwarded_by for one in disposisi.forwards.values()} | {
        one.done_by for one in disposisi.done.values()
    }
    accounts |= {one.to_account for one in disposisi.tasks.values() if one.to_account}
    units = {code: one.name for code, one in (await all_units(house)).items()}
    return units | dict(await Accounts(house.database).names(accounts))


async def _values(house: House, actor: Actor, disposisi: Disposisi) -> Mapping[str, Any]:
    """Notes and reasons, opened in one look."""
    forwards, ends, done = disposisi.forwards.values(), disposisi.taken_back.values(), disposisi.done.values()
    sealed = [
        *(text for one in forwards for text in (one.other, one.note)),
        *(one.reason for one in ends),
        *(one.note for one in done),
    ]
    refs = [one.ref for one in sealed if one is not None and one.ref]
    return await house.vault.reveal(refs, REPORT.action, actor.who) if refs else {}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known beside the events."""

    disposisi: Disposisi
    moments: Mapping[str, datetime]
    names: Mapping[str, str]
    values: Mapping[str, Any]
    theirs: frozenset[str]
    keeps: bool

    def given(self, one: LetterForwarded, level: int, account_id: str) -> Given:
        """One disposisi in words."""
        tasks, back = self.disposisi.tasks_of(one.forward_id), self.disposisi.taken_back.get(one.forward_id)
        post = self.names.get(one.for_unit, one.for_unit) if one.for_unit else ""
        return Given(
            forward_id=one.forward_id,
            level=level,
            by=self.names.get(one.forwarded_by, "akun yang tidak dikenal"),
            post=BEFORE.get(one.standing_in or "", "") + post,
            at=self.moments[one.forward_id],
            wishes=one.wishes,
            asked=tuple(WISHES[wish] for wish in one.wishes if wish is not Wish.OTHER),
            other=self._clear(one.other),
            note=self._clear(one.note),
            standing_in=one.standing_in,
            to_units=tuple(task.to_unit for task in tasks if task.to_unit),
            to_accounts=tuple(task.to_account for task in tasks if task.to_account),
            answers=one.answers,
            tasks=tuple(self._held(task) for task in tasks),
            taken_back=back is not None,
            why_back=self._clear(back.reason) if back else None,
            mine=self.keeps or one.forwarded_by == account_id or one.for_unit in self.theirs,
        )

    def _held(self, task: TaskGiven) -> Held:
        done = self.disposisi.done.get(task.task_id)
        return Held(
            task_id=task.task_id,
            to=self.names.get(task.receiver, task.receiver),
            due=task.due,
            given_on=task.given_on,
            state=state_of(self.disposisi, task),
            mine=task.receiver in self.theirs,
            done_by=self.names.get(done.done_by) if done else None,
            done_at=self.moments[task.task_id] if done else None,
            note=self._clear(done.note) if done else None,
            answer=done.answer if done else None,
        )

    def _clear(self, one: Personal[str] | None) -> str | None:
        return self.values.get(one.ref) if one is not None and one.ref else None
