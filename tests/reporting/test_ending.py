"""A sentence that others have ended: no day runs, nobody waits for it, and taken back its end has left no trace."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st
from msgspec.structs import replace

from services.attendance.hours.events import WindowFixed
from services.intake.putusan.events import PutusanEnded, PutusanResumed
from services.reporting.reports.klien import klien
from services.reporting.reports.sentence import FAR, Sentence
from services.reporting.reports.status import DUTY, SERVING, expected_minutes, status_of
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.sentence import Ground
from tests.given import given, recorded
from tests.lawful import on
from tests.reporting.telling import (
    KLIEN,
    PUTUSAN,
    STARTED,
    accepted,
    assessed,
    finality,
    held,
    proposed,
    received,
    registered,
    running,
    started,
    terms,
    window,
    window_unknown,
)

LAST = date(2026, 3, 10)


def ended(ground: Ground = Ground.ANNULLED, number: int = 1, **more: Any) -> PutusanEnded:
    return PutusanEnded(putusan_id=PUTUSAN, klien_id=KLIEN, number=number, ground=ground, ended_on=LAST, **more)


def resumed(number: int = 2) -> PutusanResumed:
    reason: Personal[str] = Personal(ref="60000000-0000-4000-8000-000000000002", mac="mac")
    return PutusanResumed(putusan_id=PUTUSAN, klien_id=KLIEN, number=number, reason=reason)


def row_after(*events: Any) -> Sentence:
    return given(klien).when(*events).row


@pytest.mark.parametrize("ground", list(Ground))
@pytest.mark.parametrize("days", [1, 100, 178, 190, 4000])
def test_nobody_is_overdue_or_late_for_what_has_ended(ground: Ground, days: int) -> None:
    before = (*running(), assessed(date(2026, 3, 3), 480, 480))
    assert status_of(row_after(*before), on(STARTED + timedelta(days=190))).name in DUTY
    row = row_after(*before, ended(ground))
    word = {Ground.TRANSFERRED: "dialihkan", Ground.REPEATED: "gagal"}.get(ground, "dibatalkan")
    assert status_of(row, on(STARTED + timedelta(days=days))).name == word
    assert row.state not in SERVING
    assert (row.urgent_on, row.deadline, row.possible_until) == (FAR, None, None)
    assert expected_minutes(row, date(2026, 5, 1)) is None
    assert (row.credited_minutes, row.ended_on, row.ended) == (480, LAST, ground.value)


def test_what_attendance_tells_afterwards_is_in_the_credit_and_starts_nothing() -> None:
    row = row_after(
        *running(),
        assessed(date(2026, 3, 12), 480, 480),
        ended(),
        window(),
        assessed(date(2026, 3, 12), 0, 0, worked=480),
    )
    assert (row.state, row.credited_minutes, row.deadline) == ("dibatalkan", 0, None)


def test_a_transfer_says_so_and_a_mended_ground_changes_the_word() -> None:
    moved = row_after(*running(), ended(Ground.TRANSFERRED))
    assert moved.state == "dialihkan"
    mended = row_after(*running(), ended(Ground.TRANSFERRED), ended(Ground.DIED, 2))
    assert (mended.state, mended.ended_number) == ("dibatalkan", 2)


def test_a_held_question_of_an_ended_ruling_waits_for_nobody() -> None:
    row = row_after(*running(), held(), ended())
    assert (row.asked, row.asked_at) == ((), None)
    assert row_after(*running(), held(), ended(), resumed()).asked


def test_another_persons_row_begins_without_the_end_until_it_is_told_for_them() -> None:
    theirs = received().model_copy(update={"klien_id": KlienId("20000000-0000-4000-8000-000000000009")})
    assert row_after(*running(), ended(), theirs).state == "diterima"
    again = ended().model_copy(update={"klien_id": theirs.klien_id})
    assert row_after(*running(), ended(), theirs, again, registered()).state == "dibatalkan"


WAY: tuple[tuple[Any, ...], ...] = (
    (received(),),
    (held(),),
    (registered(),),
    (proposed(),),
    (accepted(),),
    (started(), window_unknown()),
    (finality(date(2026, 2, 20)), window()),
    (assessed(date(2026, 3, 3), 480, 480),),
    (held(),),
    (received(terms(50)),),
    (registered(terms(50)), window(50)),
    (assessed(date(2026, 3, 3), 3000, 3000),),
)
NOTHING = finality(date(2026, 2, 1), number=0)
"""Says nothing new, on the day on which the end is told in the other history."""


def after_steps(*steps: tuple[Any, ...]) -> Sentence:
    return row_after(*(event for step in steps for event in step))


def windows(told: Sequence[tuple[Any, ...]], possible_until: date | None) -> tuple[Any, ...]:
    """What attendance tells of a window that it has told before, when an end is told or taken back."""
    known = [event for step in told for event in step if isinstance(event, WindowFixed)]
    return tuple(event.model_copy(update={"possible_until": possible_until}) for event in known[-1:])


@example(st.sampled_from(list(Ground)), st.integers(1, len(WAY)), st.integers(1, len(WAY)), st.integers(1, len(WAY)))
def test_taken_back_it_is_the_row_of_a_history_in_which_nobody_told_it(
    ground: Ground, told: int, back: int, upto: int
) -> None:
    """With what attendance tells of it: the window without a last day to make up, and the window with it again."""
    told, back = min(told, back), max(told, back)
    way = WAY[: max(upto, back)]
    before, during, later = way[:told], way[told:back], way[back:]
    closed = windows(before, None)
    opened = windows(way[:back], after_steps(*way[:back]).possible_until)
    without = after_steps(*before, (NOTHING,) * (1 + len(closed)), *during, (NOTHING,) * (1 + len(opened)), *later)
    with_end = after_steps(*before, (ended(ground), *closed), *during, (resumed(), *opened), *later)
    assert replace(with_end, ended_number=0) == without


FULFILLED = (*running(), assessed(date(2026, 3, 9), 2400, 2400))


NOTHING_FULFILLED = (Ground.ANNULLED, Ground.REPEATED, Ground.WITHDRAWN)


@pytest.mark.parametrize("ground", [ground for ground in Ground if ground not in NOTHING_FULFILLED])
def test_what_was_fulfilled_stays_fulfilled_beside_what_is_told_of_its_end(ground: Ground) -> None:
    row = row_after(*FULFILLED, ended(ground))
    assert (row.state, row.since) == ("terpenuhi", row_after(*FULFILLED).since)
    assert (row.ended, row.ended_on, row.deadline, row.urgent_on) == (ground.value, LAST, None, FAR)
    assert status_of(row, on(STARTED + timedelta(days=190))).name == "terpenuhi"


def test_what_is_served_again_was_not_fulfilled_nor_was_what_was_withdrawn_before_it_began() -> None:
    assert row_after(*FULFILLED, ended(Ground.REPEATED)).state == "gagal"
    assert row_after(*FULFILLED, ended(Ground.WITHDRAWN)).state == "dibatalkan"


def test_what_is_annulled_was_nothing_to_fulfil() -> None:
    assert row_after(*FULFILLED, ended(Ground.ANNULLED)).state == "dibatalkan"
    assert row_after(*FULFILLED, ended(Ground.DIED), ended(Ground.ANNULLED, 2)).state == "dibatalkan"


def test_where_hours_count_no_more_since_it_had_ended_before_them_it_is_not_fulfilled() -> None:
    less = assessed(date(2026, 3, 11), 0, 1920, worked=480)
    row = row_after(*FULFILLED, ended(Ground.DIED), less)
    assert (row.state, row.credited_minutes) == ("dibatalkan", 1920)
    assert row.since == recorded(len(FULFILLED) + 2)
    mended = assessed(date(2026, 3, 8), 480, 2400)
    assert row_after(*FULFILLED, ended(Ground.TRANSFERRED), less, mended).state == "terpenuhi"


@example(st.integers(1, len(WAY)))
def test_whenever_it_is_told_it_has_ended(told: int) -> None:
    row = after_steps(*WAY[:told], (ended(),), *WAY[told:])
    assert (row.state, row.urgent_on, row.asked_at) == ("dibatalkan", FAR, None)
