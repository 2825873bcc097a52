"""A ruling comes from another regency: what was credited there counts, the window runs from the first execution there,
and corrected, taken back or told late it is as if it had been known so from the start."""

from datetime import date, timedelta

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, OpenSentence, StartService, TakeCredit, WithdrawSentence
from services.attendance.hours.decider.outlook import outlooks
from services.attendance.hours.events import Against, Brought, CreditBrought, DayAssessed, ServiceStarted, WindowFixed
from services.attendance.hours.projections import SENTENCES
from services.intake.klien.projections import NEEDS
from services.intake.putusan.events import PutusanReceived
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.sentence import Former
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    LIBRARY,
    NOW,
    SECOND,
    START,
    after,
    carried_out,
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
from tests.given import given
from tests.intake.putusan.papers import adult, register
from tests.lawful import LAWS

THERE, UNTIL = date(2026, 2, 16), date(2026, 2, 27)
TWENTY = Brought(minutes=20 * 60, started_on=THERE, until=UNTIL)
EARLIER, FIRST_DAY, NEXT = (log(shift(f"2026-{day}", "08:00-12:00")) for day in ("02-20", "03-02", "03-03"))


def carrying(credit: Brought | None = TWENTY, number: int = 1) -> TakeCredit:
    return TakeCredit(klien_id=KLIEN, putusan_id=FIRST, number=number, credit=credit)


def begun(on: date = START) -> StartService:
    return StartService(klien_id=KLIEN, putusan_id=FIRST, started_on=on, document=Personal("BA-1"))


def waiting(hours: int = 40) -> list[Event]:
    """In the register and placed; not begun here."""
    return [opened(terms(hours=hours)), placed()]


def window(hours_events: list[Event]) -> WindowFixed:
    return [event for event in hours_events if isinstance(event, WindowFixed)][-1]


def test_its_window_runs_from_the_first_execution_there_and_its_minutes_are_credited() -> None:
    told = given(HOURS, *waiting(), circumstances=NOW).when(carrying())
    brought, fixed = told.then_types(CreditBrought, WindowFixed)
    assert brought == CreditBrought(klien_id=KLIEN, putusan_id=FIRST, number=1, credit=TWENTY)
    assert isinstance(fixed, WindowFixed)
    assert (fixed.opens_on, fixed.deadline) == (THERE, THERE + timedelta(days=180))
    assert (fixed.required_minutes, fixed.brought_minutes) == (2400, 1200)
    given(HOURS, *waiting(), *told.events, circumstances=NOW).when(carrying()).then()


def test_work_here_counts_from_the_berita_acara_here_and_never_on_the_days_there() -> None:
    hours = after(waiting(), carrying(), EARLIER, FIRST_DAY)
    assert worth(hours)["2026-03-02"] == (240, 0, {"window": 240}), "not begun here"
    hours = carried_out(hours, [begun(date(2026, 2, 18)), NEXT])
    assert worth(hours) == {
        "2026-02-20": (240, 0, {"elsewhere": 240}),
        "2026-03-02": (240, 240, {}),
        "2026-03-03": (240, 240, {}),
    }
    (broken,) = hours.assessed[FIRST][date(2026, 2, 20)].violations
    assert (broken.against, broken.citation) == (Against.NEITHER, "KUHP 85(8)")


def test_the_berita_acara_here_leaves_the_window_as_it_was_told() -> None:
    given(
        HOURS, *waiting(), *given(HOURS, *waiting(), circumstances=NOW).when(carrying()).events, circumstances=NOW
    ).when(begun()).then_types(ServiceStarted)


def test_each_day_tells_the_total_with_what_was_brought_and_the_last_day_to_make_up_without_it() -> None:
    events = waiting()
    for command in (carrying(), begun()):
        events += given(HOURS, *events, circumstances=NOW).when(command).events
    _, day = given(HOURS, *events, circumstances=NOW).when(FIRST_DAY).events
    assert isinstance(day, DayAssessed)
    assert (day.credited_minutes, day.total_credited_minutes) == (240, 1440)
    alone = [*waiting(20), started(terms(hours=20), on=START)]
    (_, unbrought) = [
        e for e in given(HOURS, *alone, circumstances=NOW).when(FIRST_DAY).events if not isinstance(e, WindowFixed)
    ]
    assert isinstance(unbrought, DayAssessed)
    assert day.possible_until is not None
    assert unbrought.possible_until is not None
    assert day.possible_until == unbrought.possible_until - (START - THERE), (
        "as many days back as the window opens before"
    )


