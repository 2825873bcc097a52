"""GET /hours/{klien_id}: what was recorded of one person, what it is worth, what broke which article, what waits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.attendance.hours.projections import DAYS, PERSONS, SENTENCES, SHIFTS, SITES, of_klien
from services.attendance.hours.routes.answers import PERSON
from shared.access.naming import people
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Severity, refused
from shared.domain.sentence import Terms
from shared.law.law import Law
from shared.law.limits import hours_of_day, minutes_a_day
from shared.reports.answering import standing_of
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.language import WEEKDAYS, Language, short_day
from shared.web.paging import After
from shared.web.problems import answer
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/hours")
OF_THE_ROW = ("id", "klien_id", "position", "logged", "recorded_by")
"""What a shift's row has for the house alone."""
Rows = list[dict[str, Any]]


@router.get("/{klien_id}", summary="One person's hours")
@gives(PERSON)
async def read(
    request: Request,
    klien_id: KlienId,
    actor: Annotated[Actor, Depends(require("hours.read"))],
    house: Annotated[House, Depends(house)],
    after: After = None,
) -> Response:
    """Sentences with their places and windows, days, and shifts with their credit, newest first."""
    standing = await standing_of(house, (SENTENCES, DAYS, SHIFTS, SITES, PERSONS), after)
    async with house.database.engine(Role.ATTENDANCE).connect() as connection:
        sentences, days, shifts = [
            [dict(row) for row in (await connection.execute(of_klien(projection, klien_id))).mappings()]
            for projection in (SENTENCES, DAYS, SHIFTS)
        ]
    if not sentences and not shifts:
        return answer(request, refused("hours-unknown", severity=Severity.ABSENT))
    data = {
        "klien_id": klien_id,
        "sentences": [_without(row, "id", "klien_id", "position") for row in sentences],
        "days": [_without(row, "id", "klien_id", "position") for row in sorted(days, key=_newest_day)],
        "shifts": list(_with_worth(shifts, days)),
    }
    whose = await people(request, house, PERSONS, actor, {klien_id: klien_id}, "hours.read")
    shown = await _for_people(request, house, data)
    return screen(request, "hours/person.html", data, standing=standing, who=whose.names.get(klien_id), **shown)


async def _for_people(request: Request, house: House, data: dict[str, Any]) -> dict[str, Any]:
    """What only a page shows besides the person's name: those of the places, and today."""
    if not wants_page(request):
        return {}
    wanted = {place["site_id"] for sentence in data["sentences"] for place in sentence["places"]}
    wanted |= {shift["site_id"] for shift in data["shifts"] if shift["site_id"]}
    async with house.database.engine(Role.ATTENDANCE).connect() as connection:
        sites = await connection.execute(select(SITES.table).where(SITES.table.c.site_id.in_(wanted)))
        names = {row.site_id: row.name for row in sites}
    now = house.circumstances()
    days = {row["putusan_id"]: _day_of(row, now.law) for row in data["sentences"] if row["regime"]}
    fixed = {row["putusan_id"]: _days_fixed(row) for row in data["sentences"]}
    return {"sites": names, "today": now.today, "day_of": days, "days_fixed": fixed}


def _day_of(row: Mapping[str, Any], law: Law) -> tuple[int, tuple[int, int]]:
    """The most minutes that count in a day, and from and until when: the law's, or the ruling's own."""
    own = {name: row[name] for name in ("regime", "minutes_a_day", "day_from_minute", "day_until_minute")}
    terms = Terms(total_minutes=row["required_minutes"], **own)
    return minutes_a_day(terms, law), hours_of_day(terms, law)


def _days_fixed(row: Mapping[str, Any]) -> str:
    """The days that the ruling itself fixes: ``Minggu, 22 Jun 2026 sampai 11 Jul 2026``; empty where it fixes none."""
    weekdays = (WEEKDAYS[Language.ID][weekday] for weekday in row["weekdays"])
    dates = (
        " sampai ".join(dict.fromkeys((short_day(one["first"]), short_day(one["last"])))) for one in row["periods"]
    )
    return ", ".join((*weekdays, *dates))


def _with_worth(shifts: Rows, days: Rows) -> Iterable[dict[str, Any]]:
    """Each shift with its worked and credited minutes and the rules it broke, taken from its days."""
    credits: dict[str, Rows] = defaultdict(list)
    broken: dict[str, Rows] = defaultdict(list)
    for day in days:
        for credit in day["credits"]:
            credits[credit["shift_id"]].append(credit)
        for violation in day["violations"]:
            broken[violation["shift_id"]].append({**_without(violation, "shift_id"), "day": day["day"]})
    for row in sorted(shifts, key=_newest_shift, reverse=True):
        mine = credits[row["shift_id"]]
        yield {
            **_without(row, *OF_THE_ROW),
            "worked_minutes": sum(credit["worked_minutes"] for credit in mine),
            "credited_minutes": sum(credit["credited_minutes"] for credit in mine),
            "broken": broken[row["shift_id"]],
        }


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _newest_day(row: Mapping[str, Any]) -> tuple[int, str]:
    return -row["day"].toordinal(), row["putusan_id"]


def _newest_shift(row: Mapping[str, Any]) -> tuple[float, str]:
    return row["starts"].timestamp() if row["starts"] else 0.0, row["shift_id"]
