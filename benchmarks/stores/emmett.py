"""Emmett's PostgreSQL event store, on the same server, in the Node process in which its users have it."""

import asyncio
import json
import shutil
import threading
from asyncio.subprocess import PIPE, Process
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.place import Place
from benchmarks.stores import CONNECTIONS_MOST, PAYLOAD, TYPE, Absent

PROGRAM = Path(__file__).with_name("emmett.mjs")
LINE_BYTES_MOST = 64 * 2**20
"""The positions that a reader saw come in one line."""
START_PATIENCE_S = 30.0


async def opened(place: Place, stack: AsyncExitStack) -> "Emmett":
    """A Node that ends with the stack; raises Absent where there is none, or npm has not brought the package."""
    node = shutil.which("node")
    if node is None:
        raise Absent("there is no Node here")
    if not (Path(place.peers) / "node_modules/@event-driven-io/emmett-postgresql").is_dir():
        raise Absent("npm has not brought it: make bench does where there is Node")
    with (Path(place.folder) / "emmett.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            node,
            str(PROGRAM),
            place.peers,
            place.database_url,
            TYPE,
            PAYLOAD.decode(),
            str(CONNECTIONS_MOST),
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
            limit=LINE_BYTES_MOST,
        )
    store = Emmett(process)
    stack.push_async_callback(store.close)
    async with asyncio.timeout(START_PATIENCE_S):
        await store.started()
    return store


class Emmett:
    """Its event store as a store of the bench."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {0: asyncio.get_running_loop().create_future()}
        self._listening = asyncio.create_task(self._listen())

    async def started(self) -> None:
        """Wait until its tables are made."""
        await self._waiting[0]

    async def append_for(self, seconds: float, callers: int, each: int) -> float:
        return float(await self._ask("appendFor", seconds=seconds, callers=callers, each=each))

    async def read_all(self) -> tuple[int, float]:
        events, seconds = await self._ask("readAll")
        return events, seconds

    async def tail(self, ended: threading.Event) -> list[int]:
        seen = asyncio.create_task(self._ask("tail"))
        while not ended.is_set() and not seen.done():  # noqa: ASYNC110 — the event is one of threads, as all stores get
            await asyncio.sleep(0.01)
        await self._ask("end")
        return list(await seen)

    async def positions(self) -> list[int]:
        return list(await self._ask("positions"))

    async def close(self) -> None:
        """Let it end; it does when nobody speaks to it any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), START_PATIENCE_S)
        except TimeoutError:
            self._process.kill()
        await self._listening

    async def _ask(self, work: str, **given: object) -> Any:
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "work": work, **given}).encode() + b"\n")
        return await answer

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = json.loads(line)
            waiting = self._waiting.pop(said["id"])
            if "error" in said:
                waiting.set_exception(RuntimeError(said["error"]))
            else:
                waiting.set_result(said["result"])
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(RuntimeError("its process ended"))
