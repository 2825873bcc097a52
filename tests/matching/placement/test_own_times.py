"""Plans that obey the hours and days which the ruling itself fixes."""

from datetime import date

from services.matching.placement.decider.plan import plan
from shared.domain.sentence import Regime
from shared.law.timetable import minutes_of_a_day
from tests.lawful import LAW
from tests.matching.placement.test_decider import NOW, need, offer

H = 60


def test_an_adults_night_is_planned_where_the_place_is_open() -> None:
    night = need(hours=8, day_from_minute=22 * H, day_until_minute=2 * H)
    always = offer(open_from_minute=0, open_until_minute=24 * H)
    assert minutes_of_a_day(night.terms, LAW, always) == 4 * H
    found = plan(night, always, NOW)
    assert found is not None
    assert (found.days, found.minutes_a_day) == (2, 4 * H)
    late = offer(open_from_minute=12 * H, open_until_minute=24 * H)
    assert minutes_of_a_day(night.terms, LAW, late) == 2 * H
    assert plan(night, offer(), NOW) is None


def test_a_childs_hours_with_one_end_are_planned_in_the_daytime_left() -> None:
    late = need(hours=7, regime=Regime.CHILD, day_from_minute=16 * H)
    everybody = offer(open_from_minute=8 * H, open_until_minute=20 * H, regimes=(Regime.CHILD,))
    assert minutes_of_a_day(late.terms, LAW, everybody) == H


EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def test_a_plan_keeps_to_the_weekdays_of_the_ruling() -> None:
    """Settlement 16."""
    weekend = need(hours=16, minutes_a_day=4 * H, weekdays=(5, 6))
    found = plan(weekend, offer(weekdays=EVERY_DAY), NOW)
    assert found is not None
    assert (found.days, found.first, found.last) == (4, date(2026, 12, 5), date(2026, 12, 13))
    assert plan(weekend, offer(), NOW) is None  # closed at the weekend


def test_a_childs_confirmed_days_are_planned_though_they_are_holidays() -> None:
    """Settlement 15."""
    holidays = ({"first": date(2026, 12, 24), "last": date(2026, 12, 26)},)
    place = offer(weekdays=EVERY_DAY, regimes=(Regime.CHILD,))
    found = plan(need(hours=9, regime=Regime.CHILD, periods=holidays), place, NOW)
    assert found is not None
    assert (found.days, found.first, found.last) == (3, date(2026, 12, 24), date(2026, 12, 26))
    sundays = plan(need(hours=6, regime=Regime.CHILD, weekdays=(6,)), place, NOW)
    assert sundays is not None
    assert (sundays.first, sundays.last) == (date(2026, 12, 6), date(2026, 12, 13))
