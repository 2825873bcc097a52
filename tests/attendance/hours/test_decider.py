"""Commands about one person's hours: what is told, what goes to a person, what is refused."""

from datetime import date, datetime, timedelta

import pytest

from services.attendance.hours.decider import (
    HOURS,
    OpenPlace,
    OpenSentence,
    StartService,
)
from services.attendance.hours.events import (
    Break,
    Credit,
    DayAssessed,
    DayBefore,
    HoursCorrected,
    HoursLogged,
    PlaceOpened,
    SentenceOpened,
    ServiceStarted,
    Shift,
    ShiftSentToReview,
    WindowFixed,
)
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.law.calendar import WIB, wib_day
from shared.law.circumstances import Circumstances
from tests.attendance.hours.facts import (
    ELSEWHERE,
    FIRST,
    HOST,
    KLIEN,
    LIBRARY,
    MARKET,
    MONDAY,
    NOW,
    OFFER,
    RULED,
    SECOND,
    START,
    after,
    at,
    carried_out,
    child,
    correction,
    log,
    opened,
    placed,
    serving,
    shift,
    started,
    terms,
    window,
    worth,
)
from tests.given import Outcome, given
from tests.lawful import LAW, LAWS

MORNING = shift(MONDAY, "08:00-12:00", "10:00-10:15")
DOCUMENT: Personal[str] = Personal("BA-12/2026")


def start(on: date = START, putusan: str | None = FIRST) -> StartService:
    return StartService.model_validate(
        {"klien_id": KLIEN, "putusan_id": putusan, "started_on": on, "document": DOCUMENT}
    )


def test_a_log_is_the_fact_and_then_what_its_day_is_worth() -> None:
    given(HOURS, *serving(terms(hours=8)), circumstances=NOW).when(log(MORNING)).then(
        HoursLogged(klien_id=KLIEN, shift=MORNING),
        DayAssessed(
            klien_id=KLIEN,
            putusan_id=FIRST,
            day=START,
            worked_minutes=225,
            credited_minutes=225,
            total_credited_minutes=225,
            possible_until=date(2026, 8, 29),
            last_worked_on=START,
            ipd_id=HOST,
            site_id=MARKET,
            credits=(Credit(shift_id=MORNING.id, worked_minutes=225, credited_minutes=225),),
            law=LAW.version,
        ),
    )


def test_each_assessed_day_tells_the_last_day_with_work_as_it_is_after_it() -> None:
    days = [shift(f"2026-03-0{number}", "08:00-12:00") for number in (5, 3)]
    hours = after(serving(terms(hours=20)), *map(log, days))
    latest = [event.last_worked_on for event in _days_of(HOURS.decide(log(MORNING), hours, NOW))]
    assert latest == [date(2026, 3, 5)]
    struck = HOURS.decide(correction(days[0], 1, None), hours, NOW)
    assert [event.last_worked_on for event in _days_of(struck)] == [date(2026, 3, 3)]


def test_a_day_that_is_assessed_anew_tells_what_it_counted_for_before() -> None:
    """Nothing the first time; then what a sum over days takes back, also where the day is struck out."""
    begun = serving(terms(hours=20))
    told = after(begun, log(MORNING))
    untold = after(begun, log(MORNING), correction(MORNING, 1, None))
    (first,) = _days_of(HOURS.decide(log(MORNING), after(begun), NOW))
    (struck,) = _days_of(HOURS.decide(correction(MORNING, 1, None), told, NOW))
    (again,) = _days_of(HOURS.decide(correction(MORNING, 2, MORNING), untold, NOW))
    assert first.before is None
    assert struck.before == DayBefore(credited_minutes=first.credited_minutes, ipd_id=HOST, against_host=False)
    assert again.before is None


def _days_of(decision: object) -> list[DayAssessed]:
    return [event for event in Outcome(decision).events if isinstance(event, DayAssessed)]  # type: ignore[arg-type]


def test_the_last_minute_owed_ends_the_worry_about_the_deadline() -> None:
    outcome = given(HOURS, *serving(terms(hours=3)), circumstances=NOW).when(log(MORNING))
    day = outcome.then_types(HoursLogged, DayAssessed)[1]
    assert isinstance(day, DayAssessed)
    assert (day.total_credited_minutes, day.possible_until) == (180, None)


