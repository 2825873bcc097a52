"""To whom a letter can be forwarded: the sections of its office, other units, and persons who are of one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from services.intake.account.projections import LINKS
from services.intake.unit.projections import UnitRow
from services.intake.unit.routes.listing import all_units
from shared.access.accounts import Accounts
from shared.access.reach import OF_UNITS, OFFICE, UNIT
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, UnitCode
from shared.domain.units import FORMER
from shared.web.house import House

MEMBERS_MOST: Final = 1_000
"""Accounts that are linked to units of one regency."""


async def offered_to(house: House, unit: str) -> dict[str, Any]:
    """What the sheet of this unit's letters offers: its sections first, then other units, and who is of which."""
    units, today = await all_units(house), house.circumstances().today
    there = [one for one in units.values() if one.last_day is None or today <= one.last_day]
    sections = [(one.code, one.name) for one in there if one.parent == unit and one.kind == "section"]
    known = {unit, *(code for code, _ in sections)}
    others = [(one.code, _called(one, units)) for one in there if one.code not in known]
    persons = [(key, f"{name} ({of})") for key, (name, of) in (await _persons(house, units)).items()]
    return {"sections": sections, "others": others, "persons": sorted(persons, key=lambda one: one[1])}


def _called(one: UnitRow, units: Mapping[str, UnitRow]) -> str:
    """A section with its office, which alone would say little."""
    office = units.get(one.parent or "")
    return f"{one.name}, {office.name}" if one.kind == "section" and office else one.name


async def _persons(house: House, units: Mapping[str, UnitRow]) -> Mapping[str, tuple[str, str]]:
    """Open accounts that keep letters, by name, and of which unit each is."""
    names = await Accounts(house.database).holding(*OF_UNITS)
    of = {key: units[unit].name for key, unit in await _links(house) if key in names and unit in units}
    return {key: (names[key], of[key]) for key in of}


async def _links(house: House) -> Sequence[tuple[str, str]]:
    rows = LINKS.table.c
    query = select(rows.account_id, rows.key).where(rows.to.in_([UNIT, OFFICE])).order_by(rows.account_id, rows.key)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(query.limit(MEMBERS_MOST))).all()
    return [(row.account_id, FORMER.get(row.key, row.key)) for row in found]


async def known_members(house: House, wanted: Iterable[AccountId]) -> Sequence[AccountId]:
    """Those of these accounts who are of any unit."""
    sought = {*wanted}
    persons = await _persons(house, await all_units(house)) if sought else {}
    return [one for one in dict.fromkeys(wanted) if one in persons]


async def sections_of(house: House, own: Sequence[UnitCode]) -> Sequence[UnitCode]:
    """The sections of these units."""
    units = await all_units(house)
    return [UnitCode(one.code) for one in units.values() if one.kind == "section" and one.parent in own]
