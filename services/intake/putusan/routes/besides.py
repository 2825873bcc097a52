"""What a row says besides its ruling, told once the ruling stands: by the command of each part, one after another.

What is refused of it is a fault of the row by its column, and the ruling stands. Whose case it is by the row comes
last, and only once all else is recorded: from then on it may be another officer's, and nothing of it can be mended.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Protocol, TypeVar

from services.intake.klien.decider import KLIEN, Klien, ProfileKlien, RecordLitmas
from services.intake.klien.decider.filling import Filled, filled_litmas, filled_profile
from services.intake.putusan.decider import PUTUSAN, AssignOfficer, Putusan, Status
from services.intake.putusan.decider.assigning import Asker
from services.intake.putusan.projections import PERSONS
from services.intake.putusan.routes.assigning import asker
from services.intake.putusan.routes.keeping import RowResult
from services.intake.putusan.routes.known import ELSEWHERE
from services.intake.putusan.rows import PaperRow
from services.intake.putusan.rows.besides import LITMAS, PROFILE, Besides
from shared.access.accounts import Accounts
from shared.access.asking import Asking
from shared.access.fields import hidden_of_profile
from shared.access.naming import people
from shared.access.policy import RoleName
from shared.access.reach import Scope, rulings_of, scope_of, seen_of
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, KlienId, Position, PutusanId
from shared.domain.nip import nip_of
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.thing import Across
from shared.law.circumstances import Circumstances
from shared.ledger.append import DigestMismatch
from shared.ledger.execute import Done, known_events
from shared.privacy.folding import loose_name
from shared.sheets.failing import of_one_row
from shared.sheets.under import under_row

ROWS_AT_ONCE: Final = 32
"""Enough to fill the lane's groups; a fifth of what it takes from everybody, so that single commands pass."""
T = TypeVar("T")
TAKEN: Final = frozenset({"registered", "held", "known"})
OTHERWISE: Final = "known-otherwise"
PERSON_OTHERWISE: Final = "person-known-otherwise"
OFFICER_DIFFERS: Final = Fault("officer-differs", pointer="/officer_nip", severity=Severity.CONFLICT)
NAMED_OTHERWISE: Final = Fault("officer-named-otherwise", pointer="/officer", severity=Severity.CONFLICT)
SAID: Final = frozenset({PERSON_OTHERWISE, NAMED_OTHERWISE.rule})
"""What is only said of a row: all of it is recorded that can be."""
OF_ANOTHER: Final = Fault("case-elsewhere", severity=Severity.CONFLICT)
Told = ProfileKlien | RecordLitmas | AssignOfficer
NOTHING: Final = Done(Position(0), ())
STANDING: Final = frozenset({Status.REGISTERED, Status.HELD})
ROLES: Final = (Code(RoleName.OFFICER.value),)


@dataclass(frozen=True)
class Officers:
    """The open accounts of officers by their names without titles and by NIP, and who asks; two of one name are
    nobody, as are two of one NIP."""

    names: Mapping[AccountId, str] = field(default_factory=dict)
    by_nip: Mapping[str, AccountId] = field(default_factory=dict)
    asker: Asker | None = None

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[AccountId]]:
        """Those who go by each name."""
        found: dict[str, list[AccountId]] = {}
        for account, name in self.names.items():
            found.setdefault(name, []).append(account)
        return found

    @cached_property
    def nips(self) -> Mapping[AccountId, str]:
        """The NIP of each who has one."""
        return {account: nip for nip, account in self.by_nip.items()}

    def meant(self, name: str, nip: str | None) -> tuple[AccountId | None, Fault | None]:
        """Whose case it is, by the NIP before the name; and where the one contradicts the other, that it does."""
        called = self.by_name.get(loose_name(name), ()) if name else ()
        named = called[0] if len(called) == 1 else None
        numbered = self.by_nip.get(nip) if nip else None
        if numbered is None:
            theirs = self.nips.get(named) if named else None
            return (None, OFFICER_DIFFERS) if nip and theirs and theirs != nip else (named, None)
        if numbered in called or not name:
            return numbered, None
        return (None, OFFICER_DIFFERS) if called else (numbered, NAMED_OTHERWISE)