def test_times_are_kept_in_utc() -> None:
    told = given(HOURS, *serving(terms()), circumstances=NOW).when(log(MORNING)).events[0]
    assert isinstance(told, HoursLogged)
    assert told.shift.starts.isoformat() == "2026-03-02T01:00:00+00:00"
    assert told.shift.breaks[0].ends.isoformat() == "2026-03-02T03:15:00+00:00"


def test_only_days_whose_worth_changed_are_told_in_the_order_of_days_with_running_totals() -> None:
    """Settlements 8, 25: an earlier log of four hours moves credit from the last of three days."""
    days = [shift(f"2026-03-0{number}", "08:00-16:00") for number in (5, 4, 3)]
    hours = after(serving(terms(hours=20)), *map(log, days))
    told = Outcome(HOURS.decide(log(MORNING), hours, NOW)).events
    assert [(day.day.day, day.credited_minutes, day.total_credited_minutes) for day in told[1:]] == [  # type: ignore[attr-defined]
        (2, 225, 1425),
        (5, 15, 1200),
    ]


def test_the_same_log_said_twice_is_true_once() -> None:
    """Settlement 25."""
    hours = after(serving(terms()), log(MORNING))
    assert HOURS.decide(log(MORNING), hours, NOW) == []
    in_utc = MORNING.model_copy(update={"starts": MORNING.starts.astimezone(datetime.now(WIB).tzinfo)})
    assert HOURS.decide(log(in_utc), hours, NOW) == []


def test_a_known_id_with_other_content_is_a_conflict_and_the_first_stands() -> None:
    """Settlement 26."""
    hours = after(serving(terms()), log(MORNING))
    other = MORNING.model_copy(update={"ends": at("2026-03-02 13:00")})
    refusal = Outcome(HOURS.decide(log(other), hours, NOW)).refused("shift-conflict")
    assert refusal.faults[0].severity is Severity.CONFLICT


def minutes_of_break(number: int) -> Break:
    """One minute of break in every other minute of the morning."""
    starts = MORNING.starts + timedelta(minutes=2 * number)
    return Break(starts=starts, ends=starts + timedelta(minutes=1))


REVIEWS = [
    pytest.param({"ends": MORNING.starts, "breaks": ()}, "end-not-after-start", id="26: an end at the start"),
    pytest.param(
        {"ends": MORNING.starts - timedelta(minutes=1), "breaks": ()}, "end-not-after-start", id="26: backward"
    ),
    pytest.param(
        {"ends": MORNING.starts + timedelta(hours=24, minutes=1)}, "longer-than-24-hours", id="26: over a day"
    ),
    pytest.param({"site_id": ELSEWHERE}, "no-placement", id="26: no placement at that site"),
    pytest.param(
        {"starts": at("2026-01-04 08:00"), "ends": at("2026-01-04 09:00"), "breaks": ()},
        "no-placement",
        id="26: a day before the placement",
    ),
    pytest.param(
        {"breaks": (Break(starts=at("2026-03-02 07:59"), ends=at("2026-03-02 08:10")),)},
        "breaks-do-not-fit",
        id="26: a break that begins before the log",
    ),
    pytest.param(
        {"breaks": (Break(starts=at("2026-03-02 09:00"), ends=at("2026-03-02 09:00")),)},
        "breaks-do-not-fit",
        id="26: a break of no time",
    ),
    pytest.param({"breaks": (), "break_minutes": 241}, "breaks-do-not-fit", id="26: breaks longer than the log"),
    pytest.param({"breaks": (), "break_minutes": 10_081}, "breaks-do-not-fit", id="26: a break of a week and a minute"),
    pytest.param({"breaks": (), "break_minutes": 2**40}, "breaks-do-not-fit", id="26: a break of two million years"),
    pytest.param({"breaks": (), "break_minutes": -1}, "breaks-do-not-fit", id="26: a break below nothing"),
    pytest.param(
        {"breaks": tuple(minutes_of_break(number) for number in range(25))}, "too-many-breaks", id="more than 24 breaks"
    ),
    pytest.param(
        {"starts": at("1899-12-31 08:00"), "ends": at("1899-12-31 12:00"), "breaks": ()},
        "time-out-of-range",
        id="42: before 1900",
    ),
    pytest.param(
        {"starts": at("2026-11-24 08:00"), "ends": at("2026-11-24 09:05:01"), "breaks": ()},
        "not-yet-over",
        id="26: an end more than five minutes after its receipt",
    ),
]


