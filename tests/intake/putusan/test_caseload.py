"""Whose case it is, by address and page: one ruling, many of nobody at once, a whole case load for some days."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.runtime.clock import now, today_wib
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.neighbours import account_of
from tests.opened import PASSWORD, Opened, leads_an_office, opened_for

pytestmark = pytest.mark.slow
WHY = "perkaranya salah dibagikan"
OTHER = "sari"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER, RoleName.COORDINATOR, RoleName.AUDITOR]) as found:
        await Accounts(found.parts.database).create(OTHER, "Sari Rekaan", RoleName.OFFICER, PASSWORD, now())
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


async def test_the_inspectorate_reads_that_a_case_was_handed_over_and_not_why(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    at = f"/putusan/{await registered(office)}"
    await office.post(f"{at}/officer", json={"officer": mine})
    await office.post(f"{at}/substitute", json={"substitute": other, **days()})
    done = await office.post(f"{at}/return", json={"number": 2, "reason": WHY})
    pages = [
        (await house.clients[role].get(f"{at}?after={done.json()['position']}", headers=PAGE)).text
        for role in (RoleName.OFFICER, RoleName.AUDITOR)
    ]
    assert ["Sari Rekaan" in page for page in pages] == [True, True]
    assert [WHY in page for page in pages] == [True, False]


async def accounts(house: Opened) -> tuple[str, str, str]:
    """The officer's account, another officer's, and one of another role."""
    logins = (RoleName.OFFICER, OTHER, RoleName.COORDINATOR)
    mine, other, unfit = [await account_of(house.parts.database, login) for login in logins]
    return mine, other, unfit


async def registered(office: httpx2.AsyncClient, number: int = 1) -> str:
    paper = PAPER | {"case_number": f"{number}/Pid.B/2026/PN Trk", "nik": None, "name": f"Budi Rekaan {number}"}
    answer = await office.post("/putusan", json=paper)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["putusan_id"])


def days(first: int = 0, last: int = 5) -> dict[str, str]:
    today = today_wib()
    return {"from_day": str(today + timedelta(days=first)), "until_day": str(today + timedelta(days=last))}


async def test_a_case_is_given_to_an_officer_and_its_row_says_so(house: Opened, office: httpx2.AsyncClient) -> None:
    mine, other, _ = await accounts(house)
    at = f"/putusan/{await registered(office)}"
    done = await office.post(f"{at}/officer", json={"officer": mine})
    assert done.status_code == 200, done.text
    handed = await office.post(f"{at}/substitute", json={"substitute": other, **days()})
    assert handed.status_code == 200, handed.text
    row = (await office.get(f"{at}?after={handed.json()['position']}")).json()
    assert (row["officer"], row["officer_number"], row["substitute"]) == (mine, 1, other)
    assert row["substitute_from"] == days()["from_day"]
    back = await office.post(f"{at}/return", json={"number": 2, "reason": WHY})
    assert back.status_code == 200, back.text
    row = (await office.get(f"{at}?after={back.json()['position']}")).json()
    assert row["substitute_until"] < str(today_wib())
    theirs = await office.get(f"/putusan?officer={mine}&after={back.json()['position']}")
    assert [one["officer"] for one in theirs.json()["items"]] == [mine]
    assert (await office.get(f"/putusan?officer={other}")).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        pytest.param({"officer": "nobody"}, 422, None, id="no id"),
        pytest.param({"officer": "unknown"}, 422, "account-absent", id="no such account"),
        pytest.param({"officer": "unfit"}, 409, "account-unfit", id="no officer"),
        pytest.param({"officer": "mine", "number": 2}, 409, "assignment-moved", id="a number ahead"),
        pytest.param({"officer": "mine", "leads": True}, 422, None, id="what the edge finds"),
        pytest.param({"officer": "mine", "asker": {"account_id": "mine", "leads": True}}, 422, None, id="who asks"),
    ],
)
async def test_what_is_no_officer_is_refused(
    house: Opened, office: httpx2.AsyncClient, body: dict[str, Any], status: int, rule: str | None
) -> None:
    mine, _, unfit = await accounts(house)
    known = {"mine": mine, "unfit": unfit, "unknown": str(uuid4())}
    at = f"/putusan/{await registered(office)}/officer"
    answer = await office.post(at, json=body | {"officer": known.get(body["officer"], body["officer"])})
    assert answer.status_code == status, answer.text
    assert rule in (None, answer.json()["rule"])
    assert (await office.post(f"/putusan/{uuid4()}/officer", json={"officer": mine})).status_code == 404


async def test_anothers_case_is_changed_by_whoever_leads_the_office_alone(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    at = f"/putusan/{await registered(office)}"
    assert (await office.post(f"{at}/officer", json={"officer": other})).status_code == 200
    taken = {"officer": mine, "number": 2, "reason": WHY}
    await house.level()
    refused = await office.post(f"{at}/officer", json=taken)
    assert (refused.status_code, refused.json()["rule"]) == (404, "putusan-unknown")
    await leads_an_office(house)
    assert (await office.post(f"{at}/officer", json=taken)).status_code == 200
    told = (await office.get(at, headers=PAGE)).text
    assert "Sari Rekaan" in told
    assert WHY in told


async def test_many_cases_of_nobody_are_shared_out_in_one_answer_that_names_each(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    ids = [await registered(office, number) for number in (1, 2, 3)]
    await house.level()
    assert set((await office.get("/putusan/assignments")).json()["putusan_ids"]) == set(ids)
    taken = await office.post(f"/putusan/{ids[1]}/officer", json={"officer": mine})
    await house.level()
    answer = await office.post("/putusan/assignments", json={"officer": other, "putusan_ids": ids})
    assert answer.status_code == 207, answer.text
    said = answer.json()
    assert (said["done"], said["refused"]) == (2, 1)
    rules = {one["putusan_id"]: [fault["rule"] for fault in one["faults"]] for one in said["cases"]}
    assert rules == {ids[0]: [], ids[1]: ["assignment-moved"], ids[2]: []}
    assert taken.status_code == 200
    left = await office.get(f"/putusan/assignments?after={said['position']}")
    assert left.json()["putusan_ids"] == []
    unknown = await office.post("/putusan/assignments", json={"officer": other, "putusan_ids": [str(uuid4())]})
    assert unknown.status_code == 404
    nothing = await office.post("/putusan/assignments", json={"officer": other, "putusan_ids": []})
    assert nothing.status_code == 422


async def test_a_case_that_became_anothers_meanwhile_is_told_and_stops_no_other(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    """It is hidden from who asks by then; so is one that nobody has, and the same is said of both."""
    mine, other, _ = await accounts(house)
    ids = [await registered(office, number) for number in (1, 2, 3)]
    await house.level()
    page = (await office.get("/putusan/assignments", headers=PAGE)).text
    await office.post(f"/putusan/{ids[1]}/officer", json={"officer": other})
    await house.level()
    unknown = str(uuid4())
    body = {"officer": mine, "putusan_ids": [ids[0], ids[1], unknown]}
    answer = await office.post("/putusan/assignments", json=body)
    assert answer.status_code == 207, answer.text
    assert (answer.json()["done"], answer.json()["refused"]) == (1, 2)
    faults = {one["putusan_id"]: one["faults"] for one in answer.json()["cases"]}
    assert faults[ids[0]] == []
    assert faults[ids[1]] == faults[unknown]
    assert [fault["rule"] for fault in faults[unknown]] == ["putusan-unknown"]
    done = await led(office, await pressed(office, page, "assign", {"officer": mine, "putusan_ids": ids[1:]}))
    assert "1 perkara dibagikan kepada Nama probation_officer: 3/Pid.B/2026/PN Trk" in done
    assert f"Belum: {ids[1][:6]}" in done
    assert "2/Pid.B/2026/PN Trk" not in done


async def test_the_page_shares_out_what_is_ticked_and_names_each(house: Opened, office: httpx2.AsyncClient) -> None:
    _, other, _ = await accounts(house)
    ids = [await registered(office, number) for number in (1, 2, 3)]
    await house.level()
    page = (await office.get("/putusan/assignments", headers=PAGE)).text
    missing = await led(office, await pressed(office, page, "assign", {"officer": other}))
    assert "Galat" in missing
    done = await led(office, await pressed(office, page, "assign", {"officer": other, "putusan_ids": ids[:2]}))
    assert "2 perkara dibagikan kepada Sari Rekaan" in done
    named = [f"{number}/Pid.B/2026/PN Trk" for number in (1, 2)]
    assert ", ".join(named) in done or ", ".join(reversed(named)) in done, "in the order of ids, which are by chance"
    assert ids[0] not in done
    assert ids[2] in done


async def test_a_whole_case_load_is_handed_over_for_some_days(house: Opened, office: httpx2.AsyncClient) -> None:
    mine, other, _ = await accounts(house)
    for number in (1, 2):
        await office.post(f"/putusan/{await registered(office, number)}/officer", json={"officer": mine})
    theirs = await registered(office, 3)
    await office.post(f"/putusan/{theirs}/officer", json={"officer": other})
    await house.level()
    page = (await office.get("/putusan/assignments", headers=PAGE)).text
    asked = await led(office, await pressed(office, page, "load", {"substitute": other, **days()}))
    assert "Periksa sebelum dicatat" in asked
    done = await led(office, await pressed(office, asked, "load", {"_check": "take"}))
    assert "2 perkara diserahkan kepada Sari Rekaan" in done
    rows = (await office.get(f"/putusan?officer={mine}")).json()["items"]
    assert [one["substitute"] for one in rows] == [other, other]
    again = await office.post("/putusan/hand-overs", json={"substitute": other, **days(0, 7)})
    assert (again.status_code, again.json()["rule"]) == (422, "assignment-reason")
    mended = await office.post("/putusan/hand-overs", json={"substitute": other, **days(0, 7), "reason": WHY})
    assert (mended.status_code, mended.json()["done"]) == (200, 2)


async def test_before_a_load_is_handed_over_it_is_said_how_many_cases_and_what_is_running(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    assert (await office.get("/putusan/assignments")).json()["loads"] == []
    assert "Belum ada perkara untuk diserahkan" in (await office.get("/putusan/assignments", headers=PAGE)).text
    await mine_and_one_of_anothers(house, office)
    page = (await office.get("/putusan/assignments", headers=PAGE)).text
    assert "Anda memegang <b>2 perkara</b>" in page
    assert "Ambil kembali" not in page
    asked = await led(office, await pressed(office, page, "load", {"substitute": other, **days()}))
    assert "2 perkara Anda diserahkan satu per satu." in asked
    assert "mendapat pengganti" not in asked
    await led(office, await pressed(office, asked, "load", {"_check": "take"}))
    found = (await office.get("/putusan/assignments")).json()["loads"]
    away = {"substitute": other, **days(), "cases": 2}
    assert found == [{"officer": mine, "cases": 2, "handed_over": [away]}]
    page = (await office.get("/putusan/assignments", headers=PAGE)).text
    assert "2 perkara diserahkan kepada Sari Rekaan" in page
    unsaid = await led(office, await pressed(office, page, "load", {"substitute": other, **days()}))
    assert "Periksa sebelum dicatat" not in unsaid
    assert "Galat" in unsaid
    again = await led(office, await pressed(office, page, "load", {"substitute": other, **days(), "reason": WHY}))
    assert "Yang sedang diserahkan mendapat pengganti dan hari yang baru." in again


async def test_all_that_was_handed_over_is_taken_back_in_one_step(house: Opened, office: httpx2.AsyncClient) -> None:
    _, other, _ = await accounts(house)
    ids = await mine_and_one_of_anothers(house, office)
    nothing = await office.post("/putusan/returns", json={"reason": WHY})
    assert (nothing.status_code, nothing.json()["rule"]) == (409, "nothing-handed-over")
    over = await office.post("/putusan/hand-overs", json={"substitute": other, **days(1, 5)})
    page = (await office.get(f"/putusan/assignments?after={over.json()['position']}", headers=PAGE)).text
    short = await led(office, await pressed(office, page, "back", {"reason": "batal"}))
    assert "Galat" in short
    asked = await led(office, await pressed(office, page, "back", {"reason": WHY}))
    assert "2 perkara kembali kepada Anda." in asked
    done = await led(office, await pressed(office, asked, "back", {"_check": "take"}))
    assert "2 perkara kembali kepada Nama probation_officer sejak hari ini" in done
    assert "Ambil kembali" not in done
    assert (await office.get("/putusan/assignments")).json()["loads"][0]["handed_over"] == []
    for one in ids:
        assert (await office.post(f"/putusan/{one}/return", json={"number": 3, "reason": WHY})).status_code == 409


async def test_whoever_leads_the_office_sees_every_load_and_takes_back_anothers(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    await mine_and_one_of_anothers(house, office)
    await leads_an_office(house)
    over = await office.post("/putusan/hand-overs", json={"officer": other, "substitute": mine, **days()})
    at = f"/putusan/assignments?after={over.json()['position']}"
    counts = {one["officer"]: (one["cases"], len(one["handed_over"])) for one in (await office.get(at)).json()["loads"]}
    assert counts == {mine: (2, 0), other: (1, 1)}
    page = (await office.get(at, headers=PAGE)).text
    assert "Nama probation_officer (2 perkara)" in page
    assert "1 perkara diserahkan kepada Nama probation_officer" in page
    asked = await led(office, await pressed(office, page, "back", {"officer": other, "reason": WHY}))
    done = await led(office, await pressed(office, asked, "back", {"_check": "take"}))
    assert "1 perkara kembali kepada Sari Rekaan sejak hari ini" in done


async def mine_and_one_of_anothers(house: Opened, office: httpx2.AsyncClient) -> list[str]:
    """The ids of two cases of the officer's; a third is another's."""
    mine, other, _ = await accounts(house)
    ids = [await registered(office, number) for number in (1, 2, 3)]
    for one, officer in zip(ids, (mine, mine, other), strict=True):
        await office.post(f"/putusan/{one}/officer", json={"officer": officer})
    await house.level()
    return ids[:2]


async def test_only_whoever_leads_the_office_hands_over_anothers_load(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    await office.post(f"/putusan/{await registered(office)}/officer", json={"officer": other})
    wanted = {"officer": other, "substitute": mine, **days()}
    await house.level()
    refused = await office.post("/putusan/hand-overs", json=wanted)
    assert (refused.status_code, refused.json()["rule"]) == (409, "no-cases")
    await leads_an_office(house)
    assert (await office.post("/putusan/hand-overs", json=wanted)).json()["done"] == 1
    none = await office.post("/putusan/hand-overs", json={"substitute": other, **days()})
    assert (none.status_code, none.json()["rule"]) == (409, "no-cases")


async def test_the_panel_of_a_ruling_assigns_hands_over_and_ends_that(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    mine, other, _ = await accounts(house)
    at = f"/putusan/{await registered(office)}"
    await house.level()
    page = (await office.get(at, headers=PAGE)).text
    assert "Belum dibagi kepada siapa pun" in page
    assert form_in(page, "officer")[1]["officer"] == mine
    page = await led(office, await pressed(office, page, "officer"))
    page = await led(office, await pressed(office, page, "substitute", {"substitute": other, **days(3, 1)}))
    assert "Hari terakhir mendahului hari pertama" in page
    page = await led(office, await pressed(office, page, "substitute", days(1, 3)))
    assert "Diserahkan kepada Sari Rekaan" in page
    page = await led(office, await pressed(office, page, "return", {"reason": WHY}))
    assert "Serah tugas kepada Sari Rekaan diakhiri" in page
    assert "Akhiri serah tugas" not in page


async def test_who_may_not_assign_sees_whose_case_it_is_and_no_form(house: Opened, office: httpx2.AsyncClient) -> None:
    mine, _, _ = await accounts(house)
    at = f"/putusan/{await registered(office)}"
    await office.post(f"{at}/officer", json={"officer": mine})
    await house.level()
    coordinator = house.clients[RoleName.COORDINATOR]
    page = (await coordinator.get(at, headers=PAGE)).text
    assert "Nama probation_officer" in page
    assert 'id="officer"' not in page
    assert (await coordinator.post(f"{at}/officer", json={"officer": mine})).status_code == 403
    assert (await coordinator.get("/putusan/assignments")).status_code == 403
