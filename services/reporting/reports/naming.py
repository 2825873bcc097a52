"""How the persons and places of a report's rows are named on its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.reports.hosts import hosts
from shared.access.naming import Case, Named, named_cases
from shared.access.signin import Actor
from shared.domain.sentence import Regime
from shared.web.house import House

HOSTS_MAX: Final = 1_000
"""A regency has some dozens of offices that answer for places."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where somebody serves."""

    name: str
    ipd: str


async def people(house: House, actor: Actor, rows: Iterable[Any], purpose: str) -> Mapping[str, Named]:
    """A name for each row's putusan."""
    cases = (Case(row.putusan_id, row.klien_id, row.regime == Regime.CHILD.value, row.case_number_ref) for row in rows)
    return await named_cases(house.vault, actor, cases, purpose)


async def sites(connection: AsyncConnection) -> Mapping[str, Site]:
    """Every place and every I-PD by its id."""
    columns = hosts.table.c
    rows = (await connection.execute(select(columns.ipd_id, columns.name, columns.places).limit(HOSTS_MAX))).all()
    offices = {row.ipd_id: Site(row.name, row.name) for row in rows}
    return offices | {place["site_id"]: Site(place["site_name"], row.name) for row in rows for place in row.places}
