"""The desk of a role that has none of its own yet: who it is, and the places of its menu."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks.greeting import greeting
from shared.access.policy import Actor
from shared.web.house import House, Standing
from shared.web.screens import screen


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """It shows nobody and counts nothing."""
    return await shown(request, house, {})


async def shown(request: Request, house: House, counts: Mapping[str, int]) -> Response:
    """The places of the menu; ``counts`` are for programs."""
    standing = Standing((await house.ledger.head()).position)
    data: dict[str, object] = {"counts": counts, "weeks": []}
    return screen(request, "desks/plain.html", data, standing=standing, greeting=greeting(house.clock()))
