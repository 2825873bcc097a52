"""How much a request may bring, in whatever form, and that every answer is dressed, whoever gives it."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.testclient import TestClient

from shared.web.bodies import FILE_BYTES_MAX
from shared.web.forms import BODY_BYTES_MAX, incoming
from shared.web.headers import HEADERS
from shared.web.screens import dress

PAGE = {"accept": "text/html"}


class Note(BaseModel):
    text: str


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    dress(app)

    @app.post("/note")
    async def note(made: Annotated[Note, Depends(incoming(Note))]) -> int:
        return len(made.text)

    @app.post("/file")
    async def file(request: Request) -> int:
        return len(await request.body())

    @app.get("/bug")
    async def bug() -> None:
        raise RuntimeError

    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for start in range(0, size, 100_000):
        yield b"a" * min(100_000, size - start)


@pytest.mark.parametrize("said", [True, False], ids=["its length said", "in chunks"])
@pytest.mark.parametrize(
    ("kind", "bytes_max"),
    [
        ("application/json", BODY_BYTES_MAX),
        ("application/x-www-form-urlencoded", BODY_BYTES_MAX),
        ("application/octet-stream", BODY_BYTES_MAX),
        ("", BODY_BYTES_MAX),
        ("text/csv; charset=utf-8", FILE_BYTES_MAX),
        ("multipart/form-data; boundary=x", FILE_BYTES_MAX),
    ],
)
def test_a_body_has_a_bound_whatever_it_is(client: TestClient, kind: str, bytes_max: int, said: bool) -> None:
    for size, status in ((bytes_max, 200), (bytes_max + 1, 413)):
        content = b"a" * size if said else pieces(size)
        assert client.post("/file", content=content, headers={"content-type": kind}).status_code == status


@pytest.mark.parametrize("fields", [{"data": {"text": "a" * BODY_BYTES_MAX}}, {"json": {"text": "a" * BODY_BYTES_MAX}}])
def test_a_form_is_bounded_like_json_and_told_so_on_a_page(client: TestClient, fields: dict[str, object]) -> None:
    found = client.post("/note", headers=PAGE, **fields)  # type: ignore[arg-type]
    assert found.status_code == 413
    assert "Kiriman terlalu besar" in found.text


def test_a_length_nobody_can_mean_is_counted_instead(client: TestClient) -> None:
    found = client.post("/file", content=b"abc", headers={"content-length": "9" * 400})
    assert found.text == "3"


@pytest.mark.parametrize("address", ["/bug", "/nowhere", "/file", "/assets/bakti.css"])
def test_every_answer_has_the_security_headers_also_that_to_a_bug(client: TestClient, address: str) -> None:
    found = client.get(address)
    expected = HEADERS | ({"Cache-Control": "public, max-age=31536000, immutable"} if "assets" in address else {})
    assert {name: found.headers.get(name) for name in HEADERS} == expected
