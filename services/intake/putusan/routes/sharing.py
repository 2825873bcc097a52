"""Whose case a ruling is and was, and who stood in, as its page shows it to whoever may see what is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.intake.putusan.decider import AssignOfficer, Putusan
from services.intake.putusan.decider.assigning import not_over
from services.intake.putusan.events import PutusanAssigned, PutusanHandedOver
from services.intake.putusan.routes.assigning import asker
from shared.access.accounts import Accounts
from shared.access.fields import Field, sees
from shared.access.policy import Actor, may
from shared.domain.event import Event
from shared.domain.holders import OFFICER
from shared.law.calendar import wib_day
from shared.ledger.execute import entries_of
from shared.ledger.recorded import Recorded
from shared.web.house import House

Told = tuple[Recorded, PutusanAssigned | PutusanHandedOver]
UNKNOWN = "akun lain"


@dataclass(frozen=True, slots=True)
class Note:
    """One assigning or handing over: to whom, for which days, why, when and by whom."""

    to: str
    at: datetime
    by: str
    reason: str | None
    from_day: date | None = None
    until_day: date | None = None

    @property
    def ended(self) -> bool:
        """Whether it says that a handing over is over, or never began."""
        if self.from_day is None or self.until_day is None:
            return False
        return self.until_day < max(self.from_day, wib_day(self.at))


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whose case it is, who stands in, and who may be named. ``notes`` are all that was said, the newest first."""

    officer: str | None
    substitute: str | None
    stands: PutusanHandedOver | None
    """The handing over that is not over."""
    officers: Mapping[str, str]
    """Of whoever may change it."""
    me: str
    notes: Sequence[Note]


async def sharing(house: House, actor: Actor, entries: Sequence[Recorded], state: Putusan, *, masked: bool) -> Sharing:
    """For the page of a ruling. A reason may name its person: it is shown to whom the table of fields lets see it."""
    accounts = Accounts(house.database)
    told: list[Told] = [
        (entry, event)
        for entry, event in entries_of(entries, Event)
        if isinstance(event, PutusanAssigned | PutusanHandedOver)
    ]
    officer = state.assigned.officer if state.assigned else None
    named = {one for entry, event in told for one in (_whom(event), entry.meta.actor)}
    names = await accounts.names(named)
    who = await asker(house, actor) if may(actor.role, AssignOfficer.ACTION) else None
    allowed = who is not None and (who.leads or officer in (None, actor.account_id))
    stands = state.handed_over
    if stands is not None and not not_over(stands, house.circumstances().today):
        stands = None
    return Sharing(
        names.get(officer, UNKNOWN) if officer else None,
        names.get(stands.substitute, UNKNOWN) if stands else None,
        stands,
        await accounts.holding(OFFICER) if allowed else {},
        actor.account_id,
        await _notes(house, actor, told, names, masked=masked),
    )


def _whom(event: PutusanAssigned | PutusanHandedOver) -> str:
    return event.officer if isinstance(event, PutusanAssigned) else event.substitute


async def _notes(
    house: House, actor: Actor, told: Sequence[Told], names: Mapping[str, str], *, masked: bool
) -> list[Note]:
    says_why = sees(actor.role, Field.WHY_MENDED, masked=masked)
    refs = [event.reason.ref for _, event in told if says_why and event.reason is not None and event.reason.ref]
    reasons = await house.vault.reveal(refs, "putusan.read", actor.who) if refs else {}
    return [
        Note(
            names.get(_whom(event), UNKNOWN),
            entry.recorded_at,
            names.get(entry.meta.actor, "sistem lain"),
            reasons.get(event.reason.ref or "") if event.reason is not None else None,
            *((event.from_day, event.until_day) if isinstance(event, PutusanHandedOver) else ()),
        )
        for entry, event in reversed(told)
    ]
