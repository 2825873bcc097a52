"""GET /account/{account_id}: to which office, unit, court or host an account is linked; POST one more, or an end."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import exists, select
from starlette.responses import Response

from services.intake.account.decider import FITTING, KEYS, PERSONS, LinkAccount, UnlinkAccount
from services.intake.account.events import LinkKind
from services.intake.account.projections import HOSTS
from services.intake.account.routes.links import LINKED, Link, links_of
from services.intake.unit.projections import UNITS
from services.intake.unit.routes.listing import all_units
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, Code
from shared.domain.refusal import Fault
from shared.reports.answering import standing_of
from shared.web.answers import gives, standing
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/account")
HOSTS_MOST = 1_000
"""Offices of one regency that answer for places."""
KINDS: Mapping[LinkKind, str] = {
    LinkKind.OFFICE: "Kepala di",
    LinkKind.UNIT: "Unit",
    LinkKind.COURT: "Pengadilan",
    LinkKind.IPD: "I-PD",
}


class LinkForm(Brought):
    """A page's list says kind and key in one word."""

    to: LinkKind

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """``court/pn-trk`` taken apart."""
        to, _, key = str(fields.get("key", "")).partition("/")
        return {**fields, "to": to, "key": key} if key else {**fields, "to": fields.get("to", LinkKind.UNIT)}


NewLink = body_model(LinkAccount, base=LinkForm)
REACH = standing(
    "AccountLinks",
    "To which office, unit, court or I-PD an account is linked. Whose klien it is the person's own address says.",
    account_id=AccountId,
    links=list[Link],
)


@router.get("/{account_id}", summary="What an account is linked to")
@gives(REACH, refuses=(404,))
async def shown(
    request: Request,
    account_id: AccountId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(LinkAccount))],
    after: After = None,
) -> Response:
    """With the form that links it to one more."""
    stands, accounts = await standing_of(house, (), after), Accounts(house.database)
    names = await accounts.names([account_id])
    if account_id not in names:
        raise Problem(404, Fault("account-unknown"))
    links = [one.read() for one in await links_of(house, account_id) if one.told.to not in PERSONS]
    data: dict[str, Any] = {"account_id": account_id, "links": links}
    beside: dict[str, Any] = {"here": "/accounts", "kinds": KINDS, "name": names[account_id]}
    if wants_page(request):
        units = {Code(code): one.name for code, one in (await all_units(house)).items()}
        known = {**KEYS, LinkKind.UNIT: units, LinkKind.IPD: await _hosts(house)}
        held = set(await accounts.held_by(account_id))
        fitting = {to: known[to] for to in KINDS if FITTING[to] & held}
        titles = await accounts.names(one["linked_by"] for one in links)
        beside |= {"known": known, "fitting": fitting, "by": titles, "roles": held}
    return screen(request, "account/places.html", data, standing=stands, **beside)


@router.post("/{account_id}/links", summary="Link an account to an office, a unit, a court or an I-PD")
@gives(LINKED)
async def linked(
    account_id: AccountId,
    body: Annotated[LinkForm, Depends(incoming(NewLink))],
    asks: Annotated[Asking, Depends(asking(LinkAccount))],
) -> Response:
    """``key`` is the code of what is linked, of an I-PD its id. Linked twice is linked once."""
    held = await Accounts(asks.house.database).held_by(account_id)
    known = await _known(asks.house, body.to, body.key)
    command = command_of(LinkAccount, body, account_id=account_id, roles=held, known=known)
    return await _answered(asks, command, Saved("account-linked"))


@router.post("/{account_id}/ends", summary="End a link of an account")
@gives(LINKED)
async def unlinked(
    command: Annotated[UnlinkAccount, Depends(brought(UnlinkAccount))],
    asks: Annotated[Asking, Depends(asking(UnlinkAccount))],
) -> Response:
    """The account does not concern it any more."""
    return await _answered(asks, command, Saved("account-unlinked"))


async def _answered(asks: Asking, command: LinkAccount | UnlinkAccount, saved: Saved) -> Response:
    see = f"/account/{command.account_id}"
    return await asks.answered(command, see=see, saved=saved, account_id=command.account_id)


async def _known(house: House, to: LinkKind, key: Code) -> bool:
    """Whether there is what is to be linked; of a person's kind nobody asks here."""
    if to is LinkKind.UNIT:
        await house.standing(UNITS.full_name, (await house.ledger.head()).position)
        return str(key) in await all_units(house)
    if to is not LinkKind.IPD:
        return key in KEYS.get(to, {})
    return await is_host(house, key)


async def is_host(house: House, key: str) -> bool:
    """Whether there is an I-PD of this id, however new."""
    await house.standing(HOSTS.full_name, (await house.ledger.head()).position)
    query = select(exists().where(HOSTS.table.c.ipd_id == key))
    async with house.database.engine(Role.INTAKE).connect() as connection:
        return bool((await connection.execute(query)).scalar_one())


async def _hosts(house: House) -> Mapping[Code, str]:
    query = select(HOSTS.table).order_by(HOSTS.table.c.name).limit(HOSTS_MOST)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        return {Code(row.ipd_id): row.name for row in await connection.execute(query)}
