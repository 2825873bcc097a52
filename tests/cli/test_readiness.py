"""/readyz tells the truth: what would fail is named before anybody meets it, with what to do, until it is mended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.cli import readiness
from services.cli.readiness import disk_of
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, BookId
from shared.ledger.clock import set_clock
from shared.ledger.standing import accept_clock
from shared.privacy.keys import KeyStore
from shared.privacy.master import STORE_NAME
from shared.runtime import health as watching
from shared.runtime.settings import Settings
from tests.ledger.examples import claim, request
from tests.opened import Opened, opened_for
from tests.privacy.holding import held
from tests.waiting import until

STORE_LOCKED = "LOCK TABLE vault.keystore"
BOOK_LOCKED = "SELECT FROM ledger.book FOR UPDATE"
CHECKPOINTS_LOCKED = "SELECT FROM intake.checkpoint FOR UPDATE"


@pytest.fixture
async def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Opened]:
    monkeypatch.setattr(watching, "SEEN_HOLDS_S", 0.0)
    async with opened_for(settings, ["intake"], [RoleName.OFFICER]) as found:
        await until(lambda: _ready(found))
        yield found


async def test_who_is_well_tells_its_last_append_its_clock_its_keys_its_disk_and_its_lag(
    office: Opened, settings: Settings
) -> None:
    said = await _asked(office)
    facts = said["facts"]
    assert (said.keys(), said["status"]) == ({"status", "facts"}, "ready")
    assert facts["intake.append"]["acknowledged_at"] is not None
    assert facts["clock"]["clock"] is not None
    assert set(facts["intake"]["lag_s"].values()) == {0.0}
    assert facts["disk"][str(settings.data_dir)].endswith(" MB free")


async def test_a_ledger_that_takes_nothing_is_told_before_anybody_appends(office: Opened, database: Database) -> None:
    async with _held(database, BOOK_LOCKED):
        await until(lambda: _says(office, "intake.append", "nothing can be appended"))
    await until(lambda: _ready(office))
    owner = await asyncpg.connect(database.url)
    await owner.execute("REVOKE EXECUTE ON FUNCTION ledger.append_2 FROM bakti_intake")
    await until(lambda: _says(office, "intake.append", "InsufficientPrivilegeError"))
    assert "last acknowledged 20" in (await _asked(office))["intake.append"]
    await owner.execute("GRANT EXECUTE ON FUNCTION ledger.append_2 TO bakti_intake")
    await owner.close()
    await until(lambda: _ready(office))


async def test_a_clock_that_stops_recording_is_told_with_the_way_out_until_an_operator_accepts_it(
    office: Opened, settings: Settings, database: Database
) -> None:
    await office.parts.houses["intake"].ledger.append(request(claim("putusan-a")))
    await set_clock(database.url, timedelta(days=31))
    said = await _asked(office)
    assert "31.0 days after the last record" in said["clock"]
    assert "bakti clock accept" in said["clock"]
    assert "intake.append" not in said, "each trouble is told where it is"
    operator = await database.connect(Role.OPERATOR)
    await accept_clock(operator, BookId(settings.book), AccountId("op"), "a month without a ruling")
    await operator.close()
    await until(lambda: _ready(office))


async def test_a_key_store_that_was_taken_away_or_replaced_is_told(office: Opened, settings: Settings) -> None:
    store = settings.keys_dir / STORE_NAME
    aside = store.with_suffix(".aside")
    store.rename(aside)
    await until(lambda: _says(office, "keys", "BAKTI_KEYS_DIR"))
    store.write_bytes(aside.read_bytes())
    assert "taken away or replaced" in (await _asked(office))["keys"]
    store.unlink()
    aside.rename(store)
    await until(lambda: _ready(office))


@pytest.mark.slow
async def test_of_the_keys_only_what_is_known_is_told(office: Opened, settings: Settings, database: Database) -> None:
    """A database that does not answer is no backup that holds the file, nor the other way round."""
    async with _held(database, STORE_LOCKED):
        await until(lambda: _says(office, "keys", "nobody says whether they are the database's"))
        assert "backup" not in (await _asked(office))["keys"]
    await until(lambda: _ready(office))
    with held(settings.keys_dir):
        await until(lambda: _says(office, "keys", "does a backup hold it?"))
    await until(lambda: _ready(office))


async def test_a_key_store_that_another_was_written_over_is_told(office: Opened, settings: Settings) -> None:
    other = settings.data_dir / "other"
    KeyStore.make(other, settings.master_key_file)
    store = KeyStore(other, settings.master_key_file)
    for person in ("a", "b", "c"):  # by its count of changes SQLite sees that the file is another one
        await store.make_keys([person])
    store.close()
    (settings.keys_dir / STORE_NAME).write_bytes((other / STORE_NAME).read_bytes())
    await until(lambda: _says(office, "keys", "another store"))


async def test_a_projection_that_stands_is_told_by_how_long_its_next_event_has_waited(
    office: Opened, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "LAG_S_MAX", 0.0)
    async with _held(database, CHECKPOINTS_LOCKED):
        await office.parts.houses["intake"].ledger.append(request(claim("putusan-a")))
        await until(lambda: _says(office, "intake", "1 events and"))
        await until(lambda: _lags(office))
    await until(lambda: _ready(office))


async def test_too_little_room_is_told_by_folder_and_a_folder_elsewhere_is_not_looked_at(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    found = await disk_of([tmp_path, elsewhere], least_bytes=2**62)()
    assert str(tmp_path) in (found.trouble or "")
    assert str(elsewhere) not in found.facts
    assert (await disk_of([tmp_path], least_bytes=0)()).trouble is None


async def _asked(office: Opened) -> dict[str, Any]:
    found: dict[str, Any] = (await office.clients[RoleName.OFFICER].get("/readyz")).json()
    return found


async def _ready(office: Opened) -> bool:
    return bool((await _asked(office))["status"] == "ready")


async def _lags(office: Opened) -> bool:
    return any(seconds > 0 for seconds in (await _asked(office))["facts"]["intake"]["lag_s"].values())


async def _says(office: Opened, name: str, words: str) -> bool:
    return words in (await _asked(office)).get(name, "")


@asynccontextmanager
async def _held(database: Database, lock: str) -> AsyncIterator[None]:
    owner = await asyncpg.connect(database.url)
    try:
        async with owner.transaction():
            await owner.execute(lock)
            yield
    finally:
        await owner.close()
