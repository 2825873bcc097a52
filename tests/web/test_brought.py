"""The body of a request is its command, without the ids of its address and without what the edge finds out."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

import pytest
from fastapi import Depends, FastAPI
from pydantic import Field
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from services.attendance.hours.decider import StartService
from services.matching.placement.decider import AcceptPlacement
from shared.domain.command import Command
from shared.domain.event import Value
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.text import Reason
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.screens import dress

KLIEN = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
GOOD: dict[str, Any] = {"minutes": 20, "reason": "sakit sejak Senin", "day": "2026-03-02", "part": {"count": 1}}


class Part(Value):
    count: int


class Ask(Command):
    """Somebody asks."""

    ACTION = "wish.ask"
    STREAM = "wish-{klien_id}"
    FOUND: ClassVar[frozenset[str]] = frozenset({"seen"})

    klien_id: KlienId
    putusan_id: PutusanId
    minutes: int = Field(ge=1, description="Whole minutes")
    reason: Reason
    day: date | None = None
    part: Part | None = None
    seen: int = 7


class Loosely(Brought):
    minutes: int | None = None
    sure: bool = False


Loose = body_model(Ask, "putusan_id", base=Loosely)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    dress(app)

    @app.post("/wish/{klien_id}/{putusan_id}")
    async def asked(command: Annotated[Ask, Depends(brought(Ask, "putusan_id"))]) -> Any:
        return JSONResponse({"klien_id": command.klien_id, "minutes": command.minutes, "seen": command.seen})

    @app.post("/loose/{klien_id}/{putusan_id}")
    async def loosely(
        klien_id: KlienId, putusan_id: PutusanId, body: Annotated[Loosely, Depends(incoming(Loose))]
    ) -> Any:
        command = command_of(Ask, body, klien_id=klien_id, putusan_id=putusan_id, minutes=body.minutes or 0)
        return JSONResponse({"minutes": command.minutes})

    with TestClient(app) as running:
        yield running


def ask(client: TestClient, changes: dict[str, Any], address: str = f"/wish/{KLIEN}/{OTHER}") -> tuple[int, Any]:
    answer = client.post(address, json={name: one for name, one in (GOOD | changes).items() if one is not None})
    return answer.status_code, answer.json()


def test_the_body_is_the_command_without_its_ids_and_what_is_found() -> None:
    body = body_model(Ask, "putusan_id")
    assert list(body.model_fields) == ["minutes", "reason", "day", "part"]
    assert body is body_model(Ask, "putusan_id"), "one command has one body"
    schema, whole = body.model_json_schema(), Ask.model_json_schema()
    assert (schema["title"], schema["description"]) == (whole["title"], whole["description"])
    assert schema["properties"] == {name: whole["properties"][name] for name in body.model_fields}
    assert schema["required"] == ["minutes", "reason"]
    assert schema["additionalProperties"] is False


def test_the_command_comes_with_the_ids_of_its_path(client: TestClient) -> None:
    assert ask(client, {}) == (200, {"klien_id": KLIEN, "minutes": 20, "seen": 7})
    form = client.post(f"/wish/{KLIEN}/{OTHER}", data={"minutes": "20", "reason": GOOD["reason"], "part.count": "1"})
    assert (form.status_code, form.json()["minutes"]) == (200, 20)


@pytest.mark.parametrize(
    ("changes", "rule", "pointer"),
    [
        ({"minutes": "20"}, "form-int-type", "/minutes"),
        ({"minutes": 0}, "form-greater-than-equal", "/minutes"),
        ({"minutes": None}, "form-missing", "/minutes"),
        ({"reason": "x"}, "text-too-short", "/reason"),
        ({"day": 20_000}, "form-date-type", "/day"),
        ({"part": {"count": 1, "more": 1}}, "form-extra-forbidden", "/part/more"),
        ({"klien_id": OTHER}, "form-extra-forbidden", "/klien_id"),
        ({"putusan_id": OTHER}, "form-extra-forbidden", "/putusan_id"),
        ({"seen": 8}, "form-extra-forbidden", "/seen"),
        ({"reason": {"ref": KLIEN, "mac": "00"}}, None, "/reason"),
    ],
    ids=str,
)
def test_a_body_is_read_as_strictly_as_its_command(
    client: TestClient, changes: dict[str, Any], rule: str | None, pointer: str
) -> None:
    status, told = ask(client, changes)
    assert (status, told["errors"][0]["pointer"]) == (422, pointer)
    assert rule is None or told["errors"][0]["rule"] == rule


def test_an_id_of_the_path_that_is_none_is_refused_at_its_place(client: TestClient) -> None:
    status, told = ask(client, {}, f"/wish/nobody/{OTHER}")
    assert (status, told["errors"][0]["pointer"]) == (422, "/klien_id")


def test_what_an_address_takes_otherwise_says_its_base_and_the_command_still_judges(client: TestClient) -> None:
    assert list(Loose.model_fields) == ["minutes", "sure", "reason", "day", "part"]
    assert ask(client, {"sure": True}, f"/loose/{KLIEN}/{OTHER}") == (200, {"minutes": 20})
    status, told = ask(client, {"minutes": None}, f"/loose/{KLIEN}/{OTHER}")
    assert (status, told["errors"][0]["pointer"]) == (422, "/minutes")


def test_a_field_added_to_a_command_is_one_that_its_address_takes() -> None:
    class More(StartService):
        witness: str

    assert {*body_model(More).model_fields} - {*body_model(StartService).model_fields} == {"witness"}


def test_a_command_knows_its_stream_by_its_own_ids() -> None:
    asked: Any = Personal("sakit sejak Senin")
    assert Ask(klien_id=KlienId(KLIEN), putusan_id=PutusanId(OTHER), minutes=1, reason=asked).stream == f"wish-{KLIEN}"
    assert AcceptPlacement.stream_ids() == ("putusan_id",)
