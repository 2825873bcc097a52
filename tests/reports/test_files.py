"""A report's files: no formula in them, days and numbers as an Indonesian Excel reads them, and bounded memory."""

import io
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Integer, func, select

from services.reporting.reports.klien import klien
from shared.access.reach import EVERYTHING
from shared.database.engine import Database
from shared.database.roles import Role
from shared.reports.columns import MINUTES, Column, Seen
from shared.reports.files import MARK, ROWS_AT_ONCE, csv_of, defused, in_csv, xlsx_of
from shared.reports.lines import Line
from shared.reports.reading import all_of
from shared.reports.report import Ask, Order, Report
from tests.lawful import on

TODAY = date(2026, 11, 28)
COLUMNS = (
    Column("said", "Tertulis", str),
    Column("minutes", "Diakui", int, unit=MINUTES),
    Column("day", "Hari", date | None),
    Column("since", "Sejak", datetime),
    Column("masked", "Dirahasiakan", bool),
)
REPORT = Report(
    name="rekaan",
    address="/rekaan",
    title="Rekaan",
    said="Rekaan",
    summary="Invented",
    action="report.read",
    reads=(klien,),
    query=lambda ask: select(func.generate_series(1, 5, type_=Integer).column_valued("number")),
    key=("number", int),
    columns=COLUMNS,
    orders=(Order("number", int),),
)
FORMULAS = ("=1+1", "+62812", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1+1", '=HYPERLINK("x";"y")')


def line(said: str, minutes: int = -90) -> Line:
    values = {
        "said": said,
        "minutes": minutes,
        "day": TODAY,
        "since": datetime(2026, 11, 28, 7, 5, tzinfo=UTC),
        "masked": True,
    }
    return Line(values, Seen(TODAY))


async def lines(*some: Line, times: int = 1) -> AsyncIterator[Sequence[Line]]:
    for _ in range(times):
        yield some


async def whole(written: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in written])


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["Slamet", "1/Pid.B/2026/PN Trk", "a=b", "x-1", "'=1", ""])
def test_another_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (date(2026, 1, 2), "02/01/2026"),
        (datetime(2026, 1, 2, 7, 5), "02/01/2026 07:05"),
        (7.5, "7,5"),
        (-90, -90),
        (1234567, 1234567),
        (None, ""),
    ],
)
def test_days_and_numbers_are_as_an_indonesian_excel_reads_them(cell: Any, written: str | int) -> None:
    assert in_csv(cell) == written


async def test_a_csv_has_its_mark_semicolons_quoted_texts_and_bare_numbers() -> None:
    text = (await whole(csv_of(REPORT, COLUMNS, lines(line('Panti "A"; ruang 1, =2+2'))))).decode()
    assert text == (
        MARK + '"Tertulis";"Diakui (menit)";"Hari";"Sejak";"Dirahasiakan"\r\n'
        '"Panti ""A""; ruang 1, =2+2";-90;"28/11/2026";"28/11/2026 14:05";"ya"\r\n'
    )


async def test_a_workbook_has_texts_numbers_and_days_and_no_formula() -> None:
    made = await whole(xlsx_of(REPORT, COLUMNS, lines(*(line(text) for text in FORMULAS))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    first, *rows = book.get_sheet_by_name("Rekaan").to_python()
    assert first == ["Tertulis", "Diakui (menit)", "Hari", "Sejak", "Dirahasiakan"]
    assert rows[0] == ["=1+1", -90, TODAY, datetime(2026, 11, 28, 14, 5), "ya"]
    assert [row[0].strip() for row in rows] == [text.strip() for text in FORMULAS]
    with ZipFile(io.BytesIO(made)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")


async def peak_of(making: Callable[[], AsyncIterator[Any]]) -> int:
    """The most memory that was in use while all of it was made, each part let go."""
    tracemalloc.start()
    try:
        async for _ in making():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("written", [csv_of, xlsx_of])
async def test_a_file_of_ten_times_the_rows_takes_no_more_memory(written: Any) -> None:
    some = [line("Panti Contoh", number) for number in range(100)]
    await whole(written(REPORT, COLUMNS, lines(*some)))  # what is imported and kept once
    few, many = [
        await peak_of(lambda times=times: written(REPORT, COLUMNS, lines(*some, times=times)))  # type: ignore[misc]
        for times in (2, 20)
    ]
    assert many < 1.5 * few + 100_000, (few, many)


async def test_rows_come_from_the_server_as_they_are_asked_for(database: Database) -> None:
    """Ten times the rows, one stretch of them in memory."""
    peaks = []
    async with database.engine(Role.REPORTING).connect() as connection:
        for most in (4 * ROWS_AT_ONCE, 40 * ROWS_AT_ONCE):
            numbers = select(func.generate_series(1, most, type_=Integer).column_valued("number"))
            report = replace(REPORT, query=lambda ask, numbers=numbers: numbers)
            ask = Ask(on(TODAY), report.default, EVERYTHING)
            seen = [rows async for rows in all_of(connection, report, ask, ROWS_AT_ONCE)]
            assert [len(rows) for rows in seen] == [ROWS_AT_ONCE] * (most // ROWS_AT_ONCE)
            assert [row.number for rows in seen for row in rows] == list(range(1, most + 1))
            del seen
            peaks.append(
                await peak_of(lambda report=report, ask=ask: all_of(connection, report, ask, ROWS_AT_ONCE))  # type: ignore[misc]
            )
    assert peaks[1] < 1.5 * peaks[0] + 100_000, peaks
