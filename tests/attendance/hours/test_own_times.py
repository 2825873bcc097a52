"""Hours that the ruling itself fixes, as they are credited: over midnight, and with one end only."""

from shared.domain.sentence import Terms
from tests.attendance.hours.facts import MONDAY, after, child, log, serving, shift, terms, worth

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
