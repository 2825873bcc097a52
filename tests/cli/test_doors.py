"""What stands at the edge of the whole house: methods, queries, redirects, and what only the inside is told."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx2
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from shared.access.policy import RoleName
from shared.access.signin import admitted
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.faults.asking import Line
from tests.logged import logged
from tests.opened import opened, opened_for
from tests.served import served

pytestmark = pytest.mark.slow

SERVICES = ("intake", "matching", "attendance", "reporting")
READ = ["/", "/session", "/healthz", "/docs", "/problems", "/openapi.json", "/asyncapi", "/putusan", "/ipd",
        "/placement", "/hours", "/reports/klien", "/reports/ipd", "/reports/violations", "/law",
        "/assets/bakti.css"]  # fmt: skip
FRONT = {"x-forwarded-for": "198.51.100.7"}


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    contact = settings.model_copy(update={"security_contact": "mailto:aman@bakti.example"})
    async with opened(contact, *SERVICES) as found:
        yield found


async def test_every_address_first_finds_out_who_asks(settings: Settings) -> None:
    async with opened_for(settings, SERVICES, [RoleName.OFFICER]) as house:
        routes = [one for one in iter_route_contexts(house.app.routes) if isinstance(one.original_route, APIRoute)]
        assert {one.dependant.dependencies[0].call for one in routes} == {admitted}
        assert {"/session", "/healthz", "/putusan", "/ipd", "/hours", "/reports/klien.csv"} <= {
            one.path for one in routes
        }


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_head_is_get_without_its_body_at_every_address(office: httpx2.AsyncClient, accept: str) -> None:
    for address in READ:
        whole = await office.get(address, headers={"accept": accept})
        head = await office.head(address, headers={"accept": accept})
        assert (head.status_code, head.content) == (whole.status_code, b""), address
        assert head.headers["content-type"] == whole.headers["content-type"]


async def test_head_is_answered_whole_on_a_socket(settings: Settings) -> None:
    async with opened_for(settings, SERVICES, [RoleName.OFFICER]) as house, served(house.app) as (server, port):
        told = {"authorization": house.clients[RoleName.OFFICER].headers["authorization"]}
        line = Line(port)
        with logged() as log:
            for address in (*READ, "/nowhere"):
                whole, head = [await line.ask(method, address, told, b"") for method in ("GET", "HEAD")]
                assert (head.status, head.body) == (whole.status, b""), address
            if tasks := server.server_state.tasks:
                await asyncio.wait(tasks)
        line.leave()
        assert '"level": "error"' not in log.getvalue()


async def test_allow_names_every_method_of_an_address_and_only_those(office: httpx2.AsyncClient) -> None:
    tried = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    for address, methods in {
        "/session": {"DELETE", "GET", "HEAD", "POST"},
        "/putusan": {"GET", "HEAD", "POST"},
        "/session/end": {"POST"},
        "/healthz": {"GET", "HEAD"},
        "/openapi.json": {"GET", "HEAD"},
    }.items():
        refused = [await office.request(method, address) for method in tried if method not in methods]
        assert {(found.status_code, found.headers.get("allow")) for found in refused} == {
            (405, ", ".join(sorted(methods)))
        }, address


async def test_a_parameter_that_an_address_does_not_know_is_refused_and_named(office: httpx2.AsyncClient) -> None:
    for address in ("/putusan", "/reports/klien", "/reports/violations", "/ipd", "/placement", "/law", "/", "/healthz"):
        found = await office.get(f"{address}?staus=berisiko")
        assert found.status_code == 422, address
        assert [(error["rule"], error["pointer"]) for error in found.json()["errors"]] == [("query-unknown", "/staus")]
    known = await office.get("/reports/klien?limit=2&cursr=x")
    assert "limit" in known.json()["errors"][0]["remedy"]
    assert (await office.get("/reports/klien?status=berisiko&status=terancam_gagal&limit=2")).status_code == 200
    assert (await office.get("/law?after=3")).status_code == 200, "where a command leads to, its position is told"


async def test_who_is_not_signed_in_learns_no_parameter(office: httpx2.AsyncClient) -> None:
    del office.headers["authorization"]
    assert (await office.get("/reports/klien?staus=berisiko")).status_code == 401


async def test_every_link_of_a_page_is_understood(office: httpx2.AsyncClient) -> None:
    """A page must not lead to an address that refuses its own parameters."""
    for page in ("/", "/putusan", "/placement", "/reports/klien", "/reports/violations", "/reports/ipd", "/ipd"):
        text = (await office.get(page, headers={"accept": "text/html"})).text
        for link in set(re.findall(r'href="(/[^"]*\?[^"]*)"', text)):
            if not link.startswith("/assets"):
                found = await office.get(link.replace("&amp;", "&"))
                assert found.status_code in (200, 403), (page, link, found.text)


async def test_no_redirect_names_the_host_that_the_caller_named(office: httpx2.AsyncClient) -> None:
    asked = {"host": "evil.example", "x-forwarded-host": "evil.example", "accept": "text/html"}
    del office.headers["authorization"]
    for address in ("/putusan/", "/session/", "/reports/klien/", "//evil.example", "/", "/assets"):
        found = await office.get(address, headers=asked)
        assert "evil.example" not in found.headers.get("location", ""), address


async def test_json_about_persons_is_kept_by_nobody(office: httpx2.AsyncClient) -> None:
    for address in ("/putusan", "/reports/klien", "/hours", "/session"):
        assert (await office.get(address)).headers["cache-control"] == "no-store"
    refused = await office.post("/putusan", json={"name": "Contoh"})
    assert (refused.status_code, refused.headers["cache-control"]) == (422, "no-store")


async def test_figures_and_names_of_parts_are_not_told_through_a_front(office: httpx2.AsyncClient) -> None:
    inside = await office.get("/metrics")
    assert inside.status_code == 200
    assert (await office.get("/metrics", headers=FRONT)).status_code == 404
    assert set((await office.get("/readyz", headers=FRONT)).json()) == {"status"}


async def test_security_txt_says_whom_to_tell(office: httpx2.AsyncClient, settings: Settings) -> None:
    found = await office.get("/.well-known/security.txt")
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in found.text.splitlines())
    assert lines["Contact"] == "mailto:aman@bakti.example"
    assert timedelta() < datetime.fromisoformat(lines["Expires"]) - now() < timedelta(days=365)


async def test_without_a_contact_there_is_no_security_txt(settings: Settings) -> None:
    async with opened(settings, "intake") as office:
        assert (await office.get("/.well-known/security.txt")).status_code == 404
