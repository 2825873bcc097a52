"""GET /klien/{klien_id}/accounts: which accounts are a klien's own or their guardian's; POST one more, or an end."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.account.decider import PERSONS as OF_PERSONS
from services.intake.account.decider import LinkKlien, UnlinkKlien
from services.intake.account.projections import LINKS
from services.intake.account.routes.links import LINKED, Link, linked_to, links_of
from services.intake.klien.reactions import with_below
from services.intake.putusan.projections import PERSONS
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.access.persons import PersonRow
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.holders import CLIENT
from shared.domain.identifiers import AccountId, KlienId
from shared.domain.refusal import Fault
from shared.reports.answering import standing_of
from shared.web.answers import gives, standing
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/klien")


class OfPerson(Brought):
    """An account that is said to be a klien's, or their guardian's."""

    account_id: AccountId


NewPerson = body_model(LinkKlien, "klien_id", base=OfPerson)
EndedPerson = body_model(UnlinkKlien, "klien_id", base=OfPerson)


class PersonsLink(Link):
    """An account that is a person's own, or their guardian's."""

    account_id: AccountId


THEIRS = standing(
    "KlienAccounts",
    "The accounts of a person; ``merged``: of an id that was merged with theirs, and see nothing yet.",
    klien_id=KlienId,
    accounts=list[PersonsLink],
    merged=list[PersonsLink],
)


@router.get("/{klien_id}/accounts", summary="The accounts of a klien, or of a child's guardian")
@gives(THEIRS, refuses=(404,))
async def shown(
    request: Request,
    klien_id: KlienId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(LinkKlien))],
    after: After = None,
) -> Response:
    """With the form that links one more."""
    stands = await standing_of(house, (LINKS, PERSONS), after)
    person = await _person(house, klien_id)
    if person is None:
        raise Problem(404, Fault("person-unknown"))
    whose = await people(request, house, PERSONS, actor, {klien_id: klien_id}, LinkKlien.ACTION)
    linked = [
        {"account_id": account_id, **one.read()}
        for key, account_id in await linked_to(house, [*await with_below(house, klien_id)])
        for one in await links_of(house, account_id)
        if str(one.told.key) == key and one.told.to in OF_PERSONS
    ]
    own = [one for one in linked if one["key"] == klien_id]
    data: dict[str, Any] = {"klien_id": klien_id, "accounts": own, "merged": [one for one in linked if one not in own]}
    if not wants_page(request):
        return screen(request, "account/persons.html", data, standing=stands)
    accounts = Accounts(house.database)
    names = await accounts.names(one for link in linked for one in (link["account_id"], link["linked_by"]))
    beside: dict[str, Any] = {"named": whose.names[klien_id], "child": person.child, "by": names}
    beside["free"] = await accounts.holding(CLIENT)
    return screen(request, "account/persons.html", data, standing=stands, here="/reports/klien", **beside)


@router.post("/{klien_id}/accounts", summary="Link an account to a klien or a child's guardian")
@gives(LINKED)
async def linked(
    klien_id: KlienId,
    body: Annotated[OfPerson, Depends(incoming(NewPerson))],
    asks: Annotated[Asking, Depends(asking(LinkKlien))],
) -> Response:
    """The account is the klien's own, with ``guardian`` that of the child's guardian."""
    held = await Accounts(asks.house.database).held_by(body.account_id)
    person = await _person(asks.house, klien_id)
    found = {"known": person is not None, "child": person is not None and person.child}
    command = command_of(LinkKlien, body, klien_id=klien_id, roles=held, **found)
    return await _answered(asks, command, Saved("account-linked"))


@router.post("/{klien_id}/accounts/ends", summary="End a link of an account to a person")
@gives(LINKED)
async def unlinked(
    klien_id: KlienId,
    body: Annotated[OfPerson, Depends(incoming(EndedPerson))],
    asks: Annotated[Asking, Depends(asking(UnlinkKlien))],
) -> Response:
    """It is not theirs, or no longer."""
    return await _answered(asks, command_of(UnlinkKlien, body, klien_id=klien_id), Saved("account-unlinked"))


async def _answered(asks: Asking, command: LinkKlien | UnlinkKlien, saved: Saved) -> Response:
    state = (await with_below(asks.house, command.klien_id))[command.klien_id]
    stays = state.closed_for or command.klien_id
    see = f"/klien/{stays}/accounts"
    return await asks.answered(command, see=see, saved=saved, account_id=command.account_id)


async def _person(house: House, klien_id: KlienId) -> PersonRow | None:
    """The person as the register has them now."""
    query = select(PERSONS.table).where(PERSONS.table.c.klien_id == klien_id)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else PERSONS.layout.from_query(row)
