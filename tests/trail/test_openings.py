"""Break-glass over HTTP: whom it opens, for how long, what else it opens, and who is told of it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import asyncpg
import pytest

from services.cli import house as houses
from shared.access.openings import LIFE, opened_for
from shared.access.policy import RoleName
from shared.domain.identifiers import AccountId
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.town import PEOPLE, Known, told
from tests.neighbours import account_of, assigned
from tests.opened import Opened, leads_an_office
from tests.opened import opened_for as opened_house

pytestmark = pytest.mark.slow
PAGE: Final = {"accept": "text/html"}
REASON: Final = "Datang di luar jadwal, PK-nya cuti"
ROLES: Final = (RoleName.OFFICER, RoleName.AUDITOR, RoleName.COORDINATOR)


@dataclass
class Clock:
    """The house's; the test moves it."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return now() + self.ahead


@dataclass(frozen=True)
class Office:
    """A house whose officer has one person, and another officer the other two."""

    house: Opened
    clock: Clock
    hidden: Known
    hidden_too: Known
    mine: Known

    def wanted(self, words: str | None = None) -> dict[str, Any]:
        """What an opening asks for."""
        return {"words": words or self.hidden.person.name, "purpose": "person-came", "reason": REASON}


@pytest.fixture
async def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    clock = Clock()
    monkeypatch.setattr(houses, "now", clock)
    async with opened_house(settings, ["intake", "matching", "attendance", "reporting"], ROLES) as house:
        child, adult, mine = await told(house, [PEOPLE[0], PEOPLE[1], PEOPLE[6]])
        for one in (child, adult):
            for putusan_id in one.putusan_ids:
                await given_away(house, putusan_id, min(one.klien_ids))
        await house.level()
        yield Office(house, clock, adult, child, mine)


async def given_away(house: Opened, putusan_id: str, klien_id: str) -> None:
    await assigned(house.parts.database, putusan_id, klien_id, AccountId(str(uuid4())))


async def shown(house: Opened, one: Known) -> set[tuple[str, int]]:
    """What each address about this person answers to the officer."""
    officer, (klien_id,) = house.clients[RoleName.OFFICER], one.klien_ids
    addresses = [f"/reports/klien/{klien_id}", f"/hours/{klien_id}"]
    addresses += [f"/{thing}/{each}" for each in one.putusan_ids for thing in ("putusan", "placement")]
    return {(address, (await officer.get(address, headers=PAGE)).status_code) for address in addresses}


async def listed(house: Opened) -> set[str]:
    rows = (await house.clients[RoleName.OFFICER].get("/putusan?limit=200")).json()["items"]
    return {row["putusan_id"] for row in rows}


async def test_an_opened_person_is_shown_within_the_hour_and_nobody_else_and_none_after_it(office: Office) -> None:
    house, officer = office.house, office.house.clients[RoleName.OFFICER]
    before = await listed(house)
    assert before == set(office.mine.putusan_ids)
    for hidden in (office.hidden, office.hidden_too):
        assert {status for _, status in await shown(house, hidden)} == {404}
    answer = await officer.post("/openings", json=office.wanted())
    assert answer.status_code == 201, answer.text
    assert {answer.json()["klien_id"]} == office.hidden.klien_ids
    assert {status for _, status in await shown(house, office.hidden)} == {200}
    assert {status for _, status in await shown(house, office.hidden_too)} == {404}
    assert await listed(house) == before | set(office.hidden.putusan_ids)
    office.clock.ahead = LIFE - timedelta(minutes=1)
    assert {status for _, status in await shown(house, office.hidden)} == {200}
    office.clock.ahead = LIFE + timedelta(minutes=1)
    assert {status for _, status in await shown(house, office.hidden)} == {404}
    assert await listed(house) == before


async def test_what_is_opened_already_or_fits_nobody_or_several_is_not_opened(office: Office) -> None:
    """Half a name of who is hidden is said like a name that nobody has."""
    officer = office.house.clients[RoleName.OFFICER]
    unknown = await officer.post("/openings", json=office.wanted("tidak ada orang ini"))
    several = await officer.post("/openings", json=office.wanted("Pid"))
    assert (unknown.status_code, unknown.text) == (422, several.text)
    assert unknown.json()["rule"] == "opening-nobody"
    mine = await officer.post("/openings", json=office.wanted(office.mine.person.name))
    assert (mine.status_code, mine.json()["rule"]) == (409, "opening-needless")
    assert (await officer.post("/openings", json=office.wanted())).status_code == 201
    again = await officer.post("/openings", json=office.wanted())
    assert (again.status_code, again.json()["rule"]) == (409, "opening-needless")
    assert (await office.house.clients[RoleName.AUDITOR].post("/openings", json=office.wanted())).status_code == 403
    for change in ({"purpose": "curious"}, {"reason": "ya"}):
        assert (await officer.post("/openings", json=office.wanted() | change)).status_code == 422


