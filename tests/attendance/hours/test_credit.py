"""What recorded work is worth: the law at its limits, to the minute. Each case names its article."""

from datetime import date

import pytest

from services.attendance.hours.events import Against, Shift
from shared.domain.sentence import Terms
from tests.attendance.hours.facts import (
    FIRST,
    LIBRARY,
    MONDAY,
    START,
    after,
    child,
    log,
    opened,
    placed,
    serving,
    shift,
    started,
    terms,
    worth,
)

Days = dict[str, tuple[int, int, dict[str, int]]]
TUESDAY = "2026-03-03"
LAST, AFTER_IT = "2026-08-29", "2026-08-30"


def credited(owed: Terms, *shifts: Shift) -> Days:
    """What these shifts are worth to one sentence that began on Monday 2 March."""
    return worth(after(serving(owed), *map(log, shifts)))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param("08:00-15:59", (479, 479, {}), id="a minute less than eight hours"),
        pytest.param("08:00-16:00", (480, 480, {}), id="KUHP 85(5): eight hours"),
        pytest.param("08:00-16:01", (481, 480, {"daily": 1}), id="KUHP 85(5): a minute more"),
        pytest.param("08:00-17:00", (540, 480, {"daily": 60}), id="KUHP 85(5): a ninth hour"),
        pytest.param("00:00-03:00", (180, 180, {}), id="settlement 14: night is lawful for adults"),
        pytest.param("08:00-08:01", (1, 1, {}), id="one minute"),
    ],
)
def test_an_adults_day(hours: str, expected: tuple[int, int, dict[str, int]]) -> None:
    assert credited(terms(), shift(MONDAY, hours)) == {MONDAY: expected}


@pytest.mark.parametrize(
    ("owed", "hours", "expected"),
    [
        pytest.param(terms(minutes_a_day=120), "08:00-10:00", (120, 120, {}), id="the ruling's two hours"),
        pytest.param(terms(minutes_a_day=120), "08:00-10:01", (121, 120, {"daily": 1}), id="a minute above the ruling"),
        pytest.param(terms(minutes_a_day=540), "08:00-17:00", (540, 480, {"daily": 60}), id="a ruling above the law"),
        pytest.param(
            terms(day_until_minute=720), "08:00-13:00", (300, 240, {"daytime": 60}), id="hours fixed by the ruling"
        ),
    ],
)
def test_the_rulings_own_day(owed: Terms, hours: str, expected: tuple[int, int, dict[str, int]]) -> None:
    assert credited(owed, shift(MONDAY, hours)) == {MONDAY: expected}


def test_caps_count_against_the_host_and_name_the_article_and_the_last_shift() -> None:
    """Settlement 7."""
    early, late = shift(MONDAY, "07:00-12:00"), shift(MONDAY, "13:00-17:00")
    hours = after(serving(terms()), log(late), log(early))
    (violation,) = hours.assessed[FIRST][START].violations
    assert (violation.rule, violation.minutes, violation.citation) == ("daily", 60, "KUHP 85(5)")
    assert violation.against is Against.HOST
    assert violation.shift_id == late.id


@pytest.mark.parametrize(
    ("period_days", "day", "citation"),
    [
        pytest.param(None, AFTER_IT, "KUHP 85(5), 184", id="the ruling is silent"),
        pytest.param(180, AFTER_IT, "KUHP 85(5), 184", id="intake wrote the law's own 180 days into the terms"),
        pytest.param(179, LAST, "Amar putusan; KUHP 85(9)", id="the ruling's period is shorter"),
    ],
)
def test_work_after_the_last_day_cites_whose_last_day_it_is(period_days: int | None, day: str, citation: str) -> None:
    hours = after(serving(terms(period_days=period_days)), log(shift(day, "08:00-09:00")))
    assert hours.assessed[FIRST][date.fromisoformat(day)].violations[0].citation == citation


def test_the_rulings_own_figure_is_cited_where_it_is_lower() -> None:
    hours = after(serving(terms(minutes_a_day=60)), log(shift(MONDAY, "08:00-10:00")))
    assert hours.assessed[FIRST][START].violations[0].citation == "Amar putusan; KUHP 85(9)"


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        pytest.param("2026-03-01", "08:00-10:00", (120, 0, {"window": 120}), id="18: the day before the berita acara"),
        pytest.param(MONDAY, "00:00-02:00", (120, 120, {}), id="1: the first minute of the first day"),
        pytest.param(LAST, "22:00-23:59", (119, 119, {}), id="KUHP 85(5): the last day is inside"),
        pytest.param(AFTER_IT, "00:00-02:00", (120, 0, {"window": 120}), id="KUHP 85(5): day 181 is outside"),
    ],
)
def test_the_window(day: str, hours: str, expected: tuple[int, int, dict[str, int]]) -> None:
    assert credited(terms(), shift(day, hours)) == {day: expected}


