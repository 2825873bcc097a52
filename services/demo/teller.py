"""A signed-in account's way to the house, over the addresses of everybody; each command under a key of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import httpx2
import msgspec

from shared.domain.identifiers import derived

JSON = "application/json"
TRIES_MAX, TRY_AGAIN_S = 5, 1.0
"""A request without an answer, or told to come again (429, 503; also an item of a list), is sent again under the same
key: what was done has its first answer."""
COME_AGAIN = (429, 503)
SOME_FAILED = 207


class StoryStuck(RuntimeError):
    """An address did not answer as the story expects; names the address and the status."""


@dataclass
class Teller:
    """One signed-in account's way to the house."""

    client: httpx2.AsyncClient
    token: str
    account_id: str = ""

    async def post(self, path: str, body: Any, *, known: tuple[int, ...] = (), kind: str = JSON) -> Any:
        """The answer to a command; a status of ``known`` is an answer too."""
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        key = derived("demo-story", path, sha256(content).hexdigest())
        headers = {**self._signed, "content-type": kind, "idempotency-key": key}
        response = await _answer(lambda: self.client.post(path, content=content, headers=headers), path)
        if response.status_code >= 400 and response.status_code not in known:
            raise StoryStuck(f"POST {path}: {response.status_code} {response.text[:300]}")
        return response.json()

    async def rows(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        following: str | None = path
        while following:
            response = await _answer(partial(self.client.get, following, headers=self._signed), path)
            if response.status_code != 200:
                raise StoryStuck(f"GET {path}: {response.status_code} {response.text[:300]}")
            found = response.json()
            for row in found["items"]:
                yield row
            following = found.get("next")

    @property
    def _signed(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}


async def signed_in(client: httpx2.AsyncClient, name: str, password: str) -> Teller:
    """The account of this name, signed in; raises StoryStuck where it is not let in."""
    response = await _answer(lambda: client.post("/session", json={"login": name, "password": password}), "/session")
    if response.status_code >= 400:
        raise StoryStuck(f"POST /session: {response.status_code}")
    return Teller(client, response.json()["token"], response.json()["account"]["account_id"])


async def _answer(ask: Callable[[], Awaitable[httpx2.Response]], path: str) -> httpx2.Response:
    """The answer to a request that may be sent more than once; raises StoryStuck where there is none for minutes."""
    for tries_left in reversed(range(TRIES_MAX)):
        try:
            response = await ask()
        except httpx2.TransportError as trouble:
            if not tries_left:
                raise StoryStuck(f"{path}: no answer ({type(trouble).__name__})") from None
        else:
            if not _to_come_again(response) or not tries_left:
                return response
        await asyncio.sleep(TRY_AGAIN_S)
    raise AssertionError("the last try returns or raises")


def _to_come_again(response: httpx2.Response) -> bool:
    if response.status_code != SOME_FAILED:
        return response.status_code in COME_AGAIN
    return any(item.get("problem", {}).get("status") in COME_AGAIN for item in response.json()["items"])
