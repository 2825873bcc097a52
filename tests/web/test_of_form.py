"""What a form brings is read before it is judged: what a sender nests, repeats or breaks makes no such reading fall."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import pytest
from fastapi.exceptions import RequestValidationError

from services.attendance.hours.routes import entry
from services.cli.doors import whole_house
from shared.access.contract import declared
from shared.web.forms import validated

ODD: Final[tuple[Any, ...]] = (
    {"a": "b"},
    {"a": {"b": "c"}},
    ["a", "b"],
    [{"a": "b"}, "c"],
    "a\0b",
    "9" * 5_000,
    "\ud800",
    "-",
    "9999-12-31",
    "24.61",
)
"""What a form's names and values can make of a field."""


class Listening(dict[str, Any]):
    """Fields that remember which of them a reading looks for."""

    def __init__(self, fields: Mapping[str, Any] = {}) -> None:
        super().__init__(fields)
        self.names: set[str] = set()

    def get(self, name: str, otherwise: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, otherwise)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)


READ: Final[dict[str, Any]] = {
    one.body.form.__name__: one.body.form
    for one in declared(whole_house())
    if one.body and hasattr(one.body.form, "of_form")
}
OF_HOURS: Final = {one.__name__: one for one in (entry.of_form, entry.correction_of_form, entry.decision_of_form)}


def _odd(names: set[str]) -> Iterator[dict[str, Any]]:
    for value in ODD:
        yield from ({name: value} for name in names)
        yield dict.fromkeys(names, value)
        yield from ({**dict.fromkeys(names, "08.00"), name: value} for name in names)


@pytest.mark.parametrize("name", READ)
def test_no_form_that_is_read_otherwise_than_json_falls_over_an_odd_field(name: str) -> None:
    model = READ[name]
    listening = Listening()
    model.of_form(listening)
    assert listening.names or "device_id" in model.model_fields
    for fields in _odd(listening.names | {*model.model_fields}):
        with suppress(RequestValidationError):
            validated(model, fields)


@pytest.mark.parametrize("name", OF_HOURS)
def test_no_reading_of_hours_falls_over_an_odd_field(name: str) -> None:
    names = {"place", "day", "next_day", "breaks", "starts", "ends", "strike", "shift", "accepted", "klien_id"}
    for fields in _odd(names):
        for inner in ({}, {"shift": fields}):
            assert isinstance(OF_HOURS[name]({**fields, **inner}), Mapping)


def test_every_form_of_its_own_reading_is_among_them() -> None:
    assert {"OpenOffer", "ProfileKlien", "TellLetterhead", "EndPutusan"} <= READ.keys()
