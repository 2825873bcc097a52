"""Compliance of each sentence, the most urgent first: hours, last days, status; and who is sought by name or number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, literal_column, select
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.hosts import hosts, site_name
from services.reporting.reports.klien import klien
from services.reporting.reports.persons import PERSONS
from services.reporting.reports.sentence import FAR, NEVER, Why
from services.reporting.reports.status import BY_NAME, State, expected_minutes, has_status, status_column
from shared.access.fields import sees_reason
from shared.access.policy import may
from shared.access.reach import Scope, persons_of, scope_of
from shared.access.reaching import reached
from shared.access.signin import Actor, require
from shared.domain.identifiers import UuidText
from shared.domain.sentence import Regime
from shared.domain.text import Sought
from shared.reports.answering import shown, standing_of
from shared.reports.columns import (
    CASE_NUMBER,
    GROUNDS,
    KECAMATAN,
    KLIEN_ID,
    MASKED,
    MINUTES,
    NAME,
    PUTUSAN_ID,
    REGIME,
    Column,
    Seen,
    Shown,
    in_words,
)
from shared.reports.describing import model_of
from shared.reports.lines import lines_of
from shared.reports.reading import connected, first_of
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows
from shared.web.answers import gives, of_row
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import GONE, RECALLED_KEY, Kept, get, led, put
from shared.web.paging import PAGE_LIMIT_MAX, Page
from shared.web.screens import wants_page

SEARCH: Final = "search"
"""Of the form by which a person searches, and of the entries in which its words are kept."""
SOUGHT: Final = "sought"
"""By which the page names the entry to another page that goes on with the same words."""

REASON: Any = of_row(Why)


def sentences(ask: Ask) -> Rows:
    """Every sentence with its status of the day and the name of its place."""
    columns = klien.table.c
    rows = select(
        klien.table,
        status_column(columns, ask.now).label("status"),
        func.greatest(columns.required_minutes - columns.credited_minutes, literal_column("0")).label(
            "remaining_minutes"
        ),
        site_name(columns.ipd_id, columns.site_id).label("site_name"),
    )
    if "status" in ask.given:
        rows = rows.where(has_status(columns, ask.now, ask.given["status"]))
    found = ask.given.get("found")
    return rows if found is None else rows.where(columns.klien_id.in_(found))


async def whom_it_found(request: Request, house: House, reader: Actor, kept_id: str) -> tuple[str, ...]:
    """Who is found by the words of a search that the reader made by page, which the page shows again; nobody once it is
    no longer kept."""
    search = await get(request, kept_id)
    words = words_of(search)
    if words is None or not may(reader.role, "person.search"):
        request.scope[RECALLED_KEY] = GONE
        return ()
    request.scope[RECALLED_KEY] = replace(search, typed=(*search.typed, (SOUGHT, kept_id)))
    return tuple(await sought_by(house, reader, words, await scope_of(request, house, reader)))


def words_of(search: Kept) -> str | None:
    """What was sought; None of an entry that is no search, or is no more."""
    return search.said("words") if search.form == SEARCH else None


async def sought_by(house: House, reader: Actor, words: str, scope: Scope) -> list[str]:
    """Who has these words, of those whom the reader may see: others crowd out nobody, and stand in no trail."""
    return await house.values.search(words, "search", reader.who, await persons_of(house, scope))


def pace(row: Any, seen: Seen) -> int | None:
    """How far before the even pace what is credited is; negative behind it."""
    should = expected_minutes(row, seen.today)
    return None if should is None else row.credited_minutes - should


def told(reasons: Sequence[Mapping[str, Any]], seen: Seen) -> str:
    """The reasons in sentences."""
    return " ".join(seen.say(one["rule"], one["facts"]) for one in reasons)


REPORT: Final = Report(
    name="klien",
    address="/reports/klien",
    title="Klien",
    said="Jam, batas waktu, dan keadaan setiap putusan; yang paling mendesak di atas",
    noun="putusan",
    summary="Compliance of each sentence",
    action="report.read",
    reads=(klien, hosts, PERSONS),
    persons=PERSONS,
    about="putusan_id",
    query=sentences,
    key=("putusan_id", UuidText),
    columns=(
        replace(NAME, shown=Shown("sentence", "wide", heading="Klien")),
        CASE_NUMBER,
        Column("credited_minutes", "Jam diakui", int, unit=MINUTES, shown=Shown("progress", "wide hours")),
        Column(
            "brought_minutes",
            "Jam dari daerah lain",
            int,
            "Of the credit, what another regency gave before the ruling came here.",
            MINUTES,
        ),
        Column("required_minutes", "Jam dijatuhkan", int, unit=MINUTES),
        Column("remaining_minutes", "Kurang", int, unit=MINUTES),
        Column(
            "expected_minutes",
            "Seharusnya hari ini",
            int | None,
            "What an even pace over the window has credited by today.",
            MINUTES,
            value=lambda row, seen: expected_minutes(row, seen.today),
        ),
        Column("pace_minutes", "Lebih cepat dari rencana", int | None, "Credited less expected.", MINUTES, value=pace),
        Column("deadline", "Batas waktu", date | None, shown=Shown(label="Batas")),
        Column(
            "days_left",
            "Sisa hari",
            int | None,
            "To the deadline; negative behind it.",
            value=lambda row, seen: (row.deadline - seen.today).days if row.deadline else None,
        ),
        Column(
            "possible_until",
            "Hari terakhir untuk mengejar",
            date | None,
            "Last day from which the hours that are owed can lawfully be worked.",
        ),
        Column(
            "planned_until",
            "Rencana sampai",
            date | None,
            "The last day of the plan at its place; after the day above it is at risk.",
        ),
        Column(
            "status",
            "Keadaan",
            Literal[tuple(BY_NAME)],
            "How it stands today.",
            words=in_words({name: status.word for name, status in BY_NAME.items()}),
            shown=Shown("standing", "right end"),
        ),
        Column("site_name", "Tempat", str | None),
        REGIME,
        KECAMATAN,
        Column("ruled_on", "Tanggal putusan", date | None),
        Column("final_on", "BHT", date | None, "The day on which the ruling was in force."),
        Column("appealed_on", "Banding diajukan", date | None, "Open while there is no BHT."),
        Column("started_on", "Berita acara", date | None),
        Column("opens_on", "Jangka waktu dari", date | None),
        Column("last_worked_on", "Terakhir bekerja", date | None),
        Column(
            "ended",
            "Sebab berakhir",
            Literal[tuple(GROUNDS)] | None,
            "By which act of others it is executed here no longer.",
            words=in_words(GROUNDS),
        ),
        Column("ended_on", "Berakhir", date | None, "The last day on which work counts here."),
        Column("parent", "ID putusan induk", UuidText | None, "Of an order to repeat: what is served again."),
        Column("repeat", "ID perintah mengulang", UuidText | None, "By which its hours are served again."),
        Column(
            "reasons",
            "Alasan",
            list[REASON],
            "Of who is kept apart only for whoever places people.",
            value=lambda row, seen: [
                one for one in row.reasons if sees_reason(seen.role, one["rule"], masked=seen.masked)
            ],
            words=told,
        ),
        MASKED,
        Column("state", "Tahap", State, "How far the sentence has come, as the events say."),
        Column("since", "Sejak", datetime, "When the event that brought this state was recorded."),
        PUTUSAN_ID,
        KLIEN_ID,
        Column("ipd_id", "ID I-PD", UuidText | None),
        Column("site_id", "ID tempat", UuidText | None),
    ),
    orders=(
        Order("urgent_on", date),
        Order("deadline", date, FAR),
        Order("possible_until", date, FAR),
        Order("credited_minutes", int),
        Order("required_minutes", int),
        Order("remaining_minutes", int),
        Order("ruled_on", date, NEVER),
        Order("last_worked_on", date, NEVER),
        Order("since", datetime),
    ),
    filters=(
        Filter(
            "status",
            Literal[tuple(BY_NAME)],
            "May come several times.",
            many=True,
            in_query=True,
            choices=tuple(Choice(status.name, status.word) for status in list(BY_NAME.values())[::-1]),
            counted=True,
        ),
        Filter("regime", Regime, title="Jenis", choices=(Choice("adult", "Dewasa"), Choice("child", "Anak"))),
        Filter("ipd_id", UuidText, title="I-PD"),
        Filter("site_id", UuidText, title="Tempat", named_by="site_name"),
        Filter("found", UuidText, "What a search by page has found.", in_query=True, means=whom_it_found),
    ),
    template="reports/klien.html",
    cells="reports/parts.html",
    nothing=("Tidak ada klien di sini", "Klien muncul di sini begitu putusannya didaftarkan."),
    words={"statuses": BY_NAME},
)

router = APIRouter(prefix=REPORT.address)


class Search(BaseModel):
    """A part of a name, a NIK or a case number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Sought


@router.post("/search", summary="Find a person by name, NIK or case number")
@gives(model_of(REPORT))
async def found(
    request: Request,
    reader: Annotated[Actor, Depends(require("person.search"))],
    house: Annotated[House, Depends(house)],
    sought: Annotated[Search, Depends(incoming(Search))],
    scope: Annotated[Scope, Depends(reached)],
) -> Response:
    """What is sought stands in the body, never in an address or a log; the answer has the items of the report.

    A person is led to the report itself, narrowed to what was found: the words are kept sealed, so that reload, Back,
    filters and order work.
    """
    if wants_page(request):
        entry = Kept(REPORT.address, SEARCH, (("words", sought.words),))
        if (kept_id := await put(request, SEARCH, entry)) is not None:
            return led(f"{REPORT.address}?found={kept_id}")
    klien_ids = await sought_by(house, reader, sought.words, scope)
    standing = await standing_of(house, REPORT.reads)
    ask = Ask(house.circumstances(), REPORT.default, scope, limit=PAGE_LIMIT_MAX)
    async with connected(house, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda columns: columns.klien_id.in_(klien_ids))
    lines = await lines_of(request, house, reader, REPORT, rows, ask.today)
    return shown(request, REPORT, lines, Page(rows, len(rows)), standing)