@pytest.mark.parametrize(("changed", "reason"), REVIEWS)
def test_what_is_no_fact_goes_to_a_person_and_is_never_refused(changed: dict[str, object], reason: str) -> None:
    odd = MORNING.model_copy(update=changed)
    given(HOURS, *serving(terms()), circumstances=NOW).when(log(odd)).then(
        ShiftSentToReview(klien_id=KLIEN, shift=odd, reasons=(reason,), law=LAWS.on(wib_day(odd.starts)).version)
    )


def test_every_reason_for_review_is_told_at_once() -> None:
    odd = MORNING.model_copy(update={"ends": at("2026-11-25 09:00")})
    (told,) = given(HOURS, *serving(terms()), circumstances=NOW).when(log(odd)).events
    assert isinstance(told, ShiftSentToReview)
    assert told.reasons == ("longer-than-24-hours", "not-yet-over")


def test_a_log_that_nobody_can_mean_waits_with_every_reason() -> None:
    """Settlement 42: told, not refused, and nothing overflows."""
    odd = MORNING.model_copy(update={"ends": at("9998-12-30 08:00"), "breaks": (), "break_minutes": -(2**62)})
    (told,) = given(HOURS, *serving(terms()), circumstances=NOW).when(log(odd)).events
    assert isinstance(told, ShiftSentToReview)
    assert set(told.reasons) == {"longer-than-24-hours", "not-yet-over", "time-out-of-range", "breaks-do-not-fit"}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"ends": MORNING.starts + timedelta(hours=24)}, id="24 hours are possible"),
        pytest.param({"starts": at("2026-11-24 08:00"), "ends": at("2026-11-24 09:05")}, id="five minutes ahead"),
    ],
)
def test_the_last_possible_content_is_a_fact(changed: dict[str, object]) -> None:
    odd = MORNING.model_copy(update={"breaks": (), **changed})
    told = given(HOURS, *serving(terms()), circumstances=NOW).when(log(odd)).events
    assert isinstance(told[0], HoursLogged)


def test_a_log_of_somebody_unknown_waits_for_the_placement() -> None:
    given(HOURS, circumstances=NOW).when(log(MORNING)).then(
        ShiftSentToReview(klien_id=KLIEN, shift=MORNING, reasons=("no-placement",), law=LAW.version)
    )


def test_a_log_that_came_before_its_placement_becomes_a_fact_with_it() -> None:
    """Settlement 25: any order of arrival."""
    waiting = after([opened(terms()), started(terms()), window(terms())], log(MORNING))
    opening = OpenPlace(
        klien_id=KLIEN, putusan_id=FIRST, ipd_id=HOST, offer_id=OFFER, site_id=MARKET, opens_on=date(2026, 3, 2)
    )
    told = Outcome(HOURS.decide(opening, waiting, NOW)).then_types(PlaceOpened, HoursLogged, DayAssessed)
    assert told[1] == HoursLogged(klien_id=KLIEN, shift=MORNING)


@pytest.mark.parametrize(
    ("changed", "rules"),
    [
        pytest.param({"starts": datetime(2026, 3, 2, 8)}, ["offset-missing"], id="28: a start without offset"),
        pytest.param(
            {"starts": datetime(2026, 3, 2, 8), "ends": datetime(2026, 3, 2, 9)},
            ["offset-missing", "offset-missing"],
            id="28: both are named",
        ),
        pytest.param(
            {"breaks": (Break(starts=datetime(2026, 3, 2, 9), ends=at("2026-03-02 10:00")),)},
            ["offset-missing"],
            id="28: in a break",
        ),
        pytest.param({"starts": datetime(1, 1, 1, tzinfo=WIB)}, ["time-out-of-range"], id="the year one"),
        pytest.param({"ends": datetime(9999, 12, 31, tzinfo=WIB)}, ["time-out-of-range"], id="the last year"),
        pytest.param({"break_minutes": 2**63}, ["break-minutes-out-of-range"], id="what no column holds"),
        pytest.param({"break_minutes": -(2**63)}, ["break-minutes-out-of-range"], id="what no column holds, below"),
        pytest.param({"breaks": MORNING.breaks * 101}, ["too-many-breaks"], id="breaks without end"),
    ],
)
def test_refused_is_only_what_cannot_be_read(changed: dict[str, object], rules: list[str]) -> None:
    odd = MORNING.model_copy(update=changed)
    given(HOURS, *serving(terms()), circumstances=NOW).when(log(odd)).refused(*rules)