def test_a_shift_over_the_last_midnight_counts_to_it() -> None:
    assert credited(terms(), shift(LAST, "22:00-02:00")) == {
        LAST: (120, 120, {}),
        AFTER_IT: (120, 0, {"window": 120}),
    }


@pytest.mark.parametrize(
    ("owed", "day", "minutes"),
    [
        pytest.param(terms(period_days=30), "2026-04-01", 60, id="the ruling's 1 Bulan: day 30 after the first"),
        pytest.param(terms(period_days=30), "2026-04-02", 0, id="the day after it"),
        pytest.param(terms(until=date(2026, 3, 31)), "2026-03-31", 60, id="the ruling's own date"),
        pytest.param(terms(until=date(2026, 3, 31)), "2026-04-01", 0, id="the day after it"),
        pytest.param(child(period_days=210), "2026-09-28", 60, id="PP 58/2022 16(3): a child's longer period"),
        pytest.param(child(), "2026-08-31", 0, id="a child's ruling without a period"),
    ],
)
def test_the_rulings_own_window(owed: Terms, day: str, minutes: int) -> None:
    assert credited(owed, shift(day, "09:00-10:00"))[day][1] == minutes


def test_before_finality_nothing_counts() -> None:
    """Settlement 18, KUHAP 342: even where a berita acara was drawn too early."""
    events = serving(terms(), final_on=date(2026, 3, 10))
    hours = after(events, log(shift("2026-03-09", "08:00-10:00")), log(shift("2026-03-10", "08:00-10:00")))
    assert worth(hours) == {"2026-03-09": (120, 0, {"not-final": 120}), "2026-03-10": (120, 120, {})}
    violation = hours.assessed[FIRST][date(2026, 3, 9)].violations[0]
    assert (violation.citation, violation.against) == ("KUHAP 342; Ketetapan 18", Against.NEITHER)


def test_before_the_berita_acara_work_is_recorded_and_counts_for_nothing() -> None:
    """Settlement 18."""
    hours = after([opened(terms()), placed()], log(shift(MONDAY, "08:00-10:00")))
    assert worth(hours) == {MONDAY: (120, 0, {"window": 120})}


@pytest.mark.parametrize(
    ("hours", "monday", "tuesday"),
    [
        pytest.param("22:00-02:00", (120, 120, {}), (120, 120, {}), id="3: split at midnight"),
        pytest.param("14:00-00:00", (600, 480, {"daily": 120}), None, id="3: an end at midnight is the first day's"),
        pytest.param(
            "14:00-2026-03-03 10:00",
            (600, 480, {"daily": 120}),
            (600, 480, {"daily": 120}),
            id="3: each part under its day's cap",
        ),
        pytest.param("23:59-00:01", (1, 1, {}), (1, 1, {}), id="3: a minute on each side"),
    ],
)
def test_midnight(
    hours: str, monday: tuple[int, int, dict[str, int]], tuesday: tuple[int, int, dict[str, int]] | None
) -> None:
    expected = {MONDAY: monday} | ({TUESDAY: tuesday} if tuesday else {})
    assert credited(terms(), shift(MONDAY, hours)) == expected


