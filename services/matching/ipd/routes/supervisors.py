"""Who supervises at a place: GET /ipd/{ipd_id}/sites/{site_id}, the naming of one there, its mending, the release."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.matching.ipd.decider import IPD, CorrectNaming, NameSupervisor, ReleaseSupervisor
from services.matching.ipd.decider.supervisors import Naming
from services.matching.ipd.events import SupervisorNamed
from services.matching.ipd.report import REPORT
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.policy import may
from shared.access.signin import Actor, require
from shared.domain.holders import SUPERVISOR
from shared.domain.identifiers import AccountId, Code, IpdId, PublicText, SiteId
from shared.domain.refusal import Fault
from shared.ledger.execute import entries_of, known_events
from shared.ledger.recorded import Recorded
from shared.reports.answering import standing_of
from shared.web.answers import Answer, answered, gives, standing
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix=REPORT.address)
THAT_DAY: Final = "that-day"
"""What a page's form says of a substitute."""


class NamingForm(Brought):
    """A page's form asks for how long; a program gives a substitute's last day."""

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The first day as the last one, where it is for that day."""
        said = {name: value for name, value in fields.items() if name != "lasts"}
        return {**said, "until_day": fields.get("from_day")} if fields.get("lasts") == THAT_DAY else said


NewSupervisor = body_model(NameSupervisor, "site_id", base=NamingForm)
SUPERVISED = answered("PlaceSupervised", ipd_id=IpdId, site_id=SiteId)


class Supervisor(Answer):
    """Somebody who is, was or will be supervisor of a place. ``last_day`` null: until they are released."""

    account_id: AccountId
    from_day: date
    last_day: date | None
    now: bool
    named_at: datetime
    named_by: AccountId | Code


PLACE = standing(
    "PlaceRead",
    "A place of an office, and who supervises there.",
    ipd_id=IpdId,
    site_id=SiteId,
    site_name=PublicText,
    supervisors=list[Supervisor],
)


@dataclass(frozen=True, slots=True)
class Told:
    """A naming as it stands, with the record that made it."""

    naming: Naming
    entry: Recorded

    def read(self, today: date) -> dict[str, Any]:
        """As it is answered."""
        return {
            "account_id": self.naming.named.account_id,
            "from_day": self.naming.named.from_day,
            "last_day": self.naming.last_day,
            "now": self.naming.on(today),
            "named_at": self.entry.recorded_at,
            "named_by": self.entry.meta.actor,
        }


def namings_of(entries: Sequence[Recorded]) -> Iterable[Told]:
    """Who was named at the places of an office, as it stands; who never truly was is left out."""
    named = entries_of(entries, SupervisorNamed)
    made = {(event.site_id, event.account_id, event.from_day): entry for entry, event in named}
    for naming in IPD.fold(known_events(entries)).supervisors:
        if naming.was:
            yield Told(naming, made[naming.key])


@router.get("/{ipd_id}/sites/{site_id}", summary="A place, and who supervises there")
@gives(PLACE, refuses=(404,))
async def place(
    request: Request,
    ipd_id: IpdId,
    site_id: SiteId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    after: After = None,
) -> Response:
    """With the forms by which a supervisor or, for one day, a substitute is named, and released."""
    stands = await standing_of(house, (), after)
    entries = await house.ledger.read_stream(IPD.stream(ipd_id))
    offers = IPD.fold(known_events(entries)).offers.values()
    called = next((offer.site_name for offer in offers if offer.site_id == site_id), None)
    if called is None:
        raise Problem(404, Fault("site-unknown"))
    today = house.circumstances().today
    read = [one.read(today) for one in namings_of(entries) if one.naming.named.site_id == site_id]
    data: dict[str, Any] = {"ipd_id": ipd_id, "site_id": site_id, "site_name": called, "supervisors": read}
    beside: dict[str, Any] = {"today": today, "here": REPORT.address}
    if wants_page(request):
        accounts = Accounts(house.database)
        beside["names"] = await accounts.names(
            account for one in read for account in (one["account_id"], one["named_by"])
        )
        free = may(actor.role, NameSupervisor.ACTION)
        beside["accounts"] = await accounts.holding(SUPERVISOR) if free else {}
    return screen(request, "ipd/site.html", data, standing=stands, **beside)


@router.post("/{ipd_id}/sites/{site_id}/supervisors", summary="Name a supervisor at a place")
@gives(SUPERVISED)
async def named(
    ipd_id: IpdId,
    site_id: SiteId,
    body: Annotated[NamingForm, Depends(incoming(NewSupervisor))],
    asks: Annotated[Asking, Depends(asking(NameSupervisor))],
) -> Response:
    """From a day on; a substitute's last day is the first: that day alone."""
    held = await Accounts(asks.house.database).held_by(body.account_id)
    command = command_of(NameSupervisor, body, ipd_id=ipd_id, site_id=site_id, roles=held)
    return await _answered(asks, command, Saved("supervisor-named"))


@router.post("/{ipd_id}/sites/{site_id}/corrections", summary="Mend the first day of a supervisor's naming")
@gives(SUPERVISED)
async def corrected(
    command: Annotated[CorrectNaming, Depends(brought(CorrectNaming, "site_id"))],
    asks: Annotated[Asking, Depends(asking(CorrectNaming))],
) -> Response:
    """``from_day`` tells the naming, ``begins`` is its true first day; a substitute's is the last one too."""
    return await _answered(asks, command, Saved("naming-corrected"))


@router.post("/{ipd_id}/sites/{site_id}/releases", summary="Release a supervisor")
@gives(SUPERVISED)
async def released(
    command: Annotated[ReleaseSupervisor, Depends(brought(ReleaseSupervisor, "site_id"))],
    asks: Annotated[Asking, Depends(asking(ReleaseSupervisor))],
) -> Response:
    """After the last day they supervise there no more; the day before the first where they never should have."""
    return await _answered(asks, command, Saved("supervisor-released"))


async def _answered(
    asks: Asking, command: NameSupervisor | CorrectNaming | ReleaseSupervisor, saved: Saved
) -> Response:
    see = f"/ipd/{command.ipd_id}/sites/{command.site_id}"
    return await asks.answered(command, see=see, saved=saved, ipd_id=command.ipd_id, site_id=command.site_id)
