"""Whom an account concerns is told by events: a service that hears of them too late shows no rows, and takes work."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.runtime.settings import Settings
from tests.attendance.conftest import Attendance
from tests.attendance.hours.facts import FIRST, KLIEN
from tests.attendance.hours.test_routes import ACCEPTED, ADDRESS, PAGE, begun, entry
from tests.neighbours import tell
from tests.waiting import until

pytestmark = pytest.mark.slow
HOLDS = "SELECT 1 FROM attendance.checkpoint WHERE name = 'attendance.reach_case' FOR UPDATE"


@pytest.fixture
async def held(settings: Settings, attendance: Attendance) -> AsyncIterator[Attendance]:
    """A supervisor's own person is at work, and attendance's folds hear of nothing more."""
    await begun(attendance)
    reach = attendance.house.reach.cases.full_name
    holding = await asyncpg.connect(str(settings.database_url))
    async with holding.transaction():
        await holding.execute(HOLDS)
        await tell(attendance.house.database, f"placement-{FIRST}", ACCEPTED)
        await until(lambda: attendance.house.subscriptions.seconds_behind(reach) > 0)
        yield attendance
    await holding.close()


async def test_a_fold_that_is_too_far_behind_shows_no_rows_and_says_when_to_come_again(
    held: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await held.supervisor.get(ADDRESS)).status_code == 200, "a little behind is not too far"
    monkeypatch.setattr("shared.access.reach.LAG_S_MAX", 0)
    for client in (held.supervisor, held.officer):
        for address in (ADDRESS, "/hours", "/hours.csv"):
            for headers in ({}, PAGE):
                answer = await client.get(address, headers=headers)
                assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), address
                assert KLIEN not in answer.text.replace(ADDRESS, "")
    begins = {"started_on": "2026-03-02", "document": "BA-12/2026"}
    answer = await held.officer.post(f"{ADDRESS}/service", json=begins)
    assert (answer.status_code, answer.json()["rule"]) == (503, "reach-behind")


async def test_the_hours_of_a_signed_in_supervisor_are_taken_however_far_the_fold_is_behind(
    held: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.access.reach.LAG_S_MAX", 0)
    answer = await held.supervisor.post("/hours", json=entry())
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "recorded"
