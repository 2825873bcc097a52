"""Others end a ruling's execution here: nothing worked after that day counts, no day runs, and taken back it is as if
nobody had told it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, OpenSentence, TakeEnd, WithdrawSentence
from services.attendance.hours.decider.outlook import Overheard, differing, outlooks
from services.attendance.hours.events import Against, DayAssessed, SentenceEnded, WindowFixed
from services.attendance.hours.projections import SENTENCES
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.retold import retold
from shared.domain.sentence import Ground
from shared.law.parameters import PARAMETERS
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    LIBRARY,
    NOW,
    SECOND,
    START,
    after,
    carried_out,
    log,
    opened,
    placed,
    serving,
    shift,
    started,
    terms,
    worth,
)
from tests.given import given
from tests.lawful import LAWS

LAST = date(2026, 3, 4)
BEFORE, ON, BEYOND = (log(shift(f"2026-03-0{day}", "08:00-12:00")) for day in (3, 4, 5))


def ending(on: date | None = LAST, number: int = 1, ground: Ground = Ground.ANNULLED) -> TakeEnd:
    because = ground if on else None
    return TakeEnd(klien_id=KLIEN, putusan_id=FIRST, number=number, ended_on=on, ground=because)


def test_work_up_to_that_day_counts_and_what_was_worked_after_it_is_recorded_and_counts_nothing() -> None:
    hours = after(serving(terms()), BEFORE, ON, BEYOND, ending())
    assert worth(hours) == {
        "2026-03-03": (240, 240, {}),
        "2026-03-04": (240, 240, {}),
        "2026-03-05": (240, 0, {"ended": 240}),
    }
    (broken,) = hours.assessed[FIRST][date(2026, 3, 5)].violations
    assert (broken.against, broken.citation) == (Against.NEITHER, "KUHAP 342")


@pytest.mark.parametrize(
    ("ground", "citation"),
    [
        (Ground.ANNULLED, "KUHAP 342"),
        (Ground.DIED, "KUHP 140a"),
        (Ground.PARDONED, "KUHP 140c"),
        (Ground.DECRIMINALISED, "KUHP 3(4)"),
        (Ground.TRANSFERRED, "KUHP 85(8)"),
    ],
)
def test_later_work_counts_nothing_by_the_article_of_the_ground_that_stands(ground: Ground, citation: str) -> None:
    other = Ground.DIED if ground is Ground.ANNULLED else Ground.ANNULLED
    hours = after(serving(terms()), BEYOND, ending(ground=other), ending(number=2, ground=ground))
    (broken,) = hours.assessed[FIRST][date(2026, 3, 5)].violations
    assert broken.citation == citation


def test_it_is_told_with_each_day_that_counts_no_more_and_no_last_day_to_make_up_for_it() -> None:
    events: list[Event] = [*serving(terms())]
    for command in (BEFORE, BEYOND):
        events += given(HOURS, *events, circumstances=NOW).when(command).events
    told = given(HOURS, *events, circumstances=NOW).when(ending())
    ended, window, day = told.then_types(SentenceEnded, WindowFixed, DayAssessed)
    assert ended == SentenceEnded(klien_id=KLIEN, putusan_id=FIRST, number=1, ended_on=LAST, ground=Ground.ANNULLED)
    assert isinstance(window, WindowFixed)
    assert window.possible_until is None
    assert isinstance(day, DayAssessed)
    assert (day.day, day.credited_minutes, day.total_credited_minutes) == (date(2026, 3, 5), 0, 240)
    assert day.possible_until is None
    given(HOURS, *events, *told.events, circumstances=NOW).when(ending()).then()


def test_a_sentence_that_has_ended_is_none_of_those_that_a_new_rule_would_change() -> None:
    assert FIRST in outlooks(after(serving(terms())), LAWS.on)
    assert FIRST not in outlooks(after(serving(terms()), ending()), LAWS.on)


def test_of_whom_nothing_runs_a_new_rule_is_asked_nothing() -> None:
    done, running = (Overheard(LAWS.on) for _ in range(2))
    short = [*serving(terms(hours=4))]
    assert differing(after(short, BEFORE), LAWS.on, done) == (0, [])
    assert done.untold(PARAMETERS) == [*PARAMETERS]
    assert differing(after(short), LAWS.on, running) == (1, [])
    assert running.untold(PARAMETERS) != [*PARAMETERS]


def test_the_persons_other_ruling_takes_the_work_of_later_days() -> None:
    second = [opened(terms(), SECOND, date(2026, 2, 3)), placed(LIBRARY, putusan=SECOND), started(terms(), SECOND)]
    hours = after([*serving(terms()), *second], BEFORE, BEYOND, ending())
    assert worth(hours) == {"2026-03-03": (240, 240, {})}
    assert worth(hours, SECOND) == {"2026-03-05": (240, 240, {})}


def test_it_may_be_told_before_the_sentence_is_here_and_goes_with_it_where_it_leaves() -> None:
    opening = retold(OpenSentence, opened(terms()))
    early = after([placed()], ending(), opening)
    assert worth(carried_out(early, [BEYOND]))["2026-03-05"][1] == 0
    left = carried_out(early, [WithdrawSentence(klien_id=KLIEN, putusan_id=FIRST)])
    assert left.endings == {}
    assert carried_out(left, [ending()]).endings[FIRST][1].ended_on == LAST


DAYS = st.integers(0, 20).map(lambda number: START + timedelta(days=number))
HOURS_OF_DAY = st.sampled_from(("06:00-08:30", "08:00-12:00", "09:30-17:00", "20:00-02:00"))
WORKED = st.lists(st.tuples(DAYS, HOURS_OF_DAY), max_size=6, unique=True)


def logged(worked: list[tuple[date, str]]) -> list[Command]:
    found: list[Command] = [log(shift(day.isoformat(), hours)) for day, hours in worked]
    return found


@settings(max_examples=60)
@example(WORKED, DAYS, st.data())
def test_taken_back_it_is_as_if_nobody_had_told_it_whenever_it_was_told(
    worked: list[tuple[date, str]], last: date, data: st.DataObject
) -> None:
    logs = logged(worked)
    told, back = sorted(data.draw(st.tuples(st.integers(0, len(logs)), st.integers(0, len(logs)))))
    with_end = [*logs[:told], ending(last), *logs[told:back], ending(None, 2), *logs[back:]]
    ended, never = after(serving(terms()), *with_end), after(serving(terms()), *logs)
    assert worth(ended) == worth(never)
    assert ended.sentences == never.sentences
    assert {one: log.told for one, log in ended.logs.items()} == {one: log.told for one, log in never.logs.items()}
    window, without = ended.windows[FIRST], never.windows[FIRST]
    assert window.model_copy(update={"possible_until": None}) == without.model_copy(update={"possible_until": None})


@settings(max_examples=60)
@example(WORKED, DAYS, st.permutations(range(7)))
def test_told_after_the_hours_it_is_as_if_it_had_been_known_from_the_start(
    worked: list[tuple[date, str]], last: date, order: list[int]
) -> None:
    first = after(serving(terms()), ending(last), *logged(worked))
    commands = [*logged(worked), ending(last)]
    shuffled = [commands[number] for number in order if number < len(commands)]
    later = after(serving(terms()), *shuffled)
    assert worth(later) == worth(first)
    assert sum(found[1] for day, found in worth(later).items() if day > last.isoformat()) == 0
    without = worth(after(serving(terms()), *logged(worked)))
    assert {day: found for day, found in worth(later).items() if day <= last.isoformat()} == {
        day: found for day, found in without.items() if day <= last.isoformat()
    }


@pytest.mark.parametrize("order", [(ending(), ending(None, 2)), (ending(None, 2), ending())])
def test_the_highest_number_stands_whatever_arrives_first(order: tuple[TakeEnd, TakeEnd]) -> None:
    assert worth(after(serving(terms()), BEYOND, *order))["2026-03-05"][1] == 240


def test_the_row_says_until_when_and_nothing_of_it_once_it_is_taken_back() -> None:
    def row(*commands: Command) -> Any:
        events: list[Event] = [*serving(terms())]
        for command in commands:
            events += given(HOURS, *events, circumstances=NOW).when(command).events
        return given(SENTENCES, *events).row

    ended, back, without = row(BEFORE, ending()), row(BEFORE, ending(), ending(None, 2)), row(BEFORE)
    assert (ended.ended_on, ended.possible_until, ended.credited_minutes) == (LAST, None, 240)
    assert back.ended_on is None
    assert (back.possible_until, back.deadline) == (without.possible_until, without.deadline)
