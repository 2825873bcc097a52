"""The peer: ``eventsourcing`` 9.5 with its PostgreSQL recorder, doing the same work on the same server."""

import json
import threading
import time
from collections.abc import Sequence
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from sqlalchemy.engine import make_url

TOPIC = "bakti.benchmarks:HoursLogged"


class Peer:
    """One database with the peer's table; ``connections`` as many as callers, so that none waits for a pool."""

    def __init__(self, url: str, connections: int = 32) -> None:
        found = make_url(url)
        self.datastore = PostgresDatastore(
            dbname=str(found.database),
            host=str(found.query.get("host", found.host)),
            port=found.port or 5432,
            user=str(found.username),
            password=found.password or "",
            pool_size=connections,
        )
        self.recorder = PostgresApplicationRecorder(self.datastore)
        self.recorder.create_table()

    def append_for(self, seconds: float, callers: int, payload: bytes, events_each: int = 1) -> float:
        """Events a second when ``callers`` threads append for ``seconds``, each to new streams."""
        counts = [0] * callers
        end = time.perf_counter() + seconds

        def call(number: int) -> None:
            while time.perf_counter() < end:
                stream = uuid4()
                self.recorder.insert_events(
                    [StoredEvent(stream, version, TOPIC, payload) for version in range(1, events_each + 1)]
                )
                counts[number] += events_each

        threads = [threading.Thread(target=call, args=(number,)) for number in range(callers)]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (time.perf_counter() - begun)

    def read_all(self, page: int) -> tuple[int, float]:
        """How many events were read in order, and how many a second."""
        begun, seen, last = time.perf_counter(), 0, None
        while True:
            found: Sequence[object] = self.recorder.select_notifications(
                start=last, limit=page, inclusive_of_start=False
            )
            seen += len(found)
            if len(found) < page:
                return seen, seen / (time.perf_counter() - begun)
            last = found[-1].id  # type: ignore[attr-defined]

    def rebuild(self, page: int) -> tuple[int, float]:
        """Read everything, decode, fold by person in memory, write the rows at once: events, and events a second.

        Generous: its own runner writes and tracks event by event.
        """
        begun, seen, last = time.perf_counter(), 0, None
        rows: dict[str, tuple[int, str]] = {}
        while found := self.recorder.select_notifications(start=last, limit=page, inclusive_of_start=False):
            for notification in found:
                event = json.loads(notification.state)
                credited, _ = rows.get(event["klien_id"], (0, ""))
                rows[event["klien_id"]] = (credited + 240, event["shift"]["ends"])
            seen, last = seen + len(found), found[-1].id
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS rebuilt (klien_id text PRIMARY KEY, minutes bigint, last text)")
            cursor.executemany(
                "INSERT INTO rebuilt VALUES (%s, %s, %s) ON CONFLICT (klien_id) DO NOTHING",
                [(key, *row) for key, row in rows.items()],
            )
        return seen, seen / (time.perf_counter() - begun)

    def close(self) -> None:
        """Give the connections back."""
        self.datastore.close()
