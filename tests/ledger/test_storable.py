"""What no projection could hold never becomes an event, whoever wrote the model that let it in."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from shared.domain.event import Event, Value
from shared.domain.identifiers import KlienId, PublicText
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused
from shared.law.circumstances import Circumstances
from shared.ledger.execute import Executor
from shared.ledger.ledger import Ledger
from shared.ledger.storable import unstorable
from shared.projections.rows import Layout
from tests.ledger.examples import (
    AddNote,
    Letter,
    NoteAdded,
    OpenLetter,
    asked,
    deciding,
    some_id,
)

PERSON = KlienId(some_id())
BIG = 2**63
AHEAD = timezone(timedelta(hours=7))


class Part(Value):
    names: tuple[PublicText, ...] = ()
    count: int = 0


class AnythingTold(Event):
    TYPE = "anything.told.v1"
    klien_id: KlienId = PERSON
    name: PublicText = PublicText("Dinas")
    words: Personal[str] | None = None
    count: int = 0
    share: float = 0.0
    at: datetime = datetime(2026, 3, 2, tzinfo=UTC)
    day: date = date(2026, 3, 2)
    part: Part = Part()


class AnythingRow(msgspec.Struct, frozen=True):
    name: str
    count: int
    at: datetime
    day: date
    part: dict[str, Any]


LAYOUT = Layout(AnythingRow, "name")

NEVER: list[tuple[dict[str, Any], str]] = [
    ({"name": "Dinas\x00Sosial"}, "/name"),
    ({"name": "\ud800"}, "/name"),
    ({"words": Personal("\udfff")}, "/words"),
    ({"part": Part(names=(PublicText("a"), PublicText("\x00")))}, "/part/names/1"),
    ({"part": Part(count=BIG)}, "/part/count"),
    ({"count": BIG}, "/count"),
    ({"count": -BIG - 1}, "/count"),
    ({"count": 10**30}, "/count"),
    ({"share": float("nan")}, "/share"),
    ({"share": float("-inf")}, "/share"),
    ({"at": datetime(2026, 3, 2)}, "/at"),
    ({"at": datetime.min.replace(tzinfo=AHEAD)}, "/at"),
    ({"at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=7)))}, "/at"),
]
ALWAYS: list[dict[str, Any]] = [
    {},
    {"name": "Dinas Sosial – ‘P3A’ 中"},
    {"words": Personal("NUL \x00 is bytes where it is sealed")},
    {"count": BIG - 1},
    {"count": -BIG},
    {"at": datetime.max.replace(tzinfo=UTC)},
    {"at": datetime.min.replace(tzinfo=UTC)},
    {"day": date.max},
    {"day": date.min},
    {"part": Part(names=(PublicText("a"),), count=BIG - 1)},
]


@pytest.mark.parametrize(("changed", "pointer"), NEVER, ids=str)
def test_what_no_table_can_hold_is_refused_at_its_place(changed: dict[str, Any], pointer: str) -> None:
    event = AnythingTold().model_copy(update=changed)
    assert unstorable([AnythingTold(), event]) == Refused((Fault("not-storable", pointer=pointer),))


@pytest.mark.parametrize("changed", ALWAYS, ids=str)
def test_what_is_let_through_a_table_can_hold(changed: dict[str, Any]) -> None:
    event = AnythingTold().model_copy(update=changed)
    assert unstorable([event]) is None
    part = {"names": list(event.part.names), "count": event.part.count}
    LAYOUT.as_stored(AnythingRow(event.name, event.count, event.at, event.day, part))


async def test_an_event_that_no_table_can_hold_is_not_appended(ledger: Ledger, executor: Executor) -> None:
    opening = OpenLetter(klien_id=PERSON, name=Personal("Invented Person"))
    await executor.carry_out(opening, asked())

    def too_many(command: AddNote, letter: Letter, given: Circumstances) -> Sequence[Event]:
        return [NoteAdded(klien_id=command.klien_id, words=command.words, number=BIG)]

    note = AddNote(klien_id=PERSON, words=Personal("invented words"))
    answer = await deciding(executor, AddNote, too_many).carry_out(note, asked())
    assert answer == Refused((Fault("not-storable", pointer="/number"),))
    assert (await ledger.head()).position == 1