@pytest.mark.parametrize(
    ("worked", "expected"),
    [
        pytest.param(shift(MONDAY, "08:00-12:00", "10:00-10:15"), 225, id="4: a break from–to"),
        pytest.param(shift(MONDAY, "08:00-12:00", "08:00-08:15", "11:45-12:00"), 210, id="4: breaks at both ends"),
        pytest.param(shift(MONDAY, "08:00-12:00", "09:00-10:00", "09:30-10:30"), 150, id="4: breaks that overlap"),
        pytest.param(shift(MONDAY, "08:00-12:00", bare=30), 210, id="29: a break in bare minutes"),
        pytest.param(shift(MONDAY, "08:00-12:00", "09:00-09:30", bare=30), 180, id="29: both kinds"),
        pytest.param(shift(MONDAY, "08:00-12:00", bare=240), 0, id="26: a break as long as the log"),
        pytest.param(shift(MONDAY, "08:00-17:00", "12:00-13:00"), 480, id="KUHP 85(5): nine hours with a break of one"),
        pytest.param(shift(MONDAY, "08:00-17:00", bare=60), 480, id="KUHP 85(5): the same in bare minutes"),
        pytest.param(shift(MONDAY, "08:00-17:00", bare=59), 480, id="KUHP 85(5): a minute above the cap"),
    ],
)
def test_breaks_are_no_service(worked: Shift, expected: int) -> None:
    assert credited(terms(), worked).get(MONDAY, (0, 0, {}))[1] == expected


@pytest.mark.parametrize(
    ("worked", "expected"),
    [
        pytest.param(
            shift(MONDAY, "15:30-18:00", bare=30),
            (120, 60, {"daytime": 60}),
            id="29: from the countable minutes, not from those after 17:00",
        ),
        pytest.param(
            shift(MONDAY, "16:30-18:00", bare=60),
            (30, 0, {"daytime": 30}),
            id="29: what the countable ones lack, from the others",
        ),
        pytest.param(shift(MONDAY, "08:00-12:00", bare=60), (180, 180, {}), id="PP 58/2022 16(3): three hours"),
    ],
)
def test_a_childs_bare_break(worked: Shift, expected: tuple[int, int, dict[str, int]]) -> None:
    assert credited(child(), worked) == {MONDAY: expected}


def test_a_bare_break_over_midnight_is_taken_last_first() -> None:
    """Settlement 29."""
    night = shift(MONDAY, "22:00-01:00", bare=90)
    assert credited(terms(), night) == {MONDAY: (90, 90, {})}
    last = shift(LAST, "22:00-01:00", bare=90)
    assert credited(terms(), last) == {LAST: (30, 30, {}), AFTER_IT: (60, 0, {"window": 60})}


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [
        ("08:00:00", "08:59:59", 59),
        ("08:00:59", "09:00:00", 59),
        ("08:00:30", "09:00:30", 60),
        ("08:00:20", "09:00:40", 60),
        ("08:00:40", "09:00:20", 59),
        ("08:00:00", "08:00:59", 0),
    ],
)
def test_seconds_are_dropped_and_nothing_is_rounded_up(starts: str, ends: str, minutes: int) -> None:
    found = credited(terms(), shift(MONDAY, f"{starts}-{ends}")).get(MONDAY, (0, 0, {}))
    assert found == (minutes, minutes, {})


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        pytest.param(MONDAY, "08:00-11:00", (180, 180, {}), id="PP 58/2022 16(3): three hours"),
        pytest.param(MONDAY, "08:00-11:01", (181, 180, {"daily": 1}), id="PP 58/2022 16(3): a minute more"),
        pytest.param(MONDAY, "07:59-09:00", (61, 60, {"daytime": 1}), id="15: a minute before 08:00"),
        pytest.param(MONDAY, "15:00-17:00", (120, 120, {}), id="15: until 17:00"),
        pytest.param(MONDAY, "15:00-17:01", (121, 120, {"daytime": 1}), id="15: a minute after 17:00"),
        pytest.param(MONDAY, "17:00-19:00", (120, 0, {"daytime": 120}), id="15: the evening"),
        pytest.param("2026-03-06", "09:00-10:00", (60, 60, {}), id="15: a Friday"),
        pytest.param("2026-03-07", "09:00-10:00", (60, 0, {"working-day": 60}), id="15: a Saturday"),
        pytest.param("2026-03-08", "09:00-10:00", (60, 0, {"working-day": 60}), id="15: a Sunday"),
        pytest.param("2026-03-19", "09:00-10:00", (60, 0, {"working-day": 60}), id="15: Nyepi, a Thursday"),
        pytest.param("2026-03-18", "09:00-10:00", (60, 0, {"working-day": 60}), id="15: cuti bersama"),
        pytest.param("2026-08-17", "09:00-10:00", (60, 0, {"working-day": 60}), id="15: Independence Day"),
    ],
)
def test_a_childs_day(day: str, hours: str, expected: tuple[int, int, dict[str, int]]) -> None:
    assert credited(child(), shift(day, hours)) == {day: expected}