@pytest.mark.parametrize(
    ("brought", "credited", "beyond"),
    [
        pytest.param(2400 - 241, {}, 0, id="a minute is left"),
        pytest.param(2400 - 240, {}, 0, id="just what is owed"),
        pytest.param(2400 - 239, {"total": 1}, 1, id="a minute more"),
        pytest.param(2400, {"total": 240}, 240, id="all was served there"),
        pytest.param(9000, {"total": 240}, 240, id="more than was imposed"),
    ],
)
def test_never_more_is_credited_than_is_owed(brought: int, credited: dict[str, int], beyond: int) -> None:
    hours = after([*waiting(), started(terms())], carrying(TWENTY.model_copy(update={"minutes": brought})), FIRST_DAY)
    assert worth(hours) == {"2026-03-02": (240, 240 - beyond, credited)}
    (sentence,) = hours.by(LAWS.on).sentences
    assert sentence.brought_minutes == min(brought, 2400)


def test_beside_an_adjustment_each_day_owes_by_its_own_terms_less_what_was_brought() -> None:
    former = Former(before=date(2026, 3, 3), terms=terms())
    milder = opened(terms(hours=8)).model_copy(update={"former": former})
    hours = after([milder, placed(), started(terms())], carrying(), FIRST_DAY, NEXT)
    assert worth(hours) == {"2026-03-02": (240, 240, {}), "2026-03-03": (240, 0, {"total": 240})}
    (sentence,) = hours.by(LAWS.on).sentences
    assert sentence.brought_minutes == 480


def test_before_the_ruling_is_in_force_the_window_is_not_known_and_the_credit_is() -> None:
    unknown = [opened(terms(), final_on=None), placed()]
    fixed = window(given(HOURS, *unknown, circumstances=NOW).when(carrying()).events)
    assert (fixed.opens_on, fixed.deadline, fixed.brought_minutes) == (None, None, 1200)


def test_told_before_the_sentence_it_waits_for_it_and_it_goes_with_it_where_it_leaves() -> None:
    early = after([placed()], carrying(), retold(OpenSentence, opened(terms())))
    assert early.by(LAWS.on).sentences[0].brought == TWENTY
    left = carried_out(early, [WithdrawSentence(klien_id=KLIEN, putusan_id=FIRST)])
    assert left.carried == {}


def test_another_sentence_takes_the_work_of_the_days_there_and_brings_nothing() -> None:
    second = [opened(terms(), SECOND, date(2026, 2, 3)), placed(LIBRARY, putusan=SECOND)]
    both = [*waiting(), *second, started(terms(), SECOND, date(2026, 2, 11)), started(terms(), on=date(2026, 2, 18))]
    hours = after(both, carrying(), EARLIER)
    assert worth(hours) == {}
    assert worth(hours, SECOND) == {"2026-02-20": (240, 240, {})}


def test_what_a_new_rule_would_change_is_told_with_what_was_brought() -> None:
    of_first = outlooks(after([*waiting(), started(terms())], carrying(), FIRST_DAY), LAWS.on)[FIRST]
    assert (of_first.credited_minutes, of_first.required_minutes) == (1440, 2400)


def test_its_row_and_what_is_needed_of_the_person_follow_and_go_back() -> None:
    events: list[Event] = [*waiting()]
    rows = []
    for command in (
        carrying(),
        begun(),
        FIRST_DAY,
        carrying(TWENTY.model_copy(update={"minutes": 600}), 2),
        carrying(None, 3),
    ):
        events += given(HOURS, *events, circumstances=NOW).when(command).events
        rows.append(given(SENTENCES, *events[:-1]).when(events[-1]).row)
    assert [(row.credited_minutes, row.brought_minutes) for row in rows] == [
        (1200, 1200),
        (1200, 1200),
        (1440, 1200),
        (840, 600),
        (240, 0),
    ]


