"""Finality and berita acara (settlement 18): hours are recorded at once and credited when both are known."""

from datetime import date

import pytest

from services.attendance.hours.decider import (
    HOURS,
    CorrectStart,
    Hours,
    StartService,
    TakeFinality,
)
from services.attendance.hours.events import (
    Against,
    DayAssessed,
    HoursFinalityRecorded,
    ServiceStarted,
    StartCorrected,
    WindowFixed,
)
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.domain.sentence import Terms
from tests.attendance.hours.facts import (
    FIRST,
    KLIEN,
    MONDAY,
    NOW,
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
    window,
    worth,
)
from tests.given import Outcome, given
from tests.lawful import LAW

DOCUMENT: Personal[str] = Personal("BA-12/2026")
MORNING = shift(MONDAY, "08:00-12:00")


def finality(day: date | None, number: int = 1) -> TakeFinality:
    return TakeFinality(klien_id=KLIEN, putusan_id=FIRST, number=number, final_on=day)


def start(on: date = START) -> StartService:
    return StartService(klien_id=KLIEN, putusan_id=FIRST, started_on=on, document=DOCUMENT)


def mended(on: date, number: int = 1) -> CorrectStart:
    return CorrectStart(
        klien_id=KLIEN,
        putusan_id=FIRST,
        number=number,
        started_on=on,
        document=DOCUMENT,
        reason=Personal("tanggalnya salah tulis"),
    )


def flags(hours: Hours) -> tuple[str, ...]:
    return tuple(hours.windows[FIRST].flags)


def without_bht(owed: Terms | None = None) -> Hours:
    """Under way by berita acara; the court has told nothing."""
    return carried_out(HOURS.fold([opened(owed or terms(), final_on=None), placed()]), [start()])


def test_a_berita_acara_without_bht_is_taken_and_flagged() -> None:
    told = given(HOURS, opened(terms(), final_on=None), circumstances=NOW).when(start())
    assert told.then_types(ServiceStarted, WindowFixed)[1] == WindowFixed(
        klien_id=KLIEN,
        putusan_id=FIRST,
        opens_on=None,
        deadline=None,
        required_minutes=2400,
        possible_until=None,
        flags=("final-not-known",),
        law=LAW.version,
    )


def test_hours_without_bht_are_recorded_and_credit_nothing_against_nobody() -> None:
    hours = carried_out(without_bht(), [log(MORNING)])
    assert worth(hours) == {MONDAY: (240, 0, {"not-final": 240})}
    (violation,) = hours.assessed[FIRST][START].violations
    assert (violation.citation, violation.against) == ("KUHAP 342; Ketetapan 18", Against.NEITHER)


def test_the_bht_recorded_later_credits_what_was_worked_since() -> None:
    eve = shift("2026-03-08", "08:00-10:00")
    hours = carried_out(without_bht(), [log(MORNING), log(eve), log(shift("2026-03-09", "08:00-10:00"))])
    told = Outcome(HOURS.decide(finality(date(2026, 3, 9)), hours, NOW)).then_types(
        HoursFinalityRecorded, WindowFixed, DayAssessed
    )
    assert told[1] == window(terms(), FIRST, date(2026, 3, 9), "start-before-finality").model_copy(
        update={"possible_until": date(2026, 9, 1)}
    )
    hours = carried_out(hours, [finality(date(2026, 3, 9))])
    assert worth(hours) == {
        MONDAY: (240, 0, {"not-final": 240}),
        "2026-03-08": (120, 0, {"not-final": 120}),
        "2026-03-09": (120, 120, {}),
    }


@pytest.mark.parametrize(
    ("final_on", "opens_on"),
    [
        pytest.param(date(2026, 2, 10), START, id="18: BHT before the berita acara: from the berita acara"),
        pytest.param(START, START, id="18: on the same day"),
        pytest.param(date(2026, 3, 20), date(2026, 3, 20), id="18: BHT after the berita acara: from the BHT"),
    ],
)
def test_the_window_runs_from_the_later_of_berita_acara_and_bht(final_on: date, opens_on: date) -> None:
    hours = carried_out(without_bht(), [finality(final_on)])
    found = hours.windows[FIRST]
    assert (found.opens_on, found.deadline) == (opens_on, date.fromordinal(opens_on.toordinal() + 180))


def test_a_corrected_bht_moves_window_and_credit_and_the_highest_number_stands() -> None:
    hours = carried_out(without_bht(), [log(MORNING), finality(date(2026, 3, 9), 2), finality(START, 1)])
    assert worth(hours) == {MONDAY: (240, 0, {"not-final": 240})}
    hours = carried_out(hours, [finality(START, 3)])
    assert worth(hours) == {MONDAY: (240, 240, {})}
    assert hours.windows[FIRST].deadline == date(2026, 8, 29)


