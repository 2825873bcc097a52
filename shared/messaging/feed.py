"""What FastStream does for a subscription: reads the stream from the checkpoint and calls typed handlers.

No consumer groups: nothing is acknowledged, nothing is pending for ever; the checkpoint alone says what is done.
The one middleware opens no scope of its own: it hands the message to its follower, whose transaction surrounds
the rest of FastStream's way to the handler.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from faststream import AckPolicy, BaseMiddleware
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import (
    FAKE_CONSUMER,
    BatchStreamMessage,
    DefaultStreamMessage,
    RedisBatchStreamMessage,
    RedisStreamMessage,
)
from faststream.redis.subscriber.usecases import LogicSubscriber
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.domain.identifiers import BookId
from shared.messaging.broker import redis_broker
from shared.messaging.cloudevents import Received, Unreadable, entry_id, feed_name, parsed_id, read_items
from shared.messaging.following import BATCH_MAX, Following
from shared.messaging.history import Place

POLL_MS = 200
"""How long one XREAD waits; short, so that stopping is quick."""

CallNext = Callable[[Any], Awaitable[Any]]
Message = RedisBatchStreamMessage | RedisStreamMessage


class Follower(Protocol):
    """A subscription or a reaction: how it is attached to a broker, and how it takes a message."""

    @property
    def name(self) -> str: ...

    def following(self, database: Any, book: BookId) -> Following: ...

    def attach(self, broker: RedisBroker, stream: str, last_id: str) -> LogicSubscriber: ...

    async def consume(self, following: Following, call_next: CallNext, msg: Any) -> Any: ...


class Scope(BaseMiddleware):
    """The transaction around a message: see :class:`Following`."""

    def __init__(self, followers: dict[int, tuple[Follower, Following]], msg: Any, /, *, context: Any) -> None:
        super().__init__(msg, context=context)
        self._followers = followers

    async def consume_scope(self, call_next: CallNext, msg: Any) -> Any:
        """Let the follower whose subscriber this is take the message."""
        follower, following = self._followers[id(self.context.get_local("handler_"))]
        return await follower.consume(following, call_next, msg)


def feed_broker(redis_url: str, book: BookId, followers: Sequence[tuple[Follower, Following]]) -> RedisBroker:
    """A broker with one subscriber a follower, each beginning behind its checkpoint."""
    by_subscriber: dict[int, tuple[Follower, Following]] = {}

    def scope(msg: Any, /, *, context: Any) -> Scope:
        return Scope(by_subscriber, msg, context=context)

    broker = redis_broker(redis_url, scope)
    for follower, following in followers:
        subscriber = follower.attach(broker, feed_name(book), _behind(following.place))
        by_subscriber[id(subscriber)] = (follower, following)
    return broker


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


def batch_subscriber(broker: RedisBroker, stream: str, last_id: str) -> LogicSubscriber:
    """A group-less subscriber that gets up to BATCH_MAX entries at once, as they came over the wire."""
    return broker.subscriber(
        stream=StreamSub(stream, batch=True, last_id=last_id, max_records=BATCH_MAX, polling_interval=POLL_MS),
        ack_policy=AckPolicy.MANUAL,
        parser=_batch_message,
        decoder=_undecoded,
        include_in_schema=False,
    )


def single_subscriber(broker: RedisBroker, stream: str, last_id: str) -> LogicSubscriber:
    """A group-less subscriber whose handlers are chosen one entry at a time, by ``filter``."""
    return broker.subscriber(
        stream=StreamSub(stream, last_id=last_id, max_records=BATCH_MAX, polling_interval=POLL_MS),
        ack_policy=AckPolicy.MANUAL,
        parser=_single_message,
        decoder=_undecoded,
        include_in_schema=False,
    )


def items_of(msg: Message) -> list[Received | Unreadable]:
    """What a message brought."""
    raw = msg.raw_message
    entries = raw["data"] if isinstance(raw["data"], list) else [raw["data"]]
    return read_items(list(zip(raw["message_ids"], entries, strict=True)))


def _behind(place: Place) -> str:
    return entry_id(place.epoch, place.position)


async def _batch_message(message: BatchStreamMessage) -> RedisBatchStreamMessage:
    """FastStream's own parser would turn the bytes into JSON and back; the bytes are what the hash is about."""
    last = message["message_ids"][-1].decode()
    return RedisBatchStreamMessage(
        raw_message=message, body=b"", message_id=last, correlation_id=last, consumer=FAKE_CONSUMER, group=None
    )


async def _single_message(message: DefaultStreamMessage) -> RedisStreamMessage:
    """Read here and not in a decoder, because the filters ask for the type."""
    last = message["message_ids"][-1].decode()
    parsed = RedisStreamMessage(
        raw_message=message, body=b"", message_id=last, correlation_id=last, consumer=FAKE_CONSUMER, group=None
    )
    (parsed.body,) = items_of(parsed)
    return parsed


async def _undecoded(_: object) -> None:
    """Nothing is decoded before the transaction is open."""
