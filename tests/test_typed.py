"""Whatever people may type, generated from the models themselves: no text, reason or type slips past the doors.

A field that a later change adds is tested the day it is added.
"""

import json
import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, NewType, Union, get_args, get_origin

import asyncpg
import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, SecretStr, StringConstraints

import services.catalogue  # noqa: F401 — every model of the house
from shared.access.policy import RoleName
from shared.domain.command import Command
from shared.domain.personal import Personal
from shared.domain.text import LIST_MOST, REASON_LEAST, Text
from shared.runtime.settings import Settings
from shared.web import screens
from shared.web.forms import WRONG_TEXTS, of_json, validated
from shared.web.problems import faults_of
from shared.web.texts import Texts
from tests.opened import opened

TEXTS = Texts.gather([screens.HERE])
BAD_TEXTS = {
    "text-control": "Balai\x00Desa Karangan",
    "text-control, escape": "Balai\x1b[2JDesa Karangan",
    "text-direction": "Balai \u202eDesa Karangan",
    "text-tag": "Balai\U000e0041Desa Karangan",
    "text-not-a-character": "Balai\uffffDesa Karangan",
    "text-invisible": "\u200b",
    "text-invisible, empty": "",
    "text-invisible, blank": " \t\n",
    "text-too-long": "a" * (LIST_MOST + 1),
}
NIK = "3503120101900001"
FREE = {
    "SignIn.next": "an address of ours, looked at as one",
    "Code.next": "an address of ours, looked at as one",
    "Chosen.next": "an address of ours, looked at as one",
    "FirstCode.next": "an address of ours, looked at as one",
    "RegisterPutusan.written": "the paper as it came, for correction; sealed",
    "RegisterPutusan.unreadable.written": "the cell as it came; sealed",
    "CorrectPaper.written": "the same",
    "CorrectPaper.unreadable.written": "the same",
    "Unreadable.written": "the cell as it came; sealed",
    "Stood.written": "what stood, as it was kept; sealed",
}
REASONS = ("reason", "override")


class Leaf(NamedTuple):
    """One value that somebody types: where it stands, its type, and what reads it."""

    model: type[BaseModel]
    path: tuple[str | int, ...]
    kind: Any
    metadata: tuple[Any, ...]
    personal: bool

    @property
    def name(self) -> str:
        return ".".join((self.model.__name__, *(part for part in self.path if isinstance(part, str))))

    @property
    def text(self) -> Text | None:
        return next((one for one in self.metadata if isinstance(one, Text)), None)

    def holding(self, value: Any) -> Any:
        """A body with this value in its place and nothing beside it."""
        for part in reversed(self.path):
            value = [value] if isinstance(part, int) else {part: value}
        return value

    @property
    def pointer(self) -> str:
        return "".join(f"/{part}" for part in self.path)


def brought() -> list[type[BaseModel]]:
    """Every command, and every model of a request: what is read without tolerance."""

    def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for sub in model.__subclasses__():
            yield sub
            yield from below(sub)

    ours = (model for model in below(BaseModel) if model.__module__.startswith(("services.", "shared.access.")))
    found = dict.fromkeys(model for model in ours if model.model_config.get("extra") == "forbid")
    # A command and the body made of it have one name: as they were found, so that every worker has one order.
    return sorted(found, key=lambda model: (model.__module__, model.__qualname__))


