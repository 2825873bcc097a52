"""What is tried at an account in vain is about it, by nobody known; what is done to it says who did it and whence."""

import pytest

from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.audit.entry import Entry, Kind, append
from shared.database.engine import transaction
from shared.database.roles import Role
from shared.domain.who import Who
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.conftest import PAGE
from tests.neighbours import account_of
from tests.opened import opened_for

OFFICER, AUDITOR = RoleName.OFFICER, RoleName.AUDITOR


@pytest.mark.slow
async def test_the_lists_of_an_account_tell_what_it_did_from_what_was_tried_at_it(settings: Settings) -> None:
    async with opened_for(settings, ("reporting",), (OFFICER, AUDITOR)) as house:
        database, auditor = house.parts.database, house.clients[AUDITOR]
        me, other = [await account_of(database, role) for role in (OFFICER, AUDITOR)]
        for login in (OFFICER.value, "siapa-saja"):
            await house.clients[OFFICER].post("/session", json={"login": login, "password": "tebakan"})
        as_before = Entry(now(), Kind.SIGN_IN, "wrong", me, source="digest", outcome="refused")
        async with transaction(database.engine(Role.ACCESS)) as connection:
            await append(connection, as_before)
        by = Who(other, AUDITOR.value, source="digest")
        assert await Accounts(database).give_role(OFFICER.value, RoleName.COORDINATOR, now(), by=by) is None

        did = (await auditor.get(f"/audit/entries?account={me}&limit=200")).json()["items"]
        assert {row["action"] for row in did} == {"signed-in"}
        about = (await auditor.get(f"/audit/entries?about={me}&limit=200")).json()["items"]
        said = [(row["action"], row["account"], row["account_name"], row["role"]) for row in about]
        tried, given = ("wrong", None, None, None), ("role-given", other, "Nama auditor", AUDITOR.value)
        assert said == [given, tried, tried, ("opened", None, None, None)]
        assert {row["about_account"] for row in about} == {"Nama probation_officer"}
        page = (await auditor.get(f"/audit/entries?about={me}", headers=PAGE)).text
        assert (
            '<span class="named">Tentang</span><span class="chip" aria-current="true">Nama probation_officer<' in page
        ) is True
        page = (await auditor.get("/audit/entries?kind=sign-in", headers=PAGE)).text
        assert ("tidak dikenal" in page, f'href="/audit/entries?about={me}"' in page) == (True, True)
