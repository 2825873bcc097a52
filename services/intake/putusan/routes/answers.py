"""What the addresses of rulings answer, for ``/openapi.json``."""

from datetime import date, datetime
from typing import Any, Literal

from services.intake.putusan.events import Person
from services.intake.putusan.projections import PutusanRow
from shared.domain.identifiers import AccountId, Code, KlienId, PutusanId
from shared.domain.sentence import Ground
from shared.sheets.answers import FileAnswer, ToldColumn
from shared.web.answers import POSITION, Answer, Told, answered, of_row, standing

State = Literal["received", "held", "confirmed", "registered", "rejected", "replaced", "ended", "transferred", "failed"]
"""Where a ruling stands in the register."""


class ToldCell(Told):
    """A cell that no field holds, by the field it belongs to; never what is written in it."""

    field: str


class Amendment(Answer):
    """A correction of the ruling's paper: its number, which fields it mends, when and by whom. Why, and by which
    document, a page shows."""

    number: int
    fields: list[Code]
    amended_at: datetime
    amended_by: AccountId | Code
    position: POSITION


class Answered(Answer):
    """The prosecutor's answer to the ruling when it was held: of which day, which of its terms it changed, when it was
    recorded and by whom. By which document, and what stood before, a page shows."""

    answered_on: date
    fields: list[Code]
    recorded_at: datetime
    recorded_by: AccountId | Code
    position: POSITION


class AtItsEnd(Answer):
    """That the ruling is executed here no longer, and by which act; ground null: that was taken back. By which
    document, why, and where to, a page shows."""

    number: int
    ground: Ground | None
    ended_on: date | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    position: POSITION


class Adjustment(Answer):
    """That milder terms bind from a day on, and which figures they lower; no day: that was withdrawn. By which document
    and why a page shows."""

    number: int
    binds_from: date | None
    total_minutes: int | None
    minutes_a_day: int | None
    period_days: int | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    position: POSITION


class CreditThere(Answer):
    """What another regency credited before the ruling came here, and from when until when it was executed there;
    minutes null: that was taken back. Which regency, by which document, and why, a page shows."""

    number: int
    minutes: int | None
    started_on: date | None
    until: date | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    position: POSITION


class Appeal(Answer):
    """That an appeal was lodged, on which day; no day: it was withdrawn, or there was none. By which document and why a
    page shows."""

    number: int
    lodged_on: date | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    position: POSITION


class Repeated(Answer):
    """What of its hours is served again, by which ruling of its own; minutes null: that order was withdrawn. By which
    document, and why, a page shows."""

    number: int
    repeat_id: PutusanId
    minutes: int | None
    decided_on: date | None
    until: date | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    position: POSITION


class Question(Told):
    """What is asked about the person: with which ruling to compare, and in what they differ."""

    putusan_id: PutusanId | None
    differs: list[str]


class Identity(Answer):
    """Whether the paper leaves open whose the ruling is, and what an officer answered."""

    questions: list[Question]
    answer: Person | None
    convict: Person | None
    """Of the convict of the same case, where two persons are asked about."""
    of_two: bool
    open: bool


class ImportedRow(Answer):
    """What became of one row of a file, or would. ``repeated``: it had been carried out before. ``besides``: what the
    row says besides its ruling, and was not taken."""

    tab: int
    row: int
    putusan_id: PutusanId
    state: Literal["registered", "held", "rejected", "known", "refused"]
    repeated: bool
    faults: list[ToldColumn]
    flags: list[Told]
    unread: list[ToldColumn]
    besides: list[ToldColumn]


class Imported(FileAnswer):
    """What became of a file, row by row; ``position`` is the highest one, 0 where nothing was recorded. Every row is
    registered, held, rejected, known, refused or of another sentence. ``checked``: what would, and nothing was
    recorded. ``officers_unknown``: whose cases rows are by the file, and no account has the name; ``officers_shared``:
    several have it. ``left``: rows that are being carried out still; ``stopped``: it was cut off, the same file goes
    on."""

    of_one_paper: bool
    officers_unknown: list[str]
    officers_shared: list[str]
    registered: int
    held: int
    rejected: int
    known: int
    refused: int
    results: list[ImportedRow]


RESULT = standing("ImportResult", "What became of a file, as it is kept for a month.", Imported)
Row = of_row(PutusanRow, "Putusan", state=State, masked=bool)
ONE = standing(
    "PutusanWithReasons",
    "One ruling with why it stands where it stands.",
    Row,
    reasons=list[Told],
    flags=list[Told],
    unread=list[ToldCell],
    identity=Identity,
    amendments=list[Amendment],
    answers=list[Answered],
    endings=list[AtItsEnd],
    adjustments=list[Adjustment],
    credits=list[CreditThere],
    appeals=list[Appeal],
    repeats=list[Repeated],
    replaces=list[PutusanId],
)
STANDS: dict[str, Any] = {
    "state": State,
    "reasons": list[Told],
    "flags": list[Told],
    "unread": list[ToldCell],
}
"""How a paper stands once it was read, and why."""
REGISTERED = answered(
    "PutusanTaken",
    "Registered or held.",
    putusan_id=PutusanId,
    klien_id=KlienId,
    **STANDS,
)
CONFIRMED = answered("PutusanAnswered", putusan_id=PutusanId, state=State, flags=list[Told])
AMENDED = answered(
    "PutusanMended",
    "Mended: registered, or held for what it says now.",
    putusan_id=PutusanId,
    number=int,
    **STANDS,
)
FINAL = answered("PutusanFinal", putusan_id=PutusanId)
ENDED = answered("PutusanEnded", putusan_id=PutusanId)
APPEALED = answered("PutusanAppealed", putusan_id=PutusanId)
ADJUSTED = answered("PutusanAdjusted", putusan_id=PutusanId)
REPEATED = answered("PutusanRepeated", putusan_id=PutusanId, repeat_id=PutusanId)
CARRIED = answered("PutusanCarried", putusan_id=PutusanId)
SHARED_OUT = answered("PutusanSharedOut", putusan_id=PutusanId)
IDENTIFIED = answered("PutusanIdentified", putusan_id=PutusanId, state=State, reasons=list[Told])
