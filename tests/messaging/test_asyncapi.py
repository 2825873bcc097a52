"""The feed's description lists every event with its schema, and its page loads nothing from elsewhere."""

import re
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.testclient import TestClient

from services.intake.putusan import events as putusan
from shared.domain.event import Event
from shared.ledger.recorded import Recorded
from shared.messaging.asyncapi import HEADERS, asyncapi_routes, document
from shared.messaging.cloudevents import headers_of
from shared.messaging.feed import FOLLOWERS
from tests.messaging.readers import BOOK


def test_every_event_is_listed_with_its_own_schema() -> None:
    found = document(BOOK)
    assert found["asyncapi"] == "3.0.0"
    sent = {operation["channel"]["$ref"].rpartition("/")[2] for operation in found["operations"].values()}
    assert sent == set(found["channels"]) == {*Event.KNOWN, FOLLOWERS}
    for name, event in Event.KNOWN.items():
        message = found["components"]["messages"][f"{name}:Message"]
        assert message["payload"]["$ref"] == f"#/components/schemas/{event.__name__}"
        assert set(found["components"]["schemas"][event.__name__].get("properties", {})) == set(event.model_fields)


def test_the_batch_subscriber_receives_every_event() -> None:
    found = document(BOOK)
    assert found["operations"][FOLLOWERS]["action"] == "receive"
    assert set(found["channels"][FOLLOWERS]["messages"]) == set(Event.KNOWN)
    assert len(found["operations"][FOLLOWERS]["messages"]) == len(Event.KNOWN)


def test_the_attributes_described_are_those_that_are_sent() -> None:
    entry = Recorded("b", 1, "hours-1", 1, "e", "t", 1, "s", b"{}", b"{}", datetime(2026, 3, 2, tzinfo=UTC), b"h")  # type: ignore[arg-type]
    assert headers_of(entry, 1, b"").keys() - {"content-type"} == HEADERS.keys()


def test_every_reference_leads_somewhere() -> None:
    found = document(BOOK)
    for reference in set(re.findall(r'"\$ref": ?"#/([^"]+)"', TestClient(_app()).get("/asyncapi.json").text)):
        place = found
        for part in reference.split("/"):
            place = place[part]


def test_a_personal_value_is_described_as_sealed() -> None:
    field = document(BOOK)["components"]["schemas"][putusan.PutusanReceived.__name__]["properties"]["name"]
    assert field["required"] == ["ref", "mac"]


def test_the_page_has_no_script_no_inline_style_and_loads_only_its_stylesheet() -> None:
    client = TestClient(_app())
    html = client.get("/asyncapi").text
    assert "<script" not in html
    assert "style=" not in html
    assert set(re.findall(r'(?:src|href)="([^#"][^"]*)"', html)) == {"/asyncapi/asyncapi.css", "/asyncapi.json"}
    assert all(f'id="{name}"' in html for name in Event.KNOWN)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))
    assert "url(" not in client.get("/asyncapi/asyncapi.css").text


def _app() -> Starlette:
    return Starlette(routes=asyncapi_routes(BOOK))
