"""The timetable against a slow one that asks each day by itself, for sentences of every kind."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as some

from shared.domain.identifiers import Citation, RuleCode
from shared.domain.sentence import Period, Regime, Terms
from shared.law.calendar import holiday
from shared.law.caps import Account, Cap
from shared.law.law import Law
from shared.law.limits import deadline
from shared.law.timetable import Opening, Timetable, every_day, most_in_a_window, possible_until, room
from tests.lawful import LAWS

FIRST = date(2026, 1, 2)
DAY = timedelta(days=1)


class Hours(NamedTuple):
    """A place's opening hours."""

    weekdays: tuple[int, ...]
    open_from_minute: int
    open_until_minute: int


def maybe(found: some.SearchStrategy[Any]) -> some.SearchStrategy[Any]:
    return some.none() | found


WEEKDAYS = some.lists(some.integers(0, 6), unique=True, max_size=7).map(tuple)
STARTS = some.integers(0, 700).map(lambda number: FIRST + DAY * number)
PERIODS = some.tuples(STARTS, some.integers(0, 40)).map(lambda it: Period(first=it[0], last=it[0] + DAY * it[1]))
SENTENCES = some.builds(
    Terms,
    regime=some.sampled_from(Regime),
    total_minutes=some.integers(1, 15_000),
    minutes_a_day=maybe(some.integers(1, 600)),
    period_days=maybe(some.integers(1, 200)),
    until=maybe(STARTS),
    day_from_minute=maybe(some.integers(0, 1440)),
    day_until_minute=maybe(some.integers(0, 1440)),
    weekdays=some.just(()) | WEEKDAYS,
    periods=some.just(()) | some.lists(PERIODS, max_size=3).map(tuple),
)
PLACES = some.none() | some.builds(
    Hours,
    WEEKDAYS,
    some.integers(0, 12 * 60),
    some.integers(12 * 60, 24 * 60),
)


def minute_by_minute(terms: Terms, day: date, ruled: bool, place: Opening | None, six: bool = False) -> int:
    """Settlements 14 to 16 as they are written, one minute of the day after the other."""
    child, free = terms.regime is Regime.CHILD, holiday(day) is not None
    own = bool(terms.weekdays or terms.periods)
    in_period = any(period.first <= day <= period.last for period in terms.periods)
    of_ruling = not own or day.weekday() in terms.weekdays or in_period
    may, ruled = True, ruled or place is not None
    if child:
        working = day.weekday() <= 4 and not free
        fixed = in_period or (day.weekday() > 4 and day.weekday() in terms.weekdays)
        six_days = (six or (place is not None and 5 in place.weekdays)) and day.weekday() == 5 and not free
        may = of_ruling and (working or fixed or six_days)
    if ruled and not of_ruling:
        may = False
    if place is not None and (day.weekday() not in place.weekdays or (free and not child and 6 not in place.weekdays)):
        may = False
    cap = min(180 if child else 480, terms.minutes_a_day or 1440)
    counting = sum(counts(terms, minute) and opens(terms, place, minute) for minute in range(1440)) if may else 0
    return min(cap, counting)


def counts(terms: Terms, minute: int) -> bool:
    """A child's daytime, an adult's whole day, or the ruling's own hours; one end alone: see settlement 15."""
    starts, ends = (480, 1020) if terms.regime is Regime.CHILD else (0, 1440)
    own_from, own_until = terms.day_from_minute, terms.day_until_minute
    if own_from is not None and own_until is not None:
        return own_from <= minute < own_until if own_from <= own_until else minute < own_until or minute >= own_from
    if own_from is not None:
        return own_from <= minute < (ends if own_from < ends else 1440)
    if own_until is not None:
        return (starts if own_until > starts else 0) <= minute < own_until
    return starts <= minute < ends


