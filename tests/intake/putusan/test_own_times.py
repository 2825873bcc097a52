"""The hours and days that a ruling itself fixes: what of a child's is held, and how much room they leave."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as some

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.case import case_of
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import PutusanReceived, PutusanRegistered
from services.intake.putusan.rows import cells_of, draft_of
from shared.domain.sentence import Period, Regime, Terms
from shared.law.calendar import DAY
from tests.given import given
from tests.intake.putusan.papers import adult, child, circumstances, confirming, register, rules

H = 60
LATE = {"day_from_minute": 18 * H + 30}


@pytest.mark.parametrize(
    ("fixed", "expected"),
    [
        pytest.param({"day_from_minute": 18 * H + 30}, ["child-at-night"], id="from 18.30"),
        pytest.param({"day_from_minute": 22 * H}, ["child-at-night"], id="from 22.00"),
        pytest.param({"day_until_minute": 5 * H}, ["child-at-night"], id="until 05.00"),
        pytest.param({"day_until_minute": 8 * H}, ["child-at-night"], id="until 08.00 is before the working day"),
        pytest.param({"day_from_minute": 17 * H}, ["child-at-night"], id="from 17.00 is after the working day"),
        pytest.param({"day_from_minute": 22 * H, "day_until_minute": 2 * H}, ["child-at-night"], id="over midnight"),
        pytest.param({"day_from_minute": 13 * H, "day_until_minute": 12 * H}, ["child-at-night"], id="round the clock"),
        pytest.param({"day_from_minute": 6 * H}, ["child-at-another-hour"], id="from 06.00"),
        pytest.param({"day_from_minute": 5 * H}, ["child-at-night"], id="from 05.00"),
        pytest.param({"day_until_minute": 17 * H + 10}, ["child-at-another-hour"], id="until 17.10"),
        pytest.param({"day_until_minute": 19 * H}, ["child-at-night"], id="until 19.00"),
        pytest.param({"day_from_minute": 13 * H}, [], id="from 13.00: the afternoon is left"),
        pytest.param({"day_until_minute": 12 * H}, [], id="until 12.00: the morning is left"),
    ],
)
def test_a_childs_hours_with_one_end_only_are_judged_by_the_daylight_they_leave(
    fixed: dict[str, int], expected: list[str]
) -> None:
    """Settlement 15, KUHP 186."""
    assert rules(register(child(**fixed))) == expected


DAYS = some.dates(date(2026, 2, 1), date(2027, 6, 1))
OWN_TIMES = some.fixed_dictionaries(
    {},
    optional={
        "final_on": DAYS,
        "minutes_a_day": some.integers(1, 600),
        "days_a_week": some.integers(1, 7),
        "days_a_month": some.integers(1, 31),
        "period_days": some.integers(1, 400),
        "until": DAYS,
        "day_from_minute": some.integers(0, 1440),
        "day_until_minute": some.integers(0, 1440),
        "weekdays": some.lists(some.integers(0, 6), unique=True).map(tuple),
        "periods": some.tuples(DAYS, some.integers(0, 40)).map(
            lambda it: (Period(first=it[0], last=it[0] + DAY * it[1]),)
        ),
    },
)


@settings(max_examples=60)
@generated(OWN_TIMES, some.sampled_from(Regime), some.integers(1, 20_000))
def test_whether_it_fits_is_what_the_whole_search_says(
    fixed: dict[str, Any], regime: Regime, some_minutes: int
) -> None:
    paper = Paper.model_validate({"ruled_on": date(2026, 2, 1)} | fixed)
    case = case_of(paper, regime, date(2026, 2, 1), circumstances())
    most = case.room.minutes
    for minutes in (some_minutes, max(1, most - 1), most, most + 1):
        assert case.fits(minutes) == (minutes <= most), minutes


@pytest.mark.parametrize(
    ("fixed", "hours", "expected"),
    [
        pytest.param({"day_from_minute": 16 * H + 30}, 40, ["cannot-fit"], id="half an hour a day left"),
        pytest.param({"day_from_minute": 16 * H + 30}, 22, [], id="half an hour a day is enough"),
        pytest.param({"day_until_minute": 8 * H + 30}, 40, ["cannot-fit"], id="half an hour in the morning"),
    ],
)
def test_what_cannot_fit_counts_the_daytime_that_is_left(
    fixed: dict[str, int], hours: int, expected: list[str]
) -> None:
    assert rules(register(child(total_minutes=hours * H, period_days=60, **fixed))) == expected


def test_the_room_of_the_daytime_left_is_told() -> None:
    """16.30-17.00 on 45 of 61 days: 22 h 30 min."""
    held = register(child(total_minutes=40 * H, day_from_minute=16 * H + 30)).events[1]
    (reason,) = held.reasons  # type: ignore[attr-defined]
    assert dict(reason.facts) == {"minutes": 2400, "possible_minutes": 1350, "days": 45}


@pytest.mark.parametrize(
    "fixed",
    [
        pytest.param({"day_from_minute": 22 * H, "day_until_minute": 2 * H}, id="22.00-02.00"),
        pytest.param({"day_from_minute": 22 * H, "day_until_minute": 0}, id="22.00-00.00"),
        pytest.param({"day_from_minute": 18 * H + 30}, id="from 18.30"),
        pytest.param({"day_until_minute": 5 * H}, id="until 05.00"),
    ],
)
def test_an_adults_night_is_lawful(fixed: dict[str, int]) -> None:
    """Settlement 14."""
    register(adult(**fixed)).then_types(PutusanReceived, PutusanRegistered)


def test_an_adults_night_has_the_room_of_both_its_ends() -> None:
    """22.00-02.00 is four hours of each day, two at each end."""
    paper = adult(minutes_a_day=None, period_days=9, day_from_minute=22 * H, day_until_minute=2 * H)
    assert rules(register(paper.model_copy(update={"total_minutes": 40 * H}))) == []
    assert rules(register(paper.model_copy(update={"total_minutes": 40 * H + 1}))) == ["cannot-fit"]


def test_a_confirmed_night_is_executed_as_answered() -> None:
    answered: dict[str, Any] = {"minutes_a_day": 120, **LATE}
    paper: Paper = child(**answered)
    held = register(paper).events
    terms = held[0].terms  # type: ignore[attr-defined]
    confirmed = given(PUTUSAN, *held, circumstances=circumstances()).when(confirming(terms)).events[-1]
    assert isinstance(confirmed, PutusanRegistered)
    assert (confirmed.terms.day_from_minute, confirmed.terms.day_until_minute) == (18 * H + 30, None)


# Days


SUNDAYS = {"weekdays": (6,)}
HOLIDAYS = {"periods": ({"first": date(2026, 12, 21), "last": date(2027, 1, 2)},)}


@pytest.mark.parametrize(
    ("fixed", "field"),
    [
        pytest.param(SUNDAYS, "weekdays", id="Sundays"),
        pytest.param({"weekdays": (5,)}, "weekdays", id="Saturdays"),
        pytest.param({"weekdays": (4, 6)}, "weekdays", id="Fridays and Sundays"),
        pytest.param(HOLIDAYS | {"total_minutes": 20 * H}, "periods", id="school holidays by date"),
        pytest.param(SUNDAYS | HOLIDAYS, "weekdays", id="both: told once"),
        pytest.param(
            {"periods": ({"first": date(2026, 12, 25), "last": date(2026, 12, 25)},), "total_minutes": 2 * H},
            "periods",
            id="Christmas",
        ),
    ],
)
def test_a_childs_other_days_are_held(fixed: dict[str, Any], field: str) -> None:
    """Settlement 15."""
    paper = child(**{"total_minutes": 7 * H, "period_days": 180, **fixed})
    held = register(paper).events[1]
    (reason,) = (found for found in held.reasons if found.rule == "child-on-another-day")  # type: ignore[attr-defined]
    assert (reason.field, reason.citation) == (field, "PP 58/2022 16(3); Ketetapan 15")


@pytest.mark.parametrize(
    "fixed",
    [
        pytest.param({"weekdays": (0, 2, 4)}, id="three working weekdays"),
        pytest.param({"periods": ({"first": date(2026, 9, 14), "last": date(2026, 9, 18)},)}, id="a working week"),
    ],
)
def test_a_childs_own_working_days_are_no_question(fixed: dict[str, Any]) -> None:
    assert rules(register(child(total_minutes=7 * H, **fixed))) == []


def test_an_adults_own_days_are_no_question() -> None:
    """Settlement 14: every day is lawful."""
    register(adult(total_minutes=8 * H, weekdays=(5, 6))).then_types(PutusanReceived, PutusanRegistered)


@pytest.mark.parametrize(
    ("paper", "fits"),
    [
        pytest.param(adult(weekdays=(6,), period_days=27, total_minutes=8 * H), True, id="four Sundays of two hours"),
        pytest.param(adult(weekdays=(6,), period_days=27, total_minutes=8 * H + 1), False, id="and a minute"),
        pytest.param(
            adult(periods=({"first": date(2026, 12, 21), "last": date(2026, 12, 24)},), total_minutes=8 * H),
            True,
            id="four dates",
        ),
        pytest.param(
            adult(periods=({"first": date(2026, 12, 21), "last": date(2026, 12, 24)},), total_minutes=8 * H + 1),
            False,
            id="four dates and a minute",
        ),
        pytest.param(
            adult(weekdays=(6,), period_days=None, until=date(2026, 9, 27), total_minutes=8 * H + 1),
            False,
            id="three Sundays until a date",
        ),
        pytest.param(
            adult(periods=({"first": date(2026, 8, 1), "last": date(2026, 8, 31)},), total_minutes=8 * H),
            False,
            id="dates before it can be executed",
        ),
    ],
)
def test_what_cannot_fit_counts_the_rulings_own_days(paper: Paper, fits: bool) -> None:
    assert ("cannot-fit" in rules(register(paper))) is not fits


def test_a_real_childs_ruling_of_sundays_and_school_holidays_at_most_five_hours() -> None:
    """Held for its days and its hours, executed on those days with the statute's three hours (settlement 15)."""
    paper = child(total_minutes=60 * H, minutes_a_day=5 * H, period_days=180, **SUNDAYS, **HOLIDAYS)
    held = register(paper)
    assert rules(held) == ["day-above", "child-on-another-day"]
    terms = held.events[0].terms  # type: ignore[attr-defined]
    assert (terms.weekdays, terms.periods[0].last) == ((6,), date(2027, 1, 2))
    answered = given(PUTUSAN, *held.events, circumstances=circumstances()).when(confirming(terms)).events[-1]
    assert isinstance(answered, PutusanRegistered)
    assert answered.terms == terms.model_copy(update={"minutes_a_day": 3 * H})
    assert "day-capped" in answered.flags


