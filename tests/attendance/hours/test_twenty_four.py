"""Settlement 2 as a regency may settle it: at most 8 hours in any 24 count; against a reckoning step by step."""

import sys
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from shared.domain.identifiers import ShiftId, derived
from shared.law.settings import QUESTIONS
from shared.law.twenty_four import Piece, in_24_hours
from tests.attendance.hours.facts import (
    FIRST,
    MONDAY,
    SECOND,
    after,
    log,
    opened,
    serving,
    shift,
    started,
    terms,
    worth,
)
from tests.lawful import LAWS, settled

TUESDAY, WEDNESDAY = "2026-03-03", "2026-03-04"
ROLLING = settled(("day_rule", "rolling", date(2026, 1, 5)))
STEP, STEPS_A_DAY = 40, 36
"""The slow reckoning goes in steps of 40 minutes, so that it ends."""


def step_by_step(worked: list[int], most: int, given: set[int], limit: int) -> set[int]:
    """Each step in its order, tried with every 24 hours that hold it."""
    counted: set[int] = set()
    for step in worked:
        held = counted | given
        days = (range(first, first + STEPS_A_DAY) for first in range(step - STEPS_A_DAY + 1, step + 1))
        if len(counted) < most and max(len(held.intersection(day)) for day in days) < limit:
            counted.add(step)
    return counted


def pieces_of(steps: set[int]) -> list[Piece]:
    """Each step as a piece of a shift of its own."""
    return [Piece(step * STEP, (step + 1) * STEP, ShiftId(derived("piece", str(step)))) for step in sorted(steps)]


YESTERDAY, TODAY = range(36), range(36, 72)


@given(
    some.sets(some.sampled_from([*YESTERDAY, *TODAY]), max_size=30),
    some.sets(some.sampled_from(TODAY), min_size=1),
    some.integers(0, 36),
    some.integers(1, 14),
)
@example({*range(20, 32)}, {*range(36, 60)}, 36, 12)
@example({*range(30)}, {*TODAY}, 36, 8)
@example({*range(62, 70)}, {*range(36, 60)}, 36, 12)
def test_what_counts_is_what_each_step_by_itself_says(given: set[int], worked: set[int], most: int, limit: int) -> None:
    free = worked - given
    found = in_24_hours(pieces_of(free), most * STEP, pieces_of(given), limit * STEP)
    got = {minute for piece in found for minute in range(piece.starts, piece.ends)}
    counted = step_by_step(sorted(free), most, given, limit)
    assert got == {step * STEP + minute for step in counted for minute in range(STEP)}
    assert sum(piece.minutes for piece in found) == len(got)


def broken_often(times: int, first: int) -> list[Piece]:
    """A minute's work and a minute's break, in turn."""
    return [Piece(first + 2 * one, first + 2 * one + 1, ShiftId(derived("piece", "1"))) for one in range(times)]


@pytest.mark.parametrize("limit", [240, 480, 700])
def test_a_log_of_a_thousand_breaks_takes_no_more_steps_than_a_day_has_minutes(limit: int) -> None:
    steps = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    worked, given = broken_often(1000, 1440), broken_often(480, 480)
    sys.setprofile(count)
    try:
        found = in_24_hours(worked, 480, given, limit)
    finally:
        sys.setprofile(None)
    assert 0 < len(found) <= 480
    assert steps < 10 * (1440 + 2000)


BOTH = {"twenty-four-hours": 480, "daily": 240}
CITATION = "KUHP 85(5), 185; Ketetapan 2"


