"""What is told of a request: its address by template, codes and ids; never what was typed, asked or sent."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from structlog.testing import capture_logs

from services.cli.watching import watch
from shared.access.policy import Actor, RoleName
from shared.access.signin import ACTOR_KEY
from shared.domain.identifiers import AccountId
from shared.runtime.metrics import exposition
from shared.web.problems import on_busy
from shared.web.screens import dress
from tests.logged import logged

KLIEN = "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11"
NAME = "Sukarni"
ACCOUNT = AccountId("7b0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a22")
router = APIRouter(prefix="/watched")


@router.get("/{klien_id}")
async def one(request: Request, klien_id: str) -> str:
    request.scope[ACTOR_KEY] = Actor(account_id=ACCOUNT, name=NAME, role=RoleName.OFFICER)
    if klien_id == "broken":
        raise ValueError(NAME)
    if klien_id == "away":
        raise ConnectionError(NAME)
    return klien_id


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    dress(app)
    on_busy(app, ConnectionError, "database-away")
    app.include_router(router)
    watch(app)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://house") as asking:
        yield asking


async def test_a_line_a_request_names_template_account_and_ids_only(client: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.get(f"/watched/{KLIEN}?name=Sukarni", headers={"x-name": "Sukarni"})
        await client.get("/watched/Sukarni")
        await client.get("/Sukarni/Binti")
        await client.request("SUKARNI", f"/watched/{KLIEN}")
        await client.get("/watched/broken")
    told = [
        (line["method"], line["route"], line["status"], line.get("klien_id"), line.get("account")) for line in lines
    ]
    assert told == [
        ("GET", "/watched/{klien_id}", 200, KLIEN, ACCOUNT),
        ("GET", "/watched/{klien_id}", 200, None, ACCOUNT),
        ("GET", "-", 404, None, None),
        ("other", "/watched/{klien_id}", 405, KLIEN, None),
        ("GET", "/watched/{klien_id}", 500, None, ACCOUNT),
    ]
    assert NAME not in str([{**line, "exc_info": None} for line in lines])


async def test_a_bug_is_one_line_with_its_place_and_kind_and_none_of_its_words(client: httpx2.AsyncClient) -> None:
    with logged() as said:
        assert (await client.get(f"/watched/broken?name={NAME}")).status_code == 500
    (line,) = map(json.loads, said.getvalue().splitlines())
    assert (line["level"], line["event"], line["route"], line["status"]) == (
        "error",
        "request",
        "/watched/{klien_id}",
        500,
    )
    assert "test_watching.py" in line["exception"]
    assert line["exception"].endswith("ValueError")
    assert NAME not in said.getvalue()


async def test_what_is_answered_and_no_bug_is_told_in_the_same_line(client: httpx2.AsyncClient) -> None:
    with logged() as said:
        assert (await client.get(f"/watched/away?name={NAME}")).status_code == 503
    (line,) = map(json.loads, said.getvalue().splitlines())
    told = {name: line.get(name) for name in ("level", "event", "route", "status", "rule", "error")}
    assert told == {
        "level": "warning",
        "event": "request",
        "route": "/watched/{klien_id}",
        "status": 503,
        "rule": "database-away",
        "error": "ConnectionError",
    }
    assert NAME not in said.getvalue()


async def test_head_is_told_by_its_template_too(client: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.head(f"/watched/{KLIEN}")
    assert [(line["method"], line["route"], line.get("klien_id")) for line in lines] == [
        ("HEAD", "/watched/{klien_id}", KLIEN)
    ]


async def test_a_figure_a_request_has_no_label_that_a_caller_chooses(client: httpx2.AsyncClient) -> None:
    await client.get("/watched/Rahasia")
    await client.request("RAHASIA", "/rahasia")
    body = exposition()[0].decode()
    assert 'bakti_http_request_seconds_count{method="GET",route="/watched/{klien_id}",status="200"}' in body
    assert 'bakti_http_request_seconds_count{method="other",route="-",status="404"}' in body
    assert "ahasia" not in body.lower()
    assert "bakti_http_requests_open 0.0" in body
