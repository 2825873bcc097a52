"""Whom and what an account concerns: POST /account/{account_id}/links and the end of one; of a klien at
/klien/{klien_id}/accounts."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import exists, select
from starlette.responses import Response

from services.intake.account.decider import KEYS, LinkAccount, LinkKlien, UnlinkAccount, UnlinkKlien
from services.intake.account.events import LinkKind
from services.intake.account.projections import HOSTS
from services.intake.putusan.projections import PERSONS
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.persons import PersonRow
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, Code, KlienId
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House
from shared.web.kept import Saved

router = APIRouter()
LINKED = answered("AccountReach", account_id=AccountId)


class OfPerson(Brought):
    """An account that is said to be a klien's, or their guardian's."""

    account_id: AccountId


NewLink = body_model(LinkAccount)
NewPerson, EndedPerson = (
    body_model(LinkKlien, "klien_id", base=OfPerson),
    body_model(UnlinkKlien, "klien_id", base=OfPerson),
)


@router.post("/account/{account_id}/links", summary="Link an account to an office, a court or an I-PD")
@gives(LINKED)
async def linked(
    account_id: AccountId,
    body: Annotated[Brought, Depends(incoming(NewLink))],
    asks: Annotated[Asking, Depends(asking(LinkAccount))],
) -> Response:
    """``key`` is the code of what is linked, of an I-PD its id. Linked twice is linked once."""
    held = await Accounts(asks.house.database).held_by(account_id)
    known = await _known(asks.house, body.to, body.key)
    command = command_of(LinkAccount, body, account_id=account_id, roles=held, known=known)
    return await _answered(asks, command, f"/account/{account_id}", Saved("account-linked"))


@router.post("/account/{account_id}/ends", summary="End a link of an account")
@gives(LINKED)
async def unlinked(
    command: Annotated[UnlinkAccount, Depends(brought(UnlinkAccount))],
    asks: Annotated[Asking, Depends(asking(UnlinkAccount))],
) -> Response:
    """The account does not concern it any more."""
    return await _answered(asks, command, f"/account/{command.account_id}", Saved("account-unlinked"))


@router.post("/klien/{klien_id}/accounts", summary="Link an account to a klien or a child's guardian")
@gives(LINKED)
async def person_linked(
    klien_id: KlienId,
    body: Annotated[OfPerson, Depends(incoming(NewPerson))],
    asks: Annotated[Asking, Depends(asking(LinkKlien))],
) -> Response:
    """The account is the klien's own, with ``guardian`` that of the child's guardian."""
    held = await Accounts(asks.house.database).held_by(body.account_id)
    person = await _person(asks.house, klien_id)
    command = command_of(
        LinkKlien,
        body,
        klien_id=klien_id,
        roles=held,
        known=person is not None,
        child=person is not None and person.child,
    )
    return await _answered(asks, command, f"/klien/{klien_id}/accounts", Saved("account-linked"))


@router.post("/klien/{klien_id}/accounts/ends", summary="End a link of an account to a person")
@gives(LINKED)
async def person_unlinked(
    klien_id: KlienId,
    body: Annotated[OfPerson, Depends(incoming(EndedPerson))],
    asks: Annotated[Asking, Depends(asking(UnlinkKlien))],
) -> Response:
    """It is not theirs, or no longer."""
    command = command_of(UnlinkKlien, body, klien_id=klien_id)
    return await _answered(asks, command, f"/klien/{klien_id}/accounts", Saved("account-unlinked"))


async def _answered(
    asks: Asking, command: LinkAccount | UnlinkAccount | LinkKlien | UnlinkKlien, see: str, saved: Saved
) -> Response:
    return await asks.answered(command, see=see, saved=saved, account_id=command.account_id)


async def _known(house: House, to: LinkKind, key: Code) -> bool:
    """Whether there is what is to be linked; of a person's kind nobody asks here."""
    if to is not LinkKind.IPD:
        return key in KEYS.get(to, {})
    query = select(exists().where(HOSTS.table.c.ipd_id == key))
    async with house.database.engine(Role.INTAKE).connect() as connection:
        return bool((await connection.execute(query)).scalar_one())


async def _person(house: House, klien_id: KlienId) -> PersonRow | None:
    """The person as the register has them now."""
    query = select(PERSONS.table).where(PERSONS.table.c.klien_id == klien_id)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else PERSONS.layout.from_query(row)
