"""Accounts and sessions on PostgreSQL: right password, wrong password, too many of them, and when it ends."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from shared.access.accounts import SESSION_LIFE, SESSIONS_MAX, Accounts, SignedIn
from shared.access.demo import PEOPLE, demo_accounts
from shared.access.lockout import FREE_TRIES, LONGEST_WAIT, wait_after
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.refusal import Refused
from tests.access.conftest import NOW, PASSWORD

LOGIN = "probation_officer"
SECOND = timedelta(seconds=1)


async def signed_in(accounts: Accounts, **more: object) -> SignedIn:
    done = await accounts.sign_in(LOGIN, PASSWORD, **{"at": NOW, **more})  # type: ignore[arg-type]
    assert isinstance(done, SignedIn)
    return done


async def rows(database: Database, sql: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(database.url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


def rule(done: SignedIn | Refused) -> str:
    assert isinstance(done, Refused)
    return done.faults[0].rule


async def test_the_right_password_opens_a_session(accounts: Accounts) -> None:
    done = await signed_in(accounts)
    actor = await accounts.actor(done.token, NOW)
    assert actor == done.actor
    assert actor.role is RoleName.OFFICER


async def test_a_login_is_one_however_it_is_capitalised(accounts: Accounts) -> None:
    assert isinstance(await accounts.sign_in(f" {LOGIN.upper()} ", PASSWORD, NOW), SignedIn)
    assert not await accounts.create(LOGIN.upper(), "Lain", RoleName.OPERATOR, PASSWORD, NOW)


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(accounts: Accounts) -> None:
    wrong = await accounts.sign_in(LOGIN, "bukan", NOW)
    unknown = await accounts.sign_in("siapa", "bukan", NOW)
    assert wrong == unknown
    assert rule(wrong) == "sign-in-wrong"


async def test_neither_password_nor_token_is_kept(accounts: Accounts, database: Database) -> None:
    done = await signed_in(accounts)
    kept = str(await rows(database, "SELECT a::text, s::text, s.token_hash FROM access.account a, access.session s"))
    assert "$argon2id$" in kept
    assert PASSWORD not in kept
    assert done.token not in kept
    assert done.token.encode().hex() not in kept


@pytest.mark.parametrize(("after", "valid"), [(SESSION_LIFE - SECOND, True), (SESSION_LIFE, False)])
async def test_a_session_ends_by_itself(accounts: Accounts, after: timedelta, valid: bool) -> None:
    done = await signed_in(accounts)
    assert (await accounts.actor(done.token, NOW + after) is not None) is valid


async def test_signing_in_again_ends_the_session_it_replaces(accounts: Accounts) -> None:
    first = await signed_in(accounts)
    second = await signed_in(accounts, instead_of=first.token)
    assert second.token != first.token
    assert await accounts.actor(first.token, NOW) is None
    assert await accounts.actor(second.token, NOW) is not None


async def test_after_signing_out_the_token_is_worth_nothing(accounts: Accounts) -> None:
    done = await signed_in(accounts)
    await accounts.sign_out(done.token, NOW)
    assert await accounts.actor(done.token, NOW) is None


async def test_a_closed_account_has_no_sessions_and_opens_none(accounts: Accounts) -> None:
    done = await signed_in(accounts)
    await accounts.close(done.actor.account_id, NOW)
    assert await accounts.actor(done.token, NOW) is None
    assert rule(await accounts.sign_in(LOGIN, PASSWORD, NOW)) == "sign-in-wrong"


async def test_sessions_of_one_account_are_bounded_and_old_ones_swept(accounts: Accounts, database: Database) -> None:
    oldest = await signed_in(accounts)
    for n in range(SESSIONS_MAX):
        await signed_in(accounts, at=NOW + (n + 1) * SECOND)
    assert await accounts.actor(oldest.token, NOW) is None
    assert await rows(database, "SELECT count(*) FROM access.session") == [(SESSIONS_MAX,)]
    await signed_in(accounts, at=NOW + 2 * SESSION_LIFE)
    assert await rows(database, "SELECT count(*) FROM access.session") == [(1,)]


async def test_after_some_wrong_tries_even_the_right_password_waits(accounts: Accounts) -> None:
    for _ in range(FREE_TRIES):
        assert rule(await accounts.sign_in(LOGIN, "bukan", NOW)) == "sign-in-wrong"
    waits = await accounts.sign_in(LOGIN, PASSWORD, NOW)
    assert rule(waits) == "sign-in-wait"
    assert isinstance(waits, Refused)
    assert waits.faults[0].facts == {"seconds": 30}
    assert isinstance(await accounts.sign_in("operator", PASSWORD, NOW), SignedIn)
    await signed_in(accounts, at=NOW + 30 * SECOND)
    assert rule(await accounts.sign_in(LOGIN, "bukan", NOW + 31 * SECOND)) == "sign-in-wrong"


async def test_guesses_at_the_same_moment_count_one_by_one(accounts: Accounts) -> None:
    tries = [accounts.sign_in(LOGIN, f"tebakan {n}", NOW) for n in range(4 * FREE_TRIES)]
    said = [rule(done) for done in await asyncio.gather(*tries)]
    assert said.count("sign-in-wrong") == FREE_TRIES
    assert said.count("sign-in-wait") == 3 * FREE_TRIES


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, None), (4, None), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (1000, 900)]
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int | None) -> None:
    until = wait_after(failures, NOW)
    assert until == (None if seconds is None else NOW + timedelta(seconds=seconds))
    assert until is None or until - NOW <= LONGEST_WAIT


async def test_the_trail_says_who_came_went_and_was_stopped(accounts: Accounts, database: Database) -> None:
    done = await signed_in(accounts)
    await accounts.sign_out(done.token, NOW)
    for _ in range(FREE_TRIES):
        await accounts.sign_in(LOGIN, "bukan", NOW)
    trail = await rows(database, "SELECT account_id, what FROM access.trail ORDER BY number")
    assert trail == [(done.actor.account_id, what) for what in ("signed-in", "signed-out", "waits")]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ACCESS, Role.OWNER)])
async def test_no_other_role_reads_accounts(accounts: Accounts, database: Database, role: Role) -> None:
    connection = await database.connect(role)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM access.account")
    finally:
        await connection.close()


async def test_the_demo_accounts_are_the_same_at_the_second_start(database: Database, tmp_path: Path) -> None:
    accounts = Accounts(database)
    first = await demo_accounts(accounts, tmp_path, NOW)
    assert list(await demo_accounts(accounts, tmp_path, NOW)) == list(first)
    assert [account.role for account in first] == [role for _, _, role in PEOPLE] == list(RoleName)
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0
    for account in first:
        assert isinstance(await accounts.sign_in(account.login, account.password, NOW), SignedIn)
