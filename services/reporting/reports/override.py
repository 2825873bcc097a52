"""GET /audit/overrides/{number}: one decision with its reason and letter as they were written, for the inspectorate.

An overridden proposal needs a reason that the inspectorate sees (DOMAIN 7), and the inspectorate sees persons masked
(DOMAIN 3): the person's own names, case numbers and NIK are taken out of what was written before it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.decisions import former_names
from services.reporting.reports.overrides import REPORT, filled
from services.reporting.reports.persons import CLOSED, PERSONS
from shared.access.fields import Field, sees
from shared.access.naming import People, nameless
from shared.access.persons import PersonRow
from shared.access.reach import scope_of
from shared.access.signin import Actor, require
from shared.domain.refusal import Fault
from shared.privacy.person import ERASED, UNOPENED, masked_in
from shared.reports.answering import item
from shared.reports.describing import item_of
from shared.reports.lines import lines_with
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.answers import gives, standing
from shared.web.house import House, Standing, house
from shared.web.problems import Problem
from shared.web.screens import screen

router = APIRouter()
ACTION: Final = "override.read"
NUMBER_MAX: Final = 2**53
"""A program's number."""
OF_PAPER: Final = frozenset({"putusan.amend", "putusan.identify", "klien.merge"})
"""Decisions whose reason tells what a paper says of its person: of a child nobody reads it (``Field.WHY_MENDED``)."""
BY_LETTER: Final = frozenset({"putusan.adjust", "putusan.credit", "putusan.end", "putusan.repeat"})
"""Of a child their letter is told and their reason is not (``Field.WHY_ENDED``): whether it exists can be looked up."""
SAID: Final = ("reason", "override", "words", "document")
"""What a person writes of a decision, by its name in the event."""
ONE = standing(
    "Override",
    "One decision, and why.",
    decision=item_of(REPORT),
    reason=str | None,
    document=str | None,
    withheld=bool,
)


@router.get("/audit/overrides/{number}", summary="One decision against a proposal or a rule, and why")
@gives(ONE, refuses=(404,))
async def one(
    request: Request,
    number: Annotated[int, Path(ge=1, le=NUMBER_MAX)],
    actor: Annotated[Actor, Depends(require(ACTION))],
    house: Annotated[House, Depends(house)],
) -> Response:
    """What was written of it may name the person: reading it is a look, and is noted."""
    ask = Ask(house.circumstances(), REPORT.default, await scope_of(request, house, actor), limit=1)
    async with connected(house, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda columns: columns.number == number)
    if not rows:
        raise Problem(404, Fault("override-unknown"))
    row, persons = (await filled(house, rows))[0], await _persons(house, rows[0].subjects)
    said, withheld = await _written(house, actor, row, persons)
    whose = People(persons, {}, actor.role)
    whose = replace(whose, names={row.klien_id: nameless(row.klien_id, whose)})
    (line,) = lines_with(request, REPORT, [row], whose, ask.today)
    data = {
        "decision": item(REPORT, line),
        "reason": next((said[name] for name in SAID[:3] if name in said), None),
        "document": said.get("document"),
        "withheld": withheld,
    }
    position = Standing((await house.ledger.head()).position)
    return screen(request, "reports/override.html", data, standing=position, line=line, **REPORT.words)


async def _persons(house: House, klien_ids: Sequence[str]) -> dict[str, PersonRow]:
    """Those whom the reports still know, whoever was merged as the one who stayed; of whom no ruling is any more, there
    is no row."""
    table, closed = PERSONS.table, CLOSED.table
    async with house.database.engine(PERSONS.role).connect() as connection:
        merged = (await connection.execute(select(closed).where(closed.c.klien_id.in_(klien_ids)))).all()
        stays = {row.klien_id: row.survivor for row in merged}
        wanted = {one: stays.get(one, one) for one in klien_ids}
        found = (await connection.execute(select(table).where(table.c.klien_id.in_(wanted.values())))).all()
    rows = {row.klien_id: PERSONS.layout.from_query(row) for row in found}
    return {one: rows[person] for one, person in wanted.items() if person in rows}


async def _written(
    house: House, actor: Actor, row: SimpleNamespace, persons: Mapping[str, PersonRow]
) -> tuple[dict[str, str], bool]:
    """By its name what was written, without the names and numbers of everybody whom the decision concerns, and whether
    something is withheld, as all is where one of these cannot be taken out. Who they are, and how they were called
    before a paper was mended, is opened for that, and stands in the page's one look with it."""
    known, masked = len(persons) == len(row.subjects), any(one.masked for one in persons.values())
    seen = known and sees(actor.role, Field.WHY_DECIDED, masked=masked) and not (masked and row.action in OF_PAPER)
    withheld = frozenset(SAID) - {"document"} if masked and row.action in BY_LETTER else frozenset()
    refs = {name: row.refs[name] for name in SAID if seen and name in row.refs and name not in withheld}
    rulings = [ruling for one in persons.values() for ruling in one.rulings] if refs else []
    names = [ref for ruling in rulings for ref in (ruling.name_ref, ruling.case_number_ref) if ref]
    names += row.former if refs else ()
    earlier = await former_names(house.ledger, {one.putusan_id for one in rulings})
    values = await house.values.reveal([*refs.values(), *names, *earlier], ACTION, actor.who, row.subjects)
    hidden = [values[ref] for ref in names] + [values[ref] for ref in earlier if values[ref] != ERASED]
    if not seen or UNOPENED & {*hidden}:
        return {}, True
    return {name: masked_in(values[ref], hidden) for name, ref in refs.items()}, bool(withheld)
