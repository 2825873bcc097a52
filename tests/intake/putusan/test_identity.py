"""Whose a ruling is, through the real addresses: random ids, a mended paper, registrations that were never stored."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from shared.runtime.settings import Settings
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import opened


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake", "reporting") as client:
        yield client


async def registered(office: httpx2.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await office.post("/putusan", json={**PAPER, **said})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def found(office: httpx2.AsyncClient, words: str, after: int) -> list[str]:
    """The persons that a search finds."""
    await office.get(f"/reports/klien?after={after}")
    answer = await office.post("/reports/klien/search", data={"words": words})
    assert answer.status_code == 200, answer.text
    return [row["klien_id"] for row in answer.json()["items"]]


async def test_two_rulings_of_one_nik_are_one_persons(office: httpx2.AsyncClient) -> None:
    first = await registered(office)
    second = await registered(office, case_number="124/Pid.B/2026/PN Trk")
    assert second["klien_id"] == first["klien_id"] != first["putusan_id"]
    other = await registered(office, case_number="125/Pid.B/2026/PN Trk", nik=None)
    assert other["klien_id"] not in (first["klien_id"], other["putusan_id"])


async def test_a_registration_that_was_never_stored_renames_nobody(office: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await office.post("/putusan", json=PAPER, headers=key)
    assert first.status_code == 201
    other = await office.post("/putusan", json=PAPER | {"name": "Bukan Budi", "nik": None}, headers=key)
    assert (other.status_code, other.json()["rule"]) == (422, "digest-mismatch")
    body = first.json()
    page = await office.get(f"/putusan/{body['putusan_id']}?after={body['position']}", headers=PAGE)
    assert "Budi Rekaan" in page.text
    assert "Bukan Budi" not in page.text
    assert await found(office, "bukan", body["position"]) == []
    moved = await office.post("/putusan", json=PAPER | {"address": "Jalan Bukan"}, headers=key)
    assert (moved.status_code, moved.json()["rule"]) == (422, "digest-mismatch")
    again = await office.post("/putusan", json=PAPER, headers=key)
    assert again.json() == body


async def test_a_mended_ruling_is_its_new_persons_everywhere(office: httpx2.AsyncClient) -> None:
    known = await registered(office)
    paper = PAPER | {"case_number": "126/Pid.B/2026/PN Trk", "nik": None}
    rejected = await office.post("/putusan", json=paper | {"kind": None})
    assert rejected.status_code == 422
    mended = await registered(office, **paper | {"nik": PAPER["nik"]})
    assert rejected.headers["location"] == f"/putusan/{mended['putusan_id']}"
    assert mended["klien_id"] == known["klien_id"]
    assert await found(office, "budi", mended["position"]) == [known["klien_id"]] * 2
    row = await office.get(f"/putusan/{mended['putusan_id']}?after={mended['position']}")
    assert row.json()["klien_id"] == known["klien_id"]


async def test_a_mended_ruling_of_nobody_known_keeps_its_person(office: httpx2.AsyncClient) -> None:
    rejected = await office.post("/putusan", json=PAPER | {"kind": None})
    before = await office.get(f"{rejected.headers['location']}?after={rejected.headers['bakti-position']}")
    mended = await registered(office)
    assert mended["klien_id"] == before.json()["klien_id"]