@pytest.mark.parametrize(
    ("first", "second", "calendar", "rolling"),
    [
        pytest.param("16:00-24:00", "00:00-08:00", (480, {}), (0, {"twenty-four-hours": 480}), id="eight after eight"),
        pytest.param("16:00-23:59", "00:00-00:01", (1, {}), (1, {}), id="the 480th minute in 24 hours"),
        pytest.param("16:00-23:59", "00:00-00:02", (2, {}), (1, {"twenty-four-hours": 1}), id="the 481st"),
        pytest.param("08:00-16:00", "08:00-16:00", (480, {}), (480, {}), id="the same hours of the next day"),
        pytest.param("08:00-16:00", "07:59-15:59", (480, {}), (479, {"twenty-four-hours": 1}), id="a minute earlier"),
        pytest.param("20:00-24:00", "00:00-06:00", (360, {}), (240, {"twenty-four-hours": 120}), id="a night of ten"),
        pytest.param("16:00-24:00", "08:00-20:00", (480, {"daily": 240}), (240, BOTH), id="both"),
    ],
)
def test_a_day_of_24_hours_counts_as_the_regency_has_settled(
    first: str, second: str, calendar: tuple[int, object], rolling: tuple[int, object]
) -> None:
    works = [log(shift(MONDAY, first.replace("24:00", f"{TUESDAY} 00:00"))), log(shift(TUESDAY, second))]
    for laws, expected in ((LAWS, calendar), (ROLLING, rolling)):
        found = worth(after(serving(terms()), *works, laws=laws), laws=laws)
        assert found[TUESDAY][1:] == expected
        if rolling != calendar:
            assert found[MONDAY][1] > 0
    told = after(serving(terms()), *works, laws=ROLLING).assessed[FIRST][date(2026, 3, 3)].violations
    assert {one.citation for one in told if one.rule == "twenty-four-hours"} <= {CITATION}


def test_the_last_credit_before_the_decision_is_not_judged_anew() -> None:
    laws = settled(("day_rule", "rolling", date(2026, 3, 4)))
    works = [
        log(shift(MONDAY, f"16:00-{TUESDAY} 00:00")),
        log(shift(TUESDAY, "00:00-08:00")),
        log(shift(WEDNESDAY, "00:00-08:01")),
    ]
    found = worth(after(serving(terms()), *works, laws=laws), laws=laws)
    assert {day: credited for day, (_, credited, _) in found.items()} == {MONDAY: 480, TUESDAY: 480, WEDNESDAY: 480}
    assert found[WEDNESDAY][2] == {"twenty-four-hours": 1, "daily": 1}


def test_uncounted_work_uses_none_of_the_24_hours() -> None:
    """Settlement 30: before the berita acara nothing counts, so that the next day has all of its own."""
    works = [log(shift("2026-03-01", f"16:00-{MONDAY} 00:00")), log(shift(MONDAY, "00:00-08:00"))]
    found = worth(after(serving(terms()), *works, laws=ROLLING), laws=ROLLING)
    assert found[MONDAY] == (480, 480, {})


def test_two_sentences_share_the_24_hours_of_their_person() -> None:
    first, second = terms(hours=8), terms()
    events = [*serving(first), opened(second, SECOND, date(2026, 2, 3)), started(second, SECOND)]
    works = [log(shift(MONDAY, f"16:00-{TUESDAY} 00:00")), log(shift(TUESDAY, "12:00-20:00"))]
    hours = after(events, *works, laws=ROLLING)
    assert (worth(hours, laws=ROLLING)[MONDAY][1], worth(hours, SECOND, ROLLING)[TUESDAY][1]) == (480, 240)
    calendar = after(events, *works)
    assert worth(calendar, SECOND)[TUESDAY][1] == 480


@pytest.mark.parametrize(("value", "first"), [("ruling", FIRST), ("deadline", SECOND)])
def test_whose_turn_it_is_first_is_settled_from_its_day_on(value: str, first: object) -> None:
    """Settlement 9: the later ruling has the shorter period."""
    laws = settled(("sentence_first", value, date(2026, 3, 3)))
    events = [*serving(terms()), opened(terms(period_days=30), SECOND, date(2026, 2, 3))]
    events.append(started(terms(), SECOND))
    hours = after(events, *(log(shift(day, "08:00-12:00")) for day in (MONDAY, TUESDAY)), laws=laws)
    credited = {
        putusan: {day: credit for day, (_, credit, _) in worth(hours, putusan, laws).items()}
        for putusan in (FIRST, SECOND)
    }
    other = SECOND if first == FIRST else FIRST
    assert credited[FIRST].get(MONDAY) == 240  # before the decision: the earlier ruling
    assert credited[first].get(TUESDAY) == 240  # type: ignore[index]
    assert credited[other].get(TUESDAY) is None


def test_the_settled_answers_are_those_that_the_rules_know() -> None:
    assert set(QUESTIONS["day_rule"].choices or ()) == {"calendar", "rolling"}  # type: ignore[index]
    assert set(QUESTIONS["sentence_first"].choices or ()) == {"ruling", "deadline"}  # type: ignore[index]
