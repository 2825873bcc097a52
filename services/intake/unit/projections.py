"""The units as people choose them: by the name that was said last, with those that the first start knows."""

from datetime import date

import msgspec
from msgspec.structs import replace

from services.intake.unit.events import UnitClosed, UnitCorrected, UnitOpened
from shared.domain.retold import retold, same
from shared.domain.units import UNITS as KNOWN
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class UnitRow(msgspec.Struct, frozen=True):
    """A party, an office or a section."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    number_code: str | None = None
    valid_from: date | None = None
    last_day: date | None = None


UNITS = StateProjection("intake", "unit", UnitRow, key="code", version=1)


@UNITS.on(UnitOpened, key=lambda event: event.code)
def opened(row: UnitRow | None, event: UnitOpened, entry: Entry) -> UnitRow:
    """It can be chosen from now on."""
    return retold(UnitRow, event)


@UNITS.on(UnitCorrected, key=lambda event: event.code)
def corrected(row: UnitRow | None, event: UnitCorrected, entry: Entry) -> UnitRow:
    """What it truly is."""
    return retold(UnitRow, event)


@UNITS.on(UnitClosed, key=lambda event: event.code)
def closed(row: UnitRow | None, event: UnitClosed, entry: Entry) -> UnitRow | None:
    """It is no more after that day."""
    known = KNOWN.get(event.code)
    found = row or (UnitRow(code=event.code, **same(UnitRow, known)) if known else None)
    return found and replace(found, last_day=event.last_day)
