"""A refusal becomes RFC 9457, with every reason, in the asker's language."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from pydantic import Field
from starlette.requests import Request
from starlette.testclient import TestClient

from shared.domain.command import Command
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, Severity
from shared.web import problems
from shared.web.forms import incoming
from shared.web.language import Language
from shared.web.paging import AnyPosition, Cursors, Edge, Limit, address_with
from shared.web.problems import Problem, answer, faults_of, in_words
from shared.web.screens import dress, screen
from shared.web.texts import Texts


class Wish(Command):
    ACTION = "wish.make"
    name: Personal[str]
    minutes: int = Field(ge=1)


WISHES = Cursors("wish", date, AnyPosition)


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    dress(app)

    @app.post("/wish")
    async def wish(request: Request, made: Annotated[Wish, Depends(incoming(Wish))]) -> Any:
        faults = (
            Fault("cursor", pointer="/minutes", citation="KUHP 85(5)"),
            Fault("idempotency-key", {"length_max": 1200}, severity=Severity.CONFLICT),
        )
        return answer(request, Refused(faults))

    @app.get("/list")
    async def rows(request: Request, limit: Limit = 50, cursor: str | None = None) -> Any:
        if cursor:
            WISHES.read(cursor)
        following = address_with(request, cursor=WISHES.write(Edge((date(2026, 1, 2), 2))))
        return screen(request, "x.html", {"items": (1, 2), "next": following})

    @app.get("/bug")
    async def bug() -> None:
        raise RuntimeError("3503120101900001")

    @app.get("/forbidden")
    async def forbidden() -> None:
        raise Problem(403, Fault("status-403"))

    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def test_every_reason_is_told_in_indonesian(client: TestClient) -> None:
    found = client.post("/wish", json={"name": "Contoh", "minutes": 3})
    assert found.status_code == 409
    assert found.headers["content-type"] == "application/problem+json"
    body = found.json()
    assert [error["rule"] for error in body["errors"]] == ["cursor", "idempotency-key"]
    assert body["errors"][0]["pointer"] == "/minutes"
    assert body["errors"][0]["remedy"] == "Mulai lagi tanpa cursor."
    assert "1.200 huruf" in body["detail"]
    assert body["citation"] == "KUHP 85(5)"
    assert body["instance"] == "/wish"


def test_english_where_asked(client: TestClient) -> None:
    found = client.post(
        "/wish", json={"name": "Contoh", "minutes": 3}, headers={"Accept-Language": "en-GB,en;q=0.9,id;q=0.5"}
    )
    assert "1,200 characters" in found.json()["detail"]
    assert found.headers["content-language"] == "en"


def test_fields_are_named_and_values_never_repeated(client: TestClient) -> None:
    found = client.post("/wish", json={"minutes": 0, "nik": "3503120101900001", "name": 7})
    assert found.status_code == 422
    pointers = {error["pointer"]: error["rule"] for error in found.json()["errors"]}
    assert pointers == {
        "/minutes": "form-greater-than-equal",
        "/nik": "form-extra-forbidden",
        "/name": "form-string-type",
    }
    assert "3503120101900001" not in found.text


def test_a_form_is_the_same_command(client: TestClient) -> None:
    assert client.post("/wish", data={"minutes": "3", "name": "Contoh"}).status_code == 409
    assert client.post("/wish", data={"minutes": "", "name": "Contoh"}).json()["errors"][0]["rule"] == "form-missing"


def test_json_that_is_none(client: TestClient) -> None:
    found = client.post("/wish", content=b"{", headers={"Content-Type": "application/json"})
    assert (found.status_code, found.json()["rule"]) == (422, "form-json-invalid")


def test_a_bug_says_nothing_of_itself(client: TestClient) -> None:
    found = client.get("/bug")
    assert found.status_code == 500
    assert "35031" not in found.text
    assert found.json()["rule"] == "status-500"


def test_people_get_a_page(client: TestClient) -> None:
    found = client.get("/forbidden", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert found.status_code == 403
    assert "<h1>Tidak berwenang</h1>" in found.text
    assert "default-src 'self'" in found.headers["content-security-policy"]
    assert client.get("/nowhere").json()["status"] == 404


def test_the_cursor_leads_to_the_next_page(client: TestClient) -> None:
    found = client.get("/list?limit=2&after=3").json()
    assert found["next"].startswith("/list?limit=2&cursor=")
    assert client.get(found["next"]).status_code == 200
    assert client.get("/list?cursor=%%%").json()["rule"] == "cursor"
    assert client.get("/list?limit=1000").status_code == 422


NOT_OURS = {
    "no base64": "%%%",
    "no JSON": "YQ",
    "not in one line": WISHES.write(Edge((date(2026, 1, 2), 2))) + "\n",
    "padded": WISHES.write(Edge((date(2026, 1, 2), 2))) + "=",
    "of another list": Cursors("hours", date, AnyPosition).write(Edge((date(2026, 1, 2), 2))),
    "of another type": Cursors("wish", str, AnyPosition).write(Edge(("infinity", 2))),
    "of seconds": Cursors("wish", str, AnyPosition).write(Edge(("1767312000", 2))),
    "a text for a position": Cursors("wish", date, str).write(Edge((date(2026, 1, 2), "2"))),
    "a position that no column holds": Cursors("wish", date, int).write(Edge((date(2026, 1, 2), 2**63))),
    "a position before the first": Cursors("wish", date, int).write(Edge((date(2026, 1, 2), -1))),
    "a truth": Cursors("wish", date, bool).write(Edge((date(2026, 1, 2), True))),
    "too short": Cursors("wish", date).write(Edge((date(2026, 1, 2),))),
    "too long": Cursors("wish", date, int, int).write(Edge((date(2026, 1, 2), 2, 2))),
    "an object": "e30",
}


@pytest.mark.parametrize("cursor", NOT_OURS.values(), ids=NOT_OURS)
def test_a_cursor_that_this_list_did_not_hand_out_is_refused_in_words(client: TestClient, cursor: str) -> None:
    found = client.get("/list", params={"cursor": cursor})
    assert (found.status_code, found.json()["rule"]) == (422, "cursor")


def test_a_page_speaks_indonesian_and_a_program_what_it_asks_for(client: TestClient) -> None:
    english = {"Accept-Language": "en"}
    for address, said in (("/nowhere", "nothing at this address"), ("/forbidden", "may not do this")):
        found = client.get(address, headers=english)
        assert (found.headers["content-language"], said in found.json()["detail"]) == ("en", True)
        page = client.get(address, headers=english | {"Accept": "text/html"})
        assert (page.headers["content-language"], said in page.text) == ("id", False)
    assert "does not take that method" in client.put("/list", headers=english).json()["detail"]
    assert "At most 200" in client.get("/list?limit=201", headers=english).json()["detail"]
    assert "Paling banyak 200" in client.get("/list?limit=201").json()["detail"]


@pytest.mark.parametrize("language", Language)
def test_what_a_library_says_of_a_value_is_told_in_our_words_and_never_in_its_own(language: Language) -> None:
    quoting = {
        "type": "union_tag_invalid",
        "loc": ("a",),
        "msg": "Input 'Sukarni'",
        "ctx": {"tag": "Sukarni"},
    }
    (said,) = in_words(Texts.gather([Path(problems.__file__).parent]), language, 422, faults_of([quoting]), "/").errors
    assert (said.rule, said.pointer, "Sukarni" in str(said), "Input" in str(said)) == (
        "form-union-tag-invalid",
        "/a",
        False,
        False,
    )


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=9-1", "bytes=999999999-", "lines=1-2", "Basic YTpi"])
def test_an_asset_is_sent_whole_whatever_part_is_asked_for(client: TestClient, asked: str) -> None:
    found = client.get("/assets/bakti.css", headers={"Range": asked})
    assert (found.status_code, found.content) == (200, client.get("/assets/bakti.css").content)
