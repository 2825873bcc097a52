"""Day sheets of work that was done already come in as a file, each row like a log of its own."""

import csv
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import asyncpg
import httpx2
import pytest

from services.catalogue import BY_NAME
from shared.access.policy import RoleName
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.access.town import PEOPLE, paper_of, registered, told
from tests.forms import PAGE
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
ADULT = next(one for one in PEOPLE if one.kind == "adult")
OTHER = next(one for one in PEOPLE if one.kind == "rejected, adult")
PAPER = paper_of(0, ADULT, {"kind": "adult"})
HEADINGS = "NIK;Nama;Tanggal Lahir;Nomor Perkara;Tanggal;Mulai;Selesai;Istirahat;Tempat;Pengawas;Uraian;Dokumen"
DOCUMENT = "Lembar hadir no. 1"
CSV = {"content-type": "text/csv"}
assert ADULT.born is not None
BORN = f"{ADULT.born:%d/%m/%Y}"


def ago(days: int) -> str:
    day: date = today_wib() - timedelta(days=days)
    return f"{day:%d/%m/%Y}"


def row(days: int, starts: str = "08.00", ends: str = "10.00", **said: str) -> str:
    cells = {
        "nik": PAPER["nik"],
        "name": "",
        "born": BORN,
        "case": "",
        "breaks": "",
        "site": "Panti Contoh",
        "document": DOCUMENT,
    }
    cells |= {"day": ago(days), "starts": starts, "ends": ends, "supervisor": "Pak Rekaan", "note": "menyapu"} | said
    names = ("nik", "name", "born", "case", "day", "starts", "ends", "breaks", "site", "supervisor", "note", "document")
    return ";".join(cells[name] for name in names)


def file(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = (RoleName.OFFICER, RoleName.COORDINATOR, RoleName.SUPERVISOR)
    async with opened_for(settings, BY_NAME, roles) as found:
        await told(found, [ADULT])
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


async def sent(client: httpx2.AsyncClient, data: bytes, *, check: bool = False) -> dict[str, Any]:
    answer = await client.post("/hours/imports", content=data, params={"check": check}, headers=CSV)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()) | {"at": answer.headers["location"]}


def states(answer: dict[str, Any]) -> list[str]:
    return [one["state"] for one in answer["results"]]


def rules(answer: dict[str, Any]) -> list[list[str]]:
    return [[fault["rule"] for fault in (*one["faults"], *one["why"])] for one in answer["results"]]


ROWS = (
    row(20, breaks="09.00–09.15"),
    row(19, nik="", name=ADULT.name.upper(), case=PAPER["case_number"], site=""),
    row(18, "07.00", "17.00"),
    row(17, nik="", name=ADULT.name),
    row(17, nik="", name=ADULT.name, born="", case=PAPER["case_number"]),
    row(17, nik="", name="Orang Lain", case=PAPER["case_number"]),
    row(17, nik="9903110101800009"),
    row(17, site="Panti Conto"),
    row(17, starts="25.00"),
    row(17, "10.00", "08.00"),
    row(16, document=""),
    row(15, breaks="siang"),
)
SAYS = [
    [], [], ["broken-daily"], ["row-person-not-told"], ["row-person-not-told"], ["row-person-unknown"],
    ["row-person-unknown"],
    ["row-site-near"], ["clock-unreadable"], ["review-end-not-after-start"], ["cell-missing"], ["breaks-unreadable"],
]  # fmt: skip
BECOME = ["recorded"] * 3 + ["refused"] * 6 + ["review"] + ["refused"] * 2


