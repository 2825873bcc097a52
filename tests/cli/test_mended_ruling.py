"""A ruling that is mended once others have taken it up: every service follows, and nothing that was done is lost."""

from typing import Any

import pytest

from tests.cli.test_backlog import PAGE, RULED, ruling_and_offers, stay, worked
from tests.cli.test_extreme_dates import ADULT, Whole, whole  # noqa: F401 (a fixture)
from tests.cli.test_moved_ruling import begin, compliance, credited_to

pytestmark = pytest.mark.slow

NIK, OTHER_NIK = "9903110101900001", "9903110101900002"
REASON = "salah ketik ketika mendaftarkan"
LETTER = "Ralat 3/2026"


async def mended(
    whole: Whole,  # noqa: F811
    putusan_id: str,
    number: int = 1,
    letter: str | None = LETTER,
    state: str = "registered",
    **paper: Any,
) -> dict[str, Any]:
    """The ruling's row once every service has followed the correction."""
    body = {"number": number, "reason": REASON, "paper": paper} | ({"document": letter} if letter else {})
    told = await whole.said(f"/putusan/{putusan_id}/amendments", body, 201)
    assert (told["state"], told["number"]) == (state, number)
    await whole.settled()
    row: dict[str, Any] = (await whole.officer.get(f"/putusan/{putusan_id}")).json()
    assert row["state"] == state
    return row


