"""What a list costs does not grow with history: every order and every filter that it offers goes by an index."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import asyncpg
import pytest
from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable

from services.catalogue import SERVICES
from services.intake.activity.projections import ACTIVITIES
from services.intake.letter.projections import LETTERS
from shared.access.policy import RoleName
from shared.access.reach import COURT, EVERYTHING, IPD, KLIEN, OF_UNITS, SCOPES, Asked, Scope
from shared.access.reach_folds import Account, Link, Naming, Reach
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.projections.rebuild import prepare
from shared.projections.state import Projection
from shared.projections.tables import Tables
from shared.reports.reading import counting, first_of, paged
from shared.reports.report import Ask, Filter, Report, Sort
from tests.lawful import on

ROWS = 20_000
SOME_ROWS = 1_000
"""So many may be sorted: what is open, or what a filter leaves."""
BOUNDED = ("ipd", "offers", "supervision", "annex", "work-plan", "marks")
"""Of the regency's offices and their places: some dozens, some hundreds; and thirty rows of a plan with their marks."""
REPORTS = {
    report.name: report
    for service in SERVICES
    for report in service.reports
    if report.name not in BOUNDED and report.under is None  # the audit trail's are counted over its last days
}
FILLED = {"disposisi": (LETTERS,), "decisions": (ACTIVITIES,)}
"""What a query joins: an empty table would be read first, and the other one whole."""
WAITING = "hours"
"""Of what waits for a decision, which history does not add to."""
VALUES = {
    "text": "'v' || n",
    "bigint": "n",
    "boolean": "n % 2 = 0",
    "date": "date '2000-01-01' + (n % 9000)::int",
    "timestamp with time zone": "timestamptz '2026-01-01' + n * interval '1 minute'",
    "jsonb": "'[]'",
}


