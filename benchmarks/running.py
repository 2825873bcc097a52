"""A run: servers of its own, one kind after the other, and a result whatever fails."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine
from benchmarks.apart import said_of
from benchmarks.kinds import BY_NAME
from benchmarks.results import Failed, Ran, Results, Row
from shared.runtime.servers import Servers
from shared.runtime.settings import Settings

Say = Callable[[str], None]


class Unsafe(Exception):
    """Nothing was measured: with these servers an acknowledgement promises less than the figures would claim."""


def run(chosen: dict[str, list[str]], quick: bool, say: Say, beside: Path | None = None) -> Results:
    """Measure these rows of these kinds, one kind after the other; raises Unsafe.

    ``beside``: a checkout of other code of the product, which is measured too, kind by kind.
    """
    with TemporaryDirectory(prefix="bakti-bench-", dir="/tmp") as folder:
        facts, offset = machine.facts(Path(folder)), machine.clock_offset_s()
        servers = Servers.start(Settings(data_dir=Path(folder)))
        try:
            facts.versions["postgresql"], facts.settings = asyncio.run(machine.postgres_settings(servers.database_url))
            facts.versions["servers"] = servers.origin
            if unsafe := machine.unsafe(facts.settings):
                raise Unsafe("; ".join(unsafe))
            results = Results(facts, machine.unfit(facts), quick)
            running = _Running(results, servers, Path(folder), say, beside)
            for kind, rows in chosen.items():
                running.measure(kind, rows)
        finally:
            servers.stop()
    facts.load_after = os.getloadavg()[0]
    if abs(machine.clock_offset_s() - offset) > machine.STEP_MOST_S:
        results.unfit.append("clock: it was stepped during the run")
    return results


@dataclass(frozen=True)
class _Running:
    results: Results
    servers: Servers
    folder: Path
    say: Say
    beside: Path | None

    def measure(self, kind: str, rows: Sequence[str]) -> None:
        """One kind; what fails in it is told, and the other kinds go on."""
        begun, load = time.monotonic(), os.getloadavg()[0]
        self.say(f"{kind}: {BY_NAME[kind].said}")
        if (share := machine.own_share()) < machine.OWN_LEAST:
            self.results.unfit.append(f"load: before {kind} a busy loop got {share:.0%} of its core")
        found = self._rows(kind, rows)
        if self.beside is not None:
            then = {row.name: row for row in self._rows(kind, rows, self.beside)}
            found = [joined(row, then.get(row.name), machine.commit(self.beside)) for row in found]
        self.results.rows += found
        self.results.ran.append(Ran(kind, round(time.monotonic() - begun, 1), load, os.getloadavg()[0]))

    def _rows(self, kind: str, rows: Sequence[str], checkout: Path | None = None) -> list[Row]:
        found: list[Row] = []
        try:
            for said in said_of(self.servers, self.folder, kind, rows, self.results.quick, checkout):
                if said.row is not None:
                    found.append(said.row)
                if said.failed is not None:
                    self._failed(said.failed, checkout)
        except Exception as trouble:
            self._failed(Failed(kind, kind, f"{type(trouble).__name__}: {trouble}"), checkout)
        return found

    def _failed(self, failed: Failed, checkout: Path | None) -> None:
        if checkout is not None:
            failed.name = f"{failed.name} at {machine.commit(checkout)}"
        self.results.failed.append(failed)
        self.say(f"  {failed.name} failed: {failed.why}")


def joined(row: Row, then: Row | None, commit: str) -> Row:
    """The row with what the other code made of it behind our own figures, and before the peers'."""
    if then is None:
        return row
    first, *others = row.figures.items()
    old = {f"{who} at {commit}": figure for who, figure in then.figures.items()}
    return Row(row.kind, row.name, row.unit, dict([first, *old.items(), *others]), row.better, row.missing, row.note)
