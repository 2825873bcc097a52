"""A letter is forwarded level by level, done or taken back, and whoever it goes to reads it however secret it is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.letter.decider import (
    LETTER,
    CompleteTask,
    CorrectForward,
    ForwardLetter,
    ReopenTask,
    TakeForwardBack,
)
from services.intake.letter.decider.disposisi import due_of
from services.intake.letter.events import (
    ForwardTakenBack,
    LetterForwarded,
    LetterRestored,
    LetterStruckOut,
    TaskDone,
    TaskGiven,
    TaskReopened,
)
from services.intake.letter.projections import LETTERS, TASKS
from services.intake.unit.decider import UNIT
from services.intake.unit.events import UnitClosed
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, ForwardId, PublicText, TaskId, UnitCode, derived
from shared.domain.personal import Personal
from shared.domain.units import SECRETARIAT, SOCIAL
from shared.law.circumstances import Circumstances
from tests.given import Outcome, given
from tests.intake.letter.test_decider import CLERK, NOW, ONE, OTHER_CLERK, TODAY, TWO, WHY, received
from tests.lawful import LAWS

RESOS, P3A = UnitCode(f"{SOCIAL}.resos"), UnitCode(f"{SOCIAL}.p3a")
STAFF = AccountId(derived("staff"))
FIRST, SECOND, THIRD = (ForwardId(derived("forward", str(n))) for n in (1, 2, 3))
WEEK = date(2026, 12, 7)
"""Five working days after a Monday."""


def task_id(forward: ForwardId, receiver: str) -> TaskId:
    return TaskId(derived("task", forward, receiver))


def forwarding(forward_id: ForwardId = FIRST, by: AccountId = CLERK, **said: Any) -> ForwardLetter:
    usual: dict[str, Any] = {"to_units": (RESOS,), "wishes": ("proses",), "own": (SOCIAL,), "below": (RESOS, P3A)}
    return ForwardLetter(letter_id=ONE, forward_id=forward_id, by=by, **{"members": (STAFF,), **usual, **said})


def forwarded(forward_id: ForwardId = FIRST, **said: Any) -> LetterForwarded:
    usual: dict[str, Any] = {"for_unit": SOCIAL, "wishes": ("proses",), "forwarded_by": CLERK}
    return LetterForwarded(letter_id=ONE, forward_id=forward_id, **{**usual, **said})


def task(forward_id: ForwardId = FIRST, unit: UnitCode | None = RESOS, account: AccountId | None = None) -> TaskGiven:
    return TaskGiven(
        letter_id=ONE,
        forward_id=forward_id,
        task_id=task_id(forward_id, unit or account or ""),
        unit=SOCIAL,
        to_unit=unit,
        to_account=account,
        given_on=TODAY,
        due=WEEK,
    )


def back(forward_id: ForwardId = FIRST, receiver: str = RESOS, answers: TaskId | None = None) -> ForwardTakenBack:
    gone: dict[str, Any] = {"tasks": (task_id(forward_id, receiver),), "receivers": (Code(receiver),)}
    return ForwardTakenBack(letter_id=ONE, forward_id=forward_id, answers=answers, **gone, reason=WHY)


TO_RESOS = task_id(FIRST, RESOS)
GIVEN: tuple[Event, ...] = (received(), forwarded(), task())
ASKED_FOR: tuple[Event, ...] = (received(answer_due=date(2026, 12, 4)), forwarded(), task())
HANDED_ON: tuple[Event, ...] = (
    forwarded(SECOND, for_unit=RESOS, answers=TO_RESOS, forwarded_by=OTHER_CLERK),
    task(SECOND, None, STAFF),
)
AS_RESOS: dict[str, Any] = {"letter_id": ONE, "by": OTHER_CLERK, "own": (RESOS,), "below": ()}
AS_OFFICE: dict[str, Any] = {"letter_id": ONE, "by": CLERK, "own": (SOCIAL,), "below": (RESOS, P3A)}


def decided(command: Any, *events: Event, beside: Any = None) -> Outcome:
    return given(LETTER, *events, circumstances=NOW, beside=beside).when(command)


def test_a_disposisi_is_a_task_for_each_receiver_due_by_the_letters_urgency() -> None:
    to = {"to_units": (RESOS, P3A, RESOS), "to_accounts": (STAFF,)}
    assert decided(forwarding(**to), received()).decided == [
        (forwarded(), task(), task(unit=P3A), task(unit=None, account=STAFF)),
        (),
        (),
    ]


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"to_units": ()}, ["disposisi-to-nobody"]),
        ({"to_units": (SOCIAL,)}, ["disposisi-to-itself"]),
        ({"to_units": ("dinas-lain",)}, ["unit-unknown"]),
        ({"to_accounts": (OTHER_CLERK,)}, ["receiver-unknown"]),
        ({"wishes": ("lainnya",)}, ["wish-in-words"]),
        ({"other": "hadir bersama"}, ["wish-in-words"]),
        ({"wishes": ()}, ["disposisi-asks-nothing"]),
        ({"to_units": (), "wishes": ()}, ["disposisi-to-nobody", "disposisi-asks-nothing"]),
        ({"own": (SECRETARIAT,)}, ["letter-unknown"]),
        ({"answers": task_id(THIRD, RESOS)}, ["task-unknown"]),
    ],
)
def test_everything_that_is_wrong_with_it_is_said_at_once(said: dict[str, Any], rules: list[str]) -> None:
    decided(forwarding(**said), received()).refused(*rules)


def test_a_unit_that_was_closed_gets_nothing_any_more() -> None:
    closed = UnitClosed(code=RESOS, last_day=date(2026, 11, 1), reason=PublicText("digabung dengan bidang lain"))
    decided(forwarding(), received(), beside={UNIT.stream(RESOS): [closed]}).refused("unit-closed")


def test_a_letter_that_is_struck_out_or_not_there_is_not_forwarded() -> None:
    decided(forwarding()).refused("letter-unknown")
    decided(forwarding(), received(), LetterStruckOut(letter_id=ONE, reason=WHY)).refused("letter-struck-out")


def test_a_receiver_hands_their_task_on_and_nobody_else_does() -> None:
    to_staff: dict[str, Any] = {"to_units": (), "to_accounts": (STAFF,), "answers": TO_RESOS}
    mine = forwarding(SECOND, OTHER_CLERK, **to_staff, own=(RESOS,), below=())
    assert decided(mine, *GIVEN).decided == [HANDED_ON]
    decided(forwarding(SECOND, STAFF, **to_staff, own=(P3A,), below=()), *GIVEN).refused("task-not-yours")
    decided(mine, *GIVEN, back()).refused("task-over")


def test_whoever_is_not_of_the_section_forwards_in_its_place_and_says_so() -> None:
    to_staff: dict[str, Any] = {"to_units": (), "to_accounts": (STAFF,), "answers": TO_RESOS}
    decided(forwarding(SECOND, **to_staff), *GIVEN).refused("stands-in-for-whom")
    told = decided(forwarding(SECOND, **to_staff, standing_in="plh"), *GIVEN).decided[0][0]
    assert (told.for_unit, told.standing_in) == (RESOS, "plh")


def test_it_is_done_by_a_note_or_by_an_answer_that_is_a_letter_of_the_register() -> None:
    done: dict[str, Any] = {**AS_RESOS, "task_id": TO_RESOS}
    note, answer = Personal("data sudah dikirim"), ONE
    decided(CompleteTask(**done, note=note), *GIVEN).then(
        TaskDone(letter_id=ONE, task_id=TO_RESOS, done_by=OTHER_CLERK, note=note)
    )
    decided(CompleteTask(**done, answer=answer, is_outgoing=True), *GIVEN).then(
        TaskDone(letter_id=ONE, task_id=TO_RESOS, done_by=OTHER_CLERK, answer=answer)
    )
    decided(CompleteTask(**done), *GIVEN).refused("done-with-what")
    decided(CompleteTask(**done, answer=answer), *GIVEN).refused("answer-unknown")
    decided(CompleteTask(**done | {"own": (P3A,)}, note=note), *GIVEN).refused("task-not-yours")


DONE = TaskDone(letter_id=ONE, task_id=TO_RESOS, done_by=OTHER_CLERK, note=Personal("data sudah dikirim"))


def test_what_is_done_is_opened_again_by_its_holder_or_by_whoever_asked() -> None:
    for who in (AS_RESOS, AS_OFFICE):
        again = ReopenTask(**who, task_id=TO_RESOS, reason=WHY)
        decided(again, *GIVEN, DONE).then(TaskReopened(letter_id=ONE, task_id=TO_RESOS, reason=WHY))
        decided(again, *GIVEN).then()
    other = ReopenTask(**AS_RESOS | {"own": (P3A,)}, task_id=TO_RESOS, reason=WHY)
    decided(other, *GIVEN, DONE).refused("task-not-yours")


def test_it_is_taken_back_until_somebody_acts_on_it() -> None:
    taking = TakeForwardBack(**AS_OFFICE, forward_id=FIRST, reason=WHY)
    decided(taking, *GIVEN).then(back())
    decided(taking, *GIVEN, back()).then()
    decided(taking, *GIVEN, DONE).refused("forward-followed")
    decided(taking, *GIVEN, *HANDED_ON).refused("forward-followed")
    decided(taking, *GIVEN, *HANDED_ON, back(SECOND, STAFF, TO_RESOS)).then(back())
    decided(TakeForwardBack(**AS_RESOS, forward_id=FIRST, reason=WHY), *GIVEN).refused("forward-not-yours")
    decided(TakeForwardBack(**AS_OFFICE, forward_id=THIRD, reason=WHY), *GIVEN).refused("forward-unknown")


def test_a_correction_takes_the_wrong_one_back_and_gives_the_true_one() -> None:
    said: dict[str, Any] = {"to_units": (P3A,), "wishes": ("proses",), "members": (), "reason": WHY}
    true = CorrectForward(**AS_OFFICE, **said, forward_id=FIRST, anew=SECOND)
    assert decided(true, *GIVEN).decided == [(back(), forwarded(SECOND, corrects=FIRST), task(SECOND, P3A)), ()]
    decided(true, *GIVEN, DONE).refused("forward-followed")
    decided(true, *GIVEN, back()).refused("forward-taken-back")
    decided(true.model_copy(update={"to_units": ()}), *GIVEN).refused("disposisi-to-nobody")


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("biasa", WEEK),
        ("penting", date(2026, 12, 3)),
        ("segera", date(2026, 12, 1)),
        ("sangat-segera", date(2026, 11, 30)),
    ],
)
def test_it_is_due_by_the_urgency_of_the_letter_in_working_days(urgency: str, due: date) -> None:
    assert due_of(LETTER.fold([received(urgency=urgency)]), TODAY) == due


def test_it_is_due_no_later_than_the_letter_is_to_be_answered_and_never_in_the_past() -> None:
    letter = LETTER.fold([received(answer_due=date(2026, 12, 2))])
    assert due_of(letter, TODAY) == date(2026, 12, 2)
    assert due_of(letter, date(2026, 12, 4)) == date(2026, 12, 4)


def test_holidays_and_weekends_are_no_working_days() -> None:
    eve = Circumstances(datetime(2026, 12, 24, 3, tzinfo=UTC), LAWS).today
    assert due_of(LETTER.fold([received(urgency="segera")]), eve) == date(2026, 12, 28)


def test_the_chain_holds_its_receivers_until_it_is_taken_back() -> None:
    assert LETTER.fold(GIVEN).chain == (CLERK, RESOS)
    assert LETTER.fold([*GIVEN, *HANDED_ON]).chain == (CLERK, RESOS, STAFF)
    assert LETTER.fold([*GIVEN, back()]).chain == (CLERK,)
    rows = given(LETTERS, *GIVEN)
    assert rows.row.chain == (CLERK, RESOS)
    assert rows.when(back()).row.chain == (CLERK,)


def test_an_answer_is_awaited_until_a_task_is_done_by_a_letter() -> None:
    def awaits(*events: Event) -> bool:
        return bool(given(LETTERS, *ASKED_FOR, *events).row.awaited)

    again = TaskReopened(letter_id=ONE, task_id=TO_RESOS, reason=WHY)
    answered = DONE.model_copy(update={"answer": TWO})
    struck = LetterStruckOut(letter_id=ONE, reason=WHY)
    assert not given(LETTERS, *GIVEN).row.awaited
    assert awaits()
    assert awaits(DONE)
    assert not awaits(answered)
    assert awaits(answered, again)
    assert not awaits(struck)
    assert awaits(struck, LetterRestored(letter_id=ONE, reason=WHY))


def test_a_task_waits_until_it_is_done_or_handed_on_and_again_where_that_is_taken_back() -> None:
    def stands(*events: Event) -> str:
        return given(TASKS).when(*GIVEN, *events).by_key[TO_RESOS].state

    again = TaskReopened(letter_id=ONE, task_id=TO_RESOS, reason=WHY)
    to_staff = back(SECOND, STAFF, TO_RESOS)
    assert stands() == "open"
    assert stands(*HANDED_ON) == "handed-on"
    assert stands(*HANDED_ON, to_staff) == "open"
    assert stands(DONE) == "done"
    assert stands(DONE, again) == "open"
    assert stands(*HANDED_ON, DONE, again) == "handed-on"
    assert stands(*HANDED_ON, DONE, to_staff) == "done"
    assert stands(*HANDED_ON, DONE, to_staff, again) == "open"
    assert stands(back()) == "taken-back"
