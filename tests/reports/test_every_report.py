"""What holds of every report of the house: its fields are its columns, its pages meet, its count is true, it waits."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Table
from sqlalchemy.sql.visitors import iterate

from services.catalogue import BY_NAME, SERVICES
from services.intake.account.events import AccountLinked, LinkKind
from services.intake.agreement.events import AgreementKind
from shared.access.policy import SIGNING_IN, RoleName, may
from shared.access.reach import EVERYTHING
from shared.domain.identifiers import Code
from shared.domain.units import BAPAS
from shared.reports import answering, reading
from shared.reports.describing import item_of, model_of
from shared.reports.files import MARK
from shared.reports.report import Ask, Report
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.access import town
from tests.access.steps import ACTIVITY, DECISION, PACT
from tests.access.steps import MARK as MARKED
from tests.lawful import on
from tests.neighbours import account_of, tell
from tests.opened import AT_ONCE, Opened, opened_for

REPORTS = {
    report.name: report
    for service in SERVICES
    for report in service.reports
    if report.under is None  # the audit trail's own are held in tests/trail: whoever reads them adds to them
}
TODAY = date(2026, 11, 24)
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, SIGNING_IN) as found:
        yield found


async def told(house: Opened) -> list[town.Known]:
    """The town, two letters of the officer's unit, one forwarded, a decision, a request for Lampiran I, a mark, and an
    agreement of each kind."""
    known, officer = await town.told(house), await account_of(house.parts.database, RoleName.OFFICER)
    link = AccountLinked(account_id=officer, to=LinkKind.UNIT, key=Code(BAPAS))
    await tell(house.parts.database, f"account-{officer}", link)
    await house.level()
    for number in range(2):
        said = {"unit": BAPAS, "correspondent": "Kantor Rekaan", "perihal": f"Undangan {number}"}
        said |= {"received_on": today_wib().isoformat()}
        answer = await house.clients[RoleName.OFFICER].post("/letter/incoming", json=said)
        assert answer.status_code == 201, answer.text
    asks = {"to_units": ["dinsos-p3a.resos"], "wishes": ["proses"]}
    letter = f"/letter/{answer.json()['letter_id']}"
    assert (await house.clients[RoleName.OFFICER].post(f"{letter}/forwards", json=asks)).status_code == 201
    at = (await house.clients[RoleName.OFFICER].post("/activity", json=ACTIVITY | {"unit": BAPAS})).headers["location"]
    held = {"held_on": today_wib().isoformat(), "number": 1}
    for way, said in (("holding", held), ("decisions", DECISION | {"decision": 1, "text": "Mengirim data"})):
        answer = await house.clients[RoleName.OFFICER].post(f"{at}/{way}", json=said)
        assert answer.status_code == 200, answer.text
    coordinator = house.clients[RoleName.COORDINATOR]
    wanted = {"whom": "all", "due_on": today_wib().isoformat()}
    assert (await coordinator.post("/annex", json=wanted)).status_code == 201
    assert (await coordinator.post("/workplan", json=MARKED)).status_code == 201
    for kind in AgreementKind:
        assert (await coordinator.post("/agreement", json=PACT | {"kind": kind.value})).status_code == 201
    await house.level()
    return known


def reader_of(house: Opened, report: Report) -> httpx2.AsyncClient:
    return next(client for role, client in house.clients.items() if may(role, report.action))


async def walked(reader: httpx2.AsyncClient, address: str | None, to: str) -> list[list[Any]]:
    """The items of each page, from this address on in one direction."""
    pages = []
    while address:
        answer = (await reader.get(address)).json()
        pages.append(answer["items"])
        address = answer[to]
    return pages


async def last_of(reader: httpx2.AsyncClient, address: str) -> str:
    while (following := (await reader.get(address)).json()["next"]) is not None:
        address = following
    return address


def test_the_house_has_its_reports() -> None:
    assert REPORTS.keys() >= {"putusan", "placement", "offers", "hours", "klien", "ipd", "violations"}
    assert len({report.address for report in REPORTS.values()}) == len(REPORTS)


@every_report
def test_every_table_that_the_query_reads_is_waited_for(report: Report) -> None:
    query = report.query(Ask(on(TODAY), report.default, EVERYTHING))
    read = {f"{one.schema}.{one.name}" for one in iterate(query) if isinstance(one, Table)}
    waits = {table.full_name for table in report.reads}
    assert read | ({report.persons.full_name} if report.persons else set()) == waits


@every_report
def test_no_column_shows_where_a_masked_person_lives(report: Report) -> None:
    """What a name says of an address is marked as such, whoever adds a column later."""
    telling = {column.name for column in report.columns if "kecamatan" in column.name or "distance" in column.name}
    assert all(column.sensitivity.value == "home" for column in report.columns if column.name in telling)


@pytest.mark.slow
async def test_every_address_answers_what_its_columns_say(house: Opened) -> None:
    await told(house)
    for report in REPORTS.values():
        answer = await reader_of(house, report).get(f"{report.address}?limit=200")
        assert answer.status_code == 200, (report.name, answer.text)
        model_of(report).model_validate_json(answer.content, strict=True)
        items = answer.json()["items"]
        assert items, report.name
        assert all(list(item) == [column.name for column in report.for_programs] for item in items)
        assert set(item_of(report).model_fields) == {column.name for column in report.for_programs}
        assert answer.json()["total"] == len(items)
        page = await reader_of(house, report).get(report.address, headers={"accept": "text/html"})
        assert page.status_code == 200, report.name
        assert f"{len(items)} {report.noun}" in page.text or report.template == "ipd/list.html"


@pytest.mark.slow
async def test_a_list_is_counted_so_far_and_says_that_there_may_be_more(
    house: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(house)
    for room in (reading, answering):
        monkeypatch.setattr(room, "TOTAL_MAX", 2)
    reader = reader_of(house, REPORTS["putusan"])
    answer = (await reader.get("/putusan?limit=1")).json()
    assert (answer["total"], len(answer["items"])) == (2, 1)
    assert "1 dari 2 atau lebih putusan" in (await reader.get("/putusan?limit=1", headers={"accept": "text/html"})).text
    assert "atau lebih" not in (await reader.get("/putusan?state=held", headers={"accept": "text/html"})).text


@pytest.mark.slow
async def test_pages_meet_both_ways_by_every_sort_and_their_count_is_true(house: Opened) -> None:
    await told(house)
    for report in REPORTS.values():
        reader = reader_of(house, report)
        whole = (await reader.get(f"{report.address}?limit=200")).json()["items"]
        by_sort: dict[str, list[Any]] = {}
        for sort in report.sorts:
            first = f"{report.address}?limit=2&sort={sort}"
            forward = await walked(reader, first, "next")
            back = await walked(reader, await last_of(reader, first), "previous")
            assert forward == back[::-1], (report.name, sort)
            assert all(len(page) == 2 for page in forward[:-1]), (report.name, sort)
            by_sort[sort] = [row for page in forward for row in page]
            assert sorted(map(str, by_sort[sort])) == sorted(map(str, whole)), (report.name, sort)
        for order in report.orders:
            assert by_sort[order.name] == by_sort[f"-{order.name}"][::-1], (report.name, order.name)
        assert by_sort[report.default.name] == whole


def cells(answer: httpx2.Response) -> list[list[str]]:
    """The rows of a CSV, its headings first."""
    text = answer.content.decode()
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(MARK)), delimiter=";"))


@pytest.mark.slow
async def test_files_hold_every_row_under_the_columns_headings_and_names_for_people_alone(house: Opened) -> None:
    known = await told(house)
    names = [word for one in known for word in one.person.words]
    hidden = [secret for one in known if one.person.masked for secret in (*one.person.words, one.person.home)]
    for report in REPORTS.values():
        reader = reader_of(house, report)
        items = (await reader.get(f"{report.address}?limit=200")).json()["items"]
        for named, accept in ((False, "text/csv"), (True, "text/html,*/*;q=0.8")):
            headings = [column.heading for column in report.in_files(named=named)]
            answer = await reader.get(f"{report.address}.csv", headers={"accept": accept})
            assert answer.headers["content-type"].startswith("text/csv")
            assert answer.headers["cache-control"] == "no-store"
            first, *rows = cells(answer)
            assert (first, len(rows)) == (headings, len(items)), report.name
            assert not [one for one in (hidden if named else names) if one in answer.text], report.name
            book = await reader.get(f"{report.address}.xlsx", headers={"accept": accept})
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
            assert sheet[0] == headings
            assert len(sheet) == len(rows) + 1
            assert not [one for one in (hidden if named else names) if one in str(sheet)], report.name
    page = await house.clients[RoleName.OFFICER].get("/putusan.csv", headers={"accept": "text/html"})
    assert next(one.person.name for one in known if one.person.kind == "adult") in page.text


@pytest.mark.slow
async def test_a_file_obeys_filters_and_sort_and_a_role_that_may_not_read_gets_none(house: Opened) -> None:
    await told(house)
    officer = house.clients[RoleName.OFFICER]
    held = (await officer.get("/putusan?state=held&limit=200&sort=ruled_on")).json()["items"]
    first, *rows = cells(await officer.get("/putusan.csv?state=held&sort=ruled_on"))
    assert [row[first.index("ID putusan")] for row in rows] == [item["putusan_id"] for item in held]
    assert held
    for report in REPORTS.values():
        for role, client in house.clients.items():
            for ending in ("csv", "xlsx"):
                found = await client.get(f"{report.address}.{ending}")
                assert found.status_code == (200 if may(role, report.action) else 403), (report.name, role)
    assert (await officer.get("/putusan.csv?limit=3")).status_code == 422


HOLDS = "SELECT 1 FROM {}.checkpoint WHERE name = $1 FOR UPDATE"
"""Whoever has this row keeps the projection from going on."""


@pytest.mark.slow
async def test_an_answer_is_reached_only_where_every_table_it_reads_is(
    house: Opened, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.following.UNSTORED_MAX", 0)  # no table passes an event that is not for it
    coordinator = house.clients[RoleName.COORDINATOR]
    tables = sorted({table.full_name for report in REPORTS.values() for table in report.reads})
    holding = await asyncpg.connect(str(settings.database_url))
    try:
        for number, table in enumerate(tables):
            readers = [report for report in REPORTS.values() if table in {one.full_name for one in report.reads}]
            async with holding.transaction():
                await holding.execute(HOLDS.format(table.partition(".")[0]), table)
                told = await coordinator.post("/ipd", json={"code": f"kantor-{number}", "name": f"Kantor {number}"})
                for report in readers:
                    address = f"{report.address}?after={told.json()['position']}"
                    answer = await reader_of(house, report).get(address, extensions=AT_ONCE)
                    assert answer.json()["as_of"]["reached"] is False, (report.name, table)
            await house.level()
        for report in REPORTS.values():
            answer = await reader_of(house, report).get(f"{report.address}?after={told.json()['position']}")
            assert answer.json()["as_of"]["reached"] is True, report.name
    finally:
        await holding.close()
