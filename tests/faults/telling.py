"""A few persons brought to their first day of service over HTTP, and callers who log their hours until answered."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from time import monotonic
from typing import Any
from uuid import UUID

import httpx2

from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.law.calendar import DAY, WIB, working_day
from shared.runtime.clock import now, today_wib
from tests.faults.parts import Parts
from tests.neighbours import account_of
from tests.waiting import until

PASSWORD = "kata sandi yang panjang"
ROLES = (RoleName.OFFICER, RoleName.COORDINATOR, RoleName.SUPERVISOR)
CALLERS = 8
RULED_DAYS_AGO, STARTED_DAYS_AGO = 130, 110
PATIENCE_S = 180.0
"""How long one command may need while processes are killed: a restart takes some seconds on a busy machine."""
REQUEST_S = 8.0
PAUSE_S_MAX = 0.2
OFFICE = {"code": "dinsos", "name": "Dinas Sosial Contoh"}
LINE: dict[str, Any] = {
    "site_name": "Panti Contoh",
    "host_kind": "care_home",
    "kecamatan": "35.03.11",
    "category": 1,
    "activity": "merawat-lansia",
    "slots": 50,
    "weekdays": [0, 1, 2, 3, 4, 5],
    "open_from_minute": 420,
    "open_until_minute": 1020,
    "unpaid": True,
}


@dataclass(frozen=True)
class Person:
    """One sentence under way."""

    klien_id: str
    putusan_id: str
    days: list[date]
    """Working days of the window, not yet worked on."""


@dataclass(frozen=True)
class Worked:
    """One log: the id is the caller's own, so that it may be sent as often as needed."""

    klien_id: str
    shift_id: str
    starts: datetime
    minutes: int