def opens(terms: Terms, place: Opening | None, minute: int) -> bool:
    """Where the place is open; of an adult without hours of the ruling's own, from six to six (14)."""
    if place is None:
        return True
    own = terms.day_from_minute is not None or terms.day_until_minute is not None
    planned = terms.regime is Regime.CHILD or own or 360 <= minute < 1080
    return planned and place.open_from_minute <= minute < place.open_until_minute


@settings(max_examples=300)
@given(SENTENCES, STARTS, some.booleans(), PLACES, some.booleans())
def test_a_days_minutes_are_those_of_each_minute_by_itself(
    terms: Terms, day: date, ruled: bool, place: Hours | None, six: bool
) -> None:
    table = Timetable(terms, LAWS.on, ruled=ruled, opening=place, six_days=six)
    for each in every_day(day, day + DAY * 9):
        assert table.minutes(each) == minute_by_minute(terms, each, ruled, place, six), each


def half_after_a_day(account: Account, day: date, law: Law) -> int:
    """An invented cap: after a day that gave something, two hours."""
    return 120 if day - DAY in account.days else 1440


def three_in_a_row(account: Account, day: date, law: Law) -> int:
    """An invented cap: after three days in a row one off."""
    return 0 if all(day - DAY * number in account.days for number in (1, 2, 3)) else 1440


def credit_of(cap: Callable[[Account, date, Law], int]) -> Cap:
    return Cap(RuleCode("invented"), cap, lambda account, law: Citation("UU 9/2027"))


OVER_DAYS = some.sampled_from(
    [(), (credit_of(half_after_a_day),), tuple(map(credit_of, (half_after_a_day, three_in_a_row)))]
)


def worked_in_full(table: Timetable, days: list[date], credited: dict[date, int], caps: tuple[Cap, ...]) -> int:
    """What work from each of these days on gives, every minute of it that counts, with what is credited already."""
    given = {day: minutes for day, minutes in credited.items() if day < days[0] and minutes}
    for day in days:
        account = Account(table.terms, days[0], 0, sorted(given))
        most = min((table.minutes(day), *(cap.most(account, day, LAWS.on(day)) for cap in caps)))
        if minutes := max(most, credited.get(day, 0)):
            given[day] = minutes
    return sum(given.values())


@settings(max_examples=150)
@given(SENTENCES, STARTS, some.integers(0, 60), some.booleans(), OVER_DAYS, some.data())
def test_possible_is_until_the_last_day_from_which_all_room_suffices(
    terms: Terms, first: date, length: int, six: bool, caps: tuple[Cap, ...], data: some.DataObject
) -> None:
    """Settlement 36, asked of each day, whichever caps see several days; the desk's room says the same while nothing is
    credited yet."""
    last, table = first + DAY * length, Timetable(terms, LAWS.on, six_days=six)
    days = list(every_day(first, last))
    credited = {
        day: data.draw(some.integers(0, table.minutes(day)))
        for day in data.draw(some.lists(some.sampled_from(days), unique=True, max_size=5))
    }
    found = possible_until(table, first, last, credited, caps)
    full = {day: worked_in_full(table, days[number:], credited, caps) for number, day in enumerate(days)}
    enough = [day for day in days if full[day] >= terms.total_minutes]
    done = sum(credited.values()) >= terms.total_minutes
    assert found == (None if done else enough[-1] if enough else first - DAY)
    if not credited:
        assert [room(table, day, last, caps).minutes for day in days] == [full[day] for day in days]


@settings(max_examples=40)
@given(SENTENCES, STARTS)
def test_the_most_in_a_window_is_that_of_the_best_start(terms: Terms, earliest: date) -> None:
    table = Timetable(terms, LAWS.on, ruled=True)
    windows = []
    for start in every_day(earliest, earliest + DAY * 366):
        each = [minutes for _, minutes in table.days(start, deadline(terms, start, LAWS.on(start)))]
        windows.append((len(each), sum(each)))
    found = most_in_a_window(terms, earliest, LAWS.on)
    assert (found.days, found.minutes) == (max(days for days, _ in windows), max(minutes for _, minutes in windows))
