"""Extreme dates through every date field of every command of the whole house: told at the door, nothing parked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count, product
from typing import Any

import asyncpg
import httpx2
import pytest

from services.catalogue import BY_NAME, SERVICES
from services.cli import doors
from services.cli.house import Parts, open_parts
from services.cli.migrate import introduce_keys
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.steps import LINE
from tests.waiting import reached

pytestmark = pytest.mark.slow

PASSWORD = "kata sandi yang panjang"
DAYS = ("0001-01-01", "1899-12-31", "1900-01-01", "2100-12-31", "2101-01-01", "9999-12-31")
IMPOSSIBLE = tuple(day for day in DAYS if day != "1900-01-01")
"""For what has happened: before the ruling it is a fact and a flag, in the future it is none (settlement 18)."""
HOURS_MOST = 20_000
ADULT = {
    "court": "PN Trenggalek",
    "name": "Rekaan Panjang",
    "kind": "adult",
    "ruled_on": "2026-09-01",
    "final_on": "2026-09-09",
    "birth_date": "1990-01-01",
    "offence_on": "2026-05-01",
    "total_minutes": 4800,
    "minutes_a_day": 240,
    "period_days": 180,
    "kecamatan": "35.03.11",
}
CHILD = ADULT | {"kind": "child", "birth_date": "2010-01-01", "minutes_a_day": 120}
OPEN = LINE | {"open_from_minute": 480, "open_until_minute": 960}
serial = count(1)


class Whole:
    """The whole house in one process, with one person who may do everything here."""

    def __init__(self, parts: Parts, officer: httpx2.AsyncClient, coordinator: httpx2.AsyncClient) -> None:
        self.parts, self.officer, self.coordinator = parts, officer, coordinator

    async def settled(self) -> None:
        """Every subscription has passed the head, and what reactions added behind it."""
        ledger = self.parts.houses["reporting"].ledger
        followers = [house.subscriptions for house in self.parts.houses.values()]
        while True:
            head = (await ledger.head()).position
            waits = [reached(some, state.name, head) for some in followers for state in some.state()]
            assert all(await asyncio.gather(*waits))
            if (await ledger.head()).position == head:
                return

    async def said(self, address: str, body: Any, *statuses: int) -> dict[str, Any]:
        answer = await self.officer.post(address, json=body)
        assert answer.status_code in statuses, (address, body, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    async def paper(self, paper: dict[str, Any], *statuses: int) -> dict[str, Any]:
        register = "Pid.Sus-Anak" if paper["kind"] == "child" else "Pid.B"
        named = {"case_number": f"{next(serial)}/{register}/2026/PN Trk"}
        return await self.said("/putusan", paper | named, *statuses)


@pytest.fixture
async def whole(settings: Settings, database: Database) -> AsyncIterator[Whole]:
    async with AsyncExitStack() as stack:
        await introduce_keys(settings)
        parts = await open_parts(settings, tuple(BY_NAME), stack)
        app = doors.app_of(settings, list(SERVICES), parts)
        clients = []
        for role in (RoleName.OFFICER, RoleName.COORDINATOR):
            await Accounts(database).create(role.value, role.value, role, PASSWORD, now())
            client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://bakti.test")
            stack.push_async_callback(client.aclose)
            session = await client.post("/session", json={"login": role.value, "password": PASSWORD})
            client.headers["authorization"] = f"Bearer {session.json()['token']}"
            clients.append(client)
        yield Whole(parts, *clients)


async def test_no_date_of_any_command_parks_anything(whole: Whole, database: Database) -> None:
    host = (await whole.coordinator.post("/ipd", json={"code": "arsip", "name": "Dinas Rekaan"})).json()["ipd_id"]
    offer = (await whole.coordinator.post(f"/ipd/{host}/offers", json=OPEN)).json()
    for field, day in product(("ruled_on", "final_on", "birth_date", "offence_on", "until"), DAYS):
        await whole.paper(ADULT | {field: day}, 201, 422)
        await whole.paper(CHILD | {field: day}, 201, 422)
    for first, last in product(DAYS, DAYS):
        own = {"weekdays": [6], "periods": [{"first": first, "last": last}]}
        await whole.paper((ADULT if first < last else CHILD) | own, 201, 422)
    await answers(whole)
    served = await whole.paper(ADULT, 201)
    await whole.settled()
    for day in DAYS:
        finality = {"final_on": day, "number": 1, "reason": "SIPP menyebut hari lain"}
        await whole.said(f"/putusan/{served['putusan_id']}/finality", finality, 422)
    await placements(whole, served, offer)
    await whole.settled()
    await hours(whole, served, offer)
    await whole.settled()
    assert await troubles(whole, database) == []
    for page in ("/putusan", "/placement", "/hours", "/reports/klien", f"/hours/{served['klien_id']}", "/"):
        shown = await whole.officer.get(page, headers={"accept": "text/html"})
        assert shown.status_code == 200, (page, shown.text)


async def answers(whole: Whole) -> None:
    """The prosecutor's answers, with figures beyond all bounds too."""
    terms: dict[str, Any] = {"regime": "adult", "total_minutes": 4800}
    held = (await whole.paper(ADULT | {"minutes_a_day": 600}, 201))["putusan_id"]
    answer = {"document": "B-1/M.5.16/2026", "reason": "Menurut surat jaksa", "answered_on": "2026-10-01"}
    answer["terms"] = terms
    address = f"/putusan/{held}/confirmation"
    for day in DAYS:
        await whole.said(address, answer | {"answered_on": day}, 422)
        if day[:4] not in ("2100",):
            await whole.said(address, answer | {"terms": terms | {"until": day}}, 422)
            backward = {"first": "2026-09-01", "last": min(day, "2026-08-31")}
            far = {"first": "2026-09-01", "last": day} if day > "2101" else backward
            await whole.said(address, answer | {"terms": terms | {"periods": [far]}}, 422)
    for name in ("period_days", "total_minutes", "minutes_a_day"):
        await whole.said(address, answer | {"terms": terms | {name: 10**12}}, 422)
    ages = [{"first": "1900-01-01", "last": "2100-12-31"}]
    child = terms | {"regime": "child", "until": "2100-12-31", "total_minutes": HOURS_MOST * 60, "periods": ages}
    await whole.said(address, answer | {"terms": child}, 200)
    longest = (await whole.paper(CHILD | {"minutes_a_day": 600}, 201))["putusan_id"]
    most = {"regime": "child", "period_days": 10_000, "total_minutes": HOURS_MOST * 60}
    await whole.said(f"/putusan/{longest}/confirmation", answer | {"terms": most}, 200)


