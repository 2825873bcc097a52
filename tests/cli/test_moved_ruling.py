"""A wrong answer about whose a ruling is, mended once place and hours are there: the ruling moves with what is its."""

from typing import Any

import httpx2
import pytest

from tests.cli.test_backlog import BEGUN, FINAL, PAGE, RULED, months_ago, read, ruling_and_offers, stay, worked
from tests.cli.test_extreme_dates import ADULT, Whole, whole  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow

NIK = "9903110101900001"
REASON = "dibandingkan dengan berkas aslinya"


async def answered(whole: Whole, putusan_id: str, said: str, state: str = "registered") -> dict[str, Any]:  # noqa: F811
    """An officer's answer; the ruling's row once every service has followed."""
    await whole.said(f"/putusan/{putusan_id}/identity", {"answer": said, "reason": REASON}, 200)
    await whole.settled()
    row: dict[str, Any] = (await whole.officer.get(f"/putusan/{putusan_id}")).json()
    assert row["state"] == state
    return row


async def compliance(whole: Whole, klien_id: str) -> dict[str, dict[str, Any]]:  # noqa: F811
    found = (await whole.officer.get(f"/reports/klien/{klien_id}")).json()
    return {sentence["putusan_id"]: sentence for sentence in found.get("sentences", ())}


async def page(client: httpx2.AsyncClient, address: str) -> str:
    shown = await client.get(address, headers=PAGE)
    assert shown.status_code == 200, shown.text
    return shown.text


async def begin(whole: Whole, klien_id: str, putusan_id: str) -> None:  # noqa: F811
    handover = {"started_on": BEGUN, "document": "BA-1/2026", "putusan_id": putusan_id}
    await whole.said(f"/hours/{klien_id}/service", handover, 200)
    await whole.settled()


async def credited_to(whole: Whole, klien_id: str) -> dict[str, int]:  # noqa: F811
    """The minutes of each sentence of a person, which hours and report say alike."""
    hours = {row["putusan_id"]: row["credited_minutes"] for row in (await read(whole.officer, klien_id))["sentences"]}
    report = {key: row["credited_minutes"] for key, row in (await compliance(whole, klien_id)).items()}
    assert hours == report
    return hours


async def test_a_wrong_answer_about_the_person_is_undone_and_the_undoing_too(whole: Whole) -> None:  # noqa: F811
    first, (offer, _) = await ruling_and_offers(whole, nik=NIK, birth_date=None, name="Rekaan Semula")
    second = await _second(whole, {"nik": NIK, "name": "Rekaan Lain"})
    known, own, moving = first["klien_id"], second["klien_id"], second["putusan_id"]

    row = await answered(whole, moving, "same")
    assert row["klien_id"] == known
    await whole.said(f"/placement/{moving}/acceptance", stay(offer, document="SP-1/2026"), 200)
    await whole.settled()
    await begin(whole, known, moving)
    await whole.said("/hours", worked(offer, known), 200)
    await whole.settled()
    assert await credited_to(whole, known) == {first["putusan_id"]: 0, moving: 720}
    shown = await page(whole.officer, f"/putusan/{moving}")
    assert "Ubah jawaban" in shown
    assert "Berita acara dan catatan jam tidak ikut" in shown

    row = await answered(whole, moving, "another")
    assert row["klien_id"] == own
    assert await credited_to(whole, known) == {first["putusan_id"]: 0}
    assert await credited_to(whole, own) == {moving: 0}
    days = (await whole.officer.get(f"/reports/klien/{known}")).json()["days"]
    assert {(day["worked_minutes"], day["credited_minutes"]) for day in days} == {(0, 0)}
    hours = await read(whole.officer, known)
    assert {(shift["state"], *shift["reasons"]) for shift in hours["shifts"]} == {("review", "no-placement")}
    placement = (await whole.officer.get(f"/placement/{moving}")).json()
    assert (placement["klien_id"], placement["state"], placement["site_id"]) == (own, "accepted", offer["site_id"])
    moved = (await compliance(whole, own))[moving]
    assert (moved["started_on"], moved["deadline"], moved["status"]) == (None, None, "menunggu_berita_acara")
    assert "Rekaan Lain" in await page(whole.officer, f"/putusan/{moving}")
    theirs = await page(whole.officer, f"/hours/{own}")
    assert "Rekaan Lain" in theirs
    assert "Perpustakaan Rekaan" in theirs or "Pasar Rekaan" in theirs
    for address in (f"/hours/{known}", f"/reports/klien/{known}", f"/putusan/{first['putusan_id']}"):
        shown = await page(whole.officer, address)
        assert "Rekaan Semula" in shown
        assert "Rekaan Lain" not in shown
    await begin(whole, own, moving)
    await whole.said("/hours", worked(offer, own), 200)
    await whole.settled()
    assert await credited_to(whole, own) == {moving: 720}

    await answered(whole, moving, "same")
    assert await credited_to(whole, known) == {first["putusan_id"]: 0, moving: 0}
    assert await credited_to(whole, own) == {}
    left = (await read(whole.officer, own))["shifts"]
    assert {(one["state"], *one["reasons"]) for one in left} == {("review", "no-placement")}, "still an officer's"
    for one in left:
        struck = {"shift_id": one["shift_id"], "number": 1, "shift": None, "reason": "dikerjakan orang lain"}
        await whole.said(f"/hours/{own}/corrections", struck, 200)
    await whole.settled()
    assert {one["state"] for one in (await read(whole.officer, own))["shifts"]} == {"struck"}
    await begin(whole, known, moving)
    assert await credited_to(whole, known) == {first["putusan_id"]: 0, moving: 720}
    assert {shift["state"] for shift in (await read(whole.officer, known))["shifts"]} == {"recorded"}


async def test_a_registered_ruling_that_was_told_twice_leaves_its_persons_hours_and_comes_back_with_its_place(
    whole: Whole,  # noqa: F811
) -> None:
    first, (offer, _) = await ruling_and_offers(whole, nik=NIK, birth_date=None)
    number = (await whole.officer.get(f"/putusan/{first['putusan_id']}", headers=PAGE)).text
    case = number.split("<h1>")[1].split("</h1>")[0]
    second = await _second(whole, {"nik": NIK, "name": "Rekaan Panjang alias Rekaan", "case_number": case})
    moving, klien_id = second["putusan_id"], second["klien_id"]
    await answered(whole, moving, "another")
    await whole.said(f"/placement/{moving}/acceptance", stay(offer, document="SP-1/2026"), 200)
    await whole.settled()
    await begin(whole, klien_id, moving)
    await whole.said("/hours", worked(offer, klien_id), 200)
    await whole.settled()
    assert (await credited_to(whole, klien_id))[moving] == 720

    await answered(whole, moving, "same", "replaced")
    assert moving not in {row["putusan_id"] for row in (await read(whole.officer, klien_id))["sentences"]}
    assert moving not in await compliance(whole, klien_id), "what was told twice is nobody's second sentence"

    await answered(whole, moving, "another")
    await begin(whole, klien_id, moving)
    assert (await credited_to(whole, klien_id))[moving] == 720


async def _second(whole: Whole, said: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
    """Another ruling of that NIK, held for its person."""
    paper = {name: value for name, value in ADULT.items() if name != "birth_date"}
    paper |= {"ruled_on": RULED, "final_on": FINAL, "offence_on": months_ago(200), **said}
    numbered = "case_number" in said
    held = await (whole.said("/putusan", paper, 201) if numbered else whole.paper(paper, 201))
    assert held["state"] == "held", held
    return held