@dataclass
class Telling:
    """Everything that is said to the house, and what was answered."""

    parts: Parts
    chance: Random
    tokens: dict[RoleName, str] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)
    rulings: list[str] = field(default_factory=list)
    acknowledged: dict[str, Worked] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)
    """Why requests were sent again."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def open(self, database: Database, persons: int) -> None:
        """Accounts, a place of work, and persons whose service has begun."""
        for role in ROLES:
            await Accounts(database).create(role.value, role.value, role, PASSWORD, now())
            body = {"login": role.value, "password": PASSWORD}
            answer = await self.parts.client.post(f"{self.parts.of['intake'].address}/session", json=body)
            self.tokens[role] = answer.json()["token"]
        office = await self.post("matching", "/ipd", OFFICE, RoleName.COORDINATOR)
        offers = f"/ipd/{office['ipd_id']}/offers"
        self.place = await self.post("matching", offers, LINE, RoleName.COORDINATOR)
        named = {"account_id": await account_of(database, RoleName.SUPERVISOR), "from_day": today_wib().isoformat()}
        supervisors = f"/ipd/{office['ipd_id']}/sites/{self.place['site_id']}/supervisors"
        await self.post("matching", supervisors, named, RoleName.COORDINATOR)
        self.persons = await asyncio.gather(*(self.person() for _ in range(persons)))

    async def person(self) -> Person:
        """A ruling registered, its proposal accepted, its service started: three processes and two reactions."""
        ids = await self.ruling()
        placement = f"/placement/{ids['putusan_id']}"
        await self._until("matching", placement, lambda row: row["state"] == "proposed")
        started = today_wib() - DAY * STARTED_DAYS_AGO
        chosen = {"ipd_id": self.place["ipd_id"], "offer_id": self.place["offer_id"]}
        stay = {
            "planned_from": started.isoformat(),
            "planned_until": (started + DAY * 100).isoformat(),
            "document": "SP-1/REKAAN",
        }
        await self.post("matching", f"{placement}/acceptance", chosen | stay, RoleName.COORDINATOR)
        begun = {"putusan_id": ids["putusan_id"], "started_on": started.isoformat(), "document": "BA-1/REKAAN"}
        hours = f"/hours/{ids['klien_id']}"
        await self._until("attendance", hours, lambda seen: any(row["places"] for row in seen["sentences"]))
        await self.post("attendance", f"{hours}/service", begun, RoleName.OFFICER)
        days = [day for day in (started + DAY * n for n in range(1, STARTED_DAYS_AGO)) if working_day(day)]
        return Person(ids["klien_id"], ids["putusan_id"], self.chance.sample(days, len(days)))

    async def ruling(self) -> dict[str, Any]:
        """One more invented ruling, registered at intake."""
        number = next(self._numbers)
        ruled = today_wib() - DAY * RULED_DAYS_AGO
        paper = {
            "case_number": f"{number}/Pid.B/{ruled.year}/PN Trk",
            "ruled_on": ruled.isoformat(),
            "final_on": (ruled + DAY * 8).isoformat(),
            "name": f"Rekaan Nomor {number}",
            "nik": f"99031102039{number:05}",
            "birth_date": "1990-03-02",
            "offence_on": (ruled - DAY * 60).isoformat(),
            "kind": "adult",
            "total_minutes": 14_400,
            "minutes_a_day": 480,
            "period_days": 180,
            "replaced": "prison",
            "consent": "given",
            "considerations_stated": True,
            "sanctions": ["prison"],
            "kecamatan": "35.03.11",
        }
        answer = await self.post("intake", "/putusan", paper, RoleName.OFFICER)
        assert answer["state"] == "registered", answer
        self.rulings.append(answer["putusan_id"])
        return answer

    def logs(self, how_many: int) -> list[Worked]:
        """So many whole days and parts of days, each day of a person once: all of it can be credited."""
        found = []
        for number in range(how_many):
            person = self.persons[number % len(self.persons)]
            starts = datetime.combine(person.days.pop(), time(8), WIB)
            minutes = self.chance.randrange(30, 241)
            found.append(Worked(person.klien_id, self._id(), starts, minutes))
        return found

    async def log(self, logs: Iterable[Worked], pause_s: float = PAUSE_S_MAX) -> None:
        """Several callers at once send these until each is acknowledged."""
        waiting = list(logs)
        await asyncio.gather(*(self._caller(waiting, pause_s) for _ in range(CALLERS)))

    async def _caller(self, waiting: list[Worked], pause_s: float) -> None:
        while waiting:
            log = waiting.pop()
            body = {
                "klien_id": log.klien_id,
                "shift_id": log.shift_id,
                "site_id": self.place["site_id"],
                "ipd_id": self.place["ipd_id"],
                "starts": log.starts.isoformat(),
                "ends": (log.starts + timedelta(minutes=log.minutes)).isoformat(),
            }
            answer = await self.post("attendance", "/hours", body, RoleName.SUPERVISOR)
            assert answer["outcome"] in ("recorded", "known"), answer
            self.acknowledged[log.shift_id] = log
            await asyncio.sleep(self.chance.uniform(0, pause_s))

    async def post(self, part: str, path: str, body: Any, role: RoleName) -> dict[str, Any]:
        """Send one command under one key until it is answered; no answer but yes and "try again" is expected."""
        headers = {"authorization": f"Bearer {self.tokens[role]}", "idempotency-key": self._id()}
        latest = monotonic() + PATIENCE_S
        while True:
            assert monotonic() < latest, f"POST {path}: no answer in {PATIENCE_S} s\n{self.parts.of[part].said()}"
            address = f"{self.parts.of[part].address}{path}"
            try:
                answer = await self.parts.client.post(address, json=body, headers=headers, timeout=REQUEST_S)
            except httpx2.TransportError as error:
                self.repeats[type(error).__name__] += 1
            else:
                if answer.is_success:
                    return dict(answer.json())
                assert answer.status_code == 503, (
                    f"POST {path}: {answer.status_code} {answer.text}\n{self.parts.of[part].said()}"
                )
                self.repeats[str(answer.json().get("rule"))] += 1
            await asyncio.sleep(self.chance.uniform(0.02, 0.2))

    async def get(self, part: str, path: str, role: RoleName = RoleName.OFFICER) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.tokens[role]}"}
        answer = await self.parts.client.get(f"{self.parts.of[part].address}{path}", headers=headers)
        assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    async def _until(self, part: str, path: str, seen: Callable[[dict[str, Any]], Any]) -> None:
        """Wait until another process has heard of it."""

        async def found() -> bool:
            headers = {"authorization": f"Bearer {self.tokens[RoleName.OFFICER]}"}
            answer = await self.parts.client.get(f"{self.parts.of[part].address}{path}", headers=headers)
            return answer.status_code == 200 and bool(seen(answer.json()))

        await until(found)

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def shares(logs: Sequence[Worked], turns: int) -> list[list[Worked]]:
    """The logs dealt out to so many turns."""
    return [list(logs[number::turns]) for number in range(turns)]
