"""``make bench`` comes to its table: a claim that nobody can measure any more is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.kinds import KINDS
from benchmarks.results import Results
from tests.test_house import ROOT

pytestmark = pytest.mark.faults
PEERS = {"eventsourcing", "UmaDB", "Emmett", "message-db", "plain insert", "COPY"}
ROWS = (
    "append, 1 caller",
    "append, 128 callers",
    "append, 8 callers, 100 events at once",
    "read the log in order",
    "events that a reader never saw, 8 writers",
    "rebuild of reporting.klien, 1,000 events",
    "rebuild of reporting.klien, 250 events, days told backwards",
    "rebuild of reporting.day, 1,000 events",
    "rebuild of attendance.shift, 1,000 events",
    "append acknowledged to row visible, p99, 1,000 events/s",
    "processor time an event, all five parts, 200 events/s",
    "page: / of an officer",
    "page: / of a coordinator",
    "page: / of a supervisor",
    "page: /ipd",
    "page: /reports/ipd",
    "page: /reports/klien",
    "page: /reports/violations with a rare rule",
    "page: /placement",
    "page: search of a name",
    "catch-up of all projections",
    "catch-up of all projections: rows that a rebuild would make otherwise",
    "verify the hash chain",
    "ruling registered, p99, 50/s",
    "workbook of 40 rulings imported",
    "workbook of 40 rulings imported: peak memory of its process",
    "page: /putusan of one state",
    "page: search of a NIK",
)


def bench(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "benchmarks", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Everything measured once, at tiny sizes."""
    kept = tmp_path_factory.mktemp("bench") / "run.json"
    done = bench("run", "--quick", "--out", str(kept))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "append, 1 caller" in done.stdout
    return Results.read(kept)


def test_every_claim_is_measured_and_who_is_missing_is_a_peer(results: Results) -> None:
    names = [row.name for row in results.rows]
    assert results.failed == []
    assert [row for row in ROWS if row not in names] == []
    assert {row.kind for row in results.rows} == {kind.name for kind in KINDS}
    assert {who for row in results.rows for who in row.missing} <= PEERS
    assert "eventsourcing" in next(row for row in results.rows if row.kind == "append").figures


def test_a_reader_at_the_heels_of_eight_writers_misses_nothing_of_ours_and_sees_nothing_twice(
    results: Results,
) -> None:
    raced = [row.figures["Bakti"].median for row in results.rows if row.kind == "race"]
    assert raced == [0, 0]


def test_a_run_becomes_the_table_of_the_page_and_is_compared_with_another(results: Results, tmp_path: Path) -> None:
    page, kept = tmp_path / "benchmarks.md", tmp_path / "run.json"
    page.write_text((ROOT / "docs" / "benchmarks.md").read_text())
    results.write(kept)
    assert bench("report", str(kept), "--page", str(page)).returncode == 0
    assert "a quick run: its figures mean nothing" in page.read_text()
    assert "append, 1 caller" in bench("compare", str(kept), str(kept)).stdout
