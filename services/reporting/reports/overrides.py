"""What people decided against a proposal or a rule: which, by whom, about whom, what they put in its place.

Why, in their own words, says the page of one (override.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Final

from sqlalchemy import or_, select

from services.reporting.reports.decisions import Decision, Noted, decisions
from services.reporting.reports.hosts import hosts
from services.reporting.reports.naming import Site, sites
from services.reporting.reports.persons import PERSONS
from services.reporting.reports.sentence import Why
from services.reporting.reports.trail import ACCOUNT_NAME, ACTION, ROLES, WORDS, name_of
from shared.access.asking import OVERRODE
from shared.audit.entry import Kind
from shared.audit.tables import ENTRY, READER
from shared.domain.identifiers import CodeText, UuidText
from shared.reports.columns import KLIEN_ID, NAME, Column, Seen, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows
from shared.web.answers import of_row
from shared.web.house import House

DECIDED: Final[Mapping[str, str]] = {
    "placement.accept": "Tempat di luar usulan dipilih",
    "placement.correct": "Penempatan dikoreksi atau diperiksa",
    "placement.decline": "Penolakan tempat dicatat",
    "hours.correct": "Jam atau hari mulai dikoreksi",
    "hours.amend": "Catatan jam sendiri dibetulkan",
    "hours.decide": "Jam yang menunggu diputuskan",
    "putusan.confirm": "Putusan yang ditahan dijawab",
    "putusan.amend": "Putusan dibetulkan",
    "putusan.identify": "Pemilik putusan ditentukan",
    "putusan.adjust": "Penyesuaian dengan hukum yang lebih ringan dicatat atau dicabut",
    "putusan.end": "Akhir pelaksanaan dicatat atau dicabut",
    "putusan.repeat": "Perintah mengulang dicatat atau dicabut",
    "putusan.credit": "Jam dari daerah lain dicatat atau dicabut",
    "klien.merge": "Satu orang atau dua",
}
ALWAYS: Final = tuple(action for action in DECIDED if action != "placement.accept")
"""What is a decision against something whenever it is done."""
BECAME: Final[Mapping[str, str]] = {
    "outside": "Ditempatkan di luar usulan",
    "moved": "Tempat atau hari diganti",
    "stays": "Penempatan tetap seperti disepakati",
    "asked-again": "Penempatan ditandai untuk diperiksa",
    "declined": "Usulan dicatat ditolak tempatnya",
    "undone": "Penolakan tempat dibatalkan",
    "answered": "Dilaksanakan menurut surat Jaksa",
    "same": "Dinyatakan orang yang sama",
    "another": "Dinyatakan orang lain",
    "mended": "Isi putusan dibetulkan",
    "annulled": "Berakhir: dibatalkan",
    "pardoned": "Berakhir: grasi atau amnesti",
    "died": "Berakhir: meninggal dunia",
    "decriminalised": "Berakhir: bukan lagi tindak pidana",
    "transferred": "Berakhir: dialihkan ke daerah lain",
    "resumed": "Pengakhirannya dicabut",
    "adjusted": "Dilaksanakan lebih ringan",
    "unadjusted": "Penyesuaiannya dicabut",
    "repeated": "Diperintahkan mengulang",
    "not-repeated": "Perintah mengulang dicabut",
    "brought": "Jam dari daerah lain diakui",
    "not-brought": "Jam dari daerah lain dicabut",
    "merged": "Dua klien disatukan",
    "parted": "Dipisahkan kembali",
    "told-apart": "Dinyatakan bukan orang yang sama",
    "taken": "Jam diterima apa adanya",
    "waits": "Jam dikembalikan agar menunggu",
    "struck": "Catatan jam dicoret",
    "corrected": "Catatan jam diganti",
    "restarted": "Hari mulai diganti",
}
STOOD: Final[Mapping[str, str]] = {"outside": "Usulan", "declined": "Usulan", "moved": "Semula"}
"""What the places are that were set aside."""
NONE: Final = Decision("")


def overrides(ask: Ask) -> Rows:
    """Commands that were carried out, about one person each."""
    entry = ENTRY.c
    query = select(entry.number, entry.at, entry.account, entry.role, entry.action, name_of(entry.account))
    query = query.add_columns(entry.subjects[1].label("klien_id"), entry.subjects)
    query = query.add_columns(entry.object.label("command_id"), entry.detail.label("stream"))
    before = ENTRY.alias()  # sent again it is noted again, and was decided once
    again = select(before.c.number).where(
        before.c.account == entry.account, before.c.object == entry.object, before.c.number < entry.number
    )
    against = or_(entry.action.in_(ALWAYS), entry.outcome == OVERRODE)
    return query.where(entry.kind == Kind.COMMAND.value, against, entry.subjects[1].is_not(None), ~again.exists())


async def filled(house: House, rows: Sequence[Noted]) -> Sequence[SimpleNamespace]:
    """The rows with what was set aside and what was put in its place, places by name."""
    found = await decisions(house, rows)
    async with house.database.engine(hosts.role).connect() as connection:
        places = await sites(connection)
    return [SimpleNamespace(**{**row._mapping, **_told(found.get(row.number, NONE), places)}) for row in rows]


def _told(one: Decision, places: Mapping[str, Site]) -> dict[str, object]:
    names = [places[site].name for site in one.before if site in places]
    taken = places[one.site_id].name if one.site_id and one.site_id in places else None
    said = {name: getattr(one, name) for name in ("rules", "site_id", "day", "starts", "ends", "why", "refs", "former")}
    said |= {"klien_id": one.klien_id} if one.klien_id else {}
    return {**said, "became": one.became or None, "before": names, "site_name": taken}


def rules_said(rules: Sequence[Why], seen: Seen) -> str:
    """Each with its article, as its thing says it."""
    return "; ".join(seen.say(one.rule, one.facts) + (f" ({one.citation})" if one.citation else "") for one in rules)


REPORT: Final = Report(
    name="overrides",
    address="/audit/overrides",
    title="Keputusan petugas",
    said="Yang diputuskan menyimpang dari usulan atau aturan; yang terbaru di atas",
    noun="keputusan",
    summary="What people decided against a proposal or a rule",
    action=ACTION,
    reads=(PERSONS,),
    under=READER,
    persons=PERSONS,
    about="klien_id",
    person=("klien_id", "klien_id"),
    query=overrides,
    filled=filled,
    key=("number", int),
    columns=(
        Column("at", "Waktu", datetime, shown=Shown(classes="nowrap")),
        Column("action", "Keputusan", str, shown=Shown("decision", "wide"), words=in_words(DECIDED)),
        Column("became", "Hasil", str | None, "What was decided.", words=in_words(BECAME)),
        Column(
            "rules",
            "Yang dikesampingkan",
            list[of_row(Why)],  # type: ignore[misc]
            "Why it had been held or waited.",
            words=rules_said,
            shown=Shown("set_aside", "wide"),
        ),
        Column(
            "before",
            "Usulan atau tempat semula",
            list[str],
            "The places that were proposed, the best first, or the one that stood.",
            words=lambda names, seen: ", ".join(names),
        ),
        Column(
            "site_name", "Tempat", str | None, "Which was taken, or where the work was.", shown=Shown("taken", "wide")
        ),
        Column("day", "Hari", date | None, "From which it is planned, of the work, of the letter."),
        Column("starts", "Mulai", datetime | None, "Of a log as it was corrected."),
        Column("ends", "Selesai", datetime | None),
        Column(
            "why",
            "Alasan dari daftar",
            str | None,
            "The reason's code, where it is one of a closed list.",
            words=lambda code, seen: seen.say(f"decline-{code}", {}),
        ),
        ACCOUNT_NAME,
        replace(NAME, title="Klien", shown=Shown("person", "wide")),
        Column("role", "Peran", str | None, "In which it acted.", words=in_words(ROLES)),
        Column("account", "ID akun", UuidText | None),
        Column("site_id", "ID tempat", UuidText | None),
        Column("number", "Nomor", int, "Its place in the audit trail."),
        KLIEN_ID,
    ),
    orders=(Order("at", datetime),),
    newest_first=True,
    filters=(
        Filter("action", CodeText, title="Keputusan", choices=tuple(Choice(*one) for one in DECIDED.items())),
        Filter("account", UuidText, title="Akun", named_by="account_name"),
    ),
    template="reports/overrides.html",
    cells="reports/audit-parts.html",
    words={**WORDS, "decided": DECIDED, "became": BECAME, "stood": STOOD},
    nothing=("Tidak ada penyimpangan", "Belum ada keputusan yang menyimpang dari usulan atau aturan."),
)
