"""Whose case a ruling is, and who stands in for that officer: told by number, the highest stands.

Example::

    given(PUTUSAN, received, registered).when(AssignOfficer(...)).then(PutusanAssigned(...))
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.putusan.decider.paper import OfPutusan
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.transitions import against
from services.intake.putusan.events import PutusanAssigned, PutusanHandedOver
from shared.domain.event import Event
from shared.domain.holders import OFFICER, Roles, unfit
from shared.domain.identifiers import AccountId
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import Reason
from shared.law.calendar import DAY, can_be_meant
from shared.law.circumstances import Circumstances

NUMBERS_MOST: Final = 1000
DAYS_MOST: Final = 366
"""Who is away for longer has no cases: they are assigned to another officer."""


class Asker(BaseModel):
    """Who asks, and whether they lead the office."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_id: AccountId
    leads: bool = False


class OfOfficer(OfPutusan):
    """About whose case a ruling is; who asks, and what the named account may do, the edge finds out."""

    FOUND: ClassVar[frozenset[str]] = frozenset({"asker", "roles"})

    number: int = Field(default=1, ge=1, le=NUMBERS_MOST)
    reason: Reason | None = None
    asker: Asker
    roles: Roles = ()


class AssignOfficer(OfOfficer):
    """Say whose case it is: ``officer`` is an account. ``number`` counts up from 1; another one's case is given with a
    reason."""

    ACTION: ClassVar[str] = "putusan.assign"

    officer: AccountId


class HandOver(OfOfficer):
    """Say who stands in for the officer, from the first to the last day. ``number`` counts up from 1; one that mends
    another that is not over says why."""

    ACTION: ClassVar[str] = "putusan.hand-over"

    substitute: AccountId
    from_day: date
    until_day: date


class TakeBack(OfOfficer):
    """End a handing over before its last day: from today the case is its officer's alone. ``number`` is the next."""

    ACTION: ClassVar[str] = "putusan.hand-over"

    reason: Reason


def assign(command: AssignOfficer, state: Putusan, _: Circumstances) -> Sequence[Event] | Refused:
    """Assigned, or every reason why not; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    stands = state.assigned
    if stands is not None and (stands.number, stands.officer) == (command.number, command.officer):
        return []
    faults = (*_of_another(command, state), *_faults_of_officer(command, stands))
    return Refused(faults) if faults else [retold(PutusanAssigned, command, klien_id=state.received.klien_id)]


def _of_another(command: OfOfficer, state: Putusan) -> Iterator[Fault]:
    """Whoever leads the office shares out everybody's cases; anybody else their own, and those of nobody."""
    officer = state.assigned.officer if state.assigned else None
    if not command.asker.leads and officer not in (None, command.asker.account_id):
        yield Fault("case-of-another", severity=Severity.CONFLICT)


def _faults_of_officer(command: AssignOfficer, stands: PutusanAssigned | None) -> Iterator[Fault]:
    following = stands.number + 1 if stands else 1
    if command.number != following:
        yield _moved(command.number, following)
    elif stands is not None and stands.officer == command.officer:
        yield Fault("officer-already", pointer="/officer", severity=Severity.CONFLICT)
    elif stands is not None and command.reason is None:
        yield Fault("assignment-reason", pointer="/reason")
    yield from unfit(command.roles, frozenset({OFFICER}), "/officer")


def _moved(number: int, following: int) -> Fault:
    """Somebody said it meanwhile."""
    facts = {"number": number, "next": following}
    return Fault("assignment-moved", facts, pointer="/number", severity=Severity.CONFLICT)


def hand_over(command: HandOver, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """Handed over, or every reason why not; said again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    if state.assigned is None:
        return refused("case-of-nobody", severity=Severity.CONFLICT)
    told = retold(PutusanHandedOver, command, klien_id=state.received.klien_id)
    stands = state.handed_over
    if stands is not None and said(stands) == said(told):
        return []
    faults = (
        *_of_another(command, state),
        *_faults_of_days(command, stands, circumstances.today),
        *_faults_of_substitute(command, state, circumstances.today),
    )
    return Refused(faults) if faults else [told]


def said(event: PutusanHandedOver) -> tuple[int, AccountId, date, date]:
    """What a handing over says, but for why."""
    return event.number, event.substitute, event.from_day, event.until_day


def _faults_of_days(command: HandOver, stands: PutusanHandedOver | None, today: date) -> Iterator[Fault]:
    """In the future, and for a time: what has run since an earlier day may only be mended from that day on."""
    if not can_be_meant(command.from_day) or not can_be_meant(command.until_day):
        yield Fault("date-not-meant", pointer="/until_day")
        return
    runs_since = stands.from_day if stands is not None and not_over(stands, today) else today
    if command.from_day < min(today, runs_since):
        yield Fault("hand-over-past", {"today": today.isoformat()}, pointer="/from_day")
    if command.until_day < command.from_day:
        yield Fault("hand-over-days", pointer="/until_day")
    elif command.until_day < today:
        yield Fault("hand-over-past", {"today": today.isoformat()}, pointer="/until_day")
    elif command.until_day - max(command.from_day, today) > timedelta(days=DAYS_MOST):
        yield Fault("hand-over-long", {"most": DAYS_MOST}, pointer="/until_day")


def _faults_of_substitute(command: HandOver, state: Putusan, today: date) -> Iterator[Fault]:
    following = state.hand_overs + 1
    if command.number != following:
        yield _moved(command.number, following)
    elif state.handed_over is not None and not_over(state.handed_over, today) and command.reason is None:
        yield Fault("assignment-reason", pointer="/reason")
    if state.assigned is not None and state.assigned.officer == command.substitute:
        yield Fault("substitute-is-officer", pointer="/substitute", severity=Severity.CONFLICT)
    yield from unfit(command.roles, frozenset({OFFICER}), "/substitute")


def lasts(first: date, last: date, today: date) -> bool:
    """Whether a handing over for these days goes on today, or will."""
    return last >= max(first, today)


def not_over(event: PutusanHandedOver, today: date) -> bool:
    """Whether the substitute has the case today, or will."""
    return lasts(event.from_day, event.until_day, today)


def take_back(command: TakeBack, state: Putusan, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """The same handing over, ended by yesterday; ended again, nothing."""
    if refusal := against(command, state):
        return refusal
    assert state.received is not None  # refused otherwise
    stands, yesterday = state.handed_over, circumstances.today - DAY
    if stands is None:
        return refused("not-handed-over", severity=Severity.ABSENT)
    if stands.number == command.number and not not_over(stands, circumstances.today):
        return []
    faults = tuple(_of_another(command, state))
    if command.number != stands.number + 1:
        faults += (_moved(command.number, stands.number + 1),)
    elif not not_over(stands, circumstances.today):
        faults += (Fault("hand-over-ended", severity=Severity.CONFLICT),)
    if faults:
        return Refused(faults)
    ended = {"until_day": yesterday, "number": command.number, "reason": command.reason}
    return [stands.model_copy(update={**ended, "klien_id": state.received.klien_id})]
