"""The typed FastStream publishers: one for each type of event, so that AsyncAPI lists each with its schema."""

from collections.abc import Mapping
from typing import Any

from faststream.redis import StreamSub
from faststream.redis.publisher.usecase import StreamPublisher
from redis.asyncio import Redis

from shared.domain.event import Event
from shared.domain.identifiers import BookId
from shared.ledger.recorded import Recorded
from shared.messaging.broker import redis_broker
from shared.messaging.cloudevents import entry_id, feed_name, headers_of

FEED_ENTRIES_MAX = 50_000
"""About a day of a busy regency in under 100 MB; whoever is further behind reads the ledger."""


class Numbered:
    """The ``pipeline=`` FastStream publishes into: gives each entry its id and never makes a stream by accident.

    Where the stream vanished under the relay (wiped), NOMKSTREAM makes the answer nil instead of a stream that
    begins in the middle.
    """

    def __init__(self, redis: Redis, *, makes_stream: bool) -> None:
        self._pipeline = redis.pipeline(transaction=True)
        self._makes_stream = makes_stream
        self._next_id = ""

    def number(self, epoch: int, position: int) -> None:
        """The id of the entry that is published next."""
        self._next_id = entry_id(epoch, position)

    async def xadd(self, name: str, fields: Mapping[Any, Any], maxlen: int | None = None) -> bytes:
        """Called by FastStream's producer; returns nothing of use, the answer comes with :meth:`execute`."""
        makes = self._makes_stream and not len(self._pipeline)
        self._pipeline.xadd(name, dict(fields), id=self._next_id, maxlen=maxlen, approximate=True, nomkstream=not makes)
        return b""

    async def execute(self) -> list[Any]:
        """Redis's answers in order: an id, nil (no stream) or an error each."""
        return list(await self._pipeline.execute(raise_on_error=False))


class Publishers:
    """A broker and its publishers by event type; a type that this version does not know has one without a schema."""

    def __init__(self, redis_url: str, book: BookId) -> None:
        self.broker = redis_broker(redis_url)
        self._feed = StreamSub(feed_name(book), maxlen=FEED_ENTRIES_MAX)
        self._by_type = {kind: self._typed(kind, event) for kind, event in sorted(Event.KNOWN.items())}
        self._other = self.broker.publisher(stream=self._feed, include_in_schema=False)

    def _typed(self, kind: str, event: type[Event]) -> StreamPublisher:
        described = (event.__doc__ or "").strip().partition("\n")[0]
        return self.broker.publisher(stream=self._feed, title=kind, description=described, schema=event)

    async def publish(self, recorded: Recorded, epoch: int, previous_hash: bytes, pipeline: Numbered) -> None:
        """Put one event into the pipeline."""
        pipeline.number(epoch, recorded.position)
        publisher = self._by_type.get(recorded.type, self._other)
        await publisher.publish(
            recorded.payload,
            stream=self._feed.name,  # said again, or FastStream copies the whole StreamSub for every event
            maxlen=FEED_ENTRIES_MAX,
            headers=headers_of(recorded, epoch, previous_hash),
            correlation_id=str(recorded.event_id),
            pipeline=pipeline,  # type: ignore[arg-type]
        )
