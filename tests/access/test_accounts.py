"""Accounts and sessions on PostgreSQL: right password, wrong password, too many of them, and when it ends."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from shared.access.accounts import ENDED_KNOWN, SESSION_LIFE, SESSIONS_MAX, Accounts, SignedIn
from shared.access.demo import close_demo_accounts, demo_accounts
from shared.access.lockout import WINDOW_MIN, WRONG_OF_PAIR_MAX, WRONG_OF_SOURCE_MAX
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.refusal import Refused
from tests.access.conftest import NOW, PASSWORD

pytestmark = pytest.mark.slow

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


def rule(done: SignedIn | Refused | None) -> str:
    assert isinstance(done, Refused)
    return done.faults[0].rule


async def test_the_right_password_opens_a_session(accounts: Accounts) -> None:
    done = await signed_in(accounts)
    actor = await accounts.actor(done.token, NOW)
    assert actor == done.actor
    assert actor.role is RoleName.OFFICER


async def test_a_login_is_one_however_it_is_capitalised(accounts: Accounts) -> None:
    assert isinstance(await accounts.sign_in(f" {LOGIN.upper()} ", PASSWORD, NOW), SignedIn)
    assert rule(await accounts.create(LOGIN.upper(), "Lain", RoleName.OPERATOR, PASSWORD, NOW)) == "login-taken"


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
    assert await accounts.close_login(LOGIN, NOW) is None
    assert await accounts.actor(done.token, NOW) is None
    assert rule(await accounts.sign_in(LOGIN, PASSWORD, NOW)) == "sign-in-wrong"


async def test_sessions_of_one_account_are_bounded_and_old_ones_swept(accounts: Accounts, database: Database) -> None:
    oldest = await signed_in(accounts)
    for n in range(SESSIONS_MAX):
        await signed_in(accounts, at=NOW + (n + 1) * SECOND)
    assert await accounts.actor(oldest.token, NOW) is None
    assert await rows(database, "SELECT count(*) FROM access.session") == [(SESSIONS_MAX,)]
    await signed_in(accounts, at=NOW + SESSION_LIFE + ENDED_KNOWN + (SESSIONS_MAX + 1) * SECOND)
    assert await rows(database, "SELECT count(*) FROM access.session") == [(1,)]


HOME, CAFE = "198.51.100.7", "203.0.113.9"


async def wrong(accounts: Accounts, login: str = LOGIN, source: str = CAFE, times: int = 1) -> list[str]:
    return [rule(await accounts.sign_in(login, f"tebakan {n}", NOW, source)) for n in range(times)]


@pytest.mark.parametrize("login", [LOGIN, "siapa-saja"])
async def test_wrong_tries_of_one_login_from_one_source_make_it_wait_there_known_or_not(
    accounts: Accounts, login: str
) -> None:
    said = await wrong(accounts, login, times=WRONG_OF_PAIR_MAX + 2)
    assert said == ["sign-in-wrong"] * WRONG_OF_PAIR_MAX + ["sign-in-wait"] * 2
    waits = await accounts.sign_in(login, PASSWORD, NOW, CAFE)
    assert isinstance(waits, Refused)
    assert 0 < int(str(waits.faults[0].facts["seconds"])) <= WINDOW_MIN * 60


async def test_what_one_source_tries_shuts_the_account_for_no_other(accounts: Accounts) -> None:
    await wrong(accounts, times=WRONG_OF_PAIR_MAX + 1)
    await signed_in(accounts, source=HOME)
    assert rule(await accounts.sign_in(LOGIN, PASSWORD, NOW, CAFE)) == "sign-in-wait"


async def test_the_right_password_gets_through_from_where_it_did_before(accounts: Accounts) -> None:
    await signed_in(accounts, source=CAFE)
    assert set(await wrong(accounts, times=3 * WRONG_OF_PAIR_MAX)) == {"sign-in-wrong"}
    await signed_in(accounts, source=CAFE)


async def test_a_source_that_is_wrong_with_many_logins_waits_with_every_login(accounts: Accounts) -> None:
    await signed_in(accounts, source=CAFE)
    for n in range(WRONG_OF_SOURCE_MAX):
        assert await wrong(accounts, f"siapa-{n}") == ["sign-in-wrong"]
    assert await wrong(accounts, "siapa-lagi") == ["sign-in-wait"]
    assert rule(await accounts.sign_in("operator", PASSWORD, NOW, CAFE)) == "sign-in-wait"
    await signed_in(accounts, source=CAFE)
    assert isinstance(await accounts.sign_in("operator", PASSWORD, NOW, HOME), SignedIn)


async def test_a_right_password_forgives_the_wrong_ones_before_it(accounts: Accounts) -> None:
    for _ in range(3):
        await wrong(accounts, times=WRONG_OF_PAIR_MAX - 1)
        await signed_in(accounts, source=CAFE)


async def test_guesses_at_the_same_moment_count_one_by_one(accounts: Accounts) -> None:
    tries = [accounts.sign_in(LOGIN, f"tebakan {n}", NOW, CAFE) for n in range(4 * WRONG_OF_PAIR_MAX)]
    said = [rule(done) for done in await asyncio.gather(*tries)]
    assert said.count("sign-in-wrong") == WRONG_OF_PAIR_MAX
    assert said.count("sign-in-wait") == 3 * WRONG_OF_PAIR_MAX


async def test_many_right_passwords_at_the_same_moment_all_enter(accounts: Accounts) -> None:
    done = await asyncio.gather(*(accounts.sign_in(LOGIN, PASSWORD, NOW, CAFE) for _ in range(3 * WRONG_OF_PAIR_MAX)))
    assert all(isinstance(each, SignedIn) for each in done)


async def test_a_new_password_ends_the_sessions_and_is_known_from_nowhere(accounts: Accounts) -> None:
    done = await signed_in(accounts, source=CAFE)
    assert await accounts.set_password(LOGIN, "kalimat lain yang panjang", NOW) is None
    assert await accounts.actor(done.token, NOW) is None
    assert (await wrong(accounts, times=WRONG_OF_PAIR_MAX + 1))[-1] == "sign-in-wait"
    assert isinstance(await accounts.sign_in(LOGIN, "kalimat lain yang panjang", NOW, HOME), SignedIn)


async def test_another_role_holds_from_the_next_request_on(accounts: Accounts) -> None:
    done = await signed_in(accounts)
    assert await accounts.set_role(LOGIN, RoleName.COORDINATOR, NOW) is None
    actor = await accounts.actor(done.token, NOW)
    assert actor is not None
    assert actor.role is RoleName.COORDINATOR


@pytest.mark.parametrize("gone", ["siapa-saja", "operator"])
async def test_what_is_no_open_account_is_not_changed(accounts: Accounts, gone: str) -> None:
    await accounts.close_login("operator", NOW)
    assert rule(await accounts.close_login(gone, NOW)) == "login-unknown"
    assert rule(await accounts.set_password(gone, "kalimat lain yang panjang", NOW)) == "login-unknown"
    assert rule(await accounts.set_role(gone, RoleName.OFFICER, NOW)) == "login-unknown"


async def test_the_trail_says_who_came_went_and_failed_and_never_what_was_typed(
    accounts: Accounts, database: Database
) -> None:
    await database.dispose()
    connection = await asyncpg.connect(database.url)
    await connection.execute("TRUNCATE access.trail")
    await connection.close()
    done = await signed_in(accounts, source=HOME)
    await accounts.sign_out(done.token, NOW)
    await wrong(accounts, times=WRONG_OF_PAIR_MAX + 3)
    await wrong(accounts, "kata sandi saya", times=2)
    await accounts.note_refusal(done.actor.account_id, "ledger.verify", NOW)
    await accounts.note_refusal(done.actor.account_id, "ledger.verify", NOW)
    found = await rows(database, "SELECT what, account_id, login IS NULL, detail FROM access.trail ORDER BY number")
    me = done.actor.account_id
    assert found == [
        ("signed-in", me, True, None),
        ("signed-out", me, True, None),
        *[("wrong", me, True, None)] * WRONG_OF_PAIR_MAX,
        ("waits", me, True, None),
        *[("wrong", None, False, None)] * 2,
        ("not-allowed", me, True, "ledger.verify"),
    ]
    written = str(await rows(database, "SELECT t::text FROM access.trail t"))
    assert not [typed for typed in ("kata sandi", "tebakan", HOME, CAFE) if typed in written]
    assert await rows(database, "SELECT count(DISTINCT source) FROM access.trail") == [(2,)]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ACCESS, Role.OWNER)])
async def test_no_other_role_reads_accounts(accounts: Accounts, database: Database, role: Role) -> None:
    connection = await database.connect(role)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM access.account")
    finally:
        await connection.close()


async def test_the_demo_accounts_are_the_same_at_every_start_but_closed_where_it_is_no_demo(
    database: Database, tmp_path: Path
) -> None:
    accounts = Accounts(database)
    first = await demo_accounts(accounts, tmp_path, NOW)
    assert list(await demo_accounts(accounts, tmp_path, NOW)) == list(first)
    assert [account.role for account in first] == list(RoleName)
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0
    for account in first:
        assert isinstance(await accounts.sign_in(account.login, account.password, NOW), SignedIn)
    assert await close_demo_accounts(accounts, NOW) == len(first)
    assert await close_demo_accounts(accounts, NOW) == 0
    assert rule(await accounts.sign_in(first[0].login, first[0].password, NOW)) == "sign-in-wrong"
    again = await demo_accounts(accounts, tmp_path, NOW)
    assert isinstance(await accounts.sign_in(again[0].login, again[0].password, NOW), SignedIn)
