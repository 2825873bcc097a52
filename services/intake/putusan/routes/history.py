"""What was recorded of a ruling since its registration, for its page: each correction, each answer of the prosecutor
and the day of finality, with number, reason, document, by whom and when."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from services.intake.putusan.decider import PUTUSAN, Putusan
from services.intake.putusan.decider.amendment import as_executed
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.decider.repeating import last_day
from services.intake.putusan.events import (
    PutusanAmended,
    PutusanConfirmed,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanResumed,
)
from services.intake.putusan.routes.mending import COLUMN_OF, PART_OF, label_of
from services.intake.putusan.rows import cells_of
from shared.access.accounts import Accounts
from shared.access.fields import Field, hidden_of_paper, sees
from shared.access.policy import Actor, title_of
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.sentence import Terms
from shared.law.law import Laws
from shared.ledger.execute import entries_of
from shared.ledger.recorded import Recorded
from shared.web.house import House

Amended = tuple[Recorded, PutusanAmended]
AtEnd = PutusanEnded | PutusanResumed
Credit = PutusanCreditBrought | PutusanCreditWithdrawn
Repeat = PutusanRepeatOrdered | PutusanRepeatWithdrawn
Numbered = PutusanAmended | PutusanFinalityRecorded | AtEnd | Credit | Repeat
OneOf = TypeVar("OneOf", AtEnd, Credit, Repeat)
Kind = TypeVar("Kind", bound=Event)
Clear = Callable[[Personal[str] | None], str | None]
"""The words of a sealed field, for whoever may read them."""
OF_REPEAT = ("repeat_id", "minutes", "decided_on", "until")
OF_CREDIT = ("minutes", "started_on", "until")
TERMS = tuple(name for name in COLUMN_OF if name in {"kind", *Terms.model_fields})


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An answer of the prosecutor, and the words of the terms that it changed: before, and by the answer."""

    entry: Recorded
    event: PutusanConfirmed
    changed: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Was:
    """A field that was mended, and what stood there; nothing where a mask hides it."""

    label: str
    was: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """One record since."""

    number: int
    at: datetime
    by: str
    reason: str | None
    document: str | None
    parts: frozenset[str] = frozenset()
    """The forms whose fields it mends."""
    fields: Sequence[Was] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A term that an answer changed, in words; empty: not said."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the prosecutor."""

    at: datetime
    by: str
    document: str | None
    reason: str | None
    answered_on: date
    changed: Sequence[Changed]


@dataclass(frozen=True, slots=True)
class AtItsEnd:
    """That it is executed here no longer, or that this was taken back."""

    ended: PutusanEnded | None
    """None: taken back."""
    noted: Noted
    to: str | None = None
    """Where a transferred one went, for whoever may see it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What another regency credited before, or that this was taken back."""

    brought: PutusanCreditBrought | None
    """None: taken back."""
    noted: Noted
    origin: str | None = None
    """Which regency, for whoever may see it."""


@dataclass(frozen=True, slots=True)
class Again:
    """What of its hours is served again, or that this was withdrawn."""

    ordered: PutusanRepeatOrdered | None
    """None: withdrawn."""
    noted: Noted
    until: date | None = None
    """Its last day, where the order names an earlier one than the law."""


@dataclass(frozen=True, slots=True)
class History:
    """Everything recorded since, each kind by number."""

    amendments: Sequence[Noted] = ()
    answers: Sequence[Reply] = ()
    finality: Noted | None = None
    """The record of the day that stands; None: the ruling's own word, or none."""
    endings: Sequence[AtItsEnd] = ()
    credits: Sequence[Carried] = ()
    repeats: Sequence[Again] = ()

    def last(self, part: str) -> Noted | None:
        """The highest correction of a field of this form, unless an answer has changed the terms since."""
        found = next((one for one in reversed(self.amendments) if part in one.parts), None)
        answer = self.answer(part)
        return None if found and answer and found.at < answer.at else found

    def answer(self, part: str) -> Reply | None:
        """The last answer that changed the terms, for the form of the terms."""
        changing = (one for one in reversed(self.answers) if one.changed)
        return next(changing, None) if part == "terms" else None


