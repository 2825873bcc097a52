"""Terms that are mended once hours are there: window, caps and credit follow from the set, in any order of arrival."""

from itertools import permutations

from services.attendance.hours.decider import HOURS, OpenSentence, StartService
from services.attendance.hours.events import DayAssessed, SentenceOpened, WindowFixed
from shared.domain.command import Command
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.sentence import Terms
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    MONDAY,
    NOW,
    START,
    after,
    log,
    opened,
    placed,
    serving,
    shift,
    terms,
    worth,
)
from tests.given import given

DAY = log(shift(MONDAY, "08:00-16:00"))


def telling(owed: Terms) -> OpenSentence:
    return retold(OpenSentence, opened(owed))


def test_a_shorter_day_takes_minutes_that_were_credited_and_a_longer_one_gives_them_back() -> None:
    hours = after(serving(terms()), DAY)
    assert worth(hours)[MONDAY][1] == 480
    hours = after(serving(terms()), DAY, telling(terms(minutes_a_day=120)))
    assert worth(hours)[MONDAY][1] == 120
    hours = after(serving(terms()), DAY, telling(terms(minutes_a_day=120)), telling(terms()))
    assert worth(hours)[MONDAY][1] == 480


def test_the_window_is_told_anew_and_the_start_stays() -> None:
    events = [*serving(terms()), *given(HOURS, *serving(terms()), circumstances=NOW).when(DAY).events]
    told = given(HOURS, *events, circumstances=NOW).when(telling(terms(hours=4, period_days=30)))
    _, window, day = told.then_types(SentenceOpened, WindowFixed, DayAssessed)
    assert isinstance(window, WindowFixed)
    assert (window.opens_on, window.required_minutes) == (START, 240)
    assert isinstance(day, DayAssessed)
    assert day.total_credited_minutes == 240


def test_until_when_it_can_be_done_is_told_anew_where_only_its_days_of_the_week_change() -> None:
    told = given(HOURS, *serving(terms()), circumstances=NOW).when(telling(terms(weekdays=(0,))))
    _, window = told.then_types(SentenceOpened, WindowFixed)
    (before,) = [event for event in serving(terms()) if isinstance(event, WindowFixed)]
    assert isinstance(window, WindowFixed)
    assert window.deadline == before.deadline


def test_told_again_as_it_stands_it_is_nothing() -> None:
    given(HOURS, *serving(terms()), circumstances=NOW).when(telling(terms())).then()


def test_work_start_and_mended_terms_give_the_same_in_any_order() -> None:
    start = StartService(klien_id=KLIEN, putusan_id=FIRST, started_on=START, document=Personal("BA-1/2026"))
    facts: list[Command] = [DAY, start, telling(terms(minutes_a_day=120, hours=60))]
    found = [after([opened(terms()), placed()], *order) for order in permutations(facts)]
    assert all(worth(one) == worth(found[0]) for one in found)
    assert all(one.sentences == found[0].sentences for one in found)
