"""Invitations: a person sets their own password, once, in time, and nobody else ever knows one."""

import asyncio
from datetime import timedelta

import pytest

from shared.access.accounts import INVITATION_LIFE, Accounts
from shared.access.invitations import Invitations, Invited
from shared.access.policy import RoleName
from shared.access.sessions import Sessions
from shared.access.signed import SignedIn
from shared.database.engine import Database
from shared.domain.refusal import Refused
from shared.domain.who import Who
from tests.access.conftest import NOW
from tests.access.test_accounts import rows, rule
from tests.opened import PASSWORD

pytestmark = pytest.mark.slow
CHOSEN = "kalimat yang saya pilih sendiri"
SECOND = timedelta(seconds=1)


@pytest.fixture
def invitations(database: Database, accounts: Accounts) -> Invitations:
    return Invitations(database)


async def invited(invitations: Invitations, login: str = "tini") -> Invited:
    done = await invitations.invite(login, "Tini Rekaan", RoleName.SUPERVISOR, NOW)
    assert isinstance(done, Invited)
    return done


async def test_an_invited_person_chooses_a_password_and_signs_in(invitations: Invitations, sessions: Sessions) -> None:
    done = await invited(invitations)
    assert rule(await sessions.sign_in("tini", "", NOW)) == "sign-in-wrong"
    assert await invitations.use(done.token, CHOSEN, NOW) == "tini"
    signed_in = await sessions.sign_in("tini", CHOSEN, NOW)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.actor.role is RoleName.SUPERVISOR


async def test_an_invitation_is_used_once_also_by_two_at_once(invitations: Invitations, sessions: Sessions) -> None:
    done = await invited(invitations)
    both = await asyncio.gather(*(invitations.use(done.token, f"{CHOSEN} {n}", NOW) for n in range(2)))
    assert sorted(str(one) if isinstance(one, str) else rule(one) for one in both) == ["invitation-used", "tini"]
    kept = [isinstance(await sessions.sign_in("tini", f"{CHOSEN} {n}", NOW), SignedIn) for n in range(2)]
    assert kept == [isinstance(one, str) for one in both]


@pytest.mark.parametrize(
    ("after", "expected"), [(INVITATION_LIFE - SECOND, None), (INVITATION_LIFE, "invitation-late")]
)
async def test_an_invitation_ends(invitations: Invitations, after: timedelta, expected: str | None) -> None:
    used = await invitations.use((await invited(invitations)).token, CHOSEN, NOW + after)
    assert (rule(used) if isinstance(used, Refused) else None) == expected


@pytest.mark.parametrize("token", ["", "bukan-undangan", "x" * 5000])
async def test_what_is_no_invitation_is_nobodys(invitations: Invitations, token: str) -> None:
    assert rule(await invitations.use(token, CHOSEN, NOW)) == "invitation-unknown"  # type: ignore[arg-type]


async def test_a_password_that_can_be_guessed_does_not_use_the_invitation_up(invitations: Invitations) -> None:
    done = await invited(invitations)
    for weak in ("pendek", "tini rekaan 2026"):
        refusal = await invitations.use(done.token, weak, NOW)
        assert isinstance(refusal, Refused)
        assert refusal.faults[0].pointer == "/password"
    assert await invitations.use(done.token, CHOSEN, NOW) == "tini"


async def test_another_invitation_takes_the_place_of_the_first(invitations: Invitations) -> None:
    first = await invited(invitations)
    second = await invitations.renew(first.account_id, NOW)
    assert isinstance(second, Invited)
    assert rule(await invitations.use(first.token, CHOSEN, NOW)) == "invitation-used"  # type: ignore[arg-type]
    assert await invitations.use(second.token, CHOSEN, NOW) == "tini"


async def test_who_is_invited_anew_is_signed_out_and_their_password_worth_nothing(
    invitations: Invitations, sessions: Sessions
) -> None:
    done = await sessions.sign_in("probation_officer", PASSWORD, NOW)
    assert isinstance(done, SignedIn)
    assert isinstance(await invitations.renew(done.actor.account_id, NOW), Invited)
    assert await sessions.actor(done.token, NOW) is None
    assert rule(await sessions.sign_in("probation_officer", PASSWORD, NOW)) == "sign-in-wrong"


async def test_the_invitation_of_a_closed_account_is_worth_nothing(
    invitations: Invitations, accounts: Accounts
) -> None:
    done = await invited(invitations)
    await accounts.close([done.account_id], NOW)
    assert rule(await invitations.use(done.token, CHOSEN, NOW)) == "invitation-unknown"  # type: ignore[arg-type]
    assert rule(await invitations.renew(done.account_id, NOW)) == "login-unknown"  # type: ignore[arg-type]


async def test_an_invitation_ends_with_the_account_that_was_closed_and_with_a_password_that_was_set(
    invitations: Invitations, accounts: Accounts
) -> None:
    done = await invited(invitations)
    await accounts.close([done.account_id], NOW)
    await accounts.reopen(done.account_id, NOW)
    assert rule(await invitations.use(done.token, CHOSEN, NOW)) == "invitation-used"  # type: ignore[arg-type]
    again = await invitations.renew(done.account_id, NOW)
    assert isinstance(again, Invited)
    assert await accounts.set_password("tini", CHOSEN, NOW) is None
    assert rule(await invitations.use(again.token, f"{CHOSEN} lain", NOW)) == "invitation-used"  # type: ignore[arg-type]


async def test_a_login_that_is_taken_is_not_invited_twice(invitations: Invitations) -> None:
    await invited(invitations)
    assert rule(await invitations.invite(" TINI ", "Lain", RoleName.OFFICER, NOW)) == "login-taken"  # type: ignore[arg-type]


async def test_the_trail_says_who_let_whom_in_and_no_token_is_kept(
    invitations: Invitations, sessions: Sessions, database: Database
) -> None:
    operator = await sessions.sign_in("operator", PASSWORD, NOW)
    assert isinstance(operator, SignedIn)
    by = Who(operator.actor.account_id, "operator", "account.open", "digest")
    done = await invitations.invite("tini", "Tini Rekaan", RoleName.SUPERVISOR, NOW, by=by)
    assert isinstance(done, Invited)
    await invitations.use(done.token, CHOSEN, NOW, "another")
    told = f"SELECT action, account, role, source FROM audit.entry WHERE object = '{done.account_id}' ORDER BY number"
    who = (by.account, by.role, by.source)
    set_by = (done.account_id, None, "another")
    assert await rows(database, told) == [("opened", *who), ("invited", *who), ("password-set", *set_by)]
    kept = str(await rows(database, "SELECT i::text, i.token_hash FROM access.invitation i"))
    assert done.token not in kept
    assert done.token.encode().hex() not in kept
