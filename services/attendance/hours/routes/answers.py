"""What the addresses of hours answer, for ``/openapi.json``."""

from datetime import date, datetime
from typing import Literal

from services.attendance.hours.events import Against, Credit, Violation
from services.attendance.hours.events import Shift as WorkedShift
from services.attendance.hours.projections import DayRow, SentenceRow, ShiftRow
from shared.domain.identifiers import Citation, IpdId, KlienId, RuleCode, ShiftId, SiteId
from shared.sheets.answers import FileAnswer, ToldColumn
from shared.web.answers import MINUTES, POSITION, Answer, Answered, Told, of_row, standing
from shared.web.problems import Reason


class BrokenRule(Answer):
    """A rule that a shift broke, by how many minutes."""

    rule: RuleCode
    minutes: MINUTES
    citation: Citation


class Logged(Answered):
    """What became of a log as things stand: recorded, sent to a person to decide, or known before."""

    klien_id: KlienId
    shift_id: ShiftId
    outcome: Literal["recorded", "review", "known"]
    credited_minutes: MINUTES = 0
    broken: tuple[BrokenRule, ...] = ()
    reasons: tuple[RuleCode, ...] = ()


class LoggedProblem(Answer):
    """Why one log of a list was not taken."""

    type: str
    status: int
    detail: str
    errors: list[Reason]


class LoggedItem(Answer):
    """One log of a list by its place in it: what became of it, or its problem."""

    index: int
    position: POSITION | None = None
    klien_id: KlienId | None = None
    shift_id: ShiftId | None = None
    outcome: Literal["recorded", "review", "known"] | None = None
    credited_minutes: MINUTES = 0
    broken: tuple[BrokenRule, ...] = ()
    reasons: tuple[RuleCode, ...] = ()
    problem: LoggedProblem | None = None


class LoggedList(Answer):
    """A result for each log of a list; ``position`` is the highest one, null where nothing was taken."""

    position: POSITION | None
    items: list[LoggedItem]


class BrokenOn(BrokenRule):
    """A rule that a shift broke, on which day and through whom."""

    against: Against
    day: date


class PlaceServed(Answer):
    """Where a sentence may be served, and from when."""

    ipd_id: IpdId
    site_id: SiteId
    opens_on: date


class WaitsFor(Answer):
    """Why a log waits: the rule, and the figures of its sentence."""

    rule: str
    facts: dict[str, str | int | bool | None]
    citation: Citation | None


class SaidOfLog(Answer):
    """What was said of a log, and when."""

    what: Literal["recorded", "corrected", "struck", "accepted", "reopened"]
    number: int
    at: datetime


LOG = standing(
    "LogRead",
    "One log as it stands, why it waits, and everything that was said of it.",
    klien_id=KlienId,
    shift_id=ShiftId,
    state=Literal["recorded", "review", "struck"],
    number=int,
    decision=int,
    shift=WorkedShift | None,
    waits=list[WaitsFor],
    acceptable=bool,
    accepted=list[RuleCode],
    said=list[SaidOfLog],
)
ROW_ONLY = ("id", "klien_id", "position")
Shift = of_row(
    ShiftRow,
    "ShiftRead",
    without=(*ROW_ONLY, "logged", "recorded_by"),
    worked_minutes=MINUTES,
    credited_minutes=MINUTES,
    broken=list[BrokenOn],
)
Day = of_row(DayRow, "DayRead", without=ROW_ONLY, violations=tuple[Violation, ...], credits=tuple[Credit, ...])
Sentence = of_row(SentenceRow, "SentenceRead", without=(*ROW_ONLY, "document_ref"), places=tuple[PlaceServed, ...])
PERSON = standing(
    "HoursOfPerson",
    "One person's sentences, days and shifts.",
    klien_id=KlienId,
    sentences=list[Sentence],  # type: ignore[valid-type]
    days=list[Day],  # type: ignore[valid-type]
    shifts=list[Shift],  # type: ignore[valid-type]
)


class DayRowTold(Answer):
    """What became of one row of a day sheet, or would: whose log it is, what it is credited as it was recorded, and why
    not all of it. ``repeated``: it had been recorded before."""

    tab: int
    row: int
    state: Literal["recorded", "review", "known", "refused"]
    repeated: bool
    faults: list[ToldColumn]
    klien_id: KlienId | None
    shift_id: ShiftId | None
    credited_minutes: MINUTES
    why: list[Told]


class DaysImported(FileAnswer):
    """What became of a file of day sheets, row by row. Every row is recorded, waits for a person, known or refused."""

    recorded: int
    review: int
    known: int
    refused: int
    results: list[DayRowTold]


class HandoverRow(Answer):
    """What became of one row, or would: whose berita acara it is, and what about it is worth a look. ``none``: the row
    says nothing of one."""

    tab: int
    row: int
    state: Literal["recorded", "known", "none", "refused"]
    repeated: bool
    faults: list[ToldColumn]
    klien_id: KlienId | None
    why: list[Told]


class HandoversImported(FileAnswer):
    """What became of the berita acara of a sheet of placements, row by row. Every row is recorded, known, without one,
    or refused."""

    recorded: int
    known: int
    none: int
    refused: int
    results: list[HandoverRow]
