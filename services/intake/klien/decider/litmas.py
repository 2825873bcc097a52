"""How far a litmas has come, recorded as it goes: asked for, received, given to somebody, heard by the TPP, finished,
sent.

Example::

    given(KLIEN).when(RecordLitmas(litmas=1, number=1, asked_on=…, …)).then(LitmasRecorded(…))
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.intake.klien.decider.merging import elsewhere
from services.intake.klien.decider.state import Klien
from services.intake.klien.events import Litmas, LitmasRecorded
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId
from shared.domain.personal import Personal
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import Line, Reason
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

LITMAS_MOST: Final = 100
"""Of one person; one is made for each thing that is decided about them."""
STEPS: Final[Mapping[str, int]] = {
    "asked_on": 0, "received_on": 1, "assigned_on": 2, "tpp_on": 3, "finished_on": 3, "sent_on": 4
}  # fmt: skip
"""The days of its way, and how far along each lies: some houses finish it before the session, others after."""
DONE: Final = frozenset({"received_on", "finished_on", "sent_on"})
"""Days of what has happened: none lies ahead."""


class RecordLitmas(Litmas, Command):
    """Say all that is known of a litmas by now. ``litmas`` is which of the person's, from 1; ``number`` counts up from
    1 for each; ``reason`` says why, where what was said before was wrong."""

    ACTION: ClassVar[str] = "klien.litmas"
    STREAM: ClassVar[str] = "klien-{klien_id}"
    FOUND: ClassVar[frozenset[str]] = frozenset({"known", "changed"})

    klien_id: KlienId
    litmas: int = Field(ge=1, le=LITMAS_MOST)
    number: int = Field(ge=1, le=1000)
    asked_by: Personal[Line] | None = None
    request_number: Personal[Line] | None = None
    prepared_by: Personal[Line] | None = None
    letter_number: Personal[Line] | None = None
    reason: Reason | None = None
    known: bool = True
    """Whether there is such a person."""
    changed: Annotated[tuple[Code, ...], Field(max_length=len(Litmas.model_fields))] = ()
    """Of its sealed values those that are told as others than stand."""


def record_litmas(command: RecordLitmas, state: Klien, given: Circumstances) -> Sequence[Event] | Refused:
    """As far as it has come, or every reason why that cannot be."""
    if not command.known or state.erased is not None:
        return refused("person-unknown", severity=Severity.ABSENT)
    if (against := elsewhere(state)) is not None:
        return against
    faults = (*_of_the_number(command, state), *_of_the_days(command, given))
    return Refused(faults) if faults else [retold(LitmasRecorded, command)]


def _of_the_number(command: RecordLitmas, state: Klien) -> Iterator[Fault]:
    stands = state.litmas.get(command.litmas)
    following = stands.number + 1 if stands else 1
    facts: dict[str, Fact] = {"number": command.number, "next": following}
    if command.litmas > len(state.litmas) + 1:
        yield Fault("litmas-unknown", {"litmas": command.litmas}, pointer="/litmas", severity=Severity.CONFLICT)
    elif command.number != following:
        yield Fault("litmas-moved", facts, pointer="/number", severity=Severity.CONFLICT)
    if all(getattr(command, name) is None for name in Litmas.model_fields):
        yield Fault("litmas-empty")
    if stands is not None and command.reason is None and _takes_back(command, stands):
        yield Fault("litmas-reason-missing", pointer="/reason")


def _takes_back(command: RecordLitmas, stands: LitmasRecorded) -> bool:
    """Whether anything that was said is another by now, or none: a litmas that goes on needs no reason."""
    said = [name for name in Litmas.model_fields if getattr(stands, name) is not None]
    gone = any(getattr(command, name) is None for name in said)
    return gone or any(name in command.changed or (name in STEPS and _other(name, command, stands)) for name in said)


def _other(name: str, command: RecordLitmas, stands: LitmasRecorded) -> bool:
    return bool(getattr(command, name) != getattr(stands, name))


def _of_the_days(command: RecordLitmas, given: Circumstances) -> Iterator[Fault]:
    days = {name: day for name in STEPS if (day := getattr(command, name)) is not None}
    for name, day in days.items():
        if not can_be_meant(day):
            yield Fault("date-not-meant", pointer=f"/{name}")
        before = max((days[one] for one in days if STEPS[one] < STEPS[name]), default=day)
        if day < before:
            yield Fault("litmas-days-turned", {"day": before.isoformat()}, pointer=f"/{name}")
        if name in DONE and day > given.today:
            yield Fault("litmas-day-ahead", {"today": given.today.isoformat()}, pointer=f"/{name}")
