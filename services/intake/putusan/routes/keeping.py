"""What became of a file of rulings, as it is kept: a working list of what is to be mended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from fastapi import Request

from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Fault
from shared.sheets.keeping import REFUSED, Filed, FiledRow, Shelf

ACTION: Final = "putusan.import"
TAKEN: Final = ("registered", "known")
"""Where nobody has: it stands in the register, since this file or before."""
STATES: Final = ("registered", "held", "rejected", "known", "refused")
"""What can become of a row that is a paper of ours."""
FAILED: Final = ("rejected", "refused")
OPEN: Final = (*FAILED, "held")
"""Where somebody has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult(FiledRow):
    """What became of one row."""

    putusan_id: PutusanId
    flags: tuple[str, ...] = ()
    unread: tuple[Fault, ...] = ()
    besides: tuple[Fault, ...] = ()
    """What the row says besides its ruling, and was not taken: the ruling stands."""
    officer: str = ""
    """Whose case it is by the row, where no account has the name, or several have."""
    officer_shared: bool = False

    @property
    def wants_a_look(self) -> bool:
        """Whether somebody has something to do with it."""
        return self.state not in TAKEN or bool(self.unread or self.besides)

    @property
    def is_sent_again(self) -> bool:
        """Whether a part of it stands nowhere else; of a rejected one the ruling's stream has all."""
        return self.state == REFUSED or bool(self.besides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Filed):
    """A file's result as it is kept."""

    results: tuple[RowResult, ...]
    mended: dict[str, str] = field(default_factory=dict)
    """The rulings that rows became once they were mended by page."""
    of_one_paper: bool = False
    """Whether it is no file, but one form with several convicts: each stands in the list."""

    def row(self, key: str) -> RowResult | None:
        """The row of this key."""
        return next((result for result in self.results if result.key == key), None)

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
        """The rows that the import did not take, or not whole."""
        return [row for row in self.results if row.state in FAILED or row.besides]


@dataclass(frozen=True, slots=True)
class Results(Shelf[Import]):
    """Of rulings: what was mended stays mended when its file comes again."""

    async def keep(self, request: Request, import_id: str, found: Import, kind: str = "import") -> None:
        """Keep it, one of a single form apart from those of files."""
        before = await self.kept(request, import_id)
        mended = {**(before.mended if before else {}), **found.mended}
        kind = "import-paper" if found.of_one_paper else kind
        await Shelf.keep(self, request, import_id, replace(found, mended=mended), kind)


SHELF: Final = Results("putusan", ACTION, Import)
