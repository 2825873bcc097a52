"""Rows as they may be shown: every value passes its column's sensitivity, every look stands in the audit trail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.requests import Request

from shared.access.naming import NOBODY, Named, People, people
from shared.access.policy import Actor
from shared.reports.columns import Seen
from shared.reports.report import Report
from shared.web.house import House
from shared.web.language import Language
from shared.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One row: every column's value by name, and what they are shown with."""

    values: Mapping[str, Any]
    seen: Seen

    @property
    def named(self) -> Named | None:
        """Who it is about, for a page."""
        return self.seen.named


async def lines_of(
    request: Request, house: House, actor: Actor, report: Report, rows: Sequence[Any], today: date
) -> list[Line]:
    """These rows of the report, for whoever asks; persons who are shown stand in the trail afterwards."""
    rows = await report.filled(house, rows) if report.filled else rows
    rows = await report.opened(request, house, actor, rows) if report.opened else rows
    whose = await _persons(request, house, actor, report, rows)
    return lines_with(request, report, rows, whose, today)


def lines_with(request: Request, report: Report, rows: Sequence[Any], whose: People, today: date) -> list[Line]:
    """These rows, where their persons are known already."""
    say = saying(request)
    return [_line(report, row, whose, today, say) for row in rows]


def saying(request: Request) -> Callable[[str, Mapping[str, Any]], str]:
    """A rule's sentence in Indonesian, as pages and files have it."""
    texts: Texts = request.app.state.texts
    return lambda rule, facts: texts.sentence(rule, facts, Language.ID)


async def _persons(request: Request, house: House, actor: Actor, report: Report, rows: Sequence[Any]) -> People:
    if report.persons is None:
        return NOBODY
    named, klien = report.person
    wanted = {getattr(row, named): getattr(row, klien) for row in rows}
    whose = await people(request, house, report.persons, actor, wanted, report.action)
    if report.naming is None:
        return whose
    return replace(whose, names=await report.naming(request, house, actor, rows, whose))


def _line(report: Report, row: Any, whose: People, today: date, say: Callable[..., str]) -> Line:
    seen = Seen(today, say=say)
    if report.persons is not None:
        named, klien = report.person
        seen = Seen(today, whose.masked(getattr(row, klien)), whose.names.get(getattr(row, named)), whose.role, say)
    return Line({column.name: column.of(row, seen) for column in report.columns}, seen)
