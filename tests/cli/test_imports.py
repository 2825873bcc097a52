"""What the command line says of a file: a bar while it goes, every row named by what became of it, the failed ones as a
file to mend."""

import csv
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import httpx2
import pytest
from rich.console import Console

from services.cli import imports, saying
from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from shared.sheets.receiving import ROWS_AWAITED_MAX
from tests.opened import opened

pytestmark = pytest.mark.slow
HEADINGS = "Nomor Perkara;Nama;Tgl Putusan;Jenis Pidana;Jumlah Jam;Tanggal Sidang TPP"
USUAL = "{0}/Pid.B/2026/PN Trk;Rekaan {0};5 Maret 2026;pidana kerja sosial;80 jam;{1}"
LONG = ROWS_AWAITED_MAX + 20


def rows(*lines: str) -> bytes:
    return "\r\n".join((HEADINGS, *lines)).encode()


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake", role=RoleName.OFFICER) as found:
        yield found


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    said = StringIO()
    for name in ("out", "err"):
        console = Console(file=said, force_terminal=name == "err", highlight=False, soft_wrap=True, width=200)
        monkeypatch.setattr(saying, name, console)
    monkeypatch.setattr(imports, "out", saying.out)
    return said


async def answered(client: httpx2.AsyncClient, data: bytes) -> imports.Answer:
    return await imports._answer(client, "/putusan/imports", data, "text/csv", check=False)


async def test_a_long_file_has_a_bar_that_comes_to_its_end(client: httpx2.AsyncClient, terminal: StringIO) -> None:
    answer = await answered(client, rows(*(f";Rekaan;5 Maret 2026;pidana kerja sosial;{n} jam;" for n in range(LONG))))
    assert answer.said["rejected"] == LONG
    shown = terminal.getvalue()
    assert f"0/{LONG}" in shown
    assert f"{LONG}/{LONG}" in shown


async def test_every_row_is_named_by_what_became_of_it(
    client: httpx2.AsyncClient, terminal: StringIO, tmp_path: Path
) -> None:
    await answered(client, rows(USUAL.format(1, ""), USUAL.format(2, "")))
    mixed = (1, ""), (2, ""), (3, ""), (4, ""), (5, ""), (6, "kapan")
    data = rows("", *(USUAL.format(*one) for one in mixed), ";Rekaan;5 Maret 2026;pidana kerja sosial;80 jam;")
    answer = await imports._with_failed(client, await answered(client, data), tmp_path / "gagal.csv", 1)
    imports._say(answer)
    said = terminal.getvalue()
    for line in (
        "7 rows in = 7 accounted for: 4 registered", "registered: rows 5–8", "known: rows 3–4", "rejected: rows 9",
        "row 8, registered:", "Tanggal Sidang TPP: ", f"what became of it: {answer.at}", f"again: {tmp_path}/gagal.csv",
    ):  # fmt: skip
        assert line in said, said
    written = [*csv.DictReader((tmp_path / "gagal.csv").read_text("utf-8-sig").splitlines(), delimiter=";")]
    assert [row["Nama"] for row in written] == ["Rekaan 6", "Rekaan"]


async def test_where_nothing_failed_no_file_is_written(client: httpx2.AsyncClient, tmp_path: Path) -> None:
    answer = await answered(client, rows(USUAL.format(1, "")))
    assert (await imports._with_failed(client, answer, tmp_path / "gagal.csv", 1)).written is None


async def test_what_cannot_be_written_is_said_beside_what_became_of_the_file(
    client: httpx2.AsyncClient, tmp_path: Path
) -> None:
    answer = await answered(client, rows(";Rekaan;5 Maret 2026;pidana kerja sosial;80 jam;"))
    (tmp_path / "gagal.csv").mkdir()
    kept = await imports._with_failed(client, answer, tmp_path / "gagal.csv", 1)
    assert (kept.said, kept.written, str(tmp_path / "gagal.csv") in kept.unwritten) == (answer.said, None, True)


async def test_a_part_that_is_refused_whole_keeps_no_other_from_being_sent(client: httpx2.AsyncClient) -> None:
    (rulings,) = imports.PARTS[imports.Kind.PUTUSAN]
    nowhere = imports.Part("others", "/nowhere", "putusan.import")
    data = rows(USUAL.format(1, ""))
    answers, refused = await imports._each(client, (nowhere, rulings), data, "text/csv", check=False)
    assert [answer.said["registered"] for answer in answers] == [1]
    assert [why.startswith("others: ") for why in refused] == [True]


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        ("nowhere/x.xlsx", "there is no folder"),
        ("gagal.xls", "must end in .csv or .xlsx"),
        ("x-2.csv", "is the file that is sent"),
        ("x.csv", "is the file that is sent"),
    ],
)
def test_where_failed_rows_cannot_be_written_nothing_is_sent(tmp_path: Path, failed: str, said: str) -> None:
    file = tmp_path / "x-2.csv"
    file.write_text("nik")
    with pytest.raises(saying.WrongUse, match=said):
        imports.import_rows(imports.Kind.PLACEMENT, file, password="p", failed=tmp_path / failed)


def test_rows_that_follow_each_other_are_said_as_one() -> None:
    assert imports._runs([2, 3, 4, 6, 8, 9]) == "2–4, 6, 8–9"
    assert imports._runs([]) == ""
