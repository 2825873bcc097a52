"""A vault on a real database, with keys in a folder of the test's own."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from shared.database.engine import Database
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, EventId
from shared.domain.personal import Personal
from shared.ledger.decoding import encode
from shared.privacy.fitting import introduce
from shared.privacy.keys import KeyStore
from shared.privacy.master import ensure_master_key
from shared.privacy.vault import Vault


class Note(Value):
    """A nested part with a personal value."""

    words: Personal[str]


class Told(Event):
    """An event with every way a personal value can stand in one."""

    TYPE = "vault-test.told.v1"
    klien_id: Code
    name: Personal[str]
    nik: Personal[str] | None = None
    case_number: Personal[str] | None = None
    notes: tuple[Note, ...] = ()
    minutes: int = 0


class Unowned(Event):
    """A personal value of nobody: a bug."""

    TYPE = "vault-test.unowned.v1"
    SUBJECT = None
    name: Personal[str]


def some_id() -> EventId:
    return EventId(str(uuid4()))


def told(klien_id: str, name: str, **more: object) -> Told:
    return Told.model_validate({"klien_id": klien_id, "name": name, **more})


def names(events: Iterable[Event]) -> list[str]:
    """The references to the names in these events."""
    return [str(event.name.ref) for event in events if isinstance(event, Told)]


def keys_in(folder: Path) -> KeyStore:
    KeyStore.make(folder, ensure_master_key(folder / "master.key"))
    return KeyStore(folder, folder / "master.key")


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    return tmp_path / "keys"


async def stored(database: Database, events: Iterable[tuple[EventId, Event]], book: str = "trenggalek") -> None:
    """What an append leaves, as far as the vault looks at it."""
    rows = {event_id: encode(event) for event_id, event in events}
    connection = await asyncpg.connect(database.url)
    try:
        await connection.execute("INSERT INTO ledger.book VALUES ($1) ON CONFLICT DO NOTHING", book)
        await connection.execute(
            """
            INSERT INTO ledger.event
            SELECT $1, new.number + before.count, 'vault-test', new.number + before.count, new.id::uuid, 'told', 1,
                   NULL, new.payload, '', '', now(), 1, ''
            FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS new (id, payload, number),
                 (SELECT count(*) FROM ledger.event WHERE book = $1) AS before
            ON CONFLICT DO NOTHING
            """,
            book,
            list(rows),
            list(rows.values()),
        )
    finally:
        await connection.close()


class Storing(Vault):
    """A vault whose events are in the ledger as soon as they are sealed; ``super().seal`` alone is a lost request."""

    def __init__(self, database: Database, keys: KeyStore, book: str) -> None:
        super().__init__(database, keys, book)
        self._database = database

    async def seal(self, events: Sequence[tuple[EventId, Event]]) -> Sequence[Event]:
        sealed = await super().seal(events)
        await stored(self._database, zip((event_id for event_id, _ in events), sealed, strict=True))
        return sealed


@pytest.fixture
async def vault(database: Database, keys_dir: Path) -> Vault:
    await introduce(database, keys_dir, keys_dir / "master.key")
    return Storing(database, keys_in(keys_dir), "trenggalek")
