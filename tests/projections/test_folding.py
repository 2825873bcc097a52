"""Folding alone, without a database: quick and careful are the same, in any portions; rows know their columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.ledger.append import NewEvent
from shared.projections.entry import Entry, Unreadable
from shared.projections.folding import Folding
from shared.projections.listing import ListProjection
from shared.projections.reading import Blob, Item, Reading
from shared.projections.rows import Layout, Unstorable
from shared.projections.state import Projection, StateProjection
from tests.projections.gardens import (
    Garden,
    GardenTended,
    Line,
    broken,
    gardens,
    history,
    new,
    person,
    unreadable,
    visit,
    visits,
)

NOW_US = 1_795_570_668_697_636


def items(reading: Reading, events: list[NewEvent]) -> list[Item]:
    return [
        reading.item(event.type, position, NOW_US + position, event.payload)
        for position, event in enumerate(events, 1)
        if event.type in reading.entry_of
    ]


@given(seed=st.integers(0, 10**6), portion=st.integers(1, 40), bad=st.sampled_from([(), (7,), (3, 11)]))
@settings(max_examples=40)
def test_quick_and_strict_in_any_portions_give_the_same_rows_and_park_the_same_keys(
    seed: int, portion: int, bad: tuple[int, ...]
) -> None:
    events = [*history(seed, 120, 8), unreadable(person(2)), *history(seed + 1, 60, 8)]
    for projection in (gardens, visits):
        reading = Reading(projection)
        found = items(reading, events)
        with broken(*bad):
            quick, strict = Folding(projection, reading), Folding(projection, reading, strict=True)
            quick.fold(found)
            for start in range(0, len(found), portion):
                strict.fold(found[start : start + portion])
        assert quick.rows == strict.rows
        assert quick.parked == strict.parked


def test_a_window_reads_as_its_records_do() -> None:
    events = list(history(4, 300, 8))
    reading = Reading(gardens)
    numbers = {full_type: number for number, full_type in enumerate(reading.types)}
    blob = b",".join(
        b"[%d,%d,%d,%s]" % (numbers[event.type], position, NOW_US + position, event.payload)
        for position, event in enumerate(events, 1)
        if event.type in numbers
    )
    whole = items(reading, events)
    assert reading.page(Blob(b"[" + blob + b"]", len(whole), 300), 0, 300) == whole
    assert reading.page(Blob(b"[" + blob + b",[0,300,2,{}]]", len(whole) + 1, 300), 0, 300) is None


def test_only_the_wanted_keys_are_folded_and_waiting_ones_are_not() -> None:
    reading = Reading(gardens)
    found = items(reading, list(history(4, 300, 8)))
    whole = Folding(gardens, reading)
    whole.fold(found)
    only, waiting = Folding(gardens, reading, only={person(1)}), Folding(gardens, reading, waiting={person(1)})
    only.fold(found)
    waiting.fold(found)
    assert only.rows == {person(1): whole.rows[person(1)]}
    assert waiting.rows == {key: row for key, row in whole.rows.items() if key != person(1)}


def test_an_entry_says_when_it_was_recorded_to_the_microsecond() -> None:
    moment = datetime(2026, 11, 25, 1, 2, 3, 456789, tzinfo=UTC)
    assert Entry(1, NOW_US).recorded_at == datetime.fromtimestamp(NOW_US / 1e6, UTC)
    assert Entry(1, round(moment.timestamp() * 1e6)).recorded_at == moment


def test_the_key_of_an_unreadable_event_is_found_where_its_bytes_still_say_it() -> None:
    reading = Reading(gardens)
    (item,) = items(reading, [unreadable(person(5))])
    assert isinstance(item, Unreadable)
    assert Folding(gardens, reading).keys_of(item) == (person(5),)


class Colour(StrEnum):
    RED = "red"


class Every(msgspec.Struct, frozen=True):
    id: int
    text: str
    day: date
    moment: datetime
    truth: bool = False
    colour: Colour | None = None
    parts: dict[str, int] = {}
    ratio: float | None = None


EVERY = Every(1, "a", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), colour=Colour.RED, parts={"b": 2})


def test_each_field_becomes_a_column_of_its_kind() -> None:
    layout = Layout(Every, "id")
    kinds = ["bigint", "text", "date", "timestamp with time zone", "boolean", "text", "jsonb", "float"]
    assert layout.kinds == kinds
    assert [column.nullable for column in layout.columns] == [False] * 5 + [True, False, True]
    assert layout.from_record(layout.to_record(EVERY)) == layout.as_stored(EVERY) == EVERY


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"id": 2**63}, "id is too large"),
        ({"text": "a\0b"}, "a character that PostgreSQL cannot hold"),
        ({"text": 5}, "$.text"),
        ({"moment": datetime(2026, 1, 1)}, "moment has no time zone"),
        ({"parts": {"b": "c"}}, "$.parts"),
    ],
)
def test_what_cannot_be_stored_says_which_column_and_never_the_value(changed: dict[str, object], why: str) -> None:
    with pytest.raises(Unstorable, match=r"^Every: ") as raised:
        Layout(Every, "id").as_stored(msgspec.structs.replace(EVERY, **changed))
    assert why in str(raised.value)


def test_moments_are_kept_in_utc() -> None:
    wib = EVERY.moment.astimezone(timezone(timedelta(hours=7)))
    assert Layout(Every, "id").in_utc(msgspec.structs.replace(EVERY, moment=wib)).moment.tzinfo is UTC


def test_declarations_that_could_not_work_are_refused_at_once() -> None:
    with pytest.raises(TypeError, match="no field 'nothing'"):
        StateProjection("intake", "garden", Garden, key="nothing", version=1)
    with pytest.raises(TypeError, match="never null"):
        StateProjection("intake", "garden", Garden, key="note", version=1)
    with pytest.raises(ValueError, match="no name for a projection"):
        StateProjection("intake", "garden_1", Garden, key="klien_id", version=1)
    with pytest.raises(TypeError, match=r"folds garden\.tended\.v1 twice"):
        visits.on(GardenTended)(lambda event, entry: None)


def test_a_list_refuses_a_row_of_another_position() -> None:
    wrong: Projection[Line] = ListProjection("intake", "wrong", Line, version=1)
    wrong.on(GardenTended)(lambda event, entry: Line(entry.position + 1, "", 0))  # type: ignore[attr-defined]
    reading = Reading(wrong)
    folding = Folding(wrong, reading)
    folding.fold(items(reading, [new(visit(person(1), 5))]))
    assert [parked.reason for parked in folding.parked.values()] == ["ValueError"]