def test_a_sunday_and_a_holiday_count_for_an_adult() -> None:
    """Settlement 14."""
    found = credited(terms(), shift("2026-03-08", "09:00-10:00"), shift("2026-08-17", "09:00-10:00"))
    assert [day[1] for day in found.values()] == [60, 60]


def test_each_rule_is_broken_by_itself_on_the_worked_time() -> None:
    """Settlement 31: a child's five hours on a Sunday morning from six."""
    found = credited(child(), shift("2026-03-08", "06:00-11:00"))
    assert found == {"2026-03-08": (300, 0, {"working-day": 300, "daytime": 120, "daily": 120})}


def test_uncounted_work_does_not_use_up_the_day() -> None:
    """Settlement 30: a child 06–08 and 13–16 keeps three hours."""
    found = credited(child(), shift(MONDAY, "06:00-08:00"), shift(MONDAY, "13:00-16:00"))
    assert found == {MONDAY: (300, 180, {"daytime": 120, "daily": 120})}


def test_a_child_at_an_hour_fixed_by_the_ruling() -> None:
    """Settlement 15: held, then obeyed."""
    evening = child(day_from_minute=18 * 60, day_until_minute=20 * 60)
    assert credited(evening, shift(MONDAY, "18:00-20:00"))[MONDAY] == (120, 120, {})
    assert credited(evening, shift(MONDAY, "17:00-19:00"))[MONDAY] == (120, 60, {"daytime": 60})


def test_a_person_who_turned_18_stays_in_the_childs_regime() -> None:
    """Settlement 23: the regime is the ruling's, no age is asked."""
    assert credited(child(), shift("2026-08-28", "08:00-12:00"))["2026-08-28"] == (240, 180, {"daily": 60})


@pytest.mark.parametrize(
    ("hours", "last_day"),
    [
        pytest.param(16, (480, 480, {}), id="exactly what is owed"),
        pytest.param(15, (480, 420, {"total": 60}), id="an hour above what is owed"),
        pytest.param(8, (480, 0, {"total": 480}), id="nothing owed any more"),
    ],
)
def test_never_more_than_is_owed(hours: int, last_day: tuple[int, int, dict[str, int]]) -> None:
    """KUHP 85(4)."""
    found = credited(terms(hours=hours), shift(MONDAY, "08:00-16:00"), shift(TUESDAY, "08:00-16:00"))
    assert found[TUESDAY] == last_day


def test_total_counts_only_what_all_other_rules_would_credit() -> None:
    """Settlement 31: of ten hours two break the day; of the other eight, six exceed the two that are owed."""
    found = credited(terms(hours=10), shift(MONDAY, "08:00-16:00"), shift(TUESDAY, "08:00-18:00"))
    assert found[TUESDAY] == (600, 120, {"daily": 120, "total": 360})


def test_a_late_arriving_earlier_log_moves_credit() -> None:
    """Settlement 8: whatever the order of arrival, the earliest work gets the credit."""
    hours = after(serving(terms(hours=8)), log(shift(TUESDAY, "08:00-16:00")))
    assert worth(hours) == {TUESDAY: (480, 480, {})}
    hours = after(serving(terms(hours=8)), log(shift(TUESDAY, "08:00-16:00")), log(shift(MONDAY, "08:00-13:00")))
    assert worth(hours) == {MONDAY: (300, 300, {}), TUESDAY: (480, 180, {"total": 300})}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("08:00-10:00", "10:00-12:00", (240, 240, {}), id="10: touching is no overlap"),
        pytest.param("08:00-10:00", "09:00-12:00", (240, 240, {"overlap": 60}), id="10: the union counts once"),
        pytest.param("08:00-12:00", "09:00-10:00", (240, 240, {"overlap": 60}), id="10: one inside the other"),
        pytest.param("08:00-12:00", "08:00-12:00", (240, 240, {}), id="27: the same times are the same work"),
        pytest.param("08:00-12:00", "08:00-12:01", (241, 241, {"overlap": 240}), id="10: a minute more is another log"),
    ],
)
def test_overlap_at_one_site(first: str, second: str, expected: tuple[int, int, dict[str, int]]) -> None:
    assert credited(terms(), shift(MONDAY, first), shift(MONDAY, second, name="paper")) == {MONDAY: expected}


