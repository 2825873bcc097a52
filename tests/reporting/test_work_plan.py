"""The work plan: what counts for it, what does not, and the same figures by a look at the ledger itself."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from services.catalogue import BY_NAME
from services.intake.activity.events import ActivityHeld, HoldingWithdrawn
from services.intake.letter.events import LetterCorrected, LetterNumbered, LetterStruckOut, LetterWritten
from services.matching.placement.events import PlacementCorrected, PlacementLeft
from services.reporting.reports.evidence import evidence
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.event import TYPE_PREFIX
from shared.domain.identifiers import KlienId, OfferId
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.units import BAPAS
from shared.domain.work_plan import PROMISES, YEARS
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.demo.test_generated import generated
from tests.given import given
from tests.intake.activity.test_decider import ROUND as PLANNED
from tests.intake.letter.test_issuing import NUMBERED, WRITTEN
from tests.matching.ipd.test_decider import OPENED
from tests.opened import Opened, opened_for
from tests.reporting.telling import PUTUSAN, STARTED, accepted, proposed

TO_PARTY: LetterWritten = WRITTEN.model_copy(update={"party": BAPAS})
STRUCK = LetterStruckOut(letter_id=WRITTEN.letter_id, reason=Personal("salah catat"))
SENT: LetterNumbered = NUMBERED


def days(*events: Any) -> list[date]:
    return [row.day for row in given(evidence).when(*events).by_key.values() if row.day]


def test_a_letter_counts_once_it_goes_to_a_party_under_a_number_and_while_it_is_not_struck_out() -> None:
    other = retold(LetterCorrected, WRITTEN, correction=1, reason=Personal("kepada warga"))
    assert days(TO_PARTY) == []
    assert days(TO_PARTY, SENT) == [SENT.written_on]
    assert days(WRITTEN, SENT) == []
    assert days(TO_PARTY, SENT, STRUCK) == []
    assert days(TO_PARTY, SENT, other) == []
    assert days(TO_PARTY, STRUCK, SENT) == []


def test_an_offer_counts_in_the_year_in_which_it_was_made() -> None:
    assert days(OPENED) == [date(2026, 3, 1)]


def test_a_placement_is_in_time_before_its_first_planned_day_and_fits_where_talent_or_interest_speaks_for_it() -> None:
    in_time = accepted().model_copy(update={"accepted_on": STARTED})
    late = in_time.model_copy(update={"accepted_on": date(2026, 3, 3)})
    suiting = proposed(1).model_copy(update={"proposals": tuple(_suiting())})
    assert given(evidence, proposed()).row.day is None
    row = given(evidence, suiting, in_time).row
    assert (row.day, row.in_time, row.fit) == (STARTED, True, True)
    row = given(evidence, proposed(), late).row
    assert (row.day, row.in_time, row.fit) == (date(2026, 3, 3), False, False)
    elsewhere = retold(
        PlacementCorrected,
        in_time.model_copy(update={"offer_id": OfferId("40000000-0000-4000-8000-000000000009")}),
        number=1,
        document=Personal("BA 1"),
        reason=Personal("salah tempat"),
    )
    assert not given(evidence, suiting, in_time, elsewhere).row.fit
    gone = PlacementLeft(putusan_id=PUTUSAN, klien_id=KlienId(in_time.klien_id))
    assert days(suiting, in_time, gone) == []


def test_what_the_parties_do_together_counts_on_the_day_on_which_it_was_held_as_it_was_told_last() -> None:
    told: dict[str, Any] = {"activity_id": PLANNED.activity_id, "held_on": STARTED, "number": 1}
    held = ActivityHeld(**told, places=("Desa A", "Desa B"), people=40)
    again = held.model_copy(update={"number": 2, "places": (), "people": 45})
    gone = HoldingWithdrawn(activity_id=PLANNED.activity_id, reason=Personal("salah tanggal"))
    assert days(PLANNED) == []
    row = given(evidence, PLANNED, held).row
    assert (row.kind, row.day, row.sites, row.people) == ("socialisation", STARTED, 2, 40)
    row = given(evidence, PLANNED, held, again).row
    assert (row.sites, row.people) == (1, 45)
    row = given(evidence, PLANNED, held, gone).row
    assert (row.day, row.sites, row.people) == (None, None, None)


def _suiting() -> Iterator[Any]:
    for one in proposed(1).proposals:
        factors = (one.factors[0].model_copy(update={"rule": "score-interest", "points": 10, "points_max": 10}),)
        yield one.model_copy(update={"offer_id": accepted().offer_id, "factors": factors})


@pytest.fixture
async def told(settings: Settings, database: Database) -> None:
    await generated(settings, database, seed=7)


@pytest.mark.slow
async def test_every_figure_is_what_a_look_at_the_whole_ledger_gives_and_what_its_list_shows(
    told: None, settings: Settings, database: Database
) -> None:
    roles = (RoleName.COORDINATOR, RoleName.AUDITOR)
    async with opened_for(settings, BY_NAME, roles) as house:
        await house.level()
        expected = await by_hand(database)
        assert {kind for kind, _ in expected} >= {"offers", "profiles", "placements", "in-time", "fit"}
        for role in roles:
            found = await figures(house, role)
            assert {key: count for key, (count, _) in found.items() if count} == expected
        for count, address in (await figures(house, RoleName.COORDINATOR)).values():
            listed = (await house.clients[RoleName.COORDINATOR].get(address)).json()
            assert listed["total"] == count, address
        rows = (await house.clients[RoleName.COORDINATOR].get("/reports/work-plan?limit=200")).json()["items"]
        offices = (await house.clients[RoleName.COORDINATOR].get("/reports/ipd?limit=200")).json()["items"]
        free = {(row["year"], one["count"]) for row in rows for one in row["evidence"] if one["code"] == "free"}
        assert free == {(today_wib().year, sum(office["free"] for office in offices))}


@pytest.mark.slow
async def test_what_no_event_tells_is_not_recorded_and_no_nought(
    told: None, settings: Settings, database: Database
) -> None:
    async with opened_for(settings, BY_NAME, (RoleName.COORDINATOR,)) as house:
        await house.level()
        coordinator = house.clients[RoleName.COORDINATOR]
        rows = (await coordinator.get("/reports/work-plan?limit=200")).json()["items"]
        assert len(rows) == len(PROMISES) * len(YEARS)
        untold = {one["code"] for row in rows for one in row["evidence"] if one["count"] is None}
        assert untold >= {"notices-read", "feasibility", "approved", "readiness"}
        assert not [row["plan_id"] for row in rows if not row["begun"] and (row["missing"] or _counts(row))]
        page = (await coordinator.get("/reports/work-plan", headers={"accept": "text/html"})).text
        file = (await coordinator.get("/reports/work-plan.csv")).text
        assert "Daftar periksa kesiapan: belum dicatat" in page
        assert "Daftar periksa kesiapan: belum dicatat" in file
        assert "belum tahunnya" in page


def _counts(row: Mapping[str, Any]) -> list[int]:
    return [one["count"] for one in row["evidence"] if one["count"] is not None]


async def figures(house: Opened, role: RoleName) -> dict[tuple[str, int], tuple[int, str]]:
    """Each count with its list, by its code and year; slots are no deeds, and have a test of their own."""
    rows = (await house.clients[role].get("/reports/work-plan?limit=200")).json()["items"]
    return {
        (one["code"], row["year"]): (one["count"], one["address"])
        for row in rows
        for one in row["evidence"]
        if one["count"] is not None and one["code"] != "free"
    }


async def by_hand(database: Database) -> Counter[tuple[str, int]]:
    """The same figures out of the payloads of the ledger, without any fold."""
    connection = await asyncpg.connect(database.url)
    lines = await connection.fetch("SELECT type, payload, recorded_at FROM ledger.event ORDER BY position")
    await connection.close()
    found: Counter[tuple[str, int]] = Counter()
    liked: dict[str, set[str]] = {}
    for line in lines:
        said, year = json.loads(line["payload"]), line["recorded_at"].astimezone(ZoneInfo("Asia/Jakarta")).year
        match line["type"].removeprefix(TYPE_PREFIX):
            case "ipd.offer-opened.v1":
                found["offers", year] += 1
            case "klien.profiled.v1":
                found["profiles", year] += 1
            case "placement.proposed.v1":
                liked[said["putusan_id"]] = {one["offer_id"] for one in said["proposals"] if _liked(one)}
            case "placement.accepted.v1":
                day = said.get("accepted_on") or str(line["recorded_at"].astimezone(ZoneInfo("Asia/Jakarta")).date())
                found["placements", int(day[:4])] += 1
                found["in-time", int(day[:4])] += day <= said["planned_from"]
                found["fit", int(day[:4])] += said["offer_id"] in liked.get(said["putusan_id"], ())
    return +found


def _liked(proposal: Mapping[str, Any]) -> bool:
    """By the names of the reasons: talent is a skill, and interest; none that says that there is none of it."""
    of_person = [one for one in proposal["factors"] if one["rule"].startswith(("score-skill", "score-interest"))]
    return any(one["points"] > 0 for one in of_person if not one["rule"].endswith("-none"))
