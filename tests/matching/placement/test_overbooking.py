"""One place, two processes, sixteen people at once: exactly one gets it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from services.catalogue import BY_NAME
from services.cli import doors, house
from services.cli.migrate import introduce_keys
from services.intake.putusan.events import PutusanRegistered
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code, Kecamatan, KlienId, PutusanId
from shared.domain.sentence import Regime, Terms
from shared.runtime.clock import now, today_wib
from shared.runtime.settings import Settings
from tests.neighbours import tell
from tests.waiting import until

PASSWORD = "kata sandi yang panjang"
PEOPLE, PROCESSES, SLOTS_LEFT = 16, 2, 1
LINE: dict[str, Any] = {
    "site_name": "Panti Contoh",
    "host_kind": "care_home",
    "kecamatan": "35.03.11",
    "category": 1,
    "activity": "merawat-lansia",
    "slots": SLOTS_LEFT,
    "unpaid": True,
}


@pytest.fixture
async def coordinators(settings: Settings, database: Database) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """A signed-in client of each of two matchings: two lanes, two pools, two executors on one database."""
    await introduce_keys(settings)
    await Accounts(database).create("endah", "Endah", RoleName.COORDINATOR, PASSWORD, now())
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(PROCESSES):
            parts = await house.open_parts(settings, ["matching"], stack)
            transport = httpx2.ASGITransport(doors.app_of(settings, [BY_NAME["matching"]], parts))
            client = httpx2.AsyncClient(transport=transport, base_url="http://bakti.test", timeout=30)
            await stack.enter_async_context(client)
            session = await client.post("/session", json={"login": "endah", "password": PASSWORD})
            client.headers["authorization"] = f"Bearer {session.json()['token']}"
            clients.append(client)
        yield clients


async def test_sixteen_acceptances_in_two_processes_for_one_slot_left_give_one_placement(
    coordinators: list[httpx2.AsyncClient], database: Database
) -> None:
    one, _ = coordinators
    ipd_id = (await one.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"})).json()["ipd_id"]
    offered = await one.post(f"/ipd/{ipd_id}/offers", json=LINE)
    assert offered.status_code == 201, offered.text
    people = [PutusanId(str(uuid4())) for _ in range(PEOPLE)]
    await _registered(database, people)
    await until(lambda: _proposed(one))
    answers = await asyncio.gather(
        *(_accept(coordinators[number % PROCESSES], person, offered.json()) for number, person in enumerate(people))
    )
    assert Counter(answer.status_code for answer in answers) == {200: SLOTS_LEFT, 409: PEOPLE - SLOTS_LEFT}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {error["rule"] for answer in refused for error in answer["errors"]} == {"slots-full"}
    (winner,) = [person for person, answer in zip(people, answers, strict=True) if answer.status_code == 200]
    taken = await _taken(database)
    assert {row["putusan"] for row in taken} == {winner}
    assert [row["people"] for row in taken] == [SLOTS_LEFT] * len(taken)
    assert taken


async def _registered(database: Database, people: list[PutusanId]) -> None:
    """What intake would have told of sixteen rulings."""
    for person in people:
        event = PutusanRegistered(
            putusan_id=person,
            klien_id=KlienId(str(uuid4())),
            terms=Terms(regime=Regime.ADULT, total_minutes=2_400),
            ruled_on=today_wib(),
            kecamatan=Kecamatan("35.03.11"),
            law=Code("2026-01-02"),
        )
        await tell(database, f"putusan-{person}", event)


async def _proposed(client: httpx2.AsyncClient) -> bool:
    answer = await client.get("/placement?state=proposed&limit=200")
    return len(answer.json()["items"]) == PEOPLE


async def _accept(client: httpx2.AsyncClient, person: PutusanId, offer: dict[str, Any]) -> httpx2.Response:
    """Accept, and again while the ledger is busy, as the answer says: the same command under the same key."""
    first = today_wib()
    stay = {"planned_from": first.isoformat(), "planned_until": (first + timedelta(days=70)).isoformat()}
    body = {"ipd_id": offer["ipd_id"], "offer_id": offer["offer_id"], **stay}
    while True:
        answer = await client.post(f"/placement/{person}/acceptance", json=body, headers={"idempotency-key": person})
        if answer.status_code != 503:
            return answer


async def _taken(database: Database) -> list[asyncpg.Record]:
    """Who has the slots of each month, from the ledger's own rows."""
    connection = await asyncpg.connect(database.url)
    try:
        return await connection.fetch(
            """
            SELECT stream, count(*) AS people, max(convert_from(payload, 'UTF8')::json ->> 'putusan_id') AS putusan
            FROM ledger.event WHERE stream LIKE 'slots-%' GROUP BY stream ORDER BY stream
            """
        )
    finally:
        await connection.close()
