"""Ages, windows and lengths against a slow reading of the same words: one birthday, day and month after another."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from hypothesis import example, given, settings
from hypothesis import strategies as some

from services.attendance.hours.decider import HOURS
from services.intake.putusan.decider.case import case_of, completed_years
from services.intake.putusan.rows import draft_of
from shared.domain.sentence import Regime, Terms
from shared.law.limits import deadline, presumed_final_on
from tests.attendance.hours import facts
from tests.intake.putusan.papers import circumstances, paper_for, register, rules
from tests.lawful import LAWS

DAY = timedelta(days=1)


def birthdays(born: date) -> Iterator[date]:
    """Each year's; of 29 February 1 March in years without that day (settlement 38)."""
    for year in range(born.year + 1, 2200):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        yield date(year, 3, 1) if (born.month, born.day) == (2, 29) and not leap else born.replace(year=year)


def age(born: date, on: date) -> int:
    """How many birthdays there were by that day, itself among them."""
    return sum(birthday <= on for birthday in birthdays(born))


LEAP_DAYS = some.sampled_from([date(1996, 2, 29), date(2000, 2, 29), date(2004, 2, 29), date(2008, 2, 29)])
BORN = some.dates(date(1990, 1, 1), date(2015, 12, 31)) | LEAP_DAYS
LATER = some.dates(date(2016, 1, 1), date(2040, 12, 31))


@given(BORN, LATER)
@example(date(2008, 2, 29), date(2026, 2, 28))
@example(date(2008, 2, 29), date(2026, 3, 1))
@example(date(2008, 2, 29), date(2028, 2, 28))
@example(date(2008, 2, 29), date(2028, 2, 29))
def test_an_age_is_the_number_of_birthdays(born: date, on: date) -> None:
    assert completed_years(born, on) == age(born, on)


NEAR_A_LIMIT = some.tuples(some.sampled_from([12, 14, 18, 21]), some.integers(-2, 2))
OFFENCES = some.dates(date(2025, 1, 2), date(2026, 8, 20))
OF_AGES = {"too-young", "child-kind-for-adult", "adult-kind-for-child"}


@settings(max_examples=200)
@given(some.sampled_from(Regime), OFFENCES, NEAR_A_LIMIT, some.booleans())
@example(Regime.ADULT, date(2026, 3, 1), (18, 1), False)
def test_whose_kind_of_sentence_it_is_follows_from_the_birthdays(
    regime: Regime, offence: date, near: tuple[int, int], at_ruling: bool
) -> None:
    """SPPA 1 no. 3, 20, 69; KUHP 40: with a birthday of a limit some days beside the offence, or the ruling."""
    years, days = near
    ruled_on = date(2026, 9, 1)
    beside = (ruled_on if at_ruling else offence) + DAY * days
    born = date(beside.year - years, beside.month, min(beside.day, 28))
    paper = paper_for(regime, nik=None, birth_date=born, offence_on=offence, ruled_on=ruled_on)
    at_offence, when_tried = age(born, offence), age(born, ruled_on)
    expected = set()
    if regime is Regime.CHILD:
        expected |= {"too-young"} if at_offence < 14 else {"child-kind-for-adult"} if at_offence >= 18 else set()
    elif at_offence < 18 and when_tried < 21:
        expected |= {"adult-kind-for-child"}
    assert OF_AGES & {*rules(register(paper))} == expected


def the_day_after(first: date, days: int) -> date:
    """So many days later, one after the other: the first day is none of them (settlement 1)."""
    for _ in range(days):
        first += DAY
    return first


STARTS = some.dates(date(2026, 1, 2), date(2029, 12, 31))


@given(
    some.sampled_from(Regime),
    STARTS,
    some.none() | some.integers(1, 400),
    some.none() | some.integers(1, 400).map(lambda days: date(2026, 1, 2) + DAY * days),
)
@example(Regime.ADULT, date(2027, 9, 2), None, None)
def test_the_last_day_is_reached_by_counting_days(
    regime: Regime, starts: date, period: int | None, until: date | None
) -> None:
    own = [] if period is None else [the_day_after(starts, period)]
    own += [] if until is None else [until]
    of_law = [] if regime is Regime.CHILD and own else [the_day_after(starts, 180)]
    terms = Terms(regime=regime, total_minutes=600, period_days=period, until=until)
    assert deadline(terms, starts, LAWS.on(starts)) == min([*own, *of_law])


@given(some.dates(date(2026, 1, 2), date(2026, 12, 31)), some.integers(-20, 40), some.integers(-20, 40))
def test_the_window_runs_from_the_later_of_berita_acara_and_bht(ruled_on: date, final: int, starts: int) -> None:
    """Settlements 1, 18 and 42: a BHT before its ruling tells nothing."""
    owed, final_on, started_on = facts.terms(), ruled_on + DAY * final, ruled_on + DAY * starts
    events = [facts.opened(owed, ruled_on=ruled_on, final_on=final_on), facts.started(owed, on=started_on)]
    (found,) = HOURS.fold(events).by(LAWS.on).sentences
    days = [day for day in (ruled_on + DAY * number for number in range(-25, 300)) if final >= 0]
    inside = [day for day in days if day >= final_on and day >= started_on]
    assert [day for day in days if found.open_on(day)] == inside[:181]


@given(some.dates(date(2026, 1, 2), date(2030, 12, 31)))
def test_a_ruling_is_final_on_the_eighth_day(ruled_on: date) -> None:
    """KUHAP 285."""
    days = (ruled_on + DAY * number for number in range(1, 30))
    assert presumed_final_on(ruled_on, LAWS.on(ruled_on)) == next(islice(days, 7, None))


@given(some.integers(0, 12), some.integers(0, 29))
def test_a_bulan_is_thirty_days_one_after_the_other(months: int, days: int) -> None:
    """KUHP 184, 187."""
    counted = sum(1 for _ in range(months) for _ in range(30)) + days
    if counted:
        assert draft_of({"jangka_waktu": f"{months} bulan {days} hari"}).paper.period_days == counted


@given(some.integers(1, 200), some.integers(1, 7), some.integers(1, 30), some.booleans(), some.integers(30, 480))
def test_a_derived_total_is_that_of_each_day_of_service(
    period: int, weekly: int, monthly: int, by_week: bool, minutes: int
) -> None:
    """A ruling of a length and hours a day alone: the first days of each week, or of each thirty."""
    own = {"days_a_week": weekly} if by_week else {"days_a_month": monthly}
    paper = paper_for(Regime.ADULT, total_minutes=None, period_days=period, minutes_a_day=minutes, **own)
    served = [day for day in range(period) if (day % 7 < weekly if by_week else day % 30 < monthly)]
    case = case_of(paper, Regime.ADULT, date(2026, 9, 1), circumstances())
    assert case.derived_minutes == len(served) * minutes
