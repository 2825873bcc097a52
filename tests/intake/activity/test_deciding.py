"""What was decided is somebody's to do by a day: corrected with a reason, done, dropped, open again."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.activity.decider import (
    ACTIVITY,
    DropDecision,
    FinishDecision,
    ReopenDecision,
    TakeDecision,
    WithdrawHolding,
)
from services.intake.activity.projections import DECISIONS
from services.reporting.reports.decided import decisions
from shared.domain.identifiers import UnitCode
from shared.domain.units import SECRETARIAT
from tests.given import given
from tests.intake.activity.test_decider import BY, ENTERED, ID, TODAY, TOMORROW, WHY, YESTERDAY, after, hold, told

HELD = told(hold(), ENTERED)


def take(**said: Any) -> TakeDecision:
    usual = {"decision": 1, "text": "Menyiapkan daftar tempat", "to_unit": SECRETARIAT, "due": TOMORROW, "known": False}
    return TakeDecision(activity_id=ID, **{**usual, **said})


def taken(*before: Any, **said: Any) -> list[Any]:
    """The events with those of a decision behind them."""
    decided, *_ = after(*before).when(take(**said)).events
    return [*before, *decided]


TAKEN = taken(*HELD)
DONE = FinishDecision(activity_id=ID, decision=1, outcome="Daftar dikirim")
DROP, REOPEN = (kind(activity_id=ID, decision=1, reason=WHY) for kind in (DropDecision, ReopenDecision))


def test_a_decision_is_of_one_unit_or_one_person() -> None:
    assert TAKEN[-1].unit == ENTERED.unit
    person = taken(*HELD, to_unit=None, to_account=BY, known=True)
    assert person[-1].to_account == BY


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"to_unit": None}, "decision-of-whom"),
        ({"to_account": BY, "known": True}, "decision-of-whom"),
        ({"to_unit": None, "to_account": BY}, "decision-owner-unknown"),
        ({"to_unit": UnitCode("rekaan")}, "unit-unknown"),
        ({"due": YESTERDAY}, "decision-due-before"),
        ({"due": TODAY.replace(year=1026)}, "date-not-meant"),
        ({"decision": 2}, "activity-changed-meanwhile"),
    ],
)
def test_what_is_nobodys_or_cannot_be_in_time_is_refused(said: dict[str, Any], rule: str) -> None:
    after(*HELD).when(take(**said)).refused(rule)


def test_nothing_is_decided_before_it_is_held() -> None:
    after(ENTERED).when(take()).refused("activity-not-held")
    after().when(take()).refused("decision-unknown")


def test_it_is_corrected_with_a_reason_until_it_is_done() -> None:
    after(*TAKEN).when(take()).refused("activity-reason")
    events = taken(*TAKEN, due=TOMORROW + timedelta(days=3), reason=WHY)
    assert ACTIVITY.fold(events).decisions[1].taken.due == TOMORROW + timedelta(days=3)
    after(*told(DONE, *TAKEN)).when(take(reason=WHY)).refused("decision-closed")


def test_it_is_done_dropped_and_open_again() -> None:
    finished = told(DONE, *TAKEN)
    after(*finished).when(DONE).then()
    after(*finished).when(DROP).refused("decision-closed")
    after(*TAKEN).when(REOPEN).then()
    again = told(REOPEN, *finished)
    assert ACTIVITY.fold(again).decisions[1].closed is None
    assert len(told(DROP, *again)) == len(again) + 1
    after(*HELD).when(DONE).refused("decision-unknown")


def test_how_it_was_held_is_not_withdrawn_under_what_was_decided_there() -> None:
    withdraw = WithdrawHolding(activity_id=ID, reason=WHY)
    for events in (TAKEN, told(DONE, *TAKEN)):
        after(*events).when(withdraw).refused("activity-decided")
    assert ACTIVITY.fold(told(withdraw, *told(DROP, *TAKEN))).held is None


def test_its_rows_say_how_it_stands() -> None:
    events, states = TAKEN, []
    for command in (DONE, REOPEN, DROP):
        events = told(command, *events)
        row = given(DECISIONS, *events[:-1]).when(events[-1]).row
        waits = given(decisions, *events[:-1]).when(events[-1]).row.waits
        states.append((row.state, row.to_unit, waits))
    assert states == [("done", SECRETARIAT, False), ("open", SECRETARIAT, True), ("dropped", SECRETARIAT, False)]
