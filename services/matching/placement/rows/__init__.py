"""How a sheet of placements becomes stays, row by row: whose, at which place, on which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from shared.domain.refusal import Fault, Refused
from shared.domain.text import Line, ReasonWords
from shared.privacy.identities import Traits
from shared.sheets.cells import lacking, own_book, read_cells, written
from shared.sheets.layouts import Reading
from shared.sheets.persons import traits_of, untold
from shared.sheets.placements import OF_STAY, SHEET, TITLE
from shared.sheets.reading import Table, read_file
from shared.sheets.row import Row

BOOK: Final = own_book(TITLE, SHEET, "case_number", "nik", "planned_from")
_LINE = TypeAdapter[str](Line)
TEXTS: Final = {
    "override": TypeAdapter[str](ReasonWords),
    **dict.fromkeys(("name", "ipd_id", "site_id", "activity", "document"), _LINE),
}


@dataclass(frozen=True, slots=True)
class StayDraft:
    """What a row says, before anybody knows whose it is."""

    who: Traits
    values: Mapping[str, Any]
    """By the fields of the sheet."""
    faults: tuple[Fault, ...]
    """Why it cannot be taken as it is written."""
    written: str
    """The cells as they came, as JSON."""


def read_stays(data: bytes) -> Table[StayDraft] | Refused:
    """Every row of a file as a stay; a file that is no table is refused whole."""
    return read_file(data, BOOK, _drafted)


def _drafted(reading: Reading, row: Row, cells: Mapping[str, str]) -> StayDraft:
    values, faults = read_cells(SHEET, cells, TEXTS)
    nobody = untold(values, also=frozenset(faults))
    told = (*faults.values(), *lacking(OF_STAY, values, faults), *((nobody,) if nobody else ()))
    return StayDraft(traits_of(values), values, told, written(row.cells))
