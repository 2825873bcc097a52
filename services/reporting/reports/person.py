"""One person of the compliance report: every sentence, every day of work and what it broke."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.days import Day, days
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import sites
from services.reporting.reports.status import BY_NAME
from shared.access.signin import Actor, require
from shared.domain.identifiers import UuidText
from shared.domain.refusal import Fault
from shared.domain.sentence import Regime
from shared.reports.answering import item, standing_of
from shared.reports.describing import item_of
from shared.reports.lines import lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask
from shared.web.answers import gives, of_row, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen

SENTENCES_MAX: Final = 20
"""Of one person: more than a court has ever given one."""
DAYS_MAX: Final = 400
"""Of one person, newest first: two full windows of daily work."""

router = APIRouter(prefix=SENTENCES.address)


WORKED: Any = of_row(Day, "WorkedDay", without=("id", "klien_id", "violation_count"))
COMPLIANCE: Any = item_of(SENTENCES)
ONE = standing(
    "ComplianceOfPerson",
    "Every sentence and day of one person.",
    klien_id=UuidText,
    sentences=list[COMPLIANCE],
    days=list[WORKED],
)


@router.get("/{klien_id}", summary="One person: every sentence, day and violation")
@gives(ONE)
async def one(
    request: Request,
    reader: Annotated[Actor, Depends(require(SENTENCES.action))],
    house: Annotated[House, Depends(house)],
    klien_id: UuidText,
    after: After = None,
) -> Response:
    """The sentences of a person, oldest first, and their days, newest first."""
    standing, now = await standing_of(house, (days, *SENTENCES.reads), after), house.circumstances()
    oldest_first = Ask(now, SENTENCES.sorts["ruled_on"], limit=SENTENCES_MAX)
    async with connected(house, SENTENCES) as connection:
        rows = await first_of(connection, SENTENCES, oldest_first, lambda columns: columns.klien_id == klien_id)
        worked = await _days_of(connection, klien_id)
        places = await sites(connection)
    if not rows:
        raise Problem(404, Fault("klien-unknown"))
    lines = await lines_of(request, house, reader, SENTENCES, rows, now.today)
    return screen(
        request,
        "reports/person.html",
        {
            "klien_id": klien_id,
            "sentences": [item(SENTENCES, line) for line in lines],
            "days": [{name: getattr(day, name) for name in WORKED.model_fields} for day in worked],
        },
        standing=standing,
        rows=[line.values for line in lines],
        names={line.values["putusan_id"]: line.named for line in lines},
        worked=worked,
        sites=places,
        today=now.today,
        statuses=BY_NAME,
        child_minutes_a_day=now.law.minutes_a_day(Regime.CHILD),
    )


async def _days_of(connection: AsyncConnection, klien_id: str) -> Sequence[Any]:
    columns = days.table.c
    query = select(days.table).where(columns.klien_id == klien_id).order_by(columns.day.desc(), columns.id)
    return (await connection.execute(query.limit(DAYS_MAX))).all()
