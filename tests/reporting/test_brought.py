"""A sentence that another regency executed before: what it brings is in the credit, its window runs while it waits for
a place here, and taken back it is as if nobody had told it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.attendance.hours.decider import HOURS, OpenSentence
from services.attendance.hours.events import Brought, WindowFixed
from services.matching.placement.events import NoPlaceFound
from services.reporting.desks import matters
from services.reporting.desks.rulings import TO_PROSECUTOR
from services.reporting.reports.klien import klien
from services.reporting.reports.sentence import FAR, Sentence
from services.reporting.reports.status import expected_minutes, status_of
from shared.access.naming import Named
from shared.domain.command import Command
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from tests.attendance.hours.facts import FIRST, NOW, opened
from tests.attendance.hours.facts import KLIEN as MINE
from tests.attendance.hours.facts import terms as owed
from tests.attendance.hours.test_carried import CREDITS, WORKED, begun, carrying, logged
from tests.given import given
from tests.lawful import on
from tests.reporting.telling import (
    KLIEN,
    PUTUSAN,
    STARTED,
    accepted,
    assessed,
    proposed,
    received,
    registered,
    started,
    window,
)
from tests.reporting.test_klien import NEVER_SAID, SAID_NO

WHEN = st.integers(0, 12)
NO_DAYS = {"opens_on": None, "deadline": None, "possible_until": None}


def bringing(minutes: int, **said: Any) -> WindowFixed:
    return window().model_copy(update={"brought_minutes": minutes, **said})


def without_place() -> NoPlaceFound:
    return NoPlaceFound(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=())


def row_after(*events: Any) -> Sentence:
    return given(klien).when(*events).row


BEFORE = (received(), registered())


@pytest.mark.parametrize(
    ("way", "state", "status"),
    [
        pytest.param((), "terdaftar", "menunggu_usulan", id="registered"),
        pytest.param((proposed(),), "diusulkan", "menunggu_penempatan", id="proposed"),
        pytest.param((proposed(), accepted()), "ditempatkan", "menunggu_berita_acara", id="placed"),
    ],
)
def test_it_waits_for_what_it_waits_here_while_its_window_runs_and_is_in_the_credit(
    way: tuple[Any, ...], state: str, status: str
) -> None:
    for events in ((*BEFORE, *way, bringing(600)), (*BEFORE, bringing(600), *way)):
        row = row_after(*events)
        assert (row.state, status_of(row, on(STARTED + timedelta(days=5))).name) == (state, status)
        assert (row.credited_minutes, row.brought_minutes, row.deadline) == (600, 600, window().deadline)
        assert row.urgent_on < FAR


@pytest.mark.parametrize("way", [(), (proposed(),), (without_place(),), (proposed(), accepted())])
@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 8, 17), "berisiko"),
        (date(2026, 8, 18), "terancam_gagal"),
        (date(2026, 8, 26), "mustahil"),
        (date(2026, 8, 30), "lewat_batas"),
        (date(2026, 10, 8), "lewat_batas"),
    ],
)
def test_its_last_day_presses_while_it_waits_as_that_of_any_other(
    way: tuple[Any, ...], today: date, status: str
) -> None:
    for events in ((*BEFORE, *way, bringing(600)), (*BEFORE, bringing(600), *way)):
        row = row_after(*events)
        assert status_of(row, on(today)).name == status
        assert row.urgent_on <= date(2026, 8, 25)


def test_it_is_sorted_by_the_earlier_of_the_day_from_which_it_waits_and_its_last_lawful_one() -> None:
    placed = (*BEFORE, proposed(), accepted())
    early, late = date(2026, 2, 20), date(2026, 8, 25)
    assert row_after(*placed, bringing(600, possible_until=early)).urgent_on == early
    assert row_after(*placed, bringing(600, possible_until=late)).urgent_on == STARTED, "where the plan begins"
    mended = row_after(*placed, bringing(600, possible_until=early), bringing(700, possible_until=late))
    assert mended.urgent_on == STARTED
    none = row_after(*placed, bringing(600, possible_until=early), bringing(0, **NO_DAYS))
    assert none == row_after(*placed, bringing(0, **NO_DAYS)), "taken back, it is as if nobody had told it"


def test_the_officer_is_led_to_the_place_that_it_wants_and_the_prosecutor_is_not() -> None:
    row = row_after(*BEFORE, proposed(), bringing(600))
    names = {PUTUSAN: Named("Slamet Riyadi", masked=False, child=False)}
    (line,) = matters.pressing([row], names, on(date(2026, 8, 26)))
    assert line.title == "Slamet Riyadi tidak mungkin lagi selesai tepat waktu"
    assert line.due_said == "lewat, sejak 25 Agu 2026"
    assert (line.address, line.act) == (f"/placement/{PUTUSAN}", "Lihat usulan tempat")
    (theirs,) = matters.pressing([row], names, on(date(2026, 8, 26)), TO_PROSECUTOR)
    assert theirs.address == f"/reports/klien/{KLIEN}"


def test_begun_here_it_runs_and_is_measured_by_all_that_is_credited() -> None:
    row = row_after(*BEFORE, accepted(), bringing(600), started())
    assert row.state == "berjalan"
    alone = row_after(*BEFORE, accepted(), started(), window())
    assert row.behind_from is not None
    assert alone.behind_from is not None
    assert row.behind_from > alone.behind_from
    assert expected_minutes(row, date(2026, 5, 1)) == expected_minutes(alone, date(2026, 5, 1))
    day = row_after(*BEFORE, accepted(), bringing(600), started(), assessed(date(2026, 3, 3), 480, 1080))
    assert (day.credited_minutes, day.brought_minutes) == (1080, 600)


def test_it_is_fulfilled_when_the_sum_is_also_where_all_was_served_elsewhere() -> None:
    brought = row_after(*BEFORE, accepted(), bringing(1920), started(), assessed(date(2026, 3, 3), 480, 2400))
    assert (brought.state, brought.urgent_on) == ("terpenuhi", FAR)
    for way in ((), (proposed(),), (without_place(),), (proposed(), accepted()), (proposed(), SAID_NO, NEVER_SAID)):
        for events in ((*BEFORE, *way, bringing(2400)), (*BEFORE, bringing(2400), *way)):
            served = row_after(*events)
            assert (served.state, served.urgent_on) == ("terpenuhi", FAR), events
    less = row_after(*BEFORE, proposed(), bringing(2400), bringing(1200))
    assert (less.state, less.credited_minutes) == ("diusulkan", 1200)
    assert less.urgent_on < FAR


def test_before_the_ruling_is_in_force_its_credit_is_told_and_it_waits_on() -> None:
    row = row_after(*BEFORE, proposed(), bringing(600, **NO_DAYS))
    assert (row.state, row.credited_minutes, row.deadline) == ("diusulkan", 600, None)


def told_by_attendance(*commands: Command, at: tuple[int, int] = (0, 0)) -> Sentence:
    """The row by what attendance tells of these, one after another, and how many of its events come before what is
    told of a place."""
    hours, events = HOURS.fold([]), []
    for command in commands:
        decided = HOURS.decide(command, hours, NOW)
        assert not isinstance(decided, Refused), decided
        events += decided
        for event in decided:
            hours = HOURS.evolve(hours, event)
    ids = {"putusan_id": FIRST, "klien_id": MINE}
    before, place = ([event.model_copy(update=ids) for event in told] for told in (BEFORE, (proposed(), accepted())))
    first, second = sorted(min(len(events), where) for where in at)
    return row_after(*before, *events[:first], place[0], *events[first:second], place[1], *events[second:])


@settings(max_examples=100)
@example(WORKED, st.lists(st.none() | CREDITS, min_size=1, max_size=3), st.data())
def test_whatever_was_told_of_it_before_the_row_is_that_of_a_history_in_which_it_was_right_from_the_start(
    worked: list[tuple[date, str]], said: list[Brought | None], data: st.DataObject
) -> None:
    there = [carrying(credit, number) for number, credit in enumerate(said, 1)]
    start = [begun()] if data.draw(st.booleans(), "begun here") else []
    others = data.draw(st.permutations([*logged(worked), *start, *there]))
    opening = retold(OpenSentence, opened(owed()))
    found = told_by_attendance(opening, *others, at=data.draw(st.tuples(WHEN, WHEN), "the place"))
    wanted = told_by_attendance(opening, *start, carrying(said[-1]), *logged(worked))
    same = ("since",)
    assert replace(found, **{name: getattr(wanted, name) for name in same}) == wanted
    waits = "berjalan" if start else "ditempatkan"
    assert found.state == ("terpenuhi" if found.credited_minutes >= 2400 else waits)
