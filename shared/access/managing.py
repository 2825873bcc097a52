"""/accounts: who may sign in, as which role; opened, changed and closed by whoever runs the house."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.access.accounts import Accounts
from shared.access.asking import looked_at
from shared.access.invitations import Invitations, Invited
from shared.access.policy import SIGNING_IN, Actor, RoleName
from shared.access.signin import require
from shared.domain.identifiers import AccountId
from shared.domain.nip import nip_of
from shared.domain.personal import Personal
from shared.domain.refusal import Fact, Fault, Refused
from shared.domain.text import Line, Login
from shared.law.calendar import WIB
from shared.runtime.clock import now
from shared.web.answers import Answer, gives
from shared.web.cookies import scheme_of
from shared.web.forms import incoming
from shared.web.kept import Saved
from shared.web.problems import Problem, done_at, problem, status_of
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/accounts")
ROLES = {role.value: role.called for role in SIGNING_IN}


def _held_by_persons(role: RoleName) -> RoleName:
    if role not in SIGNING_IN:
        raise PydanticCustomError("enum", "Input should be {expected}", {"expected": ", ".join(ROLES)})
    return role


HeldRole = Annotated[RoleName, AfterValidator(_held_by_persons)]
"""A role of the table that a person can have."""


class Body(BaseModel):
    """What is asked of an account."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewAccount(Body):
    """Whose it is, and what they may do. They set their own password, by an invitation."""

    login: Login
    name: Login
    role: HeldRole


class OneRole(Body):
    """Which role is meant."""

    role: HeldRole


class Number(Body):
    """The NIP of an account's person; None: they have none, or it was another's."""

    nip: Personal[Line] | None = None


class AccountRead(Answer):
    """An account; never a password. ``invited_until``: a password can still be set by its invitation."""

    account_id: AccountId
    login: str
    name: str
    nip: str | None
    roles: list[RoleName]
    created_at: datetime
    closed_at: datetime | None
    signed_in_at: datetime | None
    invited_until: datetime | None
    second_factor: bool


class AccountsRead(Answer):
    """Every account, open and closed."""

    items: list[AccountRead]


class InvitedRead(Answer):
    """By ``invitation``, an address that is shown once, the person sets a password."""

    account_id: AccountId
    invitation: str
    expires_at: datetime


Change = Annotated[Actor, Depends(require("account.change"))]


@router.get("", summary="Who may sign in, and when each last did")
@gives(AccountsRead)
async def accounts(request: Request, actor: Annotated[Actor, Depends(require("account.read"))]) -> Response:
    """Open and closed ones, as ``bakti account list`` has them."""
    rows = [dict(row._mapping) for row in await _accounts(request).all(now())]
    return screen(request, "access/accounts.html", {"items": rows}, every=ROLES)


@router.post("", status_code=201, summary="Open an account and invite its person")
@gives(InvitedRead, refuses=(409,))
async def open_one(
    request: Request,
    wanted: Annotated[NewAccount, Depends(incoming(NewAccount))],
    actor: Annotated[Actor, Depends(require("account.open"))],
) -> Response:
    """It has no password until its person chose one."""
    invitations: Invitations = request.app.state.invitations
    done = await invitations.invite(wanted.login, wanted.name, wanted.role, now(), by=actor.who)
    return await _invited(request, done, "account-opened")


@router.get("/{account_id}", summary="One account")
@gives(AccountRead, refuses=(404,))
async def account(
    request: Request, account_id: AccountId, actor: Annotated[Actor, Depends(require("account.read"))]
) -> Response:
    """With the forms by which it is changed; nobody changes their own."""
    found = await _one(request, account_id)
    return screen(request, "access/one-account.html", found, every=ROLES, own=account_id == actor.account_id)


@router.post("/{account_id}/roles", status_code=204, summary="Give an account one role more")
@gives(None, refuses=(404, 409))
async def give_role(
    request: Request, account_id: AccountId, wanted: Annotated[OneRole, Depends(incoming(OneRole))], actor: Change
) -> Response:
    """Its person chooses which of their roles acts."""
    found = await _anothers(request, account_id, actor)
    await looked_at(request)
    if refused := await _accounts(request).give_role(found["login"], wanted.role, now(), by=actor.who):
        return problem(request, status_of(refused), refused.faults)
    return await _done(request, account_id, Saved("role-given", {"name": found["name"], "role": wanted.role.called}))