def test_a_break_recorded_on_either_paper_is_a_break() -> None:
    """Settlements 4 and 27: no more minutes than the log with the break has."""
    with_break, without = shift(MONDAY, "08:00-12:00", "10:00-10:30"), shift(MONDAY, "08:00-12:00", name="paper")
    assert credited(terms(), without, with_break) == {MONDAY: (210, 210, {})}
    bare = shift(MONDAY, "08:00-12:00", bare=30)
    assert credited(terms(), without, bare) == {MONDAY: (210, 210, {})}
    same = shift(MONDAY, "08:00-12:00", bare=20, name="paper")
    assert credited(terms(), same, bare) == {MONDAY: (210, 210, {})}


def test_overlap_at_two_sites_credits_neither_until_decided() -> None:
    """Settlement 10."""
    market, library = shift(MONDAY, "08:00-12:00"), shift(MONDAY, "11:00-14:00", site=LIBRARY)
    assert credited(terms(), market, library) == {MONDAY: (0, 0, {"overlap": 120})}
    third = shift(MONDAY, "14:00-16:00", site=LIBRARY)
    assert credited(terms(), market, library, third) == {MONDAY: (120, 120, {"overlap": 120})}


def test_two_sites_one_after_the_other_is_a_days_work() -> None:
    """Settlement 5: both count, under one cap."""
    found = credited(terms(), shift(MONDAY, "08:00-12:00"), shift(MONDAY, "12:00-17:00", site=LIBRARY))
    assert found == {MONDAY: (540, 480, {"daily": 60})}


FLAGS = [
    pytest.param(terms(), [(MONDAY, "08:00-12:30")], [], id="4: four and a half hours without a break"),
    pytest.param(terms(), [(MONDAY, "08:00-12:31")], ["no-break"], id="4: a minute more is a question"),
    pytest.param(terms(), [(MONDAY, "17:00-21:00"), (TUESDAY, "00:00-04:00")], [], id="2: eight hours in 24"),
    pytest.param(
        terms(), [(MONDAY, "17:00-21:00"), (TUESDAY, "00:00-04:01")], ["twenty-four-hours"], id="2: a minute more in 24"
    ),
    pytest.param(
        terms(), [(MONDAY, "08:00-12:00"), (TUESDAY, "08:00-12:00"), (TUESDAY, "13:00-15:00")], [], id="2: 24 h slide"
    ),
    pytest.param(terms(least_minutes_a_day=60), [(MONDAY, "08:00-08:59")], ["least-a-day"], id="16: less than least"),
    pytest.param(terms(least_minutes_a_day=60), [(MONDAY, "08:00-09:00")], [], id="16: the least"),
    pytest.param(terms(days_a_week=1), [(MONDAY, "08:00-09:00"), (TUESDAY, "08:00-09:00")], ["days-a-week"], id="16"),
    pytest.param(
        terms(days_a_week=1), [(MONDAY, "08:00-09:00"), ("2026-03-09", "08:00-09:00")], [], id="16: the next week"
    ),
    pytest.param(
        terms(days_a_month=1),
        [(MONDAY, "08:00-09:00"), ("2026-03-31", "08:00-09:00")],
        ["days-a-month"],
        id="16: the 30th day is in the first month",
    ),
    pytest.param(
        terms(days_a_month=1), [(MONDAY, "08:00-09:00"), ("2026-04-01", "08:00-09:00")], [], id="16: the 31st is not"
    ),
]


@pytest.mark.parametrize(("owed", "shifts", "flags"), FLAGS)
def test_credited_and_flagged(owed: Terms, shifts: list[tuple[str, str]], flags: list[str]) -> None:
    hours = after(serving(owed), *(log(shift(day, span)) for day, span in shifts))
    days = hours.assessed[FIRST]
    assert list(days[max(days)].flags) == flags
    assert all(day.credited_minutes == day.worked_minutes for day in days.values())


def test_the_berita_acara_credits_what_was_recorded_inside_its_window() -> None:
    owed = terms()
    before = after([opened(owed), placed()], log(shift(MONDAY, "08:00-10:00")), log(shift("2026-03-01", "08:00-10:00")))
    assert [day[1] for day in worth(before).values()] == [0, 0]
    both = after(
        [opened(owed), placed(), started(owed)],
        log(shift(MONDAY, "08:00-10:00")),
        log(shift("2026-03-01", "08:00-10:00")),
    )
    assert {day: found[1] for day, found in worth(both).items()} == {"2026-03-01": 0, MONDAY: 120}
