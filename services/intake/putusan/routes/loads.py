"""How many cases each officer has, and which of them are handed over: said before a whole load is given
or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from services.intake.putusan.decider.assigning import lasts
from services.intake.putusan.projections import PUTUSANS
from services.intake.putusan.report import REPORT
from shared.access.reach import Scope
from shared.domain.identifiers import AccountId
from shared.reports.reading import connected
from shared.web.house import House
from shared.web.language import number

UNUSABLE: Final = ("rejected", "replaced")
"""Papers that are no cases."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """So many cases of one officer that one substitute has for the same days, or will have."""

    substitute: AccountId
    from_day: date
    until_day: date
    cases: int


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases an officer has, and those handed over whose last day is not past."""

    officer: AccountId
    cases: int
    handed_over: list[HandedOver]

    @property
    def away(self) -> int:
        """How many of the cases can be taken back."""
        return sum(one.cases for one in self.handed_over)


@dataclass(frozen=True, slots=True)
class Loads:
    """Of every officer in the reach of who asks."""

    all: Sequence[Load]

    def of(self, officer: AccountId) -> Load | None:
        """One officer's; None: they have no case."""
        return next((one for one in self.all if one.officer == officer), None)

    @property
    def accounts(self) -> frozenset[str]:
        """Whom it names."""
        substitutes = (one.substitute for load in self.all for one in load.handed_over)
        return frozenset({*(load.officer for load in self.all), *substitutes})


async def loads(house: House, scope: Scope, officer: AccountId | None) -> Loads:
    """The load of this officer; None: of everybody in the scope."""
    row, today = PUTUSANS.table.c, house.circumstances().today
    alike = (row.officer, row.substitute, row.substitute_from, row.substitute_until)
    mine = row.officer.is_not(None) if officer is None else row.officer == officer
    query = (
        select(*alike, func.count().label("cases"))
        .where(mine, row.state.not_in(UNUSABLE), scope.where(putusan_id=row.putusan_id))
        .group_by(*alike)
        .order_by(*alike)
    )
    async with connected(house, REPORT) as connection:
        found = (await connection.execute(query)).all()
    by_officer: dict[str, list[Any]] = {}
    for one in found:
        by_officer.setdefault(one.officer, []).append(one)
    return Loads([_load(account, rows, today) for account, rows in by_officer.items()])


def handed_over(row: Any, today: date) -> ColumnElement[bool]:
    """That the last handing over of a case is not past, and truly was one."""
    found: ColumnElement[bool] = row.substitute_until >= func.greatest(row.substitute_from, today)
    return found


def is_handed_over(first: date | None, last: date | None, today: date) -> bool:
    """The same of these two days."""
    return first is not None and last is not None and lasts(first, last, today)


def _load(officer: str, rows: Sequence[Any], today: date) -> Load:
    away = [
        HandedOver(one.substitute, one.substitute_from, one.substitute_until, one.cases)
        for one in rows
        if is_handed_over(one.substitute_from, one.substitute_until, today)
    ]
    return Load(AccountId(officer), sum(one.cases for one in rows), away)


def called(loads: Loads, officers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each officer with how many cases they have, as the form offers them whose whole load can be handed over."""
    found = ((loads.of(AccountId(account)), name) for account, name in officers.items())
    return [(load.officer, f"{name} ({number(load.cases)} perkara)") for load, name in found if load]


def called_back(loads: Loads, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each officer with how many cases they can take back."""
    away = ((load.officer, load.away) for load in loads.all if load.away)
    return [(account, f"{names.get(account, account[:6])} ({number(cases)} perkara)") for account, cases in away]
