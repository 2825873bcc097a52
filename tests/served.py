"""The house's own server on a free port, in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from services.cli.process import Server
from services.cli.wire import BoundedHttp


@asynccontextmanager
async def served(app: ASGIApp, protocol: type[BoundedHttp] = BoundedHttp) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    """The server and its port, until the block ends."""
    config = uvicorn.Config(
        app, port=0, http=protocol, ws="none", log_config=None, lifespan="off", server_header=False, proxy_headers=True
    )
    started = asyncio.Event()
    server = Server(config, started.set)
    task = asyncio.create_task(server.serve())
    await started.wait()
    try:
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.leave()
        await task
