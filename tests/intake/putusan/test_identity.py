"""Whose a ruling is, through the real addresses: random ids, a mended paper, registrations that were never stored."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from shared.runtime.settings import Settings
from tests.forms import led, pressed
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import opened

pytestmark = pytest.mark.slow


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


HEADER = (
    "nomor_perkara;pengadilan;tanggal_putusan;tanggal_bht;nama;nik;jenis_pidana;jumlah_jam;jam_per_hari;jangka_waktu"
)
PLAIN = "PN Trenggalek;05/03/2026;13/03/2026;{name};{nik};pidana kerja sosial;80 jam;4 jam;90 hari"


async def imported(office: httpx2.AsyncClient, *convicts: tuple[str, str, str]) -> list[dict[str, Any]]:
    """A file of (case, name, NIK), and what became of each row."""
    lines = [f"{case};{PLAIN.format(name=name, nik=nik)}" for case, name, nik in convicts]
    data = "\n".join([HEADER, *lines]).encode()
    answer = await office.post("/putusan/imports", content=data, headers={"content-type": "text/csv"})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


def became(rows: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(row["state"], [fault["rule"] for fault in row["faults"]]) for row in rows]


async def test_one_nik_under_two_names_in_a_file_is_one_person_and_a_question(office: httpx2.AsyncClient) -> None:
    case, nik = "4301/Pid.B/2026/PN Trk", "3503120101901234"
    rows = await imported(
        office,
        (case, "Rekaan Satu", nik),
        (case, "Rekaan Dua", nik),
        ("4302/Pid.B/2026/PN Trk", "Rekaan Tiga", "1111111111111111"),
        ("4303/Pid.B/2026/PN Trk", "Rekaan Empat", "1111111111111111"),
    )
    asked = ["identity-differs", "perhaps-the-same-convict"]
    assert became(rows) == [("registered", []), ("held", asked), ("registered", []), ("registered", [])]


async def test_one_convict_spelt_twice_in_a_case_is_never_two_sentences(office: httpx2.AsyncClient) -> None:
    one, other, nik = "4401/Pid.B/2026/PN Trk", "4402/Pid.B/2026/PN Trk", "3503120101901235"
    rows = await imported(
        office,
        (one, "SUTOYO Bin (Alm) KARTO Alias YOYO", nik),
        (one, "Sutoyo bin Karto", nik),
        (other, "Mu'arif bin Soleh", ""),
        (other, "Mu’arif bin Soleh", ""),
        (other, "Mu\u00ad'arif bin Sole\u0301h", ""),
        (other, "Mu'ar\u0456f bin Soleh", ""),
    )
    twice = ("refused", ["duplicate"])
    held = ("held", ["perhaps-the-same-convict"])
    assert became(rows) == [("registered", []), held, ("registered", []), twice, twice, twice]


async def test_two_of_one_case_who_are_only_called_alike_stay_two(office: httpx2.AsyncClient) -> None:
    case = "4403/Pid.B/2026/PN Trk"
    rows = await imported(office, (case, "Ahmad bin Ali", ""), (case, "Ahmad bin Umar", ""))
    assert became(rows) == [("registered", []), ("registered", [])]


REASON = "Dibandingkan dengan berkas aslinya"


async def differing(office: httpx2.AsyncClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two rulings of one NIK, the second under another name and so held."""
    first = await registered(office)
    second = await registered(office, case_number="124/Pid.B/2026/PN Trk", name="Budi Lain")
    assert [reason["rule"] for reason in second["reasons"]] == ["identity-differs"]
    assert second["klien_id"] != first["klien_id"]
    return first, second


async def answered(office: httpx2.AsyncClient, putusan: dict[str, Any], said: str, state: str) -> dict[str, Any]:
    address = f"/putusan/{putusan['putusan_id']}"
    answer = await office.post(f"{address}/identity", json={"answer": said, "reason": REASON})
    assert (answer.status_code, answer.json().get("state")) == (200, state), answer.text
    row = await office.get(f"{address}?after={answer.json()['position']}")
    assert row.json()["state"] == state
    return dict(row.json())


async def test_the_same_person_takes_the_ruling_with_its_values(office: httpx2.AsyncClient) -> None:
    first, second = await differing(office)
    row = await answered(office, second, "same", "registered")
    assert row["klien_id"] == first["klien_id"]
    page = await office.get(f"/putusan/{second['putusan_id']}", headers=PAGE)
    assert "Sudah dijawab: orang yang sama" in page.text
    third = await registered(office, case_number="125/Pid.B/2026/PN Trk", name="Budi Lain")
    assert (third["klien_id"], third["reasons"]) == (first["klien_id"], [])


