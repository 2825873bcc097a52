"""What may be wrong with a letter as it is typed, each fault beside its field."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.intake.letter.decider.commands import DrawNumber, EnterNumber, OfSubject
from services.intake.letter.decider.state import Bearers
from services.intake.letter.events import Content, Direction, Matter
from services.intake.unit.decider import Unit
from shared.domain.identifiers import LetterId, UnitCode
from shared.domain.refusal import Fact, Fault, Severity
from shared.domain.units import UnitKind
from shared.law.calendar import can_be_meant


def of_days(said: Content, today: date) -> Iterator[Fault]:
    """Nobody receives or dates a letter of tomorrow, or receives it before it was written."""
    for name in ("written_on", "received_on", "answer_due"):
        day = getattr(said, name)
        if day is not None and not can_be_meant(day):
            yield Fault("date-not-meant", pointer=f"/{name}")
        elif day is not None and day > today and name != "answer_due":
            yield Fault("letter-of-tomorrow", {"today": today.isoformat()}, pointer=f"/{name}")
    written, received, due = said.written_on, said.received_on, said.answer_due
    if written and received and received < written:
        yield Fault("received-before-written", {"written_on": written.isoformat()}, pointer="/received_on")
    if due and (began := received or written) and due < began:
        yield Fault("answer-before-letter", {"began": began.isoformat()}, pointer="/answer_due")


def of_matter(said: OfSubject) -> Iterator[Fault]:
    """Of an I-PD it is said which one that there is; of nothing else there is one here."""
    if (said.matter is Matter.IPD) != (said.ipd_id is not None):
        yield Fault("matter-of-which", pointer="/ipd_id")
    elif said.ipd_id is not None and not said.host_known:
        yield Fault("letter-ipd-unknown", pointer="/ipd_id")


def of_unit(unit: Unit, code: UnitCode, today: date) -> Iterator[Fault]:
    """A unit that there is, that was not closed, and that keeps an agenda."""
    stands = unit.stands(code)
    if stands is None:
        yield Fault("unit-unknown", pointer="/unit")
    elif not unit.is_open(today):
        yield Fault("unit-closed", {"day": unit.last_day.isoformat() if unit.last_day else ""}, pointer="/unit")
    elif stands.kind is UnitKind.SECTION:
        yield Fault("unit-without-agenda", {"name": stands.name}, pointer="/unit")


def of_number(
    bearers: Sequence[Bearers],
    letter_id: LetterId,
    written_on: date | None,
    *,
    direction: Direction,
    another: bool = False,
    pointer: str = "/number",
) -> Iterator[Fault]:
    """A number is one letter's, of incoming ones of that day, of a unit's own of that year, unless somebody looked and
    says that it is another."""
    for one in (taken for state in bearers for taken in state.others(letter_id)):
        same_year = bool(one.written_on and written_on and one.written_on.year == written_on.year)
        if not another and (same_year if direction is Direction.OUT else one.written_on == written_on):
            facts: dict[str, Fact] = {"agenda": str(one.agenda), "year": str(one.year), "letter_id": one.letter_id}
            yield Fault("number-used", facts, pointer=pointer, severity=Severity.CONFLICT)


def of_numbering(command: DrawNumber | EnterNumber, before: int, today: date) -> Iterator[Fault]:
    """A day that can be; the next of this letter's numberings, with a reason where it has one already."""
    if not can_be_meant(command.written_on):
        yield Fault("date-not-meant", pointer="/written_on")
    elif command.written_on > today:
        yield Fault("letter-of-tomorrow", {"today": today.isoformat()}, pointer="/written_on")
    if command.numbering != before + 1:
        facts: dict[str, Fact] = {"number": command.numbering, "next": before + 1}
        yield Fault("letter-moved", facts, pointer="/numbering", severity=Severity.CONFLICT)
    if before and command.reason is None:
        yield Fault("letter-reason", pointer="/reason")
