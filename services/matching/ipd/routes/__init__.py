"""Addresses of the I-PD register: /ipd, each office, its offers, and how both are mended."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from services.matching.ipd.decider import (
    IPD,
    CloseOffer,
    CorrectIpd,
    CorrectOffer,
    OpenOffer,
    RegisterIpd,
    ReopenOffer,
)
from services.matching.ipd.events import OfferClosed, OfferReopened
from services.matching.ipd.projections import IPDS, OFFERS
from services.matching.ipd.report import REPORT
from shared.access.asking import Asking, asking
from shared.access.policy import RoleName, title_of
from shared.access.reach import scope_of
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, IpdId, OfferId, SiteId, derived
from shared.domain.lampiran import CATEGORIES, OFFICES
from shared.domain.places import PLACES
from shared.domain.refusal import Fault
from shared.domain.text import PublicCode
from shared.ledger.execute import entries_of
from shared.reports.answering import item, standing_of
from shared.reports.describing import item_of
from shared.reports.lines import lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.answers import Answer, answered, gives, standing
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.language import WEEKDAYS, Language
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import page, screen

router = APIRouter(prefix=REPORT.address)
Here = Annotated[House, Depends(house)]
OFFERS_MOST: Final = 1_000
"""Of one office: every activity of Lampiran I at some dozens of places."""


def of_clock(typed: Any, info: ValidationInfo) -> Any:
    """The minute of the day of a form's ``08:00``; a program says minutes."""
    if info.mode != "python" or not isinstance(typed, str) or typed.isdecimal():
        return typed
    hours, _, minutes = typed.replace(".", ":").partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
        raise PydanticCustomError("clock-unreadable", "clock-unreadable")
    return int(hours) * 60 + int(minutes)


MinuteOfDay = Annotated[int, BeforeValidator(of_clock)]


class NewOffice(Brought):
    """``code`` may be left out: the one of the invitation, or else the name's own words."""

    code: PublicCode | None = None


class OfForm(Brought):
    """What a form brings otherwise than a program: clocks, and nothing of a box that is not ticked."""

    open_from_minute: MinuteOfDay = 8 * 60
    open_until_minute: MinuteOfDay = 15 * 60

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A list for one box, an empty one for none: the usual days are a program's that leaves them out. A page's one
        list of activities says the category too."""
        category = {"category": category_of(fields.get("activity"))}
        return {**category, **fields, **{name: _many(fields.get(name)) for name in BOXES}}


CHOOSE: Final = ("", "pilih")
LISTS: Final[Mapping[str, Any]] = {
    "districts_listed": [CHOOSE, *((code, place.name) for code, place in PLACES.items())],
    "activities_listed": [CHOOSE, *((one.name, [*one.activities.items()]) for one in CATEGORIES.values())],
    "days_listed": [*enumerate(WEEKDAYS[Language.ID])],
}
"""The closed lists of an offer's form."""
BOXES: Final = ("weekdays", "regimes", "skills")


def _many(found: Any) -> Any:
    return [] if found is None else [found] if isinstance(found, str) else found


NewIpd, TrueIpd = body_model(RegisterIpd, base=NewOffice), body_model(CorrectIpd)
NewLine, TrueLine = body_model(OpenOffer, base=OfForm), body_model(CorrectOffer, "offer_id", base=OfForm)
REGISTERED = answered("IpdTaken", ipd_id=IpdId)
OFFERED = answered("OfferStands", ipd_id=IpdId, site_id=SiteId, offer_id=OfferId)
CHANGED = answered("OfferChanged", offer_id=OfferId)


class Turned(Answer):
    """An offer was closed, or opened again: why, when, and by whom."""

    offer_id: OfferId
    is_open: bool
    reason: str
    recorded_at: datetime
    recorded_by: AccountId | Code
    recorded_as: RoleName | None


ONE = standing("IpdRead", "One office with its offers.", item_of(REPORT), turned=list[Turned])


@router.get("/new")
async def blank(request: Request, house: Here, actor: Annotated[Actor, Depends(require(RegisterIpd))]) -> Response:
    """The form for one office; where it is registered already, the page leads to it."""
    known = await _known(house)
    found = {"offices": [office.name for office in OFFICES], "known": lambda name: known_as(name, known)}
    return page(request, "ipd/new.html", found)


@router.get("/{ipd_id}", summary="One office with its offers")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    ipd_id: IpdId,
    house: Here,
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    after: After = None,
) -> Response:
    """An office, and as a page the forms by which its entries are made and mended."""
    stands = await standing_of(house, REPORT.reads, after)
    office = await _office(request, house, actor, ipd_id)
    turned = await _turned(house, ipd_id, {offer["offer_id"] for offer in office["offers"]})
    words = {"title_of": title_of, "after": after, **REPORT.words}
    return screen(request, "ipd/one.html", {**office, "turned": turned}, standing=stands, **words)