def test_two_sites_at_once_send_both_to_a_person() -> None:
    """Settlement 10."""
    library = shift(MONDAY, "11:00-14:00", site=LIBRARY)
    hours = after(serving(terms()), log(MORNING))
    told = Outcome(HOURS.decide(log(library), hours, NOW)).then_types(ShiftSentToReview, ShiftSentToReview, DayAssessed)
    assert told[0] == ShiftSentToReview(klien_id=KLIEN, shift=library, reasons=("overlap",), law=LAW.version)
    assert told[1] == ShiftSentToReview(klien_id=KLIEN, shift=MORNING, reasons=("overlap",), law=LAW.version)
    hours = carried_out(hours, [log(library)])
    told = Outcome(HOURS.decide(correction(library, 1, None), hours, NOW)).then_types(
        HoursCorrected, HoursLogged, DayAssessed
    )
    assert told[1] == HoursLogged(klien_id=KLIEN, shift=MORNING)


# The berita acara


def test_the_berita_acara_opens_the_window() -> None:
    """Settlement 1."""
    given(HOURS, opened(terms()), circumstances=NOW).when(start()).then(
        ServiceStarted(klien_id=KLIEN, putusan_id=FIRST, started_on=START, document=DOCUMENT),
        WindowFixed(
            klien_id=KLIEN,
            putusan_id=FIRST,
            opens_on=START,
            deadline=date(2026, 8, 29),
            required_minutes=2400,
            possible_until=date(2026, 8, 25),
            minutes_a_day=480,
            law=LAW.version,
        ),
    )


def test_work_recorded_before_the_berita_acara_counts_from_its_day() -> None:
    hours = after([opened(terms()), placed()], log(MORNING), log(shift("2026-03-01", "08:00-09:00")))
    told = Outcome(HOURS.decide(start(), hours, NOW)).then_types(ServiceStarted, WindowFixed, DayAssessed)
    assert isinstance(told[2], DayAssessed)
    assert (told[2].day, told[2].credited_minutes) == (START, 225)


def test_the_sentence_that_waits_need_not_be_named() -> None:
    two = [opened(terms()), started(terms()), opened(terms(), SECOND, date(2026, 2, 20))]
    told = given(HOURS, *two, circumstances=NOW).when(start(putusan=None)).events[0]
    assert isinstance(told, ServiceStarted)
    assert told.putusan_id == SECOND


STARTS = [
    pytest.param([], start(), "sentence-unknown", id="no sentence"),
    pytest.param([opened(terms())], start(putusan=SECOND), "sentence-unknown", id="another putusan"),
    pytest.param(
        [opened(terms()), opened(terms(), SECOND)], start(putusan=None), "which-sentence", id="two that wait, unnamed"
    ),
    pytest.param(
        [opened(terms()), started(terms())], start(date(2026, 3, 3)), "already-started", id="a second berita acara"
    ),
    pytest.param([opened(terms())], start(date(2026, 11, 25)), "start-in-future", id="tomorrow"),
    pytest.param([opened(terms())], start(date(1899, 12, 31)), "time-out-of-range", id="42: another century"),
]


@pytest.mark.parametrize(("events", "command", "rule"), STARTS)
def test_a_berita_acara_that_cannot_be(events: list[SentenceOpened], command: StartService, rule: str) -> None:
    given(HOURS, *events, circumstances=NOW).when(command).refused(rule)


def test_the_same_berita_acara_twice_is_nothing_new() -> None:
    given(HOURS, opened(terms()), started(terms()), circumstances=NOW).when(start()).then()


def test_a_sentence_and_a_place_said_twice_are_nothing_new() -> None:
    sentence = OpenSentence(
        klien_id=KLIEN, putusan_id=FIRST, terms=terms(), ruled_on=RULED, final_on=opened(terms()).final_on
    )
    place = OpenPlace(
        klien_id=KLIEN, putusan_id=FIRST, ipd_id=HOST, offer_id=OFFER, site_id=MARKET, opens_on=date(2026, 1, 5)
    )
    given(HOURS, circumstances=NOW).when(sentence).then(opened(terms()))
    given(HOURS, circumstances=NOW).when(place).then(placed())
    given(HOURS, *serving(terms()), circumstances=NOW).when(sentence).then()
    given(HOURS, *serving(terms()), circumstances=NOW).when(place).then()


