"""Invented persons of every kind that the mask knows, told to a whole house: rulings, places, hours, a review each."""

import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from services.catalogue import BY_NAME
from shared.access.policy import SIGNING_IN, RoleName
from shared.domain.lampiran import HOST_KINDS
from shared.domain.places import PLACES
from shared.runtime.clock import today_wib
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings
from tests.conftest import emptied_valkey, fresh_database, hash_quickly
from tests.opened import Opened, opened_for

TODAY = today_wib()
HOST = "35.03.11"
"""Where the only place of work lies; nobody lives there."""
YEAR = 365.25
HOLE: Final = re.compile(r"\{([a-z_]+)\}")
"""An id's place in an address."""


def ago(years: float) -> date:
    return TODAY - timedelta(days=round(years * YEAR))


@dataclass(frozen=True)
class Person:
    """Somebody, and what is told of them. ``words`` are nobody else's, and no word of any page."""

    kind: str
    masked: bool
    name: str
    kecamatan: str
    born: date | None = None
    papers: tuple[Mapping[str, Any], ...] = ()
    """What each paper says besides; a paper without ``kind`` or case number is rejected."""
    answer: str | None = None
    """As what the prosecutor answers the held ruling."""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.name.split())

    @property
    def home(self) -> str:
        return PLACES[self.kecamatan].name  # type: ignore[index]


ADULT, CHILD = {"kind": "adult"}, {"kind": "child"}
LONG_DAY = {"minutes_a_day": 540}
FILLER = {"nik": "9999999999999999"}
PEOPLE = (
    Person("child", True, "Aryokusumo Bratasena", "35.03.01", ago(16), (CHILD,)),
    Person("adult", False, "Cokrowijoyo Danurejo", "35.03.12", ago(40), (ADULT,)),
    Person("both", True, "Endropranoto Fatkhurozi", "35.03.02", ago(19), ({**CHILD, "years": 3}, ADULT)),
    Person("held as adult but a child by date", True, "Gondokusumo Harjosuwito", "35.03.03", ago(15), (ADULT,)),
    Person("unknown", True, "Ismoyodati Joyodikromo", "35.03.05", None, (ADULT,)),
    Person("filler NIK", True, "Kertorejoso Lelonobudi", "35.03.07", None, ({**ADULT, **FILLER},)),
    Person(
        "unknown, answered as adult", False, "Mangunwijoyo Notosuwiryo", "35.03.13", None, ({**ADULT, **LONG_DAY},),
        "adult",
    ),
    Person(
        "unknown, answered as child", True, "Onggosuprapto Prawirodirjo", "35.03.08", None, ({**ADULT, **LONG_DAY},),
        "child",
    ),
    Person("rejected, unknown", True, "Qomaruzzaman Rekshobawono", "35.03.09", None, ({**ADULT, "case_number": None},)),
    Person("rejected, adult", False, "Sastrowijoyo Tjokronegoro", "35.03.06", ago(30), ({"case_number": None},)),
    Person("rejected, child", True, "Udhakusumo Wiryodikromo", "35.03.10", ago(16), ({**CHILD, "case_number": None},)),
    Person("adult, then rejected as child", True, "Yudhonegoro Zakariyanto", "35.03.14", ago(30),
           (ADULT, {**CHILD, "case_number": None})),
)  # fmt: skip
OFFER = {
    "site_name": "Panti Contoh",
    "host_kind": next(iter(HOST_KINDS)),
    "kecamatan": HOST,
    "category": 1,
    "activity": "merawat-lansia",
    "slots": 50,
    "unpaid": True,
}


@asynccontextmanager
async def whole_house(
    servers: Servers, migrated: str, folder: Path, roles: Collection[RoleName] = SIGNING_IN
) -> AsyncIterator[Opened]:
    """A house with all its parts for the tests of one module, on a database of its own."""
    async with fresh_database(servers, migrated) as database:
        settings = Settings(data_dir=folder, database_url=database.url, redis_url=await emptied_valkey(servers))
        with pytest.MonkeyPatch.context() as patched:
            hash_quickly(patched)
            async with opened_for(settings, BY_NAME, roles) as house:
                yield house


@dataclass
class Known:
    """A person with the ids that the house gave."""

    person: Person
    klien_ids: set[str]
    putusan_ids: list[str]


