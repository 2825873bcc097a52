"""Who supervises where today: the fold of namings, the list with its gaps, and the desks that show them."""

from datetime import date, timedelta

import httpx2
import pytest

from services.matching.ipd.events import SupervisorNamed, SupervisorReleased
from services.reporting.reports.supervision import Naming, supervision
from shared.access.policy import RoleName
from shared.domain.identifiers import AccountId, PublicText
from shared.ledger.ledger import Ledger
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.given import given
from tests.neighbours import account_of, linked_to_host, supervised, tell
from tests.opened import Opened, opened_for
from tests.reporting.telling import IPD, SITE, appended, running
from tests.reporting.test_host import HOST, OPENED
from tests.reporting.test_reports import begun

ONE, OTHER = AccountId("70000000-0000-4000-8000-000000000001"), AccountId("70000000-0000-4000-8000-000000000002")
FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)
PAGE = {"accept": "text/html"}
REPORT = "/reports/supervision"


def named(account: AccountId, until_day: date | None = None) -> SupervisorNamed:
    return SupervisorNamed(ipd_id=IPD, site_id=SITE, account_id=account, from_day=FIRST, until_day=until_day)


def released(account: AccountId, last_day: date) -> SupervisorReleased:
    why = PublicText("pindah tugas ke instansi lain")
    return SupervisorReleased(
        ipd_id=IPD, site_id=SITE, account_id=account, from_day=FIRST, last_day=last_day, reason=why
    )


def test_each_naming_stands_until_its_last_day_and_one_that_was_a_mistake_never_was() -> None:
    row = given(supervision).when(named(ONE), named(OTHER, FIRST), released(ONE, FIRST + DAY)).row
    assert row.namings == (Naming(OTHER, FIRST, FIRST), Naming(ONE, FIRST, FIRST + DAY))
    assert given(supervision).when(named(ONE), released(ONE, FIRST - DAY)).row.namings == ()


@pytest.mark.slow
async def test_a_place_with_somebody_and_without_a_supervisor_is_a_gap_on_list_and_desks(
    settings: Settings, ledger: Ledger
) -> None:
    roles = [RoleName.COORDINATOR, RoleName.HOST, RoleName.SUPERVISOR, RoleName.OFFICER]
    async with opened_for(settings, ["reporting"], roles) as house:
        await appended(ledger, HOST, OPENED, *running()[:-2], *begun(10))
        await linked_to_host(house.parts.database, IPD)
        await house.level()
        for client in seeing(house):
            (place,) = (await client.get(REPORT)).json()["items"]
            assert (place["state"], place["serving"], place["supervisors"]) == ("absent", 1, [])
            assert "tanpa pengawas hari ini" in (await client.get("/", headers=PAGE)).text.lower()
        await supervised(house.parts.database, IPD, SITE, until_day=today_wib() - DAY)
        await house.level()
        (place,) = (await seeing(house)[0].get(REPORT)).json()["items"]
        assert place["state"] == "absent", "whose last day was yesterday supervises no more"
        await supervised(house.parts.database, IPD, SITE)
        await house.level()
        for client in seeing(house):
            (place,) = (await client.get(REPORT)).json()["items"]
            account = await account_of(house.parts.database, RoleName.SUPERVISOR)
            assert (place["state"], place["supervisors"]) == ("covered", ["Nama supervisor"])
            assert place["accounts"] == [account]
            assert "tanpa pengawas hari ini" not in (await client.get("/", headers=PAGE)).text.lower()
        assert "Nama supervisor" in (await house.clients[RoleName.HOST].get("/", headers=PAGE)).text
        assert (await house.clients[RoleName.OFFICER].get(REPORT)).status_code == 403


def seeing(house: Opened) -> list[httpx2.AsyncClient]:
    """Whoever names supervisors."""
    return [house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]]


@pytest.mark.slow
async def test_a_host_sees_its_own_places_and_a_substitute_stands_apart(settings: Settings, ledger: Ledger) -> None:
    async with opened_for(settings, ["reporting"], [RoleName.HOST, RoleName.SUPERVISOR]) as house:
        host, database = house.clients[RoleName.HOST], house.parts.database
        await appended(ledger, HOST, OPENED)
        await house.level()
        assert (await host.get(REPORT)).json()["items"] == []
        await linked_to_host(database, IPD)
        account = await account_of(database, RoleName.SUPERVISOR)
        today = today_wib()
        day = {"account_id": account, "from_day": today, "until_day": today}
        await tell(database, f"ipd-{IPD}", named(account).model_copy(update=day))
        await house.level()
        (place,) = (await host.get(REPORT)).json()["items"]
        assert (place["supervisors"], place["substitutes"]) == ([], ["Nama supervisor"])
        assert "hanya pengganti" in (await host.get(REPORT, headers=PAGE)).text