async def test_another_person_of_the_same_nik_is_a_person_of_their_own(office: httpx2.AsyncClient) -> None:
    first, second = await differing(office)
    row = await answered(office, second, "another", "registered")
    assert row["klien_id"] == second["klien_id"]
    third = await registered(office, case_number="125/Pid.B/2026/PN Trk", name="Budi Lain")
    assert third["klien_id"] == second["klien_id"]
    fourth = await registered(office, case_number="126/Pid.B/2026/PN Trk")
    assert fourth["klien_id"] == first["klien_id"]


async def test_a_convict_told_twice_is_rejected_once_somebody_says_so_and_comes_back_if_that_was_wrong(
    office: httpx2.AsyncClient,
) -> None:
    first = await registered(office)
    second = await registered(office, name="Budi Rekaan alias Bude")
    assert [reason["rule"] for reason in second["reasons"]] == ["perhaps-the-same-convict"]
    row = await answered(office, second, "same", "replaced")
    assert [reason["rule"] for reason in row["reasons"]] == ["duplicate"]
    page = await office.get(f"/putusan/{second['putusan_id']}", headers=PAGE)
    assert page.status_code == 200
    row = await answered(office, second, "another", "registered")
    assert row["klien_id"] == second["klien_id"]
    assert first["klien_id"] == second["klien_id"]  # one NIK, one person


async def test_a_convict_told_twice_is_known_in_every_sheet_that_follows(office: httpx2.AsyncClient) -> None:
    """Settlement 41, over three sheets: whoever has answered is not asked again, and no second sentence comes of it."""
    case = "4501/Pid.B/2026/PN Trk"
    sheet = ((case, "Budi Rekaan", ""), (case, "Budi Rekaan alias Bude", ""))
    first, second = await imported(office, *sheet)
    assert became([first, second]) == [("registered", []), ("held", ["perhaps-the-same-convict"])]
    await answered(office, second, "same", "replaced")
    for later in range(2):
        rows = await imported(office, *sheet, (f"450{later + 2}/Pid.B/2026/PN Trk", f"Lain {later}", ""))
        assert became(rows) == [("known", []), ("known", []), ("registered", [])]
        one = await office.get(f"/putusan/{second['putusan_id']}")
        assert (one.json()["state"], one.json()["replaced_by"]) == ("replaced", first["putusan_id"])
    again = {"case_number": case, "name": "Budi Rekaan alias Bude", "nik": None}
    said = await office.post("/putusan", json=PAPER | again)
    assert (said.status_code, said.json()["rule"]) == (409, "told-twice")
    assert "ubah jawabannya" in said.text
    page = (await office.get(f"/putusan/{second['putusan_id']}", headers=PAGE)).text
    looked = await led(office, await pressed(office, page, "person", {"answer": "another", "reason": REASON}))
    assert "Orang lain" in looked
    await led(office, await pressed(office, looked, "person"))
    assert (await office.post("/putusan", json=PAPER | again)).json()["rule"] == "duplicate"


async def test_each_of_two_persons_has_an_answer_on_the_page(office: httpx2.AsyncClient) -> None:
    known = await registered(office)
    case = {"case_number": "124/Pid.B/2026/PN Trk"}
    await registered(office, **case, name="Tono Rekaan", nik=None)
    third = await registered(office, **case, name="Tono Rekaan alias Ono")
    asked = ["identity-differs", "perhaps-the-same-convict"]
    assert [reason["rule"] for reason in third["reasons"]] == asked
    address = f"/putusan/{third['putusan_id']}"
    page = (await office.get(f"{address}?after={third['position']}", headers=PAGE)).text
    assert all(words in page for words in ("Pemilik NIK-nya", "Terpidana dalam perkara yang sama"))
    one = await led(office, await pressed(office, page, "person", {"answer": "same", "reason": REASON}))
    assert "Jawab masing-masing" in one
    looked = await led(office, await pressed(office, one, "person", {"convict": "another"}))
    done = await led(office, await pressed(office, looked, "person"))
    assert "Tercatat: pemilik NIK-nya orang yang sama, terpidana dalam perkara yang sama orang lain." in done
    assert "pemilik NIK-nya orang yang sama, terpidana dalam perkara yang sama orang lain" in done
    row = (await office.get(address)).json()
    assert (row["state"], row["klien_id"]) == ("registered", known["klien_id"])
    assert (row["identity"]["answer"], row["identity"]["convict"], row["identity"]["of_two"]) == (
        "same",
        "another",
        True,
    )


