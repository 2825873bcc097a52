"""The one reader of the feed in a process: each entry is received and parsed once, and offered to every follower.

FastStream brings batches of the stream as they came over the wire. No consumer groups: nothing is acknowledged, nothing
is pending for ever; the checkpoints alone say what is done.
"""

from collections.abc import Callable
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import FAKE_CONSUMER, BatchStreamMessage, RedisBatchStreamMessage
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.domain.identifiers import BookId
from shared.messaging.broker import redis_broker
from shared.messaging.cloudevents import Items, Received, Unreadable, entry_id, feed_name, parsed_id, read_items
from shared.messaging.history import Place

ENTRIES_MAX = 500
"""Entries that one XREAD brings at most."""
FOLLOWERS = "followers"
"""What the description calls those who read the feed."""
POLL_MS = 200
"""How long one XREAD waits; short, so that stopping is quick."""


def feed_broker(redis_url: str, book: BookId, behind: Place, take: Callable[[Items], None]) -> RedisBroker:
    """A broker with one subscriber, which hands on whatever the stream brings behind this place."""
    broker = redis_broker(redis_url)
    subscribe(broker, book, entry_id(behind.epoch, behind.position), take)
    return broker


def subscribe(broker: RedisBroker, book: BookId, last_id: str, take: Callable[[Items], None]) -> None:
    """Let the broker read the book's stream behind this id, in batches, as they came over the wire."""
    stream = StreamSub(feed_name(book), batch=True, last_id=last_id, max_records=ENTRIES_MAX, polling_interval=POLL_MS)

    @broker.subscriber(stream=stream, ack_policy=AckPolicy.MANUAL, parser=_message, decoder=_items, title=FOLLOWERS)
    async def brought(items: Any) -> None:
        """Whatever the feed brings, in batches; each follower takes it in its own turn."""
        take(items)


async def began_anew(broker: RedisBroker, redis: Redis, stream: str) -> bool:
    """Whether a subscriber has read further than the stream now goes: it would wait there for ever.

    So it is after a relay removed a stream into which somebody had put an id far ahead.
    """
    subscribers: list[Any] = list(broker.subscribers)
    # Asked for before the stream's end; who still stands at the checkpoint it began behind has read nothing.
    read = [parsed_id(each.last_id) for each in subscribers if each.last_id != each.read_id]
    try:
        end = parsed_id((await redis.xinfo_stream(stream))["last-generated-id"])
    except ResponseError:  # there is none: the relay makes it
        return False
    return any(last > end for last in read)


async def _message(message: BatchStreamMessage) -> RedisBatchStreamMessage:
    """FastStream's own parser would turn the bytes into JSON and back; the bytes are what the hash is about."""
    last = message["message_ids"][-1].decode()
    return RedisBatchStreamMessage(
        raw_message=message, body=b"", message_id=last, correlation_id=last, consumer=FAKE_CONSUMER, group=None
    )


async def _items(msg: RedisBatchStreamMessage) -> list[Received | Unreadable]:
    raw = msg.raw_message
    return read_items(list(zip(raw["message_ids"], raw["data"], strict=True)))
