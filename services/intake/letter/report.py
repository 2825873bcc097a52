"""The agenda book: every letter of a unit's year in the order of its numbers, as page, JSON and file.

What a letter says of persons lies in the vault: a page and its file open it for whoever may read it, a program gets
ids, days and codes. Of a secret letter everybody of the unit reads that it is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import Select, select
from starlette.requests import Request

from services.intake.letter.events import Direction, Matter, Secrecy, Urgency
from services.intake.letter.projections import LETTERS
from services.intake.unit.routes.listing import all_units
from shared.access.policy import Actor, RoleName
from shared.access.reach import units_of
from shared.domain.identifiers import UnitCode, UuidText
from shared.law.calendar import YEARS_MEANT
from shared.reports.columns import Column, Sensitivity, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.house import House
from shared.web.paging import AnyPosition
from shared.web.screens import wants_page

CLOSED: Final = frozenset({Secrecy.CLOSED.value, Secrecy.MOST_CLOSED.value})
"""Shows to its chain alone."""
DIRECTIONS: Final = {"in": "Masuk", "out": "Keluar"}
URGENCIES: Final = {"biasa": "Biasa", "penting": "Penting", "segera": "Segera", "sangat-segera": "Sangat segera"}
SECRECIES: Final = {"biasa": "Biasa", "terbatas": "Terbatas", "rahasia": "Rahasia", "sangat-rahasia": "Sangat rahasia"}
MATTERS: Final = {
    "none": "Lain-lain",
    "putusan": "Putusan",
    "placement": "Penempatan",
    "ipd": "I-PD",
    "meeting": "Rapat",
}
assert [*DIRECTIONS] == [*Direction]
assert [*URGENCIES] == [*Urgency]
assert [*SECRECIES] == [*Secrecy]
assert [*MATTERS] == [*Matter]
Year = Annotated[int, Field(ge=YEARS_MEANT[0], le=YEARS_MEANT[-1])]
SEALED: Final = ("correspondent", "number", "perihal", "attachments")
TELLING: Final = ("party", "compared", "ipd_id")
"""What tells as much by a code."""


def agenda(ask: Ask) -> Select[Any]:
    """Every letter."""
    return select(LETTERS.table)


async def opened(request: Request, house: House, actor: Actor, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows with what their units are called, and with their own words for a person who may read them."""
    units = await all_units(house)
    called = {None: None} | {code: one.name for code, one in units.items()}
    keys = await keys_of(house, actor)
    readable = [row for row in rows if wants_page(request) and reads(actor, row.secrecy, row.chain, keys)]
    refs = {ref for row in readable for ref in _refs(row).values()}
    values = await house.vault.reveal(sorted(refs), REPORT.action, actor.who) if refs else {}
    shown = [hidden(actor, row._mapping, keys) | dict(_clear(row, values)) for row in rows]
    today = house.circumstances().today
    return [
        SimpleNamespace(
            **row,
            unit_name=called.get(row["unit"]),
            party_name=called.get(row["party"]),
            late_days=max((today - row["answer_due"]).days, 0) if row["awaited"] else None,
        )
        for row in shown
    ]


async def keys_of(house: House, actor: Actor) -> frozenset[str]:
    """By what a chain names an account: itself, and the units that it is of."""
    return frozenset({actor.account_id, *await units_of(house, actor.account_id)})


