"""A vault on a real database, with keys in a folder of the test's own."""

from pathlib import Path
from uuid import uuid4

import pytest

from shared.database.engine import Database
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, EventId
from shared.domain.personal import Personal
from shared.privacy.keys import KeyStore, ensure_master_key
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


def keys_in(folder: Path) -> KeyStore:
    return KeyStore(folder, ensure_master_key(folder / "master.key"))


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def vault(database: Database, keys_dir: Path) -> Vault:
    return Vault(database, keys_in(keys_dir), "trenggalek")
