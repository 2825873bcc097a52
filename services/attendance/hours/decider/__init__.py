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
    LogHours,
    OpenPlace,
    OpenSentence,
    StartService,
    TakeCredit,
    TakeEnd,
    TakeFinality,
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
from services.attendance.hours.decider.reviewing import acceptable, correct_own_hours, decide_review, faults_of_own
from services.attendance.hours.decider.starting import (
    correct_start,
    start_service,
    take_credit,
    take_end,
    take_finality,
)
from services.attendance.hours.decider.state import EVOLVE, Hours, evolve
from shared.domain.thing import Thing

__all__ = [
    "HOURS",
    "CorrectHours",
    "CorrectOwnHours",
    "CorrectStart",
    "DecideReview",
    "Hours",
    "LogHours",
    "OpenPlace",
    "OpenSentence",
    "StartService",
    "TakeCredit",
    "TakeEnd",
    "TakeFinality",
    "WithdrawSentence",
    "acceptable",
    "assess",
    "doubts_of",
    "faults_of_own",
    "log_history",
    "reasons_told",
    "worth_of",
]

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
        StartService: start_service,
        CorrectStart: correct_start,
        LogHours: log_hours,
        CorrectHours: correct_hours,
        CorrectOwnHours: correct_own_hours,
        DecideReview: decide_review,
    },
)
