"""Who is on the other side of a letter, where that is a unit of ours: by its name, however it is capitalised."""

from services.intake.unit.routes.listing import all_units
from shared.domain.identifiers import UnitCode
from shared.domain.personal import Personal
from shared.domain.units import UnitKind
from shared.web.house import House


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


async def party_of(house: House, correspondent: Personal[str]) -> UnitCode | None:
    """The unit of this name."""
    units, wanted = await all_units(house), _folded(correspondent.value or "")
    found = (one.code for one in units.values() if one.kind != UnitKind.SECTION and _folded(one.name) == wanted)
    return next(map(UnitCode, found), None)
