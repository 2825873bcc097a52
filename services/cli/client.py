"""A signed-in client of a running house: the command line comes in by the same door as everybody."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import typer

from services.cli.saying import Refusal

CODE = "BAKTI_CODE"
"""The environment's name for a code of the moment, or a recovery code."""
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
        await _come_in(client, login, told(answer))
        try:
            yield client
        finally:
            await client.delete("/session")


async def _come_in(client: httpx2.AsyncClient, login: str, session: dict[str, Any]) -> None:
    """Bring the code that the session awaits, asked for where BAKTI_CODE does not say it."""
    client.headers["Authorization"] = f"Bearer {session['token']}"
    if session["awaits"] == "code":
        code = os.environ.get(CODE) or str(typer.prompt("Code", err=True))
        session = told(await client.post("/session/code", json={"code": code}))
        client.headers["Authorization"] = f"Bearer {session['token']}"
    if session["awaits"] is not None:
        missing = "a second factor" if session["awaits"] == "enrolment" else "a choice of its roles"
        raise Refusal(f"the account {login} needs {missing} first, made on the sign-in page of {client.base_url}")


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
