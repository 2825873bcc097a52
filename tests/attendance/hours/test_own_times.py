"""Hours and days that the ruling itself fixes, as they are credited."""

from datetime import date

from shared.domain.sentence import Terms
from shared.law.limits import deadline
from shared.law.timetable import Timetable, possible_until
from tests.attendance.hours.facts import FIRST, MONDAY, START, after, child, log, serving, shift, terms, worth
from tests.lawful import LAW, LAWS

H = 60
TUESDAY = "2026-03-03"
NIGHT = terms(day_from_minute=22 * H, day_until_minute=2 * H)


def credited(owed: Terms, *shifts: object) -> dict[str, tuple[int, int, dict[str, int]]]:
    return worth(after(serving(owed), *map(log, shifts)))  # type: ignore[arg-type]


def test_an_adults_night_counts_on_both_sides_of_midnight() -> None:
    """Settlement 14; split at 00.00, each part to its day (3)."""
    assert credited(NIGHT, shift(MONDAY, "22:00-02:00")) == {MONDAY: (120, 120, {}), TUESDAY: (120, 120, {})}


def test_what_lies_outside_an_adults_night_is_outside_the_rulings_hours() -> None:
    assert credited(NIGHT, shift(MONDAY, "21:00-03:00")) == {
        MONDAY: (180, 120, {"daytime": 60}),
        TUESDAY: (180, 120, {"daytime": 60}),
    }
    assert credited(NIGHT, shift(MONDAY, "01:00-23:00")) == {MONDAY: (1320, 120, {"daytime": 1200, "daily": 840})}


def test_a_bare_break_is_taken_from_the_part_of_the_night_that_counts() -> None:
    """Settlement 29: last first, from what counts."""
    assert credited(NIGHT, shift(MONDAY, "22:00-04:00", bare=30)) == {
        MONDAY: (120, 120, {}),
        TUESDAY: (210, 90, {"daytime": 120}),
    }


def test_a_child_from_half_past_four_has_half_an_hour() -> None:
    """Settlement 15: the ruling's one end, the working day's other."""
    late = child(day_from_minute=16 * H + 30)
    assert credited(late, shift(MONDAY, "16:00-18:00")) == {MONDAY: (120, 30, {"daytime": 90})}


def test_a_childs_confirmed_evening_with_one_end_is_obeyed_to_the_end_of_the_day() -> None:
    evening = child(day_from_minute=18 * H + 30)
    assert credited(evening, shift(MONDAY, "18:00-20:30")) == {MONDAY: (150, 120, {"daytime": 30})}


SUNDAY, SATURDAY, FRIDAY = "2026-03-08", "2026-03-07", "2026-03-06"
NYEPI = "2026-03-19"
SUNDAYS = child(weekdays=(6,))
SCHOOL_HOLIDAYS = {"first": "2026-03-16", "last": "2026-03-27"}


def flags(owed: Terms, *shifts: object) -> list[str]:
    days = after(serving(owed), *map(log, shifts)).assessed[FIRST]  # type: ignore[arg-type]
    return [flag for day in days.values() for flag in day.flags]


def test_a_child_serves_on_the_rulings_own_weekday_and_dates() -> None:
    """Settlement 15: as confirmed, also on a public holiday; both together are the ruling's days."""
    both = child(weekdays=(6,), periods=(SCHOOL_HOLIDAYS,))
    worked = [shift(day, "09:00-12:00") for day in (SUNDAY, NYEPI, "2026-03-21", "2026-03-22")]
    assert [found[1] for found in credited(both, *worked).values()] == [180, 180, 180, 180]
    assert flags(both, *worked) == []


def test_the_statutory_hours_of_a_day_still_hold_on_a_childs_own_day() -> None:
    assert credited(child(weekdays=(6,), minutes_a_day=300), shift(SUNDAY, "08:00-13:00")) == {
        SUNDAY: (300, 180, {"daily": 120})
    }


def test_a_child_is_not_credited_on_a_day_that_the_ruling_does_not_fix() -> None:
    assert credited(SUNDAYS, shift(MONDAY, "09:00-10:00")) == {MONDAY: (60, 0, {"working-day": 60})}
    (violation,) = after(serving(SUNDAYS), log(shift(MONDAY, "09:00-10:00"))).assessed[FIRST][START].violations
    assert violation.citation == "Amar putusan; PP 58/2022 16(3)"


def test_a_working_weekday_in_a_childs_ruling_says_nothing_of_holidays() -> None:
    thursdays = child(weekdays=(3, 6))
    assert credited(thursdays, shift(NYEPI, "09:00-10:00")) == {NYEPI: (60, 0, {"working-day": 60})}
    assert credited(thursdays, shift("2026-03-12", "09:00-10:00")) == {"2026-03-12": (60, 60, {})}


def test_an_adults_other_day_than_the_ruled_is_credited_and_flagged() -> None:
    """Settlement 16."""
    weekend = terms(weekdays=(5, 6))
    assert credited(weekend, shift(FRIDAY, "09:00-10:00")) == {FRIDAY: (60, 60, {})}
    assert flags(weekend, shift(FRIDAY, "09:00-10:00"), shift(SATURDAY, "09:00-10:00")) == ["weekday"]
    dates = terms(periods=({"first": FRIDAY, "last": FRIDAY},))
    assert flags(dates, shift(FRIDAY, "09:00-10:00"), shift(SATURDAY, "09:00-10:00")) == ["weekday"]


def test_completion_is_possible_as_long_as_the_rulings_own_days_suffice() -> None:
    """Settlement 36: seven hours need three Sundays; the last before 29 August 2026 are 9, 16 and 23 August."""
    sundays = child(hours=7, weekdays=(6,))
    assert possible_until(Timetable(sundays, LAWS.on), START, deadline(sundays, START, LAW), {}) == date(2026, 8, 9)
