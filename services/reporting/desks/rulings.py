"""The desk of who executes rulings, the court and its supervising judge: what waits, and how all of theirs stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks import matters
from services.reporting.desks.bands import Band, of_statuses
from services.reporting.desks.greeting import greeting
from services.reporting.reports.klien import Sentence, klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import people
from services.reporting.reports.status import BY_NAME, State
from shared.access.naming import Named
from shared.access.policy import Actor, may
from shared.access.reach import scope_of
from shared.domain.refusal import Fact
from shared.law.circumstances import Circumstances
from shared.reports.answering import standing_of
from shared.reports.lines import lines_with
from shared.reports.reading import connected, counted, first_of
from shared.reports.report import Ask
from shared.web.house import House
from shared.web.language import Language
from shared.web.screens import screen, wants_page
from shared.web.texts import Texts

ANSWER, FINALITY = "putusan.confirm", "putusan.finality"
BAND_MAX: Final = 4
"""Lines of a band: the rest is one click away, so that the desk is seen at a glance."""
TABLE_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the desk needs from the tables: rows of each kind, and how many there are of each status."""

    counts: Mapping[str, int]
    held: Sequence[Sentence]
    held_count: int
    not_final: Sequence[Sentence]
    table: Sequence[Sentence]


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """The page; as JSON the counts alone."""
    standing, given = await standing_of(house, SENTENCES.reads), house.circumstances()
    scope = await scope_of(request, house, actor)
    mine = scope.where(putusan_id=klien.table.c.putusan_id)
    async with connected(house, SENTENCES) as connection:
        seen = await look(connection, mine, Ask(given, SENTENCES.default, scope, limit=TABLE_MAX))
    data: dict[str, object] = {"counts": seen.counts, "weeks": []}
    if not wants_page(request):
        return screen(request, "desks/rulings.html", data, standing=standing)
    rows = [*seen.held, *seen.not_final, *seen.table]
    whose = await people(request, house, actor, rows, "desk")
    bands = bands_of(seen, whose.names, given, request.app.state.texts, actor)
    return screen(
        request,
        "desks/rulings.html",
        data,
        standing=standing,
        greeting=greeting(given.now),
        bands=[band for band in bands if band.total],
        waiting=sum(band.total for band in bands),
        report=SENTENCES,
        lines=lines_with(request, SENTENCES, seen.table, whose, given.today),
        statuses=BY_NAME,
    )


async def look(connection: AsyncConnection, mine: ColumnElement[bool], first: Ask) -> Seen:
    """Some rows of each kind in the reach of who looks, and the figures beside them."""
    columns = klien.table.c
    held = mine & ((columns.state == State.HELD.value) | columns.asked_at.is_not(None))
    number = await connection.execute(select(func.count()).select_from(klien.table).where(held))
    return Seen(
        counts=await counted(connection, SENTENCES, first, "status"),
        held=await _rows(connection, held),
        held_count=number.scalar_one(),
        not_final=await _rows(connection, mine & (columns.state == State.NOT_FINAL.value)),
        table=await first_of(connection, SENTENCES, first),
    )


async def _rows(connection: AsyncConnection, condition: ColumnElement[bool]) -> Sequence[Sentence]:
    columns = klien.table.c
    query = select(klien.table).where(condition).order_by(columns.urgent_on, columns.putusan_id).limit(BAND_MAX)
    return [klien.layout.from_query(row) for row in await connection.execute(query)]


def bands_of(
    seen: Seen, names: Mapping[str, Named], given: Circumstances, texts: Texts, actor: Actor
) -> tuple[Band, Band]:
    """What waits for an answer, and for the day from which it is final; who may give them finds the way to the form."""

    def say(rule: str, facts: Mapping[str, Fact]) -> str:
        return texts.sentence(rule, facts, Language.ID)

    whose = asks_prosecutor if may(actor.role, ANSWER) else asks_others
    held = matters.held(seen.held, names, given.now, say, whose)
    final = matters.not_final(seen.not_final, names, given.now)
    return (
        of_statuses("Putusan ditahan", seen.held_count, _offered(held, "Jawab", actor, ANSWER), ("ditahan",)),
        of_statuses(
            "Menunggu BHT",
            seen.counts.get("menunggu_bht", 0),
            _offered(final, "Catat BHT", actor, FINALITY),
            ("menunggu_bht",),
        ),
    )


def _offered(lines: Sequence[matters.Matter], act: str, actor: Actor, action: str) -> list[matters.Matter]:
    """Who may not do it looks at the ruling."""
    if may(actor.role, action):
        return [replace(line, act=act) for line in lines]
    return [replace(line, act="Lihat putusan", address=line.address.partition("#")[0]) for line in lines]


def asks_prosecutor(asked: frozenset[str]) -> str:
    """Of what a ruling is held for, by the rules: whose answer it waits for, said to the prosecutor."""
    if asked <= matters.ABOUT_THE_PERSON:
        return "Menunggu jawaban pembimbing kemasyarakatan."
    both = bool(asked & matters.ABOUT_THE_PERSON)
    return "Menunggu jawaban Anda dan pembimbing kemasyarakatan." if both else "Menunggu jawaban Anda."


def asks_others(asked: frozenset[str]) -> str:
    """The same, said to whoever answers nothing."""
    return asks_prosecutor(asked).replace("Anda", "jaksa")
