"""Accounts and sessions on PostgreSQL: right password, wrong password, too many of them, and when it ends."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import event

from shared.access.accounts import Accounts
from shared.access.demo import close_demo_accounts, demo_accounts
from shared.access.lockout import WINDOW_MIN, WRONG_OF_PAIR_MAX, WRONG_OF_SOURCE_MAX
from shared.access.policy import SIGNING_IN, RoleName
from shared.access.sessions import ENDED_KNOWN, IDLE_MAX, SESSION_LIFE, SESSIONS_MAX, Sessions
from shared.access.signed import SignedIn
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.refusal import Refused
from tests.access.conftest import NOW, PASSWORD
from tests.stored import rows

pytestmark = pytest.mark.slow

LOGIN = "probation_officer"
SECOND = timedelta(seconds=1)


async def signed_in(sessions: Sessions, **more: object) -> SignedIn:
    done = await sessions.sign_in(LOGIN, PASSWORD, **{"at": NOW, **more})  # type: ignore[arg-type]
    assert isinstance(done, SignedIn)
    return done


def rule(done: SignedIn | Refused | None) -> str:
    assert isinstance(done, Refused)
    return done.faults[0].rule


async def test_the_right_password_opens_a_session(sessions: Sessions) -> None:
    done = await signed_in(sessions)
    actor = await sessions.actor(done.token, NOW)
    assert actor == done.actor
    assert actor.role is RoleName.OFFICER


async def test_those_who_ask_at_once_are_told_apart_by_one_statement(sessions: Sessions, database: Database) -> None:
    """One connection is theirs together, and not one each: a busy moment leaves some for everybody else."""
    done, asked = await signed_in(sessions), list[str]()
    engine = database.engine(Role.ACCESS).sync_engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, said, *_: asked.append(said))
    late = NOW + SESSION_LIFE
    each = [(done.token, NOW), ("nobody's", NOW), (done.token, late), (done.token, NOW)]
    found = await asyncio.gather(*(sessions.actor(token, at) for token, at in each))
    assert found == [done.actor, None, None, done.actor]
    assert len(asked) == 1


async def test_a_login_is_one_however_it_is_capitalised(accounts: Accounts, sessions: Sessions) -> None:
    assert isinstance(await sessions.sign_in(f" {LOGIN.upper()} ", PASSWORD, NOW), SignedIn)
    assert rule(await accounts.create(LOGIN.upper(), "Lain", RoleName.OPERATOR, PASSWORD, NOW)) == "login-taken"


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(sessions: Sessions) -> None:
    wrong = await sessions.sign_in(LOGIN, "bukan", NOW)
    unknown = await sessions.sign_in("siapa", "bukan", NOW)
    assert wrong == unknown
    assert rule(wrong) == "sign-in-wrong"


async def test_neither_password_nor_token_is_kept(sessions: Sessions, database: Database) -> None:
    done = await signed_in(sessions)
    kept = str(await rows(database, "SELECT a::text, s::text, s.token_hash FROM access.account a, access.session s"))
    assert "$argon2id$" in kept
    assert PASSWORD not in kept
    assert done.token not in kept
    assert done.token.encode().hex() not in kept


@pytest.mark.parametrize(("after", "valid"), [(SESSION_LIFE - SECOND, True), (SESSION_LIFE, False)])
async def test_a_session_that_is_used_ends_by_itself(sessions: Sessions, after: timedelta, valid: bool) -> None:
    done = await signed_in(sessions)
    for minutes in range(0, int(SESSION_LIFE.total_seconds() // 60), 60):
        assert await sessions.actor(done.token, NOW + timedelta(minutes=minutes)) is not None
    assert (await sessions.actor(done.token, NOW + after) is not None) is valid


@pytest.mark.parametrize(("idle", "valid"), [(IDLE_MAX - SECOND, True), (IDLE_MAX, False)])
async def test_a_device_that_nobody_uses_is_signed_out(sessions: Sessions, idle: timedelta, valid: bool) -> None:
    done = await signed_in(sessions)
    used = NOW + timedelta(minutes=30)
    assert await sessions.actor(done.token, used) is not None
    assert (await sessions.actor(done.token, used + idle) is not None) is valid
    assert (await sessions.whose_ended(done.token, used + idle) is None) is valid


async def test_signing_in_again_ends_the_session_it_replaces(sessions: Sessions) -> None:
    first = await signed_in(sessions)
    second = await signed_in(sessions, instead_of=first.token)
    assert second.token != first.token
    assert await sessions.actor(first.token, NOW) is None
    assert await sessions.actor(second.token, NOW) is not None


async def test_after_signing_out_the_token_is_worth_nothing(sessions: Sessions) -> None:
    done = await signed_in(sessions)
    await sessions.sign_out(done.actor, done.token, NOW)
    assert await sessions.actor(done.token, NOW) is None


async def test_a_closed_account_has_no_sessions_and_opens_none(accounts: Accounts, sessions: Sessions) -> None:
    done = await signed_in(sessions)
    assert await accounts.close_login(LOGIN, NOW) is None
    assert await sessions.actor(done.token, NOW) is None
    assert rule(await sessions.sign_in(LOGIN, PASSWORD, NOW)) == "sign-in-wrong"


async def test_sessions_of_one_account_are_bounded_and_old_ones_swept(sessions: Sessions, database: Database) -> None:
    oldest = await signed_in(sessions)
    for n in range(SESSIONS_MAX):
        await signed_in(sessions, at=NOW + (n + 1) * SECOND)
    assert await sessions.actor(oldest.token, NOW) is None
    assert await rows(database, "SELECT count(*) FROM access.session") == [(SESSIONS_MAX,)]
    await signed_in(sessions, at=NOW + SESSION_LIFE + ENDED_KNOWN + (SESSIONS_MAX + 1) * SECOND)
    assert await rows(database, "SELECT count(*) FROM access.session") == [(1,)]


HOME, CAFE = "198.51.100.7", "203.0.113.9"


async def wrong(sessions: Sessions, login: str = LOGIN, source: str = CAFE, times: int = 1) -> list[str]:
    return [rule(await sessions.sign_in(login, f"tebakan {n}", NOW, source)) for n in range(times)]


@pytest.mark.parametrize("login", [LOGIN, "siapa-saja"])
async def test_wrong_tries_of_one_login_from_one_source_make_it_wait_there_known_or_not(
    sessions: Sessions, login: str
) -> None:
    said = await wrong(sessions, login, times=WRONG_OF_PAIR_MAX + 2)
    assert said == ["sign-in-wrong"] * WRONG_OF_PAIR_MAX + ["sign-in-wait"] * 2
    waits = await sessions.sign_in(login, PASSWORD, NOW, CAFE)
    assert isinstance(waits, Refused)
    assert 0 < int(str(waits.faults[0].facts["seconds"])) <= WINDOW_MIN * 60


async def test_what_one_source_tries_shuts_the_account_for_no_other(sessions: Sessions) -> None:
    await wrong(sessions, times=WRONG_OF_PAIR_MAX + 1)
    await signed_in(sessions, source=HOME)
    assert rule(await sessions.sign_in(LOGIN, PASSWORD, NOW, CAFE)) == "sign-in-wait"


async def test_the_right_password_gets_through_from_where_it_did_before(sessions: Sessions) -> None:
    await signed_in(sessions, source=CAFE)
    assert set(await wrong(sessions, times=3 * WRONG_OF_PAIR_MAX)) == {"sign-in-wrong"}
    await signed_in(sessions, source=CAFE)


async def test_a_source_that_is_wrong_with_many_logins_waits_with_every_login(sessions: Sessions) -> None:
    await signed_in(sessions, source=CAFE)
    for n in range(WRONG_OF_SOURCE_MAX):
        assert await wrong(sessions, f"siapa-{n}") == ["sign-in-wrong"]
    assert await wrong(sessions, "siapa-lagi") == ["sign-in-wait"]
    assert rule(await sessions.sign_in("operator", PASSWORD, NOW, CAFE)) == "sign-in-wait"
    await signed_in(sessions, source=CAFE)
    assert isinstance(await sessions.sign_in("operator", PASSWORD, NOW, HOME), SignedIn)


async def test_a_right_password_forgives_the_wrong_ones_before_it(sessions: Sessions) -> None:
    for _ in range(3):
        await wrong(sessions, times=WRONG_OF_PAIR_MAX - 1)
        await signed_in(sessions, source=CAFE)


async def test_guesses_at_the_same_moment_count_one_by_one(sessions: Sessions) -> None:
    tries = [sessions.sign_in(LOGIN, f"tebakan {n}", NOW, CAFE) for n in range(4 * WRONG_OF_PAIR_MAX)]
    said = [rule(done) for done in await asyncio.gather(*tries)]
    assert said.count("sign-in-wrong") == WRONG_OF_PAIR_MAX
    assert said.count("sign-in-wait") == 3 * WRONG_OF_PAIR_MAX


async def test_many_right_passwords_at_the_same_moment_all_enter(sessions: Sessions) -> None:
    done = await asyncio.gather(*(sessions.sign_in(LOGIN, PASSWORD, NOW, CAFE) for _ in range(3 * WRONG_OF_PAIR_MAX)))
    assert all(isinstance(each, SignedIn) for each in done)


async def test_a_new_password_ends_the_sessions_and_is_known_from_nowhere(
    accounts: Accounts, sessions: Sessions
) -> None:
    done = await signed_in(sessions, source=CAFE)
    assert await accounts.set_password(LOGIN, "kalimat lain yang panjang", NOW) is None
    assert await sessions.actor(done.token, NOW) is None
    assert (await wrong(sessions, times=WRONG_OF_PAIR_MAX + 1))[-1] == "sign-in-wait"
    assert isinstance(await sessions.sign_in(LOGIN, "kalimat lain yang panjang", NOW, HOME), SignedIn)


@pytest.mark.parametrize("gone", ["siapa-saja", "operator"])
async def test_what_is_no_open_account_is_not_changed(accounts: Accounts, gone: str) -> None:
    await accounts.close_login("operator", NOW)
    assert rule(await accounts.close_login(gone, NOW)) == "login-unknown"
    assert rule(await accounts.set_password(gone, "kalimat lain yang panjang", NOW)) == "login-unknown"
    assert rule(await accounts.give_role(gone, RoleName.OFFICER, NOW)) == "login-unknown"


async def test_the_trail_says_who_came_went_and_failed_and_never_what_was_typed(
    sessions: Sessions, database: Database
) -> None:
    (before,) = await rows(database, "SELECT max(number) FROM audit.entry")
    done = await signed_in(sessions, source=HOME)
    await sessions.sign_out(done.actor, done.token, NOW)
    await wrong(sessions, times=WRONG_OF_PAIR_MAX + 3)
    await wrong(sessions, "kata sandi saya", times=2)
    await sessions.note_refusal(done.actor, "ledger.verify", NOW)
    await sessions.note_refusal(done.actor, "ledger.verify", NOW)
    since = f"FROM audit.entry WHERE number > {before[0]}"
    found = await rows(database, f"SELECT action, account, object, outcome {since} ORDER BY number")
    me, unknown = done.actor.account_id, found[-2][2]
    assert unknown not in (None, me)
    assert found == [
        ("signed-in", me, None, "done"),
        ("signed-out", me, None, "done"),
        *[("wrong", None, me, "refused")] * WRONG_OF_PAIR_MAX,
        ("waits", None, me, "refused"),
        *[("wrong", None, unknown, "refused")] * 2,
        ("ledger.verify", me, None, "not-allowed"),
    ]
    written = str(await rows(database, "SELECT e::text FROM audit.entry e"))
    assert not [typed for typed in ("kata sandi", "tebakan", HOME, CAFE) if typed in written]
    assert await rows(database, f"SELECT count(DISTINCT source) {since}") == [(2,)]


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
    accounts, sessions = Accounts(database), Sessions(database)
    first = await demo_accounts(accounts, tmp_path, NOW)
    assert list(await demo_accounts(accounts, tmp_path, NOW)) == list(first)
    twice = [RoleName.OFFICER, RoleName.SUPERVISOR]
    assert [account.role for account in first] == [*SIGNING_IN, *twice], "who stands in for another takes two"
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0
    for account in first:
        assert isinstance(await sessions.sign_in(account.login, account.password, NOW), SignedIn)
    assert await close_demo_accounts(accounts, NOW) == len(first)
    assert await close_demo_accounts(accounts, NOW) == 0
    assert rule(await sessions.sign_in(first[0].login, first[0].password, NOW)) == "sign-in-wrong"
    again = await demo_accounts(accounts, tmp_path, NOW)
    assert isinstance(await sessions.sign_in(again[0].login, again[0].password, NOW), SignedIn)