async def test_every_row_is_answered_a_check_records_nothing_and_the_same_file_twice_changes_nothing(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    ledger = house.parts.houses["attendance"].ledger
    before = (await ledger.head()).position
    checked = await sent(office, file(*ROWS), check=True)
    assert (rules(checked), states(checked)) == (SAYS, BECOME)
    assert (await ledger.head()).position == before
    done = await sent(office, file(*ROWS))
    assert (rules(done), states(done)) == (SAYS, BECOME)
    assert [one["credited_minutes"] for one in done["results"][:3]] == [105, 120, 120]
    assert done["rows"] == done["recorded"] + done["review"] + done["known"] + done["refused"] == len(ROWS)
    after = (await ledger.head()).position
    assert after > before
    again = await sent(office, file(*ROWS))
    assert (rules(again), states(again)) == (SAYS, BECOME)
    assert [one["repeated"] for one in again["results"]] == [one != "refused" for one in BECOME]
    other = await sent(office, file(*reversed(ROWS[:3])))
    assert states(other) == ["known"] * 3, "another file says the same work"
    assert (await ledger.head()).position == after


async def test_what_a_phone_sends_of_the_same_work_adds_no_minutes(house: Opened, office: httpx2.AsyncClient) -> None:
    done = await sent(office, file(row(20)))
    (log,) = done["results"]
    hours = (await office.get(f"/hours/{log['klien_id']}?after={done['position']}")).json()
    (place,) = hours["sentences"][0]["places"]
    day = today_wib() - timedelta(days=20)
    times = {"starts": f"{day}T08:00:00+07:00", "ends": f"{day}T10:00:00+07:00", "source": "phone"}
    work = {"klien_id": log["klien_id"], "site_id": place["site_id"], "ipd_id": place["ipd_id"], **times}
    phone = (await office.post("/hours", json=work)).json()
    assert phone["shift_id"] != log["shift_id"]
    assert (phone["outcome"], phone["broken"]) == ("recorded", [])
    after = (await office.get(f"/hours/{log['klien_id']}?after={phone['position']}")).json()
    assert after["sentences"][0]["credited_minutes"] == hours["sentences"][0]["credited_minutes"]


async def test_a_row_with_other_content_at_the_same_times_is_a_conflict(office: httpx2.AsyncClient) -> None:
    await sent(office, file(row(20)))
    (told,) = (await sent(office, file(row(20, breaks="30 menit"))))["results"]
    assert [fault["rule"] for fault in told["faults"]] == ["shift-conflict"]


async def test_a_cell_with_more_breaks_than_a_log_can_have_is_a_fault_of_its_column_and_the_other_rows_go_on(
    office: httpx2.AsyncClient,
) -> None:
    much = ", ".join(["09.00-09.01"] * 1001)
    told = await sent(office, file(row(12), row(11, breaks=much), row(10)))
    assert states(told) == ["recorded", "refused", "recorded"]
    (fault,) = told["results"][1]["faults"]
    assert (fault["rule"], fault["pointer"]) == ("breaks-too-many", "/breaks")


async def test_a_row_that_is_true_of_somebody_unseen_too_is_refused_and_a_senders_result_stays_their_own(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    alike = replace(ADULT, papers=({"kind": "adult", "case_number": PAPER["case_number"], "namesake": 2},))
    supervisor, said = house.clients[RoleName.SUPERVISOR], {"name": ADULT.name, "case": PAPER["case_number"]}
    await registered(office, 1, alike)
    await house.level()
    sheet = file(row(20), row(9, nik="", **said), row(8, nik=str(paper_of(1, alike, {})["nik"])))
    mine = await sent(supervisor, sheet)
    assert rules(mine) == [[], ["row-several-persons"], ["row-person-unknown"]]
    theirs = await sent(office, sheet)
    assert mine["at"] != theirs["at"]
    assert states((await supervisor.get(mine["at"])).json()) == states(mine)


async def test_a_row_that_comes_again_is_told_by_its_log_as_it_stands(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    waits = row(17, "10.00", "08.00")
    sheet = file(row(20), row(19), row(18), waits)
    done = await sent(office, sheet)
    struck, corrected, _, waiting = done["results"]
    at = f"/hours/{struck['klien_id']}/corrections"
    day = today_wib() - timedelta(days=19)
    times = {"starts": f"{day}T08:00:00+07:00", "ends": f"{day}T09:00:00+07:00"}
    found = (await office.get(f"/hours/{struck['klien_id']}?after={done['position']}")).json()
    (place,) = found["sentences"][0]["places"]
    work = {"site_id": place["site_id"], "ipd_id": place["ipd_id"], **times}
    for log, shift in ((struck, None), (corrected, work)):
        said = {"shift_id": log["shift_id"], "number": 1, "shift": shift, "reason": "Lembarnya keliru dibaca"}
        answer = await office.post(at, json=said)
        assert answer.status_code == 200, answer.text
    say = [["row-struck"], ["row-corrected"], [], ["review-end-not-after-start"]]
    other = file(*(line.replace(DOCUMENT, "Lembar hadir no. 2") for line in (row(20), row(19), row(18), waits)))
    for again, check, third in ((sheet, False, "recorded"), (other, True, "known"), (other, False, "known")):
        told = await sent(office, again, check=check)
        assert states(told) == ["refused", "known", third, "review"]
        assert rules(told) == say
    shown = (await office.get(f"{told['at']}?after={told['position']}", headers=PAGE)).text
    assert "sudah dicoret" in shown
    assert f"/hours/{struck['klien_id']}/logs/{struck['shift_id']}" in shown
    assert waiting["state"] == "review"


async def test_the_failed_rows_come_back_with_their_reason_and_mended_they_are_taken(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    at = (await sent(office, file(row(20), row(19, site="Panti Conto"))))["at"]
    english = {"accept-language": "en"}  # of a browser; what it downloads is for the office
    body = (await office.get(f"{at}/failed.csv", headers=english)).content.decode("utf-8-sig")
    (line,) = csv.DictReader(body.splitlines(), delimiter=";")
    assert (line["Tempat"], line["Tanggal"]) == ("Panti Conto", ago(19))
    assert line["sebab"].startswith("Tempat ")
    assert "Panti Contoh" in line["sebab"]
    assert states(await sent(office, body.replace('"Panti Conto"', '"Panti Contoh"').encode())) == ["recorded"]
    book = (await office.get(f"{at}/failed.xlsx")).content
    answer = await office.post("/hours/imports", content=book, headers=CSV)
    assert states(answer.json()) == ["refused"], "the workbook reads back"
    other = await house.clients[RoleName.SUPERVISOR].get(f"{at}/failed.csv")
    assert other.status_code == 404, "of whoever sent it alone"


async def test_the_template_reads_back_and_its_example_is_passed(office: httpx2.AsyncClient) -> None:
    book = (await office.get("/hours/imports/template.xlsx")).content
    assert BytesIO(book).read(2) == b"PK"
    answer = await sent(office, book)
    assert (answer["tabs"][0]["examples"], answer["rows"]) == ([2], 0)


async def test_the_supervisor_sends_sheets_of_their_own_place_alone(house: Opened) -> None:
    supervisor = house.clients[RoleName.SUPERVISOR]
    mine = await sent(supervisor, file(row(20)))
    assert states(mine) == ["recorded"]
    host = await house.clients[RoleName.COORDINATOR].post("/ipd", json={"code": "lain", "name": "Dinas Lain"})
    assert host.status_code == 201
    assert rules(await sent(supervisor, file(row(19, site="Gedung Zzz")))) == [["row-site-unknown"]]
    assert OTHER.born is not None
    of_other = {"name": OTHER.name, "born": f"{OTHER.born:%d/%m/%Y}"}
    elsewhere = {"nik": "", **of_other, "case": str(paper_of(1, OTHER, {"kind": "adult"})["case_number"])}
    await registered(house.clients[RoleName.OFFICER], 1, replace(OTHER, papers=({"kind": "adult"},)))
    await house.level()
    of_office, of_place, of_nobody = [
        (await sent(client, file(row(9, **said))))["results"][0]["faults"]
        for client, said in (
            (house.clients[RoleName.OFFICER], elsewhere),
            (supervisor, elsewhere),
            (supervisor, elsewhere | {"name": "Tiada Orang"}),
        )
    ]
    assert of_office == [], "whose person it is"
    assert of_place == of_nobody, "who is outside the reach is nobody"
    assert [fault["rule"] for fault in of_nobody] == ["row-person-unknown"]
    coordinator = await house.clients[RoleName.COORDINATOR].post("/hours/imports", content=file(row(1)), headers=CSV)
    assert coordinator.status_code == 403


async def test_a_page_shows_what_became_of_it_and_the_log_its_paper(house: Opened, office: httpx2.AsyncClient) -> None:
    page = (await office.get("/hours/imports/new", headers=PAGE)).text
    assert "Unduh templat" in page
    done = await sent(office, file(row(20), row(18, "07.00", "17.00"), row(17, nik="", name=ADULT.name)))
    shown = (await office.get(f"{done['at']}?after={done['position']}", headers=PAGE)).text
    counted = "2 tercatat, 0 menunggu keputusan, 0 sudah dikenal, 1 tidak dimasukkan"
    assert f"3 baris masuk = 3 baris terhitung: {counted}" in " ".join(shown.split())
    assert "sehari" in shown
    assert "Unduh baris yang gagal" in shown
    log = done["results"][0]
    of_log = (await office.get(f"/hours/{log['klien_id']}/logs/{log['shift_id']}", headers=PAGE)).text
    assert f"{DOCUMENT} · Pak Rekaan · menyapu" in of_log
    connection = await asyncpg.connect(house.parts.database.url)
    rows = await connection.fetch("SELECT k::text AS told FROM access.kept k")
    events = await connection.fetch("SELECT convert_from(payload, 'UTF8') AS told FROM ledger.event")
    await connection.close()
    for word in (DOCUMENT, "Pak Rekaan", "menyapu", ADULT.name):
        assert not [one for one in rows if word in one["told"] or word.encode().hex() in one["told"]]
        assert not [one for one in events if word in one["told"]]
