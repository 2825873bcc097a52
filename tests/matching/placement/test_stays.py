"""Placements that began on paper come in as a sheet: the stay to matching, its berita acara to attendance."""

import csv
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from services.catalogue import BY_NAME
from services.cli.imports import PARTS, Kind, _allowed
from services.cli.saying import Refusal
from shared.access.policy import RoleName
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.access.town import HOST, OFFER, PEOPLE, paper_of, registered
from tests.forms import PAGE
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
ADULT, OTHER = (one for one in PEOPLE if one.kind in ("adult", "rejected, adult"))
PAPERS = (paper_of(0, ADULT, {"kind": "adult"}), paper_of(1, OTHER, {"kind": "adult"}))
FIELDS = (
    "nik", "name", "born", "case", "ipd", "site", "activity", "since", "until", "document", "why", "started",
    "handover",
)  # fmt: skip
HEADINGS = (
    "NIK;Nama;Tanggal Lahir;Nomor Perkara;I-PD;Tempat;Kegiatan;Diterima Tanggal;Rencana Selesai;Dokumen;Alasan;"
    "Tanggal Berita Acara;Nomor Berita Acara"
)
CSV = {"content-type": "text/csv"}
STAYS, HANDOVERS = "/placement/imports", "/hours/service/imports"


def day(ahead: int) -> str:
    found: date = today_wib() + timedelta(days=ahead)
    return f"{found:%d/%m/%Y}"


def row(**said: str) -> str:
    cells = {"nik": str(PAPERS[0]["nik"]), "site": "Panti Contoh", "since": day(-60), "until": day(60)}
    cells |= {"document": "Surat 7/Rekaan", "started": day(-50), "handover": "BA-1/Rekaan"} | said
    return ";".join(cells.get(name, "") for name in FIELDS)


def file(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, (RoleName.OFFICER, RoleName.COORDINATOR)) as found:
        office, coordinator = found.clients[RoleName.OFFICER], found.clients[RoleName.COORDINATOR]
        for number, person in enumerate((ADULT, OTHER)):
            await registered(
                office,
                number,
                type(person)(person.kind, False, person.name, person.kecamatan, person.born, ({"kind": "adult"},)),
            )
        ipd = (await coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"})).json()["ipd_id"]
        for activity in (OFFER["activity"], "panti-asuhan"):
            offer = {**OFFER, "activity": activity, "slots": 1, "kecamatan": HOST}
            if activity == "panti-asuhan":
                offer |= {"site_name": "Panti Kedua", "slots": 5}
            assert (await coordinator.post(f"/ipd/{ipd}/offers", json=offer)).status_code == 201
        await found.level()
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


async def sent(client: httpx2.AsyncClient, at: str, data: bytes, *, check: bool = False) -> dict[str, Any]:
    answer = await client.post(at, content=data, params={"check": check}, headers=CSV)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()) | {"at": answer.headers["location"]}


def told(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(one["state"], list({fault["rule"] for fault in one["faults"]})) for one in answer["results"]]


def columns(answer: dict[str, Any], number: int) -> list[str]:
    return [*dict.fromkeys(fault["column"] for fault in answer["results"][number]["faults"])]


assert OTHER.born is not None
SECOND = {"nik": "", "name": OTHER.name, "born": f"{OTHER.born:%d/%m/%Y}", "case": str(PAPERS[1]["case_number"])}
ROWS = (
    row(),
    row(**SECOND),
    row(**SECOND, site="Panti Kedua", activity="panti-asuhan", ipd="Dinas Sosial", started="", handover=""),
    row(nik="", name=ADULT.name),
    row(site="Panti Conto"),
    row(activity="menari"),
    row(document=""),
    row(since="31/02/2026"),
    row(),
    row(until=day(70)),
    row(ipd="Bakeuda"),
)
BECOMES = [
    ("accepted", []), ("refused", ["slots-full"]), ("accepted", []), ("refused", ["row-person-not-told"]),
    ("refused", ["row-site-near"]), ("refused", ["row-activity-elsewhere"]), ("refused", ["cell-missing"]),
    ("refused", ["date-impossible"]), ("known", []), ("refused", ["row-placed-otherwise"]),
    ("refused", ["row-office-elsewhere"]),
]  # fmt: skip
COLUMNS = {1: ["Tempat"], 4: ["Tempat"], 5: ["Kegiatan"], 10: ["I-PD"]}
"""By row: in which column of the file its fault stands."""


