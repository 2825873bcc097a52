"""Terms that are mended after hours were worked are as if they had been right from the start; terms that are adjusted
to a milder law are so from the day on which they are told, and every earlier day stays as it was judged (KUHP 3(7))."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, Hours, OpenSentence, StartService, TakeFinality
from services.attendance.hours.decider.outlook import outlooks
from services.attendance.hours.events import SentenceOpened, WindowFixed
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.sentence import Former, Regime, Terms
from shared.law.limits import presumed_final_on
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    NOW,
    SECOND,
    START,
    after,
    at,
    log,
    opened,
    placed,
    serving,
    shift,
    terms,
    worth,
)
from tests.attendance.hours.facts import RULED as RULED_ON
from tests.attendance.hours.facts import started as begun
from tests.attendance.hours.test_any_order import shifts
from tests.given import given
from tests.lawful import LAW, LAWS

RULED = terms(hours=12)
DAYS = [log(shift(f"2026-03-0{day}", "08:00-12:00")) for day in (2, 3, 4, 5)]


def adjusted(to: Terms, on: date, ruled: Terms = RULED) -> OpenSentence:
    return retold(OpenSentence, opened(to), former=Former(terms=ruled, before=on))


def credit(hours: Hours) -> list[int]:
    return [found[1] for _, found in sorted(worth(hours).items())]


def test_a_lower_total_takes_nothing_from_days_before_and_gives_nothing_more_from_its_day_on() -> None:
    assert credit(after(serving(RULED), *DAYS)) == [240, 240, 240, 0]
    hours = after(serving(RULED), *DAYS, adjusted(terms(hours=6), date(2026, 3, 3)))
    assert credit(hours) == [240, 120, 0, 0]
    late = after(serving(RULED), *DAYS, adjusted(terms(hours=6), date(2026, 3, 4)))
    assert credit(late) == [240, 240, 0, 0], "what was credited above the milder total stays"


@pytest.mark.parametrize(("day", "found"), [(3, [240, 120, 120, 120]), (4, [240, 240, 120, 120]), (6, [240] * 3 + [0])])
def test_a_shorter_day_binds_from_its_day_on(day: int, found: list[int]) -> None:
    hours = after(serving(RULED), *DAYS, adjusted(terms(hours=12, minutes_a_day=120), date(2026, 3, day)))
    assert credit(hours) == found


def test_a_shorter_window_closes_no_day_before_the_adjustment() -> None:
    """The milder window would have been over on the 3rd; it was adjusted on the 5th."""
    late = log(shift("2026-03-06", "08:00-12:00"))
    ruled, milder = terms(hours=20), terms(hours=20, period_days=1)
    hours = after(serving(ruled), *DAYS[1:], late, adjusted(milder, date(2026, 3, 5), ruled))
    assert worth(hours) == {
        "2026-03-03": (240, 240, {}),
        "2026-03-04": (240, 240, {}),
        "2026-03-05": (240, 240, {}),
        "2026-03-06": (240, 0, {"window": 240}),
    }
    assert cited(hours, "2026-03-06") == {"KUHP 3(7)"}
    assert hours.windows[FIRST].deadline == date(2026, 3, 5), "nobody is late before it was told"


def cited(hours: Hours, day: str) -> set[str]:
    return {str(one.citation) for one in hours.assessed[FIRST][date.fromisoformat(day)].violations}


def test_what_exceeds_only_the_milder_figure_cites_the_milder_law() -> None:
    shorter = after(serving(RULED), *DAYS, adjusted(terms(hours=12, minutes_a_day=120), date(2026, 3, 4)))
    assert cited(shorter, "2026-03-04") == {"KUHP 3(7)"}
    fewer = after(serving(RULED), *DAYS, adjusted(terms(hours=10), date(2026, 3, 4)))
    assert cited(fewer, "2026-03-04") == {"KUHP 3(7)"}
    same = after(serving(RULED), *DAYS, adjusted(terms(hours=12, minutes_a_day=200), date(2026, 3, 6)))
    assert cited(same, "2026-03-05") == {"Amar putusan; KUHP 85(9)"}, "of a day before it the ruling alone is cited"
    short = terms(hours=12, minutes_a_day=60)
    milder = short.model_copy(update={"total_minutes": 8 * 60})
    alone = after(serving(short), *DAYS, adjusted(milder, date(2026, 3, 3), short))
    assert cited(alone, "2026-03-03") == {"Amar putusan; KUHP 85(9)"}, "what the ruling forbids itself"


def test_by_the_lower_total_it_is_fulfilled_and_nothing_is_left_to_be_worked() -> None:
    events: list[Event] = [*serving(RULED)]
    for command in DAYS[:2]:
        events += given(HOURS, *events, circumstances=NOW).when(command).events
    told = given(HOURS, *events, circumstances=NOW).when(adjusted(terms(hours=8), date(2026, 3, 5)))
    _, window = told.then_types(SentenceOpened, WindowFixed)
    assert isinstance(window, WindowFixed)
    assert (window.required_minutes, window.possible_until) == (480, None)
    back = given(HOURS, *events, *told.events, circumstances=NOW).when(retold(OpenSentence, opened(RULED)))
    _, again = back.then_types(SentenceOpened, WindowFixed)
    assert isinstance(again, WindowFixed)
    assert (again.required_minutes, again.deadline) == (720, window.deadline)


def test_what_can_still_be_worked_counts_earlier_days_by_the_former_terms() -> None:
    """12 hours: one on the 5th by the milder day, and 8 each on the 4th and the 3rd."""
    milder = terms(hours=12, minutes_a_day=60, period_days=3)
    hours = after(serving(RULED), adjusted(milder, date(2026, 3, 5)))
    assert hours.windows[FIRST].possible_until == date(2026, 3, 3)


def test_the_persons_other_sentence_takes_what_this_one_needs_no_longer() -> None:
    other = [opened(terms(), SECOND, date(2026, 2, 3)), placed(putusan=SECOND), begun(terms(), SECOND)]
    hours = after([*serving(RULED), *other], *DAYS, adjusted(terms(hours=6), date(2026, 3, 4)))
    assert [found[1] for found in worth(hours).values()] == [240, 240]
    assert {day: found[1] for day, found in worth(hours, SECOND).items()} == {"2026-03-04": 240, "2026-03-05": 240}


def test_told_again_as_it_stands_it_is_nothing() -> None:
    milder = adjusted(terms(hours=6), date(2026, 3, 3))
    assert HOURS.decide(milder, after(serving(RULED), *DAYS, milder), NOW) == []


FIGURES: dict[str, Any] = {
    "minutes_a_day": st.sampled_from([None, 60, 120, 300]),
    "period_days": st.sampled_from([None, 3, 6, 30]),
}
OWED = st.builds(
    lambda regime, hours, **more: terms(regime, hours, **more), st.sampled_from(Regime), st.integers(1, 30), **FIGURES
)
WORKED = st.lists(shifts(), max_size=6, unique_by=lambda found: found.id)
BINDS = st.integers(-4, 16).map(lambda number: START + timedelta(days=number))


def outcome(hours: Hours) -> tuple[object, ...]:
    """Credit and broken rules of every day, the window, and what is still to be worked until when."""
    window = hours.windows[FIRST]
    return worth(hours), window.model_copy(update={"possible_until": None}), outlooks(hours, LAWS.on)


@settings(max_examples=120)
@example(OWED, OWED, WORKED, st.data())
def test_terms_mended_after_hours_were_worked_are_as_if_they_had_been_right_from_the_start(
    wrong: Terms, right: Terms, worked: list[Any], data: st.DataObject
) -> None:
    """By a clerical correction or by the prosecutor's answer: both reach the hours as the sentence opened again."""
    logs: list[Command] = [log(one) for one in worked]
    told = data.draw(st.integers(0, len(logs)))
    mended = after(serving(wrong), *logs[:told], retold(OpenSentence, opened(right)), *logs[told:])
    assert outcome(mended) == outcome(after(serving(right), *logs))
    assert mended.sentences == after(serving(right)).sentences


