"""How the persons and places of a report's rows are named on its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from services.reporting.reports.hosts import hosts
from services.reporting.reports.persons import PERSONS
from shared.access import naming
from shared.access.naming import People
from shared.access.signin import Actor
from shared.web.house import House

HOSTS_MAX: Final = 1_000
"""A regency has some dozens of offices that answer for places."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where somebody serves."""

    name: str
    ipd: str


async def people(
    request: Request, house: House, actor: Actor, rows: Iterable[Any], purpose: str, others: Iterable[str] = ()
) -> People:
    """The persons of these rows, each named as its putusan names them, and ``others`` by their own ids."""
    whose = {row.putusan_id: row.klien_id for row in rows} | {one: one for one in others}
    return await naming.people(request, house, PERSONS, actor, whose, purpose)


async def sites(connection: AsyncConnection) -> Mapping[str, Site]:
    """Every place and every I-PD by its id."""
    columns = hosts.table.c
    rows = (await connection.execute(select(columns.ipd_id, columns.name, columns.places).limit(HOSTS_MAX))).all()
    offices = {row.ipd_id: Site(row.name, row.name) for row in rows}
    return offices | {place["site_id"]: Site(place["site_name"], row.name) for row in rows for place in row.places}