async def officers_of(asks: Asking, rows: Sequence[PaperRow]) -> Officers:
    """Those of the house, where any row names one. Raises, before anything is recorded, where a row says more than its
    ruling and who asks may see nobody."""
    besides = [row.draft.besides for row in rows if row.draft.besides is not None]
    if besides:
        await scope_of(asks.request, asks.house, asks.actor)
    if not any({"officer", "officer_nip"} & one.said.keys() for one in besides):
        return Officers()
    accounts = Accounts(asks.house.database)
    named, numbered = await accounts.holding(RoleName.OFFICER), await accounts.numbered(RoleName.OFFICER)
    names = {AccountId(one): loose_name(name) for one, name in named.items()}
    by_nip = {nip: AccountId(one) for nip, one in numbered.items()}
    return Officers(names, by_nip, await asker(asks.house, asks.actor))


class Door(Protocol):
    """Where the commands of one row go."""

    @property
    def asks(self) -> Asking:
        """Who sent the row."""

    async def klien(self, klien_id: KlienId) -> Klien:
        """The person as they stand, in clear."""

    async def do(self, command: Told, row: PaperRow) -> Done | Refused:
        """What became of it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The house's own door: each command under an id that follows from the file and the row."""

    asks: Asking
    digest: str

    async def klien(self, klien_id: KlienId) -> Klien:
        """As the ledger has them by now."""
        return await _clear(self.asks, known_events(await self.asks.house.ledger.read_stream(KLIEN.stream(klien_id))))

    async def do(self, command: Told, row: PaperRow) -> Done | Refused:
        """Carried out. What this row told before, and stands otherwise since, others have said."""
        under = under_row(self.asks, command.ACTION, self.digest, row.key)
        try:
            return await self.asks.carry_out(command, under=under)
        except DigestMismatch:
            return NOTHING


@dataclass(frozen=True, slots=True)
class Looking:
    """The same decided, and nothing recorded: upon what stands, and what the rows before would have made of it. Of a
    ruling or a person outside the sender's reach nothing is compared: a row that leaves no trace asks nobody out."""

    asks: Asking
    rulings: Mapping[PutusanId, list[Event]]
    persons: dict[KlienId, Klien] = field(default_factory=dict)
    hidden: set[PutusanId] = field(default_factory=set)
    """Of the rulings that stood before, those that are not the sender's."""

    async def seek(self, stood: Sequence[PutusanId]) -> None:
        """Find which of these rulings are the sender's."""
        self.hidden.update(set(stood) - await rulings_of(self.asks.house, await _own(self.asks), stood))

    async def klien(self, klien_id: KlienId) -> Klien:
        """As the rows before would have left them; who is outside the reach, as if nobody had told of them."""
        if klien_id not in self.persons:
            theirs = await seen_of(self.asks.house, await _own(self.asks), [klien_id])
            entries = await self.asks.house.ledger.read_stream(KLIEN.stream(klien_id)) if theirs else []
            self.persons[klien_id] = await _clear(self.asks, known_events(entries))
        return self.persons[klien_id]

    async def do(self, command: Told, row: PaperRow) -> Done | Refused:
        """Decided."""
        given = self.asks.house.circumstances()
        if isinstance(command, AssignOfficer):
            ruling = self.rulings[command.putusan_id]
            decided = PUTUSAN.decide(command, PUTUSAN.fold(ruling), given)
            ruling += () if isinstance(decided, Refused) else decided
        else:
            person = self.persons[command.klien_id]
            decided = _decided(command, person, given)
            for event in () if isinstance(decided, Refused) else decided:
                person = KLIEN.evolve(person, event)
            self.persons[command.klien_id] = person
        return decided if isinstance(decided, Refused) else NOTHING


def _decided(command: ProfileKlien | RecordLitmas, person: Klien, given: Circumstances) -> Sequence[Event] | Refused:
    """What is told of the person; what others would hear of it no row asks."""
    deciding = KLIEN.decides[type(command)]
    if not isinstance(deciding, Across):
        return deciding(command, person, given)
    others = (KLIEN.initial for _ in deciding.beside(command, person))
    decided = deciding.decide(command, (person, *others), given)
    return decided if isinstance(decided, Refused) else decided[0]