async def test_each_row_is_accepted_as_by_its_page_and_a_check_sees_the_rows_before(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    ledger = house.parts.houses["matching"].ledger
    before = (await ledger.head()).position
    checked = await sent(office, STAYS, file(*ROWS), check=True)
    assert told(checked) == BECOMES
    assert {number: columns(checked, number) for number in COLUMNS} == COLUMNS
    assert (await ledger.head()).position == before
    done = await sent(office, STAYS, file(*ROWS))
    assert told(done) == BECOMES
    assert done["rows"] == done["accepted"] + done["known"] + done["refused"] == len(ROWS)
    await house.level()
    after = (await ledger.head()).position
    again = await sent(office, STAYS, file(*ROWS))
    assert [state for state, _ in told(again)] == [state for state, _ in BECOMES]
    assert told(again)[1] == ("refused", ["placement-accepted"]), "it stands at the second place by now"
    assert [one["repeated"] for one in again["results"]] == [state != "refused" for state, _ in BECOMES]
    assert (await ledger.head()).position == after
    other = await sent(office, STAYS, file(row(), row(until=day(70))))
    assert told(other) == [("known", []), ("refused", ["row-placed-otherwise"])]
    page = (await office.get(f"/placement/{done['results'][0]['putusan_id']}", headers=PAGE)).text
    assert "Surat 7/Rekaan" in page


async def test_two_who_must_be_kept_apart_come_together_only_where_their_row_says_why(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    cells = {"site": "Panti Kedua", "activity": "panti-asuhan"}
    first, second = row(**cells), row(**SECOND | cells)
    ids = [one["klien_id"] for one in (await office.get("/putusan")).json()["items"]]
    told_apart = await office.post(f"/klien/{ids[0]}/profile", json={"number": 1, "apart": ids[1:]})
    assert told_apart.is_success, told_apart.text
    await house.level()
    alone, beside = ("accepted", []), ("refused", ["place-apart"])
    assert told(await sent(office, STAYS, file(first, second), check=True)) == [alone, beside]
    done = await sent(office, STAYS, file(first, second))
    assert told(done) == [alone, beside]
    assert columns(done, 1) == ["Alasan"]
    why = row(**SECOND | cells, why="Dijadwalkan pada hari yang berbeda")
    assert told(await sent(office, STAYS, file(first, why))) == [("known", []), ("accepted", [])]


async def test_the_berita_acara_comes_from_the_same_sheet(house: Opened, office: httpx2.AsyncClient) -> None:
    first, second = row(), row(**SECOND, site="Panti Kedua", started="", handover="")
    sheet = file(first, second, row(started=day(3)), row(handover=""), row(nik="", name="X"))
    rules = [
        ("recorded", []), ("none", []), ("refused", ["already-started"]), ("refused", ["cell-missing"]),
        ("refused", ["row-person-not-told"]),
    ]  # fmt: skip
    await sent(office, STAYS, sheet)
    await house.level()
    assert told(await sent(office, HANDOVERS, sheet, check=True)) == rules
    done = await sent(office, HANDOVERS, sheet)
    assert told(done) == rules
    hours = (await office.get(f"/hours/{done['results'][0]['klien_id']}?after={done['position']}")).json()
    assert hours["sentences"][0]["started_on"] == (today_wib() - timedelta(days=50)).isoformat()
    again = await sent(office, HANDOVERS, sheet)
    assert told(again) == rules
    assert again["results"][0]["repeated"]
    body = (await office.get(f"{done['at']}/failed.csv")).content.decode("utf-8-sig")
    lines = list(csv.DictReader(body.splitlines(), delimiter=";"))
    assert len(lines) == 3
    assert all(line["sebab"] for line in lines)


async def test_pages_and_the_template_are_there_for_who_may(house: Opened, office: httpx2.AsyncClient) -> None:
    for at in (STAYS, HANDOVERS):
        assert "Unduh templat" in (await office.get(f"{at}/new", headers=PAGE)).text
        book = (await office.get(f"{at}/template.xlsx")).content
        answer = await sent(office, at, book)
        assert (answer["tabs"][0]["examples"], answer["rows"]) == ([2], 0)
    done = await sent(office, STAYS, file(row(), row(site="Panti Conto")))
    shown = (await office.get(f"{done['at']}?after={done['position']}", headers=PAGE)).text
    assert "2 baris masuk = 2 baris terhitung: 1 ditempatkan, 0 sudah dikenal, 1 tidak dimasukkan" in shown
    coordinator = house.clients[RoleName.COORDINATOR]
    assert told(await sent(coordinator, STAYS, file(row()))) == [("known", [])]
    assert (await coordinator.get(f"{HANDOVERS}/new")).status_code == 403


async def test_the_command_line_sends_what_the_role_may_and_says_what_it_leaves(
    house: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    stays, starts = PARTS[Kind.PLACEMENT]
    assert await _allowed(house.clients[RoleName.OFFICER], (stays, starts)) == [stays, starts]
    assert capsys.readouterr().err == ""
    coordinator = house.clients[RoleName.COORDINATOR]
    assert await _allowed(coordinator, (stays, starts)) == [stays]
    left = capsys.readouterr().err
    assert left.startswith("not sent: the berita acara of this file, which the role coordinator may not record;")
    with pytest.raises(Refusal, match="the role coordinator may not send rulings"):
        await _allowed(coordinator, PARTS[Kind.PUTUSAN])
