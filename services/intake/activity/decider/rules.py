"""What may be wrong with an activity as it is typed, each fault beside its field."""

from collections.abc import Iterator
from datetime import date

from services.intake.activity.decider.commands import HoldActivity, OfDescribed
from services.intake.activity.events import ActivityHeld, ActivityKind, Described, When
from services.intake.unit.decider import Unit
from shared.domain.identifiers import UnitCode
from shared.domain.refusal import Fact, Fault, Severity
from shared.law.calendar import can_be_meant

COUNTED = frozenset({ActivityKind.SOCIALISATION, ActivityKind.TRAINING})
"""Of which the work plan counts people."""


def of_when(said: When) -> Iterator[Fault]:
    """A day that can be, and an end behind the beginning."""
    if not can_be_meant(said.day):
        yield Fault("date-not-meant", pointer="/day")
    if said.ends is not None and said.begins is None:
        yield Fault("activity-without-begin", pointer="/begins")
    elif said.begins is not None and said.ends is not None and said.ends <= said.begins:
        yield Fault("activity-ends-before", {"begins": said.begins.replace(":", ".")}, pointer="/ends")


def of_invited(said: OfDescribed) -> Iterator[Fault]:
    """A meeting, and whatever a letter invites to, has somebody who is invited; each once."""
    if not said.invited and (said.kind is ActivityKind.MEETING or said.letter_id is not None):
        yield Fault("activity-nobody-invited", pointer="/invited")
    for name in ("invited", "copies"):
        offices = getattr(said, name)
        twice = next((one for number, one in enumerate(offices) if one in offices[:number]), None)
        if twice is not None:
            yield Fault("activity-named-twice", {"office": twice}, pointer=f"/{name}")


def of_unit(unit: Unit, code: UnitCode, today: date) -> Iterator[Fault]:
    """A unit that there is and that was not closed."""
    if unit.stands(code) is None:
        yield Fault("unit-unknown", pointer="/unit")
    elif not unit.is_open(today):
        yield Fault("unit-closed", {"day": unit.last_day.isoformat() if unit.last_day else ""}, pointer="/unit")


def of_holding(said: HoldActivity, described: Described, before: int, today: date) -> Iterator[Fault]:
    """Nobody was there before its day, or tomorrow; the people of a kind that counts them are counted."""
    if not can_be_meant(said.held_on):
        yield Fault("date-not-meant", pointer="/held_on")
    elif said.held_on > today:
        yield Fault("activity-of-tomorrow", {"today": today.isoformat()}, pointer="/held_on")
    elif said.held_on < described.day:
        yield Fault("activity-before-its-day", {"day": described.day.isoformat()}, pointer="/held_on")
    if described.kind in COUNTED and said.people is None:
        yield Fault("activity-without-count", pointer="/people")
    if described.kind not in COUNTED and said.people is not None:
        yield Fault("activity-counts-nobody", pointer="/people")
    if described.kind is not ActivityKind.SOCIALISATION and said.places:
        yield Fault("activity-of-one-place", pointer="/places")
    yield from of_number(said.number, before)
    if before and said.reason is None:
        yield Fault("activity-reason", pointer="/reason")


def of_what_was_held(said: Described, held: ActivityHeld | None, stands: Described) -> Iterator[Fault]:
    """What was held was no other kind, and not before its day."""
    if held is not None and said.day > held.held_on:
        yield Fault("activity-held-before", {"held_on": held.held_on.isoformat()}, pointer="/day")
    if held is not None and said.kind is not stands.kind:
        yield Fault("activity-held-as", pointer="/kind")


def of_number(number: int, before: int) -> Iterator[Fault]:
    """Of two who correct at once the second is asked again."""
    if number != before + 1:
        facts: dict[str, Fact] = {"number": number, "next": before + 1}
        yield Fault("activity-changed-meanwhile", facts, pointer="/number", severity=Severity.CONFLICT)
