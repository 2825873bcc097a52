"""A rebuild may leave out what is told anew: the rows are those of all events, and a false claim is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.database.migrate import migrate
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import BookId, KlienId, PutusanId
from shared.ledger.append import NewEvent
from shared.ledger.decoding import struct_of
from shared.ledger.ledger import END, Ledger
from shared.messaging.parking import list_parked
from shared.projections.as_of import as_of
from shared.projections.by_subject import BySubject
from shared.projections.compare import compare
from shared.projections.entry import Entry
from shared.projections.reading import HoleInLedger
from shared.projections.rebuild import RebuildRefused, prepare, rebuild
from shared.projections.state import StateProjection
from tests.projections.conftest import Projecting, rows_of
from tests.projections.gardens import BOOK, METADATA, new, person, write
from tests.projections.test_rebuild import as_administrator
from tests.waiting import reached


class PlotGiven(Event):
    """To this person, whoever had it."""

    TYPE = "plot.given.v1"
    klien_id: KlienId
    putusan_id: PutusanId


class PlotMeasured(Event):
    TYPE = "plot.measured.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    on: date
    total: int


class PlotSown(Event):
    """Of nobody's making, where nobody is named."""

    TYPE = "plot.sown.v1"
    klien_id: KlienId | None = None
    putusan_id: PutusanId


class Plot(msgspec.Struct, frozen=True):
    putusan_id: str
    klien_id: str
    total: int = 0
    sown: int = 0
    total_when_sown: int = 0


def plotted(**also: Any) -> StateProjection[Plot]:
    found = StateProjection("intake", "plot", Plot, key="putusan_id", version=1)

    @found.on(PlotGiven)
    def was_given(row: Plot | None, event: PlotGiven, entry: Entry) -> Plot:
        return replace(row, klien_id=event.klien_id) if row else Plot(event.putusan_id, event.klien_id)

    @found.on(PlotMeasured, last_of_run=True)
    def measured(row: Plot | None, event: PlotMeasured, entry: Entry) -> Plot | None:
        total = max(event.total, row.total) if row and also.get("false") else event.total
        return row if row is None or row.klien_id != event.klien_id else replace(row, total=total)

    @found.on(PlotSown)
    def sown(row: Plot | None, event: PlotSown, entry: Entry) -> Plot | None:
        return row and replace(row, sown=row.sown + 1, total_when_sown=row.total)

    return found


PLOTS = plotted()
DAY = date(2026, 1, 1)


def plot(number: int) -> PutusanId:
    return PutusanId(f"10000000-0000-5000-8000-{number:012d}")


def told(seed: int, persons: int, events: int, entangled: float = 0.1) -> Iterator[NewEvent]:
    """Most have one plot and measure it all the time; some have two, some plots change hands, some are nobody's."""
    chance = Random(seed)
    for number in range(persons):
        yield new(PlotGiven(klien_id=person(number), putusan_id=plot(number)))
    for _ in range(events):
        number = chance.randrange(persons)
        who, what = person(number), plot(number)
        kind = chance.random()
        if number < persons * entangled:
            what = plot(chance.randrange(max(1, int(persons * entangled))))
            if kind < 0.2:
                yield new(PlotGiven(klien_id=who, putusan_id=what))
                continue
        if kind < 0.9:
            on = DAY + timedelta(days=chance.randrange(300))
            yield new(PlotMeasured(klien_id=who, putusan_id=what, on=on, total=chance.randrange(1_000)))
        elif kind < 0.95:
            yield new(PlotSown(klien_id=who, putusan_id=what))
        elif number < persons * entangled:
            yield new(PlotSown(putusan_id=what))