def test_a_file_is_kept_from_the_day_on_which_credit_and_what_was_brought_are_the_sum() -> None:
    received = next(event for event in register(adult()).events if isinstance(event, PutusanReceived))
    mine = received.model_copy(update={"putusan_id": FIRST, "klien_id": KLIEN})
    all_of_it = TWENTY.model_copy(update={"minutes": 2400})
    (_, fixed) = given(HOURS, *waiting(), circumstances=NOW).when(carrying(all_of_it)).events
    row = given(NEEDS, mine).when(fixed).row
    assert (row.credited_minutes, row.ended_on is not None) == (2400, True)
    taken = [*waiting(), *given(HOURS, *waiting(), circumstances=NOW).when(carrying(all_of_it)).events]
    (_, back) = given(HOURS, *taken, circumstances=NOW).when(carrying(None, 2)).events
    row = given(NEEDS, mine, fixed).when(back).row
    assert (row.credited_minutes, row.ended_on) == (0, None)


def test_taken_back_before_it_is_begun_here_no_window_stands() -> None:
    taken = [*waiting(), *given(HOURS, *waiting(), circumstances=NOW).when(carrying()).events]
    (_, fixed) = given(HOURS, *taken, circumstances=NOW).when(carrying(None, 2)).events
    assert isinstance(fixed, WindowFixed)
    assert (fixed.opens_on, fixed.deadline, fixed.brought_minutes, fixed.flags) == (None, None, 0, ())


DAYS = st.integers(0, 30).map(lambda number: THERE + timedelta(days=number))
HOURS_OF_DAY = st.sampled_from(("06:00-08:30", "08:00-12:00", "09:30-17:00", "20:00-02:00"))
WORKED = st.lists(st.tuples(DAYS, HOURS_OF_DAY), max_size=6, unique=True)
CREDITS = st.builds(
    lambda minutes, first, days: Brought(minutes=minutes, started_on=first, until=first + timedelta(days=days)),
    st.integers(1, 2600),
    DAYS,
    st.integers(0, 20),
)


def logged(worked: list[tuple[date, str]]) -> list[Command]:
    found: list[Command] = [log(shift(day.isoformat(), hours)) for day, hours in worked]
    return found


@settings(max_examples=80)
@example(WORKED, st.lists(st.none() | CREDITS, min_size=1, max_size=3), st.booleans(), st.data())
def test_in_whatever_order_it_is_told_corrected_or_taken_back_it_is_as_if_it_had_been_right_from_the_start(
    worked: list[tuple[date, str]], said: list[Brought | None], minor: bool, data: st.DataObject
) -> None:
    owed = child() if minor else terms()
    before: list[Event] = [opened(owed), placed()]
    told = [carrying(credit, number) for number, credit in enumerate(said, 1)]
    shuffled = data.draw(st.permutations([*logged(worked), begun(), *told]))
    right = [begun(), *([carrying(said[-1])] if said[-1] else []), *logged(worked)]
    found, wanted = after(before, *shuffled), after(before, *right)
    assert worth(found) == worth(wanted)
    assert found.by(LAWS.on).sentences == wanted.by(LAWS.on).sentences
    assert outlooks(found, LAWS.on) == outlooks(wanted, LAWS.on)
    as_told = {"possible_until": None}
    assert found.windows[FIRST].model_copy(update=as_told) == wanted.windows[FIRST].model_copy(update=as_told)
    (of_first,) = outlooks(found, LAWS.on).values()
    own = sum(credited for _, credited, _ in worth(found).values())
    brought = min(said[-1].minutes, 2400) if said[-1] else 0
    assert of_first.credited_minutes == own + brought <= 2400


def test_serving_goes_on_as_ever_where_nothing_is_brought() -> None:
    assert after(serving(terms()), NEXT).windows[FIRST].brought_minutes == 0