@router.post("/{account_id}/nip", status_code=204, summary="Say the NIP of an account's person")
@gives(None, refuses=(404, 409))
async def set_nip(
    request: Request, account_id: AccountId, wanted: Annotated[Number, Depends(incoming(Number))], actor: Change
) -> Response:
    """In place of the one that stands; by it a sheet of the Bapas says whose a case is."""
    found = await _anothers(request, account_id, actor)
    said = wanted.nip.value if wanted.nip is not None else None
    nip = nip_of(said) if said else None
    if said and nip is None:
        return problem(request, 422, (Fault("nip-unreadable", pointer="/nip"),))
    if refused := await _accounts(request).set_nip(account_id, nip, now(), by=actor.who):
        return problem(request, status_of(refused), refused.faults)
    return await _done(request, account_id, Saved("account-nip", {"name": found["name"]}))


@router.post("/{account_id}/roles/end", status_code=204, summary="Take one of its roles away from an account")
@gives(None, refuses=(404, 409))
async def take_role(
    request: Request, account_id: AccountId, wanted: Annotated[OneRole, Depends(incoming(OneRole))], actor: Change
) -> Response:
    """Whatever acts in that role ends at once."""
    found = await _anothers(request, account_id, actor)
    await looked_at(request)
    if refused := await _accounts(request).take_role(found["login"], wanted.role, now(), by=actor.who):
        return problem(request, status_of(refused), refused.faults)
    return await _done(request, account_id, Saved("role-taken", {"name": found["name"], "role": wanted.role.called}))


@router.post("/{account_id}/close", status_code=204, summary="Close an account")
@gives(None, refuses=(404, 409))
async def close(
    request: Request, account_id: AccountId, wanted: Annotated[Body, Depends(incoming(Body))], actor: Change
) -> Response:
    """Its sessions end at once, and nobody signs in with it any more."""
    found = await _anothers(request, account_id, actor)
    await looked_at(request)
    await _accounts(request).close([account_id], now(), by=actor.who)
    return await _done(request, account_id, Saved("account-closed", {"name": found["name"]}))


@router.post("/{account_id}/reopen", status_code=204, summary="Open a closed account again")
@gives(None, refuses=(404, 409))
async def reopen(
    request: Request, account_id: AccountId, wanted: Annotated[Body, Depends(incoming(Body))], actor: Change
) -> Response:
    """With the password that it had."""
    found = await _anothers(request, account_id, actor)
    await _accounts(request).reopen(account_id, now(), by=actor.who)
    return await _done(request, account_id, Saved("account-reopened", {"name": found["name"]}))


@router.post("/{account_id}/invitation", status_code=201, summary="Let a person set their password anew")
@gives(InvitedRead, refuses=(404, 409))
async def invite(
    request: Request, account_id: AccountId, wanted: Annotated[Body, Depends(incoming(Body))], actor: Change
) -> Response:
    """The one they have is worth nothing from now on; their sessions end."""
    await _anothers(request, account_id, actor)
    await looked_at(request)
    invitations: Invitations = request.app.state.invitations
    done = await invitations.renew(account_id, now(), by=actor.who)
    return await _invited(request, done, "account-invited")


def _accounts(request: Request) -> Accounts:
    found: Accounts = request.app.state.accounts
    return found


async def _one(request: Request, account_id: str) -> dict[str, str]:
    rows = await _accounts(request).all(now(), account_id)
    if not rows:
        raise Problem(404, Fault("account-unknown"))
    return dict(rows[0]._mapping)


async def _anothers(request: Request, account_id: str, actor: Actor) -> dict[str, str]:
    """The account, which is somebody else's: nobody raises their own role or locks themself out."""
    if account_id == actor.account_id:
        raise Problem(409, Fault("own-account"))
    return await _one(request, account_id)


async def _done(request: Request, account_id: str, saved: Saved) -> Response:
    if wants_page(request):
        return await done_at(request, f"/accounts/{account_id}", saved)
    return Response(status_code=204)


async def _invited(request: Request, done: Invited | Refused, rule: str) -> Response:
    if isinstance(done, Refused):
        return problem(request, status_of(done), done.faults)
    see = f"/accounts/{done.account_id}"
    address = f"{scheme_of(request)}://{request.headers.get('host', '')}/invitation?{urlencode({'token': done.token})}"
    if wants_page(request):
        facts: dict[str, Fact] = {
            "login": done.login,
            "link": address,
            "until": done.expires_at.astimezone(WIB).isoformat(),
        }
        return await done_at(request, see, Saved(rule, facts))
    told = {"account_id": done.account_id, "invitation": address, "expires_at": done.expires_at.isoformat()}
    return JSONResponse(told, 201, {"Location": see, "Cache-Control": "no-store"})
