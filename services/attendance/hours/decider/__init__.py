"""The rules of one person's hours: what is recorded, what it is worth, and what a person must look at.

``assess`` is a pure function of the *set* of facts, by time of work: any order of arrival and any repetition give the
same credit (settlement 25).
"""

from services.attendance.hours.decider.assess import assess
from services.attendance.hours.decider.commands import (
    CorrectHours,
    CorrectStart,
    LogHours,
    OpenPlace,
    OpenSentence,
    StartService,
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
from services.attendance.hours.decider.starting import correct_start, start_service, take_finality
from services.attendance.hours.decider.state import EVOLVE, Hours, evolve
from shared.domain.thing import Thing

__all__ = [
    "HOURS",
    "CorrectHours",
    "CorrectStart",
    "Hours",
    "LogHours",
    "OpenPlace",
    "OpenSentence",
    "StartService",
    "TakeFinality",
    "WithdrawSentence",
    "assess",
    "log_history",
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
        StartService: start_service,
        CorrectStart: correct_start,
        LogHours: log_hours,
        CorrectHours: correct_hours,
    },
)
