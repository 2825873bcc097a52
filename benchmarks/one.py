"""Measures one kind in a process of its own, so that no kind lives with another's heap, and none ends the run.

It is told its place in a file, and says each row as a line of JSON the moment it is known.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from benchmarks.kind import Kind
from benchmarks.kinds import BY_NAME
from benchmarks.place import Place
from benchmarks.results import Failed, Row
from benchmarks.timing import told
from shared.database.migrate import migrate


def main(place: str, kind: str, *rows: str) -> None:
    """Measure these rows of this kind."""
    here = msgspec.json.decode(Path(place).read_bytes(), type=Place)
    migrate(here.database_url, book=here.settings().book)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the house runs
        runner.run(_all(BY_NAME[kind], here, rows))


async def _all(kind: Kind[Any], place: Place, rows: Sequence[str]) -> None:
    try:
        async with asyncio.timeout(kind.seconds_most), kind.scene(place) as scene:
            for name in rows:
                await _row(kind, name, scene)
    except Exception as trouble:
        _say(Failed(kind.name, kind.name, told(trouble)))


async def _row(kind: Kind[Any], name: str, scene: Any) -> None:
    try:
        for row in await kind.named()[name](scene):
            _say(row)
    except Exception as trouble:
        _say(Failed(kind.name, name, told(trouble)))


def _say(said: Row | Failed) -> None:
    kind = "row" if isinstance(said, Row) else "failed"
    sys.stdout.write(msgspec.json.encode({kind: said}).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