def test_a_sentence_that_arrives_after_work_and_place_is_assessed_at_once() -> None:
    hours = after([placed()], log(MORNING))
    sentence = OpenSentence(klien_id=KLIEN, putusan_id=FIRST, terms=terms(), ruled_on=RULED)
    told = Outcome(HOURS.decide(sentence, hours, NOW)).then_types(SentenceOpened, DayAssessed)
    assert isinstance(told[1], DayAssessed)
    assert (told[1].credited_minutes, told[1].possible_until) == (0, None)


# Corrections


def corrected(*commands: object) -> dict[str, tuple[int, int, dict[str, int]]]:
    return worth(after(serving(terms()), *commands))


SHORTER, LONGER = shift(MONDAY, "08:00-09:00"), shift(MONDAY, "08:00-13:00")


@pytest.mark.parametrize(
    ("commands", "credited"),
    [
        pytest.param([log(MORNING), correction(MORNING, 1, SHORTER)], 60, id="33: the correction stands"),
        pytest.param([log(MORNING), correction(MORNING, 1, None)], 0, id="33: struck out"),
        pytest.param(
            [log(MORNING), correction(MORNING, 2, LONGER), correction(MORNING, 1, SHORTER)], 300, id="33: 2 before 1"
        ),
        pytest.param(
            [log(MORNING), correction(MORNING, 1, None), correction(MORNING, 2, SHORTER)], 60, id="33: struck, restored"
        ),
        pytest.param([correction(MORNING, 1, SHORTER), log(MORNING)], 60, id="26: kept until the log comes"),
        pytest.param([correction(MORNING, 1, SHORTER)], 0, id="26: worth nothing without the log"),
        pytest.param([correction(MORNING, 1, None), log(MORNING)], 0, id="26: struck out before it comes"),
        pytest.param(
            [log(MORNING), correction(MORNING, 1, SHORTER), correction(MORNING, 1, SHORTER)], 60, id="33: said twice"
        ),
    ],
)
def test_the_highest_correction_stands_whatever_arrives_first(commands: list[object], credited: int) -> None:
    assert corrected(*commands).get(MONDAY, (0, 0, {}))[1] == credited


def test_a_correction_to_another_day_tells_both_days() -> None:
    hours = after(serving(terms()), log(MORNING))
    to_tuesday = correction(MORNING, 1, shift("2026-03-03", "08:00-09:00"))
    told = Outcome(HOURS.decide(to_tuesday, hours, NOW)).then_types(HoursCorrected, DayAssessed, DayAssessed)
    assert [(day.day.day, day.credited_minutes, day.total_credited_minutes) for day in told[1:]] == [  # type: ignore[attr-defined]
        (2, 0, 0),
        (3, 60, 60),
    ]


def test_a_correction_after_completion_changes_credit_at_once() -> None:
    """Settlements 19, 33: no state blocks it."""
    hours = after(serving(terms(hours=3)), log(LONGER), correction(LONGER, 1, SHORTER))
    assert worth(hours) == {MONDAY: (60, 60, {})}


def test_a_correction_may_settle_a_review() -> None:
    backward = MORNING.model_copy(update={"ends": MORNING.starts, "breaks": ()})
    hours = after(serving(terms()), log(backward))
    told = Outcome(HOURS.decide(correction(backward, 1, SHORTER), hours, NOW))
    told.then_types(HoursCorrected, HoursLogged, DayAssessed)


def test_an_impossible_correction_goes_to_a_person_and_takes_the_credit() -> None:
    hours = after(serving(terms()), log(MORNING))
    backward = MORNING.model_copy(update={"ends": MORNING.starts, "breaks": ()})
    told = Outcome(HOURS.decide(correction(MORNING, 1, backward), hours, NOW)).then_types(
        HoursCorrected, ShiftSentToReview, DayAssessed
    )
    assert isinstance(told[1], ShiftSentToReview)
    assert (told[1].number, told[1].reasons) == (1, ("end-not-after-start",))


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        pytest.param(correction(MORNING, 1, LONGER), "correction-conflict", id="33: a number that is taken"),
        pytest.param(
            correction(MORNING, 2, MORNING.model_copy(update={"ends": datetime(2026, 3, 2, 9)})),
            "offset-missing",
            id="28: without offset",
        ),
    ],
)
def test_a_correction_that_cannot_be(command: object, rule: str) -> None:
    hours = after(serving(terms()), log(MORNING), correction(MORNING, 1, SHORTER))
    Outcome(HOURS.decide(command, hours, NOW)).refused(rule)  # type: ignore[arg-type]


