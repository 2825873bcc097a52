"""What a request brings is read one way: JSON strictly, forms leniently, anything else not at all, and never a 500."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from shared.domain.command import Command
from shared.domain.event import Value
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.sentence import Regime
from shared.domain.text import Line, Reason
from shared.web.forms import FIELDS_MAX, incoming
from shared.web.screens import dress
from shared.web.texts import Texts

KLIEN = "00000000-0000-4000-8000-000000000001"
GOOD: dict[str, Any] = {
    "klien_id": KLIEN,
    "name": "Contoh",
    "reason": "sakit sejak Senin",
    "minutes": 20,
    "agreed": True,
    "day": "2026-03-02",
    "born": "1990-03-02",
    "at": "2026-03-02T08:00:00+07:00",
    "regime": "adult",
    "days": [1, 2],
    "part": {"minutes": 5, "until": "2026-03-02"},
}
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Part(Value):
    minutes: int
    until: date | None = None


class Wish(Command):
    ACTION = "wish.make"
    klien_id: KlienId
    name: Personal[Line]
    reason: Reason | None = None
    minutes: int = Field(ge=1)
    agreed: bool = False
    day: date | None = None
    born: Personal[date] | None = None
    at: datetime | None = None
    regime: Regime | None = None
    days: tuple[int, ...] = ()
    part: Part | None = None


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    dress(app)

    @app.post("/wish")
    async def wish(request: Request, made: Annotated[Wish, Depends(incoming(Wish))]) -> Any:
        return JSONResponse({"minutes": made.minutes, "days": list(made.days)}, 201)

    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def told(client: TestClient, body: bytes | str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Status and rule by pointer; everything that is refused says how to mend it."""
    found = client.post("/wish", content=body, headers=headers)
    errors = found.json().get("errors", [])
    assert all(error["remedy"] for error in errors), errors
    assert not [error["rule"] for error in errors if error["rule"] not in client.app.state.texts.rules]  # type: ignore[attr-defined]
    return found.status_code, {error["pointer"]: error["rule"] for error in errors}


def test_every_type_as_json_writes_it_is_read(client: TestClient) -> None:
    assert client.post("/wish", json=GOOD).status_code == 201
    for charset in ("utf-8", "UTF-8", '"utf-8"'):
        kind = {"content-type": f"application/json; charset={charset}"}
        assert client.post("/wish", json=GOOD, headers=kind).status_code == 201


@pytest.mark.parametrize(
    ("field", "typed", "rule"),
    [
        ("minutes", "true", "form-int-type"),
        ("minutes", '"20"', "form-int-type"),
        ("minutes", "20.0", "form-int-type"),
        ("minutes", "2e1", "form-int-type"),
        ("minutes", "NaN", "json-not-a-number"),
        ("minutes", "-Infinity", "json-not-a-number"),
        ("agreed", "1", "form-bool-type"),
        ("agreed", '"true"', "form-bool-type"),
        ("day", "1791162000", "form-date-type"),
        ("day", '"1791162000"', "form-date-parsing"),
        ("day", "true", "form-date-type"),
        ("born", '"636336000"', "time-as-number"),
        ("born", "636336000", "form-date-type"),
        ("at", "1791162000", "form-datetime-type"),
        ("at", "1791162000.5", "form-datetime-type"),
        ("at", '"1791162000"', "time-as-number"),
        ("at", '"2026-03-02"', "form-datetime-parsing"),
        ("regime", "1", "form-enum"),
        ("name", "5", "form-string-type"),
        ("name", '{"ref": "r", "mac": "m"}', "form-string-type"),
        ("reason", '{"ref": "r", "mac": "m"}', "form-string-type"),
        ("reason", '{"value": "sakit sejak Senin"}', "form-string-type"),
        ("klien_id", "5", "form-string-type"),
        ("days", '"1"', "form-tuple-type"),
        ("days", '{"0": 1}', "form-tuple-type"),
        ("part", "[]", "form-model-type"),
    ],
)
def test_json_of_another_type_is_refused_at_its_place(client: TestClient, field: str, typed: str, rule: str) -> None:
    rest = {name: value for name, value in GOOD.items() if name != field}
    body = client.build_request("POST", "/wish", json=rest).content.decode()[:-1] + f', "{field}": {typed}}}'
    assert told(client, body, JSON) == (422, {f"/{field}": rule})


