"""Whether time betrays that there is something to hide: ids outside an officer's reach and ids that nobody has, asked
in turn, 200 pairs an address. Run by hand, on servers of its own::

    python -m benchmarks.hidden
"""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from uuid import uuid4

import httpx2

from benchmarks.asking import signed_in
from benchmarks.earlier import OFFICERS
from benchmarks.house import made, prepared, told
from benchmarks.place import Place, Sizes
from shared.access.policy import RoleName
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings

PAIRS: Final = 200
KLIEN: Final = 300
ADDRESSES: Final = (
    ("/putusan/{}", "putusan_id"),
    ("/placement/{}", "putusan_id"),
    ("/hours/{}", "klien_id"),
    ("/reports/klien/{}", "klien_id"),
)
JSON: Final = {"accept": "application/json"}


def main() -> None:
    """Start servers, measure, stop them."""
    with TemporaryDirectory(prefix="bakti-hidden-", dir="/tmp") as folder:
        servers = Servers.start(Settings(data_dir=Path(folder)))
        try:
            place = Place(servers.database_url, servers.redis_url, folder, "", Sizes())
            asyncio.run(_measured(place))
        finally:
            servers.stop()


async def _measured(place: Place) -> None:
    async with AsyncExitStack() as stack:
        settings = await stack.enter_async_context(made(place, "hidden"))
        await told(settings, KLIEN)
        await prepared(settings)
        clients = await signed_in(settings, stack)
        officer = clients[RoleName.OFFICER]
        hidden = await _hidden(clients[RoleName.COORDINATOR])
        for address, name in ADDRESSES:
            await _compared(officer, address, [one[name] for one in hidden])


async def _hidden(coordinator: httpx2.AsyncClient) -> list[dict[str, str]]:
    """The rulings of other officers: their ids."""
    found: list[dict[str, str]] = []
    path = "/putusan?limit=200"
    while path:
        page = (await coordinator.get(path, headers=JSON)).json()
        others = [row for row in page["items"] if row["officer"] in OFFICERS[1:]]
        found += [{name: row[name] for name in ("putusan_id", "klien_id")} for row in others]
        path = page["next"]
    return found[:PAIRS]


async def _compared(officer: httpx2.AsyncClient, address: str, ids: list[str]) -> None:
    """Both in turn, first one and then the other, so that the machine's drift is both's."""
    took: dict[str, list[float]] = {"hidden": [], "unknown": []}
    for number in range(PAIRS):
        pair = [("hidden", ids[number % len(ids)]), ("unknown", str(uuid4()))]
        for kind, one in pair if number % 2 else reversed(pair):
            begun = time.perf_counter()
            answer = await officer.get(address.format(one), headers=JSON)
            took[kind].append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 404, (kind, answer.status_code)
    hidden, unknown = median(took["hidden"]), median(took["unknown"])
    print(f"{address:20} hidden {hidden:6.2f} ms, unknown {unknown:6.2f} ms, {hidden / unknown - 1:+.1%}", flush=True)


if __name__ == "__main__":
    main()
