"""Hours that somebody records whose person, or place, it is not: recorded, and they wait until an officer decides."""

from typing import Any

from services.attendance.hours.decider import HOURS, DecideReview
from services.attendance.hours.events import HoursLogged, ReviewDecided, Shift, ShiftSentToReview
from shared.domain.identifiers import KlienId, PutusanId, RuleCode, derived
from shared.domain.personal import Personal
from tests.attendance.conftest import Attendance
from tests.attendance.hours.facts import ELSEWHERE, FIRST, KLIEN, MONDAY, NOW, log, serving, shift, terms
from tests.attendance.hours.test_routes import ACCEPTED, ADDRESS, PAGE, REGISTERED, begun, entry
from tests.given import given
from tests.lawful import LAW

MORNING, AWAY = shift(MONDAY, "08:00-12:00"), shift(MONDAY, "08:00-12:00", site=ELSEWHERE)
OUTSIDE, NO_PLACE = RuleCode("outside-reach"), RuleCode("no-placement")
WHY: Personal[Any] = Personal("ditanyakan kepada pengawas tempat itu")
HIDDEN, THEIR_RULING = KlienId(derived("hidden klien")), PutusanId(derived("hidden ruling"))


def outside(of: Shift) -> Any:
    return log(of).model_copy(update={"outside": True})


def taken(*reasons: RuleCode) -> DecideReview:
    return DecideReview(
        klien_id=KLIEN, shift_id=MORNING.id, number=1, content=0, accepted=reasons, reason=WHY, document=None
    )


def waits(of: Shift, *reasons: RuleCode) -> ShiftSentToReview:
    return ShiftSentToReview(klien_id=KLIEN, shift=of, reasons=reasons, law=LAW.version)


def test_work_outside_the_reach_of_who_records_it_waits_and_credits_nothing() -> None:
    given(HOURS, *serving(terms()), circumstances=NOW).when(outside(MORNING)).then(waits(MORNING, OUTSIDE))


def test_every_reason_why_it_waits_is_told_at_once() -> None:
    given(HOURS, *serving(terms()), circumstances=NOW).when(outside(AWAY)).then(waits(AWAY, OUTSIDE, NO_PLACE))


def test_an_officer_takes_it_as_it_stands_and_then_it_counts() -> None:
    before = (*serving(terms()), waits(MORNING, OUTSIDE))
    told = given(HOURS, *before, circumstances=NOW).when(taken(OUTSIDE)).events
    assert isinstance(told[0], ReviewDecided)
    assert HoursLogged(klien_id=KLIEN, shift=MORNING) in told
    assert [event.credited_minutes for event in told if hasattr(event, "credited_minutes")] == [240]


async def test_a_log_at_a_place_that_is_not_theirs_waits_until_the_officer_takes_it(attendance: Attendance) -> None:
    await begun(attendance)
    await attendance.tell(f"placement-{FIRST}", ACCEPTED.model_copy(update={"site_id": ELSEWHERE}))
    told = (await attendance.supervisor.post("/hours", json=entry(site_id=ELSEWHERE))).json()
    assert (told["outcome"], told["reasons"]) == ("review", ["outside-reach"])
    page = await attendance.officer.get(f"{ADDRESS}/logs/{told['shift_id']}?after={told['position']}", headers=PAGE)
    assert "bukan pengawas klien ini" in page.text
    body = {
        "shift_id": told["shift_id"],
        "number": 1,
        "content": 0,
        "accepted": ["outside-reach"],
        "reason": "ditanyakan",
    }
    decided = await attendance.officer.post(f"{ADDRESS}/decisions", json=body)
    assert decided.status_code == 200, decided.text


async def test_of_a_person_who_is_hidden_and_of_one_who_is_unknown_the_same_is_told(attendance: Attendance) -> None:
    await attendance.tell(
        f"putusan-{THEIR_RULING}", REGISTERED.model_copy(update={"putusan_id": THEIR_RULING, "klien_id": HIDDEN})
    )
    unknown = KlienId(derived("nobody"))
    both = [(await attendance.supervisor.post("/hours", json=entry(klien_id=one))).json() for one in (HIDDEN, unknown)]
    assert both[0]["reasons"] == both[1]["reasons"] == ["outside-reach", "no-placement"]
    read = [await attendance.supervisor.get(f"/hours/{one}?after={both[1]['position']}") for one in (HIDDEN, unknown)]
    assert [one.status_code for one in read] == [404, 404]
    first, second = (one.json() | {"instance": ""} for one in read)
    assert first == second