async def whole(database: Database, book: BookId = BOOK) -> list[Plot]:
    return [row async for row in as_of(database, book, PLOTS, END)]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_rows_by_survivors_are_the_rows_of_all_events(
    database: Database, ledger: Ledger, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many ranges, entangled subjects, events of nobody."""
    monkeypatch.setattr("shared.projections.by_subject.RANGE_EVENTS", 150)
    monkeypatch.setattr("shared.projections.survivors.WHOLE_SUBJECTS_MAX", 7)
    last = await write(ledger, list(told(seed, persons=150, events=3_000)))
    await prepare(database, BOOK, [PLOTS])
    rebuilt = await rebuild(database, BOOK, PLOTS)
    assert rebuilt.position == last
    assert await rows_of(database, PLOTS) == await whole(database)
    assert not await compare(database, BOOK, PLOTS)


async def test_a_second_key_of_a_subject_is_read_whole_too(database: Database, ledger: Ledger) -> None:
    """Though nobody else ever speaks of it."""
    events: list[Event] = [PlotGiven(klien_id=person(1), putusan_id=plot(number)) for number in (1, 2)]
    events += [PlotMeasured(klien_id=person(1), putusan_id=plot(n), on=DAY, total=n * 10) for n in (2, 1, 2, 1, 1)]
    await write(ledger, list(map(new, events)))
    await prepare(database, BOOK, [PLOTS])
    assert [row.total for row in await rows_of(database, PLOTS)] == [10, 20]


async def test_what_a_later_one_tells_anew_is_not_read(
    database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    part = BySubject._part

    async def counted(self: BySubject, *asked: Any) -> Any:
        found = await part(self, *asked)
        read.append(len(found.items))
        return found

    monkeypatch.setattr(BySubject, "_part", counted)
    last = await write(ledger, list(told(4, persons=50, events=3_000, entangled=0)))
    (made,) = await prepare(database, BOOK, [PLOTS])
    assert (made.position, made.events) == (last, sum(read))
    assert sum(read) < last / 5


async def test_a_false_claim_is_refused_and_nothing_is_changed(database: Database, ledger: Ledger) -> None:
    false = plotted(false=True)
    await write(ledger, list(told(5, persons=300, events=6_000, entangled=0)))
    await prepare(database, BOOK, [PLOTS])
    before = await rows_of(database, PLOTS)
    with pytest.raises(RebuildRefused, match="what is declared last_of_run is not"):
        await rebuild(database, BOOK, false)
    assert await rows_of(database, PLOTS) == before


async def test_another_books_events_are_not_looked_at(database: Database, ledger: Ledger) -> None:
    """Though a subject of the same name has its events between."""
    other = BookId("kediri")
    await asyncio.to_thread(migrate, database.url, book=other)
    beside = Ledger(database, other, Role.INTAKE, frozenset({"activity"}))
    await beside.start()
    for seed in (6, 7):
        await write(ledger, list(told(seed, persons=20, events=100)))
        await write(beside, list(told(seed + 2, persons=20, events=130)))
    await beside.stop()
    for book in (BOOK, other):
        await rebuild(database, book, PLOTS)
        assert await rows_of(database, PLOTS) == await whole(database, book)


async def test_parked_keys_are_read_whole_and_stay_at_the_event_that_parked_them(
    database: Database, ledger: Ledger, projecting: Projecting
) -> None:
    async with projecting(PLOTS) as running:
        await write(ledger, list(told(8, persons=20, events=200, entangled=0)))
        payload = b'{"klien_id":"%s","putusan_id":"%s","on":"x","total":1}' % (person(3).encode(), plot(3).encode())
        bad = await write(ledger, [NewEvent(PlotMeasured.full_type(), 1, person(3), payload, METADATA)])
        last = await write(ledger, list(told(9, persons=20, events=200, entangled=0)))
        assert await reached(running, PLOTS.full_name, last)
    before = await rows_of(database, PLOTS)
    await rebuild(database, BOOK, PLOTS)
    assert await rows_of(database, PLOTS) == before
    assert [(one.key, one.position) for one in await list_parked(database, "intake")] == [(plot(3), bad)]
    assert not await compare(database, BOOK, PLOTS)


async def test_a_range_with_an_unreadable_event_is_read_one_by_one(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(told(10, persons=20, events=200)))
    last = await write(ledger, [NewEvent(PlotGiven.full_type(), 1, person(3), b"no json", METADATA)])
    (made,) = await prepare(database, BOOK, [PLOTS])
    assert [item.key for item in made.parked] == [f"?{last}"]
    assert await rows_of(database, PLOTS) == await whole(database)
    assert [item.key for item in (await rebuild(database, BOOK, PLOTS)).parked] == [f"?{last}"]


async def test_a_hole_in_the_ledger_stops_it(database: Database, ledger: Ledger) -> None:
    await write(ledger, list(told(11, persons=20, events=200)))
    await prepare(database, BOOK, [PLOTS])
    await as_administrator(database, "DELETE FROM ledger.event WHERE position BETWEEN 40 AND 42")
    with pytest.raises(HoleInLedger, match="lacks 3 of the events"):
        await rebuild(database, BOOK, PLOTS)


CLAIMING = [one for service in SERVICES for one in service.projections if one.runs] + [PLOTS]
NO_SHRINKING = (Phase.explicit, Phase.generate)
"""A history of a dozen events is drawn from a thousand choices: making it smaller takes minutes and says no more."""
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(0, 3_000),
    str: st.sampled_from(["a", "b", "dewasa"]),
    bool: st.booleans(),
    float: st.floats(0, 10),
    date: st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    datetime: st.integers(0, 999).map(lambda hours: MOMENT + timedelta(hours=hours)),
    type(None): st.none(),
}


def anything(annotation: Any) -> st.SearchStrategy[Any]:
    """Whatever an event's struct may hold there."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation in SCALARS:
        return SCALARS[annotation]
    if origin in (Union, UnionType):
        return st.one_of(*map(anything, parts))
    if origin is tuple and parts[1:] == (...,):
        return st.lists(anything(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(anything, parts))
    if origin is dict:
        return st.dictionaries(anything(parts[0]), anything(parts[1]), max_size=2)
    return struct_like(annotation)


def struct_like(struct: type[msgspec.Struct], **fixed: Any) -> st.SearchStrategy[Any]:
    """An event's struct or a part of one; ``fixed`` fields are as they are given."""
    named = {field.name: anything(field.type) for field in msgspec.structs.fields(struct)}
    return st.builds(struct, **{name: st.just(fixed[name]) if name in fixed else named[name] for name in named})


def told_of(projection: StateProjection[Any], event: type[Event], who: str) -> st.SearchStrategy[Any]:
    fixed = {projection.layout.key: str(plot(1)), "klien_id": who}
    struct = struct_of(event)
    return struct_like(struct, **{name: fixed[name] for name in fixed if name in struct.__struct_fields__})


def folded(projection: StateProjection[Any], row: Any, told: Sequence[tuple[type[Event], Any]]) -> Any:
    """An event that cannot be folded parks its key: then nothing is claimed of what follows."""
    for number, (event, values) in enumerate(told):
        row = projection.handlers[event].fold(row, values, Entry(number, number * 1_000_000))
    return row


@pytest.mark.parametrize("projection", CLAIMING, ids=[one.full_name for one in CLAIMING])
@settings(max_examples=100, phases=NO_SHRINKING, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_of_every_row_a_run_gives_what_its_last_event_gives(
    projection: StateProjection[Any], data: st.DataObject
) -> None:
    """Rows reached by any history of two persons; runs in any order."""
    claims = [one.event for one in projection.handlers.values() if one.last_of_run]
    people = st.sampled_from([str(person(1)), str(person(2))])
    row = None
    for event in data.draw(st.lists(st.sampled_from(list(projection.handlers)), max_size=12)):
        with suppress(Exception):
            row = folded(projection, row, [(event, data.draw(told_of(projection, event, data.draw(people))))])
    for event in claims:
        who = data.draw(people)
        run = data.draw(st.lists(told_of(projection, event, who), min_size=2, max_size=5))
        assert folded(projection, row, [(event, one) for one in run]) == folded(projection, row, [(event, run[-1])])


def test_a_false_claim_is_found_by_that_test_too() -> None:
    with pytest.raises(AssertionError):
        test_of_every_row_a_run_gives_what_its_last_event_gives(projection=plotted(false=True))  # type: ignore[call-arg]


def test_the_compliance_of_a_sentence_claims_it_of_its_days() -> None:
    assert "reporting.klien" in [one.full_name for one in CLAIMING]