async def test_the_inspectorate_and_who_leads_the_office_are_told_of_an_opening_and_nobody_else(office: Office) -> None:
    house = office.house
    officer, auditor = house.clients[RoleName.OFFICER], house.clients[RoleName.AUDITOR]
    assert (await officer.post("/openings", json=office.wanted())).status_code == 201
    assert (
        f'href="/reports/klien/{min(office.hidden.klien_ids)}"' in (await officer.get("/openings", headers=PAGE)).text
    )
    await it_is_the_accounts_alone_and_for_an_hour(office)
    (row,) = (await auditor.get("/audit/openings")).json()["items"]
    address = f"/audit/openings/{row['opening_id']}"
    assert (await officer.get(address)).json()["rule"] == "opening-unknown"
    assert "Dibuka darurat" not in (await officer.get("/", headers=PAGE)).text
    await leads_an_office(house)
    for client in (officer, auditor):
        desk = (await client.get("/", headers=PAGE)).text
        assert "Dibuka darurat" in desk
        assert "Nama probation_officer membuka satu klien" in desk
        found = await client.get(address, headers=PAGE)
        assert (found.status_code, REASON in found.text) == (200, True)
    assert (await house.clients[RoleName.COORDINATOR].get(address)).status_code == 403
    (opening,) = (await auditor.get("/audit/entries?kind=opening")).json()["items"]
    assert (opening["purpose"], opening["persons"]) == ("person-came", 1)


async def it_is_the_accounts_alone_and_for_an_hour(office: Office) -> None:
    """And the reason lies nowhere as it was written."""
    database = office.house.parts.database
    account = await account_of(database, RoleName.OFFICER)
    assert await opened_for(database, account, now()) == office.hidden.klien_ids
    assert await opened_for(database, account, now() + LIFE + timedelta(seconds=1)) == frozenset()
    assert await opened_for(database, "somebody-else", now()) == frozenset()
    connection = await asyncpg.connect(database.url)
    try:
        kept = str(
            await connection.fetch("SELECT o::text FROM access.opening o UNION SELECT e::text FROM audit.entry e")
        )
    finally:
        await connection.close()
    assert "luar jadwal" not in kept


async def test_what_was_asked_outside_the_reach_is_noted_like_what_nobody_has_and_once_in_a_while(
    office: Office,
) -> None:
    house = office.house
    officer, auditor = house.clients[RoleName.OFFICER], house.clients[RoleName.AUDITOR]
    (klien_id,) = office.hidden.klien_ids
    noted = "/audit/entries?kind=refused&limit=200"
    assert not (await auditor.get(noted)).json()["items"]
    for one in (klien_id, klien_id, str(uuid4())):
        assert (await officer.get(f"/hours/{one}")).status_code == 404
    rows = [(row["action"], row["outcome"]) for row in (await auditor.get(noted)).json()["items"]]
    assert rows == [("hours.read", "outside-reach")]
    begun = {"putusan_id": office.hidden.putusan_ids[0], "started_on": "2026-03-02", "document": "BA-1/Rekaan"}
    assert (await officer.post(f"/hours/{klien_id}/service", json=begun)).status_code == 404
    rows = [(row["action"], row["outcome"]) for row in (await auditor.get(noted)).json()["items"]]
    assert ("hours.start", "outside-reach") in rows
    assert len(rows) == len(set(rows)) == 2


async def test_of_who_is_opened_everything_is_seen_and_nothing_is_recorded(office: Office) -> None:
    house, officer = office.house, office.house.clients[RoleName.OFFICER]
    assert (await officer.post("/openings", json=office.wanted())).status_code == 201
    (klien_id,), putusan_id = office.hidden.klien_ids, min(office.hidden.putusan_ids)
    me = await account_of(house.parts.database, RoleName.OFFICER.value)
    ledger = house.parts.houses["intake"].ledger
    before = await ledger.head()
    commands: dict[str, dict[str, Any]] = {
        f"/hours/{klien_id}/service": {"started_on": "2026-01-12", "document": "BA-REKAAN-1"},
        f"/klien/{klien_id}/export": {"purpose": "own-request"},
        f"/putusan/{putusan_id}/officer": {"officer": me},
    }
    for path, said in commands.items():
        answer = await officer.post(path, json=said)
        assert (answer.status_code, answer.json()["rule"]) == (403, "opened-to-see"), (path, answer.text)
    assert (await ledger.head()).position == before.position


async def test_of_who_is_opened_no_page_offers_what_is_refused(office: Office) -> None:
    """Neither a form nor a way to one; what is said in a form's fields is read all the same."""
    officer = office.house.clients[RoleName.OFFICER]
    assert (await officer.post("/openings", json=office.wanted())).status_code == 201

    async def pages(of: Known) -> dict[str, str]:
        (klien_id,), putusan_id = of.klien_ids, min(of.putusan_ids)
        parts = [f"/klien/{klien_id}/{part}" for part in ("profile", "litmas", "timeline")]
        found = (f"/reports/klien/{klien_id}", f"/hours/{klien_id}", f"/putusan/{putusan_id}", *parts)
        addresses = (*found, f"/putusan/{putusan_id}?mend=ended", f"/placement/{putusan_id}")
        answers = {address: await officer.get(address, headers=PAGE) for address in addresses}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {address: answer.text for address, answer in answers.items()}

    def offers(page: str) -> list[str]:
        posts = re.findall(r'method="post" action="([^"]+)"', page)
        return [*filter(lambda to: to != "/session/end", posts), *re.findall(r'href="([^"]+\?mend=[^"]+)"', page)]

    assert {address: offers(page) for address, page in (await pages(office.hidden)).items() if offers(page)} == {}
    own = await pages(office.mine)
    assert all("dibuka untuk dilihat" not in page for page in own.values())
    assert sum(bool(offers(page)) for page in own.values()) >= 3
    assert all("dibuka untuk dilihat" in page for page in (await pages(office.hidden)).values())
