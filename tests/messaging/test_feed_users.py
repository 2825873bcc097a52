"""The Valkey of the compose file: the relay may write the feed, a service only read it, a stranger ask for life."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from shared.access.rates import Kind, Rates
from shared.database.engine import Database
from shared.messaging.broker import feed_address
from shared.messaging.cloudevents import feed_name
from shared.runtime.binaries import valkey_from_wheel, valkey_installed
from shared.runtime.settings import Settings
from tests.messaging.readers import BOOK, noting, relaying, writing
from tests.waiting import reached, until, wait_until

START = Path(__file__).parents[2] / "valkey/start"
FEED = feed_name(BOOK)
PASSWORD = "a1b2c3d4"
"""make secrets makes hexadecimal passwords; nothing in them needs care in a shell."""


class Guarded:
    """A Valkey started as in the compose file, and the folder of its secrets."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "socket"

    def url(self, user: str) -> str:
        return feed_address(f"unix://{user}@{self.socket}?db=0", self.folder) or ""

    def client(self, user: str | None) -> Redis:
        return Redis.from_url(self.url(user) if user else f"unix://{self.socket}?db=0")


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    binary = valkey_from_wheel() or valkey_installed()
    assert binary is not None
    with TemporaryDirectory(prefix="bakti-valkey-", dir="/tmp") as name:
        found = Guarded(Path(name))
        for number, user in enumerate(("valkey_relay", "valkey_reader")):
            (found.folder / user).write_text(f"{PASSWORD}{number}\n")
        options = ["--port", "0", "--unixsocket", str(found.socket), "--dir", name, "--save", ""]
        with (found.folder / "log").open("wb") as log:
            child = subprocess.Popen(["sh", START, name, name, binary.path, *options], stdout=log, stderr=log)
        try:
            said = (found.folder / "log").read_text
            assert wait_until(lambda: found.socket.exists() or child.poll() is not None, said)
            assert child.poll() is None, said()
            yield found
        finally:
            child.terminate()
            child.wait()


async def test_the_relay_publishes_and_a_service_follows_each_under_its_own_user(
    database: Database, guarded: Guarded
) -> None:
    async with (
        writing(database) as writer,
        relaying(database, guarded.url("valkey_relay")) as relay,
        noting(database, guarded.url("valkey_reader")) as (notes, subscriptions),
    ):
        await until(lambda: subscriptions.feed_is_alive)
        first = await writer.write(5)
        assert await reached(subscriptions, notes.name, first)

        async def comes_by_the_feed() -> bool:
            before = subscriptions.state()[0].from_feed
            assert await reached(subscriptions, notes.name, await writer.write(1))
            return bool(subscriptions.state()[0].from_feed > before)

        await until(comes_by_the_feed)
        await until(lambda: relay.state().trouble is None)


async def test_a_relay_that_may_not_publish_says_what_valkey_answered(database: Database, guarded: Guarded) -> None:
    async with writing(database) as writer, relaying(database, guarded.url("valkey_reader")) as relay:
        await writer.write(1)
        await until(lambda: "has no permissions to run the" in (relay.state().trouble or ""))
        assert "NoPermissionError" in (relay.state().trouble or "")


@pytest.mark.parametrize(
    ("user", "command"),
    [
        ("valkey_reader", ["XADD", FEED, "*", "a", "1"]),
        ("valkey_reader", ["DEL", FEED]),
        ("valkey_reader", ["XREAD", "STREAMS", "another", "0"]),
        ("valkey_reader", ["FLUSHALL"]),
        ("valkey_reader", ["INCRBY", FEED, "1"]),
        ("valkey_reader", ["SET", "bakti:limit:a", "1"]),
        ("valkey_relay", ["GET", "bakti:limit:a"]),
        ("valkey_relay", ["XADD", "another", "*", "a", "1"]),
        ("valkey_relay", ["CONFIG", "GET", "*"]),
        ("valkey_relay", ["FLUSHALL"]),
        ("valkey_relay", ["ACL", "LIST"]),
        (None, ["XREAD", "STREAMS", FEED, "0"]),
        (None, ["XADD", FEED, "*", "a", "1"]),
    ],
)
async def test_nobody_may_more_than_its_work_asks(guarded: Guarded, user: str | None, command: list[str]) -> None:
    async with guarded.client(user) as client:
        assert await client.ping()
        with pytest.raises(NoPermissionError):
            await client.execute_command(*command)


async def test_the_relay_may_all_that_it_does_when_memory_is_full_or_the_feed_is_no_stream(guarded: Guarded) -> None:
    async with guarded.client("valkey_relay") as client:
        await client.xadd(FEED, {"a": "1"}, id="1-1")
        assert await client.xlen(FEED) == 1
        await client.xtrim(FEED, maxlen=0)
        assert (await client.xinfo_stream(FEED))["length"] == 0
        assert await client.delete(FEED) == 1


async def test_a_service_counts_under_its_user_how_often_it_is_asked(guarded: Guarded) -> None:
    settings = Settings(writes_a_minute=1)
    one, other = Rates(settings, guarded.url("valkey_reader")), Rates(settings, guarded.url("valkey_reader"))
    assert await one.wait_s(Kind.WRITE, "source", "account") is None
    assert await other.wait_s(Kind.WRITE, "source", "account") is not None
    await one.close()
    await other.close()


def test_a_password_comes_from_the_file_of_its_user_and_only_where_none_is_given(tmp_path: Path) -> None:
    (tmp_path / "siti").write_text("p@ss/word\n")
    assert feed_address("redis://siti@valkey:6379/0", tmp_path) == "redis://siti:p%40ss%2Fword@valkey:6379/0"
    for url in ("redis://siti:own@valkey:6379/0", "redis://budi@valkey/0", "redis://valkey/0", "unix:///tmp/s?db=0"):
        assert feed_address(url, tmp_path) == url
    assert feed_address(None, tmp_path) is None