def leaves(
    model: type[BaseModel], path: tuple[str | int, ...], kind: Any, metadata: tuple[Any, ...] = ()
) -> Iterator[Leaf]:
    """The values that a type is made of, with what reads each."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, NewType):
        yield from leaves(model, path, kind.__supertype__, metadata)
    elif origin is Annotated:
        yield from leaves(model, path, arguments[0], (*metadata, *arguments[1:]))
    elif origin is Personal:
        yield from (leaf._replace(personal=True) for leaf in leaves(model, path, arguments[0], metadata))
    elif origin in (Union, types.UnionType):
        for part in (part for part in arguments if part is not type(None)):
            yield from leaves(model, path, part, metadata)
    elif origin is tuple:
        yield from leaves(model, (*path, 0), arguments[0])
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if name not in getattr(kind, "FOUND", ()):  # what the edge finds out nobody types
                yield from leaves(model, (*path, name), field.annotation, tuple(field.metadata))
    else:
        yield Leaf(model, path, kind, metadata, personal=False)


LEAVES = [leaf for model in brought() for leaf in leaves(model, (), model)]
TYPED = [leaf for leaf in LEAVES if leaf.text is not None]


def told(model: type[BaseModel], body: Any, *, form: bool = False) -> dict[str, str]:
    """The rule at each pointer; each of our own says how to mend it."""
    try:
        found = validated(model, body) if form else of_json(model, body)
        faults = getattr(found, WRONG_TEXTS, ())  # it is judged only: all that is wrong is told at once
    except RequestValidationError as refused:
        faults = faults_of(refused.errors())
    assert faults
    for fault in faults:
        if not fault.rule.startswith("form-"):
            assert TEXTS.remedy(fault.rule, fault.facts, screens.language.Language.ID), fault.rule
    return {fault.pointer or "": fault.rule for fault in faults}


def test_the_models_are_found() -> None:
    found = {leaf.name for leaf in LEAVES}
    assert {"Paper.name", "RegisterPutusan.paper.name", "AcceptPlacement.override", "RegisterIpd.name"} <= found
    assert len(TYPED) > 40
    assert {model for model in brought() if issubclass(model, Command)} >= {
        sub for sub in Command.__subclasses__() if sub.__module__.startswith("services.")
    }


def test_every_text_that_is_brought_is_an_identifier_or_read_by_the_text_type() -> None:
    bare = {
        leaf.name
        for leaf in LEAVES
        if leaf.kind is str
        and leaf.text is None
        and not any(isinstance(one, StringConstraints) and one.pattern for one in leaf.metadata)
    }
    assert bare <= FREE.keys()


@pytest.mark.parametrize("leaf", TYPED, ids=lambda leaf: leaf.name)
def test_no_text_field_takes_what_nobody_can_see_show_or_store(leaf: Leaf) -> None:
    for form in (False, True):
        for kind, typed in BAD_TEXTS.items():
            rule = told(leaf.model, leaf.holding(typed), form=form)[leaf.pointer]
            identifier = rule == "form-string-pattern-mismatch"
            assert rule == kind.partition(",")[0] or identifier, (rule, kind)
        if leaf.text and leaf.text.public:
            assert told(leaf.model, leaf.holding(NIK), form=form)[leaf.pointer] == "text-nik"


def test_what_stands_in_the_ledger_in_clear_holds_no_nik() -> None:
    accounts = ("SignIn", "NewAccount", "Code", "FirstCode", "NewOpening")  # which stand in the accounts' own tables
    clear = [leaf for leaf in TYPED if not leaf.personal and leaf.kind is str and leaf.model.__name__ not in accounts]
    assert not [leaf.name for leaf in clear if leaf.text and not leaf.text.public and leaf.name != "Search.words"]


@pytest.mark.parametrize(
    "leaf", [leaf for leaf in LEAVES if leaf.path[-1] in REASONS and leaf.personal], ids=lambda leaf: leaf.name
)
def test_a_reason_is_a_reason(leaf: Leaf) -> None:
    assert leaf.text is not None
    assert leaf.text.least == REASON_LEAST
    for typed in ("", " ", "\u200b", "123456789", "1 2 3 4 5 6 7 8 9 ", "sakit"):
        for form in (False, True):
            assert told(leaf.model, leaf.holding(typed), form=form)[leaf.pointer] in (
                "text-invisible",
                "text-too-short",
            )


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if leaf.personal], ids=lambda leaf: leaf.name)
def test_a_personal_value_is_never_brought_as_a_reference(leaf: Leaf) -> None:
    reference = {"ref": "00000000-0000-4000-8000-000000000001", "mac": "m"}
    for form in (False, True):
        assert told(leaf.model, leaf.holding(reference), form=form)[leaf.pointer].startswith("form-")


@pytest.mark.parametrize("model", brought(), ids=lambda model: model.__name__)
def test_an_unknown_field_is_refused_at_any_depth(model: type[BaseModel]) -> None:
    groups = {leaf.path[:-1] for leaf in LEAVES if leaf.model is model and isinstance(leaf.path[-1], str)}
    for group in groups:
        strange = Leaf(model, (*group, "shoe_size"), int, (), False)
        assert told(model, strange.holding(43))[strange.pointer] == "form-extra-forbidden"


SCALARS: dict[type, tuple[Any, ...]] = {int: (True, "20", 2.5, 1.0), bool: (1, "true", "ya"), str: (5, True, ["a"])}


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if leaf.kind is not SecretStr], ids=lambda leaf: leaf.name)
def test_json_is_read_as_it_is_typed(leaf: Leaf) -> None:
    wrong = SCALARS.get(leaf.kind, (1791162000, 1772409600, 1.5, True))
    for value in wrong:
        assert told(leaf.model, leaf.holding(value)).get(leaf.pointer), value


STRANGE = (
    *BAD_TEXTS.values(),
    NIK,
    {"ref": "r", "mac": "m"},
    True,
    "20",
    10**30,
    -(10**30),
    1.5,
    1791162000,
    "1772409600",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59-12:00",
    [],
    {},
)


@pytest.mark.slow
async def test_no_address_answers_anything_of_it_with_a_bug_or_writes_it_in_clear(settings: Settings) -> None:
    """One strange value at a time into every field of every body that the house's own description names."""
    async with opened(settings, "intake", "matching", "attendance", "reporting", role=RoleName.OFFICER) as office:
        described = (await office.get("/openapi.json")).json()
        bodies = {
            path: operation["requestBody"]["content"]["application/json"]["schema"]
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
            if method == "post" and "application/json" in operation.get("requestBody", {}).get("content", {})
        }
        assert len(bodies) >= 9
        for path, schema in bodies.items():
            address = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000001", path)
            first = schema.get("anyOf", [schema])[0]
            if "$ref" not in first:  # a document of other offices, by their names
                names = ["nomor_perkara", "a.b"]
            else:
                names = described["components"]["schemas"][first["$ref"].rpartition("/")[2]]["properties"]
            for name in names:
                for value in STRANGE:
                    body = json.dumps({name: value})
                    answer = await office.post(address, content=body, headers={"content-type": "application/json"})
                    assert answer.status_code < 500, (address, name, value, answer.text)
    connection = await asyncpg.connect(str(settings.database_url))
    written = await connection.fetch("SELECT convert_from(payload, 'UTF8') AS payload FROM ledger.event")
    await connection.close()
    assert written, "a paper of one field is a paper, and kept as rejected"
    assert not [row["payload"] for row in written if NIK in row["payload"] or "\\u0000" in row["payload"]]
