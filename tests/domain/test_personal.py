import json
from datetime import date

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.personal import SEALED, Personal, personal_fields
from shared.domain.text import Reason

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
    for bring in (Register.model_validate, lambda fields: Register.model_validate_json(json.dumps(fields))):
        with pytest.raises(ValidationError, match="in clear"):
            bring({"name": {"ref": "r", "mac": "m"}})
    with pytest.raises(ValidationError, match="in clear"):
        Register(name=Personal(ref="r", mac="m"))


def test_a_personal_value_is_neither_true_nor_false() -> None:
    for personal in (Personal(""), Personal("x"), Personal(ref="r", mac="m")):
        with pytest.raises(TypeError, match="is None"):
            bool(personal)


def test_a_value_that_is_there_already_is_read_as_the_new_field_reads_it() -> None:
    class Because(Command):
        ACTION = "toy.because"
        reason: Reason

    assert Because(reason=Personal(" sakit sejak Senin ")).reason.value == "sakit sejak Senin"
    with pytest.raises(ValidationError, match="text-too-short"):
        Because(reason=Personal("sakit"))


def test_an_event_with_a_clear_value_cannot_be_written() -> None:
    event = Registered(klien_id=KLIEN, name=Personal("Rekaan Satu"))
    with pytest.raises(PydanticSerializationError) as refused:
        event.model_dump_json()
    assert "Rekaan" not in str(refused.value)


def test_a_sealed_event_comes_back_as_it_was_written() -> None:
    event = Registered(klien_id=KLIEN, name=Personal(ref="r", mac="m"), notes=(Personal(ref="s", mac="n"),))
    assert Registered.model_validate_json(event.model_dump_json(), context=SEALED) == event
    assert [path for path, _ in personal_fields(event)] == ["name", "notes/0"]
