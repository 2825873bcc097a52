"""Requests for Lampiran I: every office that was asked, until when, and what it answered; those first that owe it."""

from datetime import date
from typing import Final, Literal

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, case, cast, func, literal, select, true
from sqlalchemy.types import Date, Integer, Text

from services.matching.annex.events import (
    AnnexAnswered,
    AnnexRequestCorrected,
    AnnexRequested,
    AnnexRequestWithdrawn,
)
from services.reporting.reports.hosts import hosts
from shared.domain.identifiers import UuidText
from shared.domain.retold import retold, same
from shared.law.calendar import wib_day
from shared.projections.entry import Entry
from shared.projections.state import StateProjection
from shared.reports.columns import Column, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows


class Answered(msgspec.Struct, frozen=True):
    """What an office answered last, and when."""

    answer: str
    answered_on: date
    reason: str | None = None


class Annex(msgspec.Struct, frozen=True):
    """The row: a request, whom it asks, and who answered; who is asked no more keeps what it answered."""

    annex_id: str
    asked_on: date
    due_on: date
    ipd_ids: tuple[str, ...]
    note: str | None = None
    answers: dict[str, Answered] = {}
    withdrawn: bool = False


annex = StateProjection("reporting", "annex", Annex, key="annex_id", version=1)


@annex.on(AnnexRequested)
def requested(row: Annex | None, event: AnnexRequested, entry: Entry) -> Annex:
    """These offices owe an answer."""
    return retold(Annex, event, asked_on=wib_day(entry.recorded_at))


@annex.on(AnnexRequestCorrected)
def corrected(row: Annex | None, event: AnnexRequestCorrected, entry: Entry) -> Annex | None:
    """What is truly asked; it stands again where it was withdrawn."""
    return row and replace(row, **same(Annex, event), withdrawn=False)


@annex.on(AnnexRequestWithdrawn)
def withdrawn(row: Annex | None, event: AnnexRequestWithdrawn, entry: Entry) -> Annex | None:
    """Nobody owes an answer."""
    return row and replace(row, withdrawn=True)


@annex.on(AnnexAnswered)
def answered(row: Annex | None, event: AnnexAnswered, entry: Entry) -> Annex | None:
    """What the office says now."""
    told = retold(Answered, event, answered_on=wib_day(entry.recorded_at))
    return row and replace(row, answers={**row.answers, event.ipd_id: told})


LATE, WAITING = "late", "waiting"
OWED: Final = (LATE, WAITING)
STATES: Final = {
    LATE: "Lewat batas, belum menjawab",
    WAITING: "Belum menjawab",
    "filled": "Sudah diisi",
    "nothing": "Tidak ada yang ditawarkan",
    "withdrawn": "Permintaan ditarik",
}
"""In the order of the list."""


def offices(ask: Ask) -> Rows:
    """Every office of every request."""
    row, host = annex.table.c, hosts.table.c
    one = func.jsonb_array_elements_text(row.ipd_ids).table_valued("value", name="asked")
    told = row.answers.op("->")(one.c.value)
    answer, answered_on, reason = (told.op("->>")(name) for name in ("answer", "answered_on", "reason"))
    state: ColumnElement[str] = case(
        (row.withdrawn, "withdrawn"),
        (answer.is_not(None), answer),
        (row.due_on < ask.today, LATE),
        else_=WAITING,
    )
    state = cast(state, Text)
    rank = case(*((state == name, str(place)) for place, name in enumerate(STATES)), else_="")
    return (
        select(row.annex_id, row.asked_on, row.due_on, row.note, host.ipd_id, host.name.label("ipd_name"))
        .add_columns(
            (row.annex_id + one.c.value).label("asked_id"),
            state.label("state"),
            cast(reason, Text).label("reason"),
            cast(answered_on, Date).label("answered_on"),
            case((state.in_(OWED), cast(literal(ask.today, Date) - row.asked_on, Integer))).label("days"),
            (cast(rank, Text) + cast(row.due_on, Text) + host.name).label("standing"),
        )
        .select_from(annex.table.join(one, true()).join(hosts.table, host.ipd_id == one.c.value))
    )


REPORT: Final = Report(
    name="annex",
    address="/reports/annex",
    title="Permintaan Lampiran I",
    said="Instansi yang diminta mengisi Lampiran I; yang belum menjawab di atas",
    noun="instansi",
    summary="Which office was asked to fill Lampiran I, and what it answered",
    action="annex.read",
    reads=(annex, hosts),
    about="ipd_id",
    query=offices,
    key=("asked_id", str),
    columns=(
        Column("ipd_name", "Instansi", str, shown=Shown("asked_office", "wide")),
        Column("due_on", "Diisi paling lambat", date, shown=Shown(label="Diisi paling lambat")),
        Column("state", "Jawaban", Literal[tuple(STATES)], words=in_words(STATES), shown=Shown("annex_state", "wide")),
        Column(
            "days",
            "Menunggu (hari)",
            int | None,
            "Days since it was asked; null: it owes no answer.",
            shown=Shown(classes="number", label="Menunggu (hari)"),
        ),
        Column("asked_on", "Diminta pada", date, shown=Shown(label="Diminta pada")),
        Column("answered_on", "Dijawab pada", date | None),
        Column("reason", "Alasan", str | None),
        Column("note", "Catatan", str | None),
        Column("annex_id", "ID permintaan", UuidText),
        Column("ipd_id", "ID I-PD", UuidText),
    ),
    orders=(Order("standing", str), Order("due_on", date), Order("asked_on", date), Order("ipd_name", str)),
    filters=(
        Filter(
            "state",
            Literal[tuple(STATES)],
            many=True,
            choices=tuple(Choice(name, word) for name, word in STATES.items()),
            counted=True,
        ),
        Filter("ipd_id", UuidText, title="I-PD", named_by="ipd_name"),
    ),
    cells="reports/parts.html",
    nothing=("Belum ada permintaan", "Koordinator meminta Lampiran I dari halaman I-PD dan kesediaannya."),
)
