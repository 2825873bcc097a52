"""The desk of who executes rulings, the court and its supervising judge: what waits for them, what waits for somebody
else, and how all of theirs stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks import matters
from services.reporting.desks.bands import Band, of_statuses
from services.reporting.desks.greeting import greeting
from services.reporting.reports.klien import klien
from services.reporting.reports.klien_report import REPORT as SENTENCES
from services.reporting.reports.naming import people
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import BY_NAME, Columns, State, has_status
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
LOST: Final = ("lewat_batas", "mustahil")
IN_BANDS: Final = ("ditahan", "menunggu_bht")
"""What the table does not say again."""
RECORD: Final = "Catat tanggalnya seperti dalam register perkara (SIPP)."
COURT_RECORDS: Final = "Pengadilan mencatat tanggalnya."
TO_PROSECUTOR: Final = matters.Late(
    "Tanyakan sebabnya kepada pembimbing, lalu putuskan kelanjutannya.",
    "Tanyakan sebabnya kepada pembimbing, lalu putuskan kelanjutannya menurut putusan.",
    "Periksa",
    lambda row: f"/reports/klien/{row.klien_id}",
)
TO_COURT: Final = replace(
    TO_PROSECUTOR,
    impossible="Jaksa memutuskan kelanjutannya.",
    overdue="Jaksa memutuskan kelanjutannya.",
    act="Lihat",
)


class Found(NamedTuple):
    """Some rows, and how many there are."""

    rows: Sequence[Sentence]
    total: int


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the desk needs from the tables: rows of each kind, and how many there are of each status. ``held`` wait
    for the prosecutor, ``doubted`` for what an officer says of the person alone."""

    counts: Mapping[str, int]
    held: Found
    doubted: Found
    not_final: Found
    lost: Found
    table: Sequence[Sentence]

    @property
    def rows(self) -> list[Sentence]:
        """Every row that is shown, for the names."""
        found = (*self.held.rows, *self.doubted.rows, *self.not_final.rows, *self.lost.rows)
        return [*found, *self.table]


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
    whose = await people(request, house, actor, seen.rows, "desk")
    bands, others = bands_of(seen, whose.names, given, request.app.state.texts, actor)
    return screen(
        request,
        "desks/rulings.html",
        data,
        standing=standing,
        greeting=greeting(given.now),
        bands=bands,
        others=others,
        waiting=sum(band.total for band in bands),
        report=SENTENCES,
        lines=lines_with(request, SENTENCES, seen.table, whose, given.today),
        statuses=BY_NAME,
    )


async def look(connection: AsyncConnection, mine: ColumnElement[bool], first: Ask) -> Seen:
    """Some rows of each kind in the reach of who looks, and the figures beside them."""
    columns, given = klien.table.c, first.now
    held = mine & ((columns.state == State.HELD.value) | columns.asked_at.is_not(None))
    prosecutor = _asks_prosecutor(columns)
    return Seen(
        counts=await counted(connection, SENTENCES, first, "status"),
        held=await _found(connection, held & prosecutor),
        doubted=await _found(connection, held & ~prosecutor),
        not_final=await _found(connection, mine & (columns.state == State.NOT_FINAL.value)),
        lost=await _found(connection, mine & has_status(columns, given, LOST)),
        table=await first_of(connection, SENTENCES, first, lambda c: ~has_status(c, given, (*LOST, *IN_BANDS))),
    )


def _asks_prosecutor(columns: Columns) -> ColumnElement[bool]:
    """Whether a ruling is held for anything besides who its person is."""
    asks = case((func.jsonb_array_length(columns.asked) > 0, columns.asked), else_=columns.reasons)
    why = func.jsonb_array_elements(asks).column_valued("why")
    others = why.op("->>")("rule").not_in(sorted(matters.ABOUT_THE_PERSON))
    return select(literal(1)).where(others).correlate(klien.table).exists()


async def _found(connection: AsyncConnection, condition: ColumnElement[bool]) -> Found:
    columns = klien.table.c
    query = select(klien.table).where(condition).order_by(columns.urgent_on, columns.putusan_id).limit(BAND_MAX)
    rows = [klien.layout.from_query(row) for row in await connection.execute(query)]
    total = await connection.execute(select(func.count()).select_from(klien.table).where(condition))
    return Found(rows, total.scalar_one())


def bands_of(
    seen: Seen, names: Mapping[str, Named], given: Circumstances, texts: Texts, actor: Actor
) -> tuple[list[Band], list[Band]]:
    """What waits for who looks, and, for their information, what waits for somebody else, who is named."""

    def say(rule: str, facts: Mapping[str, Fact]) -> str:
        return texts.sentence(rule, facts, Language.ID)

    answers, records = may(actor.role, ANSWER), may(actor.role, FINALITY)
    ask = COURT_RECORDS if not records else matters.ASK_COURT if answers else RECORD
    held = matters.held(seen.held.rows, names, given.now, say, asks_prosecutor if answers else asks_others)
    doubted = matters.held(seen.doubted.rows, names, given.now, say, asks_others)
    final = matters.not_final(seen.not_final.rows, names, given.now, ask)
    lost = matters.pressing(seen.lost.rows, names, given, TO_PROSECUTOR if answers else TO_COURT)
    bands = (
        Waiting("Putusan ditahan", "menunggu jaksa", answers, seen.held.total, _offered(held, "Jawab", answers)),
        Waiting("Tidak dapat selesai tepat waktu", "menunggu jaksa", answers, seen.lost.total, lost, LOST),
        Waiting(
            "Menunggu BHT",
            "dicatat pengadilan",
            records,
            seen.not_final.total,
            _offered(final, "Catat BHT", records),
            ("menunggu_bht",),
        ),
        Waiting("Putusan ditahan", "menunggu pembimbing", False, seen.doubted.total, _offered(doubted, "", False)),
    )
    shown = [one for one in bands if one.total]
    return [one.band for one in shown if one.acts], [one.band for one in shown if not one.acts]


class Waiting(NamedTuple):
    """A band, and whether who looks acts on it themself; else it says who does."""

    title: str
    by: str
    acts: bool
    total: int
    lines: Sequence[matters.Matter]
    statuses: Sequence[str] = ("ditahan",)

    @property
    def band(self) -> Band:
        """As it is drawn."""
        return of_statuses(
            self.title if self.acts else f"{self.title}, {self.by}", self.total, self.lines, self.statuses
        )


def _offered(lines: Sequence[matters.Matter], act: str, acts: bool) -> list[matters.Matter]:
    """Who may not do it looks at the ruling."""
    if acts:
        return [replace(line, act=act) for line in lines]
    return [replace(line, act="Lihat putusan", address=line.address.partition("#")[0]) for line in lines]


def asks_prosecutor(asked: frozenset[str]) -> str:
    """Of what a ruling is held for, by the rules: whose answer it waits for, said to the prosecutor."""
    both = bool(asked & matters.ABOUT_THE_PERSON)
    return "Menunggu jawaban Anda dan pembimbing kemasyarakatan." if both else "Menunggu jawaban Anda."


def asks_others(asked: frozenset[str]) -> str:
    """The same, said to whoever answers nothing."""
    if asked <= matters.ABOUT_THE_PERSON:
        return "Menunggu jawaban pembimbing kemasyarakatan."
    return asks_prosecutor(asked).replace("Anda", "jaksa")
