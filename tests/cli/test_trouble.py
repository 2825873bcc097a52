"""What stands in a command's way is told in a sentence and an exit code; nothing is made, no value quoted."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from services.cli.demo import invented_at_home, mark
from services.cli.saying import Exit
from shared import __version__
from shared.database.engine import Database
from shared.privacy.keys import KeyStore
from shared.privacy.master import STORE_NAME, ensure_master_key
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.cli.running import free_port
from tests.privacy.holding import held

pytestmark = pytest.mark.slow  # each command is a process

ROOT = Path(__file__).parents[2]
PASSWORD = "a password of these tests"
Bakti = Callable[..., subprocess.CompletedProcess[str]]
NEED_A_HOUSE = [
    ("verify",),
    ("parked", "list"),
    ("parked", "retry", "reporting.klien"),
    ("replay", "all"),
    ("account", "add", "siti", "--name", "Siti Contoh", "--role", "operator"),
    ("demo", "generate", "--klien", "1"),
]


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Not below pytest's: another run beside this one would close that folder to the servers' account."""
    with TemporaryDirectory(prefix="bakti-trouble-", dir="/tmp") as found:
        yield Path(found)


@pytest.fixture
def bakti(tmp_path: Path) -> Bakti:
    """The command line as a process of its own, beside a data folder that nobody made; settings as keywords."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BAKTI_")}
    environment |= {"BAKTI_DATA_DIR": str(tmp_path / "data"), "BAKTI_PASSWORD": PASSWORD, "NO_COLOR": "1"}

    def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
        given = {f"BAKTI_{name.upper()}": str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "services.cli.main", *arguments]
        done = subprocess.run(
            command, env=environment | given, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert 'File "' not in done.stderr, done.stderr
        return done

    return run


@pytest.mark.parametrize("command", NEED_A_HOUSE, ids=" ".join)
def test_only_up_and_migrate_make_anything(bakti: Bakti, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = bakti(*command, demo=True)
    assert done.returncode == Exit.WRONG_USE, done.stderr
    assert f"no house in {tmp_path / 'data'}" in done.stderr
    assert "bakti up" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "data").exists()


def test_an_address_in_the_environment_wins_over_a_house_in_the_folder(
    bakti: Bakti, servers: Servers, database: Database, tmp_path: Path
) -> None:
    house = Servers.start(Settings(data_dir=tmp_path / "data", redis_url=servers.redis_url))
    try:
        nobody = bakti("verify", database_url="postgresql://postgres@127.0.0.1:1/nobody")
        assert nobody.returncode == Exit.LEFT
        assert "no server answers" in nobody.stderr
        assert nobody.stdout == ""
        other = bakti("verify", "--json", database_url=database.url)
        assert json.loads(other.stdout)["database"] == make_url(database.url).database
        joined = bakti("verify", "--json")
        assert joined.returncode == Exit.LEFT  # that house was never migrated
        assert "bakti migrate" in joined.stderr
    finally:
        house.stop()
    at_rest = bakti("verify")
    assert "bakti migrate" in at_rest.stderr
    assert not (tmp_path / "data" / "valkey").exists()


def test_verify_names_server_database_and_book(bakti: Bakti, database: Database) -> None:
    url = make_url(database.url)
    done = bakti("verify", database_url=database.url)
    assert done.returncode == Exit.DONE
    assert f"Book trenggalek in database {url.database} on {url.query['host']}" in done.stdout
    assert "Empty" in done.stdout


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({"database_url": "postgresql://postgres@127.0.0.1:1/bakti"}, Exit.LEFT, "BAKTI_DATABASE_URL"),
        ({"database_url": "mysql://root:secret@localhost/bakti"}, Exit.WRONG_USE, "BAKTI_DATABASE_URL"),
        ({"database_url": "postgresql://postgres:secret@localhost:five/bakti"}, Exit.WRONG_USE, "postgresql://"),
        ({"redis_url": "http://:secret@localhost:6379"}, Exit.WRONG_USE, "BAKTI_REDIS_URL"),
        ({"port": "many"}, Exit.WRONG_USE, "BAKTI_PORT"),
    ],
    ids=lambda value: "" if isinstance(value, Exit) else str(value)[:60],
)
def test_a_wrong_address_is_told_by_its_variable_and_never_quoted(
    bakti: Bakti, settings: dict[str, str], code: Exit, words: str
) -> None:
    done = bakti("verify", **settings)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "secret" not in done.stderr


def test_a_missing_database_is_told_in_a_sentence(bakti: Bakti, database: Database) -> None:
    nowhere = make_url(database.url).set(database="never_made").render_as_string(hide_password=False)
    for command in (("verify",), ("migrate",), NEED_A_HOUSE[4]):
        done = bakti(*command, database_url=nowhere)
        assert done.returncode == Exit.LEFT
        assert "no database of that name" in done.stderr


@pytest.mark.parametrize("command", NEED_A_HOUSE[:5], ids=" ".join)
def test_a_database_that_was_never_migrated_is_told_in_a_sentence(
    bakti: Bakti, empty_database: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    keys = tmp_path / "data" / "keys"
    KeyStore.make(keys, ensure_master_key(keys / "master.key"))
    done = bakti(*command, database_url=empty_database)
    assert done.returncode == Exit.LEFT, done.stdout
    assert "bakti migrate" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(bakti: Bakti, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = bakti("up", data_dir=tmp_path / "file" / "data", port=1)
    assert done.returncode == Exit.LEFT
    done = bakti("up", data_dir=tmp_path / "file" / "data", port=free_port())
    assert done.returncode == Exit.LEFT
    assert f"{tmp_path / 'file' / 'data'} cannot be used" in done.stderr


def test_a_key_store_of_another_master_key_is_refused(bakti: Bakti, database: Database, tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys"
    KeyStore.make(keys, ensure_master_key(keys / "master.key"))
    (keys / "master.key").write_text("ab" * 32)
    done = bakti("parked", "retry", "reporting.klien", database_url=database.url)
    assert done.returncode == Exit.REFUSED
    assert "made with another master key" in done.stderr
    (keys / "master.key").unlink()
    gone = bakti("migrate", database_url=database.url)
    assert gone.returncode == Exit.REFUSED
    assert "restore the file from its backup" in gone.stderr


def make_another(keys: Path, url: str) -> None:
    (keys / STORE_NAME).unlink()
    KeyStore.make(keys, keys / "master.key")


def make_older(keys: Path, url: str) -> None:
    """As if the database had been used with a later one."""

    async def use() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("UPDATE vault.keystore SET generation = generation + 1")
        await connection.close()

    asyncio.run(use())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda keys, url: shutil.rmtree(keys), "no key store"),
        (lambda keys, url: (keys / STORE_NAME).write_bytes(b""), "is empty"),
        (lambda keys, url: (keys / STORE_NAME).write_bytes(b"torn" * 999), "is damaged"),
        (make_another, "another than the database's"),
        (make_older, "older than the database"),
    ],
    ids=["lost", "emptied", "torn", "another", "older"],
)
def test_no_command_takes_a_key_store_that_the_database_does_not_know(
    bakti: Bakti, database: Database, tmp_path: Path, spoil: Callable[[Path, str], None], words: str
) -> None:
    keys, master = tmp_path / "keys", tmp_path / "master.key"
    at = {"database_url": database.url, "keys_dir": keys, "master_key_file": master}
    assert bakti("migrate", **at).returncode == Exit.DONE
    shutil.copy(master, keys / "master.key")
    spoil(keys, database.url)
    commands = [("serve", "intake"), ("migrate",), ("parked", "retry", "reporting.klien")]
    if words == "no key store":  # also where the folder is gone and a start would make all that it misses
        commands.append(("up", "--port", str(free_port())))
    for command in commands:
        done = bakti(*command, **at)
        assert done.returncode == Exit.REFUSED, (command, done.stderr)
        assert words in done.stderr, (command, done.stderr)
        assert "Restore the newest copy of the whole key folder" in done.stderr
    assert words != "no key store" or not keys.exists()


def test_a_held_key_store_is_told_and_is_no_loss(bakti: Bakti, database: Database, tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys"
    assert bakti("migrate", database_url=database.url).returncode == Exit.DONE
    with held(keys):
        done = bakti("serve", "intake", database_url=database.url)
    assert done.returncode == Exit.LEFT
    assert "wait until the other program" in done.stderr


def test_a_part_that_asks_for_names_is_told_what_it_lacks(bakti: Bakti, tmp_path: Path) -> None:
    at = {"database_url": "postgresql://127.0.0.1:1/bakti", "opener": "http://127.0.0.1:1"}
    for parts, more, words in (
        (("matching",), {}, "who seals values has the keys itself: matching"),
        (("reporting",), {}, "BAKTI_OPENER_SECRET_FILE is not"),
        (("reporting",), {"opener_secret_file": tmp_path / "none"}, "cannot be read (BAKTI_OPENER_SECRET_FILE)"),
    ):
        done = bakti("serve", *parts, **at, **more)
        assert (done.returncode, words in done.stderr) == (Exit.WRONG_USE, True), done.stderr


def test_names_that_nobody_reads_are_told_with_what_was_perhaps_meant(bakti: Bakti) -> None:
    done = bakti("verify", databse_url="postgresql://127.0.0.1/other", weather="fine")
    assert "BAKTI_DATABSE_URL is no setting; did you mean BAKTI_DATABASE_URL?" in done.stderr
    assert "BAKTI_WEATHER is no setting\n" in done.stderr
    assert "BAKTI_PASSWORD" not in done.stderr


def test_status_asks_every_part_and_names_the_one_that_does_not_answer(bakti: Bakti) -> None:
    done = bakti("status", parts="http://127.0.0.1:1 http://127.0.0.1:2/")
    assert done.returncode == Exit.LEFT
    assert [line.split()[:3] for line in done.stdout.splitlines()] == [
        ["http://127.0.0.1:1", "no", "answer"],
        ["http://127.0.0.1:2", "no", "answer"],
    ]


def test_the_version_is_the_projects(bakti: Bakti) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert __version__ == project["version"]
    assert bakti("--version").stdout == f"bakti {__version__}\n"


def test_what_typer_cannot_read_ends_as_wrong_use_and_the_help_tells_the_codes(bakti: Bakti) -> None:
    assert bakti("verify", "--form", "3").returncode == Exit.WRONG_USE
    said = " ".join(bakti("--help").stdout.split())
    for code in Exit:
        assert f"{code.value}: " in said


def test_a_folder_is_a_demo_from_a_start_with_demo_until_one_without(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path)
    assert not invented_at_home(own)
    mark(Settings(data_dir=tmp_path, demo=True))
    assert invented_at_home(own)
    assert not invented_at_home(Settings(data_dir=tmp_path, database_url="postgresql://elsewhere/bakti"))
    mark(own)
    assert not invented_at_home(own)


async def test_invented_histories_are_refused_where_real_ones_may_be(
    bakti: Bakti, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "demo-house").touch()  # of the folder's own house, not of that address
    done = bakti("demo", "generate", "--klien", "1", database_url=database.url)
    assert done.returncode == Exit.REFUSED
    assert "BAKTI_DEMO" in done.stderr
    connection = await asyncpg.connect(database.url)
    assert await connection.fetchval("SELECT count(*) FROM ledger.event") == 0
    await connection.close()
