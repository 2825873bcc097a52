"""A row of a sheet of placements as a berita acara: of whose first execution, on which day, by which number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import TypeAdapter

from shared.domain.refusal import Fault, Refused
from shared.domain.text import Line
from shared.privacy.identities import Traits
from shared.sheets.cells import lacking, own_book, read_cells, written
from shared.sheets.layouts import Reading
from shared.sheets.persons import traits_of, untold
from shared.sheets.placements import SHEET, TITLE
from shared.sheets.reading import Table, read_file
from shared.sheets.row import Row

HANDOVERS: Final = own_book(TITLE, SHEET, "case_number", "nik", "planned_from", "started_on")
"""Its number tells no row: any words can be one, a signature's below the table too."""
TEXTS: Final = dict.fromkeys(("name", "handover"), TypeAdapter[str](Line))
READ: Final = frozenset({"nik", "name", "birth_date", "case_number", "started_on", "handover", ""})
"""The columns that a berita acara bears on: a fault of another is matching's to tell."""


@dataclass(frozen=True, slots=True)
class HandoverDraft:
    """What a row says, before anybody knows whose it is."""

    who: Traits
    started_on: date | None
    document: str
    told: bool
    """Whether the row says anything of a berita acara."""
    faults: tuple[Fault, ...]
    written: str


def read_handovers(data: bytes) -> Table[HandoverDraft] | Refused:
    """Every row of a file as a berita acara; a file that is no table is refused whole."""
    return read_file(data, HANDOVERS, _drafted)


def _drafted(reading: Reading, row: Row, cells: Mapping[str, str]) -> HandoverDraft:
    values, every = read_cells(SHEET, cells, TEXTS)
    faults = {name: fault for name, fault in every.items() if name in READ}
    told = bool({"started_on", "handover"} & {*values, *faults})
    nobody = untold(values, also=frozenset(faults))
    missing = lacking(("started_on", "handover"), values, faults) if told else ()
    return HandoverDraft(
        who=traits_of(values),
        started_on=values.get("started_on"),
        document=values.get("handover", ""),
        told=told,
        faults=(*faults.values(), *missing, *((nobody,) if nobody else ())) if told else (),
        written=written(row.cells),
    )