async def _turned(house: House, ipd_id: IpdId, offers: Collection[str]) -> list[dict[str, Any]]:
    """Every closing and opening of these offers of an office, in order."""
    entries = await house.ledger.read_stream(IPD.stream(ipd_id))
    return [
        {
            "offer_id": event.offer_id,
            "is_open": isinstance(event, OfferReopened),
            "reason": event.reason,
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.meta.actor,
            "recorded_as": entry.meta.role,
        }
        for entry, event in entries_of(entries, Event)
        if isinstance(event, OfferClosed | OfferReopened) and event.offer_id in offers
    ]


@router.get("/{ipd_id}/corrections")
async def named_anew(
    request: Request, ipd_id: IpdId, house: Here, actor: Annotated[Actor, Depends(require(CorrectIpd))]
) -> Response:
    """The form that corrects what an office is called and how it is reached."""
    return page(request, "ipd/name.html", await _office(request, house, actor, ipd_id))


@router.get("/{ipd_id}/offers/new")
async def blank_line(
    request: Request, ipd_id: IpdId, house: Here, actor: Annotated[Actor, Depends(require(OpenOffer))]
) -> Response:
    """The form for a line of Lampiran I."""
    office = await _office(request, house, actor, ipd_id)
    return page(request, "ipd/offer.html", {**office, **REPORT.words, **LISTS, "offer": None})


@router.get("/{ipd_id}/offers/{offer_id}/corrections")
async def line_anew(
    request: Request,
    ipd_id: IpdId,
    offer_id: OfferId,
    house: Here,
    actor: Annotated[Actor, Depends(require(CorrectOffer))],
) -> Response:
    """The form that corrects a line, with what stands in it."""
    found = await _with_offer(request, house, actor, ipd_id, offer_id)
    return page(request, "ipd/offer.html", {**found, **LISTS})


@router.get("/{ipd_id}/offers/{offer_id}/closure")
async def closing(
    request: Request,
    ipd_id: IpdId,
    offer_id: OfferId,
    house: Here,
    actor: Annotated[Actor, Depends(require(CloseOffer))],
) -> Response:
    """The form that closes an offer."""
    return page(request, "ipd/turn.html", await _with_offer(request, house, actor, ipd_id, offer_id))


@router.get("/{ipd_id}/offers/{offer_id}/reopening")
async def opening_again(
    request: Request,
    ipd_id: IpdId,
    offer_id: OfferId,
    house: Here,
    actor: Annotated[Actor, Depends(require(ReopenOffer))],
) -> Response:
    """The form that opens a closed one again."""
    return page(request, "ipd/turn.html", await _with_offer(request, house, actor, ipd_id, offer_id))


async def _with_offer(request: Request, house: House, actor: Actor, ipd_id: IpdId, offer_id: OfferId) -> dict[str, Any]:
    """An office and the one of its offers that a form is about; 404 where there is none."""
    office = await _office(request, house, actor, ipd_id)
    offer = next((one for one in office["offers"] if one["offer_id"] == offer_id), None)
    if offer is None:
        raise Problem(404, Fault("offer-unknown"))
    return {**office, **REPORT.words, "offer": offer}


async def _office(request: Request, house: House, actor: Actor, ipd_id: IpdId) -> dict[str, Any]:
    """The office with its offers as its list has it; 404 where there is none."""
    ask = Ask(house.circumstances(), REPORT.default, await scope_of(request, house, actor), limit=1)
    async with connected(house, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda columns: columns.ipd_id == ipd_id)
    if not rows:
        raise Problem(404, Fault("ipd-unknown"))
    (line,) = await lines_of(request, house, actor, REPORT, rows, ask.today)
    return item(REPORT, line)


@router.post("", status_code=201)
@gives(REGISTERED)
async def registered(
    new: Annotated[NewOffice, Depends(incoming(NewIpd))], asks: Annotated[Asking, Depends(asking(RegisterIpd))]
) -> Response:
    """Register an office as a host."""
    known = None if new.code else known_as(new.name, await _known(asks.house))
    code = new.code or (known.code if known else code_of(new.name))
    ipd_id = IpdId(derived("ipd", asks.house.settings.book, code))
    command = command_of(RegisterIpd, new, ipd_id=ipd_id, code=code)
    saved = Saved("ipd-registered", {"name": new.name}, ("Tambah kesediaan (Lampiran I)", f"/ipd/{ipd_id}/offers/new"))
    return await asks.answered(command, status=201, see=f"/ipd/{ipd_id}", saved=saved, ipd_id=ipd_id)


@router.post("/{ipd_id}/corrections", summary="Correct what an office is called and how it is reached")
@gives(REGISTERED)
async def corrected(
    ipd_id: IpdId,
    office: Annotated[Brought, Depends(incoming(TrueIpd))],
    asks: Annotated[Asking, Depends(asking(CorrectIpd))],
) -> Response:
    """Its code and its offers stay, as do those who serve there."""
    command = command_of(CorrectIpd, office, ipd_id=ipd_id)
    saved = Saved("ipd-corrected", {"name": office.name})
    return await asks.answered(command, see=f"/ipd/{ipd_id}", saved=saved, ipd_id=ipd_id)


