"""What became of a paper, in the answer's words: its state, every reason with article and remedy, its flags."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from services.intake.putusan.decider import PUTUSAN, Putusan, Status, fault
from services.intake.putusan.decider.flags import FIELD_OF_FLAG
from services.intake.putusan.events import PutusanRegistered
from services.intake.putusan.projections import ReasonRow
from services.intake.putusan.rows import name_of
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.refusal import Fault
from shared.ledger.execute import Done, known_events
from shared.web.house import House
from shared.web.problems import told


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a putusan stands after a command."""

    status: Status
    klien_id: KlienId | None
    faults: tuple[Fault, ...]
    flags: tuple[str, ...]
    unread: tuple[Fault, ...] = ()
    """The cells that no field holds; what is written in them only a page shows."""
    replaced: bool = False

    @property
    def state(self) -> str:
        """As the register has it."""
        return "replaced" if self.replaced else self.status.value


def own(done: Done, putusan_id: PutusanId) -> list[Event]:
    """The events of this ruling: another paper, whose place it takes, is told of beside them."""
    return [event for event in done.events if getattr(event, "putusan_id", None) == putusan_id]


async def outcome_of(house: House, done: Done, putusan_id: PutusanId) -> Outcome:
    """What the command's own events say; where it said nothing new, what stands in the stream."""
    events: Sequence[Event] = own(done, putusan_id)
    events = events or known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id)))
    state: Putusan = PUTUSAN.fold(events)
    registered = next((event for event in reversed(events) if isinstance(event, PutusanRegistered)), None)
    flags = registered.flags if registered else (state.received.flags if state.received else ())
    unread = tuple(fault(cell) for cell in state.received.unread) if state.received else ()
    said = state.rejected if state.status is Status.REJECTED else state.received
    faults = tuple(fault(reason) for reason in state.reasons)
    return Outcome(
        state.status, said.klien_id if said else None, faults, tuple(flags), unread, state.replaced_by is not None
    )


def told_unread(request: Request, cells: Sequence[Fault]) -> list[dict[str, Any]]:
    """Each cell that no field holds, by the field it belongs to; never what is written in it."""
    return [{**cell, "field": name_of((cell["pointer"] or "").removeprefix("/"))} for cell in told(request, cells)]


def told_flags(request: Request, flags: Sequence[str]) -> list[dict[str, Any]]:
    """Each flag with its sentence, what to do about it, and the field where that is done."""
    fields = ((flag, FIELD_OF_FLAG.get(flag)) for flag in flags)
    return told(request, [Fault(flag, pointer=f"/{field}" if field else None) for flag, field in fields])


def fault_of(row: ReasonRow | dict[str, Any]) -> Fault:
    """A reason of the projection as a fault."""
    found = row if isinstance(row, dict) else {name: getattr(row, name) for name in row.__struct_fields__}
    pointer = f"/{found['field']}" if found["field"] else None
    return Fault(found["rule"], found["facts"], found.get("citation"), pointer)
