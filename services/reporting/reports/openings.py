"""Who opened whom outside their reach, what for, until when, and how often they then looked; persons by a short id."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import array

from services.reporting.reports.persons import PERSONS
from services.reporting.reports.trail import ACCOUNT_NAME, ACTION, LOOKS, SHOWS, WORDS, name_of
from shared.audit.tables import ENTRY, OPENING, READER
from shared.domain.identifiers import UuidText
from shared.reports.columns import KLIEN_ID, NAME, Column, Shown
from shared.reports.report import Ask, Filter, Order, Report, Rows


def openings(ask: Ask) -> Rows:
    """Every one that ever was."""
    opening, entry = OPENING.c, ENTRY.c
    looked = (
        select(func.count())
        .where(entry.account == opening.account_id, entry.at.between(opening.opened_at, opening.until_at))
        .where(entry.kind.in_(SHOWS), entry.subjects.contains(array([opening.klien_id])))
    )
    return select(
        OPENING,
        opening.account_id.label("account"),
        looked.scalar_subquery().label("looks"),
        name_of(opening.account_id),
    )


REPORT: Final = Report(
    name="openings",
    address="/audit/openings",
    title="Pembukaan di luar jangkauan",
    said="Satu klien, satu jam, dengan tujuan dan alasan; yang terbaru di atas",
    noun="pembukaan",
    summary="Who opened whom outside their reach",
    action=ACTION,
    reads=(PERSONS,),
    under=READER,
    persons=PERSONS,
    about="klien_id",
    person=("klien_id", "klien_id"),
    query=openings,
    key=("opening_id", UuidText),
    columns=(
        Column("opened_at", "Waktu", datetime, shown=Shown(classes="nowrap")),
        ACCOUNT_NAME,
        replace(NAME, title="Klien", shown=Shown("person", "wide")),
        Column("purpose", "Tujuan", str, shown=Shown("opened_for", "wide")),
        replace(LOOKS, said="By this account while it was open."),
        Column("until_at", "Sampai", datetime),
        Column("account", "ID akun", UuidText),
        Column("opening_id", "ID", UuidText),
        KLIEN_ID,
    ),
    orders=(Order("opened_at", datetime),),
    newest_first=True,
    filters=(Filter("account", UuidText, title="Akun", named_by="account_name"),),
    template="reports/audit.html",
    cells="reports/audit-parts.html",
    words=WORDS,
    nothing=("Tidak ada pembukaan", "Belum ada yang membuka klien di luar jangkauannya."),
)