@router.post("/{ipd_id}/offers", status_code=201)
@gives(OFFERED)
async def offered(
    ipd_id: IpdId,
    line: Annotated[OfForm, Depends(incoming(NewLine))],
    asks: Annotated[Asking, Depends(asking(OpenOffer))],
) -> Response:
    """Open an offer of unpaid work at a place (Lampiran I). Its id follows from host, place and activity."""
    site_id, offer_id = named(ipd_id, line, await _offers(asks.house, ipd_id))
    ids: dict[str, Any] = {"ipd_id": ipd_id, "site_id": site_id, "offer_id": offer_id}
    command = command_of(OpenOffer, line, **ids)
    more = ("Tambah kesediaan lain", f"/ipd/{ipd_id}/offers/new")
    saved = Saved("offer-opened", {"place": line.site_name}, more)
    return await asks.answered(command, status=201, see=f"/ipd/{ipd_id}", saved=saved, **ids)


@router.post("/{ipd_id}/offers/{offer_id}/corrections", summary="Correct an offer")
@gives(CHANGED)
async def offer_corrected(
    ipd_id: IpdId,
    offer_id: OfferId,
    line: Annotated[OfForm, Depends(incoming(TrueLine))],
    asks: Annotated[Asking, Depends(asking(CorrectOffer))],
) -> Response:
    """The whole line as it truly is; who serves there stays."""
    site_id = next((one.site_id for one in await _offers(asks.house, ipd_id) if one.offer_id == offer_id), offer_id)
    command = command_of(CorrectOffer, line, ipd_id=ipd_id, offer_id=offer_id, site_id=site_id)
    return await _changed(asks, command, "offer-corrected")


@router.post("/{ipd_id}/offers/{offer_id}/closure")
@gives(CHANGED)
async def offer_closed(
    command: Annotated[CloseOffer, Depends(brought(CloseOffer, "offer_id"))],
    asks: Annotated[Asking, Depends(asking(CloseOffer))],
) -> Response:
    """Take no new person at an offer; who serves there stays."""
    return await _changed(asks, command, "offer-closed")


@router.post("/{ipd_id}/offers/{offer_id}/reopening", summary="Open a closed offer again")
@gives(CHANGED)
async def offer_reopened(
    command: Annotated[ReopenOffer, Depends(brought(ReopenOffer, "offer_id"))],
    asks: Annotated[Asking, Depends(asking(ReopenOffer))],
) -> Response:
    """Take new persons again, as the offer says."""
    return await _changed(asks, command, "offer-reopened")


async def _changed(asks: Asking, command: CorrectOffer | CloseOffer | ReopenOffer, said: str) -> Response:
    return await asks.answered(command, see=f"/ipd/{command.ipd_id}", saved=Saved(said), offer_id=command.offer_id)


def category_of(activity: Any) -> int:
    """The category of Lampiran I under which an activity stands; 0 where none has it."""
    known = activity if isinstance(activity, str) else ""
    return next((number for number, one in CATEGORIES.items() if known in one.activities), 0)


def code_of(name: str) -> Code:
    """The code of an office that is named: the invitation's, else its words in small letters."""
    known = next((office.code for office in OFFICES if office.name.casefold() == name.casefold()), None)
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name.casefold()).split()
    return known or Code("-".join(words)[:CODE_MOST] or derived("office", name))


CODE_MOST: Final = 60


def known_as(name: str, offices: Sequence[Any]) -> Any | None:
    """The registered office that is called so today, or whose code these words give."""
    called = next((one for one in offices if one.name.casefold() == name.casefold()), None)
    return called or next((one for one in offices if one.code == code_of(name)), None)


async def _known(house: House) -> Sequence[Any]:
    """Every office of the register."""
    query = select(IPDS.table.c.ipd_id, IPDS.table.c.code, IPDS.table.c.name).limit(OFFERS_MOST)
    async with house.database.engine(Role.MATCHING).connect() as connection:
        return (await connection.execute(query)).all()


def named(ipd_id: IpdId, line: Any, offers: Sequence[Any]) -> tuple[SiteId, OfferId]:
    """Site and offer: those of the office that are called so today, else ids that nothing there has.

    An id follows from what was said first. Where that was corrected since, it is another place's or activity's.
    """
    sites = {one.site_name.casefold(): one.site_id for one in offers}
    taken = len({one.site_id for one in offers})
    site_id = sites.get(line.site_name.casefold()) or _free(sites.values(), taken, "site", ipd_id, line.site_name)
    said = site_id, line.category, line.activity
    same = next((one.offer_id for one in offers if (one.site_id, one.category, one.activity) == said), None)
    known = [one.offer_id for one in offers]
    return SiteId(site_id), OfferId(
        same or _free(known, len(known), "offer", site_id, str(line.category), line.activity)
    )


def _free(taken: Any, number: int, *parts: str) -> str:
    """The id of these parts; where it is taken, the one that also counts what is there."""
    found = derived(*parts)
    return derived(*parts, str(number)) if found in taken else found


async def _offers(house: House, ipd_id: IpdId) -> Sequence[Any]:
    """The offers of an office as they stand."""
    query = select(OFFERS.table).where(OFFERS.table.c.ipd_id == ipd_id).limit(OFFERS_MOST)
    async with house.database.engine(Role.MATCHING).connect() as connection:
        return (await connection.execute(query)).all()