def hidden(actor: Actor, row: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    """The row without what tells of whom a letter is, where this account does not read it."""
    reading = reads(actor, row["secrecy"], row["chain"], keys)
    return {**row} if reading else {**row, **dict.fromkeys(TELLING)}


def reads(actor: Actor, secrecy: str, chain: Sequence[str], keys: frozenset[str]) -> bool:
    """Whether this account, known by these keys, reads what such a letter says."""
    return actor.role is not RoleName.AUDITOR and (secrecy not in CLOSED or not keys.isdisjoint(chain))


def _refs(row: Any) -> dict[str, str]:
    return {name: ref for name in SEALED if (ref := getattr(row, f"{name}_ref"))}


def _clear(row: Any, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    refs = _refs(row)
    yield from ((name, values.get(refs.get(name, ""))) for name in SEALED)


def _own(name: str, title: str, shown: Shown | None = None) -> Column:
    """What a letter says of persons: on pages and in files for people only."""
    return Column(name, title, str | None, sensitivity=Sensitivity.NAME, shown=shown)


REPORT: Final = Report(
    name="letters",
    address="/letter",
    title="Buku agenda surat",
    said="Surat masuk dan keluar unit Anda menurut nomor agenda; yang dicoret tetap menempati nomornya",
    noun="surat",
    summary="The agenda book: the letters of one's own units",
    action="letter.read",
    reads=(LETTERS,),
    about="unit",
    opened=opened,
    query=agenda,
    key=("letter_id", UuidText),
    columns=(
        Column("agenda", "Agenda", int, shown=Shown("place", heading="Agenda")),
        Column("year", "Tahun", int),
        Column("direction", "Arah", Literal[tuple(DIRECTIONS)], words=in_words(DIRECTIONS)),
        Column("unit_name", "Unit", str | None),
        Column("unit", "Kode unit", str),
        _own("correspondent", "Dari atau kepada", Shown("other_side", "wide", heading="Dari atau kepada")),
        _own("number", "Nomor surat"),
        Column("written_on", "Tanggal surat", date | None),
        Column("received_on", "Diterima", date | None, shown=Shown(label="Diterima")),
        _own("perihal", "Perihal", Shown("about", "wide")),
        _own("attachments", "Lampiran"),
        Column("urgency", "Sifat", Literal[tuple(URGENCIES)], words=in_words(URGENCIES), shown=Shown("nature", "end")),
        Column("secrecy", "Kerahasiaan", Literal[tuple(SECRECIES)], words=in_words(SECRECIES)),
        Column("answer_due", "Batas jawaban", date | None, shown=Shown("answer", label="Dijawab paling lambat")),
        Column("awaited", "Belum dijawab", bool),
        Column("late_days", "Lewat batas jawaban", int | None, unit="days"),
        Column("matter", "Pokok", Literal[tuple(MATTERS)], words=in_words(MATTERS)),
        Column("party_name", "Unit di seberang", str | None),
        Column("party", "Kode unit di seberang", str | None),
        Column("compared", "Nomor untuk dibandingkan", str | None, "By which spellings of one number meet."),
        Column("ipd_id", "ID I-PD", UuidText | None),
        Column("correction", "Pembetulan", int),
        Column("struck_out", "Dicoret", bool),
        Column("position", "Urutan masuk", int, "Of its first event."),
        Column("letter_id", "ID surat", UuidText),
    ),
    orders=(Order("position", AnyPosition), Order("agenda", int)),
    newest_first=True,
    filters=(
        Filter(
            "direction",
            Literal[tuple(DIRECTIONS)],
            title="Arah",
            choices=tuple(Choice(*one) for one in DIRECTIONS.items()),
        ),
        Filter("year", Year, "Of the agenda.", title="Tahun", named_by="year"),
        Filter("unit", UnitCode, "Whose agenda.", title="Unit", named_by="unit_name"),
        Filter(
            "urgency",
            Literal[tuple(URGENCIES)],
            title="Sifat",
            choices=tuple(Choice(*one) for one in URGENCIES.items() if one[0] != "biasa"),
        ),
        Filter(
            "matter",
            Literal[tuple(MATTERS)],
            title="Pokok",
            choices=tuple(Choice(*one) for one in MATTERS.items() if one[0] != "none"),
        ),
        Filter("awaited", bool, "It came in, and its answer is due and not given.", choices=(Choice("true", "Ya"),)),
    ),
    template="letter/list.html",
    cells="letter/cells.html",
    nothing=("Belum ada surat", "Surat yang dicatat di buku agenda unit Anda muncul di sini."),
)