def milder_than(ruled: Terms, data: st.DataObject) -> Terms:
    """Less of each figure, or as it is."""
    total = data.draw(st.integers(1, ruled.total_minutes))
    day, period = data.draw(st.sampled_from([None, 30, 90])), data.draw(st.sampled_from([None, 2, 5]))
    less: dict[str, Any] = {"total_minutes": total}
    less |= {"minutes_a_day": min(day, ruled.minutes_a_day or day)} if day else {}
    less |= {"period_days": min(period, ruled.period_days or period)} if period else {}
    return ruled.model_copy(update=less)


@settings(max_examples=200)
@example(OWED, BINDS, WORKED, st.data())
def test_an_adjustment_rejudges_no_earlier_day_and_from_its_day_on_is_as_if_it_had_been_known(
    ruled: Terms, on: date, worked: list[Any], data: st.DataObject
) -> None:
    milder = milder_than(ruled, data)
    logs: list[Command] = [log(one) for one in worked]
    told = data.draw(st.integers(0, len(logs)))
    adjusting = adjusted(milder, on, ruled)
    found = after(serving(ruled), *logs[:told], adjusting, *logs[told:])
    assert outcome(found) == outcome(after(serving(ruled), adjusting, *logs)), "whenever it is told"
    plain, day = worth(after(serving(ruled), *logs)), on.isoformat()
    assert {each: one for each, one in worth(found).items() if each < day} == {
        each: one for each, one in plain.items() if each < day
    }
    ends, ruled_ends = (after(serving(each)).windows[FIRST].deadline for each in (milder, ruled))
    assert ends is not None
    assert ruled_ends is not None
    window = found.windows[FIRST]
    assert window.deadline is not None
    assert window.opens_on is not None
    assert (window.deadline, window.required_minutes) == (max(ends, min(on, ruled_ends)), milder.total_minutes)
    from_it_on = {each: one for each, one in worth(found).items() if each >= day}
    before = sum(one[1] for each, one in plain.items() if each < day)
    owed, days = max(0, milder.total_minutes - before), (window.deadline - window.opens_on).days
    left = milder.model_copy(update={"total_minutes": owed, "period_days": days})
    midnight = at(f"{day} 00:00")
    if not any(one.starts < midnight < one.ends for one in worked):
        assert from_it_on == worth(after(serving(left), *(log(one) for one in worked if one.starts >= midnight)))


