"""An activity has a day and somebody who is invited, is moved or cancelled with a reason, and held on its day at the
earliest."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.activity.decider import (
    ACTIVITY,
    AnswerInvitation,
    CancelActivity,
    CorrectActivity,
    EnterActivity,
    HoldActivity,
    MoveActivity,
    RestoreActivity,
    WithdrawHolding,
)
from services.intake.activity.events import ActivityEntered, ActivityHeld, ActivityKind
from services.intake.activity.projections import ACTIVITIES
from shared.domain.identifiers import AccountId, ActivityId, LetterId, PublicText, UnitCode
from shared.domain.units import SECRETARIAT
from shared.law.circumstances import Circumstances
from tests.given import Given, given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 30, 3, tzinfo=UTC), LAWS)
TODAY, TOMORROW, YESTERDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 11, 29)
ID = ActivityId("11111111-1111-4111-8111-111111111111")
BY = AccountId("22222222-2222-4222-8222-222222222222")
LETTER = LetterId("33333333-3333-4333-8333-333333333333")
OFFICES = ("Dinas PMD", "Bagian Hukum")
WHY: Any = "Menyesuaikan jadwal pimpinan"
MEETING: dict[str, Any] = {
    "kind": ActivityKind.MEETING,
    "title": "Rapat kesiapan I-PD",
    "day": TODAY,
    "begins": "13:00",
    "place": "Ruang rapat rekaan",
    "invited": OFFICES,
}
ENTERED = ActivityEntered(activity_id=ID, unit=SECRETARIAT, entered_by=BY, **MEETING)
ROUND = ENTERED.model_copy(update={"kind": ActivityKind.SOCIALISATION, "invited": ()})


def after(*events: Any) -> Given:
    return given(ACTIVITY, *events, circumstances=NOW)


def enter(**said: Any) -> EnterActivity:
    return EnterActivity(activity_id=ID, entered_by=BY, **{"unit": SECRETARIAT, **MEETING, **said})


def hold(**said: Any) -> HoldActivity:
    return HoldActivity(activity_id=ID, **{"held_on": TODAY, "number": 1, **said})


def told(command: Any, *before: Any) -> list[Any]:
    """The events with what the command tells behind them."""
    return [*before, *after(*before).when(command).events]


def test_a_meeting_is_entered_once() -> None:
    after().when(enter()).then((ENTERED,), ())
    after(ENTERED).when(enter()).refused("activity-exists")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"day": date(1026, 1, 1)}, "date-not-meant"),
        ({"ends": "12:30"}, "activity-ends-before"),
        ({"ends": "13:00"}, "activity-ends-before"),
        ({"begins": None, "ends": "13:00"}, "activity-without-begin"),
        ({"invited": ()}, "activity-nobody-invited"),
        ({"invited": (), "kind": ActivityKind.TRAINING, "letter_id": LETTER}, "activity-nobody-invited"),
        ({"invited": (*OFFICES, OFFICES[0])}, "activity-named-twice"),
        ({"unit": UnitCode("rekaan")}, "unit-unknown"),
    ],
)
def test_what_is_no_activity_is_refused(said: dict[str, Any], rule: str) -> None:
    after().when(enter(**said)).refused(rule)


def test_every_fault_is_told_at_once() -> None:
    after().when(enter(ends="12:00", invited=())).refused("activity-ends-before", "activity-nobody-invited")


def test_socialisation_and_communication_need_no_invitation_and_a_meeting_may_end_openly() -> None:
    for kind in (ActivityKind.SOCIALISATION, ActivityKind.COMMUNICATION, ActivityKind.TRAINING):
        (event,), _ = after().when(enter(kind=kind, invited=())).events
        assert event.invited == ()
    assert ENTERED.ends is None


def test_an_activity_is_corrected_by_number_and_not_to_what_stands() -> None:
    said = MEETING | {"place": PublicText("Pendopo rekaan"), "activity_id": ID, "reason": WHY}
    (event,) = after(ENTERED).when(CorrectActivity(**said, number=1)).events
    assert event.place == "Pendopo rekaan"
    after(ENTERED, event).when(CorrectActivity(**said, number=2)).then()
    after(ENTERED, event).when(CorrectActivity(**said | {"place": "Aula"}, number=1)).refused(
        "activity-changed-meanwhile"
    )
    after().when(CorrectActivity(**said, number=1)).refused("activity-unknown")


def test_an_activity_moves_to_another_day_and_keeps_the_rest() -> None:
    move = MoveActivity(activity_id=ID, day=TOMORROW, begins="09:00", ends="10:30", reason=WHY)
    events = told(move, ENTERED)
    described = ACTIVITY.fold(events).described
    assert described is not None
    assert (described.day, described.ends, described.invited) == (TOMORROW, "10:30", OFFICES)
    after(*events).when(move).then()
    wrong = move.model_copy(update={"ends": "08:00"})
    after(ENTERED).when(wrong).refused("activity-ends-before")


def test_what_was_cancelled_is_neither_moved_nor_answered_nor_held_until_it_is_to_be_after_all() -> None:
    cancel, restore = CancelActivity(activity_id=ID, reason=WHY), RestoreActivity(activity_id=ID, reason=WHY)
    events = told(cancel, ENTERED)
    answer = AnswerInvitation(activity_id=ID, invited=OFFICES[0], comes=True)
    for command in (MoveActivity(activity_id=ID, day=TOMORROW, reason=WHY), answer, hold()):
        after(*events).when(command).refused("activity-cancelled")
    after(*events).when(cancel).then()
    after(ENTERED).when(restore).then()
    assert not ACTIVITY.fold(told(restore, *events)).cancelled


def test_the_last_answer_of_each_that_is_invited_stands() -> None:
    yes = AnswerInvitation(activity_id=ID, invited=OFFICES[0], comes=True, sends="Contoh Utusan")
    no = AnswerInvitation(activity_id=ID, invited=OFFICES[0], comes=False)
    answers = ACTIVITY.fold(told(no, *told(yes, ENTERED))).answers
    assert [(name, one.comes) for name, one in answers.items()] == [(OFFICES[0], False)]
    after(ENTERED).when(yes.model_copy(update={"invited": "Dinas Lain"})).refused("activity-not-invited")
    after(ENTERED).when(no.model_copy(update={"sends": yes.sends})).refused("activity-sends-nobody")


def test_an_activity_is_held_on_its_day_at_the_earliest_and_not_tomorrow() -> None:
    came: Any = [{"office": OFFICES[0], "names": "Contoh Nama"}]
    (event,) = after(ENTERED).when(hold(present=came)).events
    assert isinstance(event, ActivityHeld)
    assert [one.office for one in event.present] == [OFFICES[0]]
    after(ENTERED).when(hold(held_on=TOMORROW)).refused("activity-of-tomorrow")
    after(ENTERED).when(hold(held_on=YESTERDAY)).refused("activity-before-its-day")
    after(ENTERED).when(hold(held_on=date(1026, 1, 1))).refused("date-not-meant")


@pytest.mark.parametrize(
    ("entered", "said", "rule"),
    [
        (ROUND, {}, "activity-without-count"),
        (ENTERED, {"people": 3}, "activity-counts-nobody"),
        (ENTERED, {"places": ("Balai desa",)}, "activity-of-one-place"),
    ],
)
def test_people_and_places_are_counted_where_the_work_plan_counts_them(
    entered: ActivityEntered, said: dict[str, Any], rule: str
) -> None:
    after(entered).when(hold(**said)).refused(rule)


def test_how_it_was_held_is_corrected_by_number_with_a_reason() -> None:
    events = told(hold(people=40, places=("Balai desa rekaan",)), ROUND)
    after(*events).when(hold(people=41)).refused("activity-changed-meanwhile", "activity-reason")
    events = told(hold(people=41, number=2, reason=WHY), *events)
    assert given(ACTIVITIES, *events[:-1]).when(events[-1]).row.people == 41


def test_what_was_held_is_not_moved_and_its_day_and_kind_stay_true_until_it_is_withdrawn() -> None:
    events = told(hold(), ENTERED)
    after(*events).when(MoveActivity(activity_id=ID, day=TOMORROW, reason=WHY)).refused("activity-held")
    later = MEETING | {"activity_id": ID, "reason": WHY, "number": 1, "day": TOMORROW}
    after(*events).when(CorrectActivity(**later)).refused("activity-held-before")
    other = later | {"day": TODAY, "kind": ActivityKind.TRAINING}
    after(*events).when(CorrectActivity(**other)).refused("activity-held-as")
    withdraw = WithdrawHolding(activity_id=ID, reason=WHY)
    events = told(withdraw, *events)
    assert ACTIVITY.fold(events).held is None
    after(*events).when(withdraw).then()
    after(*events).when(hold()).refused("activity-changed-meanwhile", "activity-reason")


def test_its_row_says_how_it_stands() -> None:
    assert given(ACTIVITIES).when(ENTERED).row.state == "planned"
    held = told(hold(people=40, places=("Balai desa rekaan",)), ROUND)
    row = given(ACTIVITIES, *held[:-1]).when(held[-1]).row
    assert (row.state, row.held_on, row.people, row.places) == ("held", TODAY, 40, ("Balai desa rekaan",))
    gone = told(WithdrawHolding(activity_id=ID, reason=WHY), *held)
    row = given(ACTIVITIES, *gone[:-1]).when(gone[-1]).row
    assert (row.state, row.held_on, row.people) == ("planned", None, None)
