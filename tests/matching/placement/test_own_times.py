"""Plans that obey the hours and days which the ruling itself fixes."""

from datetime import date

from services.matching.placement.decider.plan import minutes_each_day, plan
from shared.domain.sentence import Regime
from tests.lawful import LAW
from tests.matching.placement.test_decider import need, offer

H = 60
TODAY = date(2026, 11, 24)


def test_an_adults_night_is_planned_where_the_place_is_open() -> None:
    night = need(hours=8, day_from_minute=22 * H, day_until_minute=2 * H)
    always = offer(open_from_minute=0, open_until_minute=24 * H)
    assert minutes_each_day(night.terms, always, LAW) == 4 * H
    found = plan(night, always, TODAY, LAW)
    assert found is not None
    assert (found.days, found.minutes_a_day) == (2, 4 * H)
    late = offer(open_from_minute=12 * H, open_until_minute=24 * H)
    assert minutes_each_day(night.terms, late, LAW) == 2 * H
    assert plan(night, offer(), TODAY, LAW) is None


def test_a_childs_hours_with_one_end_are_planned_in_the_daytime_left() -> None:
    late = need(hours=7, regime=Regime.CHILD, day_from_minute=16 * H)
    everybody = offer(open_from_minute=8 * H, open_until_minute=20 * H, regimes=(Regime.CHILD,))
    assert minutes_each_day(late.terms, everybody, LAW) == H
