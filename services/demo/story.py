"""The demo's story: invented rulings become placements and hours, over the same addresses that everybody uses.

Told once, on the first start with ``--demo``: the coordinator fills the register of I-PD and names supervisors,
the officer imports the rulings and starts the service of those whose time has come, the supervisor logs hours. Some are
left waiting on purpose.
Each command's key follows from its content and the content from the day on which the story was begun, so a telling that
was cut off, whenever it was, is finished by telling it again for that day.
"""

import asyncio
import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2

from services.demo import agreements, concerns, letters
from services.demo.dating import dated
from services.demo.policy import PROFILED_EACH, PROFILES, is_taken_up, offer_of, starts_on, worked
from services.demo.shifts import Workplace
from services.demo.teller import StoryStuck, Teller, signed_in
from shared.access.demo import OTHER_OFFICER, OTHER_SUPERVISOR
from shared.access.policy import RoleName
from shared.domain.lampiran import OFFICES

SAMPLES = Path(__file__).parent / "samples"
PATIENCE_S = 60.0
"""How long a busy machine may take for one answer, or stand still, before we say that something is wrong."""
LOOK_AGAIN_S = 0.25
LOGS_A_REQUEST = 200
REQUESTS_AT_ONCE = 8
STAY = timedelta(days=60)
OUTCOMES = ("registered", "held", "rejected", "refused")

Say = Callable[[str], None]


