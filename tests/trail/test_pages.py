"""The inspectorate's pages: looks by person, account and hour, decisions and openings, with no klien's name."""

import re
from collections.abc import AsyncIterator

import pytest

from services.catalogue import SERVICES
from shared.access.policy import POLICY, RoleName
from shared.audit.words import FIELDS, OUTCOMES
from shared.runtime.settings import Settings
from tests.access.town import Known, told
from tests.opened import Opened
from tests.opened import opened_for as opened_house
from tests.trail.examples import items

PAGE = {"accept": "text/html"}
REPORTS = [report for service in SERVICES for report in service.reports if getattr(report, "under", None)]


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.OFFICER, RoleName.AUDITOR, RoleName.COORDINATOR, RoleName.OPERATOR, RoleName.CLIENT]
    async with opened_house(settings, ["intake", "matching", "attendance", "reporting"], roles) as found:
        yield found


async def test_the_trail_is_shown_by_person_account_hour_and_entry_and_names_accounts_alone(house: Opened) -> None:
    known = await told(house)
    officer, auditor = house.clients[RoleName.OFFICER], house.clients[RoleName.AUDITOR]
    await officer.get("/reports/klien?limit=200", headers=PAGE)
    await officer.get("/audit/entries")
    await the_pages_answer_and_give_no_name_away(house, known)
    await who_was_looked_at_is_counted_by_person_account_and_hour(house, known)
    await the_entries_of_one_person_are_found_by_their_id(house)
    assert (await auditor.get("/audit/entries?kind=nothing")).status_code == 422
    for role in (RoleName.OFFICER, RoleName.COORDINATOR):
        assert (await house.clients[role].get("/audit/entries")).status_code == 403
    refused = await items(house, "/audit/entries?kind=refused")
    assert {(row["action"], row["outcome"], row["account_name"]) for row in refused} >= {
        ("audit.read", "not-allowed", "Nama probation_officer")
    }


async def the_pages_answer_and_give_no_name_away(house: Opened, known: list[Known]) -> None:
    auditor = house.clients[RoleName.AUDITOR]
    words = [word for one in known for word in one.person.words]
    for report in REPORTS:
        for ending, headers in (("", PAGE), ("", {}), (".csv", PAGE), (".csv", {})):
            answer = await auditor.get(f"{report.address}{ending}", headers=headers)  # type: ignore[attr-defined]
            assert answer.status_code == 200, (report, answer.text)
            assert not [word for word in words if word in answer.text], report
    desk = await auditor.get("/", headers=PAGE)
    assert (desk.status_code, [word for word in words if word in desk.text]) == (200, [])
    assert (await auditor.get("/")).json()["counts"]["looks"] > 0


async def who_was_looked_at_is_counted_by_person_account_and_hour(house: Opened, known: list[Known]) -> None:
    ids = {klien_id for one in known for klien_id in one.klien_ids}
    persons = await items(house, "/audit/persons?limit=200")
    assert ids <= {row["klien_id"] for row in persons}
    assert all(row["looks"] > 0 and row["accounts"] > 0 for row in persons)
    accounts = {row["account_name"]: row for row in await items(house, "/audit/accounts")}
    assert accounts["Nama probation_officer"]["persons"] >= len(ids)
    assert "Nama auditor" not in accounts, "reading the trail counts for nothing in it"
    assert (
        sum(row["looks"] for row in await items(house, "/audit/hours")) >= accounts["Nama probation_officer"]["looks"]
    )
    hour = (await items(house, "/audit/hours"))[0]["hour"]
    assert await items(house, f"/audit/entries?hour={hour.replace('+', '%2B')}")
    one = min(ids)
    found = await items(house, f"/audit/persons?begins=Klien%20{one[:6].upper()}")
    assert {row["klien_id"] for row in found} == {each for each in ids if each.startswith(one[:6])}
    page = await house.clients[RoleName.AUDITOR].get(f"/audit/persons?begins={one[:8]}", headers=PAGE)
    assert (page.status_code, f'name="begins" value="{one[:8]}"' in page.text) == (200, True)
    nobody = await house.clients[RoleName.AUDITOR].get("/audit/persons?begins=%25%25%25%25")
    assert nobody.status_code == 422


async def the_entries_of_one_person_are_found_by_their_id(house: Opened) -> None:
    one = (await items(house, "/audit/persons"))[0]["klien_id"]
    found = await items(house, f"/audit/entries?klien_id={one}&limit=200")
    assert found
    assert all(row["persons"] for row in found)
    commands = await items(house, "/audit/entries?kind=command&limit=200")
    assert {row["action"] for row in commands} >= {"putusan.register"}
    assert all(row["detail"] is None and row["account_name"] for row in commands), "a stream may be named by a person"