async def placements(whole: Whole, served: dict[str, Any], offer: dict[str, Any]) -> None:
    """The days of a stay."""
    address = f"/placement/{served['putusan_id']}/acceptance"
    stay = {"offer_id": offer["offer_id"], "planned_from": "2026-11-02", "planned_until": "2026-12-30"}
    reason = {"override": "ditunjuk oleh jaksa dengan surat", "document": "SP-1/2026"}
    for field, day in product(("planned_from", "planned_until"), DAYS):
        await whole.said(address, stay | reason | {field: day}, 422)
    await whole.said(address, stay | reason, 200)
    mended = stay | {"number": 1, "document": "SP-2/2026", "reason": "tanggalnya salah tulis"}
    for field, day in product(("planned_from", "planned_until"), DAYS):
        await whole.said(f"/placement/{served['putusan_id']}/corrections", mended | {field: day}, 422)
    await whole.said(f"/placement/{served['putusan_id']}/corrections", mended, 200)


async def hours(whole: Whole, served: dict[str, Any], offer: dict[str, Any]) -> None:
    """The berita acara, logs and corrections."""
    klien_id = served["klien_id"]
    address = f"/hours/{klien_id}"
    handover = {"document": "BA-1/2026", "putusan_id": served["putusan_id"]}
    for day in IMPOSSIBLE:
        await whole.said(f"{address}/service", handover | {"started_on": day}, 422)
    await whole.said(f"{address}/service", handover | {"started_on": "2026-11-02"}, 200)
    mended = handover | {"number": 1, "reason": "tanggalnya salah tulis"}
    for day in IMPOSSIBLE:
        await whole.said(f"{address}/service/corrections", mended | {"started_on": day}, 422)
    for number, day in enumerate(("1900-01-01", "2026-11-02"), 1):
        await whole.said(f"{address}/service/corrections", mended | {"started_on": day, "number": number}, 200)
    site = {"site_id": offer["site_id"], "ipd_id": offer["ipd_id"]}
    usual = {**site, "starts": "2026-11-03T08:00:00+07:00", "ends": "2026-11-03T12:00:00+07:00"}
    logged = await whole.said("/hours", usual | {"klien_id": klien_id}, 200)
    number = count(1)
    for day, clock in product((*DAYS, "2026-11-04"), ("00:00:00+14:00", "23:59:59-12:00", "08:00:00+07:00")):
        moment = f"{day}T{clock}"
        pauses = [{"starts": moment, "ends": moment}]
        odd = ({"starts": moment}, {"ends": moment}, {"starts": moment, "ends": moment}, {"breaks": pauses})
        for changed in odd:
            await whole.said(
                "/hours", usual | changed | {"klien_id": klien_id, "shift_id": uuid(next(serial))}, 200, 422
            )
            body = {"shift_id": logged["shift_id"], "number": next(number), "shift": usual | changed}
            await whole.said(f"{address}/corrections", body | {"reason": "dicoba untuk pengujian"}, 200, 422)


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


async def troubles(whole: Whole, database: Database) -> list[Any]:
    """What is parked, and who stands still."""
    connection = await asyncpg.connect(database.url)
    parked = [dict(row) for name in BY_NAME for row in await connection.fetch(f"SELECT * FROM {name}.parked")]
    await connection.close()
    standing = [
        state for state in whole.parts.houses["reporting"].subscriptions.state() if state.stopped or state.paused
    ]
    return [*parked, *standing]