async def tell(address: str, passwords: Mapping[str, str], today: date, say: Say) -> None:
    """Tell it, or what is missing of it. ``passwords``: of each login; ``today``: when it began."""
    async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_S) as client:

        async def let_in(login: str) -> Teller:
            return await signed_in(client, login, passwords[login])

        coordinator, officer = await let_in(RoleName.COORDINATOR.login), await let_in(RoleName.OFFICER.login)
        supervisor, operator = await let_in(RoleName.SUPERVISOR.login), await let_in(RoleName.OPERATOR.login)
        offers = await _fill_the_register(coordinator)
        await _name_the_supervisor(coordinator, supervisor.account_id, offers.values(), today)
        say(f"{len(OFFICES)} I-PD, {len(offers)} tempat")
        rulings = dated((SAMPLES / "putusan.csv").read_bytes(), today)
        imported = await officer.post("/putusan/imports", rulings, kind="text/csv")
        say("putusan.csv: " + ", ".join(f"{imported[state]} {state}" for state in OUTCOMES))
        own = [row["putusan_id"] for row in imported["results"] if row["state"] == "registered"]
        registered = await _all_of(own, officer, "/putusan?state=registered&limit=200")
        placements = await _all_of(own, coordinator, "/placement?limit=200", lambda row: row["state"] != "requested")
        started = await _accepted(coordinator, officer, placements, registered, today)
        logs = [log for one in started for log in worked(one, offers[one["offer_id"]], today)]
        recorded = await _logged(supervisor, logs)
        by_login = await concerns.ids_of(operator)
        await _concerned(officer, operator, by_login, offers, started)
        await _stood_in(coordinator, await let_in(OTHER_OFFICER), by_login, [*offers.values()], started, today)
        await _overridden(officer, placements, offers, today)
        begun = {one["putusan_id"] for one in started}
        await _profiled(officer, [row["klien_id"] for one, row in registered.items() if one not in begun])
        await concerns.adjust(officer, registered[started[len(started) // 2]["putusan_id"]], today)
        await concerns.appeal(officer, [one for one in registered if one not in begun][-1], today)
        await concerns.end(officer, [one["putusan_id"] for one in started[-len(concerns.ENDINGS) :]], today)
        mine = started[0]["putusan_id"]
        await letters.tell_of_letters(coordinator, officer, operator, by_login, mine, today)
        await agreements.tell_of_agreements(coordinator, today)
        say(f"{len(registered)} putusan terdaftar, {len(started)} berjalan, {recorded} catatan jam")


DESK = "Subbagian Umum dan Kepegawaian"
"""Whom to ask for at every office of the story: a desk, no person."""


async def _fill_the_register(coordinator: Teller) -> dict[str, Workplace]:
    offers: dict[str, Workplace] = {}
    hosts: dict[str, str] = {}
    for office in OFFICES:
        answer = await coordinator.post("/ipd", {"code": office.code, "name": office.name, "desk": DESK})
        hosts[office.code] = answer["ipd_id"]
    with (SAMPLES / "tempat.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            line = offer_of(row)
            answer = await coordinator.post(f"/ipd/{hosts[row['pengampu']]}/offers", line)
            offers[answer["offer_id"]] = Workplace(
                answer["ipd_id"], answer["site_id"], tuple(line["weekdays"]), line["open_from_minute"]
            )
    return offers


async def _profiled(officer: Teller, klien_ids: Iterable[str]) -> None:
    """What an officer has asked some of those who still wait, about themselves: proposals follow."""
    for number, klien_id in enumerate(list(dict.fromkeys(klien_ids))[::PROFILED_EACH]):
        profile = {"number": 1, **PROFILES[number % len(PROFILES)]}
        await officer.post(f"/klien/{klien_id}/profile", profile)


async def _concerned(
    officer: Teller,
    operator: Teller,
    by_login: Mapping[str, str],
    offers: Mapping[str, Workplace],
    started: Sequence[dict[str, Any]],
) -> None:
    """Whom each account concerns; what its holder finds is what has begun."""
    mine = [one["putusan_id"] for one in started[: concerns.SHARED_OUT]]
    await concerns.share_out(officer, by_login[RoleName.OFFICER.login], mine)
    await concerns.share_out(officer, by_login[OTHER_OFFICER], _of_the_other(started))
    await concerns.link(operator, by_login, offers[started[0]["offer_id"]].ipd_id)
    await concerns.link_klien(officer, by_login[RoleName.CLIENT.login], [one["ruling"] for one in started])


async def _stood_in(
    coordinator: Teller,
    other: Teller,
    by_login: Mapping[str, str],
    places: Sequence[Workplace],
    started: Sequence[dict[str, Any]],
    today: date,
) -> None:
    """The other officer is away, and the other supervisor comes: from now on at one place, for a day at another."""
    handed = _of_the_other(started)[: concerns.HANDED_OVER]
    await concerns.hand_over(other, by_login[RoleName.OFFICER.login], handed, today)
    apart = sorted({(place.ipd_id, place.site_id): place for place in places}.items())[:2]
    await concerns.stand_in(coordinator, by_login[OTHER_SUPERVISOR], [place for _, place in apart], today)


def _of_the_other(started: Sequence[dict[str, Any]]) -> list[str]:
    """Which rulings are the other officer's."""
    theirs = started[concerns.SHARED_OUT : concerns.SHARED_OUT + concerns.OF_THE_OTHER]
    return [one["putusan_id"] for one in theirs]


async def _overridden(
    officer: Teller, placements: Mapping[str, dict[str, Any]], offers: Mapping[str, Workplace], today: date
) -> None:
    """The last of those whom the story leaves waiting serves where nobody proposed it, once."""
    waiting = [one for number, one in enumerate(placements.values()) if not is_taken_up(number, one)]
    proposed = [one for one in waiting if one["state"] == "proposed"]
    if any(one["state"] == "accepted" for one in waiting) or not proposed:
        return
    days = {"planned_from": today.isoformat(), "planned_until": (today + STAY).isoformat()}
    await concerns.override(officer, proposed[-1], offers, days)


async def _name_the_supervisor(coordinator: Teller, account_id: str, places: Iterable[Workplace], today: date) -> None:
    """One account supervises at every place, from the day on which the story begins."""
    named = {"account_id": account_id, "from_day": today.isoformat()}
    for ipd_id, site_id in sorted({(place.ipd_id, place.site_id) for place in places}):
        await coordinator.post(f"/ipd/{ipd_id}/sites/{site_id}/supervisors", named)


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

    async def begin(number: int, placement: dict[str, Any]) -> dict[str, Any] | None:
        ruling = registered[placement["putusan_id"]]
        day = starts_on(placement["putusan_id"], date.fromisoformat(ruling["ruled_on"]))
        async with turns:
            chosen = placement["offer_id"] or await _first_with_room(coordinator, placement, day)
            if chosen is None or day >= today:
                return None
            begun = {"putusan_id": placement["putusan_id"], "started_on": day.isoformat()}
            return await _started(
                officer, {**placement, **begun, "offer_id": chosen, "number": number, "ruling": ruling}
            )

    chosen = [(number, one) for number, one in enumerate(placements.values()) if is_taken_up(number, one)]
    return [found for found in await asyncio.gather(*(begin(*each) for each in chosen)) if found]


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


async def _first_with_room(coordinator: Teller, placement: dict[str, Any], day: date) -> str | None:
    for proposal in placement["proposals"]:
        length = date.fromisoformat(proposal["planned_until"]) - date.fromisoformat(proposal["planned_from"])
        body = {
            "ipd_id": proposal["ipd_id"],
            "offer_id": proposal["offer_id"],
            "planned_from": day.isoformat(),
            "planned_until": (day + length).isoformat(),
            "document": f"SP-{placement['putusan_id'][:8]}/REKAAN/{day.year}",
        }
        answer = await coordinator.post(f"/placement/{placement['putusan_id']}/acceptance", body, known=(409,))
        if "position" in answer:
            return str(proposal["offer_id"])
    return None


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