async def test_an_entry_says_whose_account_was_changed_from_where_and_which_fields_were_shown(house: Opened) -> None:
    await told(house)
    await house.clients[RoleName.OFFICER].get("/reports/klien", headers=PAGE)
    opened = {"login": "baru", "name": "Nama Baru", "role": "supervisor"}
    assert (await house.clients[RoleName.OPERATOR].post("/accounts", json=opened)).status_code == 201
    (row,) = [row for row in await items(house, "/audit/entries?kind=account") if row["detail"] == "supervisor"]
    assert (row["action"], row["about_account"], row["account_name"]) == ("opened", "Nama Baru", "Nama operator")
    (look, *_) = await items(house, "/audit/entries?kind=look")
    assert (look["action"], look["purpose"], look["outcome"]) == ("report.read", "report.read", "shown")
    assert set(look["fields"]) == {"name", "case_number"}
    assert re.fullmatch("[0-9a-f]{32}", look["source"])
    page = (await house.clients[RoleName.AUDITOR].get("/audit/entries", headers=PAGE)).text
    assert re.search(
        r'Akun dibuka: <a href="/audit/entries\?about=[0-9a-f-]{36}">Nama Baru</a> \(Pengawas I-PD\)', page
    )
    for said in ("nomor perkara, nama", "Membaca laporan"):
        assert said in page, said


async def test_pages_and_files_for_people_say_words_where_programs_get_codes(house: Opened) -> None:
    await told(house)
    await house.clients[RoleName.OFFICER].get("/reports/klien", headers=PAGE)
    await house.clients[RoleName.COORDINATOR].get("/audit/entries")
    auditor = house.clients[RoleName.AUDITOR]
    codes = {*POLICY, *OUTCOMES, *RoleName, *(one for one in FIELDS if one not in ("nik", "name"))}
    for report in REPORTS:
        for ending in ("", ".csv"):
            answer = await auditor.get(f"{report.address}{ending}", headers=PAGE)  # type: ignore[attr-defined]
            assert answer.status_code == 200, report
            said = re.findall(r"[a-z_/]+(?:[.-][a-z_]+)*", re.sub(r"<[^>]*>|Nama [a-z_]+", " ", answer.text))
            assert not {*said} & {one for one in codes if set(one) & set("._-/")}, report


async def test_who_signs_in_as_a_klien_or_guardian_is_not_named_to_the_inspectorate(house: Opened) -> None:
    rows = await items(house, "/audit/entries?kind=sign-in&limit=200")
    named = {row["role"]: row["account_name"] for row in rows if row["action"] == "signed-in"}
    assert (named["client"], named["probation_officer"]) == (None, "Nama probation_officer")
    page = (await house.clients[RoleName.AUDITOR].get("/audit/entries", headers=PAGE)).text
    assert "Nama client" not in page
    assert re.search(r"Akun [0-9a-f]{6}</a><div class=\"soft small\">Klien atau wali", page)


async def test_all_that_is_held_on_a_person_is_handed_over_as_one_file_by_a_purpose_and_is_noted(house: Opened) -> None:
    known = await told(house)
    one = next(each for each in known if each.person.kind == "adult")
    (klien_id,) = one.klien_ids
    officer = house.clients[RoleName.OFFICER]
    address = f"/klien/{klien_id}/export"
    await the_page_says_what_there_is_and_not_what_it_says(house, one, address)
    assert (await officer.post(address, json={})).status_code == 422
    assert (await house.clients[RoleName.COORDINATOR].post(address, json={"purpose": "guardian"})).status_code == 403
    answer = await officer.post(address, json={"purpose": "own-request"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="bakti-klien-{klien_id[:8]}-')
    held = answer.json()
    (paper, *_) = [event for event in held["events"] if event["event"].endswith("putusan.received.v1")]
    values = {each["field"]: each["value"] for each in paper["values"]}
    assert values["/name"] == one.person.name
    assert values["/case_number"].startswith(f"{known.index(one) + 1}/Pid")
    assert '"mac"' not in answer.text
    assert {row["account_name"] for row in held["looks"]} >= {"Nama probation_officer"}
    assert {row["kind"] for row in held["looks"]} >= {"look", "command", "export"}
    (noted,) = await items(house, "/audit/entries?kind=export")
    assert (noted["purpose"], noted["persons"], noted["outcome"]) == ("own-request", 1, "done")
    form = {"purpose": "own-request", "_form": "export", "_page": address}
    pressed = await officer.post(address, data=form, headers=PAGE | {"sec-fetch-site": "same-origin"})
    assert pressed.status_code == 200, pressed.text
    unknown = f"/klien/{'0' * 8}-0000-4000-8000-{'0' * 12}/export"
    assert (await officer.post(unknown, json={"purpose": "own-request"})).status_code == 404


async def the_page_says_what_there_is_and_not_what_it_says(house: Opened, one: Known, address: str) -> None:
    officer = house.clients[RoleName.OFFICER]
    page = (await officer.get(address, headers=PAGE)).text
    assert "Unduh berkas" in page
    assert "Mencatat · Mendaftarkan putusan" in page
    assert "Nama probation_officer" in page
    counted = (await officer.get(address)).json()
    assert counted["events"]["putusan"] > 0
    assert counted["looks"] > 0
