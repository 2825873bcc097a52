"""A program finds a person by case number, and what it sought stands in no address and no log."""

from collections.abc import AsyncIterator

import pytest

from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.intake.putusan.test_routes import PAPER
from tests.logged import logged
from tests.opened import Opened, opened_for
from tests.waiting import read

pytestmark = pytest.mark.slow
NUMBER = "9137/Pid.B/2026/PN Trk"
SEARCH = "/reports/klien/search"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake", "reporting"), list(RoleName)) as found:
        yield found


async def registered(house: Opened) -> str:
    """The klien id, once the report has the ruling."""
    officer = house.clients[RoleName.OFFICER]
    answer = await officer.post("/putusan", json=PAPER | {"case_number": NUMBER})
    assert answer.status_code == 201, answer.text
    await read(officer, f"/reports/klien?after={answer.json()['position']}")
    return str(answer.json()["klien_id"])


@pytest.mark.parametrize("words", [NUMBER, "9137/Pid.B"])
async def test_a_program_finds_a_person_by_case_number_and_nothing_tells_what_it_sought(
    house: Opened, words: str
) -> None:
    klien_id = await registered(house)
    with logged() as log:
        answer = await house.clients[RoleName.OFFICER].post(SEARCH, json={"words": words})
    assert answer.status_code == 200, answer.text
    assert [row["klien_id"] for row in answer.json()["items"]] == [klien_id]
    assert (answer.json()["total"], answer.json()["next"], answer.json()["previous"]) == (1, None, None)
    assert str(answer.url).endswith(SEARCH)
    for told in (answer.text, str(answer.headers), log.getvalue()):
        assert "9137" not in told


async def test_another_number_finds_nobody(house: Opened) -> None:
    await registered(house)
    answer = await house.clients[RoleName.OFFICER].post(SEARCH, json={"words": "9138/Pid.B/2026/PN Trk"})
    assert (answer.status_code, answer.json()["items"]) == (200, [])


async def test_who_may_not_search_is_refused_and_told_nothing(house: Opened) -> None:
    klien_id = await registered(house)
    for role in (RoleName.OPERATOR, RoleName.SUPERVISOR):
        with logged() as log:
            answer = await house.clients[role].post(SEARCH, json={"words": NUMBER})
        assert (answer.status_code, answer.json()["rule"]) == (403, "not-allowed"), role
        for told in (answer.text, str(answer.headers), log.getvalue()):
            assert "9137" not in told
            assert klien_id not in told