def amendments_of(entries: Sequence[Recorded]) -> list[Amended]:
    """The corrections of a ruling with where they stand in the ledger, by number."""
    return sorted(entries_of(entries, PutusanAmended), key=lambda one: one[1].number)


def endings_of(entries: Sequence[Recorded]) -> list[tuple[Recorded, AtEnd]]:
    """What was told of its end, by number."""
    return _by_number(entries, PutusanEnded, PutusanResumed)


def credits_of(entries: Sequence[Recorded]) -> list[tuple[Recorded, Credit]]:
    """What was told of credit from another regency, by number."""
    return _by_number(entries, PutusanCreditBrought, PutusanCreditWithdrawn)


def repeats_of(entries: Sequence[Recorded]) -> list[tuple[Recorded, Repeat]]:
    """What was told of serving its hours again, by number."""
    return _by_number(entries, PutusanRepeatOrdered, PutusanRepeatWithdrawn)


def _by_number(entries: Sequence[Recorded], *kinds: type[OneOf]) -> list[tuple[Recorded, OneOf]]:
    """Told again for another person it has no words, so that the first of a number stands."""
    told: dict[int, tuple[Recorded, OneOf]] = {}
    for entry, event in entries_of(entries, Event):
        if isinstance(event, kinds):
            told.setdefault(event.number, (entry, event))
    return [told[number] for number in sorted(told)]


def answers_of(entries: Sequence[Recorded]) -> list[Confirmed]:
    """The answers to a ruling in their order, each beside what stood when it came."""
    found, state = [], PUTUSAN.initial
    for entry, event in entries_of(entries, Event):
        after = PUTUSAN.evolve(state, event)
        if isinstance(event, PutusanConfirmed) and state.received is not None:
            found.append(Confirmed(entry, event, _changed(_executed(state), _executed(after))))
        state = after
    return found


def recorded_since(entries: Sequence[Recorded]) -> dict[str, Any]:
    """The answers and corrections of a ruling, what was told of its end and what it brings, as programs read them."""
    return {
        "answers": [_answer(one) for one in answers_of(entries)],
        "amendments": [_amendment(entry, event) for entry, event in amendments_of(entries)],
        "endings": [_numbered(entry, event, "ground", "ended_on") for entry, event in endings_of(entries)],
        "repeats": [_numbered(entry, event, *OF_REPEAT) for entry, event in repeats_of(entries)],
        "credits": [_numbered(entry, event, *OF_CREDIT) for entry, event in credits_of(entries)],
    }


def _answer(one: Confirmed) -> dict[str, Any]:
    return {
        "answered_on": one.event.answered_on,
        "fields": list(one.changed),
        "recorded_at": one.entry.recorded_at,
        "recorded_by": one.entry.meta.actor,
        "position": one.entry.position,
    }


def _numbered(entry: Recorded, event: AtEnd | Credit | Repeat, *said: str) -> dict[str, Any]:
    """One that takes back says nothing."""
    return {
        "number": event.number,
        **{name: getattr(event, name, None) for name in said},
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.meta.actor,
        "position": entry.position,
    }


def _executed(state: Putusan) -> Paper:
    assert state.received is not None  # nobody answers before
    return as_executed(state, state.received)


def _changed(before: Paper, after: Paper) -> dict[str, tuple[str, str]]:
    """The terms that say something else, in words."""
    was, now = cells_of(before), cells_of(after)
    changed = {name: COLUMN_OF[name] for name in TERMS if getattr(before, name) != getattr(after, name)}
    return {name: (was.get(column, ""), now.get(column, "")) for name, column in changed.items()}


def _amendment(entry: Recorded, event: PutusanAmended) -> dict[str, Any]:
    return {
        "number": event.number,
        "fields": [mended.field for mended in event.mended],
        "amended_at": entry.recorded_at,
        "amended_by": entry.meta.actor,
        "position": entry.position,
    }


