"""Deadlines and possible days, at their limits."""

from datetime import date, timedelta

import pytest

from shared.domain.sentence import Regime, Terms
from shared.law.limits import (
    deadline,
    hours_of_day,
    minutes_a_day,
    presumed_final_on,
    stretches_of_day,
)
from shared.law.timetable import Timetable, possible_until
from tests.lawful import LAW, LAWS

MONDAY = date(2026, 3, 2)


def terms(regime: Regime = Regime.ADULT, hours: int = 40, **ruled: object) -> Terms:
    return Terms.model_validate({"regime": regime, "total_minutes": hours * 60, **ruled})


def minutes(owed: Terms, day: date) -> int:
    """What that day can be credited at most, by law and ruling."""
    return Timetable(owed, LAWS.on).minutes(day)


@pytest.mark.parametrize(
    ("owed", "last"),
    [
        pytest.param(terms(), date(2026, 8, 29), id="KUHP 85(5), 184: 180 days after the first execution"),
        pytest.param(terms(period_days=60), date(2026, 5, 1), id="the ruling's 2 Bulan are 60 days"),
        pytest.param(terms(period_days=180), date(2026, 8, 29), id="the ruling's 6 Bulan are the law's"),
        pytest.param(terms(period_days=181), date(2026, 8, 29), id="a longer ruling never widens an adult's window"),
        pytest.param(terms(until=date(2026, 8, 28)), date(2026, 8, 28), id="the ruling's own date, a day earlier"),
        pytest.param(terms(until=date(2026, 8, 30)), date(2026, 8, 29), id="the ruling's own date, a day later"),
        pytest.param(
            terms(period_days=30, until=date(2026, 3, 31)), date(2026, 3, 31), id="the earlier of date and period"
        ),
        pytest.param(terms(Regime.CHILD), date(2026, 8, 29), id="a child's ruling without a period: 180 days"),
        pytest.param(
            terms(Regime.CHILD, period_days=210), date(2026, 9, 28), id="PP 58/2022 16(3): a child's is the ruling's"
        ),
        pytest.param(terms(Regime.CHILD, period_days=90), date(2026, 5, 31), id="a child's three months"),
    ],
)
def test_the_last_day(owed: Terms, last: date) -> None:
    assert deadline(owed, MONDAY, LAW) == last


@pytest.mark.parametrize(
    ("owed", "minutes"),
    [
        (terms(), 480),
        (terms(minutes_a_day=120), 120),
        (terms(minutes_a_day=540), 480),
        (terms(Regime.CHILD), 180),
        (terms(Regime.CHILD, minutes_a_day=60), 60),
        (terms(Regime.CHILD, minutes_a_day=240), 180),
    ],
)
def test_a_day_counts_the_laws_minutes_or_the_rulings_fewer(owed: Terms, minutes: int) -> None:
    assert minutes_a_day(owed, LAW) == minutes


def test_hours_of_the_day() -> None:
    assert hours_of_day(terms(), LAW) == (0, 1440)
    assert hours_of_day(terms(Regime.CHILD), LAW) == (480, 1020)
    assert hours_of_day(terms(Regime.CHILD, day_from_minute=1080, day_until_minute=1200), LAW) == (1080, 1200)
    assert hours_of_day(terms(day_until_minute=720), LAW) == (0, 720)
    assert hours_of_day(terms(day_from_minute=1110), LAW) == (1110, 1440)


def test_a_childs_hours_with_one_end_keep_the_daytime_that_is_left_or_else_the_day() -> None:
    """Settlement 15."""
    assert hours_of_day(terms(Regime.CHILD, day_from_minute=990), LAW) == (990, 1020)
    assert hours_of_day(terms(Regime.CHILD, day_until_minute=540), LAW) == (480, 540)
    assert hours_of_day(terms(Regime.CHILD, day_from_minute=1110), LAW) == (1110, 1440)
    assert hours_of_day(terms(Regime.CHILD, day_until_minute=300), LAW) == (0, 300)


def test_hours_over_midnight_are_two_stretches_of_the_day() -> None:
    """Settlement 14."""
    night = terms(day_from_minute=1320, day_until_minute=120)
    assert stretches_of_day(night, LAW) == ((0, 120), (1320, 1440))
    assert minutes(night, MONDAY) == 240
    assert stretches_of_day(terms(day_from_minute=1320, day_until_minute=0), LAW) == ((1320, 1440),)
    assert stretches_of_day(terms(), LAW) == ((0, 1440),)


def test_lawful_minutes_of_a_day() -> None:
    assert minutes(terms(), date(2026, 3, 8)) == 480  # a Sunday, lawful for adults
    assert minutes(terms(Regime.CHILD), date(2026, 3, 8)) == 0
    assert minutes(terms(Regime.CHILD), date(2026, 3, 18)) == 0  # cuti bersama
    assert minutes(terms(Regime.CHILD), MONDAY) == 180
    assert minutes(terms(Regime.CHILD, day_from_minute=960), MONDAY) == 60


def test_a_childs_own_days_are_lawful_as_the_ruling_fixes_them() -> None:
    """Settlement 15: by date also holidays, by weekday only where it is no working one."""
    sunday, friday, nyepi = date(2026, 3, 8), date(2026, 3, 6), date(2026, 3, 19)
    own = terms(Regime.CHILD, weekdays=(4, 6), periods=({"first": nyepi, "last": nyepi},))
    assert [minutes(own, day) for day in (sunday, friday, nyepi, MONDAY)] == [180, 180, 180, 0]
    assert minutes(terms(Regime.CHILD, weekdays=(3,)), nyepi) == 0
    assert minutes(terms(weekdays=(6,)), MONDAY) == 480  # binds an adult's plan, not the law


@pytest.mark.parametrize(
    ("owed", "credited", "day"),
    [
        pytest.param(terms(hours=240), {}, date(2026, 7, 31), id="240 h are 30 days of 8, to 29 August"),
        pytest.param(terms(hours=8), {}, date(2026, 8, 29), id="8 h: the last day itself suffices"),
        pytest.param(terms(hours=9), {}, date(2026, 8, 28), id="a ninth hour needs one day more"),
        pytest.param(terms(hours=8), {MONDAY: 480}, None, id="fulfilled: no last day"),
        pytest.param(terms(hours=8), {MONDAY: 479}, date(2026, 8, 29), id="a minute missing"),
        pytest.param(
            terms(hours=16), {date(2026, 8, 29): 240}, date(2026, 8, 28), id="a day counts less its own credit"
        ),
        pytest.param(
            terms(hours=240, minutes_a_day=60), {}, MONDAY - timedelta(days=1), id="impossible from the first day"
        ),
        pytest.param(
            terms(hours=181, minutes_a_day=60), {}, MONDAY, id="181 h at 1 h a day: possible on the first day only"
        ),
        pytest.param(
            terms(Regime.CHILD, hours=6), {}, date(2026, 8, 27), id="a child's two days: Thursday and Friday before"
        ),
        pytest.param(
            terms(Regime.CHILD, hours=7, until=date(2026, 3, 25)), {}, date(2026, 3, 16), id="holidays do not suffice"
        ),
    ],
)
def test_possible_until(owed: Terms, credited: dict[date, int], day: date | None) -> None:
    last = deadline(owed, MONDAY, LAW)
    assert possible_until(Timetable(owed, LAWS.on), MONDAY, last, credited) == day


def test_a_ruling_without_appeal_is_final_on_the_eighth_day_after_it() -> None:
    """KUHAP 285; intake, matching and every sample count the same way."""
    assert presumed_final_on(date(2026, 9, 1), LAW) == date(2026, 9, 9)