def in_groups(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many as go at once."""
    return (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))


async def _clear(asks: Asking, events: Iterable[Event]) -> Klien:
    """What stands of profile and litmas opened; of somebody erased nothing."""
    state = KLIEN.fold(events)
    told = [*state.litmas.items()]
    opened = [await asks.house.vault.opened(one, RecordLitmas.ACTION, asks.actor.who) for _, one in told]
    litmas = {number: one for (number, _), one in zip(told, opened, strict=True) if one is not None}
    profile = state.profile and await asks.house.vault.opened(state.profile, ProfileKlien.ACTION, asks.actor.who)
    return replace(state, profile=profile, litmas=litmas)


async def with_besides(
    asks: Asking, rows: Sequence[PaperRow], results: Sequence[RowResult], digest: str, officers: Officers
) -> list[RowResult]:
    """The results of these rows, each with what of the rest of its row was refused. Persons at once, the rows of one in
    their order."""
    telling = [one for one in zip(rows, results, strict=True) if one[0].draft.besides and _stands(one[1])]
    rulings = await _rulings(asks, [result.putusan_id for _, result in telling])
    by_person: dict[KlienId, list[tuple[PaperRow, RowResult, Putusan]]] = {}
    for row, result in telling:
        state = rulings.get(result.putusan_id)
        if state is not None and state.received is not None and state.status in STANDING:
            by_person.setdefault(state.received.klien_id, []).append((row, result, state))
    door = Recording(replace(asks, reached=frozenset({*rulings, *by_person})), digest)
    elsewhere = [(row, result) for row, result in telling if result.putusan_id not in rulings]
    told = await _told_elsewhere(asks, elsewhere, digest)
    for some in in_groups([*by_person.values()]):
        found = await asyncio.gather(*(_each(asks, rows_of_one, door, officers) for rows_of_one in some))
        told |= {result.key: result for each in found for result in each}
    return [told.get(result.key, result) for result in results]


async def looked_besides(row: PaperRow, result: RowResult, door: Looking, officers: Officers) -> RowResult:
    """The result of a row that is only looked at, with what of the rest would be refused."""
    if row.draft.besides is None or not _stands(result):
        return result
    if result.putusan_id in door.hidden:
        return replace(result, besides=(OF_ANOTHER,))
    state = PUTUSAN.fold(door.rulings[result.putusan_id])
    if state.received is None or state.status not in STANDING:
        return result
    try:
        return await _told(row, result, state, door, officers)
    except Exception as raised:
        return replace(result, besides=(of_one_row(door.asks, row.key, raised),))


def _stands(result: RowResult) -> bool:
    """Whether its ruling is in the register, since this row or before; of one that is told to be another officer's
    nothing more is said."""
    rules = {fault.rule for fault in result.faults}
    return ELSEWHERE not in rules and (result.state in TAKEN or OTHERWISE in rules)


async def _rulings(asks: Asking, ids: Sequence[PutusanId]) -> dict[PutusanId, Putusan]:
    """Those of these rulings that are the sender's, as they stand: of others nothing is told or compared."""
    if not ids:
        return {}
    theirs = await rulings_of(asks.house, await _own(asks), ids)
    wanted = [one for one in dict.fromkeys(ids) if one in theirs]
    streams = await asyncio.gather(*(asks.house.ledger.read_stream(PUTUSAN.stream(one)) for one in wanted))
    return {one: PUTUSAN.fold(known_events(stream)) for one, stream in zip(wanted, streams, strict=True)}


async def _told_elsewhere(
    asks: Asking, rows: Sequence[tuple[PaperRow, RowResult]], digest: str
) -> dict[str, RowResult]:
    """Of rows whose rulings are other officers': nothing of them is recorded. One that gave its case away itself comes
    again, and all else of it was recorded before."""
    given = {under_row(asks, AssignOfficer.ACTION, digest, row.key).event_id(0): row.key for row, _ in rows}
    gave = {given[one.event_id] for one in await asks.house.ledger.read_events([*given])} if given else set()
    return {row.key: replace(result, besides=(OF_ANOTHER,)) for row, result in rows if row.key not in gave}


async def _own(asks: Asking) -> Scope:
    """The sender's reach, without whom is only opened to be seen."""
    scope = await scope_of(asks.request, asks.house, asks.actor)
    return scope.own or scope


async def _shown(asks: Asking, otherwise: Sequence[Fault], klien_id: KlienId, after: Position | None) -> list[Fault]:
    """Those of fields that the sender sees of this person, by what is known of their age since ``after``."""
    secret = {f"/{name}" for name in hidden_of_profile(asks.actor.role, masked=True)}
    if not any(one.pointer in secret for one in otherwise):
        return [*otherwise]
    await asks.house.standing(PERSONS.full_name, after)
    whose = await people(asks.request, asks.house, PERSONS, asks.actor, {klien_id: klien_id}, ProfileKlien.ACTION)
    hidden = hidden_of_profile(asks.actor.role, masked=whose.masked(klien_id))
    return [one for one in otherwise if (one.pointer or "/")[1:] not in hidden]


async def _each(
    asks: Asking, rows: Sequence[tuple[PaperRow, RowResult, Putusan]], door: Door, officers: Officers
) -> list[RowResult]:
    found = []
    for row, result, state in rows:
        try:
            found.append(await _told(row, result, state, door, officers))
        except Exception as raised:
            found.append(replace(result, besides=(of_one_row(asks, row.key, raised),)))
    return found


async def _told(row: PaperRow, result: RowResult, state: Putusan, door: Door, officers: Officers) -> RowResult:
    assert row.draft.besides is not None
    said = row.draft.besides
    name, written = (str(said.said.get(one, "")) for one in ("officer", "officer_nip"))
    faults, done = [*said.faults], [Done(result.position or Position(0), ())]
    if state.open_questions and (said.of(PROFILE) or said.of(LITMAS)):
        faults.append(Fault("person-open"))  # whose it is an officer says first
    officer, otherwise_named = officers.meant(name, nip_of(written))
    faults += [otherwise_named] if otherwise_named else []
    of_person = await _of_person(said, state, door, result.position)
    for command, otherwise in (*of_person, *_of_officer(officer, state, officers)):
        if isinstance(command, AssignOfficer) and any(one.rule not in SAID for one in faults):
            faults.append(Fault("officer-waits", pointer="/officer", severity=Severity.CONFLICT))
            continue
        answer = await door.do(command, row) if command else NOTHING
        faults += [*otherwise, *(answer.faults if isinstance(answer, Refused) else ())]
        done += [answer] if isinstance(answer, Done) else []
    position = max(one.position for one in done) or None
    of = "" if officer or otherwise_named else name or written
    shared = bool(of) and len(officers.by_name.get(loose_name(name), ())) > 1
    return replace(result, position=position, besides=tuple(faults), officer=of, officer_shared=shared)


async def _of_person(said: Besides, state: Putusan, door: Door, after: Position | None) -> Sequence[Filled[Told]]:
    assert state.received is not None
    klien_id, profile, litmas = state.received.klien_id, said.of(PROFILE), said.of(LITMAS)
    if state.open_questions or not (profile or litmas):
        return ()
    person, found = await door.klien(klien_id), list[Filled[Told]]()
    if profile:
        command, otherwise = filled_profile(profile, person.profile, klien_id)
        found.append((command, tuple(await _shown(door.asks, otherwise, klien_id, after))))
    if litmas:
        found.append(filled_litmas(litmas, person.litmas, klien_id))
    return found


def _of_officer(officer: AccountId | None, state: Putusan, officers: Officers) -> Sequence[Filled[Told]]:
    if officer is None or officers.asker is None or state.received is None:
        return ()
    if state.assigned is None:
        ruling = state.received.putusan_id
        return [(AssignOfficer(putusan_id=ruling, officer=officer, asker=officers.asker, roles=ROLES), ())]
    otherwise = Fault("person-known-otherwise", pointer="/officer", severity=Severity.CONFLICT)
    return [(None, () if state.assigned.officer == officer else (otherwise,))]