@pytest.mark.parametrize(
    ("period", "rule"),
    [
        ({"first": date(2026, 12, 24), "last": date(2026, 12, 21)}, "dates-backward"),
        ({"first": date(2026, 12, 24), "last": date(9999, 12, 31)}, "date-not-meant"),
        ({"first": date(1, 1, 1), "last": date(2026, 12, 21)}, "date-not-meant"),
    ],
)
def test_dates_of_service_that_nobody_can_mean_are_kept_and_flagged(period: dict[str, date], rule: str) -> None:
    """Settlement 42; the answer to a held ruling is asked again."""
    good = {"first": date(2026, 9, 14), "last": date(2026, 9, 18)}
    found = register(child(total_minutes=7 * H, periods=(good, period))).events[0]
    assert isinstance(found, PutusanReceived)
    assert [one.first for one in found.terms.periods] == [date(2026, 9, 14)]
    (unread,) = found.unread
    assert (unread.rule, unread.field, rule in found.flags) == (rule, "periods", True)
    held = register(child(weekdays=(6,), total_minutes=7 * H, period_days=180)).events
    odd = Terms.model_validate(held[0].terms.model_dump() | {"periods": (period,)})  # type: ignore[attr-defined]
    given(PUTUSAN, *held, circumstances=circumstances()).when(confirming(odd)).refused(rule)


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Minggu", (6,)),
        ("setiap hari Minggu", (6,)),
        ("Sabtu dan Minggu", (5, 6)),
        ("Minggu, Sabtu", (5, 6)),
        ("Senin-Jumat", (0, 1, 2, 3, 4)),
        ("Senin s.d. Jum'at", (0, 1, 2, 3, 4)),
        ("senin sampai dengan rabu; ahad", (0, 1, 2, 6)),
        ("Jumat s/d Senin", (0, 4, 5, 6)),
        ("Hari kerja", (0, 1, 2, 3, 4)),
    ],
)
def test_weekdays_as_offices_write_them(text: str, weekdays: tuple[int, ...]) -> None:
    draft = draft_of({"hari_pelaksanaan": text})
    assert (draft.unreadable, draft.paper.weekdays) == ((), weekdays)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("22/06/2026 s.d. 11/07/2026", "22/06/2026 s.d. 11/07/2026"),
        ("22 Juni 2026 sampai dengan 11 Juli 2026", "22/06/2026 s.d. 11/07/2026"),
        ("2026-06-22 - 2026-07-11", "22/06/2026 s.d. 11/07/2026"),
        ("22/06/2026–11/07/2026", "22/06/2026 s.d. 11/07/2026"),
        ("17/08/2026", "17/08/2026"),
        ("22/06/2026 s/d 11/07/2026; 17/08/2026 dan 21/12/2026", "22/06/2026 s.d. 11/07/2026; 17/08/2026; 21/12/2026"),
        ("22/06/2026, 23/06/2026", "22/06/2026; 23/06/2026"),
    ],
)
def test_dates_of_service_as_offices_write_them(text: str, written: str) -> None:
    draft = draft_of({"tanggal_pelaksanaan": text})
    assert draft.unreadable == ()
    assert cells_of(draft.paper)["tanggal_pelaksanaan"] == written


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("hari_pelaksanaan", "libur", "weekday-unreadable"),
        ("hari_pelaksanaan", "Senin-Rabu-Jumat", "weekday-unreadable"),
        ("hari_pelaksanaan", "dua hari", "weekday-unreadable"),
        ("tanggal_pelaksanaan", "libur sekolah", "dates-unreadable"),
        ("tanggal_pelaksanaan", "22 s.d. 27 Juni 2026", "dates-unreadable"),
        ("tanggal_pelaksanaan", "31/06/2026", "dates-unreadable"),
    ],
)
def test_days_that_nobody_can_read_are_told(column: str, text: str, rule: str) -> None:
    (unreadable,) = draft_of({column: text}).unreadable
    assert unreadable.rule == rule