@pytest.mark.parametrize(
    ("body", "pointer", "rule"),
    [
        ('{"minutes": 1, "minutes": 2}', "/minutes", "json-key-twice"),
        ('{"part": {"minutes": 1, "minutes": 1}}', "/part/minutes", "json-key-twice"),
        ('{"days": [{"a": 1, "a": 2}]}', "/days/0/a", "json-key-twice"),
        ('{"x": %s}' % ("[" * 50 + "]" * 50), "/x" + "/0" * 20, "json-too-deep"),
        ("[" * 100_000, None, "form-json-invalid"),
        ('{"minutes": %s}' % ("9" * 5_000), None, "form-json-invalid"),
        ('{"name": "\\ud800"}', None, "form-json-invalid"),
        ('{"\\ud800": 1}', None, "form-json-invalid"),
        ('{"\\ud800": 1, "\\ud800": 2}', None, "form-json-invalid"),
        ('{"x": [NaN, {"y": "\\udfff"}]}', None, "form-json-invalid"),
        ("{", None, "form-json-invalid"),
        ("", None, "form-json-invalid"),
        ("[]", None, "form-model-type"),
        ('"teks"', None, "form-model-type"),
        ("null", None, "form-model-type"),
    ],
)
def test_json_that_says_two_things_or_none_is_refused(
    client: TestClient, body: str, pointer: str | None, rule: str
) -> None:
    found = client.post("/wish", content=body, headers=JSON)
    assert (found.status_code, found.json()["errors"][0]["pointer"], found.json()["rule"]) == (422, pointer, rule)
    assert client.post("/wish", content=b'{"name": "\xff"}', headers=JSON).json()["rule"] == "form-json-invalid"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        FORM,
        {"content-type": "text/plain"},
        {"content-type": "text/csv"},
        {"content-type": "application/xml"},
        {"content-type": ";;"},
    ],
)
def test_json_that_is_not_called_json_is_answered_in_words(client: TestClient, headers: dict[str, str]) -> None:
    body = client.build_request("POST", "/wish", json=GOOD).content
    for sent in (body, b" \n" + body, b"[" + body + b"]"):
        found = client.post("/wish", content=sent, headers=headers)
        assert (found.status_code, found.json()["rule"]) == (415, "content-type")
        assert "Content-Type: application/json" in found.json()["errors"][0]["remedy"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "multipart/form-data; boundary=x; charset=idna",
        "multipart/form-data; boundary=x; charset=nothing",
        "multipart/form-data; boundary=x; charset=utf-7",
    ],
)
def test_another_charset_is_answered_in_words(client: TestClient, kind: str) -> None:
    found = client.post("/wish", content=b"--x--", headers={"content-type": kind})
    assert (found.status_code, found.json()["rule"]) == (415, "content-charset")


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("a=1&a.b=2", "form-name-nests"),
        ("a.b=2&a=1", "form-name-nests"),
        ("a.b=1&a.b.c=2", "form-name-nests"),
        ("a..b=1", "form-name-nests"),
        (".=1", "form-name-nests"),
        ("a" + ".a" * 500 + "=1", "form-name-nests"),
        ("a=1&a=2&a.b=3", "form-name-nests"),
        ("name=%ff", "form-unreadable"),
        ("&".join(f"a{number}=1" for number in range(FIELDS_MAX + 1)), "form-unreadable"),
        ("minutes=1&minutes=2", "form-int-type"),
        ("_foo=1", "form-extra-forbidden"),
    ],
)
def test_a_form_whose_names_contradict_each_other_is_refused(client: TestClient, body: str, rule: str) -> None:
    found = client.post("/wish", content=body, headers=FORM)
    assert found.status_code == 422
    assert rule in {error["rule"] for error in found.json()["errors"]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nb\r\n--x--\r\n',
        b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n",
    ],
)
def test_a_broken_multipart_form_is_no_bug(client: TestClient, body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
        assert client.post("/wish", content=body, headers={"content-type": kind}).status_code == 422


def test_a_form_is_lenient_in_types_and_passes_the_same_validators(client: TestClient) -> None:
    typed = {"klien_id": KLIEN, "name": " Contoh ", "minutes": "20", "agreed": "true", "part.minutes": "5"}
    assert client.post("/wish", data=typed | {"days": ["1", "2"]}).json() == {"minutes": 20, "days": [1, 2]}
    parts = {name: (None, text) for name, text in typed.items()}
    assert client.post("/wish", files=parts).status_code == 201, "and so as multipart"
    for field, wrong, rule in (
        ("name", "\x00", "text-control"),
        ("reason", "sakit", "text-too-short"),
        ("day", "1772409600", "time-as-number"),
        ("at", "1791162000", "time-as-number"),
        ("part.until", "1772409600", "time-as-number"),
    ):
        found = client.post("/wish", data=typed | {field: wrong})
        pointers = {error["pointer"]: error["rule"] for error in found.json()["errors"]}
        assert (found.status_code, pointers) == (422, {"/" + field.replace(".", "/"): rule})


def test_a_name_that_nobody_knows_is_not_repeated_at_length(client: TestClient) -> None:
    found = client.post("/wish", json=GOOD | {"a" * 5_000: 1})
    assert len(found.json()["errors"][0]["pointer"]) < 200


def test_every_rule_of_the_doors_has_words_and_a_remedy(client: TestClient) -> None:
    texts: Texts = client.app.state.texts  # type: ignore[attr-defined]
    doors = [rule for rule in texts.rules if rule.startswith(("text-", "json-", "content-", "form-name", "time-as"))]
    assert len(doors) > 15
    assert texts.missing([*doors, "not-storable"]) == []
    assert all("remedy_id" in texts.rules[rule] and "remedy_en" in texts.rules[rule] for rule in doors)
