"""A signed-in client of a running house: the command line comes in by the same door as everybody."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from services.cli.saying import Refusal

PATIENCE_S = 300.0
"""A file of rulings is answered when its last row is stored."""


@asynccontextmanager
async def signed_in(address: str, login: str, password: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a session of its own, ended afterwards; refused where the house or the account says no."""
    headers = {"Accept": "application/json", "Accept-Language": os.environ.get("LANG", "en")[:2]}
    async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=PATIENCE_S) as client:
        try:
            answer = await client.post("/session", json={"login": login, "password": password})
        except httpx2.TransportError:
            raise Refusal(f"nobody answers at {address}; start the house with: bakti up") from None
        client.headers["Authorization"] = f"Bearer {told(answer)['token']}"
        try:
            yield client
        finally:
            await client.delete("/session")


def told(answer: httpx2.Response) -> Any:
    """The JSON of a good answer; a problem becomes a refusal in the house's own words."""
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except ValueError:
        raise Refusal(f"{answer.request.url.path} answered {answer.status_code}") from None
    words = [problem.get("title"), *(fault.get("message") for fault in problem.get("errors", ()))]
    raise Refusal("; ".join(str(word) for word in words if word))
