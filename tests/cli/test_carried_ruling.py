"""A ruling that another regency executed before, once its person serves here: every service follows, and taken back all
is as it was."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.database.engine import Database
from shared.runtime.settings import Settings
from tests.cli.test_backlog import PAGE, worked
from tests.cli.test_ended_ruling import but_for_when, same_rebuilt
from tests.cli.test_extreme_dates import Whole, whole  # noqa: F401 (a fixture)
from tests.cli.test_mended_ruling import serving
from tests.cli.test_moved_ruling import compliance, credited_to

pytestmark = pytest.mark.slow


async def test_every_service_follows_what_it_brings_and_its_taking_back(
    whole: Whole,  # noqa: F811
    settings: Settings,
    database: Database,
) -> None:
    served, offer = await serving(whole)
    putusan_id, klien_id = served["putusan_id"], served["klien_id"]
    before, credited = (await compliance(whole, klien_id))[putusan_id], await credited_to(whole, klien_id)
    first = date.fromisoformat(before["started_on"])
    there: dict[str, Any] = {"number": 1, "hours": 5, "minutes": 30, "origin": "Kabupaten Blitar"}
    there |= {"started_on": (first - timedelta(days=3)).isoformat(), "until": (first - timedelta(days=1)).isoformat()}
    there |= {"document": "B-7/M.5.22/2026", "reason": "Pindah mengikuti keluarganya"}
    await whole.said(f"/putusan/{putusan_id}/credits", there, 200)
    await whole.settled()

    assert await credited_to(whole, klien_id) == {putusan_id: credited[putusan_id] + 330}
    row = (await compliance(whole, klien_id))[putusan_id]
    assert (row["brought_minutes"], row["credited_minutes"]) == (330, before["credited_minutes"] + 330)
    assert date.fromisoformat(before["deadline"]) - date.fromisoformat(row["deadline"]) <= timedelta(days=3)
    for page in (f"/reports/klien/{klien_id}", f"/hours/{klien_id}"):
        text = (await whole.officer.get(page, headers=PAGE)).text
        assert "Termasuk yang dibawa dari daerah lain: 5 jam 30 menit" in text, page
        assert "Blitar" not in text
    copy = await whole.officer.post(f"/klien/{klien_id}/export", json={"purpose": "own-request"})
    assert "Kabupaten Blitar" in copy.text
    late = await whole.said("/hours", worked(offer, klien_id, 5)[4:], 200)
    assert late["items"][0]["outcome"] == "recorded"
    await same_rebuilt(settings, database)

    back = {"number": 2, "reason": "suratnya untuk orang lain"}
    await whole.said(f"/putusan/{putusan_id}/credits/withdrawals", back, 200)
    await whole.settled()
    again = (await compliance(whole, klien_id))[putusan_id]
    changed = {name for name, value in but_for_when(again).items() if value != but_for_when(before)[name]}
    assert changed <= {
        "credited_minutes",
        "remaining_minutes",
        "pace_minutes",
        "last_worked_on",
        "planned_until",
        "possible_until",
        "since",
    }
    # A plan of its own was agreed; once anything else is asked of the stay, its days are those of planning.
    assert row["planned_until"] <= again["planned_until"] < before["planned_until"]
    assert again["brought_minutes"] == 0
    await same_rebuilt(settings, database)
