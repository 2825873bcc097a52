"""The hours and days that a ruling itself fixes: what of a child's is held, and how much room they leave."""

from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN, decide
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import PutusanReceived, PutusanRegistered
from tests.given import given
from tests.intake.putusan.papers import adult, child, circumstances, confirming, register, rules

H = 60
LATE = {"day_from_minute": 18 * H + 30}


@pytest.mark.parametrize(
    ("fixed", "expected"),
    [
        pytest.param({"day_from_minute": 18 * H + 30}, ["child-at-night"], id="from 18.30"),
        pytest.param({"day_from_minute": 22 * H}, ["child-at-night"], id="from 22.00"),
        pytest.param({"day_until_minute": 5 * H}, ["child-at-night"], id="until 05.00"),
        pytest.param({"day_until_minute": 8 * H}, ["child-at-night"], id="until 08.00 is before the working day"),
        pytest.param({"day_from_minute": 17 * H}, ["child-at-night"], id="from 17.00 is after the working day"),
        pytest.param({"day_from_minute": 22 * H, "day_until_minute": 2 * H}, ["child-at-night"], id="over midnight"),
        pytest.param({"day_from_minute": 13 * H, "day_until_minute": 12 * H}, ["child-at-night"], id="round the clock"),
        pytest.param({"day_from_minute": 6 * H}, ["child-at-another-hour"], id="from 06.00"),
        pytest.param({"day_from_minute": 5 * H}, ["child-at-night"], id="from 05.00"),
        pytest.param({"day_until_minute": 17 * H + 10}, ["child-at-another-hour"], id="until 17.10"),
        pytest.param({"day_until_minute": 19 * H}, ["child-at-night"], id="until 19.00"),
        pytest.param({"day_from_minute": 13 * H}, [], id="from 13.00: the afternoon is left"),
        pytest.param({"day_until_minute": 12 * H}, [], id="until 12.00: the morning is left"),
    ],
)
def test_a_childs_hours_with_one_end_only_are_judged_by_the_daylight_they_leave(
    fixed: dict[str, int], expected: list[str]
) -> None:
    """Settlement 15, KUHP 186."""
    assert rules(register(child(**fixed))) == expected


@pytest.mark.parametrize(
    ("fixed", "hours", "expected"),
    [
        pytest.param({"day_from_minute": 16 * H + 30}, 40, ["cannot-fit"], id="half an hour a day left"),
        pytest.param({"day_from_minute": 16 * H + 30}, 22, [], id="half an hour a day is enough"),
        pytest.param({"day_until_minute": 8 * H + 30}, 40, ["cannot-fit"], id="half an hour in the morning"),
    ],
)
def test_what_cannot_fit_counts_the_daytime_that_is_left(
    fixed: dict[str, int], hours: int, expected: list[str]
) -> None:
    assert rules(register(child(total_minutes=hours * H, period_days=60, **fixed))) == expected


def test_the_room_of_the_daytime_left_is_told() -> None:
    """16.30-17.00 on 45 of 61 days: 22 h 30 min."""
    held = register(child(total_minutes=40 * H, day_from_minute=16 * H + 30)).events[1]
    (reason,) = held.reasons  # type: ignore[attr-defined]
    assert dict(reason.facts) == {"minutes": 2400, "possible_minutes": 1350, "days": 45}


@pytest.mark.parametrize(
    "fixed",
    [
        pytest.param({"day_from_minute": 22 * H, "day_until_minute": 2 * H}, id="22.00-02.00"),
        pytest.param({"day_from_minute": 22 * H, "day_until_minute": 0}, id="22.00-00.00"),
        pytest.param({"day_from_minute": 18 * H + 30}, id="from 18.30"),
        pytest.param({"day_until_minute": 5 * H}, id="until 05.00"),
    ],
)
def test_an_adults_night_is_lawful(fixed: dict[str, int]) -> None:
    """Settlement 14."""
    register(adult(**fixed)).then_types(PutusanReceived, PutusanRegistered)


def test_an_adults_night_has_the_room_of_both_its_ends() -> None:
    """22.00-02.00 is four hours of each day, two at each end."""
    paper = adult(minutes_a_day=None, period_days=9, day_from_minute=22 * H, day_until_minute=2 * H)
    assert rules(register(paper.model_copy(update={"total_minutes": 40 * H}))) == []
    assert rules(register(paper.model_copy(update={"total_minutes": 40 * H + 1}))) == ["cannot-fit"]


def test_a_confirmed_night_is_executed_as_answered() -> None:
    answered: dict[str, Any] = {"minutes_a_day": 120, **LATE}
    paper: Paper = child(**answered)
    held = register(paper).events
    terms = held[0].terms  # type: ignore[attr-defined]
    confirmed = given(PUTUSAN, *held, circumstances=circumstances()).when(decide, confirming(terms)).events[-1]
    assert isinstance(confirmed, PutusanRegistered)
    assert (confirmed.terms.day_from_minute, confirmed.terms.day_until_minute) == (18 * H + 30, None)