async def told(house: Opened, people: Sequence[Person] = PEOPLE) -> list[Known]:
    """Everybody of these, as far as the law lets them come."""
    officer, coordinator = house.clients[RoleName.OFFICER], house.clients[RoleName.COORDINATOR]
    host = await _done(coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"}))
    place = await _done(coordinator.post(f"/ipd/{host['ipd_id']}/offers", json=OFFER))
    known = [await registered(officer, number, person) for number, person in enumerate(people)]
    await house.level()
    for one in known:
        for putusan_id in one.putusan_ids:
            await served(house, officer, putusan_id, {**host, **place})
    await house.level()
    return known


async def registered(officer: httpx2.AsyncClient, number: int, person: Person) -> Known:
    """Their papers, and the answer to the first where it is held."""
    known = Known(person, set(), [])
    for paper in person.papers:
        answer = await officer.post("/putusan", json=paper_of(number, person, paper))
        assert answer.status_code in (201, 422), answer.text
        at = answer.headers["location"]
        row = (
            await officer.get(f"{at}?after={answer.headers.get('bakti-position') or answer.json()['position']}")
        ).json()
        known.klien_ids.add(row["klien_id"])
        known.putusan_ids.append(row["putusan_id"])
        if person.answer:
            assert row["state"] == "held"
            terms = {"regime": person.answer, "total_minutes": 1200, "minutes_a_day": 120}
            body = {"document": "B-1/M.5.16/Rekaan", "reason": "Menurut surat jaksa", "answered_on": TODAY.isoformat()}
            body["terms"] = terms
            await _done(officer.post(f"{at}/confirmation", json=body))
    return known


def paper_of(number: int, person: Person, own: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(own)
    years = said.pop("years", 0.5)
    register = "Pid.Sus-Anak" if own.get("kind") == "child" else "Pid.B"
    ruled_on = ago(years)
    born = person.born
    nik = f"990311{born:%d%m%y}{number + 1:04}" if born else None
    paper = {
        "case_number": f"{number + 1}/{register}/{ruled_on.year}/PN Trk",
        "court": "Pengadilan Negeri Trenggalek",
        "ruled_on": ruled_on.isoformat(),
        "final_on": (ruled_on + timedelta(days=8)).isoformat(),
        "offence_on": (ruled_on - timedelta(days=30)).isoformat(),
        "name": person.name,
        "nik": nik,
        "birth_date": born and born.isoformat(),
        "kecamatan": person.kecamatan,
        "total_minutes": 1200,
        "minutes_a_day": 120,
        "period_days": 170,
        "replaced": "prison" if own.get("kind") == "adult" else None,
        "consent": "given",
        "considerations_stated": True,
        "sanctions": ["repeat"],
        **said,
    }
    return {name: value for name, value in paper.items() if value is not None}


async def served(house: Opened, officer: httpx2.AsyncClient, putusan_id: str, place: Mapping[str, Any]) -> None:
    """A placement, the berita acara, a day with too many hours, and a log at a place nobody knows."""
    if (row := await accepted(officer, putusan_id, place)) is None:
        return
    await house.level()
    begun = {"putusan_id": putusan_id, "started_on": ago(0.1).isoformat(), "document": "BA-1/Rekaan"}
    await _done(officer.post(f"/hours/{row['klien_id']}/service", json=begun))
    day = TODAY - timedelta(days=7)
    for site_id in (place["site_id"], str(uuid4())):
        log = {"klien_id": row["klien_id"], "site_id": site_id, "ipd_id": place["ipd_id"]}
        times = {"starts": f"{day}T07:00:00+07:00", "ends": f"{day}T17:00:00+07:00"}
        await _done(officer.post("/hours", json={**log, **times}))


async def accepted(officer: httpx2.AsyncClient, putusan_id: str, place: Mapping[str, Any]) -> dict[str, Any] | None:
    """The placement, whose stay has begun; None where no place is proposed."""
    found = await officer.get(f"/placement/{putusan_id}")
    row = found.json()
    if found.status_code == 404 or not row["proposals"]:
        return None
    choice = {"offer_id": place["offer_id"], "planned_from": ago(0.2).isoformat(), "planned_until": TODAY.isoformat()}
    choice["document"] = "Surat tugas 7/Rekaan"
    await _done(officer.post(f"/placement/{putusan_id}/acceptance", json=choice))
    return dict(row)


async def _done(answering: Any) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code < 300, answer.text
    return dict(answer.json())
