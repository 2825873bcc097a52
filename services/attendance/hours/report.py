"""The logs that are no fact yet and wait for a person, oldest first (settlement 26)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import Select, literal_column, select

from services.attendance.hours.projections import NO_FACT, PERSONS, SHIFTS, SITES
from shared.domain.identifiers import UuidText
from shared.reports.columns import KLIEN_ID, MASKED, MINUTES, NAME, Column, Seen, Shown, in_words
from shared.reports.report import Ask, Filter, Order, Report
from shared.web.paging import AnyPosition

WAITING: Final = {"review": "menunggu keputusan", "waiting": "koreksi yang catatannya belum tiba"}
NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)
"""What a correction that strikes its log out is sorted as: it has no times."""


def reviews(ask: Ask) -> Select[Any]:
    """``review``: a person must decide; ``waiting``: a correction whose log has not come."""
    shift, site = SHIFTS.table.c, SITES.table.c
    query = select(SHIFTS.table, site.name.label("site_name"))
    return query.outerjoin(SITES.table, site.site_id == shift.site_id).where(literal_column(NO_FACT))


def told(reasons: Sequence[str], seen: Seen) -> str:
    """Why each is no fact yet."""
    return "; ".join(seen.say(f"review-{reason}", {}) for reason in reasons)


REPORT: Final = Report(
    name="hours",
    address="/hours",
    title="Catatan yang menunggu keputusan",
    said="Belum menjadi fakta dan belum dihitung, sampai petugas memutuskan; yang terlama di atas",
    noun="catatan",
    summary="Logs that wait for a person's decision",
    action="hours.list",
    reads=(SHIFTS, SITES, PERSONS),
    persons=PERSONS,
    about="klien_id",
    person=("klien_id", "klien_id"),
    query=reviews,
    key=("id", str),
    columns=(
        Column("starts", "Mulai", datetime | None, shown=Shown("times", heading="Waktu")),
        Column("ends", "Selesai", datetime | None),
        Column("break_minutes", "Istirahat", int, unit=MINUTES),
        replace(NAME, shown=Shown("who", "wide", heading="Klien")),
        MASKED,
        Column("site_name", "Tempat", str | None, shown=Shown("site", label="Tempat")),
        Column("reasons", "Mengapa menunggu", list[str], words=told, shown=Shown("reasons", "wide")),
        Column("state", "Keadaan", Literal[tuple(WAITING)], words=in_words(WAITING)),
        Column("source", "Sumber", str | None),
        Column("number", "Pembetulan", int, "The correction that stands; 0: none."),
        Column("position", "Urutan", int),
        KLIEN_ID,
        Column("shift_id", "ID catatan", UuidText),
        Column("site_id", "ID tempat", UuidText | None),
        Column("ipd_id", "ID I-PD", UuidText | None),
    ),
    orders=(Order("position", AnyPosition), Order("starts", datetime, NEVER)),
    filters=(Filter("state", Literal[tuple(WAITING)]), Filter("ipd_id", UuidText, title="I-PD")),
    cells="hours/cells.html",
    template="hours/list.html",
    nothing=("Tidak ada yang menunggu", "Semua catatan jam sudah menjadi fakta."),
)
