"""What docs/operators says to do by hand, with PostgreSQL's own programs: back up, restore, change passwords."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from services.cli.main import app
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.domain.who import Who
from shared.ledger.verify import Verified, verify
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault
from shared.runtime.clock import now
from shared.runtime.postgres import PostgresServer
from shared.runtime.settings import Settings
from tests.demo.test_generated import generated

pytestmark = pytest.mark.slow
DOCS = (Path(__file__).parents[2] / "docs" / "operators" / "README.md").read_text("utf-8")


@pytest.fixture
def other() -> Iterator[PostgresServer]:
    """An empty PostgreSQL on another machine, as it were."""
    with TemporaryDirectory(prefix="bakti-other-", dir="/tmp") as folder:
        server = PostgresServer(Path(folder) / "postgres").start()
        try:
            yield server
        finally:
            server.stop()


def client(server: PostgresServer, program: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """One of PostgreSQL's programs, as the administrator; what it printed."""
    assert server.binaries is not None
    command = [str(server.binaries.folder / program), "-U", "postgres", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


async def test_a_backup_by_hand_brings_back_ledger_and_names_and_whoever_was_erased_since_stays_erased(
    settings: Settings, database: Database, other: PostgresServer, tmp_path: Path
) -> None:
    await generated(settings, database, seed=8)
    book, source = BookId(settings.book), make_url(database.url)
    before = await verify(database, book)
    at = ("-h", str(source.query["host"]))
    for line in (
        "pg_dumpall -U postgres --roles-only",
        "pg_dump -U postgres -Fc bakti",
        "pg_restore -U postgres -d bakti",
    ):
        assert line in DOCS
    roles = client(other, "pg_dumpall", *at, "--roles-only")
    dump = client(other, "pg_dump", *at, "-Fc", str(source.database))
    shutil.copytree(settings.keys_dir, tmp_path / "backup")

    connection = await asyncpg.connect(database.url)
    named = await connection.fetch(
        "SELECT DISTINCT ON (subject) subject, ref FROM vault.item WHERE kind = 'name' LIMIT 2"
    )
    (erased, gone), (_, kept) = [tuple(row) for row in named]
    await connection.close()
    keys = KeyStore(settings.keys_dir, settings.master_key_file)
    await keys.destroy(erased, now())
    keys.close()

    there = ("-h", str(other.sockets))
    client(other, "psql", *there, "-q", "-d", "postgres", stdin=roles)
    client(other, "pg_restore", *there, "-d", "bakti", stdin=dump)
    shutil.copy(settings.keys_dir / "erasures.jsonl", tmp_path / "backup" / "erasures.jsonl")

    restored, keys = Database(other.address), KeyStore(tmp_path / "backup", settings.master_key_file)
    vault = Vault(restored, keys, book)
    await vault.start()
    assert isinstance(before, Verified)
    assert await verify(restored, book) == before
    shown = await vault.reveal([gone, kept], "test", Who("me"))
    assert shown[gone] == "terhapus"
    assert shown[kept].startswith("Rekaan Orang")
    connection = await asyncpg.connect(other.address)
    assert await connection.fetchval("SELECT count(*) FROM vault.item WHERE subject = $1", erased) == 0
    await connection.close()
    await restored.dispose()
    keys.close()


def test_the_administrators_password_is_changed_and_a_change_that_was_cut_off_is_finished(
    other: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "migrate --new-password /run/new" in DOCS
    asyncio.run(only_with_password(other, "the old one"))
    secrets, new = tmp_path / "secrets", tmp_path / "new"
    secrets.mkdir()
    (secrets / "postgres").write_text("the old one")
    for role in ("bakti_owner", "bakti_intake", "bakti_vault"):
        (secrets / role).write_text(f"of {role}")
    new.write_text("it's the new one\n")
    for name, value in {"url": other.address, "passwords": secrets}.items():
        monkeypatch.setenv(f"BAKTI_DATABASE_{name.upper()}", str(value))
    monkeypatch.setenv("BAKTI_DATA_DIR", str(tmp_path / "data"))
    for _ in range(2):  # the second time the old one opens no more
        done = migrated("--new-password", str(new))
        assert done.exit_code == 0, done.output
        assert "new one" not in done.output
    assert isinstance(migrated().exception, asyncpg.InvalidPasswordError)
    os.replace(new, secrets / "postgres")
    assert migrated().exit_code == 0


def migrated(*options: str) -> Result:
    return CliRunner().invoke(app, ["migrate", *options])


async def only_with_password(server: PostgresServer, password: str) -> None:
    """From now on this server trusts nobody."""
    connection = await asyncpg.connect(server.address)
    await connection.execute(f"ALTER ROLE postgres PASSWORD '{password}'")
    (server.data / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
