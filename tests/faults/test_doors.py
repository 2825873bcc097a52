"""What anybody on the network may try: endless heads, half requests held open, uploads without a sign-in, guesses.

Each attack is carried out from loopback, by four at once, against a process of its own. Meanwhile /healthz is asked on
new connections and answers each time before the attack is over; the process grows by less than 32 MB. Times are
printed, not asserted.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count, repeat
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic

import asyncpg
import httpx2
import pytest

from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.faults.parts import Part, serving

pytestmark = pytest.mark.faults
MEGABYTE = 1_000_000
GROWTH_BYTES_MAX = 32 * MEGABYTE
PIECE = b"a" * 100_000
ATTACK_S_MAX = 240.0
AT_ONCE, ASKED_LEAST = 4, 20
HELD = 150
"""By each attacker: together more connections than a process takes, each with half a request line."""
OPENING = b"--x\r\ncontent-disposition: form-data; name=berkas; filename=a.csv\r\n\r\n"
CHUNKED = "transfer-encoding: chunked"


@dataclass
class Watched:
    """One process under attack."""

    part: Part
    answers_s: list[float] = field(default_factory=list)
    largest: int = 0

    def memory(self) -> int:
        """Resident bytes."""
        assert self.part.process is not None
        status = Path(f"/proc/{self.part.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    async def watch(self) -> None:
        """Ask for its health on a new connection each time, until cancelled."""
        while True:
            began = monotonic()
            async with httpx2.AsyncClient() as client:
                assert (await client.get(f"{self.part.address}/healthz", timeout=ATTACK_S_MAX)).status_code == 200
            self.answers_s.append(monotonic() - began)
            self.largest = max(self.largest, self.memory())

    async def during(self, name: str, attack: Callable[[], Awaitable[str]]) -> str:
        """What the attackers heard, who come again until health has been asked often enough; memory stayed."""
        before = self.memory()
        self.answers_s, self.largest = [], before
        watching = asyncio.create_task(self.watch())
        began, heard, times = monotonic(), "", 0
        while len(self.answers_s) < ASKED_LEAST and not watching.done():
            assert monotonic() - began < ATTACK_S_MAX, f"{name}: health answered {len(self.answers_s)} times only"
            heard = await asyncio.to_thread(asyncio.run, several(attack))
            times += AT_ONCE
        watching.cancel()
        done = await asyncio.gather(watching, return_exceptions=True)
        assert isinstance(done[0], asyncio.CancelledError), done[0]
        grown = self.largest - before
        print(  # noqa: T201
            f"\n{name}: {times} times in {monotonic() - began:.1f} s, heard {heard!r}; /healthz {len(self.answers_s)} "
            f"times, slowest {max(self.answers_s) * 1000:.0f} ms; memory +{grown / MEGABYTE:.1f} MB"
        )
        assert grown < GROWTH_BYTES_MAX
        return heard


async def several(attack: Callable[[], Awaitable[str]]) -> str:
    """The attack by some at once, in a thread of its own; what they heard."""
    return ", ".join(sorted(set(await asyncio.gather(*(attack() for _ in range(AT_ONCE))))))


@pytest.fixture
async def watched(settings: Settings, tmp_path: Path) -> AsyncIterator[Watched]:
    async with serving(tmp_path, settings, ("intake",)) as parts:
        found = Watched(parts.of["intake"])
        async with httpx2.AsyncClient() as client:
            for _ in range(50):  # what a process loads at its first requests is no growth
                await client.get(f"{found.part.address}/session", headers={"accept": "text/html"})
        yield found
        assert parts.ended == []


async def pour(port: int, head: bytes, bytes_max: int) -> str:
    """Send a head and then the same piece again and again, as long as it is taken; returns the status line heard."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    hearing = asyncio.create_task(reader.readline())
    chunked = CHUNKED.encode() in head
    with suppress(ConnectionError):
        writer.write(head)
        for piece in chain([OPENING] if chunked else [], repeat(PIECE, bytes_max // len(PIECE))):
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            await writer.drain()
    try:
        return (await asyncio.wait_for(hearing, ATTACK_S_MAX)).decode().strip()
    except ConnectionError:
        return "reset"
    finally:
        writer.close()


async def hold(port: int) -> str:
    """Half a request line on many connections, until each is closed; returns what was heard."""

    async def one() -> str:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /half")
            line = (await reader.readline()).decode().strip()
            writer.close()
            return line
        return "reset"

    heard = await asyncio.wait_for(asyncio.gather(*(one() for _ in range(HELD))), ATTACK_S_MAX)
    return ", ".join(sorted(set(heard) - {"", "reset"}))


def upload(address: str, framing: str) -> bytes:
    return (
        f"POST {address} HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=x\r\n{framing}\r\n\r\n"
    ).encode()


ATTACKS: dict[str, tuple[Callable[[int], Awaitable[str]], str]] = {
    "69 MB of address": (lambda port: pour(port, b"GET /", 69 * MEGABYTE), "414"),
    "300 MB of header": (lambda port: pour(port, b"GET / HTTP/1.1\r\nx: ", 300 * MEGABYTE), "431"),
    "half a request line, held": (hold, "408"),
    "200 MB to the import": (
        lambda port: pour(port, upload("/putusan/imports", "content-length: 200000000"), 200 * MEGABYTE),
        "401",
    ),
    "200 MB to the import, in chunks": (
        lambda port: pour(port, upload("/putusan/imports", CHUNKED), 200 * MEGABYTE),
        "401",
    ),
    "200 MB to the sign-in": (
        lambda port: pour(port, upload("/session", "content-length: 200000000"), 200 * MEGABYTE),
        "413",
    ),
    "200 MB to the sign-in, in chunks": (
        lambda port: pour(port, upload("/session", CHUNKED), 200 * MEGABYTE),
        "413",
    ),
}


async def test_no_flood_of_heads_or_bodies_stops_or_swells_a_process(watched: Watched) -> None:
    for name, (attack, status) in ATTACKS.items():
        heard = await watched.during(name, partial(attack, watched.part.port))
        assert f" {status} " in f"{heard} ", name


GUESSERS, GUESSING_S, OFFICERS = 48, 60.0, 20
PASSWORD = "kata sandi yang panjang"


async def officers(database: Database) -> list[str]:
    """Open accounts, all with one password, hashed once."""
    await Accounts(database).create("petugas-0", "Petugas", RoleName.OFFICER, PASSWORD, now())
    connection = await asyncpg.connect(database.url)
    await connection.execute(
        "WITH made AS (INSERT INTO access.account (account_id, login, name, password_hash, created_at) SELECT "
        "'id-' || n, 'petugas-' || n, name, password_hash, created_at FROM access.account, generate_series(1, $1) n "
        "RETURNING account_id, created_at) "
        "INSERT INTO access.account_role SELECT account_id, 'probation_officer', created_at FROM made",
        2 * OFFICERS - 1,
    )
    await connection.close()
    return [f"petugas-{n}" for n in range(2 * OFFICERS)]


async def guess(address: str, logins: list[str], over: Event, heard: Counter[int]) -> None:
    """Wrong passwords for logins that are accounts' and logins that are none, as fast as they are answered."""

    async def one(number: int) -> None:
        async with httpx2.AsyncClient(timeout=ATTACK_S_MAX) as client:
            for turn in count(number):
                if over.is_set():
                    return
                login = logins[turn % len(logins)] if turn % 2 else f"siapa-{turn}"
                found = await client.post(f"{address}/session", json={"login": login, "password": f"tebakan {turn}"})
                heard[found.status_code] += 1

    await asyncio.gather(*(one(number) for number in range(GUESSERS)))


async def enter(address: str, login: str, source: str) -> float:
    """The right password from this address of the machine; how long it took."""
    began = monotonic()
    transport = httpx2.AsyncHTTPTransport(local_address=source)
    async with httpx2.AsyncClient(transport=transport, timeout=ATTACK_S_MAX) as client:
        found = await client.post(f"{address}/session", json={"login": login, "password": PASSWORD})
    assert found.status_code == 201, f"{login} from {source}: {found.status_code} {found.text}"
    return monotonic() - began


async def test_while_48_connections_guess_every_right_password_enters(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    async with serving(tmp_path, settings, ("intake",)) as parts:
        address, logins = parts.of["intake"].address, await officers(database)
        known, strangers = logins[:OFFICERS], logins[OFFICERS:]
        for login in known:
            await enter(address, login, "127.0.0.1")
        over, heard = Event(), Counter[int]()
        guessing = asyncio.create_task(asyncio.to_thread(asyncio.run, guess(address, logins, over, heard)))
        try:
            took: list[float] = []
            began = monotonic()
            for number, (here, elsewhere) in enumerate(zip(known, strangers, strict=True), 1):
                took.append(await enter(address, here, "127.0.0.1"))  # from where the guesses come, known from before
                took.append(await enter(address, elsewhere, "127.0.0.2"))  # from a source that is known from nothing
                await asyncio.sleep(max(0, GUESSING_S * number / OFFICERS - (monotonic() - began)))
            assert not guessing.done()
        finally:
            over.set()
            await guessing
        print(  # noqa: T201
            f"\n{len(took)} of {2 * OFFICERS} entered while {dict(heard)} was answered to {GUESSERS} guessers; "
            f"slowest {max(took):.1f} s, median {median(took):.1f} s"
        )
        assert set(heard) <= {401, 429, 503}
