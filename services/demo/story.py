"""The demo's story: invented rulings become placements and hours, over the same addresses that everybody uses.

Told once, on the first start with ``--demo``: the coordinator fills the register of I-PD, the officer imports the
rulings and starts the service of those whose time has come, supervisors log hours. Some are left waiting on purpose.
Each command's key follows from its content and the content from the day on which the story was begun, so a telling that
was cut off, whenever it was, is finished by telling it again for that day.
"""

import asyncio
import csv
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import msgspec

from services.demo.dating import dated
from services.demo.shifts import Pace, Workplace, shifts
from shared.domain.identifiers import derived
from shared.domain.lampiran import OFFICES
from shared.domain.sentence import Terms
from shared.law.calendar import DAY

JSON = "application/json"
SAMPLES = Path(__file__).parent / "samples"
PATIENCE_S = 60.0
"""How long a busy machine may take for one answer, or stand still, before we say that something is wrong."""
TRIES_MAX, TRY_AGAIN_S = 5, 1.0
"""A request without an answer, or told to come again (429, 503), is sent again under the same key."""
COME_AGAIN = (429, 503)
LOOK_AGAIN_S = 0.25
LOGS_A_REQUEST = 200
REQUESTS_AT_ONCE = 8
WAITING_EACH, STARTED_AFTER_DAYS = 9, (16, 30)
"""Every ninth placement is left for the viewer to accept; service starts two to four weeks after the ruling."""
OUTCOMES = ("registered", "held", "rejected", "refused")
REGIMES = {"dewasa": "adult", "anak": "child"}
PACES = (Pace.ON_COURSE, Pace.ON_COURSE, Pace.ON_COURSE, Pace.LATE, Pace.ON_COURSE, Pace.ON_COURSE, Pace.STALLED)

Say = Callable[[str], None]


class StoryStuck(RuntimeError):
    """An address did not answer as the story expects; names the address and the status."""


@dataclass
class Teller:
    """One signed-in account's way to the house."""

    client: httpx2.AsyncClient
    token: str

    async def post(self, path: str, body: Any, *, known: tuple[int, ...] = (), kind: str = JSON) -> Any:
        """The answer to a command; a status of ``known`` is an answer too."""
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        key = derived("demo-story", path, sha256(content).hexdigest())
        headers = {**self._signed, "content-type": kind, "idempotency-key": key}
        response = await _answer(lambda: self.client.post(path, content=content, headers=headers), path)
        if response.status_code >= 400 and response.status_code not in known:
            raise StoryStuck(f"POST {path}: {response.status_code} {response.text[:300]}")
        return response.json()

    async def rows(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        following: str | None = path
        while following:
            response = await _answer(partial(self.client.get, following, headers=self._signed), path)
            if response.status_code != 200:
                raise StoryStuck(f"GET {path}: {response.status_code} {response.text[:300]}")
            found = response.json()
            for row in found["items"]:
                yield row
            following = found.get("next")

    @property
    def _signed(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}


async def _answer(ask: Callable[[], Awaitable[httpx2.Response]], path: str) -> httpx2.Response:
    """The answer to a request that may be sent more than once; raises StoryStuck where there is none for minutes."""
    for tries_left in reversed(range(TRIES_MAX)):
        try:
            response = await ask()
        except httpx2.TransportError as trouble:
            if not tries_left:
                raise StoryStuck(f"{path}: no answer ({type(trouble).__name__})") from None
        else:
            if response.status_code not in COME_AGAIN or not tries_left:
                return response
        await asyncio.sleep(TRY_AGAIN_S)
    raise AssertionError("the last try returns or raises")


async def tell(address: str, accounts: Mapping[str, tuple[str, str]], today: date, say: Say) -> None:
    """Tell it, or what is missing of it. ``accounts``: the name and password of each role; ``today``: when it began."""
    async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_S) as client:
        coordinator = await _signed_in(client, *accounts["coordinator"])
        officer = await _signed_in(client, *accounts["probation_officer"])
        supervisor = await _signed_in(client, *accounts["supervisor"])
        offers = await _fill_the_register(coordinator)
        say(f"{len(OFFICES)} I-PD, {len(offers)} tempat")
        rulings = dated((SAMPLES / "putusan.csv").read_bytes(), today)
        imported = await officer.post("/putusan/imports", rulings, kind="text/csv")
        say("putusan.csv: " + ", ".join(f"{imported[state]} {state}" for state in OUTCOMES))
        own = [row["putusan_id"] for row in imported["results"] if row["state"] == "registered"]
        registered = await _all_of(own, officer, "/putusan?state=registered&limit=200")
        placements = await _all_of(own, coordinator, "/placement?limit=200", lambda row: row["state"] != "requested")
        started = await _accepted(coordinator, officer, placements, registered, today)
        logs = [log for one in started for log in _worked(one, offers, today)]
        recorded = await _logged(supervisor, logs)
        say(f"{len(registered)} putusan terdaftar, {len(started)} berjalan, {recorded} catatan jam")


