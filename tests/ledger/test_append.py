"""What the ledger promises about storing: in order, once, all or nothing, exactly these bytes."""

import asyncio

import asyncpg
import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import BookId, CommandId, event_id
from shared.ledger.append import REQUEST_BYTES_MAX, Appended, Conflict, DigestMismatch, event_ids
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Recorded
from tests.ledger.examples import BOOK, PAYLOAD, claim, letter, new_event, request, some_id


async def everything(ledger: Ledger) -> list[Recorded]:
    return [entry async for page in ledger.read() for entry in page]


async def test_events_stand_in_order_with_exactly_the_bytes_that_were_written(ledger: Ledger) -> None:
    assert await ledger.append(request(claim("letter-a", 0, 2))) == Appended(1)
    assert await ledger.append(request(claim("letter-b", 0, 1, subject="person"))) == Appended(3)
    entries = await everything(ledger)
    assert [(entry.position, entry.stream, entry.version) for entry in entries] == [
        (1, "letter-a", 1),
        (2, "letter-a", 2),
        (3, "letter-b", 1),
    ]
    assert {entry.payload for entry in entries} == {PAYLOAD}
    assert [entry.subject for entry in entries] == [None, None, "person"]


async def test_another_version_than_expected_is_a_conflict_that_names_the_current_one(ledger: Ledger) -> None:
    await ledger.append(letter("a", events=3))
    assert await ledger.append(letter("a", 1)) == Conflict("letter-a", 3)
    assert await ledger.append(letter("b", 1)) == Conflict("letter-b", 0)
    assert (await ledger.head()).position == 3


async def test_a_request_over_several_streams_is_stored_whole_or_not_at_all(ledger: Ledger) -> None:
    await ledger.append(letter("b"))
    refused = request(claim("letter-a"), claim("letter-b", 0), claim("letter-c"))
    assert await ledger.append(refused) == Conflict("letter-b", 1)
    assert await ledger.read_stream("letter-a") == []
    assert await ledger.append(request(claim("letter-a"), claim("letter-b", 1), claim("letter-c"))) == Appended(2)
    assert [entry.stream for entry in await everything(ledger)] == ["letter-b", "letter-a", "letter-b", "letter-c"]


async def test_a_stream_can_be_asserted_without_an_event(ledger: Ledger) -> None:
    await ledger.append(letter("read"))
    assert await ledger.append(request(claim("letter-read", 0, 0), claim("letter-x"))) == Conflict("letter-read", 1)
    assert await ledger.append(request(claim("letter-read", 1, 0), claim("letter-x"))) == Appended(2)


def test_the_ids_on_the_wire_are_the_events_ids() -> None:
    command_id = CommandId(some_id())
    assert [str(found) for found in event_ids(command_id, 12)] == [event_id(command_id, n) for n in range(12)]


async def test_a_command_id_is_answered_with_its_first_position_for_ever(ledger: Ledger) -> None:
    first = letter("a", events=2)
    assert await ledger.append(first) == Appended(1)
    await ledger.append(letter("a", 2))
    assert await ledger.append(first) == Appended(1, repeated=True)
    assert (await ledger.head()).position == 3


async def test_a_command_id_of_another_content_is_refused(ledger: Ledger) -> None:
    first = letter("a")
    await ledger.append(first)
    with pytest.raises(DigestMismatch):
        await ledger.append(request(claim("letter-a"), command_id=first.command_id, digest=b"other"))


async def test_requests_on_one_stream_that_meet_in_a_group_are_judged_one_by_one(ledger: Ledger) -> None:
    verdicts = await asyncio.gather(
        ledger.append(letter("a")),
        ledger.append(letter("a")),
        ledger.append(letter("a", 1)),
        ledger.append(letter("b")),
    )
    assert [type(verdict) for verdict in verdicts] == [Appended, Conflict, Appended, Appended]
    assert [entry.version for entry in await ledger.read_stream("letter-a")] == [1, 2]


async def test_a_refused_request_at_the_head_of_a_group_leaves_the_others_alone(ledger: Ledger) -> None:
    await ledger.append(letter("a"))
    verdicts = await asyncio.gather(*(ledger.append(letter(name, events=2)) for name in "xaby"))
    assert verdicts == [Appended(2), Conflict("letter-a", 1), Appended(4), Appended(6)]
    verdicts = await asyncio.gather(*(ledger.append(letter(name, events=2)) for name in "zabc"))
    assert [type(verdict) for verdict in verdicts] == [Appended, Conflict, Conflict, Appended]
    assert [entry.version for entry in await ledger.read_stream("letter-c")] == [1, 2]


async def test_one_command_sent_twice_at_once_is_stored_once(ledger: Ledger) -> None:
    same = letter("a")
    verdicts = await asyncio.gather(*(ledger.append(same) for _ in range(5)))
    assert sorted(verdict.repeated for verdict in verdicts if isinstance(verdict, Appended)) == [False] + [True] * 4
    assert (await ledger.head()).position == 1


async def test_many_requests_at_once_keep_positions_without_a_hole(ledger: Ledger) -> None:
    verdicts = await asyncio.gather(*(ledger.append(letter(number)) for number in range(700)))
    assert sorted(verdict.first_position for verdict in verdicts if isinstance(verdict, Appended)) == [*range(1, 701)]


