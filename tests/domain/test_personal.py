from datetime import date

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal, personal_fields

KLIEN = KlienId("00000000-0000-4000-8000-000000000001")


class Register(Command):
    ACTION = "toy.register"
    name: Personal[str]
    born: Personal[date] | None = None


class Registered(Event):
    TYPE = "toy.registered.v1"
    klien_id: KlienId
    name: Personal[str]
    notes: tuple[Personal[str], ...] = ()


def test_a_command_takes_clear_values_and_never_shows_them() -> None:
    command = Register.model_validate_json('{"name": "Rekaan Satu", "born": "2001-02-03"}')
    assert command.name.value == "Rekaan Satu"
    assert command.born is not None
    assert command.born.value == date(2001, 2, 3)
    assert "Rekaan" not in repr(command)


def test_a_command_that_brings_a_reference_is_refused() -> None:
    with pytest.raises(ValidationError, match="in clear"):
        Register.model_validate({"name": {"ref": "r", "mac": "m"}})


def test_an_event_with_a_clear_value_cannot_be_written() -> None:
    event = Registered(klien_id=KLIEN, name=Personal("Rekaan Satu"))
    with pytest.raises(PydanticSerializationError) as refused:
        event.model_dump_json()
    assert "Rekaan" not in str(refused.value)


def test_a_sealed_event_comes_back_as_it_was_written() -> None:
    event = Registered(klien_id=KLIEN, name=Personal(ref="r", mac="m"), notes=(Personal(ref="s", mac="n"),))
    assert Registered.model_validate_json(event.model_dump_json()) == event
    assert [path for path, _ in personal_fields(event)] == ["name", "notes/0"]
