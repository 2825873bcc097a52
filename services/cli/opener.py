"""/values: where a part that holds no key asks for personal values, with who reads and what for.

No front leads here, and what one handed on is not answered. What the reader's role may not do is refused here too,
whatever the part that asks has said.
"""

import hmac
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from services.reporting.reports.override import ACTION as OVERRIDE
from services.reporting.reports.override import SAID
from shared.access.naming import SEE
from shared.access.policy import RoleName, may
from shared.access.signin import SEARCHING, bearer_of
from shared.domain.refusal import Fault
from shared.domain.who import Who
from shared.privacy.sealing import written
from shared.privacy.values import ADDRESS, Found, Reveal, Revealed, Search
from shared.privacy.vault import Vault
from shared.web.problems import Problem

ROLES: Final = frozenset(role.value for role in RoleName)
SHOWN: Final = ("name", "case_number")
"""What reports show of a person (shared/access/naming.py): no other kind is opened here, whoever asks."""
DECIDED: Final = (*SHOWN, *SAID, "mended/was")
"""Why a decision was taken, as the inspectorate reads it on its page, with the names that are taken out of it there,
also those from before a paper was mended (services/reporting/reports/override.py); for no other action."""
A = TypeVar("A", Reveal, Search)


class Logged(Route):
    """A route that the log and the figures call by its address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any; the scope names the route."""
        match, found = super().matches(scope)
        return match, {**found, "route": self}


def opener_routes(vault: Vault, secret: str, asked_inside: Callable[[Request], bool]) -> list[Route]:
    """The addresses, for who knows the secret; ``asked_inside``: nobody handed the request on."""

    async def proved(request: Request) -> Response:
        admit(request)
        return _told(Found([]))

    async def reveal(request: Request) -> Response:
        admit(request)
        asked = await _read(request, Reveal)
        decides = asked.reader.action == OVERRIDE
        _may(asked.reader, OVERRIDE if decides else SEE)
        kinds = DECIDED if decides else SHOWN
        values = await vault.reveal(asked.refs, asked.purpose, asked.reader, asked.subjects, kinds)
        await vault.looked(asked.subjects, asked.fields, asked.purpose, asked.reader)
        return _told(Revealed({ref: written(value).decode() for ref, value in values.items()}))

    async def search(request: Request) -> Response:
        admit(request)
        asked = await _read(request, Search)
        _may(asked.reader, *SEARCHING)
        among = None if asked.among is None else frozenset(asked.among)
        return _told(Found(await vault.search(asked.words, asked.purpose, asked.reader, among)))

    def admit(request: Request) -> None:
        if not asked_inside(request):
            raise Problem(404, Fault("status-404"))
        if not hmac.compare_digest((bearer_of(request) or "").encode(), secret.encode()):
            raise Problem(401, Fault("opener-secret"), headers={"WWW-Authenticate": "Bearer"})

    return [
        Logged(ADDRESS, proved, methods=["GET"], include_in_schema=False),
        Logged(f"{ADDRESS}/reveal", reveal, methods=["POST"], include_in_schema=False),
        Logged(f"{ADDRESS}/search", search, methods=["POST"], include_in_schema=False),
    ]


async def _read(request: Request, kind: type[A]) -> A:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.DecodeError:  # its words may quote what was sent
        raise Problem(422, Fault("opener-asked")) from None


def _may(reader: Who, *besides: str) -> None:
    """Raise Problem unless the reader's role may do what let them in, and one of these besides."""
    role = RoleName(reader.role) if reader.role in ROLES else None
    if role is None or not may(role, reader.action or "") or not any(may(role, one) for one in besides):
        raise Problem(403, Fault("status-403"))


def _told(answer: Struct) -> Response:
    return Response(msgspec.json.encode(answer), 200, {"Cache-Control": "no-store"}, "application/json")
