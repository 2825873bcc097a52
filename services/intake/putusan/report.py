"""The register of rulings, the newest first: what came in, what is held for the prosecutor, what is rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Select, select
from starlette.requests import Request

from services.intake.putusan.projections import NEVER, PERSONS, PUTUSANS, ReasonRow, UnreadRow
from services.intake.putusan.rows import kept_cells
from shared.access.naming import SEE, Named, People, as_seen
from shared.access.policy import Actor, may
from shared.domain.identifiers import AccountId, UuidText
from shared.domain.places import PLACES
from shared.domain.sentence import Regime
from shared.privacy.person import ALTERED, LOST
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
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.answers import of_row
from shared.web.house import House
from shared.web.paging import AnyPosition

STATES: Final = {
    "received": "Diterima",
    "held": "Ditahan",
    "confirmed": "Dikonfirmasi",
    "registered": "Terdaftar",
    "rejected": "Ditolak",
    "replaced": "Digantikan",
    "ended": "Dibatalkan",
    "transferred": "Dialihkan",
    "failed": "Gagal, diulang",
}
CHOSEN: Final = ("held", "rejected", "registered", "replaced", "ended", "transferred", "failed")
"""The states that a page offers to filter by."""


REASON: Any = of_row(ReasonRow)
UNREAD: Any = of_row(UnreadRow)


def told(reasons: Sequence[Mapping[str, Any]], seen: Seen) -> str:
    """The reasons in sentences."""
    return " ".join(seen.say(one["rule"], one["facts"]) for one in reasons)


def flagged(flags: Sequence[str], seen: Seen) -> str:
    """What is worth a look, in sentences."""
    return " ".join(seen.say(flag, {}) for flag in flags)


async def named(
    request: Request, house: House, actor: Actor, rows: Sequence[Any], whose: People
) -> Mapping[str, Named]:
    """Who each row is about, for a page; a program gets ids. A rejected paper is named by what it says itself."""
    kept = {row.paper_ref: row for row in rows if row.paper_ref} if may(actor.role, SEE) else {}
    if not whose.names or not kept:
        return whose.names
    papers = await house.vault.reveal(kept, REPORT.action, actor.who)
    return {**whose.names} | {row.putusan_id: _by_paper(papers[ref], row, whose) for ref, row in kept.items()}


def _by_paper(kept: Any, row: Any, whose: People) -> Named:
    cells = kept_cells(kept)
    name = kept if kept in (LOST, ALTERED) else cells.get("nama", "").strip(" -") or "Berkas tanpa nama"
    said = whose.names[row.putusan_id]
    number = cells.get("nomor_perkara")
    return as_seen(whose.role, name, masked=said.masked, child=said.child, case_number=number)


def register(ask: Ask) -> Select[Any]:
    """Every paper that came in."""
    return select(PUTUSANS.table)


REPORT: Final = Report(
    name="putusan",
    address="/putusan",
    title="Putusan",
    said="Yang masuk, yang ditahan sampai jaksa menjawab, yang ditolak dan mengapa; yang terbaru di atas",
    noun="putusan",
    summary="The register of rulings",
    action="putusan.read",
    reads=(PUTUSANS, PERSONS),
    persons=PERSONS,
    about="putusan_id",
    naming=named,
    query=register,
    key=("putusan_id", UuidText),
    columns=(
        replace(
            NAME,
            value=lambda row, seen: seen.named and seen.named.full,
            shown=Shown("ruling", heading="Nama dan perkara"),
        ),
        CASE_NUMBER,
        Column("total_minutes", "Pidana", int | None, unit=MINUTES, shown=Shown("sentence", "wide")),
        Column("minutes_a_day", "Paling banyak sehari", int | None, unit=MINUTES),
        Column("ruled_on", "Tanggal putusan", date | None, shown=Shown(label="Putusan")),
        Column(
            "state",
            "Keadaan",
            Literal[tuple(STATES)],
            words=in_words(STATES),
            shown=Shown("standing", "right end"),
        ),
        Column("reasons", "Alasan", list[REASON], "Why it is held or rejected.", words=told),
        Column("flags", "Catatan", list[str], "Rules that bear on it and hold nothing.", words=flagged),
        KECAMATAN,
        MASKED,
        REGIME,
        Column("sex", "Jenis kelamin", str | None),
        Column("court", "Pengadilan", str | None),
        Column("register_code", "Kode register", str | None),
        Column("document", "Dokumen", str | None),
        Column("final_on", "BHT", date | None, "The day on which the ruling was in force."),
        Column("final_number", "Pencatatan BHT", int, "Of the recorded day; 0: the ruling's own word, or none."),
        Column("least_minutes_a_day", "Paling sedikit sehari", int | None, unit=MINUTES),
        Column("days_a_week", "Hari seminggu", int | None),
        Column("days_a_month", "Hari sebulan", int | None),
        Column("period_days", "Jangka waktu", int | None, unit="days"),
        Column("period_units", "Satuan jangka waktu", list[str], "In what the ruling says it: year, month, week, day."),
        Column("until", "Sampai", date | None),
        Column("day_from_minute", "Dari menit", int | None, "Minute of the WIB day that the ruling fixes."),
        Column("day_until_minute", "Sampai menit", int | None, "Minute of the WIB day that the ruling fixes."),
        Column("weekdays", "Hari kerja", list[int], "That the ruling fixes, from Monday 0."),
        Column("periods", "Tanggal kerja", list[dict[str, str]], "That the ruling fixes."),
        Column("consent", "Persetujuan", str | None),
        Column("replaced", "Pidana yang diganti", str | None),
        Column("place_fixed", "Tempat ditetapkan", bool, "The ruling names the place."),
        Column("answered_on", "Dijawab jaksa", date | None),
        Column("amended", "Pembetulan", int, "The highest correction of the paper; 0: as it was registered."),
        Column("replaced_by", "Digantikan oleh", UuidText | None, "The ruling that took its place."),
        Column("unread", "Tak terbaca", list[UNREAD], "Cells that no field holds."),
        Column("appealed_on", "Banding diajukan", date | None, "Open while there is no day of finality."),
        Column("appeal_number", "Pencatatan banding", int, "Of the appeal or its withdrawal; 0: none was told."),
        Column("adjusted_from", "Disesuaikan sejak", date | None, "The first day by milder terms, which stand here."),
        Column("adjusted_number", "Penyesuaian", int, "Of the adjustment or its withdrawal; 0: none was told."),
        Column("ended", "Sebab berakhir", Literal[tuple(GROUNDS)] | None, words=in_words(GROUNDS)),
        Column("ended_on", "Berakhir", date | None, "The last day on which work counts here."),
        Column("ended_number", "Pencatatan akhir", int, "Of its end or its taking back; 0: none was told."),
        Column("stands", "Keadaan semula", str | None, "Its state but for its end."),
        Column("officer", "Akun pembimbing", AccountId | None, "Whose case it is; null: nobody's yet."),
        Column("officer_number", "Pembagian", int, "How often it was assigned."),
        Column("substitute", "Akun pengganti", AccountId | None, "Who stood in for the officer last."),
        Column("substitute_from", "Pengganti sejak", date | None),
        Column("substitute_until", "Pengganti sampai", date | None, "Before today, or before it began: it is over."),
        Column("substitute_number", "Serah tugas", int, "How often it was handed over."),
        Column("law", "Hukum per", str | None, "The law that it was held by."),
        Column("changed_at", "Diubah", datetime),
        Column("position", "Urutan masuk", int, "Of its first event."),
        PUTUSAN_ID,
        KLIEN_ID,
    ),
    orders=(
        Order("position", AnyPosition),
        Order("changed_at", datetime),
        Order("ruled_on", date, NEVER),
        Order("total_minutes", int, 0),
    ),
    newest_first=True,
    filters=(
        Filter(
            "state",
            Literal[tuple(STATES)],
            choices=tuple(Choice(name, STATES[name]) for name in CHOSEN),
        ),
        Filter("regime", Regime, title="Jenis", choices=(Choice("adult", "Dewasa"), Choice("child", "Anak"))),
        Filter("officer", AccountId, "Of the account whose case it is.", title="Pembimbing"),
    ),
    template="putusan/list.html",
    cells="putusan/parts.html",
    words={"districts": PLACES},
    nothing=("Tidak ada putusan", "Putusan yang didaftarkan atau dimasukkan dari berkas muncul di sini."),
)
