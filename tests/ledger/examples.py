"""Requests, a thing and its events, as the tests of the ledger use them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, BookId, CommandId, KlienId, StreamName, Version
from shared.domain.personal import Personal
from shared.domain.refusal import Refused, refused
from shared.domain.thing import Thing
from shared.law.circumstances import Circumstances
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.execute import Asked, Executor
from shared.ledger.ledger import Ledger
from tests.lawful import LAWS

BOOK = BookId("trenggalek")
PAYLOAD = b'{"words":"exactly these bytes, spaces  and all"}'


def some_id() -> str:
    return str(uuid4())


def new_event(payload: bytes = PAYLOAD, subject: str | None = None) -> NewEvent:
    return NewEvent("id.example.letter.written.v1", 1, subject, payload, b'{"actor":"test"}')


def claim(stream: str, version: int = 0, events: int = 1, subject: str | None = None) -> Claim:
    made = tuple(new_event(subject=subject) for _ in range(events))
    return Claim(StreamName(stream), Version(version), made)


def request(*claims: Claim, command_id: str | None = None, digest: bytes = b"digest") -> AppendRequest:
    return AppendRequest(CommandId(command_id or some_id()), digest, claims)


def letter(number: int | str, version: int = 0, events: int = 1) -> AppendRequest:
    return request(claim(f"letter-{number}", version, events))


# A thing: a letter that is opened once and collects notes up to a limit.


class LetterOpened(Event):
    TYPE = "letter.opened.v1"
    klien_id: KlienId
    name: Personal[str]


class NoteAdded(Event):
    TYPE = "letter.note-added.v1"
    klien_id: KlienId
    words: Personal[str]
    number: int


class OfLetter(Command):
    STREAM = "letter-{letter}"
    FOUND = frozenset({"letter"})
    letter: str = "a"


class OpenLetter(OfLetter):
    ACTION = "letter.open"
    klien_id: KlienId
    name: Personal[str]


class AddNote(OfLetter):
    ACTION = "letter.note"
    klien_id: KlienId
    words: Personal[str]


class Recount(OfLetter):
    ACTION = "letter.recount"


@dataclass(frozen=True)
class Letter:
    klien_id: KlienId | None = None
    notes: int = 0


def evolve(letter: Letter, event: Event) -> Letter:
    match event:
        case LetterOpened():
            return replace(letter, klien_id=event.klien_id)
        case NoteAdded():
            return replace(letter, notes=letter.notes + 1)
    return letter


def open_letter(command: OpenLetter, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    if letter.klien_id is not None:
        return refused("letter_open_already")
    return [LetterOpened(klien_id=command.klien_id, name=command.name)]


def add_note(command: AddNote, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    return [NoteAdded(klien_id=command.klien_id, words=command.words, number=letter.notes + 1)]


def recount(command: Recount, letter: Letter, _: Circumstances) -> Sequence[Event]:
    return []


DECIDES: dict[type[Command], Any] = {OpenLetter: open_letter, AddNote: add_note, Recount: recount}
LETTER = Thing("letter", (LetterOpened, NoteAdded), Letter(), evolve, DECIDES)


def deciding(executor: Executor, command: type[Command], decide: Any, ledger: Ledger | None = None) -> Executor:
    """An executor on the same vault whose letters decide this command otherwise."""
    thing = replace(LETTER, decides=DECIDES | {command: decide})
    return Executor(ledger or executor._ledger, executor._vault, [thing], circumstances)


def asked(command_id: str | None = None, causation_id: str | None = None) -> Asked:
    return Asked(CommandId(command_id or some_id()), AccountId(some_id()), some_id(), causation_id)


def circumstances() -> Circumstances:
    return Circumstances(now=datetime(2026, 11, 25, 3, tzinfo=UTC), laws=LAWS)
