"""What machine this is, and whether it is fit to be measured on now: quiet, a disk that syncs, a clock that runs."""

import json
import os
import platform
import shutil
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

import asyncpg

from benchmarks import PEERS_OF_NODE
from benchmarks.results import Machine

ROOT = Path(__file__).parent.parent
LOAD_MOST = 0.25
"""For each core, in the minute before: more, and somebody else wants the cores."""
OWN_LEAST = 0.97
"""The share of half a second that a busy loop gets on its core; less is stolen by others."""
FSYNC_LEAST_MS = 0.02
"""No disk and no controller's battery is quicker: below it, memory answers."""
TICK_MOST_S = 1e-5
SLOW_CLOCKS = ("jiffies", "acpi_pm", "pit")
STEP_MOST_S = 0.2
WANTED = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
PACKAGES = ("eventsourcing", "umadb", "asyncpg", "faststream")


def facts(folder: Path) -> Machine:
    """The machine as it is now; ``folder`` lies on the disk that is measured."""
    return Machine(
        commit=commit(),
        began_at=datetime.now(UTC).isoformat(timespec="seconds"),
        cores=os.cpu_count() or 1,
        memory_mb=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20,
        platform=_system(),
        versions=_versions(),
        settings={},
        load_before=os.getloadavg()[0],
        fsync_ms=fsync_ms(folder),
        clock=_clock(),
    )


def unfit(machine: Machine, share: float = 1.0) -> list[str]:
    """Why figures from here and now are not to be quoted; nothing: they are. ``share``: see ``own_share``."""
    found = []
    if machine.load_before > LOAD_MOST * machine.cores:
        found.append(f"load: {machine.load_before:.2f} on {machine.cores} cores in the minute before")
    if share < OWN_LEAST:
        found.append(f"load: a busy loop got {share:.0%} of its core")
    if machine.fsync_ms < FSYNC_LEAST_MS:
        found.append(f"fsync: {machine.fsync_ms:.3f} ms is no disk")
    if machine.clock in SLOW_CLOCKS or tick_s() > TICK_MOST_S:
        found.append(f"clock: {machine.clock or 'unknown'}, a step of {tick_s() * 1e6:.1f} µs")
    return found


def unsafe(settings: dict[str, str]) -> list[str]:
    """Settings of PostgreSQL with which an acknowledgement promises less than the figures claim."""
    return [f"fsync: PostgreSQL has {name} = {settings[name]}" for name, on in WANTED.items() if settings[name] != on]


async def postgres_settings(url: str) -> tuple[str, dict[str, str]]:
    """The server's version, and how it was set where that counts."""
    connection = await asyncpg.connect(url)
    try:
        names = (*WANTED, "wal_sync_method", "shared_buffers")
        found = {name: str(await connection.fetchval(f"SHOW {name}")) for name in names}
        return str(await connection.fetchval("SHOW server_version")), found
    finally:
        await connection.close()


def fsync_ms(folder: Path, times: int = 50) -> float:
    """The median time of writing 8 kB and making it durable."""
    found = []
    with TemporaryFile(dir=folder) as file:
        for _ in range(times):
            begun = time.perf_counter()
            file.write(b"x" * 8192)
            file.flush()
            getattr(os, "fdatasync", os.fsync)(file.fileno())
            found.append((time.perf_counter() - begun) * 1000)
    return median(found)


def own_share(seconds: float = 0.5) -> float:
    """How much of its core this process gets while it does nothing but work."""
    begun, processor = time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        pass
    return (time.process_time() - processor) / (time.perf_counter() - begun)


def tick_s() -> float:
    """The smallest step of the clock that everything is timed with."""
    times = [time.perf_counter() for _ in range(1000)]
    return min((later - earlier for earlier, later in pairwise(times) if later > earlier), default=1)


def clock_offset_s() -> float:
    """Wall clock against running clock: two of these differ where the clock was stepped in between."""
    return time.time() - time.monotonic()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = platform.system()
    return f"{name}, {platform.machine()}"


def _clock() -> str:
    source = Path("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    return source.read_text().strip() if source.exists() else ""


def commit(checkout: Path = ROOT) -> str:
    """What is checked out there, and whether it was changed since."""

    def git(*words: str) -> str:
        command = ["git", "-C", str(checkout), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    try:
        return (git("rev-parse", "--short=12", "HEAD") or checkout.name) + (
            " and changes" if git("status", "--porcelain") else ""
        )
    except OSError:
        return "unknown"


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    for path in sorted(PEERS_OF_NODE.glob("node_modules/@event*/*/package.json")):
        found[path.parent.name] = json.loads(path.read_text())["version"]
    if node := shutil.which("node"):
        found["node"] = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return found
