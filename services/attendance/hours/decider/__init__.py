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
from services.attendance.hours.decider.state import HOURS, Hours

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
    "correct_hours",
    "correct_start",
    "log_history",
    "log_hours",
    "open_place",
    "open_sentence",
    "start_service",
    "take_finality",
    "withdraw_sentence",
]
