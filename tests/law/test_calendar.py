"""Days as the law counts them, to the minute and to the sun."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.identifiers import Code
from shared.domain.sentence import Regime
from shared.law.calendar import WIB, day_of, first_minute, holiday, minute_of, wib_day, working_day
from shared.law.circumstances import Circumstances
from shared.law.settings import QUESTIONS
from tests.lawful import LAW, LAWS

MINUTES_OFF = 2
"""Of what is computed here."""


def test_the_day_begins_at_midnight_wib_which_is_17_utc() -> None:
    assert wib_day(datetime(2026, 3, 2, 16, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert wib_day(datetime(2026, 3, 2, 17, 0, tzinfo=UTC)) == date(2026, 3, 3)
    assert Circumstances(datetime(2026, 3, 2, 17, 0, tzinfo=UTC), LAWS).today == date(2026, 3, 3)


def test_minutes_and_days_agree() -> None:
    moment = datetime(2026, 3, 3, 0, 0, 59, tzinfo=WIB)
    assert minute_of(moment) == first_minute(date(2026, 3, 3))
    assert day_of(minute_of(moment)) == date(2026, 3, 3)
    assert day_of(minute_of(moment) - 1) == date(2026, 3, 2)
    assert minute_of(moment + timedelta(seconds=1)) == minute_of(moment) + 1


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2026, 3, 2), True, id="a Monday"),
        pytest.param(date(2026, 3, 6), True, id="a Friday"),
        pytest.param(date(2026, 3, 7), False, id="a Saturday"),
        pytest.param(date(2026, 3, 8), False, id="a Sunday"),
        pytest.param(date(2026, 3, 19), False, id="Nyepi, a public holiday on a Thursday"),
        pytest.param(date(2026, 3, 18), False, id="cuti bersama before Nyepi, a Wednesday"),
        pytest.param(date(2026, 3, 24), False, id="cuti bersama after Idul Fitri, a Tuesday"),
        pytest.param(date(2026, 3, 25), True, id="the first day after it"),
        pytest.param(date(2026, 8, 17), False, id="Independence Day, a Monday"),
        pytest.param(date(2026, 12, 24), False, id="cuti bersama before Christmas"),
        pytest.param(date(2027, 3, 15), False, id="cuti bersama of 2027's Idul Fitri"),
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert working_day(day) is works


def test_saturday_is_a_working_day_where_the_host_works_six() -> None:
    assert working_day(date(2026, 3, 7), last_weekday=5)
    assert not working_day(date(2026, 3, 21), last_weekday=5)  # Idul Fitri on a Saturday


def test_holidays_have_names() -> None:
    assert holiday(date(2026, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"
    assert holiday(date(2026, 8, 18)) is None


def sun(day: date, latitude: float = -8.05, longitude: float = 111.71) -> tuple[float, float]:
    """Sunrise and sunset in WIB hours (NOAA's general solar position, good to about two minutes)."""
    angle = 2 * math.pi / 365 * (day.timetuple().tm_yday - 1)
    equation_minutes = 229.18 * (
        0.000075
        + 0.001868 * math.cos(angle)
        - 0.032077 * math.sin(angle)
        - 0.014615 * math.cos(2 * angle)
        - 0.040849 * math.sin(2 * angle)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(angle)
        + 0.070257 * math.sin(angle)
        - 0.006758 * math.cos(2 * angle)
        + 0.000907 * math.sin(2 * angle)
    )
    turn = math.radians(latitude)
    half_day = math.acos(
        math.cos(math.radians(90.833)) / (math.cos(turn) * math.cos(declination))
        - math.tan(turn) * math.tan(declination)
    )
    noon = 12 - longitude / 15 + 7 - equation_minutes / 60
    half_hours = math.degrees(half_day) / 15
    return noon - half_hours, noon + half_hours


def test_a_childs_daytime_lies_between_sunrise_and_sunset_on_every_day_of_the_year() -> None:
    """So no table of the sun is needed (settlement 15)."""
    starts, ends = (
        reach(int(value) for value in QUESTIONS[Code(name)].choices or ())
        for name, reach in (("child_day_from", min), ("child_day_until", max))
    )
    assert starts <= LAW.daytime[0] < LAW.daytime[1] <= ends
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    sunrises, sunsets = zip(*(sun(day) for day in days), strict=True)
    risen, set_by = (LAW.line(name, Regime.CHILD).value / 60 for name in ("daylight_from", "daylight_until"))
    assert max(sunrises) < risen + MINUTES_OFF / 60 < starts / 60
    assert min(sunsets) > set_by - MINUTES_OFF / 60 > ends / 60
