"""Who supervises at a place: named from a day on, a substitute for one day alone, mended, and released.

Example::

    given(IPD, registered, opened).when(NameSupervisor(...)).then(SupervisorNamed(...))
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Final, TypeAlias

from services.matching.ipd.decider.commands import OfIpd
from services.matching.ipd.events import SupervisorNamed, SupervisorReleased
from shared.domain.event import Event
from shared.domain.holders import SUPERVISOR, Roles, unfit
from shared.domain.identifiers import AccountId, SiteId
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import PublicReason
from shared.law.calendar import DAY, can_be_meant

FAR_AHEAD: Final = timedelta(days=366)
"""Nobody is named so long before: rather the year is a slip of the pen."""


class OfSite(OfIpd):
    """About who supervises at one place of an I-PD."""

    site_id: SiteId
    account_id: AccountId
    from_day: date


class NameSupervisor(OfSite):
    """Name an account as supervisor of a place from a day on; a substitute's last day is the first."""

    ACTION: ClassVar[str] = "ipd.name-supervisor"
    FOUND: ClassVar[frozenset[str]] = frozenset({"roles"})

    until_day: date | None = None
    roles: Roles = ()


class ReleaseSupervisor(OfSite):
    """End a naming, which is the one that began ``from_day``, after its ``last_day``; the day before the first where it
    should never have been."""

    ACTION: ClassVar[str] = "ipd.name-supervisor"

    last_day: date
    reason: PublicReason


class CorrectNaming(OfSite):
    """Mend the first day of a naming, which is the one that began ``from_day``: truly it ``begins`` on another."""

    ACTION: ClassVar[str] = "ipd.name-supervisor"

    begins: date
    reason: PublicReason


@dataclass(frozen=True, slots=True)
class Naming:
    """Somebody is supervisor of a place from a day on, as it was named, and until when that stands."""

    named: SupervisorNamed
    last_day: date | None

    @property
    def key(self) -> tuple[SiteId, AccountId, date]:
        """What tells it from any other that stands."""
        return self.named.site_id, self.named.account_id, self.named.from_day

    @property
    def was(self) -> bool:
        """Whether they ever are to supervise there by it; one that was a mistake never was."""
        return self.last_day is None or self.last_day >= self.named.from_day

    def on(self, day: date) -> bool:
        """Whether they supervise there on this day."""
        return self.named.from_day <= day and (self.last_day is None or day <= self.last_day)

    def meets(self, first: date, last: date | None) -> bool:
        """Whether it and these days have one in common."""
        begins = max(first, self.named.from_day)
        return all(end is None or begins <= end for end in (last, self.last_day))


Namings: TypeAlias = tuple[Naming, ...]


def evolved(namings: Namings, event: SupervisorNamed | SupervisorReleased) -> Namings:
    """The namings after one more event."""
    if isinstance(event, SupervisorReleased):
        key = (event.site_id, event.account_id, event.from_day)
        return tuple(replace(one, last_day=event.last_day) if one.key == key else one for one in namings)
    named = Naming(event, event.until_day)
    return (*(one for one in namings if one.key != named.key), named)


def name(command: NameSupervisor, namings: Namings, sites: frozenset[SiteId], today: date) -> Sequence[Event] | Refused:
    """Named, or every reason why not; named in the same words again, nothing."""
    if command.site_id not in sites:
        return refused("site-unknown", severity=Severity.ABSENT)
    told = retold(SupervisorNamed, command)
    theirs = [one for one in namings if (one.named.site_id, one.named.account_id) == (told.site_id, told.account_id)]
    if any(one.named == told and one.last_day == told.until_day for one in theirs):
        return []
    faults = (*_faults_of_days(command, today), *_named_already(command, theirs))
    faults += unfit(command.roles, frozenset({SUPERVISOR}), "/account_id")
    return Refused(faults) if faults else [told]


def _faults_of_days(told: NameSupervisor | SupervisorNamed, today: date) -> Iterator[Fault]:
    first, last = told.from_day, told.until_day
    if not can_be_meant(first) or (last is not None and not can_be_meant(last)):
        yield Fault("date-not-meant", pointer="/from_day")
    elif last is not None and last != first:
        yield Fault("substitute-one-day", pointer="/until_day")
    elif last is not None and last < today:
        yield Fault("substitute-past", {"today": today.isoformat()}, pointer="/from_day")
    elif first > today + FAR_AHEAD:
        yield Fault("supervisor-far-ahead", pointer="/from_day")


def _named_already(told: NameSupervisor | SupervisorNamed, theirs: Sequence[Naming]) -> Iterator[Fault]:
    """One person supervises at one place once."""
    meets = next((one for one in theirs if one.meets(told.from_day, told.until_day)), None)
    if meets is not None:
        since = meets.named.from_day.isoformat()
        yield Fault("supervisor-named", {"since": since}, pointer="/account_id", severity=Severity.CONFLICT)


def correct(command: CorrectNaming, namings: Namings, today: date) -> Sequence[Event] | Refused:
    """The naming that was a mistake never was, and the true one stands, until the same last day; or every reason why
    not; mended so already, nothing."""
    theirs = [
        one
        for one in namings
        if one.was and (one.named.site_id, one.named.account_id) == (command.site_id, command.account_id)
    ]
    naming = next((one for one in theirs if one.named.from_day == command.from_day), None)
    if naming is None and any(one.named.from_day == command.begins for one in theirs):
        return []
    if naming is None:
        return refused("supervisor-not-named", severity=Severity.ABSENT)
    if command.begins == command.from_day:
        return []
    true = _begun(naming, command.begins)
    faults = (*_faults_of_begun(true, [one for one in theirs if one is not naming], today),)
    if faults:
        return Refused(faults)
    never = retold(SupervisorReleased, command, last_day=command.from_day - DAY)
    told: list[Event] = [never, true.named]
    if true.last_day is not None and true.named.until_day is None:
        told.append(never.model_copy(update={"from_day": command.begins, "last_day": true.last_day}))
    return told


def _begun(naming: Naming, day: date) -> Naming:
    """The same from another day on: a substitute's is that day alone, anybody else's ends as it ended."""
    a_day = naming.named.until_day is not None
    named = naming.named.model_copy(update={"from_day": day, "until_day": day if a_day else None})
    return Naming(named, day if a_day else naming.last_day)


def _faults_of_begun(true: Naming, others: Sequence[Naming], today: date) -> Iterator[Fault]:
    """What a first naming is asked, and whether it would end before it began."""
    told, last = true.named.model_copy(update={"until_day": true.last_day}), true.last_day
    for fault in (*_faults_of_days(true.named, today), *_named_already(told, others)):
        yield replace(fault, pointer="/begins")
    if last is not None and last < told.from_day:
        yield Fault("first-day-after-last", {"last_day": last.isoformat()}, pointer="/begins")


def release(command: ReleaseSupervisor, namings: Namings) -> Sequence[Event] | Refused:
    """Released, or why not; released by the same day again, nothing."""
    key = (command.site_id, command.account_id, command.from_day)
    naming = next((one for one in namings if one.key == key), None)
    if naming is None:
        return refused("supervisor-not-named", severity=Severity.ABSENT)
    if naming.last_day == command.last_day:
        return []
    earliest, latest = command.from_day - DAY, naming.named.until_day
    if not can_be_meant(command.last_day) or command.last_day < earliest:
        facts = {"from_day": command.from_day.isoformat()}
        return Refused((Fault("release-too-early", facts, pointer="/last_day"),))
    if latest is not None and command.last_day > latest:
        return refused("release-too-late", pointer="/last_day")
    return [retold(SupervisorReleased, command)]
