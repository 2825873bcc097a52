"""What is told of a ruling under numbers and lies beside its paper, as programs and its page read it: by number, with
document and reason for whoever may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.access.accounts import Accounts
from shared.access.fields import Field, sees
from shared.access.policy import Actor, title_of
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.ledger.execute import entries_of
from shared.ledger.recorded import Recorded
from shared.web.house import House


class Numbered(Protocol):
    """An event that mends, or is mended, by its number."""

    @property
    def number(self) -> int: ...
    @property
    def document(self) -> Personal[str] | None: ...
    @property
    def reason(self) -> Personal[str] | None: ...


@dataclass(frozen=True, slots=True)
class Said:
    """One of them, with its words in clear."""

    event: Numbered
    at: datetime
    by: str
    document: str | None
    reason: str | None
    """For whom the table of fields lets see it: it may name the person."""


def by_number(entries: Sequence[Recorded], *kinds: type[Numbered]) -> list[tuple[Recorded, Numbered]]:
    """Those of these kinds, with where they stand in the ledger; told again for another person one has no words, so
    that the first stands."""
    told: dict[int, tuple[Recorded, Numbered]] = {}
    for entry, event in entries_of(entries, Event):
        if isinstance(event, kinds):
            told.setdefault(event.number, (entry, event))
    return [told[number] for number in sorted(told)]


def for_programs(found: Sequence[tuple[Recorded, Numbered]], *names: str) -> list[dict[str, Any]]:
    """Each with these facts, none of which one has that takes another back."""
    return [
        {
            "number": event.number,
            **{name: getattr(event, name, None) for name in names},
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.meta.actor,
            "position": entry.position,
        }
        for entry, event in found
    ]


async def for_page(
    house: House, actor: Actor, found: Sequence[tuple[Recorded, Numbered]], purpose: str, *, masked: bool
) -> list[Said]:
    """Each with its words, by whom it was recorded and in which role."""
    says_why = sees(actor.role, Field.WHY_MENDED, masked=masked)
    sealed = [event.document for _, event in found] + [event.reason for _, event in found if says_why]
    refs = [one.ref for one in sealed if one is not None and one.ref]
    values = await house.vault.reveal(refs, purpose, actor.who) if refs else {}
    names = await Accounts(house.database).names(entry.meta.actor for entry, _ in found)

    def clear(one: Personal[str] | None) -> str | None:
        return values.get(one.ref) if one is not None and one.ref else None

    def by(entry: Recorded) -> str:
        name, title = names.get(entry.meta.actor, "sistem lain"), title_of(entry.meta.role)
        return f"{name} ({title})" if title else name

    return [
        Said(event, entry.recorded_at, by(entry), clear(event.document), clear(event.reason)) for entry, event in found
    ]
