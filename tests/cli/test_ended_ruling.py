"""A ruling that others end once its person serves: every service follows, and taken back all is as it was."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.catalogue import SERVICES
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.projections.compare import compare
from shared.runtime.settings import Settings
from tests.cli.test_backlog import PAGE, worked
from tests.cli.test_extreme_dates import Whole, whole  # noqa: F401 (a fixture)
from tests.cli.test_mended_ruling import serving
from tests.cli.test_moved_ruling import compliance, credited_to

pytestmark = pytest.mark.slow

TOLD_OF_AN_END = (
    "intake.putusan",
    "intake.need",
    "matching.placement",
    "matching.offer",
    "attendance.sentence",
    "reporting.klien",
)


def but_for_when(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("position", "ended_number")}


async def slots(whole: Whole, offer: dict[str, Any]) -> dict[str, int]:  # noqa: F811
    """Taken slots of the offer by month."""
    read = (await whole.coordinator.get(f"/ipd/{offer['ipd_id']}")).json()
    (found,) = [one for one in read["offers"] if one["offer_id"] == offer["offer_id"]]
    return {month: number for month, number in found["taken"].items() if number}


async def test_every_service_follows_an_end_and_its_taking_back(
    whole: Whole,  # noqa: F811
    settings: Settings,
    database: Database,
) -> None:
    served, offer = await serving(whole)
    putusan_id, klien_id = served["putusan_id"], served["klien_id"]
    before, taken = (await compliance(whole, klien_id))[putusan_id], await slots(whole, offer)
    second = worked(offer, klien_id)[1]["starts"][:10]
    body = {"number": 1, "ground": "transferred", "ended_on": second, "to": "Kabupaten Blitar"}
    body |= {"document": "B-12/M.5.16/2026", "reason": "terpidana pindah domisili"}
    await whole.said(f"/putusan/{putusan_id}/endings", body, 200)
    await whole.settled()

    assert await credited_to(whole, klien_id) == {putusan_id: 480}
    row = (await compliance(whole, klien_id))[putusan_id]
    assert (row["status"], row["ended_on"]) == ("dialihkan", second)
    assert (row["deadline"], row["possible_until"], row["expected_minutes"]) == (None, None, None)
    gone = (date.fromisoformat(second) + timedelta(days=1)).isoformat()[:7]
    assert await slots(whole, offer) == {month: number for month, number in taken.items() if month < gone}
    assert (await whole.officer.get(f"/placement/{putusan_id}")).json()["state"] == "ended"
    assert (await whole.officer.get(f"/klien/{klien_id}/erasure")).json()["open_sentences"] == 0
    person = (await whole.officer.get(f"/reports/klien/{klien_id}", headers=PAGE)).text
    for words in ("Dialihkan", "8 jam"):
        assert words in person, words
    assert "Kabupaten Blitar" not in person
    late = await whole.said("/hours", worked(offer, klien_id, 5)[4:], 200)
    assert [(item["outcome"], item["credited_minutes"]) for item in late["items"]] == [("recorded", 0)]
    refused = await whole.said(f"/putusan/{putusan_id}/endings", body | {"ended_on": gone + "-28"}, 409)
    assert refused["rule"] == "ending-conflict"
    await same_rebuilt(settings, database)

    back = {"number": 2, "reason": "suratnya untuk orang lain"}
    await whole.said(f"/putusan/{putusan_id}/endings/withdrawals", back, 200)
    await whole.settled()
    assert await credited_to(whole, klien_id) == {putusan_id: 960}
    again = (await compliance(whole, klien_id))[putusan_id]
    changed = {name for name, value in but_for_when(again).items() if value != but_for_when(before)[name]}
    assert changed <= {"credited_minutes", "remaining_minutes", "pace_minutes", "last_worked_on", "possible_until"}
    assert await slots(whole, offer) == taken
    assert (await whole.officer.get(f"/klien/{klien_id}/erasure")).json()["open_sentences"] == 1
    assert (await whole.officer.get(f"/placement/{putusan_id}")).json()["state"] == "accepted"
    await same_rebuilt(settings, database)


async def same_rebuilt(settings: Settings, database: Database) -> None:
    """What followed live is what the ledger folds to."""
    every = {one.full_name: one for service in SERVICES for one in service.projections}
    for name in TOLD_OF_AN_END:
        assert not await compare(database, BookId(settings.book), every[name]), name
