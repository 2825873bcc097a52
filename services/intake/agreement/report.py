"""The agreements of the parties, as page, JSON and file.

What stands here tells of offices, days and numbers, and is everybody's who works on it; who signed lies in the vault,
and the agreement's own page opens it.
"""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Final, Literal

from sqlalchemy import Select, select

from services.intake.agreement.events import AgreementKind
from services.intake.agreement.projections import AGREEMENTS
from services.intake.unit.routes.listing import all_units
from shared.domain.identifiers import UuidText
from shared.reports.columns import Column, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.house import House
from shared.web.paging import AnyPosition

KINDS: Final = {"nota-kesepakatan": "Nota Kesepakatan", "perjanjian-kerja-sama": "Perjanjian Kerja Sama"}
STAGES: Final = {
    "draft": "Belum ditandatangani",
    "signed": "Ditandatangani",
    "ended": "Diakhiri",
    "replaced": "Diganti",
    "struck-out": "Dicoret",
}
assert [*KINDS] == [*AgreementKind]


def agreements(ask: Ask) -> Select[Any]:
    """Every agreement."""
    return select(AGREEMENTS.table)


async def called(house: House, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows with what their parties are called and the numbers that they bear."""
    units, today = await all_units(house), house.circumstances().today
    return [
        SimpleNamespace(
            **row._mapping,
            between="; ".join(units[one].name if one in units else one for one in row.parties),
            numbers="; ".join(one["number"] for one in row.signatures if one["number"]) or None,
            days_left=(row.last_day - today).days if row.stage == "signed" else None,
        )
        for row in rows
    ]


REPORT: Final = Report(
    name="agreements",
    address="/agreement",
    title="Perjanjian para pihak",
    said="Nota Kesepakatan dan Perjanjian Kerja Sama, dengan para pihak, nomor, dan masa berlakunya",
    noun="perjanjian",
    summary="Agreements of the parties: Nota Kesepakatan and Perjanjian Kerja Sama",
    action="agreement.read",
    reads=(AGREEMENTS,),
    filled=called,
    query=agreements,
    key=("agreement_id", UuidText),
    columns=(
        Column("title", "Perihal", str, shown=Shown("what", "wide", heading="Perjanjian")),
        Column("kind", "Jenis", Literal[tuple(KINDS)], words=in_words(KINDS)),
        Column("between", "Para pihak", str, shown=Shown(label="Para pihak")),
        Column("numbers", "Nomor", str | None),
        Column("first_day", "Berlaku sejak", date),
        Column("last_day", "Berlaku sampai", date, shown=Shown("term", heading="Masa berlaku")),
        Column("days_left", "Sisa hari", int | None, "Of a signed one until its last day; negative when that is past."),
        Column("stage", "Keadaan", Literal[tuple(STAGES)], words=in_words(STAGES), shown=Shown("state", "end")),
        Column("signed_on", "Ditandatangani", date | None, "On which the last party signed."),
        Column("position", "Urutan masuk", int, "Of its first event."),
        Column("agreement_id", "ID perjanjian", UuidText),
    ),
    orders=(Order("position", AnyPosition), Order("last_day", date)),
    newest_first=True,
    filters=(
        Filter(
            "kind",
            Literal[tuple(KINDS)],
            title="Jenis",
            choices=tuple(Choice(*one) for one in KINDS.items()),
        ),
        Filter(
            "stage",
            Literal[tuple(STAGES)],
            title="Keadaan",
            choices=tuple(Choice(*one) for one in STAGES.items()),
        ),
    ),
    words={"kinds": KINDS},
    template="agreement/list.html",
    cells="agreement/cells.html",
    nothing=("Belum ada perjanjian", "Nota Kesepakatan dan Perjanjian Kerja Sama yang dicatat muncul di sini."),
)
