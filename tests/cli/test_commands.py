"""The commands of the operator: what they print, and the exit codes that scripts rely on."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from services.cli import house
from services.cli.main import app
from services.cli.saying import Refusal
from shared.access.invitations import Invitations
from shared.access.policy import RoleName
from shared.access.sessions import Sessions
from shared.database.engine import Database
from shared.domain.refusal import Refused
from shared.runtime.clock import now
from shared.runtime.health import Health
from shared.runtime.settings import Settings
from tests.messaging.readers import writing
from tests.trail.examples import ANI, NOVEMBER, OCTOBER, look, noted
from tests.trail.test_verify import tamper
from tests.waiting import until


@pytest.fixture
def bakti(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Bakti":
    for name in ("database_url", "redis_url", "data_dir"):
        monkeypatch.setenv(f"BAKTI_{name.upper()}", str(getattr(settings, name)))
    return Bakti()


class Bakti:
    """The command line on the test's own database."""

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)


def test_help_teaches_the_first_steps_and_names_every_command() -> None:
    said = CliRunner().invoke(app, ["--help"]).output
    for word in ("bakti up", "bakti import putusan FILE", "serve", "verify", "replay", "parked", "demo", "migrate"):
        assert word in said


def test_an_empty_ledger_is_whole(bakti: Bakti) -> None:
    done = bakti("verify", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["whole"]
    assert json.loads(done.stdout)["count"] == 0


async def test_the_audit_trail_is_verified_and_its_months_are_exported_by_command(
    bakti: Bakti, database: Database, tmp_path: Path
) -> None:
    await noted(database, look(OCTOBER, ANI), look(NOVEMBER, ANI))
    told = await asyncio.to_thread(bakti, "verify", "--audit", "--json")
    assert (told.exit_code, json.loads(told.output)["head"]) == (0, 2)
    file = str(tmp_path / "october.jsonl")
    exported = await asyncio.to_thread(bakti, "audit", "export", "2026-10", "--to", file)
    assert (exported.exit_code, "entries 1 to 1" in exported.output) == (0, True)
    again = await asyncio.to_thread(bakti, "audit", "export", "2026-11", "--to", f"{file}-2")
    assert isinstance(again.exception, Refusal)
    listed = await asyncio.to_thread(bakti, "audit", "months", "--json")
    assert [json.loads(line)["month"] for line in listed.output.splitlines()] == ["2026-10", "2026-11"]
    early = await asyncio.to_thread(bakti, "audit", "detach", "2026-10", "--retention-class", "JRA 3.2")
    assert isinstance(early.exception, Refusal)
    await tamper(database, "UPDATE audit.entry SET account = 'another' WHERE number = 2")
    broken = await asyncio.to_thread(bakti, "verify", "--audit")
    assert (broken.exit_code, "Broken at position 2" in broken.output) == (1, True)


def test_migrate_may_be_repeated(bakti: Bakti) -> None:
    assert bakti("migrate").exit_code == 0
    assert bakti("migrate").exit_code == 0


def test_a_relay_without_redis_is_refused_in_words(bakti: Bakti, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BAKTI_REDIS_URL")
    refusal = bakti("serve", "relay").exception
    assert isinstance(refusal, Refusal)
    assert "BAKTI_REDIS_URL" in str(refusal)


async def test_a_relay_alone_is_ready_once_it_publishes_and_opens_no_vault(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        parts = await house.open_parts(settings, ["relay"], stack)
        assert not settings.keys_dir.exists()
        assert parts.relay is not None
        assert "not started" in (await parts.health.troubles())["relay"]
        async with writing(parts.database):
            running = asyncio.create_task(parts.relay.run())
            await until(lambda: _well(parts.health))
            running.cancel()
            await asyncio.wait([running])
            assert "stopped" in (await parts.health.troubles())["relay"]


async def _well(health: Health) -> bool:
    return not await health.troubles()


def test_an_unknown_projection_is_refused_with_the_known_ones(bakti: Bakti) -> None:
    refusal = bakti("replay", "reporting.nonsense").exception
    assert isinstance(refusal, Refusal)
    assert "reporting.klien" in str(refusal)


def test_every_projection_is_rebuilt_and_then_equals_its_rebuild(bakti: Bakti) -> None:
    rebuilt = bakti("replay", "all", "--json")
    assert rebuilt.exit_code == 0, rebuilt.output
    again = bakti("replay", "all", "--dry-run", "--json")
    assert again.exit_code == 0, again.output
    names = [[json.loads(line)["projection"] for line in done.stdout.splitlines()] for done in (rebuilt, again)]
    assert names[0] == names[1]
    assert "reporting.klien" in names[0]


def test_nothing_parked_is_nothing_printed(bakti: Bakti) -> None:
    done = bakti("parked", "list")
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.parametrize("subscription", ["reporting.klien", "matching.propose"])
def test_what_is_parked_is_told_with_its_reason_and_applied_once_mended(
    bakti: Bakti, database: Database, subscription: str
) -> None:
    asyncio.run(_park(database.url, subscription, "k1"))
    told = json.loads(bakti("parked", "list", "--json").stdout)
    assert (told["subscription"], told["key"], told["position"]) == (subscription, "k1", 7)
    assert bakti("migrate").exit_code == 0  # makes the master key
    assert bakti("replay", "all").exit_code == 0  # makes the tables
    asyncio.run(_park(database.url, subscription, "k1"))
    done = bakti("parked", "retry", subscription)
    assert done.exit_code == 0, done.output
    assert "k1: applied" in done.stdout
    assert bakti("parked", "list").stdout == ""


async def _park(url: str, subscription: str, key: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        f"INSERT INTO {subscription.partition('.')[0]}.parked (subscription, key, position, type, reason, since) "
        "VALUES ($1, $2, 7, 'hours.logged.v1', 'KeyError', now()) ON CONFLICT DO NOTHING",
        subscription,
        key,
    )
    await connection.close()


def test_an_account_is_opened_once_and_only_for_a_known_role(bakti: Bakti, database: Database) -> None:
    def add(*options: str) -> Result:
        return CliRunner().invoke(app, ["account", "add", *options], env={"BAKTI_PASSWORD": "a long password"})

    opened = add("siti", "--name", "Siti Contoh", "--role", "coordinator")
    assert opened.exit_code == 0, opened.output
    assert "exists already" in str(add("siti", "--name", "Siti", "--role", "coordinator").exception)
    common = CliRunner().invoke(
        app,
        ["account", "add", "budi", "--name", "Budi", "--role", "supervisor"],
        env={"BAKTI_PASSWORD": "Password2026!"},
    )
    assert "easily guessed" in str(common.exception)
    assert "there are: probation_officer" in str(add("budi", "--name", "Budi", "--role", "king").exception)
    turned = str(add("budi", "--name", "Budi \u202eiduB", "--role", "coordinator").exception)
    assert turned.startswith("the name: Character 6 (U+202E) turns")
    assert "the login: Nothing" in str(add("\u200b", "--name", "Budi", "--role", "coordinator").exception)
    signed_in = asyncio.run(_sign_in(database.url, "siti", "a long password"))
    assert signed_in == RoleName.COORDINATOR


def test_an_account_gets_another_password_another_role_and_is_closed(bakti: Bakti, database: Database) -> None:
    def account(*options: str, password: str = "a long password") -> Result:
        return CliRunner().invoke(app, ["account", *options], env={"BAKTI_PASSWORD": password})

    def role(password: str) -> RoleName | None:
        return asyncio.run(_sign_in(database.url, "siti", password))

    account("add", "siti", "--name", "Siti Contoh", "--role", "coordinator")
    assert account("password", "siti", password="another long one").exit_code == 0
    assert (role("a long password"), role("another long one")) == (None, RoleName.COORDINATOR)
    assert account("give", "siti", "supervisor").exit_code == 0
    assert "does not have" in str(account("take", "siti", "operator").exception)
    assert account("take", "siti", "coordinator").exit_code == 0
    assert "the only role" in str(account("take", "siti", "supervisor").exception)
    assert role("another long one") == RoleName.SUPERVISOR
    listed = json.loads(account("list", "--json").output)["accounts"]
    assert [(row["login"], row["roles"], row["closed_at"]) for row in listed] == [("siti", ["supervisor"], None)]
    assert "Siti Contoh" in account("list").output
    assert account("close", "siti").exit_code == 0
    assert role("another long one") is None
    for again in (("close", "siti"), ("give", "siti", "operator"), ("take", "siti", "operator"), ("password", "siti")):
        assert "No open account" in str(account(*again).exception)
    assert account("reopen", "siti").exit_code == 0
    assert role("another long one") == RoleName.SUPERVISOR
    assert "No closed account" in str(account("reopen", "siti").exception)


def test_an_invited_person_sets_the_password_by_an_address_that_is_said_once(bakti: Bakti, database: Database) -> None:
    def token_of(*options: str) -> str:
        done = CliRunner().invoke(app, ["account", *options])
        assert done.exit_code == 0, done.output
        return done.output.partition("/invitation?token=")[2].strip()

    first = token_of("invite", "tini", "--name", "Tini Contoh", "--role", "supervisor")
    again = token_of("reset", "tini")
    assert asyncio.run(_use(database.url, first, "a long password")) is False
    assert asyncio.run(_use(database.url, again, "a long password")) is True
    assert asyncio.run(_sign_in(database.url, "tini", "a long password")) == RoleName.SUPERVISOR
    assert "No open account" in str(CliRunner().invoke(app, ["account", "reset", "nobody"]).exception)


async def _use(url: str, token: str, password: str) -> bool:
    database = Database(url)
    done = await Invitations(database).use(token, password, now())
    await database.dispose()
    return not isinstance(done, Refused)


async def _sign_in(url: str, login: str, password: str) -> RoleName | None:
    database = Database(url)
    done = await Sessions(database).sign_in(login, password, now())
    await database.dispose()
    return None if isinstance(done, Refused) else done.actor.role


@pytest.mark.parametrize("command", [["serve", "intake"], ["migrate"]])
def test_what_needs_a_database_of_others_says_so(
    command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.delenv("BAKTI_DATABASE_URL", raising=False)
    monkeypatch.setenv("BAKTI_DATA_DIR", str(tmp_path))
    refusal = CliRunner().invoke(app, command).exception
    assert isinstance(refusal, Refusal)
    assert "BAKTI_DATABASE_URL" in str(refusal)


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    refusal = CliRunner().invoke(app, ["serve", "kitchen"]).exception
    assert isinstance(refusal, Refusal)
    assert "intake, matching, attendance, reporting, relay" in str(refusal)
