"""Decisions against a proposal or a rule: each is on the inspectorate's list with what was set aside, and its page
says why, without the person's name."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from services.catalogue import SERVICES
from services.reporting.reports.overrides import BECAME, DECIDED
from shared.access.policy import RoleName
from shared.privacy.person import masked_in
from shared.runtime.settings import Settings
from tests.access.town import OFFER, PEOPLE, Known, Person, ago, paper_of, told
from tests.neighbours import linked_to_court
from tests.opened import Opened
from tests.opened import opened_for as opened_house
from tests.trail.examples import items

PAGE = {"accept": "text/html"}
ADULT, HELD = PEOPLE[1], PEOPLE[6]
NOT_HERE: Final = {
    "klien.erase": "the law allows it or not, and nobody decides against it; its receipt stands in the ledger",
    "klien.profile": "what a person can and likes; no rule is set aside, and its page shows each by whom",
    "klien.litmas": "the same of their litmas",
    "setting.decide": "about nobody; the page of the law shows each with its reason",
    "unit.keep": "about nobody; the page of the unit shows each with its reason",
    "letter.register": "about a paper and no rule; the letter's own page shows each with its reason",
    "letter.forward": "the same; no rule is set aside",
    "activity.keep": "about a meeting and no rule; the activity's own page shows each with its reason",
    "activity.answer": "the same: a task that is open again says why on the activity's page",
    "agreement.keep": "about a paper and no rule; the agreement's own page shows each with its reason",
    "ipd.register": "about nobody; the register of hosts shows each correction",
    "ipd.offer": "about nobody; the register of hosts shows each correction",
    "workplan.keep": "about nobody; the page of the mark shows what is corrected",
    "annex.ask": "about nobody; the page of the request shows each correction",
    "annex.answer": "about nobody; the page of the request shows what each office answered",
    "ipd.name-supervisor": "about nobody's case; the place shows who is named, and until when",
    "putusan.assign": "no rule and no proposal says whose a case is; its page shows who had it",
    "putusan.hand-over": "the same",
    "putusan.finality": "the court's own word",
    "putusan.appeal": "what the court's clerk has written down; no rule is set aside, and its page shows it",
    "account.link": "whose an account is; the trail shows whoever links one",
    "account.link-klien": "the same",
    "hours.start": "the berita acara itself; its corrections are here",
    "hours.log": "the day sheet that a log is taken from; the log says what was done, and nothing is set aside",
}
"""Commands that a person gives a reason or a letter for, and that set nothing aside."""


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.OFFICER, RoleName.AUDITOR, RoleName.COORDINATOR, RoleName.PROSECUTOR]
    async with opened_house(settings, ["intake", "matching", "attendance", "reporting"], roles) as found:
        await linked_to_court(found.parts.database, RoleName.PROSECUTOR)
        yield found


def test_every_command_that_says_why_is_on_the_list_or_has_its_reason_not_to_be() -> None:
    said = {"reason", "override", "document", "words"}
    commands = {command for service in SERVICES for thing in service.things for command in thing.decides}
    why = {command.ACTION for command in commands if said & command.model_fields.keys()}
    assert len(why) > len(DECIDED)
    assert why - DECIDED.keys() == NOT_HERE.keys()
    assert not DECIDED.keys() - why


@pytest.mark.slow
async def test_the_inspectorate_sees_what_was_set_aside_by_whom_and_why(house: Opened) -> None:
    (adult, held) = await told(house, [ADULT, HELD])
    outsider = await placed_outside_and_moved(house)
    await hours_decided_and_struck(house, adult)
    rows = {row["became"]: row for row in await items(house, "/audit/overrides?limit=200")}
    became = {"declined", "outside", "moved", "answered", "taken", "struck", "restarted", "mended", "died", "resumed"}
    became |= {"adjusted", "unadjusted", "brought", "not-brought", "repeated", "not-repeated"}
    assert set(rows) == became
    the_list_says_rule_and_place(rows, held)
    page = (await house.clients[RoleName.AUDITOR].get("/audit/overrides", headers=PAGE)).text
    for row in rows.values():
        assert BECAME[row["became"]] in page
        assert DECIDED[row["action"]]
    for said in ("Panti Contoh", "Balai Lain", "Tempat penuh", "Tidak ada penempatan di tempat itu", "Semula"):
        assert said in page, said
    await the_page_of_one_says_why_without_naming_the_person(house, rows, outsider)
    await nobody_else_reads_it(house, rows["outside"]["number"])


async def placed_outside_and_moved(house: Opened) -> str:
    """Somebody is declined by the proposed host, placed elsewhere against the proposals, and moved; their name."""
    officer, coordinator = house.clients[RoleName.OFFICER], house.clients[RoleName.COORDINATOR]
    other = Person("adult", False, "Wongsonegoro Pringgodigdo", "35.03.12", ago(33))
    answer = await officer.post("/putusan", json=paper_of(40, other, {"kind": "adult"}))
    await house.level()
    at = f"/placement/{answer.json()['putusan_id']}"
    row = (await officer.get(at)).json()
    (first, *_) = row["proposals"]
    more = await coordinator.post(f"/ipd/{first['ipd_id']}/offers", json={**OFFER, "site_name": "Balai Lain"})
    await house.level()
    days = {"planned_from": first["planned_from"], "planned_until": first["planned_until"]}
    await done(coordinator.post(f"{at}/refusals", json={"offer_id": first["offer_id"], "reason": "full"}))
    why = "Ibu Wongsonegoro minta tempat dekat rumah, NIK 3503111234560001"
    outside = {**days, "offer_id": more.json()["offer_id"], "override": why}
    await done(coordinator.post(f"{at}/acceptance", json=outside))
    await house.level()
    moved = {**days, "number": 1, "offer_id": first["offer_id"], "document": "B-12/Rekaan", "reason": "Keliru dicatat"}
    await done(officer.post(f"{at}/corrections", json=moved))
    await house.level()
    amended = {"number": 1, "paper": {"kecamatan": "35.03.11"}, "reason": "Alamat Wongsonegoro keliru"}
    await done(officer.post(f"/putusan/{row['putusan_id']}/amendments", json=amended))
    await house.level()
    end = {"number": 1, "ground": "died", "ended_on": ago(0.09).isoformat(), "document": "3503-KM-1 a.n. Wongsonegoro"}
    ends = f"/putusan/{row['putusan_id']}/endings"
    await done(officer.post(ends, json=end | {"reason": "Wongsonegoro meninggal di rumah"}))
    await done(officer.post(f"{ends}/withdrawals", json={"number": 2, "reason": "Akta Wongsonegoro keliru"}))
    milder = {"number": 1, "binds_from": ago(0.09).isoformat(), "total_minutes": 480, "document": "B-9/Rekaan"}
    lowers = f"/putusan/{row['putusan_id']}/adjustments"
    await done(officer.post(lowers, json=milder | {"reason": "Untuk Wongsonegoro batasnya diturunkan"}))
    await done(officer.post(f"{lowers}/withdrawals", json={"number": 2, "reason": "Surat Wongsonegoro keliru"}))
    there = {"number": 1, "hours": 2, "started_on": ago(0.09).isoformat(), "until": ago(0.08).isoformat()}
    there |= {"origin": "Kabupaten Blitar", "document": "B-7/Rekaan", "reason": "Wongsonegoro semula di Blitar"}
    credits = f"/putusan/{row['putusan_id']}/credits"
    await done(officer.post(credits, json=there))
    await done(officer.post(f"{credits}/withdrawals", json={"number": 2, "reason": "Surat Wongsonegoro keliru"}))
    again = {"number": 1, "hours": 8, "decided_on": ago(0.05).isoformat(), "document": "B-99/Rekaan"}
    repeats, prosecutor = f"/putusan/{row['putusan_id']}/repeats", house.clients[RoleName.PROSECUTOR]
    await done(prosecutor.post(repeats, json=again | {"reason": "Wongsonegoro tidak datang"}))
    await done(prosecutor.post(f"{repeats}/withdrawals", json={"number": 2, "reason": "Surat Wongsonegoro keliru"}))
    await house.level()
    return other.name


async def hours_decided_and_struck(house: Opened, known: Known) -> None:
    officer, (klien_id,) = house.clients[RoleName.OFFICER], known.klien_ids
    hours = (await officer.get(f"/hours/{klien_id}")).json()
    by_state = {shift["state"]: shift["shift_id"] for shift in hours["shifts"]}
    decided = {"shift_id": by_state["review"], "number": 1, "content": 0, "accepted": ["no-placement"]}
    because = {"reason": "Dipindah sementara oleh tempat", "document": "S-7/Rekaan"}
    await done(officer.post(f"/hours/{klien_id}/decisions", json={**decided, **because}))
    struck = {"shift_id": by_state["recorded"], "number": 1, "shift": None, "reason": "Tercatat dua kali"}
    await done(officer.post(f"/hours/{klien_id}/corrections", json=struck))
    begun = {"putusan_id": known.putusan_ids[0], "number": 1, "started_on": ago(0.09).isoformat()}
    why = {"document": "BA-2/Rekaan", "reason": "Tanggal berita acara keliru"}
    await done(officer.post(f"/hours/{klien_id}/service/corrections", json={**begun, **why}))
    await house.level()


def the_list_says_rule_and_place(rows: dict[str, Any], held: Known) -> None:
    assert (rows["declined"]["before"], rows["outside"]["before"]) == (["Panti Contoh"], []), "its host had said no"
    assert rows["outside"]["site_name"] == "Balai Lain"
    assert (rows["moved"]["before"], rows["moved"]["site_name"]) == (["Balai Lain"], "Panti Contoh")
    assert rows["declined"]["why"] == "full"
    assert {one["rule"] for one in rows["answered"]["rules"]} >= {"day-above"}
    assert all(one["citation"] for one in rows["answered"]["rules"])
    assert {rows["answered"]["klien_id"]} == held.klien_ids
    assert [one["rule"] for one in rows["taken"]["rules"]] == ["review-no-placement"]
    assert (rows["struck"]["site_name"], rows["struck"]["day"] is not None) == ("Panti Contoh", True)
    assert rows["restarted"]["day"] == ago(0.09).isoformat()
    assert {row["account_name"] for row in rows.values()} == {
        *("Nama probation_officer", "Nama coordinator", "Nama prosecutor"),
    }


async def the_page_of_one_says_why_without_naming_the_person(house: Opened, rows: dict[str, Any], name: str) -> None:
    auditor = house.clients[RoleName.AUDITOR]
    why = {}
    for became, row in rows.items():
        address = f"/audit/overrides/{row['number']}"
        told = (await auditor.get(address)).json()
        page = await auditor.get(address, headers=PAGE)
        assert (page.status_code, BECAME[became] in page.text) == (200, True), became
        assert not [word for word in name.split() if word in page.text], became
        assert told["reason"] or told["document"] or told["decision"]["why"], became
        assert told["withheld"] is False, became
        why[became] = told["reason"]
    assert why["outside"] == "Ibu […] minta tempat dekat rumah, NIK […]"
    assert why["mended"] == "Alamat […] keliru"
    assert (why["died"], why["resumed"]) == ("[…] meninggal di rumah", "Akta […] keliru")
    assert (why["adjusted"], why["unadjusted"]) == ("Untuk […] batasnya diturunkan", "Surat […] keliru")
    assert (why["brought"], why["not-brought"]) == ("[…] semula di Blitar", "Surat […] keliru")
    assert (why["repeated"], why["not-repeated"]) == ("[…] tidak datang", "Surat […] keliru")
    assert why["taken"] == "Dipindah sementara oleh tempat"
    assert why["struck"] == "Tercatat dua kali"
    looks = [
        row for row in await items(house, "/audit/entries?kind=look&limit=200") if row["action"] == "override.read"
    ]
    assert {(look["account_name"], look["persons"]) for look in looks} == {("Nama auditor", 1)}
    assert len(looks) == 2 * len(rows), "one a page, as JSON and for people"


async def nobody_else_reads_it(house: Opened, number: int) -> None:
    for role in (RoleName.OFFICER, RoleName.COORDINATOR):
        assert (await house.clients[role].get(f"/audit/overrides/{number}")).status_code == 403
    auditor = house.clients[RoleName.AUDITOR]
    assert (await auditor.get("/audit/overrides/999999")).status_code == 404
    (other, *_) = await items(house, "/audit/entries?kind=look")
    assert (await auditor.get(f"/audit/overrides/{other['number']}")).status_code == 404


@pytest.mark.slow
async def test_of_a_child_nobody_reads_why_its_paper_was_mended(house: Opened) -> None:
    (child,) = await told(house, [PEOPLE[0]])
    amended = {"number": 1, "paper": {"offence": "pencurian"}, "reason": "Nama ayah Bratasena keliru"}
    await done(house.clients[RoleName.OFFICER].post(f"/putusan/{child.putusan_ids[0]}/amendments", json=amended))
    await house.level()
    (row,) = await items(house, "/audit/overrides?action=putusan.amend")
    told_of = (await house.clients[RoleName.AUDITOR].get(f"/audit/overrides/{row['number']}")).json()
    assert (told_of["reason"], told_of["withheld"]) == (None, True)
    (look, *_) = await items(house, "/audit/entries?kind=look")
    assert (look["action"], look["fields"]) == ("override.read", []), "what is not shown is not opened"


@pytest.mark.slow
async def test_whose_a_ruling_became_is_listed_with_the_decision_and_twice_the_same_stands_once(house: Opened) -> None:
    officer, whose = house.clients[RoleName.OFFICER], []
    first = paper_of(7, ADULT, {"kind": "adult"})
    twin = first | {"name": "Wirasaba Kartonegoro", "case_number": f"77/Pid.B/{ago(0.5).year}/PN Trk"}
    answers = [await officer.post("/putusan", json=paper) for paper in (first, twin)]
    at = f"/putusan/{answers[1].json()['putusan_id']}"
    for answer in ("same", "another"):
        said, key = {"answer": answer, "reason": "dibandingkan dengan berkas"}, {"idempotency-key": answer}
        for _ in range(2):
            await done(officer.post(f"{at}/identity", json=said, headers=key))
        await house.level()
        whose.append((await officer.get(at)).json()["klien_id"])
    assert whose[0] != whose[1]
    rows = await items(house, "/audit/overrides?action=putusan.identify")
    assert [(row["became"], row["klien_id"]) for row in rows] == [("another", whose[1]), ("same", whose[0])]
    entries = await items(house, f"/audit/entries?kind=command&klien_id={whose[0]}&limit=200")
    again = [row["outcome"] for row in entries if row["action"] == "putusan.identify"]
    assert sorted(again) == ["done", "done", "repeated", "repeated"]


@pytest.mark.slow
async def test_a_name_that_was_mended_is_taken_out_of_what_is_written_before_and_after(house: Opened) -> None:
    (adult,) = await told(house, [ADULT])
    officer, (klien_id,), (putusan_id,) = house.clients[RoleName.OFFICER], adult.klien_ids, adult.putusan_ids
    at, before = f"/putusan/{putusan_id}/amendments", {"paper": {"name": "Wirasaba Kartonegoro"}}
    await done(officer.post(at, json={**before, "number": 1, "reason": "Cokrowijoyo keliru, ini Wirasaba"}))
    last = {"paper": {"name": "Tirtayasa Sumodiharjo"}, "number": 2, "reason": "Tirtayasa, bukan Wirasaba"}
    await done(officer.post(at, json=last))
    begun = {"putusan_id": putusan_id, "number": 1, "started_on": ago(0.09).isoformat(), "document": "BA-2/Rekaan"}
    why = {"reason": "Danurejo yang dulu, Kartonegoro, kini Sumodiharjo"}
    await done(officer.post(f"/hours/{klien_id}/service/corrections", json={**begun, **why}))
    await house.level()
    rows = await items(house, "/audit/overrides?limit=200")
    said = {
        (await house.clients[RoleName.AUDITOR].get(f"/audit/overrides/{row['number']}")).json()["reason"]
        for row in rows
        if row["became"] in ("mended", "restarted")
    }
    assert said == {"[…] keliru, ini […]", "[…], bukan […]", "[…] yang dulu, […], kini […]"}


@pytest.mark.slow
async def test_of_a_child_whose_sentence_ended_the_letter_is_told_and_the_reason_is_not(house: Opened) -> None:
    (child,) = await told(house, [PEOPLE[0]])
    end = {"number": 1, "ground": "transferred", "ended_on": ago(0.09).isoformat(), "to": "ikut ibunya Karangsari"}
    end |= {"document": "B-12/M.5.16/2026", "reason": "Ikut ibunya ke Karangsari"}
    await done(house.clients[RoleName.OFFICER].post(f"/putusan/{child.putusan_ids[0]}/endings", json=end))
    await house.level()
    (row,) = await items(house, "/audit/overrides?action=putusan.end")
    assert (row["became"], row["day"]) == ("transferred", ago(0.09).isoformat())
    address = f"/audit/overrides/{row['number']}"
    told_of = (await house.clients[RoleName.AUDITOR].get(address)).json()
    assert (told_of["reason"], told_of["document"], told_of["withheld"]) == (None, "B-12/M.5.16/2026", True)
    page = (await house.clients[RoleName.AUDITOR].get(address, headers=PAGE)).text
    assert ("B-12/M.5.16/2026" in page, "Karangsari" in page) == (True, False)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("SITI aminah minta", "[…] minta"),
        ("Sitiarum bukan Siti", "Sitiarum bukan […]"),
        ("perkara 12/Pid.B/2026/PN Trk", "perkara […]"),
        ("NIK 3503111234560001.", "NIK […]."),
        ("nomor 35031112345600012", "nomor 35031112345600012"),
        ("A b", "A b"),
    ],
)
def test_what_is_written_loses_the_person(text: str, without: str) -> None:
    assert masked_in(text, ["Siti Aminah", "12/Pid.B/2026/PN Trk"]) == without


async def done(answering: Any) -> None:
    answer = await answering
    assert answer.status_code < 300, answer.text
