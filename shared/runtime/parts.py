"""What each part of the house says of itself: asked over HTTP, for the command line and for the operator's page."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

import httpx2

PATIENCE_S: Final = 5.0
"""A part that is well answers at once; one whose checks hang says so after 2 s."""


async def asked(addresses: Iterable[str]) -> list[dict[str, Any]]:
    """Each part's answer: its version, ``ready`` or not, what keeps it by name, and the facts of its checks."""
    async with httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
        return await asyncio.gather(*(_one(client, address.rstrip("/")) for address in addresses))


async def _one(client: httpx2.AsyncClient, address: str) -> dict[str, Any]:
    """What a part says of itself; a part that cannot be asked has the kind of trouble as its status."""
    try:
        alive, ready = await asyncio.gather(client.get(f"{address}/healthz"), client.get(f"{address}/readyz"))
        return {"part": address, "version": alive.json().get("version"), **ready.json()}
    except Exception as trouble:  # whatever answers there, or does not
        return {"part": address, "status": f"no answer ({type(trouble).__name__})"}
