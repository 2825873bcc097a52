"""The rules of one person's hours: what is recorded, what it is worth, and what a person must look at.

``assess`` is a pure function of the *set* of facts, by time of work: any order of arrival and any repetition give the
same credit (settlement 25).
"""

from services.attendance.hours.decider.assess import assess, worth_of
from services.attendance.hours.decider.commands import (
    CorrectHours,
    CorrectOwnHours,
    CorrectStart,
    DecideReview,
    GiveBackHours,
    LogHours,
    OpenPlace,
    OpenSentence,
    StartService,
    TakeCredit,
    TakeEnd,
    TakeFinality,
    TakeOverHours,
    WithdrawSentence,
)
from services.attendance.hours.decider.decide import (
    correct_hours,
    log_history,
    log_hours,
    open_place,
    open_sentence,
    withdraw_sentence,
)
from services.attendance.hours.decider.doubts import doubts_of, reasons_told
from services.attendance.hours.decider.moving import give_back, left_after, take_over, unless_closed
from services.attendance.hours.decider.reviewing import acceptable, correct_own_hours, decide_review, faults_of_own
from services.attendance.hours.decider.starting import (
    correct_start,
    start_service,
    take_credit,
    take_end,
    take_finality,
)
from services.attendance.hours.decider.state import EVOLVE, Hours, evolve
from shared.domain.thing import Across, Scope, Thing

__all__ = [
    "HOURS",
    "CorrectHours",
    "CorrectOwnHours",
    "CorrectStart",
    "DecideReview",
    "GiveBackHours",
    "Hours",
    "LogHours",
    "OpenPlace",
    "OpenSentence",
    "StartService",
    "TakeCredit",
    "TakeEnd",
    "TakeFinality",
    "TakeOverHours",
    "WithdrawSentence",
    "acceptable",
    "assess",
    "doubts_of",
    "faults_of_own",
    "left_after",
    "log_history",
    "reasons_told",
    "worth_of",
]


def beside(command: TakeOverHours | GiveBackHours, hours: Hours) -> Scope:
    """The other person's hours."""
    return ((HOURS, HOURS.stream(command.other)),)


HOURS: Thing[Hours] = Thing(
    "hours",
    tuple(EVOLVE),
    Hours(),
    evolve,
    {
        OpenSentence: open_sentence,
        WithdrawSentence: withdraw_sentence,
        OpenPlace: open_place,
        TakeFinality: take_finality,
        TakeEnd: take_end,
        TakeCredit: take_credit,
        TakeOverHours: Across(take_over, beside),
        GiveBackHours: Across(give_back, beside),
        StartService: unless_closed(start_service),
        CorrectStart: unless_closed(correct_start),
        LogHours: unless_closed(log_hours),
        CorrectHours: unless_closed(correct_hours),
        CorrectOwnHours: unless_closed(correct_own_hours),
        DecideReview: unless_closed(decide_review),
    },
)
