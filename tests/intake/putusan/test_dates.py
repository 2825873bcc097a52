"""Dates that nobody can mean, or that contradict each other: kept, flagged or held, never guessed (settlement 42)."""

from datetime import date
from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.flags import FIELD_OF_FLAG
from services.intake.putusan.events import Mask, PutusanConfirmed, PutusanHeld, PutusanReceived, PutusanRegistered
from shared.domain.sentence import Regime
from tests.given import Outcome, given
from tests.intake.putusan.papers import adult, child, circumstances, confirming, paper_for, register, rules

FAR, EARLY = date(9999, 12, 31), date(1, 1, 1)
ODD = [
    ("final_on", FAR, "date-not-meant", ["final-not-stated"]),
    ("final_on", date(2101, 1, 1), "date-not-meant", ["final-not-stated"]),
    ("final_on", EARLY, "date-not-meant", ["final-not-stated"]),
    ("final_on", date(2026, 8, 31), "final-before-ruling", ["final-not-stated"]),
    ("appealed_on", FAR, "date-not-meant", []),
    ("appealed_on", date(2026, 8, 31), "appealed-before-ruling", []),
    ("appealed_on", date(2026, 11, 26), "appealed-in-future", []),
    ("birth_date", FAR, "date-not-meant", ["birth-date-not-stated"]),
    ("birth_date", date(1899, 12, 31), "date-not-meant", ["birth-date-not-stated"]),
    ("birth_date", date(2026, 9, 2), "birth-after-ruling", ["birth-date-not-stated"]),
    ("offence_on", EARLY, "date-not-meant", ["offence-date-not-stated"]),
    ("offence_on", date(2026, 9, 2), "offence-after-ruling", ["offence-date-not-stated"]),
    ("offence_on", date(1990, 3, 1), "birth-after-offence", ["offence-date-not-stated"]),
]


def received(outcome: Outcome) -> PutusanReceived:
    found = outcome.events[0]
    assert isinstance(found, PutusanReceived)
    return found


@pytest.mark.parametrize(("field", "day", "rule", "asks"), ODD)
def test_a_date_nobody_can_mean_is_flagged_and_kept_as_written(
    field: str, day: date, rule: str, asks: list[str]
) -> None:
    outcome = register(adult(**{field: day}))
    assert [type(event) for event in outcome.events] == [PutusanReceived, PutusanRegistered]
    found = received(outcome)
    assert getattr(found, field, None) is None
    (unread,) = found.unread
    assert (unread.rule, unread.field, unread.written.value) == (rule, field, f"{day:%d/%m}/{day.year:04}")
    assert set(found.flags) == {rule, *asks}
    assert outcome.events[1].flags == found.flags  # type: ignore[attr-defined]


def test_the_rulings_last_day_that_nobody_can_mean_leaves_the_statutes() -> None:
    outcome = register(adult(until=FAR, period_days=None))
    assert received(outcome).terms.until is None
    assert set(received(outcome).flags) == {"date-not-meant", "period-not-stated"}
    assert outcome.events[1].terms.period_days == 180  # type: ignore[attr-defined]


def test_the_rulings_last_day_before_the_ruling_has_no_room_and_is_held() -> None:
    assert rules(register(adult(until=date(2026, 8, 1)))) == ["cannot-fit"]


def test_every_odd_date_is_told_at_once() -> None:
    found = received(register(child(final_on=FAR, birth_date=FAR, offence_on=FAR, until=FAR)))
    assert [unread.field for unread in found.unread] == ["final_on", "until", "birth_date", "offence_on"]
    assert found.flags.count("date-not-meant") == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(EARLY, ["date-not-meant"], id="the year one"),
        pytest.param(date(1899, 12, 31), ["date-not-meant"], id="before 1900"),
        pytest.param(FAR, ["ruled-in-future"], id="the end of time"),
    ],
)
def test_only_the_rulings_own_date_makes_a_paper_no_ruling(day: date, expected: list[str]) -> None:
    assert rules(register(adult(ruled_on=day))) == expected


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2026, 8, 31)])
def test_an_old_ruling_is_no_odd_date(day: date) -> None:
    assert "date-not-meant" not in received(register(adult(ruled_on=day))).flags


def test_a_number_of_a_later_year_than_the_ruling_is_flagged() -> None:
    assert "ruled-before-case" in received(register(adult(case_number="1/Pid.B/2027/PN Trk"))).flags


def test_a_date_that_cannot_be_unmasks_nobody() -> None:
    """An offence in 2040 would make a child of 2010 an adult (settlement 44)."""
    paper = adult(birth_date=date(2010, 3, 2), offence_on=date(2040, 6, 1), nik=None)
    assert received(register(paper)).mask is Mask.CHILD
    assert received(register(adult(birth_date=EARLY, nik=None))).mask is Mask.UNKNOWN


@pytest.mark.parametrize(
    ("until", "rule"),
    [
        (FAR, "date-not-meant"),
        (EARLY, "date-not-meant"),
        (date(2026, 8, 31), "until-before-ruling"),
    ],
)
def test_an_answer_with_a_last_day_nobody_can_mean_is_asked_again(until: date, rule: str) -> None:
    held = register(adult(minutes_a_day=540)).events
    assert isinstance(held[1], PutusanHeld)
    terms = held[0].terms.model_copy(update={"until": until})  # type: ignore[attr-defined]
    given(PUTUSAN, *held, circumstances=circumstances()).when(confirming(terms)).refused(rule)


EXTREMES = [None, EARLY, date(1899, 12, 31), date(1900, 1, 1), date(2100, 12, 31), date(2101, 1, 1), FAR]


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("field", ["final_on", "appealed_on", "until", "birth_date", "offence_on", "ruled_on"])
@pytest.mark.parametrize("day", EXTREMES)
def test_no_date_of_a_paper_breaks_its_decision(regime: Regime, field: str, day: date | None) -> None:
    """Whatever is written, something follows, and what follows can be confirmed."""
    changes: dict[str, Any] = {field: day, "minutes_a_day": 540}
    outcome = register(paper_for(regime, **changes))
    assert outcome.events
    if isinstance(outcome.events[-1], PutusanHeld):
        terms = received(outcome).terms.model_copy(update={"total_minutes": 600, "until": None})
        answered = given(PUTUSAN, *outcome.events, circumstances=circumstances()).when(confirming(terms))
        assert isinstance(answered.events[0], PutusanConfirmed)


@pytest.mark.parametrize(
    ("missing", "flagged"), [("birth_date", "birth-date-not-stated"), ("offence_on", "offence-date-not-stated")]
)
def test_of_two_dates_that_a_check_needs_the_one_that_is_missing_is_named_and_leads_to_its_field(
    missing: str, flagged: str
) -> None:
    found = getattr(register(adult(**{missing: None})).events[1], "flags", ())
    assert found == (flagged,)
    assert FIELD_OF_FLAG[flagged] == missing
