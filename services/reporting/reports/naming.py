"""How persons and places are named on a page: by ``vault.who`` for those whose role may, else by a short id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request

from services.reporting.reports.hosts import hosts
from shared.domain.sentence import Regime
from shared.web.house import House
from shared.web.screens import visitor_of

HOSTS_MAX: Final = 1_000
"""A regency has some dozens of offices that answer for places."""
SEE: Final = "person.see"


@dataclass(frozen=True, slots=True)
class Named:
    """One person as a page shows them. A child: initials only."""

    text: str
    full: str
    child: bool
    case_number: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where somebody serves."""

    name: str
    ipd: str


async def people(request: Request, house: House, looker: str, rows: Iterable[Any], purpose: str) -> Mapping[str, Named]:
    """A name for each row's putusan. One look in the vault for all of them, and one for their case numbers."""
    found = list(rows)
    children = {row.klien_id for row in found if row.regime == Regime.CHILD.value}
    visitor = visitor_of(request)
    if visitor is None or SEE not in visitor.may:
        return {row.putusan_id: _nameless(row.klien_id, row.klien_id in children) for row in found}
    persons = await house.vault.who({row.klien_id for row in found}, purpose, looker)
    refs = {row.case_number_ref for row in found if row.case_number_ref}
    numbers = await house.vault.reveal(refs, purpose, looker) if refs else {}
    return {
        row.putusan_id: _named(persons[row.klien_id], row.klien_id in children, numbers.get(row.case_number_ref))
        for row in found
    }


async def sites(connection: AsyncConnection) -> Mapping[str, Site]:
    """Every place and every I-PD by its id."""
    columns = hosts.table.c
    rows = (await connection.execute(select(columns.ipd_id, columns.name, columns.places).limit(HOSTS_MAX))).all()
    offices = {row.ipd_id: Site(row.name, row.name) for row in rows}
    return offices | {place["site_id"]: Site(place["site_name"], row.name) for row in rows for place in row.places}


def brief(name: str) -> str:
    """``Slamet R.`` for Slamet Riyadi: enough to know whom, on a page that others may glance at."""
    first, *rest = name.split()
    return " ".join((first, *(f"{word[0].upper()}." for word in rest[-1:])))


def _named(person: Any, child: bool, case_number: str | None) -> Named:
    if child:
        return Named(person.initials, person.initials, child, case_number)
    return Named(brief(person.name) if not person.erased else person.name, person.name, child, case_number)


def _nameless(klien_id: str, child: bool) -> Named:
    word = f"Klien {klien_id[:6]}"
    return Named(word, word, child)