async def _signed_in(client: httpx2.AsyncClient, name: str, password: str) -> Teller:
    response = await _answer(lambda: client.post("/session", json={"login": name, "password": password}), "/session")
    if response.status_code >= 400:
        raise StoryStuck(f"POST /session: {response.status_code}")
    return Teller(client, response.json()["token"])


async def _fill_the_register(coordinator: Teller) -> dict[str, Workplace]:
    offers: dict[str, Workplace] = {}
    hosts: dict[str, str] = {}
    for office in OFFICES:
        answer = await coordinator.post("/ipd", {"code": office.code, "name": office.name})
        hosts[office.code] = answer["ipd_id"]
    with (SAMPLES / "tempat.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            line = _line_of(row)
            answer = await coordinator.post(f"/ipd/{hosts[row['pengampu']]}/offers", line)
            offers[answer["offer_id"]] = Workplace(
                answer["ipd_id"], answer["site_id"], tuple(line["weekdays"]), line["open_from_minute"]
            )
    return offers


def _line_of(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "site_name": row["tempat"],
        "host_kind": row["jenis_tempat"],
        "kecamatan": row["kecamatan"],
        "category": int(row["jenis_pekerjaan"]),
        "activity": row["kegiatan"],
        "slots": int(row["jumlah"]),
        "regimes": [REGIMES[word] for word in row["golongan"].split()],
        "weekdays": [int(day) for day in row["hari"].split()],
        "open_from_minute": _minute(row["buka"]),
        "open_until_minute": _minute(row["tutup"]),
        "skills": row["keahlian"].split(),
        "unpaid": True,
    }


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(".")
    return int(hours) * 60 + int(minutes)


async def _all_of(
    own: Sequence[str], teller: Teller, path: str, ready: Callable[[dict[str, Any]], bool] = lambda row: True
) -> dict[str, dict[str, Any]]:
    """The list's rows of these putusan, in their order, once all are there and ready.

    However long it takes, as long as it moves: on a busy machine the last of 100 reactions may come minutes later.
    """
    found: dict[str, dict[str, Any]] = {}
    moved_at = time.monotonic()
    while len(found) < len(own):
        seen = {row["putusan_id"]: row async for row in teller.rows(path) if row["putusan_id"] in own and ready(row)}
        moved_at = time.monotonic() if len(seen) > len(found) else moved_at
        if time.monotonic() - moved_at > PATIENCE_S:
            raise StoryStuck(f"GET {path}: {len(seen)} of {len(own)} for {PATIENCE_S:.0f} s")
        found = seen
        await asyncio.sleep(LOOK_AGAIN_S)
    return {putusan_id: found[putusan_id] for putusan_id in own}


async def _accepted(
    coordinator: Teller,
    officer: Teller,
    placements: Mapping[str, dict[str, Any]],
    registered: Mapping[str, dict[str, Any]],
    today: date,
) -> list[dict[str, Any]]:
    """Hosts accept and service starts; the putusan whose service runs, with where and since when."""
    turns = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def one(number: int, placement: dict[str, Any]) -> dict[str, Any] | None:
        ruling = registered[placement["putusan_id"]]
        random = Random(placement["putusan_id"])
        starts_on = date.fromisoformat(ruling["ruled_on"]) + DAY * random.randrange(*STARTED_AFTER_DAYS)
        async with turns:
            chosen = placement["offer_id"] or await _first_with_room(coordinator, placement, starts_on)
            if chosen is None or starts_on >= today:
                return None
            begun = {"putusan_id": placement["putusan_id"], "started_on": starts_on.isoformat()}
            return await _started(
                officer, {**placement, **begun, "offer_id": chosen, "number": number, "ruling": ruling}
            )

    chosen = [
        (number, placement)
        for number, placement in enumerate(placements.values())
        if placement["state"] in ("proposed", "accepted") and number % WAITING_EACH != WAITING_EACH - 1
    ]
    return [found for found in await asyncio.gather(*(one(*each) for each in chosen)) if found]


async def _started(officer: Teller, one: dict[str, Any]) -> dict[str, Any] | None:
    """The berita acara; None where the law says not yet. Attendance hears of the ruling a moment later, by the feed."""
    document = f"BA-{one['number'] + 1}/REKAAN/{one['started_on'][:4]}"
    body = {"putusan_id": one["putusan_id"], "started_on": one["started_on"], "document": document}
    path, until = f"/hours/{one['klien_id']}/service", time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        answer = await officer.post(path, body, known=(404, 409, 422))
        if answer.get("rule") != "sentence-unknown":
            return one if "position" in answer else None
        await asyncio.sleep(LOOK_AGAIN_S)
    raise StoryStuck(f"POST {path}: the sentence is unknown for {PATIENCE_S:.0f} s")


async def _first_with_room(coordinator: Teller, placement: dict[str, Any], starts_on: date) -> str | None:
    for proposal in placement["proposals"]:
        length = date.fromisoformat(proposal["planned_until"]) - date.fromisoformat(proposal["planned_from"])
        body = {
            "ipd_id": proposal["ipd_id"],
            "offer_id": proposal["offer_id"],
            "planned_from": starts_on.isoformat(),
            "planned_until": (starts_on + length).isoformat(),
            "document": f"SP-{placement['putusan_id'][:8]}/REKAAN/{starts_on.year}",
        }
        answer = await coordinator.post(f"/placement/{placement['putusan_id']}/acceptance", body, known=(409,))
        if "position" in answer:
            return str(proposal["offer_id"])
    return None


def _worked(one: Mapping[str, Any], offers: Mapping[str, Workplace], today: date) -> Iterator[dict[str, Any]]:
    terms = Terms.model_validate({name: one["ruling"].get(name) for name in Terms.model_fields})
    random = Random(f"hours/{one['putusan_id']}")
    pace = PACES[one["number"] % len(PACES)]
    started_on = date.fromisoformat(one["started_on"])
    for day, starts, ends in shifts(random, terms, offers[one["offer_id"]], started_on, today, pace):
        place = offers[one["offer_id"]]
        yield {
            "klien_id": one["klien_id"],
            "shift_id": derived("demo-shift", one["putusan_id"], day.isoformat()),
            "site_id": place.site_id,
            "ipd_id": place.ipd_id,
            "starts": starts.isoformat(),
            "ends": ends.isoformat(),
            "source": "paper",
        }


async def _logged(supervisor: Teller, logs: list[dict[str, Any]]) -> int:
    """How many were taken; a log that is refused is a fault of the story, not of the house."""
    turns = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def send(part: list[dict[str, Any]]) -> int:
        async with turns:
            items = (await supervisor.post("/hours", part))["items"]
        if refused := [item for item in items if "position" not in item]:
            raise StoryStuck(f"POST /hours: {len(refused)} refused, the first with {str(refused[0])[:300]}")
        return len(items)

    parts = [logs[start : start + LOGS_A_REQUEST] for start in range(0, len(logs), LOGS_A_REQUEST)]
    return sum(await asyncio.gather(*(send(part) for part in parts)))
