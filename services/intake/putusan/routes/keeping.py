"""What became of a file, as it is kept: its result, and beside it how far it is while it is carried out.

A file that is sent again has its earlier result until the new one is whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec
from fastapi import Request

from services.intake.putusan.rows import TabRead, key_of
from shared.domain.identifiers import Position, PutusanId, derived
from shared.domain.refusal import Fault
from shared.runtime.clock import now
from shared.web.kept import ENTRIES_MAX, Keeping

ACTION: Final = "putusan.import"
LIFE: Final = timedelta(days=30)
"""A file that nobody has mended in a month is sent again."""
IMPORTS_MAX: Final = 10_000
"""In that month: its days end an import, whose refused rows stand nowhere else. What was only checked is checked again,
so that of it the newest are enough."""
STILL_MAX: Final = timedelta(minutes=1)
"""A file that has not moved for so long is carried out by nobody: its process ended."""
TAKEN: Final = ("registered", "known")
"""Where nobody has: it stands in the register, since this file or before."""
STATES: Final = ("registered", "held", "rejected", "known", "refused")
"""What can become of a row that is a paper of ours."""
FAILED: Final = ("rejected", "refused")
OPEN: Final = (*FAILED, "held")
"""Where somebody has something to do."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row. ``repeated``: it had been carried out before."""

    number: int
    putusan_id: PutusanId
    state: str
    position: Position | None = None
    repeated: bool = False
    faults: tuple[Fault, ...] = ()
    flags: tuple[str, ...] = ()
    unread: tuple[Fault, ...] = ()
    tab: int = 1

    @property
    def key(self) -> str:
        """What names it in its file."""
        return key_of(self.tab, self.number)

    @property
    def wants_a_look(self) -> bool:
        """Whether somebody has something to do with it."""
        return self.state not in TAKEN or bool(self.unread)


@dataclass(frozen=True, slots=True)
class Import:
    """A file's result as it is kept."""

    by: str
    """The account that sent the file."""
    tabs: tuple[TabRead, ...]
    results: tuple[RowResult, ...]
    written: dict[str, str]
    """The cells of the refused rows as they came, by the rows' keys."""
    mended: dict[str, str] = field(default_factory=dict)
    """The rulings that rows became once they were mended by page."""
    checked: bool = False
    """Whether this only says what would become of it: nothing was recorded."""
    waiting: tuple[int, int] | None = None
    """While it is carried out: how many rows are left, and of how many."""
    moved_at: datetime | None = None
    """When that was told."""
    stopped: bool = False
    """Whether it was cut off: the same file again goes on."""
    of_one_paper: bool = False
    """Whether it is no file, but one form with several convicts: each stands in the list."""

    @property
    def is_without_rows(self) -> bool:
        """Whether only how far it is can be told."""
        return self.waiting is not None or (self.stopped and not self.results)

    @property
    def position(self) -> int:
        """The highest position of its rows; 0 where nothing was recorded."""
        return max((result.position for result in self.results if result.position), default=0)

    def row(self, key: str) -> RowResult | None:
        """The row of this key."""
        return next((result for result in self.results if result.key == key), None)

    def place(self, row: RowResult) -> str:
        """How a person finds the row: its number, with its tab where there are several."""
        name = self.tabs[row.tab - 1].name if len(self.tabs) > 1 else ""
        return f"{row.number} ({name})" if name else str(row.number)

    def stands(self, row: RowResult, states: Mapping[str, str]) -> str:
        """How a row stands by now; ``states`` are those of the rulings."""
        if row.state == "refused" and row.key not in self.mended:
            return row.state
        known = states.get(self.becomes(row))
        return known or ("registered" if row.key in self.mended else row.state)

    def becomes(self, row: RowResult) -> str:
        """The ruling that the row is by now."""
        return self.mended.get(row.key, row.putusan_id)

    def open_rows(self, states: Mapping[str, str]) -> list[RowResult]:
        """The rows that somebody has something to do with still."""
        return [row for row in self.results if row.state in OPEN and self.stands(row, states) in OPEN]

    @property
    def failed(self) -> list[RowResult]:
        """The rows that the import did not take."""
        return [row for row in self.results if row.state in FAILED]


async def keep(request: Request, import_id: str, found: Import) -> None:
    """Keep the result in place of an earlier one of the same file; what was mended stays mended."""
    before = await kept(request, import_id)
    mended = {**(before.mended if before else {}), **found.mended}
    payload = msgspec.json.encode(replace(found, mended=mended))
    kind = "import-check" if found.checked else "import-paper" if found.of_one_paper else "import"
    entries_max = ENTRIES_MAX if found.checked else IMPORTS_MAX
    await _keeping(request).keep(ACTION, kind, payload, import_id, LIFE, entries_max)


async def kept(request: Request, import_id: str) -> Import | None:
    """The result of this id, as long as it is kept."""
    payload = await _keeping(request).find(ACTION, import_id)
    return None if payload is None else msgspec.json.decode(payload, type=Import)


async def keep_underway(request: Request, import_id: str, found: Import) -> None:
    """Keep how far it is, or that it was cut off, beside the result that it may have from before."""
    payload = msgspec.json.encode(replace(found, moved_at=now()))
    await _keeping(request).keep(ACTION, "import-underway", payload, underway_id(import_id), LIFE)


async def underway(request: Request, import_id: str) -> Import | None:
    """How far it is; None where it is whole or was never begun."""
    payload = await _keeping(request).find(ACTION, underway_id(import_id))
    if payload is None:
        return None
    found = msgspec.json.decode(payload, type=Import)
    still = found.moved_at is None or now() - found.moved_at > STILL_MAX
    return replace(found, waiting=None, stopped=True) if still else found


async def end_underway(request: Request, import_id: str) -> None:
    """Its result is kept: how far it was is no matter."""
    await _keeping(request).forget(ACTION, underway_id(import_id))


def underway_id(import_id: str) -> str:
    """Where it is kept how far a file is."""
    return derived("putusan-import-underway", import_id)


def _keeping(request: Request) -> Keeping:
    found: Keeping = request.app.state.keeping
    return found
