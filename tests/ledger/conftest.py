"""A ledger and an executor of intake, on the test's own database."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.ledger.execute import Executor
from shared.ledger.ledger import Ledger
from shared.privacy.fitting import introduce
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault
from tests.ledger.examples import BOOK, LETTER, circumstances


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    started = Ledger(database, BOOK, Role.INTAKE, frozenset({"putusan", "letter"}))
    await started.start()
    yield started
    await started.stop()


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """An administrator: who can do what no role of ours can."""
    connection = await asyncpg.connect(database.url)
    yield connection
    await connection.close()


@pytest.fixture
async def vault(database: Database, tmp_path: Path) -> Vault:
    await introduce(database, tmp_path, tmp_path / "master.key")
    return Vault(database, KeyStore(tmp_path, tmp_path / "master.key"), BOOK)


@pytest.fixture
def executor(ledger: Ledger, vault: Vault) -> Executor:
    return Executor(ledger, vault, [LETTER], circumstances)
