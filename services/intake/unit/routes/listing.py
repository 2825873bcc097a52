"""Which units there are, and which are an account's own."""

from collections.abc import Mapping

from sqlalchemy import select

from services.intake.unit.projections import UNITS, UnitRow
from shared.access.reach import units_of
from shared.database.roles import Role
from shared.domain.identifiers import UnitCode
from shared.domain.retold import same
from shared.domain.units import UNITS as KNOWN
from shared.domain.units import UnitKind
from shared.web.house import House

UNITS_MOST = 1_000
"""Parties, offices and sections of one regency."""


async def all_units(house: House) -> Mapping[str, UnitRow]:
    """Every unit by its code: as it was told, or as the first start knows it; those that were added behind."""
    query = select(UNITS.table).order_by(UNITS.table.c.code).limit(UNITS_MOST)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        told = {row.code: UNITS.layout.from_query(row) for row in await connection.execute(query)}
    known = {str(code): UnitRow(code=code, **same(UnitRow, one)) for code, one in KNOWN.items()}
    return known | told


async def own_units(house: House, account_id: str, *, closed: bool = False) -> Mapping[UnitCode, str]:
    """The units of an account that keep an agenda, by name; those that are closed only where they are asked for."""
    units, today = await all_units(house), house.circumstances().today
    own = (units[key] for key in await units_of(house, account_id) if key in units)
    return {
        UnitCode(one.code): one.name
        for one in own
        if one.kind != UnitKind.SECTION and (closed or one.last_day is None or today <= one.last_day)
    }
