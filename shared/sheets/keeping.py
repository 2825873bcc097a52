"""What became of a file, as it is kept: its result, and beside it how far it is while it is carried out.

A file that is sent again has its earlier result until the new one is whole.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

import msgspec
from fastapi import Request

from shared.domain.identifiers import Position, derived
from shared.domain.refusal import Fault
from shared.runtime.clock import now
from shared.sheets.reading import TabRead, key_of
from shared.web.kept import ENTRIES_MAX, Keeping

LIFE: Final = timedelta(days=30)
"""A file that nobody has mended in a month is sent again."""
IMPORTS_MAX: Final = 10_000
"""In that month: its days end an import, whose refused rows stand nowhere else. What was only checked is checked again,
so that of it the newest are enough."""
STILL_MAX: Final = timedelta(minutes=1)
"""A file that has not moved for so long is carried out by nobody: its process ended."""
REFUSED: Final = "refused"
"""A row that leaves no event: it stands nowhere else than in the file's result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRow:
    """What became of one row. ``repeated``: it had been carried out before."""

    number: int
    state: str
    tab: int = 1
    position: Position | None = None
    repeated: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        """What names it in its file."""
        return key_of(self.tab, self.number)

    @property
    def wants_a_look(self) -> bool:
        """Whether somebody has something to do with it."""
        return self.state == REFUSED

    @property
    def is_sent_again(self) -> bool:
        """Whether what it says stands nowhere else, so that its cells are kept to be mended."""
        return self.state == REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file's result as it is kept."""

    by: str
    """The account that sent the file."""
    tabs: tuple[TabRead, ...]
    results: tuple[FiledRow, ...] = ()
    written: dict[str, str]
    """The cells of the rows that are to be sent again, as they came, by the rows' keys."""
    checked: bool = False
    """Whether this only says what would become of it: nothing was recorded."""
    waiting: tuple[int, int] | None = None
    """While it is carried out: how many rows are left, and of how many."""
    moved_at: datetime | None = None
    """When that was told."""
    stopped: bool = False
    """Whether it was cut off: the same file again goes on."""

    @property
    def is_without_rows(self) -> bool:
        """Whether only how far it is can be told."""
        return self.waiting is not None or (self.stopped and not self.results)

    @property
    def position(self) -> int:
        """The highest position of its rows; 0 where nothing was recorded."""
        return max((result.position for result in self.results if result.position), default=0)

    def place(self, row: FiledRow) -> str:
        """How a person finds the row: its number, with its tab where there are several."""
        name = self.tabs[row.tab - 1].name if len(self.tabs) > 1 else ""
        return f"{row.number} ({name})" if name else str(row.number)


F = TypeVar("F", bound=Filed)


@dataclass(frozen=True, slots=True)
class Shelf(Generic[F]):
    """Where the results of one kind of file lie: all whose role may send it work on them."""

    name: str
    """Of the thing that its rows are."""
    action: str
    kind: type[F]

    def id_of(self, digest: str, by: str, *, checked: bool) -> str:
        """The same for the same file of the same account: what another's reach makes of it is another result."""
        return derived(f"{self.name}-check" if checked else f"{self.name}-import", digest, by)

    async def keep(self, request: Request, import_id: str, found: F, kind: str = "import") -> None:
        """Keep the result in place of an earlier one of the same file; each ``kind`` has its own number of entries."""
        kind, entries_max = ("import-check", ENTRIES_MAX) if found.checked else (kind, IMPORTS_MAX)
        await _keeping(request).keep(self.action, kind, msgspec.json.encode(found), import_id, LIFE, entries_max)

    async def kept(self, request: Request, import_id: str) -> F | None:
        """The result of this id, as long as it is kept."""
        payload = await _keeping(request).find(self.action, import_id)
        return None if payload is None else msgspec.json.decode(payload, type=self.kind)

    async def keep_underway(self, request: Request, import_id: str, found: F) -> None:
        """Keep how far it is, or that it was cut off, beside the result that it may have from before."""
        payload = msgspec.json.encode(replace(found, moved_at=now()))
        await _keeping(request).keep(self.action, "import-underway", payload, self.underway_id(import_id), LIFE)

    async def underway(self, request: Request, import_id: str) -> F | None:
        """How far it is; None where it is whole or was never begun."""
        payload = await _keeping(request).find(self.action, self.underway_id(import_id))
        if payload is None:
            return None
        found = msgspec.json.decode(payload, type=self.kind)
        still = found.moved_at is None or now() - found.moved_at > STILL_MAX
        return replace(found, waiting=None, stopped=True) if still else found

    async def end_underway(self, request: Request, import_id: str) -> None:
        """Its result is kept: how far it was is no matter."""
        await _keeping(request).forget(self.action, self.underway_id(import_id))

    def underway_id(self, import_id: str) -> str:
        """Where it is kept how far a file is."""
        return derived(f"{self.name}-import-underway", import_id)


def _keeping(request: Request) -> Keeping:
    found: Keeping = request.app.state.keeping
    return found
