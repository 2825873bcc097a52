"""Who does what of the work plan until when: set, corrected, done, taken up again, withdrawn."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.unit.decider import UNIT
from services.intake.unit.events import UnitClosed
from services.intake.workplan.decider import (
    WORKPLAN,
    CorrectMark,
    FinishMark,
    ReopenMark,
    SetMark,
    WithdrawMark,
)
from services.intake.workplan.events import MarkCorrected, MarkDone, MarkReopened, MarkSet, MarkWithdrawn
from services.reporting.reports.marks import Mark, marks
from shared.domain.identifiers import MarkId, PublicText
from shared.domain.units import BAPAS, SOCIAL
from shared.domain.work_plan import PlanRow
from shared.law.circumstances import Circumstances
from tests.given import given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 24, 1, tzinfo=UTC), LAWS)
TODAY = date(2026, 11, 24)
ONE = MarkId("00000000-0000-4000-8000-0000000000b1")
WHY = PublicText("salah unit pelaksana")
SET = MarkSet(
    mark_id=ONE,
    row=PlanRow.ATTENTION,
    year=2026,
    owner=BAPAS,
    what=PublicText("Sosialisasi di tiga kecamatan"),
    due_on=date(2026, 12, 15),
)
DONE = MarkDone(mark_id=ONE, done_on=TODAY, note=PublicText("Tiga kecamatan"))
WITHDRAWN = MarkWithdrawn(mark_id=ONE, reason=WHY)
CLOSED = UnitClosed(code=SOCIAL, last_day=date(2026, 11, 1), reason=WHY)


def setting(**change: Any) -> SetMark:
    return SetMark(**{**SET.model_dump(), **change})


def truly(number: int = 1, **change: Any) -> CorrectMark:
    return CorrectMark(**{**SET.model_dump(), "number": number, "reason": WHY, **change})


def corrected(**change: Any) -> MarkCorrected:
    return MarkCorrected(**{**SET.model_dump(), "number": 1, "reason": WHY, **change})


def finishing(**change: Any) -> FinishMark:
    return FinishMark(**{**DONE.model_dump(), **change})


def decided(command: Any, *events: Any, **more: Any) -> Any:
    return given(WORKPLAN, *events, circumstances=NOW, **more).when(command)


def test_a_mark_is_set_once_and_the_same_again_changes_nothing() -> None:
    assert decided(setting()).decided == ([SET], [])
    assert decided(setting(), SET).decided == ([], [])
    decided(setting(what="Lain"), SET).refused("mark-exists")


def test_it_is_of_a_unit_that_is_open_and_its_day_is_in_its_year() -> None:
    decided(setting(due_on=date(2027, 1, 2))).refused("mark-of-another-year")
    decided(setting(owner="tidak-ada")).refused("mark-owner-unknown")
    decided(setting(owner=SOCIAL), beside={UNIT.stream(SOCIAL): [CLOSED]}).refused("mark-owner-closed")


def test_a_correction_says_all_of_it_and_makes_a_withdrawn_one_stand_again() -> None:
    assert decided(truly(owner=SOCIAL), SET).decided == ([corrected(owner=SOCIAL)], [])
    assert decided(truly(), SET).decided == ([], [])
    assert decided(truly(), SET, WITHDRAWN).decided == ([corrected()], [])
    decided(truly(2, owner=SOCIAL), SET).refused("mark-moved")
    decided(truly(owner=SOCIAL), SET, beside={UNIT.stream(SOCIAL): [CLOSED]}).refused("mark-owner-closed")
    moved = corrected(owner=SOCIAL)
    again = truly(2, owner=SOCIAL, what="Lain")
    assert len(decided(again, SET, moved, beside={UNIT.stream(SOCIAL): [CLOSED]}).decided[0]) == 1


def test_it_is_done_by_a_day_that_has_come_and_said_otherwise_with_a_reason() -> None:
    decided(finishing(), SET).then(DONE)
    decided(finishing(), SET, DONE).then()
    decided(finishing(done_on=date(2026, 11, 25)), SET).refused("mark-done-tomorrow")
    decided(finishing(done_on=date(2025, 12, 31)), SET).refused("mark-done-before")
    decided(finishing(note=None), SET, DONE).refused("mark-without-reason")
    decided(finishing(note=None, reason=WHY), SET, DONE).then(MarkDone(mark_id=ONE, done_on=TODAY, reason=WHY))
    decided(finishing(), SET, WITHDRAWN).refused("mark-withdrawn")


def test_what_is_done_is_taken_up_again_before_it_is_withdrawn() -> None:
    reopening, withdrawing = ReopenMark(mark_id=ONE, reason=WHY), WithdrawMark(mark_id=ONE, reason=WHY)
    reopened = MarkReopened(mark_id=ONE, reason=WHY)
    decided(reopening, SET, DONE).then(reopened)
    decided(reopening, SET).then()
    decided(withdrawing, SET).then(WITHDRAWN)
    decided(withdrawing, SET, WITHDRAWN).then()
    decided(withdrawing, SET, DONE).refused("mark-done")
    decided(withdrawing, SET, DONE, reopened).then(WITHDRAWN)


@pytest.mark.parametrize("command", [truly(), finishing(), ReopenMark(mark_id=ONE, reason=WHY)])
def test_what_was_never_set_is_nothing_to_tell_of(command: Any) -> None:
    decided(command).refused("mark-unknown")


def test_its_row_says_how_it_stands() -> None:
    said = Mark(ONE, "attention", 2026, BAPAS, SET.what, SET.due_on)
    given(marks, SET).when(DONE, MarkReopened(mark_id=ONE, reason=WHY)).then(said)
    assert given(marks, SET).when(DONE).row.done_on == TODAY
    row = given(marks, SET).when(WITHDRAWN, corrected(owner=SOCIAL)).row
    assert (row.withdrawn, row.owner) == (False, SOCIAL)
    assert given(marks, SET).when(WITHDRAWN).row.withdrawn
