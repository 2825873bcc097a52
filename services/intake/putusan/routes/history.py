"""What was recorded of a ruling since its registration, for its page: each correction and the day of finality, with
number, reason, document, by whom and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.intake.putusan.events import PutusanAmended, PutusanFinalityRecorded
from services.intake.putusan.routes.mending import PART_OF, SECRET, label_of
from shared.access.accounts import Accounts
from shared.access.policy import Actor
from shared.domain.personal import Personal
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.web.house import House

Amended = tuple[Recorded, PutusanAmended]


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
class History:
    """Everything recorded since, each kind by number."""

    amendments: Sequence[Noted] = ()
    finality: Noted | None = None
    """The record of the day that stands; None: the ruling's own word, or none."""

    def last(self, part: str) -> Noted | None:
        """The highest correction of a field of this form."""
        return next((one for one in reversed(self.amendments) if part in one.parts), None)


def amendments_of(entries: Sequence[Recorded]) -> list[Amended]:
    """The corrections of a ruling with where they stand in the ledger, by number."""
    found = ((entry, event) for entry in entries for event in known_events([entry]))
    amended = [(entry, event) for entry, event in found if isinstance(event, PutusanAmended)]
    return sorted(amended, key=lambda one: one[1].number)


def amendment(entry: Recorded, event: PutusanAmended) -> dict[str, Any]:
    """A correction as programs read it."""
    return {
        "number": event.number,
        "fields": [mended.field for mended in event.mended],
        "amended_at": entry.recorded_at,
        "amended_by": entry.meta.actor,
        "position": entry.position,
    }


async def history(house: House, actor: Actor, entries: Sequence[Recorded], purpose: str, *, masked: bool) -> History:
    """For whoever may see what is written. Of a masked person nothing that says who they are, nor why it was mended:
    a reason may name them."""
    amended, finals = amendments_of(entries), _finals(entries)
    told: list[PutusanAmended | PutusanFinalityRecorded] = [event for _, event in amended]
    told += [event for _, event in finals]
    said: list[Personal[str] | None] = [one.reason for one in told]
    said += [one.document for one in told]
    said += [mended.was for _, one in amended for mended in one.mended if not (masked and mended.field in SECRET)]
    refs = [one.ref for one in said if one is not None and one.ref]
    values = await house.vault.reveal(refs, purpose, actor.account_id) if refs else {}
    names = await Accounts(house.database).names(entry.meta.actor for entry, _ in (*amended, *finals))

    def clear(one: Personal[str] | None) -> str | None:
        return values.get(one.ref) if one is not None and one.ref else None

    def noted(entry: Recorded, event: PutusanAmended | PutusanFinalityRecorded) -> Noted:
        by = names.get(entry.meta.actor, "sistem lain")
        reason = None if masked else clear(event.reason)
        return Noted(event.number, entry.recorded_at, by, reason, clear(event.document))

    corrections = []
    for entry, event in amended:
        one = noted(entry, event)
        fields = [
            Was(label_of(mended.field), clear(mended.was) or "", masked and mended.field in SECRET)
            for mended in event.mended
        ]
        parts = frozenset(PART_OF[mended.field] for mended in event.mended if mended.field in PART_OF)
        corrections.append(Noted(one.number, one.at, one.by, one.reason, one.document, parts, fields))
    return History(corrections, noted(*finals[-1]) if finals else None)


def _finals(entries: Sequence[Recorded]) -> list[tuple[Recorded, PutusanFinalityRecorded]]:
    found = ((entry, event) for entry in entries for event in known_events([entry]))
    told = [(entry, event) for entry, event in found if isinstance(event, PutusanFinalityRecorded)]
    return sorted(told, key=lambda one: one[1].number)