@settings(max_examples=120)
@example(OWED, st.tuples(BINDS, BINDS), WORKED, st.data())
def test_the_last_number_alone_stands_whether_told_before_or_after_berita_acara_finality_and_work(
    ruled: Terms, on: tuple[date, date], worked: list[Any], data: st.DataObject
) -> None:
    final = presumed_final_on(RULED_ON, LAW)
    facts: list[Command] = [
        StartService(klien_id=KLIEN, putusan_id=FIRST, started_on=START, document=Personal("BA-1/2026")),
        TakeFinality(klien_id=KLIEN, putusan_id=FIRST, number=1, final_on=final),
        *(log(one) for one in worked),
    ]
    first, second = (retold(OpenSentence, adjusted(milder_than(ruled, data), day, ruled), final_on=None) for day in on)
    order = data.draw(st.permutations(facts))
    told, again = sorted(data.draw(st.tuples(*[st.integers(0, len(facts))] * 2)))
    before: list[Event] = [opened(ruled, final_on=None), placed()]
    found = after(before, *order[:told], first, *order[told:again], second, *order[again:])
    assert outcome(found) == outcome(after(before, *facts, second))


@settings(max_examples=80)
@example(OWED, BINDS, WORKED, st.data())
def test_withdrawn_it_is_as_if_nobody_had_told_it(
    ruled: Terms, on: date, worked: list[Any], data: st.DataObject
) -> None:
    logs: list[Command] = [log(one) for one in worked]
    told, back = sorted(data.draw(st.tuples(st.integers(0, len(logs)), st.integers(0, len(logs)))))
    adjusting, withdrawing = adjusted(milder_than(ruled, data), on, ruled), retold(OpenSentence, opened(ruled))
    found = after(serving(ruled), *logs[:told], adjusting, *logs[told:back], withdrawing, *logs[back:])
    assert outcome(found) == outcome(after(serving(ruled), *logs))