async def test_one_notification_a_group_names_the_head(ledger: Ledger, owner: asyncpg.Connection) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    await owner.add_listener("bakti_ledger", lambda *told: heard.put_nowait(told[3]))
    await asyncio.gather(*(ledger.append(letter(number)) for number in range(20)))
    assert await heard.get() in (f"{BOOK}:1", f"{BOOK}:20")
    await asyncio.sleep(0.05)
    assert heard.qsize() <= 1


async def test_a_request_too_large_or_of_another_service_is_a_bug_and_said_at_once(ledger: Ledger) -> None:
    large = request(claim("letter-a")).claims[0]
    with pytest.raises(ValueError, match="bytes"):
        await ledger.append(request(type(large)(large.stream, large.version, (new_event(b"x" * REQUEST_BYTES_MAX),))))
    with pytest.raises(ValueError, match="another service"):
        await ledger.append(request(claim("hours-a")))
    with pytest.raises(ValueError, match="twice"):
        await ledger.append(request(claim("letter-a"), claim("letter-a", 1)))
    with pytest.raises(ValueError, match="no event"):
        await ledger.append(request(claim("letter-a", 0, 0)))


@pytest.mark.parametrize("situation", ["empty", "of another book"])
async def test_whatever_the_planner_was_told_an_append_reads_a_few_rows_an_event(
    ledger: Ledger, database: Database, owner: asyncpg.Connection, situation: str
) -> None:
    """A plan made for an empty table scans it for ever after; one for a book that ANALYZE never saw reads it whole."""
    if situation == "of another book":
        await owner.execute("SELECT ledger.open_book('other')")
        other = Ledger(database, BookId("other"), Role.INTAKE, frozenset({"letter"}))
        await other.start()
        await other.append_bulk(letter(number) for number in range(30_000))
        await other.stop()
    await owner.execute("VACUUM ANALYZE ledger.event")
    for round_of in range(10):
        await asyncio.gather(*(ledger.append(letter(f"{round_of}-{number}")) for number in range(100)))
    before = await rows_read(ledger, owner)
    await asyncio.gather(*(ledger.append(letter(f"after-{number}")) for number in range(100)))
    assert await rows_read(ledger, owner) - before < 100 * 3


async def rows_read(ledger: Ledger, owner: asyncpg.Connection) -> int:
    """Rows of the ledger that the lane has read so far, by scans and by indexes."""
    lane = ledger._lane._connection
    assert lane is not None
    await lane.execute("SELECT pg_stat_force_next_flush()")  # else a backend tells its counts once a second
    await lane.execute("SELECT 1")
    return int(
        await owner.fetchval(
            "SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = 'event')"
            " + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'event')"
        )
    )


async def test_an_open_snapshot_leaves_nothing_behind_for_appends_to_walk_over(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    """While a backup holds a snapshot, updated rows would pile up dead; the append updates none."""
    snapshot = owner.transaction(isolation="repeatable_read", readonly=True)
    await snapshot.start()
    assert await owner.fetchval("SELECT count(*) FROM ledger.event") == 0
    for number in range(50):
        await ledger.append(letter("a", number))
    pages = await owner.fetchval("SELECT pg_relation_size('ledger.book') / 8192")
    await snapshot.rollback()
    assert pages == 1
    assert await owner.fetchval("SELECT count(*) FROM ledger.book") == 1
    updated = "SELECT n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE schemaname = 'ledger' AND relname = $1"
    assert await owner.fetchval(updated, "book") == 0
    assert await owner.fetchval(updated, "event") == 0


async def test_two_services_append_to_one_book_in_one_order(ledger: Ledger, database: Database) -> None:
    matching = Ledger(database, BOOK, Role.MATCHING, frozenset({"ipd"}))
    await matching.start()
    await asyncio.gather(
        *(ledger.append(letter(number)) for number in range(100)),
        *(matching.append(request(claim(f"ipd-{number}"))) for number in range(100)),
    )
    await matching.stop()
    assert [entry.position for entry in await everything(ledger)] == [*range(1, 201)]


async def test_a_stopping_ledger_stores_what_waits(database: Database) -> None:
    ledger = Ledger(database, BOOK, Role.INTAKE, frozenset({"letter"}))
    await ledger.start()
    waiting = [asyncio.create_task(ledger.append(letter(number))) for number in range(600)]
    await asyncio.sleep(0)
    await ledger.stop()
    assert all(isinstance(verdict, Appended) for verdict in await asyncio.gather(*waiting))


async def test_bulk_makes_the_same_ledger_and_can_run_again(ledger: Ledger) -> None:
    requests = [letter(number % 50, number // 50) for number in range(4_500)]
    first = await ledger.append_bulk(requests)
    assert (first.stored, first.repeated, first.head) == (4_500, 0, 4_500)
    again = await ledger.append_bulk([*requests[1_000:], letter(some_id())])
    assert (again.stored, again.repeated, again.head) == (1, 3_500, 4_501)
    assert [entry.position for entry in await everything(ledger)] == [*range(1, 4_502)]


async def test_an_append_of_nothing_proves_the_way_and_leaves_nothing(ledger: Ledger) -> None:
    """Asked alone, and beside others' appends, which prove it as well."""
    assert ledger.last_append.acknowledged_at is None
    await ledger.prove_append()
    assert ledger.last_append.acknowledged_at is not None
    assert (await ledger.head()).position == 0
    asked = [ledger.prove_append() for _ in range(20)]
    appended, *_ = await asyncio.gather(ledger.append(letter("a")), *asked)
    assert isinstance(appended, Appended)
    assert (await ledger.head()).position == 1
