"""``/openapi.json`` is whole: nothing in it leads nowhere or says nothing, and every part of the house serves it."""

import re
from typing import Any

import pytest

from services.catalogue import BY_NAME
from services.cli.doors import contract, whole_house
from services.intake.activity.papers.invitation import ICS
from shared.access.contract import declared
from shared.access.policy import POLICY, PUBLIC, SIGNING_IN, RoleName
from shared.domain.filed import Media
from shared.reports.files import CSV, XLSX
from shared.runtime.settings import Settings
from tests.contract import schemas_of
from tests.opened import opened

DOCUMENT = contract()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
KEYS = {"type", "$ref", "anyOf", "oneOf", "enum", "const"}
"""One of them says what a value is."""
BODILESS = {"post_placement_proposals"}
KINDS = ("application/json", "text/html", *Media, CSV, XLSX, ICS)
ANSWERS = (*({kind} for kind in KINDS), {*Media})
UNSAID = {"POST /session/end"}
"""What only a page needs: programs have DELETE /session."""


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [one for part in value for one in references(part)]
    if not isinstance(value, dict):
        return []
    return [
        *([value["$ref"]] if "$ref" in value else ()),
        *(one for part in value.values() for one in references(part)),
    ]


def led_to(reference: str) -> Any:
    found: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return found


def test_every_reference_leads_somewhere_and_every_part_is_led_to() -> None:
    found = set(references(DOCUMENT))
    assert len(found) > 60
    assert all(isinstance(led_to(one), dict) for one in found)
    assert {one.rpartition("/")[2] for one in found} == DOCUMENT["components"]["schemas"].keys()


def test_no_schema_says_nothing() -> None:
    empty = [where for where, schema in schemas_of(DOCUMENT) if schema in ({}, True) or not (KEYS & schema.keys())]
    assert not empty


def test_names_are_short_and_told_apart_without_the_modules_they_come_from() -> None:
    assert not [name for name in DOCUMENT["components"]["schemas"] if not re.fullmatch(r"[A-Z][A-Za-z]+", name)]
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if not re.fullmatch(r"(list|get|post|delete)(_[a-z]+)+", name)]
    assert {"post_putusan", "list_putusan", "get_putusan", "post_hours", "get_reports_klien"} <= set(names)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_answer_is_typed_and_every_refusal_is_a_problem(operation: dict[str, Any]) -> None:
    for status, said in operation["responses"].items():
        kinds = set(said.get("content", ()))
        if int(status) >= 400:
            assert kinds == {"application/problem+json"}, status
            assert said["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Details")
        else:
            assert kinds in ANSWERS or status == "204", status
    assert any(status < "300" for status in operation["responses"])


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_a_body_is_described_as_each_type_of_content_that_is_taken(operation: dict[str, Any]) -> None:
    kinds = set(operation.get("requestBody", {}).get("content", ()))
    name = operation["operationId"]
    usual = {"application/json", "application/x-www-form-urlencoded"}
    file = {"text/csv", XLSX, "multipart/form-data"}
    expected = {"post_putusan_imports": file | {"application/json"}, "post_hours": {"application/json"}}
    expected |= {"post_letter_files": {"multipart/form-data"}}
    expected |= {"post_letter_papers_scans": {"multipart/form-data"}}
    assert kinds in (set(), expected.get(name, file if name.endswith("_imports") else usual))
    assert bool(kinds) == (name.startswith("post_") and name not in BODILESS)


def test_security_and_roles_are_those_of_the_policy() -> None:
    said = {name: (bool(one["security"]), one["x-roles"]) for name, one in OPERATIONS.items()}
    for one in declared(whole_house()):
        if one.name not in UNSAID:
            roles = [role.value for role in RoleName if all(role in POLICY[action] for action in one.actions)]
            assert said[one.name] == (not one.actions <= PUBLIC, roles), one.name
    assert not OPERATIONS["POST /session"]["security"]


def test_every_address_of_a_service_is_described() -> None:
    declared_ones = {one.name for one in declared(whole_house())}
    assert declared_ones - OPERATIONS.keys() <= UNSAID


def test_parameters_have_their_bounds() -> None:
    of = {name: {one["name"]: one for one in found["parameters"]} for name, found in OPERATIONS.items()}
    assert of["GET /putusan"]["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    assert of["GET /putusan"]["after"]["description"]
    assert "pattern" in of["GET /putusan/{putusan_id}"]["putusan_id"]["schema"]
    assert of["POST /hours"]["Idempotency-Key"]["schema"]["maxLength"] == 200


@pytest.mark.slow
async def test_every_part_of_the_house_serves_the_same_document_to_anybody(settings: Settings) -> None:
    for number, names in enumerate([*((name,) for name in BY_NAME), tuple(BY_NAME)]):
        async with opened(settings, *names, role=SIGNING_IN[number % len(SIGNING_IN)]) as part:
            del part.headers["authorization"]
            assert (await part.get("/openapi.json")).json() == DOCUMENT, names


def asked_of(operation: dict[str, Any]) -> dict[str, Any]:
    """Every schema of what an operation is told, by where it stands; references followed."""
    said = [(f"?{one['name']}", one["schema"]) for one in operation["parameters"]]
    said += [(kind, one["schema"]) for kind, one in operation.get("requestBody", {}).get("content", {}).items()]
    found: dict[str, Any] = {}
    while said:
        where, schema = said.pop()
        if "$ref" in schema:
            schema = led_to(schema["$ref"])
        found[where] = schema
        said += [(f"{where}.{name}", part) for name, part in schema.get("properties", {}).items()]
        said += [(f"{where}[]", schema["items"])] if "items" in schema else []
        said += [(f"{where}|{n}", part) for name in ("anyOf", "oneOf") for n, part in enumerate(schema.get(name, ()))]
    return found


def test_every_list_that_is_asked_for_has_a_bound() -> None:
    lists = {
        f"{name} {where}": schema
        for name, operation in OPERATIONS.items()
        for where, schema in asked_of(operation).items()
        if schema.get("type") == "array"
    }
    assert len(lists) > 10
    assert not [one for one, schema in lists.items() if "maxItems" not in schema]
