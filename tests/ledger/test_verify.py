"""Verify names the first position that is not as it was written, and what is wrong with it."""

from hashlib import sha256
from struct import pack
from uuid import UUID

import asyncpg
import pytest

from shared.database.engine import Database
from shared.domain.identifiers import Position
from shared.ledger import verify as verifying
from shared.ledger.chain import image_of
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Recorded
from shared.ledger.verify import Broken, Verified, verify
from tests.ledger.examples import BOOK, claim, letter, request
from tests.waiting import until

TAMPERED = 60


@pytest.fixture
async def hundred(ledger: Ledger) -> Ledger:
    await ledger.append(request(claim("letter-s", events=10, subject="35.03.11")))
    await ledger.append_bulk([letter(number) for number in range(90)])
    return ledger


async def tamper(owner: asyncpg.Connection, statement: str) -> None:
    """What an intruder with the administrator's rights can do."""
    await owner.execute("ALTER TABLE ledger.event DISABLE TRIGGER insert_only")
    await owner.execute(statement)
    await owner.execute("ALTER TABLE ledger.event ENABLE TRIGGER insert_only")


async def test_an_untouched_ledger_verifies_to_its_head(hundred: Ledger, database: Database) -> None:
    told: list[tuple[int, int]] = []
    found = await verify(database, BOOK, progress=lambda at, end: told.append((at, end)))
    assert found == Verified(100, await hundred.head())
    assert told == [(100, 100)]


async def test_no_page_reads_the_rest_of_the_book(
    ledger: Ledger, database: Database, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "PAGE_EVENTS", 500)
    await ledger.append_bulk(letter(number) for number in range(5_000))
    before = await rows_read(owner)
    assert await verify(database, BOOK) == Verified(5_000, await ledger.head())
    assert await rows_read(owner) - before < 5_000 * 2


async def rows_read(owner: asyncpg.Connection) -> int:
    """Rows of the ledger that operators' connections have read; each tells its figures when it ends."""
    at_work = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'bakti_operator'"

    async def gone() -> bool:
        return not await owner.fetchval(at_work)

    await until(gone)
    return int(
        await owner.fetchval("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'event'")
    )


async def test_an_empty_ledger_verifies(ledger: Ledger, database: Database) -> None:
    assert await verify(database, BOOK) == Verified(0, await ledger.head())


async def test_the_chain_can_be_computed_from_the_columns_alone(hundred: Ledger) -> None:
    """Algorithm 1 as an auditor would write it: every column with its type, its length and its bytes."""
    before = b""
    async for page in hundred.read():
        for entry in page:
            before = sha256(before + sha256(image(entry)).digest()).digest()
            assert entry.hash == before
            assert image_of(entry) == image(entry)


def image(entry: Recorded) -> bytes:
    text, int2, int4, int8, raw, uuid, time = 25, 21, 23, 20, 17, 2950, 1184
    recorded_us = round((entry.recorded_at.timestamp() - 946_684_800) * 1_000_000)
    columns = (
        (text, entry.book.encode()),
        (int8, pack(">q", entry.position)),
        (text, entry.stream.encode()),
        (int8, pack(">q", entry.version)),
        (uuid, UUID(entry.event_id).bytes),
        (text, entry.type.encode()),
        (int4, pack(">i", entry.schema_version)),
        (text, None if entry.subject is None else entry.subject.encode()),
        (raw, entry.payload),
        (raw, entry.metadata),
        (raw, entry.request_digest),
        (time, pack(">q", recorded_us)),
        (int2, pack(">h", 1)),
    )
    written = [pack(">i", len(columns))]
    for kind, value in columns:
        written.append(pack(">Ii", kind, -1) if value is None else pack(">Ii", kind, len(value)) + value)
    return b"".join(written)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", "set_byte(payload, 3, get_byte(payload, 3) # 1)"),
        ("metadata", "metadata || ' '"),
        ("stream", "stream || 'x'"),
        ("version", "version + 1"),
        ("event_id", "gen_random_uuid()"),
        ("type", "type || '2'"),
        ("schema_version", "2"),
        ("subject", "''"),
        ("request_digest", "request_digest || '0'"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("hash", "sha256(hash)"),
    ],
)
async def test_a_changed_column_is_found_and_named(
    hundred: Ledger, database: Database, owner: asyncpg.Connection, column: str, value: str
) -> None:
    await tamper(owner, f"UPDATE ledger.event SET {column} = {value} WHERE position = {TAMPERED}")
    found = await verify(database, BOOK)
    assert isinstance(found, Broken)
    assert (found.position, found.what) == (TAMPERED, "hash")


async def test_a_removed_event_is_a_gap(hundred: Ledger, database: Database, owner: asyncpg.Connection) -> None:
    await tamper(owner, f"DELETE FROM ledger.event WHERE position = {TAMPERED}")
    assert await verify(database, BOOK) == Broken(Position(TAMPERED), "gap", "missing; the next event is 61")


async def test_two_events_changed_for_each_other_are_found(
    hundred: Ledger, database: Database, owner: asyncpg.Connection
) -> None:
    await tamper(
        owner,
        "UPDATE ledger.event SET position = 1000 WHERE position = 60;"
        "UPDATE ledger.event SET position = 60 WHERE position = 61;"
        "UPDATE ledger.event SET position = 61 WHERE position = 1000;",
    )
    found = await verify(database, BOOK)
    assert isinstance(found, Broken)
    assert found.position == TAMPERED


async def test_time_that_runs_backwards_is_named(
    hundred: Ledger, database: Database, owner: asyncpg.Connection
) -> None:
    await tamper(owner, f"UPDATE ledger.event SET recorded_at = '2001-01-01' WHERE position = {TAMPERED}")
    assert await verify(database, BOOK) == Broken(
        Position(TAMPERED), "order", "recorded before the event in front of it"
    )


async def test_verifying_can_begin_in_the_middle(
    hundred: Ledger, database: Database, owner: asyncpg.Connection
) -> None:
    await tamper(owner, "UPDATE ledger.event SET payload = '' WHERE position = 20")
    assert await verify(database, BOOK, Position(50)) == Verified(51, await hundred.head())
    found = await verify(database, BOOK, Position(20))
    assert isinstance(found, Broken)
    assert found.position == 20
    assert isinstance(await verify(database, BOOK, Position(500)), Broken)
