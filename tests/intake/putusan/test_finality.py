"""The court's day of finality (BHT): recorded when it comes, corrected by number, shown where it cannot be."""

from datetime import date
from typing import Any

import httpx2
import pytest

from services.intake.putusan.decider import PUTUSAN, RecordFinality
from services.intake.putusan.events import PutusanFinalityRecorded, PutusanHeld, PutusanRegistered
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.domain.sentence import Regime, Terms
from tests.given import Outcome, given
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, circumstances, confirming, register
from tests.intake.putusan.test_routes import PAPER, office, shown  # noqa: F401 (a fixture)
from tests.lawful import LAW

REASON: Personal[str] = Personal("SIPP menyebut hari lain")


def told(on: date, number: int = 1, **more: Any) -> RecordFinality:
    return RecordFinality(putusan_id=PUTUSAN_ID, number=number, final_on=on, **more)


def registered(**changes: Any) -> list[Event]:
    return register(adult(**{"final_on": None} | changes)).events


def recorded(command: RecordFinality, *before: Event) -> Outcome:
    return given(PUTUSAN, *before, circumstances=circumstances()).when(command)


def test_a_bht_that_was_not_known_is_recorded_and_answers_its_flag() -> None:
    events = registered()
    recorded(told(date(2026, 9, 9)), *events).then(
        PutusanFinalityRecorded(
            putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID, number=1, final_on=date(2026, 9, 9), law=LAW.version
        )
    )
    state = PUTUSAN.fold([*events, *recorded(told(date(2026, 9, 9)), *events).events])
    assert "final-not-stated" not in state.flags


def test_a_bht_before_the_time_to_appeal_is_over_is_flagged() -> None:
    (event,) = recorded(told(date(2026, 9, 8)), *registered()).events
    assert isinstance(event, PutusanFinalityRecorded)
    assert event.flags == ("final-too-early",)


@pytest.mark.parametrize(
    ("command", "rules"),
    [
        pytest.param(told(date(2026, 11, 26)), ["finality-in-future"], id="tomorrow"),
        pytest.param(told(date(9999, 12, 31)), ["finality-in-future"], id="42: another century"),
        pytest.param(told(date(2026, 8, 31)), ["finality-before-ruling"], id="42: before the ruling"),
        pytest.param(told(date(1, 1, 1)), ["finality-before-ruling"], id="42: the year one"),
    ],
)
def test_a_day_that_cannot_be_is_shown_and_not_recorded(command: RecordFinality, rules: list[str]) -> None:
    recorded(command, *registered()).refused(*rules)


def test_a_day_that_stands_is_corrected_with_a_reason_under_the_next_number() -> None:
    stated = register(adult()).events
    recorded(told(date(2026, 9, 20)), *stated).refused("reason-missing")
    events = [*stated, *recorded(told(date(2026, 9, 20), reason=REASON), *stated).events]
    assert PUTUSAN.fold(events).final_on == date(2026, 9, 20)
    assert recorded(told(date(2026, 9, 20)), *events).events == []
    (fault,) = recorded(told(date(2026, 9, 21), reason=REASON), *events).refused("finality-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 2)


@pytest.mark.parametrize("number", [1, 4, 1000])
def test_a_number_that_is_not_the_next_changes_nothing_and_is_refused(number: int) -> None:
    """A lower one had not seen what stands; after the highest nothing could be mended any more."""
    events = registered()
    for at, day in ((1, date(2026, 9, 20)), (2, date(2026, 9, 21))):
        events += recorded(told(day, at, reason=REASON), *events).events
    late = told(date(2026, 9, 9), number, reason=REASON)
    (fault,) = recorded(late, *events).refused("finality-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 3)


def test_a_held_ruling_is_registered_with_the_day_that_was_told_meanwhile() -> None:
    events = registered(total_minutes=300 * 60, minutes_a_day=480, period_days=180)
    assert isinstance(events[-1], PutusanHeld)
    events += recorded(told(date(2026, 9, 9)), *events).events
    answer = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * 60, minutes_a_day=480, period_days=180))
    found = given(PUTUSAN, *events, circumstances=circumstances()).when(answer).events[-1]
    assert isinstance(found, PutusanRegistered)
    assert found.final_on == date(2026, 9, 9)
    assert "final-not-stated" not in found.flags


def test_of_an_unknown_or_rejected_ruling_there_is_no_finality() -> None:
    recorded(told(date(2026, 9, 9))).refused("putusan-unknown")
    recorded(told(date(2026, 9, 9)), *register(adult(name=None)).events).refused("putusan-unknown")


async def test_the_page_records_and_corrects_the_bht(office: httpx2.AsyncClient) -> None:  # noqa: F811
    paper = {name: value for name, value in PAPER.items() if name != "final_on"}
    answer = await office.post("/putusan", json=paper)
    address = f"/putusan/{answer.json()['putusan_id']}"
    page = {"accept": "text/html"}
    before = (await office.get(f"{address}?after={answer.json()['position']}", headers=page)).text
    assert f'action="{address}/finality"' in before
    assert 'name="reason"' not in before
    done = await office.post(f"{address}/finality", data={"final_on": "2026-03-13", "number": "1"}, headers=page)
    assert done.status_code == 303, done.text
    after = (await office.get(done.headers["location"], headers=page)).text
    assert "Betulkan tanggalnya" in after
    assert 'name="number" value="2"' in after
    later = {"final_on": "2026-03-14", "number": 2, "reason": "SIPP menyebut tanggal 14"}
    corrected = await office.post(f"{address}/finality", json=later)
    row = (await office.get(f"{address}?after={corrected.json()['position']}")).json()
    assert (row["final_on"], row["final_number"]) == ("2026-03-14", 2)
    assert "final-not-stated" not in [flag["rule"] for flag in row["flags"]]
    early = await office.post(f"{address}/finality", json=later | {"number": 3, "final_on": "1999-01-01"})
    assert (early.status_code, early.json()["rule"]) == (422, "finality-before-ruling")
