"""A long file is answered before it is done: how far it is can be read until its result stands, or it is cut off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
import msgspec
import pytest

from services.intake.putusan.routes.keeping import ACTION, SHELF, Import
from shared.access.policy import RoleName
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from shared.sheets.keeping import STILL_MAX
from shared.sheets.receiving import ROWS_TOLD
from shared.web.kept import Keeping
from tests.forms import PAGE
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
LATER = {"content-type": "text/csv", "prefer": "respond-async"}
ROWS = ROWS_TOLD + 30
CUT_OFF = "Kirim berkas yang sama sekali lagi"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake",), (RoleName.OFFICER,)) as found:
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


@dataclass
class Watched:
    """The house's own keeping; somebody hears each time that something was kept."""

    keeping: Keeping
    heard: Callable[[], Awaitable[None]]

    async def keep(self, *args: Any) -> str:
        found = await self.keeping.keep(*args)
        await self.heard()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.keeping, name)


def rows(count: int) -> bytes:
    """Rulings without a case number: each is rejected."""
    lines = (f";Budi Rekaan;5 Maret 2026;pidana kerja sosial;{80 + n % 100} jam" for n in range(count))
    return "\n".join(("Nomor Perkara;Nama;Tgl Putusan;Jenis Pidana;Jumlah Jam", *lines)).encode()


async def sent(office: httpx2.AsyncClient, data: bytes) -> httpx2.Response:
    return await office.post("/putusan/imports?check=true", content=data, headers=LATER)


async def test_rows_are_left_until_the_result_stands(house: Opened, office: httpx2.AsyncClient) -> None:
    told: list[tuple[int, int]] = []
    at = (await sent(office, rows(ROWS))).headers["location"]

    async def look() -> None:
        answer = (await office.get(at)).json()
        told.append((answer["left"], len(answer["results"])))

    house.app.state.keeping = Watched(house.app.state.keeping, look)
    begun = await sent(office, rows(ROWS))
    assert begun.headers["location"] == at
    assert (begun.json()["rows"], begun.json()["left"], begun.json()["results"]) == (ROWS, ROWS, [])
    assert told[:-1] == [(ROWS, 0), (ROWS - ROWS_TOLD, 0)]
    done = (await office.get(at)).json()
    assert (done["left"], done["stopped"], done["rejected"]) == (0, False, ROWS)


async def test_a_file_that_is_cut_off_says_so_and_its_earlier_result_stays(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    async def cut_off_midway(data: bytes) -> None:
        kept: list[None] = []

        async def cut() -> None:
            kept.append(None)
            if len(kept) == 2:
                sending.cancel()

        own = house.app.state.keeping
        house.app.state.keeping = Watched(own, cut)
        sending = asyncio.create_task(sent(office, data))
        with pytest.raises(asyncio.CancelledError):
            await sending
        house.app.state.keeping = own

    await cut_off_midway(rows(ROWS + 1))
    at = (await sent(office, rows(ROWS))).headers["location"]
    await cut_off_midway(rows(ROWS))
    answer = (await office.get(at)).json()
    assert (answer["stopped"], answer["left"], answer["rejected"]) == (True, 0, ROWS)
    page = (await office.get(at, headers=PAGE)).text
    assert CUT_OFF in page
    assert f"{ROWS} baris terhitung" in page
    await sent(office, rows(ROWS))
    assert (await office.get(at)).json()["stopped"] is False


@pytest.mark.parametrize(
    ("still", "words", "asks_again"),
    [(timedelta(), "250 dari 1.000 baris", True), (STILL_MAX + timedelta(seconds=1), CUT_OFF, False)],
)
async def test_the_page_of_a_file_asks_again_until_nobody_carries_it_out(
    house: Opened, office: httpx2.AsyncClient, still: timedelta, words: str, asks_again: bool
) -> None:
    import_id = (await sent(office, rows(1))).headers["location"].rpartition("/")[2]
    keeping: Keeping = house.app.state.keeping
    done = msgspec.json.decode(await keeping.find(ACTION, import_id) or b"", type=Import)
    await keeping.forget(ACTION, import_id)
    begun = replace(done, results=(), waiting=(750, 1_000), moved_at=now() - still)
    await keeping.keep(ACTION, "import-underway", msgspec.json.encode(begun), SHELF.underway_id(import_id))
    page = await office.get(f"/imports/{import_id}", headers=PAGE)
    assert words in page.text
    assert ("refresh" in page.headers) is asks_again
    answer = (await office.get(f"/imports/{import_id}")).json()
    assert (answer["stopped"], answer["left"]) == ((False, 750) if asks_again else (True, 0))