async def test_one_person_with_a_ruling_in_the_same_case_is_asked_about_once(office: httpx2.AsyncClient) -> None:
    """Whoever answers that it is the same person says so of both, and no second sentence comes of it."""
    await registered(office)
    case = {"case_number": "124/Pid.B/2026/PN Trk"}
    theirs = await registered(office, **case)
    again = await registered(office, **case, name="Budy Rekaan")
    assert [reason["rule"] for reason in again["reasons"]] == ["identity-differs", "perhaps-the-same-convict"]
    said = {"answer": "same", "convict": "another", "reason": REASON}
    refused = await office.post(f"/putusan/{again['putusan_id']}/identity", json=said)
    assert refused.json()["rule"] == "identity-of-one"
    row = await answered(office, again, "same", "replaced")
    assert row["replaced_by"] == theirs["putusan_id"]


async def test_the_prosecutors_answer_does_not_settle_whose_the_ruling_is(office: httpx2.AsyncClient) -> None:
    await registered(office)
    held = await registered(office, case_number="124/Pid.B/2026/PN Trk", name="Budi Lain", minutes_a_day=540)
    assert [reason["rule"] for reason in held["reasons"]] == ["identity-differs", "day-above"]
    address = f"/putusan/{held['putusan_id']}"
    confirmation = {
        "document": "B-12/2026",
        "reason": "Paling banyak menurut undang-undang",
        "answered_on": "2026-03-20",
        "terms": {"regime": "adult", "total_minutes": 1200, "minutes_a_day": 240},
    }
    answer = await office.post(f"{address}/confirmation", json=confirmation)
    assert (answer.status_code, answer.json()["state"]) == (200, "held"), answer.text
    again = await office.post(f"{address}/confirmation", json=confirmation)
    assert again.json()["rule"] == "held-for-identity"
    row = await answered(office, held, "another", "registered")
    assert (row["minutes_a_day"], row["answered_on"]) == (240, "2026-03-20")


async def test_an_answer_may_come_before_the_prosecutors_and_be_changed(
    office: httpx2.AsyncClient,
) -> None:
    first = await registered(office)
    held = await registered(office, case_number="124/Pid.B/2026/PN Trk", name="Budi Lain", minutes_a_day=540)
    row = await answered(office, held, "same", "held")
    assert [reason["rule"] for reason in row["reasons"]] == ["day-above"]
    assert row["klien_id"] == first["klien_id"]
    assert await found(office, "lain", row["position"]) == [first["klien_id"]] * 2
    row = await answered(office, held, "another", "held")
    assert row["klien_id"] == held["klien_id"]
    page = await office.get(f"/putusan/{held['putusan_id']}", headers=PAGE)
    assert "Budi Lain" in page.text
    other = await office.get(f"/putusan/{first['putusan_id']}", headers=PAGE)
    assert "Budi Rekaan" in other.text
    assert "Budi Lain" not in other.text
    assert await found(office, "lain", row["position"]) == [held["klien_id"]]


@pytest.mark.parametrize("reason", ["", " ", "sama", "\u200b" * 12])
async def test_an_answer_without_a_reason_is_none(office: httpx2.AsyncClient, reason: str) -> None:
    _, second = await differing(office)
    address = f"/putusan/{second['putusan_id']}/identity"
    answer = await office.post(address, json={"answer": "same", "reason": reason})
    assert answer.status_code == 422


async def test_a_name_and_birth_date_of_another_case_are_a_flag(office: httpx2.AsyncClient) -> None:
    first = await registered(office)
    second = await registered(office, case_number="124/Pid.B/2026/PN Trk", nik=None)
    assert "perhaps-a-known-person" in [flag["rule"] for flag in second["flags"]]
    assert second["klien_id"] != first["klien_id"]


async def test_whom_a_ruling_leaves_is_neither_named_nor_masked_by_it(office: httpx2.AsyncClient) -> None:
    """A child's paper under an adult's NIK, taken for the same person and then not."""
    first = await registered(office)
    child = {
        "case_number": "7/Pid.Sus-Anak/2026/PN Trk",
        "kind": "child",
        "birth_date": "2010-03-02",
        "name": "Anak Lain",
    }
    held = await registered(office, **child, minutes_a_day=300)
    await answered(office, held, "same", "held")
    page = await office.get(f"/putusan/{first['putusan_id']}", headers=PAGE)
    assert "Budi Rekaan" not in page.text
    await answered(office, held, "another", "held")
    page = await office.get(f"/putusan/{first['putusan_id']}", headers=PAGE)
    assert "Budi Rekaan" in page.text
