"""Who is on the other side of a letter, where that is a unit of ours: by its name, however it is capitalised."""

from collections.abc import Mapping
from typing import Final

from shared.domain.identifiers import UnitCode
from shared.domain.personal import Personal
from shared.domain.units import UNITS, UnitKind


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


BY_NAME: Final[Mapping[str, UnitCode]] = {
    _folded(unit.name): code for code, unit in UNITS.items() if unit.kind is not UnitKind.SECTION
}


def party_of(correspondent: Personal[str]) -> UnitCode | None:
    """The unit of this name."""
    return BY_NAME.get(_folded(correspondent.value or ""))