async def serving(whole: Whole, **said: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: F811
    """A ruling whose person serves, with three days of four hours, and its place."""
    served, (offer, _) = await ruling_and_offers(whole, nik=NIK, **said)
    await whole.said(f"/placement/{served['putusan_id']}/acceptance", stay(offer, document="SP-1/2026"), 200)
    await whole.settled()
    await begin(whole, served["klien_id"], served["putusan_id"])
    await whole.said("/hours", worked(offer, served["klien_id"]), 200)
    await whole.settled()
    return served, offer


async def found(whole: Whole, words: str) -> set[str]:  # noqa: F811
    answer = await whole.officer.post("/reports/klien/search", json={"words": words})
    assert answer.status_code == 200, answer.text
    return {row["klien_id"] for row in answer.json()["items"]}


async def test_terms_that_are_mended_while_the_person_serves_move_window_caps_and_credit(
    whole: Whole,  # noqa: F811
) -> None:
    served, _ = await serving(whole)
    klien_id, putusan_id = served["klien_id"], served["putusan_id"]
    assert await credited_to(whole, klien_id) == {putusan_id: 720}
    before = (await compliance(whole, klien_id))[putusan_id]

    await mended(whole, putusan_id, minutes_a_day=120, period_days=120)
    assert await credited_to(whole, klien_id) == {putusan_id: 360}
    row = (await compliance(whole, klien_id))[putusan_id]
    assert row["deadline"] < before["deadline"]
    assert (row["required_minutes"], row["status"], row["site_name"]) == (4800, row["status"], before["site_name"])
    assert row["state"] == "berjalan"

    await mended(whole, putusan_id, 2, total_minutes=540, minutes_a_day=240)
    assert await credited_to(whole, klien_id) == {putusan_id: 540}
    row = (await compliance(whole, klien_id))[putusan_id]
    assert (row["required_minutes"], row["state"]) == (540, "terpenuhi")

    await mended(whole, putusan_id, 3, total_minutes=4800)
    assert await credited_to(whole, klien_id) == {putusan_id: 720}
    assert (await compliance(whole, klien_id))[putusan_id]["state"] == "berjalan"
    need = (await whole.officer.get(f"/klien/{klien_id}/erasure")).json()
    assert need.get("open_sentences", 1) == 1


async def test_a_kecamatan_and_a_skill_that_are_completed_ask_for_places_anew_until_one_is_accepted(
    whole: Whole,  # noqa: F811
) -> None:
    served, (offer, _) = await ruling_and_offers(whole, nik=NIK, kecamatan=None)
    placement = f"/placement/{served['putusan_id']}"

    async def scores() -> dict[str, int]:
        return {one["offer_id"]: one["score"] for one in (await whole.officer.get(placement)).json()["proposals"]}

    far = await scores()
    row = await mended(whole, served["putusan_id"], letter=None, kecamatan="35.03.11")
    assert row["kecamatan"] == "35.03.11"
    assert "kecamatan-not-stated" not in [flag["rule"] for flag in row["flags"]]
    near = await scores()
    assert near.keys() == far.keys()
    assert all(near[one] > far[one] for one in near)
    await whole.said(f"{placement}/acceptance", stay(offer, document="SP-1/2026"), 200)
    await whole.settled()
    await mended(whole, served["putusan_id"], 2, letter=None, kecamatan="35.03.01", skills=["mengajar"])
    placed = (await whole.officer.get(placement)).json()
    assert (placed["state"], placed["offer_id"], placed["kecamatan"]) == ("accepted", offer["offer_id"], "35.03.01")
    report = (await compliance(whole, served["klien_id"]))[served["putusan_id"]]
    assert (report["kecamatan"], report["state"]) == ("35.03.01", "ditempatkan")


async def test_a_birth_date_or_nik_that_is_completed_uncovers_an_adult_and_covers_a_child(whole: Whole) -> None:  # noqa: F811
    served, _ = await serving(whole, birth_date=None)
    address, klien_id = f"/putusan/{served['putusan_id']}", served["klien_id"]
    await mended(whole, served["putusan_id"], letter=None, nik=None)
    masked = (await whole.officer.get(address)).json()
    assert masked["masked"]
    assert "Rekaan Panjang" not in (await whole.officer.get(f"/hours/{klien_id}", headers=PAGE)).text
    uncovered = await mended(whole, served["putusan_id"], 2, birth_date="1990-01-01")
    assert not uncovered["masked"]
    for page in (address, f"/hours/{klien_id}", f"/reports/klien/{klien_id}", f"/placement/{served['putusan_id']}"):
        assert "Rekaan Panjang" in (await whole.officer.get(page, headers=PAGE)).text
    child = await mended(whole, served["putusan_id"], 3, state="held", birth_date="2010-01-01")
    assert child["masked"]
    for page in (address, f"/hours/{klien_id}", f"/reports/klien/{klien_id}", f"/placement/{served['putusan_id']}"):
        assert "Rekaan Panjang" not in (await whole.officer.get(page, headers=PAGE)).text


async def test_a_name_that_was_mended_is_shown_and_found_and_the_slip_is_not(whole: Whole) -> None:  # noqa: F811
    served, _ = await serving(whole, name="Rekaan Panjamg")
    klien_id = served["klien_id"]
    assert await found(whole, "panjamg") == {klien_id}
    await mended(whole, served["putusan_id"], letter=None, name="Rekaan Panjang", nik=OTHER_NIK)
    assert await found(whole, "panjang") == await found(whole, OTHER_NIK) == {klien_id}
    assert await found(whole, "panjamg") == await found(whole, NIK) == set()
    assert "Rekaan Panjang" in (await whole.officer.get(f"/reports/klien/{klien_id}", headers=PAGE)).text
    again = await _another(whole, nik=OTHER_NIK, name="Rekaan Panjang", birth_date="1990-01-01")
    assert (again["state"], again["klien_id"]) == ("registered", klien_id)
    free = await _another(whole, nik=NIK, name="Orang Lain", birth_date="1990-01-01")
    assert (free["state"], free["klien_id"] == klien_id) == ("registered", False)


@pytest.mark.parametrize("name", ["Rekaan Panjang", "Rekaan Lain"])
async def test_a_nik_that_is_another_persons_is_asked_and_nothing_is_merged_before_the_answer(
    whole: Whole,  # noqa: F811
    name: str,
) -> None:
    served, offer = await serving(whole)
    known = await _another(whole, nik=OTHER_NIK, name=name, birth_date="1990-01-01")
    putusan_id, klien_id = served["putusan_id"], served["klien_id"]

    row = await mended(whole, putusan_id, letter=None, state="held", nik=OTHER_NIK)
    rule = "nik-of-a-known-person" if name == "Rekaan Panjang" else "identity-differs"
    assert [one["rule"] for one in row["identity"]["questions"]] == [rule]
    assert row["klien_id"] == klien_id
    assert await credited_to(whole, klien_id) == {putusan_id: 720}
    assert (await compliance(whole, klien_id))[putusan_id]["state"] == "berjalan"
    await whole.said("/hours", worked(offer, klien_id, 4)[3:], 200)
    await whole.settled()
    assert await credited_to(whole, klien_id) == {putusan_id: 960}
    assert "ditahan" in (await whole.officer.get("/", headers=PAGE)).text

    answer = {"answer": "another", "reason": "dibandingkan dengan berkas aslinya"}
    await whole.said(f"/putusan/{putusan_id}/identity", answer, 200)
    await whole.settled()
    assert await credited_to(whole, klien_id) == {putusan_id: 960}
    assert (await whole.officer.get(f"/putusan/{putusan_id}")).json()["state"] == "registered"

    await whole.said(f"/putusan/{putusan_id}/identity", answer | {"answer": "same"}, 200)
    await whole.settled()
    assert (await whole.officer.get(f"/putusan/{putusan_id}")).json()["klien_id"] == known["klien_id"]
    assert putusan_id in await credited_to(whole, known["klien_id"])
    assert await credited_to(whole, klien_id) == {}


async def _another(whole: Whole, **said: Any) -> dict[str, Any]:  # noqa: F811
    paper = {name: value for name, value in ADULT.items() if name not in ("birth_date",)}
    found = await whole.paper(paper | {"ruled_on": RULED, "final_on": None, **said}, 201)
    await whole.settled()
    return found
