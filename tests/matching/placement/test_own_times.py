"""Plans that obey the hours and days which the ruling itself fixes."""

from dataclasses import replace
from datetime import date

import pytest

from services.matching.placement.decider.plan import plan
from services.matching.placement.decider.rules import Candidate
from shared.domain.sentence import Regime
from shared.law.timetable import Timetable, minutes_of_a_day
from tests.lawful import LAW, settled
from tests.matching.placement.test_decider import NOW, need, obstacles, offer, proposed

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


DECIDED = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("opens", "closes", "minutes"),
    [
        (5 * H, 6 * H, 0),
        (5 * H, 6 * H + 1, 1),
        (6 * H, 7 * H, 60),
        (17 * H, 19 * H, 60),
        (17 * H + 59, 24 * H, 1),
        (18 * H, 24 * H, 0),
    ],
)
def test_an_adults_plan_keeps_to_the_day_from_six_to_six(opens: int, closes: int, minutes: int) -> None:
    """Settlement 14."""
    place = offer(open_from_minute=opens, open_until_minute=closes)
    assert minutes_of_a_day(need().terms, LAW, place) == minutes
    assert minutes_of_a_day(need().terms, LAW) == 8 * H  # work at night counts all the same


def test_a_place_that_opens_at_night_is_no_obstacle_once_the_regency_has_settled_so() -> None:
    evening = Candidate(offer(open_from_minute=18 * H, open_until_minute=22 * H), {})
    assert obstacles(proposed(need(), evening)) == {"place-planned-hours": "Ketetapan 14"}
    assert obstacles(proposed(need(), evening, laws=settled(("adult_day_until", "1320", DECIDED)))) == {}
    late = Candidate(offer(open_from_minute=18 * H, open_until_minute=19 * H), {})
    assert obstacles(proposed(need(least_minutes_a_day=2 * H), late)) == {"place-opening-hours": "KUHP 85(5)"}
    short = Candidate(offer(open_from_minute=8 * H, open_until_minute=9 * H), {})
    least = need(least_minutes_a_day=2 * H)
    assert obstacles(proposed(least, short)) == {"place-opening-hours": "KUHP 85(5)"}


@pytest.mark.parametrize(("value", "sundays"), [("host", True), ("never", False)])
def test_days_off_are_planned_as_the_regency_has_settled(value: str, sundays: bool) -> None:
    """Settlement 14: at a host that opens on Sundays; and those that the ruling names whatever is settled."""
    given = replace(NOW, laws=settled(("adult_days_off", value, DECIDED)))
    place = offer(weekdays=(6,))
    assert (plan(need(hours=8), place, given) is not None) is sundays
    named = plan(need(hours=8, weekdays=(6,)), place, given)
    assert named is not None
    assert named.first.weekday() == 6
    christmas = ({"first": date(2026, 12, 25), "last": date(2026, 12, 25)},)
    everyday = offer(weekdays=EVERY_DAY)
    assert plan(need(hours=7, periods=christmas), everyday, given) is not None
    minutes = Timetable(need().terms, given.laws.on, opening=everyday).minutes(date(2026, 12, 25))
    assert minutes == (7 * H if sundays else 0)
