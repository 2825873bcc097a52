"""The ways to read a ledger: forward, by stream, by subject, by command, as of a position or a moment."""

import asyncio

import pytest

from shared.domain.identifiers import Position, StreamName
from shared.ledger.ledger import Ledger, TooMuch
from shared.ledger.recorded import Recorded
from tests.ledger.examples import claim, letter, request


@pytest.fixture
async def twenty(ledger: Ledger) -> Ledger:
    for number in range(10):
        await ledger.append(
            request(claim("letter-a", number, subject=f"person-{number % 2}"), claim(f"putusan-{number}"))
        )
    return ledger


def positions(entries: list[Recorded]) -> list[int]:
    return [entry.position for entry in entries]


@pytest.mark.parametrize("page", [1, 3, 20, 21])
async def test_pages_join_without_a_hole(twenty: Ledger, page: int) -> None:
    pages = [entries async for entries in twenty.read(page=page)]
    assert all(0 < len(entries) <= page for entries in pages)
    assert [position for entries in pages for position in positions(entries)] == [*range(1, 21)]


async def test_reading_begins_behind_a_position_and_ends_at_one(twenty: Ledger) -> None:
    pages = [positions(entries) async for entries in twenty.read(Position(4), Position(9), page=4)]
    assert pages == [[5, 6, 7, 8], [9]]
    assert [entries async for entries in twenty.read(Position(20))] == []


async def test_a_stream_gives_its_own_events_in_order(twenty: Ledger) -> None:
    assert positions(await twenty.read_stream(StreamName("letter-a"))) == [*range(1, 21, 2)]


async def test_streams_that_are_asked_for_at_once_are_given_as_each_alone(twenty: Ledger) -> None:
    names = [StreamName(name) for name in ("putusan-3", "letter-a", "letter-of-nobody", "putusan-3", "putusan-9")]
    alone = [await twenty.read_stream(name) for name in names]
    assert [len(entries) for entries in alone] == [1, 10, 0, 1, 1]
    assert await asyncio.gather(*map(twenty.read_stream, names)) == alone


async def test_ranges_of_stream_names_give_whole_streams_and_never_a_part(twenty: Ledger) -> None:
    found = await twenty.read_ranges([("putusan-8", "putusan."), ("putusan-1", "putusan-3")])
    assert [entry.stream for entry in found] == ["putusan-8", "putusan-9", "putusan-1", "putusan-2"]
    assert len(await twenty.read_category("putusan")) == 10
    assert await twenty.read_ranges([]) == []
    assert len(await twenty.read_ranges([("letter-", "letter.")], most=10)) == 10
    with pytest.raises(TooMuch, match="letter-"):
        await twenty.read_ranges([("letter-", "letter.")], most=9)


async def test_a_command_gives_the_events_it_left(ledger: Ledger) -> None:
    await ledger.append(letter("a"))
    long = letter("b", events=20)
    await ledger.append(long)
    await ledger.append(letter("c"))
    assert positions(await ledger.read_command(long.command_id)) == [*range(2, 22)]
    assert await ledger.read_command(letter("d").command_id) == []


async def test_a_moment_is_the_last_position_recorded_until_then(twenty: Ledger) -> None:
    entries = [entry async for page in twenty.read() for entry in page]
    for entry in entries:
        last = max(other.position for other in entries if other.recorded_at <= entry.recorded_at)
        assert await twenty.position_at(entry.recorded_at) == last
    first = entries[0].recorded_at
    assert await twenty.position_at(first.replace(year=first.year - 1)) == 0
    assert await twenty.position_at(first.replace(year=first.year + 1)) == 20


async def test_the_head_and_any_earlier_place_have_position_hash_and_time(twenty: Ledger) -> None:
    (last,) = [entry async for page in twenty.read(Position(19)) for entry in page]
    head = await twenty.head()
    assert (head.position, head.hash, head.recorded_at) == (20, last.hash, last.recorded_at)
    assert await twenty.head_at(Position(20)) == head
    assert await twenty.head_at(Position(21)) is None
    assert await twenty.epoch() == 1
