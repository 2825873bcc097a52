"""Offices by the days on which a rule was broken by their doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.attendance.hours.events import Against
from services.reporting.reports.days import BROKEN, days
from services.reporting.reports.hosts import hosts
from services.reporting.reports.naming import HOSTS_MAX
from shared.access.reach import Scope


@dataclass(frozen=True, slots=True)
class Charged:
    """An office with days on which a rule was broken by its doing."""

    ipd_id: str
    name: str
    days: int
    last_on: date


async def charged_since(connection: AsyncConnection, since: date, scope: Scope) -> Sequence[Charged]:
    """From that day on, in this reach; the office with most days first."""
    day, host = days.table.c, hosts.table.c
    number, last_on = func.count().label("number"), func.max(day.day)
    query = (
        select(host.ipd_id, host.name, number, last_on)
        .join(hosts.table, host.ipd_id == day.ipd_id)
        .where(scope.where(putusan_id=day.putusan_id, ipd_id=day.ipd_id))
        .where(day.day >= since, literal_column(BROKEN), day.violations.contains([{"against": Against.HOST.value}]))
        .group_by(host.ipd_id, host.name)
        .order_by(number.desc(), host.name)
    )
    return [Charged(*row) for row in await connection.execute(query.limit(HOSTS_MAX))]