class Explained(Executable, ClauseElement):
    """How PostgreSQL would answer a query, asked with the parameters of the query itself."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query


@compiles(Explained)
def explained(element: Explained, compiler: Any, **how: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.query, **how)}"


@pytest.fixture(params=REPORTS.values(), ids=REPORTS)
async def filled(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[tuple[Report, AsyncConnection]]:
    """A report whose main table has many rows, all different in every column, and a connection to it."""
    report: Report = request.param
    reach = reach_of(report)
    await prepare(database, BookId("trenggalek"), (*report.reads, *reach.projections))
    filling = await database.connect(report.reads[0].role)
    for table in (report.reads[0], *FILLED.get(report.name, ()), *reach.projections):
        await fill(filling, table)
    await filling.close()
    async with database.engine(report.reads[0].role).connect() as connection:
        yield report, connection


def reach_of(report: Report) -> Reach:
    """By which folds its service decides who sees a row."""
    (found,) = [service.reach for service in SERVICES if report in service.reports]
    assert found is not None
    return found


async def fill(connection: "asyncpg.Connection[Any]", table: Projection[Any]) -> None:
    names, kinds = table.layout.names, table.layout.kinds
    values = ", ".join(VALUES[kind] for kind in kinds)
    await connection.execute(
        f"INSERT INTO {table.full_name} ({', '.join(names)}) SELECT {values} FROM generate_series(1, {ROWS}) AS n"
    )
    tables = Tables(connection, table)
    live = await tables.live()
    assert live is not None
    await connection.execute(f"VACUUM (ANALYZE) {tables.address(live[0])}")


async def plan_of(
    connection: AsyncConnection, report: Report, sort: Sort, scope: Scope = EVERYTHING, **given: object
) -> Any:
    query = paged(report, Ask(on(date(2026, 11, 24)), sort, scope, given)).limit(51)
    return (await connection.execute(Explained(query))).scalar_one()[0]["Plan"]


async def plan_of_total(connection: AsyncConnection, report: Report, scope: Scope) -> Any:
    ask = Ask(on(date(2026, 11, 24)), report.default, scope)
    return (await connection.execute(Explained(counting(report, ask)))).scalar_one()[0]["Plan"]


def nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def whole(plan: Any, report: Report) -> list[str]:
    """The nodes that read the main table, or a fold of whom it concerns, from end to end, or sort it."""
    names = tuple(f"{one.name}_" for one in (report.reads[0], *reach_of(report).projections))
    read = [n for n in nodes(plan) if n["Node Type"] == "Seq Scan" and n["Relation Name"].startswith(names)]
    sorts = [n for n in nodes(plan) if n["Node Type"] == "Sort" and n["Plans"][0]["Plan Rows"] > SOME_ROWS]
    return [f"{n['Node Type']} {n.get('Sort Key', n.get('Filter', ''))}" for n in (*read, *sorts)]


async def test_every_order_of_a_list_goes_by_an_index(filled: tuple[Report, AsyncConnection]) -> None:
    report, connection = filled
    plans = {name: await plan_of(connection, report, sort) for name, sort in report.sorts.items()}
    assert not {name: found for name, plan in plans.items() if (found := whole(plan, report))}


async def test_every_filter_of_a_list_goes_by_an_index(filled: tuple[Report, AsyncConnection]) -> None:
    report, connection = filled
    asked = {one.name: {one.name: rare(one)} for one in report.filters}
    plans = {name: await plan_of(connection, report, report.default, **given) for name, given in asked.items()}
    assert not {name: found for name, plan in plans.items() if (found := whole(plan, report))}


def rare(one: Filter) -> Any:
    """A value that few rows have."""
    if one.many:
        return get_args(one.kind)[:1]
    if one.kind is bool:
        return True
    if one.kind is int or get_args(one.kind)[:1] == (int,):
        return -1
    return ("nobody",) if one.means else "nothing"


def narrowed(report: Report) -> dict[RoleName, Scope]:
    """Who sees one row of all."""
    me, today = "v7", date(2026, 11, 24)
    links = tuple(Link(kind, me) for kind in (COURT, IPD, KLIEN))
    account = Account(me, links, (Naming(me, me, today),))
    roles = [role for role, make in SCOPES.items() if not make(Asked(me, today, account, reach_of(report))).whole]
    scopes = {role: SCOPES[role](Asked(me, today, account, reach_of(report))) for role in roles}
    return {role: replace(scope, member=me if role in OF_UNITS else None) for role, scope in scopes.items()}


async def test_who_sees_few_of_many_rows_finds_them_by_an_index(filled: tuple[Report, AsyncConnection]) -> None:
    report, connection = filled
    found = {}
    for role, scope in narrowed(report).items():
        plans = {name: await plan_of(connection, report, sort, scope) for name, sort in report.sorts.items()}
        found[role] = {name: nodes for name, plan in plans.items() if (nodes := whole(plan, report))}
    assert not {role: nodes for role, nodes in found.items() if nodes}


@pytest.mark.parametrize("filled", [one for one in REPORTS.values() if one.name != WAITING], indirect=True)
async def test_how_many_rows_an_officer_has_is_told_by_indexes_alone(filled: tuple[Report, AsyncConnection]) -> None:
    report, connection = filled
    plan = await plan_of_total(connection, report, narrowed(report)[RoleName.OFFICER])
    read = [n for n in nodes(plan) if n.get("Relation Name", "").startswith(f"{report.reads[0].name}_")]
    assert {n["Node Type"] for n in read} == {"Index Only Scan"}, read


async def test_few_that_are_asked_for_are_looked_up_also_by_a_plan_that_is_made_for_all(database: Database) -> None:
    """PostgreSQL keeps one plan for a statement that was asked five times, whatever it is asked for then."""
    report = REPORTS["klien"]
    await prepare(database, BookId("trenggalek"), (*report.reads, *reach_of(report).projections))
    filling = await database.connect(report.reads[0].role)
    for table in (report.reads[0], *reach_of(report).projections):
        await fill(filling, table)
    await filling.close()
    ask = Ask(on(date(2026, 11, 24)), report.default, narrowed(report)[RoleName.OFFICER], limit=200)
    async with database.engine(report.reads[0].role).connect() as connection:
        await connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        await first_of(connection, report, ask, lambda columns: columns.klien_id.in_([f"v{n}" for n in range(50)]))
        read = "SELECT sum(idx_tup_fetch + seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname LIKE 'klien_%'"
        assert (await connection.execute(text(read))).scalar_one() <= 50
