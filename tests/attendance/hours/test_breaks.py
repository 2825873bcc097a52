"""Breaks and overlaps, and an independent count of them: minute by minute, slow and plain, against ``assess``."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.hours.decider import assess
from services.attendance.hours.events import Break, Shift
from shared.domain.identifiers import ShiftId, derived
from shared.domain.sentence import Regime, Terms
from tests.attendance.hours.facts import FIRST, HOST, MARKET, START, after, at, log, serving, shift, terms, worth
from tests.lawful import LAWS

TUESDAY, WEDNESDAY = "2026-03-03", "2026-03-04"
HOLIDAYS = holidays.country_holidays("ID", years=2026, categories=("public", "government"))
MINUTE = timedelta(minutes=1)


def credited(owed: Terms, *shifts: Shift) -> dict[str, int]:
    return {day: found[1] for day, found in worth(after(serving(owed), *map(log, shifts))).items()}


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        pytest.param(
            (shift(TUESDAY, "20:00-22:00", bare=60), shift(TUESDAY, "21:59-09:00")),
            {TUESDAY: 180, WEDNESDAY: 480},
            id="29: an evening's hour is not taken from the night after it",
        ),
        pytest.param(
            (shift(TUESDAY, "08:00-17:00", bare=60), shift(TUESDAY, "16:59-00:30")),
            {TUESDAY: 480, WEDNESDAY: 30},
            id="29: a day's hour is not taken from after midnight",
        ),
        pytest.param(
            (shift(TUESDAY, "08:00-12:00"), shift(TUESDAY, "11:00-13:00", bare=60)),
            {TUESDAY: 240},
            id="29: the later log's break, from its own minutes",
        ),
        pytest.param(
            (shift(TUESDAY, "08:00-12:00"), shift(TUESDAY, "09:00-10:00", bare=30)),
            {TUESDAY: 210},
            id="29: a break of a log inside another comes off the shared minutes",
        ),
        pytest.param(
            (shift(TUESDAY, "08:00-12:00", bare=60), shift(TUESDAY, "11:00-13:00", bare=60)),
            {TUESDAY: 180},
            id="29: each its own",
        ),
        pytest.param(
            (shift(TUESDAY, "08:00-12:00", bare=20), shift(TUESDAY, "08:00-12:00", bare=30, name="paper")),
            {TUESDAY: 210},
            id="27: the same work said twice has one break, the longer",
        ),
        pytest.param(
            (shift(TUESDAY, "08:00-12:00"), shift(TUESDAY, "10:00-14:00", "10:30-11:00")),
            {TUESDAY: 330},
            id="10: a from-to break of any log comes off the union",
        ),
    ],
)
def test_a_bare_break_belongs_to_its_own_log(shifts: tuple[Shift, ...], expected: dict[str, int]) -> None:
    assert credited(terms(), *shifts) == expected
    assert credited(terms(), *reversed(shifts)) == expected


# The independent count


@st.composite
def logs(draw: st.DrawFn) -> Shift:
    """Up to a day's work from the Friday before to the Monday a week on, whose breaks fit into it."""
    starts = at("2026-02-27 00:00") + draw(st.integers(0, 240)) * timedelta(minutes=37)
    length = draw(st.sampled_from([1, 30, 119, 240, 300, 541, 725, 1440]))
    breaks, left = [], length
    for begins, lasts in draw(st.lists(st.tuples(st.integers(0, 700), st.sampled_from([1, 15, 60])), max_size=2)):
        if begins + lasts <= length and lasts <= left:
            pause = starts + begins * MINUTE
            breaks.append(Break(starts=pause, ends=pause + lasts * MINUTE))
            left -= lasts
    bare = min(draw(st.sampled_from([0, 0, 15, 60, 200])), left)
    name = ShiftId(derived("counted", str(draw(st.integers(0, 10_000)))))
    ends = starts + length * MINUTE
    return Shift(
        id=name, site_id=MARKET, ipd_id=HOST, starts=starts, ends=ends, breaks=tuple(breaks), break_minutes=bare
    )


def minutes_of(starts: datetime, ends: datetime) -> set[datetime]:
    return {starts + number * MINUTE for number in range((ends - starts) // MINUTE)}


def counts(minute: datetime, owed: Terms, deadline: date) -> bool:
    """Whether law and ruling let this minute count, asked of the calendar itself."""
    day = minute.date()
    if not START <= day <= deadline:
        return False
    if owed.regime is Regime.ADULT:
        return True
    return day.weekday() < 5 and day not in HOLIDAYS and 8 <= minute.hour < 17


def counted(owed: Terms, deadline: date, shifts: list[Shift]) -> dict[date, tuple[int, int]]:
    """Day → worked and credited minutes, by the settlements read one after another."""
    said: dict[tuple[datetime, datetime], Shift] = {}
    for found in sorted(shifts, key=lambda shift: (shift.starts, shift.ends, shift.break_minutes)):
        said[found.starts, found.ends] = found  # 27: the same times once, with the longer break
    own = {found.id: minutes_of(found.starts, found.ends) for found in said.values()}
    worked = set().union(*own.values())
    for found in shifts:  # 10: any log's recorded break comes off
        for pause in found.breaks:
            worked -= minutes_of(pause.starts, pause.ends)
    for found in said.values():  # 29: the log's own, what counts first, what nobody else claims first, last first
        others = set().union(*(minutes for name, minutes in own.items() if name != found.id))
        free = sorted(
            own[found.id] & worked,
            key=lambda minute: (not counts(minute, owed, deadline), minute in others, -minute.timestamp()),
        )
        worked -= set(free[: found.break_minutes])
    left, most = owed.total_minutes, 480 if owed.regime is Regime.ADULT else 180
    days: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for minute in sorted(worked):  # 8: earliest first; 30: what does not count uses nothing up
        day = days[minute.date()]
        day[0] += 1
        if counts(minute, owed, deadline) and day[1] < min(most, owed.minutes_a_day or most) and left > 0:
            day[1] += 1
            left -= 1
    return {day: (found[0], found[1]) for day, found in days.items()}


@settings(max_examples=120)
@given(
    owed=st.builds(
        lambda regime, hours, a_day: terms(regime, hours, minutes_a_day=a_day, period_days=4),
        st.sampled_from(Regime),
        st.integers(1, 30),
        st.sampled_from([None, 61, 300]),
    ),
    shifts=st.lists(logs(), min_size=1, max_size=6, unique_by=lambda shift: shift.id),
)
def test_credit_equals_an_independent_count_minute_by_minute(owed: Terms, shifts: list[Shift]) -> None:
    hours = after(serving(owed), *map(log, shifts))
    found = assess(hours, LAWS.on).days[FIRST]
    told = {day: (what.worked_minutes, what.credited_minutes) for day, what in found.items() if what.worked_minutes}
    assert told == counted(owed, START + timedelta(days=4), shifts)