# Two sentences


def both(first: object = None, second: object = None) -> list[object]:
    owed, also = first or terms(hours=5), second or terms(hours=40)
    return [
        opened(owed),  # type: ignore[arg-type]
        opened(also, SECOND, date(2026, 2, 20)),  # type: ignore[arg-type]
        placed(),
        started(owed),  # type: ignore[arg-type]
        started(also, SECOND),  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("first", "second", "hours", "expected"),
    [
        pytest.param(
            terms(hours=5),
            terms(),
            "08:00-12:00",
            ((240, 240, {}), None),
            id="9: one minute credits one sentence, the earlier ruling first",
        ),
        pytest.param(
            terms(hours=5),
            terms(),
            "08:00-15:00",
            ((300, 300, {}), (120, 120, {})),
            id="9: what the first does not need goes to the second",
        ),
        pytest.param(
            terms(hours=5),
            terms(),
            "08:00-17:00",
            ((360, 300, {"daily": 60}), (180, 180, {})),
            id="32: together the statutory day",
        ),
        pytest.param(
            terms(minutes_a_day=120),
            terms(minutes_a_day=60),
            "08:00-12:00",
            ((180, 120, {"daily": 60}), (60, 60, {})),
            id="32: own caps each",
        ),
        pytest.param(
            child(),
            terms(),
            "08:00-12:00",
            ((180, 180, {}), (60, 60, {})),
            id="32: three hours for the child's, the rest for the adult's",
        ),
        pytest.param(
            child(),
            terms(),
            "17:00-19:00",
            (None, (120, 120, {})),
            id="9: each its own rule: the evening counts for the adult's only",
        ),
        pytest.param(child(), child(), "08:00-12:00", ((240, 180, {"daily": 60}), None), id="32: two children's: 3 h"),
        pytest.param(
            terms(hours=1),
            terms(hours=1),
            "08:00-12:00",
            (None, None),
            id="KUHP 85(4): above both",
        ),
    ],
)
def test_two_sentences(first: object, second: object, hours: str, expected: tuple[object, object]) -> None:
    done = after(both(first, second), log(shift(MONDAY, hours)))  # type: ignore[arg-type]
    found = worth(done).get(MONDAY), worth(done, SECOND).get(MONDAY)
    if expected == (None, None):
        assert found == ((180, 60, {"total": 120}), (60, 60, {}))
    else:
        assert found == expected


def test_the_earlier_ruling_is_first_whichever_arrives_first() -> None:
    one_way, other_way = both(), both()
    other_way[0], other_way[1] = other_way[1], other_way[0]
    work = log(shift(MONDAY, "08:00-15:00"))
    assert worth(after(one_way, work)) == worth(after(other_way, work))  # type: ignore[arg-type]


def test_outside_the_first_window_the_second_takes_the_work() -> None:
    owed, also = terms(hours=40, period_days=30), terms(hours=40)
    events = [opened(owed), opened(also, SECOND, date(2026, 2, 20)), placed(), started(owed), started(also, SECOND)]
    done = after(events, log(shift("2026-04-02", "08:00-10:00")))
    assert worth(done) == {}
    assert worth(done, SECOND) == {"2026-04-02": (120, 120, {})}


def test_a_shift_far_back_still_counts_by_the_law_of_its_day() -> None:
    """A later law never rejudges the past: the law is asked for the worked day, not for today."""
    later = Circumstances(datetime(2031, 1, 1, tzinfo=WIB), LAWS)
    told = given(HOURS, *serving(terms()), circumstances=later).when(log(MORNING)).events[1]
    assert isinstance(told, DayAssessed)
    assert told.credited_minutes == 225


def test_a_shift_is_found_again_under_its_id() -> None:
    hours = after(serving(terms()), log(MORNING))
    standing = hours.logs[MORNING.id].standing
    assert isinstance(standing, Shift)
    assert standing == MORNING
