"""A wire to PostgreSQL that can be cut at a chosen moment: a proxy on a unix socket in front of the server's."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from enum import Enum
from pathlib import Path

from sqlalchemy.engine import make_url

from shared.database.engine import Database

SOCKET = ".s.PGSQL.5432"
BIND = b"B"
"""First byte of what a client sends to run a prepared statement: the append is one."""


class Cut(Enum):
    """What happens to one call."""

    NOT = "goes through"
    BEFORE = "never reaches the server"
    WITHIN = "half of it reaches the server"
    AFTER = "is carried out, and the answer is lost"


class Wire:
    """``fates`` gives one for every call of a prepared statement; used up, everything goes through.

    While it is ``silent`` it takes whatever is said to it and passes nothing on, as a network can that lost its way.
    """

    def __init__(self, server: Path) -> None:
        self._server = server
        self.fates: Iterator[Cut] = iter(())
        self.cuts: dict[Cut, int] = dict.fromkeys(Cut, 0)
        self.silent = False

    async def carry(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        """One connection, until either side or fate ends it."""
        server, calls = await asyncio.open_unix_connection(str(self._server))
        state = {"cut": Cut.NOT}
        directions = [
            asyncio.create_task(self._there(client, calls, state)),
            asyncio.create_task(self._back(server, answers, state)),
        ]
        await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        for direction in directions:
            direction.cancel()
        for writer in (calls, answers):
            with contextlib.suppress(OSError):
                writer.transport.abort() if state["cut"] is not Cut.AFTER else writer.close()

    async def _there(self, client: asyncio.StreamReader, calls: asyncio.StreamWriter, state: dict[str, Cut]) -> None:
        while data := await client.read(1 << 20):
            if self.silent:
                continue
            if data.startswith(BIND):
                state["cut"] = next(self.fates, Cut.NOT)
                self.cuts[state["cut"]] += 1
            if state["cut"] is Cut.BEFORE:
                return
            calls.write(data[: len(data) // 2] if state["cut"] is Cut.WITHIN else data)
            await calls.drain()
            if state["cut"] is Cut.WITHIN:
                return

    async def _back(self, server: asyncio.StreamReader, answers: asyncio.StreamWriter, state: dict[str, Cut]) -> None:
        while data := await server.read(1 << 20):
            if state["cut"] is Cut.AFTER:
                return
            answers.write(data)
            await answers.drain()


@contextlib.asynccontextmanager
async def wire_to(database: Database, folder: Path) -> AsyncIterator[tuple[Wire, Database]]:
    """The database as it is seen through a wire."""
    url = make_url(database.url)
    wire = Wire(Path(str(url.query["host"])) / SOCKET)
    listener = await asyncio.start_unix_server(wire.carry, str(folder / SOCKET))
    beyond = Database(url.set(query={"host": str(folder)}).render_as_string(hide_password=False))
    try:
        yield wire, beyond
    finally:
        await beyond.dispose()
        listener.close()