async def history(house: House, actor: Actor, entries: Sequence[Recorded], purpose: str, *, masked: bool) -> History:
    """What the role sees of it by the table of fields: of a masked person nothing that says who they are, nor why it
    was mended, for a reason may name them."""
    hidden = hidden_of_paper(actor.role, masked=masked)
    says_why = sees(actor.role, Field.WHY_MENDED, masked=masked)
    amended, answers = amendments_of(entries), answers_of(entries)
    finals, endings = _finals(entries), endings_of(entries)
    credits, repeats = credits_of(entries), repeats_of(entries)
    told: list[Numbered] = [event for _, event in amended]
    told += [event for _, event in finals]
    said: list[Personal[str] | None] = [one.reason for one in told if says_why]
    said += [one.event.reason for one in answers if says_why]
    if sees(actor.role, Field.WHY_ENDED, masked=masked):
        said += [one.reason for _, one in (*endings, *credits, *repeats)]
        said += [one.to for _, one in endings if isinstance(one, PutusanEnded)]
        said += [one.origin for _, one in credits if isinstance(one, PutusanCreditBrought)]
    told += [event for _, event in (*endings, *credits, *repeats)]
    said += [one.document for one in told] + [one.event.document for one in answers]
    said += [mended.was for _, one in amended for mended in one.mended if mended.field not in hidden]
    refs = [one.ref for one in said if one is not None and one.ref]
    values = await house.vault.reveal(refs, purpose, actor.who) if refs else {}
    recorded = [entry for entry, _ in (*amended, *finals, *endings, *credits, *repeats)]
    recorded += [one.entry for one in answers]
    names = await Accounts(house.database).names(entry.meta.actor for entry in recorded)

    def clear(one: Personal[str] | None) -> str | None:
        return values.get(one.ref) if one is not None and one.ref else None

    def noted(entry: Recorded, event: Numbered) -> Noted:
        by = _by(entry, names)
        return Noted(event.number, entry.recorded_at, by, clear(event.reason), clear(event.document))

    corrections = [_mended(noted(entry, event), event, clear, hidden) for entry, event in amended]
    replies = [_reply(one, names, clear) for one in answers]
    ends = [
        AtItsEnd(_only(PutusanEnded, one), noted(entry, one), clear(getattr(one, "to", None))) for entry, one in endings
    ]
    carried = [
        Carried(_only(PutusanCreditBrought, one), noted(entry, one), clear(getattr(one, "origin", None)))
        for entry, one in credits
    ]
    laws = house.circumstances().laws
    again = [Again(_only(PutusanRepeatOrdered, one), noted(entry, one), _named(one, laws)) for entry, one in repeats]
    return History(corrections, replies, noted(*finals[-1]) if finals else None, ends, carried, again)


def _mended(noted: Noted, event: PutusanAmended, clear: Clear, hidden: Set[str]) -> Noted:
    """A correction with the fields that it mends, and in which forms they are."""
    fields = [Was(label_of(one.field), clear(one.was) or "", one.field in hidden) for one in event.mended]
    parts = frozenset(PART_OF[one.field] for one in event.mended if one.field in PART_OF)
    return replace(noted, parts=parts, fields=fields)


def _only(kind: type[Kind], event: Event) -> Kind | None:
    """The event where it says something, and does not take back what was said."""
    return event if isinstance(event, kind) else None


def _named(one: Repeat, laws: Laws) -> date | None:
    """The last day that the order itself names."""
    if isinstance(one, PutusanRepeatOrdered) and one.until != last_day(one.decided_on, laws.on(one.decided_on)):
        return one.until
    return None


def _by(entry: Recorded, names: Mapping[str, str]) -> str:
    """Who recorded it, and in which role."""
    name, title = names.get(entry.meta.actor, "sistem lain"), title_of(entry.meta.role)
    return f"{name} ({title})" if title else name


def _reply(one: Confirmed, names: Mapping[str, str], clear: Clear) -> Reply:
    by = _by(one.entry, names)
    changed = [Changed(label_of(name), *words) for name, words in one.changed.items()]
    words = (clear(one.event.document), clear(one.event.reason))
    return Reply(one.entry.recorded_at, by, *words, one.event.answered_on, changed)


def _finals(entries: Sequence[Recorded]) -> list[tuple[Recorded, PutusanFinalityRecorded]]:
    return sorted(entries_of(entries, PutusanFinalityRecorded), key=lambda one: one[1].number)
