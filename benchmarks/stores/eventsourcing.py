"""``eventsourcing`` with its PostgreSQL recorder, on the same server."""

from contextlib import AsyncExitStack
from uuid import uuid4

from sqlalchemy.engine import make_url

from benchmarks.place import Place
from benchmarks.stores import CONNECTIONS_MOST, PAYLOAD, TYPE, Absent
from benchmarks.stores.threads import Threaded

PAGE = 5_000
"""Its own best."""


async def opened(place: Place, stack: AsyncExitStack) -> "Eventsourcing":
    """Its table in this place's database; raises Absent where the package is not installed."""
    try:
        from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
    except ImportError as why:
        raise Absent(f"not installed ({why}); make bench brings it") from None
    found = make_url(place.database_url)
    datastore = PostgresDatastore(
        dbname=str(found.database),
        host=str(found.query.get("host", found.host)),
        port=found.port or 5432,
        user=str(found.username),
        password=found.password or "",
        pool_size=CONNECTIONS_MOST,
        max_overflow=0,
    )
    stack.callback(datastore.close)
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    return Eventsourcing(recorder)


class Eventsourcing(Threaded):
    """Its recorder as a store of the bench."""

    def __init__(self, recorder) -> None:  # type: ignore[no-untyped-def] # the package may not be here
        from eventsourcing.persistence import StoredEvent

        self.recorder, self._event = recorder, StoredEvent

    def append(self, each: int) -> None:
        stream = uuid4()
        self.recorder.insert_events([self._event(stream, version, TYPE, PAYLOAD) for version in range(1, each + 1)])

    def page_behind(self, position: int) -> list[int]:
        return [one.id for one in self.notifications(position)]

    def notifications(self, position: int):  # type: ignore[no-untyped-def]
        """The next page behind a position."""
        return self.recorder.select_notifications(start=position or None, limit=PAGE, inclusive_of_start=False)
