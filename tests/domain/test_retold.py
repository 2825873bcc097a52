"""What is said once is told again under the same names, between commands, events and rows."""

import msgspec
import pytest
from pydantic import ValidationError

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.retold import retold, same

KLIEN = KlienId("00000000-0000-4000-8000-000000000001")


class Say(Command):
    ACTION = "words.say"
    STREAM = "words-{klien_id}"
    klien_id: KlienId
    number: int = 0
    aside: bool = True


class Said(Event):
    TYPE = "words.said-again.v1"
    klien_id: KlienId
    number: int
    told: int = 1


class SaidRow(msgspec.Struct, frozen=True):
    klien_id: str
    number: int
    position: int


def test_a_command_is_told_in_its_event_and_the_event_in_its_row() -> None:
    event = retold(Said, Say(klien_id=KLIEN, number=3))
    assert event == Said(klien_id=KLIEN, number=3)
    assert retold(SaidRow, event, position=7) == SaidRow(KLIEN, 3, 7)
    assert retold(Say, SaidRow(KLIEN, 3, 7)) == Say(klien_id=KLIEN, number=3)


def test_what_one_says_for_itself_stands() -> None:
    assert retold(Said, Say(klien_id=KLIEN, number=3), number=4, told=2) == Said(klien_id=KLIEN, number=4, told=2)
    assert same(SaidRow, Say(klien_id=KLIEN)) == {"klien_id": KLIEN, "number": 0}


def test_what_nobody_says_is_missed() -> None:
    with pytest.raises(ValidationError):
        retold(Say, object())
    with pytest.raises(TypeError):
        retold(SaidRow, Say(klien_id=KLIEN))
