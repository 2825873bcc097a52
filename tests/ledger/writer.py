"""A process that appends until it is told to stop or is killed; it notes what was acknowledged, and nothing else.

Run by the fault tests: ``python -m tests.ledger.writer URL JOURNAL SEED``.
"""

import asyncio
import os
import random
import signal
import sys
from uuid import uuid4

import msgspec

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, BookId, CommandId, StreamName, Version
from shared.ledger.append import APPEND, Appended, AppendRequest, Arguments, Claim, Conflict, NewEvent
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata

BOOK = BookId("trenggalek")
CALLERS = 8
STREAMS = 12
"""Few, so that writers meet."""


def some_request(chance: random.Random, versions: dict[str, int]) -> AppendRequest:
    """One to three events in one or two streams, at the versions last seen: often no longer the current ones."""
    command_id = CommandId(str(uuid4()))
    metadata = msgspec.json.encode(Metadata(AccountId("writer"), command_id, command_id))
    event = NewEvent("id.example.written.v1", 1, None, b"{}", metadata)
    streams = chance.sample(range(STREAMS), chance.choice([1, 1, 2]))
    claims = (
        Claim(
            StreamName(f"letter-{stream}"),
            Version(versions.get(f"letter-{stream}", 0)),
            (event,) * chance.randint(1, 3),
        )
        for stream in streams
    )
    return AppendRequest(command_id, b"digest", tuple(claims))


async def caller(ledger: Ledger, journal: int, chance: random.Random, versions: dict[str, int]) -> None:
    while True:
        wanted = some_request(chance, versions)
        match await ledger.append(wanted):
            case Appended():
                os.write(journal, wanted.command_id.encode() + b"\n")
                for claim in wanted.claims:
                    versions[claim.stream] = claim.version + len(claim.events)
            case Conflict(stream, version):
                versions[stream] = version


async def roll_back(database: Database, chance: random.Random) -> None:
    """What no code of ours does: call the function inside a transaction, and take it back."""
    connection = await database.connect(Role.INTAKE)
    while True:
        await asyncio.sleep(chance.random() * 0.1)
        arguments = Arguments(BOOK)
        event = NewEvent("id.example.written.v1", 1, None, b"{}", b"{}")
        arguments.add(
            AppendRequest(CommandId(str(uuid4())), b"d", (Claim(StreamName("letter-rolled"), Version(0), (event,)),))
        )
        transaction = connection.transaction()
        await transaction.start()
        await connection.fetchrow(APPEND, *arguments.arrays())
        await transaction.rollback()


async def main(url: str, journal_path: str, seed: str) -> None:
    chance = random.Random(int(seed))
    database = Database(url)
    ledger = Ledger(database, BOOK, Role.INTAKE, frozenset({"letter"}))
    await ledger.start()
    journal = os.open(journal_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    versions: dict[str, int] = {}
    work = [asyncio.create_task(caller(ledger, journal, chance, versions)) for _ in range(CALLERS)]
    work.append(asyncio.create_task(roll_back(database, chance)))
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    print("ready", flush=True)  # noqa: T201 — the test waits for it
    failed = asyncio.create_task(asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED))
    await asyncio.wait([asyncio.create_task(stopped.wait()), failed], return_when=asyncio.FIRST_COMPLETED)
    for task in work:
        if task.done():
            task.result()
        task.cancel()
    await ledger.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