@pytest.mark.parametrize(
    ("final_on", "started_on", "expected"),
    [
        pytest.param(date(2026, 2, 10), START, (), id="nothing odd"),
        pytest.param(None, START, ("final-not-known",), id="18: BHT not known"),
        pytest.param(date(2026, 2, 1), START, ("final-not-known",), id="42: BHT before the ruling tells nothing"),
        pytest.param(date(9999, 12, 31), START, ("final-not-known",), id="42: BHT in another century"),
        pytest.param(date(2026, 2, 10), date(2026, 2, 9), ("start-before-finality",), id="18: before the BHT"),
        pytest.param(
            date(2026, 2, 10),
            date(2026, 2, 1),
            ("start-before-finality", "start-before-ruling"),
            id="before the ruling",
        ),
    ],
)
def test_an_odd_berita_acara_is_a_fact_and_a_flag(
    final_on: date | None, started_on: date, expected: tuple[str, ...]
) -> None:
    hours = carried_out(HOURS.fold([opened(terms(), final_on=final_on)]), [start(started_on)])
    assert flags(hours) == expected
    assert hours.sentences[0].started_on == started_on


def test_the_bht_may_be_known_before_the_sentence_is_open() -> None:
    early = carried_out(HOURS.initial, [finality(START)])
    hours = after([], finality(START))
    assert hours == early
    for event in [opened(terms(), final_on=None), placed(), started(terms())]:
        hours = HOURS.evolve(hours, event)
    assert hours.sentences[0].opens_on == START


def test_the_same_bht_twice_is_nothing_new() -> None:
    hours = carried_out(without_bht(), [finality(START)])
    assert HOURS.decide(finality(START), hours, NOW) == []


# Mending the berita acara (settlements 19, 33)


def test_a_corrected_berita_acara_moves_the_deadline_and_the_credit() -> None:
    """A slip of one day: 12 March for 2 March; the work of ten days was lost by it."""
    slip = serving(terms(), on=date(2026, 3, 12))
    hours = after(slip, log(MORNING), log(shift("2026-03-12", "08:00-10:00")))
    assert worth(hours) == {MONDAY: (240, 0, {"window": 240}), "2026-03-12": (120, 120, {})}
    told = Outcome(HOURS.decide(mended(START), hours, NOW)).then_types(StartCorrected, WindowFixed, DayAssessed)
    assert told[1] == window(terms())
    hours = carried_out(hours, [mended(START)])
    assert worth(hours) == {MONDAY: (240, 240, {}), "2026-03-12": (120, 120, {})}


def test_a_later_berita_acara_takes_the_credit_before_it_away() -> None:
    hours = carried_out(after(serving(terms()), log(MORNING)), [mended(date(2026, 3, 3))])
    assert worth(hours) == {MONDAY: (240, 0, {"window": 240})}
    assert hours.windows[FIRST].deadline == date(2026, 8, 30)


def test_of_corrections_of_the_berita_acara_the_last_stands() -> None:
    hours = carried_out(after(serving(terms()), log(MORNING)), [mended(date(2026, 3, 3), 1), mended(START, 2)])
    assert worth(hours) == {MONDAY: (240, 240, {})}


@pytest.mark.parametrize("number", [1, 3, 1000])
def test_only_the_next_number_mends_the_berita_acara(number: int) -> None:
    """After one that skips, nothing could be mended any more; one below mends nothing and would look as if it did."""
    hours = carried_out(after(serving(terms()), log(MORNING)), [mended(date(2026, 3, 3), 1)])
    (fault,) = Outcome(HOURS.decide(mended(START, number), hours, NOW)).refused("start-correction-conflict").faults
    assert (fault.severity, fault.facts) == (Severity.CONFLICT, {"number": number, "next": 2})


def test_a_correction_of_the_document_alone_changes_no_day() -> None:
    Outcome(HOURS.decide(mended(START), after(serving(terms())), NOW)).then_types(StartCorrected)


def test_the_first_berita_acara_said_again_after_its_correction_is_nothing_new() -> None:
    hours = carried_out(after(serving(terms())), [mended(date(2026, 3, 3))])
    assert HOURS.decide(start(), hours, NOW) == []
    assert HOURS.decide(mended(date(2026, 3, 3)), hours, NOW) == []


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        pytest.param(mended(date(2026, 11, 25)), "start-in-future", id="tomorrow"),
        pytest.param(mended(date(1, 1, 1)), "time-out-of-range", id="42: the year one"),
    ],
)
def test_a_day_that_cannot_be_is_no_correction(command: CorrectStart, rule: str) -> None:
    Outcome(HOURS.decide(command, after(serving(terms())), NOW)).refused(rule)


def test_what_was_never_started_cannot_be_corrected() -> None:
    Outcome(HOURS.decide(mended(START), after([opened(terms())]), NOW)).refused("not-started")
    Outcome(HOURS.decide(mended(START), HOURS.initial, NOW)).refused("sentence-unknown")


def test_a_day_that_is_none_after_all_credits_nothing_and_closes_the_window_until_another_is_told() -> None:
    """An appeal was lodged, whatever had been recorded."""
    hours = after(serving(terms()), log(MORNING))
    assert worth(hours) == {MONDAY: (240, 240, {})}
    appealed = carried_out(hours, [finality(None)])
    assert worth(appealed) == {MONDAY: (240, 0, {"not-final": 240})}
    assert (appealed.windows[FIRST].opens_on, flags(appealed)) == (None, ("final-not-known",))
    assert worth(carried_out(appealed, [finality(date(2026, 2, 20), 2)])) == {MONDAY: (240, 240, {})}
