"""A child's Saturday at a host that works six days (settlement 15): plan, credit and what is still possible agree."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from services.attendance.hours.decider import HOURS, assess
from services.attendance.hours.decider.consequences import consequences
from services.attendance.hours.events import HoursLogged, PlaceOpened, Shift, WindowFixed
from shared.domain.event import Event
from shared.domain.identifiers import ShiftId, derived
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import WIB
from shared.law.timetable import Timetable, every_day
from tests.attendance.hours.facts import (
    FIRST,
    HOST,
    KLIEN,
    LIBRARY,
    MARKET,
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
from tests.law.test_timetable import SENTENCES
from tests.lawful import LAWS

FIVE, SIX = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5)
SATURDAY = "2026-03-07"
DAY = timedelta(days=1)


def at_a_host(owed: Terms, weekdays: tuple[int, ...]) -> list[Event]:
    return [opened(owed), placed(weekdays=weekdays), started(owed)]


@pytest.mark.parametrize(
    ("owed", "weekdays", "day", "credited"),
    [
        (child(), SIX, SATURDAY, 180),
        (child(), FIVE, SATURDAY, 0),
        (child(), (), SATURDAY, 0),
        (child(), (*SIX, 6), "2026-03-08", 0),  # Sunday is nobody's sixth day
        (child(), SIX, "2026-03-21", 0),  # Idul Fitri
        (child(weekdays=(0, 1)), SIX, SATURDAY, 0),
        (child(weekdays=(5,)), FIVE, SATURDAY, 180),
        (terms(), FIVE, SATURDAY, 180),
    ],
)
def test_a_childs_saturday_counts_where_the_host_works_six_days(
    owed: Terms, weekdays: tuple[int, ...], day: str, credited: int
) -> None:
    found = worth(after(at_a_host(owed, weekdays), log(shift(day, "09:00-12:00"))))
    assert found[day] == (180, credited, {} if credited else {"working-day": 180})


def test_of_two_hosts_only_the_one_of_six_days_makes_a_saturday_count() -> None:
    events = [opened(child()), placed(weekdays=FIVE), placed(LIBRARY, weekdays=SIX), started(child())]
    both = log(shift(SATURDAY, "08:00-09:00")), log(shift(SATURDAY, "10:00-11:00", site=LIBRARY))
    assert worth(after(events, *both))[SATURDAY] == (120, 60, {"working-day": 60})


def test_another_place_changes_what_is_possible_and_it_is_told() -> None:
    """120 hours at three a day are 40 days: with Saturdays they may begin later."""
    owed = child(hours=120)
    events = serving(owed)
    (first,) = [event for event in events if isinstance(event, WindowFixed)]
    moved = PlaceOpened(
        klien_id=KLIEN,
        putusan_id=FIRST,
        ipd_id=HOST,
        offer_id=events[1].offer_id,  # type: ignore[attr-defined]
        site_id=MARKET,
        opens_on=date(2026, 3, 2),
        number=1,
        weekdays=SIX,
    )
    hours = HOURS.fold([*events, moved])
    (told,) = consequences(KLIEN, hours, assess(hours, LAWS.on), LAWS.on)
    assert isinstance(told, WindowFixed)
    assert (first.six_days, told.six_days) == (False, True)
    assert first.possible_until is not None
    assert told.possible_until is not None
    assert told.possible_until > first.possible_until


class Place(NamedTuple):
    weekdays: tuple[int, ...]
    open_from_minute: int
    open_until_minute: int


PLACES = some.builds(
    Place,
    some.lists(some.integers(0, 6), unique=True, min_size=1, max_size=7).map(tuple),
    some.integers(0, 12 * 60),
    some.integers(12 * 60, 23 * 60 + 59),
)


def whole_day(place: Place, day: date) -> Shift:
    midnight = datetime(day.year, day.month, day.day, tzinfo=WIB)
    return Shift(
        id=ShiftId(derived("whole", day.isoformat())),
        site_id=MARKET,
        ipd_id=HOST,
        starts=midnight + timedelta(minutes=place.open_from_minute),
        ends=midnight + timedelta(minutes=place.open_until_minute),
    )


def credited(owed: Terms, place: Place, days: list[date]) -> dict[date, int]:
    worked = [HoursLogged(klien_id=KLIEN, shift=whole_day(place, day)) for day in days]
    hours = HOURS.fold([*at_a_host(owed, place.weekdays), *worked])
    return {day: found.credited_minutes for day, found in assess(hours, LAWS.on).days[FIRST].items()}


QUICK = settings(max_examples=100)


@QUICK
@given(SENTENCES, PLACES, some.integers(0, 120))
def test_every_day_of_a_plan_at_a_host_is_credited_in_full_when_it_is_worked(
    ruled: Terms, place: Place, later: int
) -> None:
    owed = ruled.model_copy(update={"total_minutes": 100_000, "period_days": None, "until": None})
    table = Timetable(owed, LAWS.on, opening=place)
    planned = dict(table.days(START + DAY * later, START + DAY * (later + 14)))
    assert credited(owed, in_planned_hours(owed, place), list(planned)) == planned


def in_planned_hours(owed: Terms, place: Place) -> Place:
    """From six to six for an adult whose ruling fixes no hours (settlement 14)."""
    if owed.regime is Regime.CHILD or owed.day_from_minute is not None or owed.day_until_minute is not None:
        return place
    opens, closes = max(place.open_from_minute, 360), min(place.open_until_minute, 1080)
    return place._replace(open_from_minute=opens, open_until_minute=closes)


ALWAYS = some.builds(Place, some.sampled_from([FIVE, SIX, (*SIX, 6)]), some.just(0), some.just(23 * 60 + 59))


@QUICK
@given(SENTENCES, ALWAYS)
def test_work_from_the_last_possible_day_on_is_credited_as_all_that_is_owed_and_a_day_later_not(
    ruled: Terms, place: Place
) -> None:
    owed = ruled.model_copy(update={"day_from_minute": None, "day_until_minute": None})
    hours = HOURS.fold(at_a_host(owed, place.weekdays))
    told = next(
        one for one in consequences(KLIEN, hours, assess(hours, LAWS.on), LAWS.on) if isinstance(one, WindowFixed)
    )
    assert told.possible_until is not None
    assert told.opens_on is not None
    assert told.deadline is not None
    for first, enough in (
        (told.possible_until, told.possible_until >= told.opens_on),
        (told.possible_until + DAY, False),
    ):
        days = list(every_day(max(first, told.opens_on), told.deadline))
        assert (sum(credited(owed, place, days).values()) == owed.total_minutes) is enough
