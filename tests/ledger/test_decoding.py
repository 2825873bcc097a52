"""Stored bytes read as the same event by both decoders, with tolerance for what other versions wrote."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import msgspec
import pytest

import services.attendance.hours.events
import services.intake.putusan.events
import services.matching.ipd.events
import services.matching.placement.events  # noqa: F401 — every event of the house is known
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, KlienId
from shared.domain.personal import Personal
from shared.domain.upcasting import upcaster
from shared.ledger.decoding import Sealed, UnknownEvent, decode, encode, fast_decoder, fast_decoders
from tests.ledger.examples import some_id


class Colour(StrEnum):
    RED = "red"


class Inner(Value):
    minutes: int
    words: Personal[str] | None = None


class Everything(Event):
    TYPE = "decoding-test.everything.v3"
    klien_id: KlienId
    name: Personal[str]
    day: date
    at: datetime
    inner: Inner
    colour: Colour = Colour.RED
    codes: tuple[Code, ...] = ()
    parts: tuple[Inner, ...] = ()
    pairs: tuple[tuple[Code, Code | int], ...] = ()
    usual: Inner = Inner(minutes=5)
    until: date | None = None


@upcaster("decoding-test.everything.v2", Everything)
def _(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "inner": {"minutes": old["minutes"]}}


@upcaster("decoding-test.anything.v1", Everything)
def _(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "inner": {"minutes": old["hours"] * 60}}


class Bytes(msgspec.Struct):
    type: str
    payload: bytes


def everything() -> Everything:
    return Everything(
        klien_id=KlienId(some_id()),
        name=Personal(ref="ref", mac="mac"),
        day=date(2026, 3, 2),
        at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        inner=Inner(minutes=7, words=Personal(ref="r", mac="m")),
        parts=(Inner(minutes=1), Inner(minutes=2)),
        pairs=((Code("a"), 1), (Code("b"), Code("c"))),
    )


def test_an_event_comes_back_as_it_was() -> None:
    event = everything()
    assert decode(Bytes(event.full_type(), encode(event))) == event


def test_the_fast_decoder_gives_the_same_attributes() -> None:
    event = everything()
    fast = fast_decoder(Everything)(encode(event))
    for name in ("klien_id", "day", "at", "colour", "codes", "pairs", "until"):
        assert getattr(fast, name) == getattr(event, name), name
    assert fast.name == Sealed("ref", "mac")
    assert (fast.inner.minutes, fast.inner.words) == (7, Sealed("r", "m"))
    assert [part.minutes for part in fast.parts] == [1, 2]


def test_fields_of_a_newer_version_are_passed_and_missing_ones_have_their_default() -> None:
    fields = msgspec.json.decode(encode(everything()))
    del fields["colour"], fields["usual"], fields["parts"]
    payload = msgspec.json.encode({**fields, "new": 1, "inner": {"minutes": 7, "new": [1]}})
    exact = decode(Bytes(Everything.full_type(), payload))
    fast = fast_decoder(Everything)(payload)
    assert isinstance(exact, Everything)
    assert (exact.colour, exact.usual.minutes) == (fast.colour, fast.usual.minutes) == ("red", 5)
    assert exact.parts == fast.parts == ()


@pytest.mark.parametrize(("old", "field", "value"), [("everything.v2", "minutes", 120), ("anything.v1", "hours", 2)])
def test_older_types_are_lifted_by_both_decoders(old: str, field: str, value: int) -> None:
    fields = msgspec.json.decode(encode(everything()))
    del fields["inner"]
    full_type = f"id.go.trenggalekkab.bakti.decoding-test.{old}"
    payload = msgspec.json.encode({**fields, field: value})
    exact = decode(Bytes(full_type, payload))
    assert isinstance(exact, Everything)
    assert exact.inner.minutes == fast_decoders(Everything)[full_type](payload).inner.minutes == 120


def test_an_unknown_type_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownEvent):
        decode(Bytes("id.go.trenggalekkab.bakti.nothing.known.v1", b"{}"))


@pytest.mark.parametrize("event_class", Event.KNOWN.values(), ids=lambda event_class: event_class.TYPE)
def test_every_event_of_the_house_has_a_fast_decoder(event_class: type[Event]) -> None:
    assert callable(fast_decoder(event_class))
