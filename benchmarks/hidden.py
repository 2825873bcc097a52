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

from benchmarks.house import made, prepared, told
from benchmarks.pages import PASSWORD, signed_in
from benchmarks.place import Place, Sizes
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.runtime.clock import now
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings

PAIRS: Final = 200
KLIEN: Final = 300
AT_ONCE: Final = 100
"""Cases of one request that shares them out."""
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
        hidden = await _hidden(officer, settings)
        for address, name in ADDRESSES:
            await _compared(officer, address, [one[name] for one in hidden])


async def _hidden(officer: httpx2.AsyncClient, settings: Settings) -> list[dict[str, str]]:
    """The rulings of nobody, given to another officer: their ids, once they are hidden."""
    other = str(uuid4())
    database = Database(str(settings.database_url))
    await Accounts(database).create("lain", "Petugas Lain", RoleName.OFFICER, PASSWORD, now(), other)
    await database.dispose()
    found: list[dict[str, str]] = []
    page = (await officer.get("/putusan?limit=100", headers=JSON)).json()
    while len(found) < PAIRS:
        found += [{name: row[name] for name in ("putusan_id", "klien_id")} for row in page["items"]]
        if page["next"] is None:
            break
        page = (await officer.get(page["next"], headers=JSON)).json()
    for first in range(0, len(found), AT_ONCE):
        ids = [one["putusan_id"] for one in found[first : first + AT_ONCE]]
        given = await officer.post("/putusan/assignments", json={"officer": other, "putusan_ids": ids}, headers=JSON)
        assert given.status_code == 200, given.text
    for address, name in ADDRESSES:  # each service hears of it in its own time
        while (await officer.get(address.format(found[-1][name]), headers=JSON)).status_code == 200:
            pass
    return found


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
