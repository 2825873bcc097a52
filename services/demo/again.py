"""A story lived again by another person: the same events under other ids, names and places, without deciding them.

Deciding a life takes 14 ms, so that half a million events took minutes. A history of thousands repeats its first
thousand lives instead; what differs from person to person in a ruling (name, NIK, number of the case) differs here too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.demo.papers import of_another
from services.matching.ipd.events import OfferOpened
from shared.domain.event import Event
from shared.domain.identifiers import CommandId, IpdId, PublicText, StreamName
from shared.domain.personal import Personal
from shared.ledger.decoding import encode
from shared.privacy.sealing import clear_fields

ID_BEGINS = re.compile(rb"\b[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
"""The part of an id that another round changes; the rest of it is random enough to stay."""
STEP = 0x9E37_79B1
"""Odd, so that each of 2^32 rounds gives other ids."""


@dataclass(frozen=True, slots=True)
class Plain:
    """An event of which nothing is to be sealed, as it is stored."""

    type: str
    schema_version: int
    subject: str | None
    payload: bytes


Line = tuple[Event | Plain, datetime]
"""What happened, and when in the story: an event is still to be sealed."""


@dataclass(frozen=True, slots=True)
class Story:
    """What belongs together and is one request: the streams of a person, or of a host, in the order of the telling."""

    command: CommandId
    person: int | None
    """The number of whom it is about; None: a host's."""
    streams: Sequence[tuple[StreamName, Sequence[Line]]]

    @property
    def lines(self) -> Iterator[Line]:
        """Every event in the order of the request."""
        return (line for _, lines in self.streams for line in lines)


def plain(event: Event) -> Event | Plain:
    """The event as it is stored, where nothing of it is to be sealed."""
    if clear_fields(event):
        return event
    return Plain(event.full_type(), event.schema_version(), event.subject, encode(event))


class Again:
    """One round over the same lives, of persons from number ``first`` on, with the same offices at other places."""

    def __init__(self, first: int, offices: Iterable[IpdId]) -> None:
        self.first = first
        self._mask = first * STEP & 0xFFFF_FFFF
        self._kept = frozenset(office[:8].encode() for office in offices)

    def story(self, story: Story) -> Story:
        """The same as the person of this number in the round lives it."""
        number = self.first + (story.person or 0)
        streams = [
            (StreamName(self.text(stream)), [(self._line(told, number), at) for told, at in lines])
            for stream, lines in story.streams
        ]
        return Story(CommandId(self.text(story.command)), number, streams)

    def offer(self, offer: OfferOpened) -> OfferOpened:
        """The round's own place in place of this one."""
        again: OfferOpened = self._part(offer, "", self.first)
        return again.model_copy(update={"site_name": PublicText(f"{offer.site_name} ({self.first})")})

    def text(self, text: str) -> str:
        """The text with this round's ids."""
        return self._ids(text.encode()).decode()

    def _line(self, told: Event | Plain, number: int) -> Event | Plain:
        if isinstance(told, Event):
            again: Event = self._part(told, "", number)
            return again
        subject = told.subject and self.text(told.subject)
        return Plain(told.type, told.schema_version, subject, self._ids(told.payload))

    def _part(self, value: Any, name: str, number: int) -> Any:
        if isinstance(value, Personal):
            return Personal(of_another(name, value.value, number))
        if isinstance(value, BaseModel):
            fields = type(value).model_fields
            return value.model_copy(update={name: self._part(getattr(value, name), name, number) for name in fields})
        if isinstance(value, tuple):
            return tuple(self._part(one, name, number) for one in value)
        return self.text(value) if type(value) is str else value

    def _ids(self, stored: bytes) -> bytes:
        return ID_BEGINS.sub(self._id, stored)

    def _id(self, begins: re.Match[bytes]) -> bytes:
        return begins[0] if begins[0] in self._kept else b"%08x" % (int(begins[0], 16) ^ self._mask)
