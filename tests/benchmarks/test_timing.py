"""Turns alternate, a peer that fails is left out and told, and what a run leaves is read again as it was."""

from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import report
from benchmarks.kinds import KINDS, chosen
from benchmarks.machine import unfit, unsafe
from benchmarks.results import Failed, Figure, Machine, Results, Row
from benchmarks.timing import Turn, beside

MACHINE = Machine("abc", "2026-11-29T00:00:00+00:00", 2, 24_000, "Linux", {}, {}, 0.1, 0.2, 1.0, "tsc")


def turn(log: list[str], who: str, figures: list[float]) -> Turn:
    async def measured() -> float:
        log.append(who)
        return figures.pop(0)

    return measured


async def failing() -> float:
    raise ConnectionError("away")


async def test_everybody_has_a_turn_in_each_round_and_nobody_is_always_first() -> None:
    log: list[str] = []
    turns = {"ours": turn(log, "ours", [4, 8, 6]), "peer": turn(log, "peer", [3, 2, 1])}
    row = await beside("kind", "name", "events/s", turns, rounds=3)
    assert log == ["peer", "ours", "ours", "peer", "peer", "ours"]
    assert row.figures["ours"] == Figure(6, 4, 8, [4, 8, 6])
    assert row.figures["peer"] == Figure(2, 1, 3, [3, 2, 1], ratio=3.0)


async def test_a_peer_that_fails_is_left_out_and_told_and_our_own_failure_fails_the_row() -> None:
    row = await beside("kind", "name", "events/s", {"ours": turn([], "ours", [1, 1]), "peer": failing}, rounds=2)
    assert list(row.figures) == ["ours"]
    assert row.missing == {"peer": "ConnectionError: away"}
    with pytest.raises(ConnectionError):
        await beside("kind", "name", "events/s", {"ours": failing}, rounds=1)


async def test_a_row_that_takes_too_long_has_fewer_rounds() -> None:
    row = await beside("kind", "name", "events/s", {"ours": turn([], "ours", [1, 2])}, rounds=2, seconds_most=0)
    assert row.figures["ours"].rounds == [1]


def a_run(*figures: tuple[str, float]) -> Results:
    row = Row("append", "append, 1 caller", "events/s", {who: Figure.of([value]) for who, value in figures})
    return Results(MACHINE, [], rows=[row], failed=[Failed("read", "read.in-order", "no room")])


def test_what_a_run_leaves_is_read_again_as_it_was(tmp_path: Path) -> None:
    results = a_run(("Bakti", 500.0), ("UmaDB", 250.0))
    results.write(tmp_path / "new" / "run.json")
    assert Results.read(tmp_path / "new" / "run.json") == results


def test_a_report_stands_between_its_markers_and_tells_what_failed(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(f"before\n\n{report.BEGIN}\nyesterday's\n{report.END}\n\nafter\n")
    report.write(a_run(("Bakti", 500.0), ("UmaDB", 250.0)), page)
    text = page.read_text()
    assert text.startswith(f"before\n\n{report.BEGIN}\n")
    assert text.endswith(f"\n{report.END}\n\nafter\n")
    assert "| append, 1 caller | events/s | 500 | 250 (2.0×) |" in text
    several = a_run(("Bakti", 500.0), ("UmaDB", 250.0))
    several.rows[0].figures["Bakti"] = Figure.of([400.0, 500.0, 900.0])
    report.write(several, page)
    assert "| append, 1 caller | events/s | 500 | 400 to 900 | 250 (2.0×) |" in page.read_text()
    assert "read.in-order failed: no room" in text
    assert "yesterday" not in text
    assert "<title>" in page.with_suffix(".svg").read_text()
    page.write_text("no markers")
    with pytest.raises(ValueError, match="no place for a run"):
        report.write(a_run(), page)


def test_two_runs_are_compared_for_the_rows_that_both_have(capsys: pytest.CaptureFixture[str]) -> None:
    before, after = a_run(("Bakti", 500.0)), a_run(("Bakti", 1250.0), ("UmaDB", 250.0))
    report.say_compared(before, after, Console(width=150))
    said = capsys.readouterr().out
    assert "2.50" in said
    assert "UmaDB" not in said


def test_a_loaded_machine_a_disk_that_does_not_sync_and_a_slow_clock_are_unfit() -> None:
    assert unfit(MACHINE) == []
    busy = Machine("abc", "", 2, 24_000, "Linux", {}, {}, load_before=1.8, fsync_ms=0.001, clock="jiffies")
    assert [why.split(":")[0] for why in unfit(busy, share=0.5)] == ["load", "load", "fsync", "clock"]
    on = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    assert unsafe(on) == []
    assert unsafe({**on, "fsync": "off"}) == ["fsync: PostgreSQL has fsync = off"]


def test_names_mean_kinds_or_rows_and_a_wrong_one_means_nothing() -> None:
    everything = chosen([])
    assert list(everything) == [kind.name for kind in KINDS]
    assert chosen(["read", "append.one-caller"]) == {"append": ["append.one-caller"], "read": everything["read"]}
    with pytest.raises(LookupError, match="pagse"):
        chosen(["pagse"])
