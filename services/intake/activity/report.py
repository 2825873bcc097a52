"""The activities of the parties: meetings, socialisation, communication, training; as page, JSON and file.

What stands here tells of offices, days and counts, and is everybody's who works on the agreement; who came and what was
said lies in the vault, and the activity's own page opens it.
"""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Final, Literal

from sqlalchemy import Select, select

from services.intake.activity.events import ActivityKind
from services.intake.activity.projections import ACTIVITIES
from services.intake.unit.routes.listing import all_units
from shared.domain.identifiers import UnitCode, UuidText
from shared.reports.columns import Column, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.house import House

KINDS: Final = {
    "meeting": "Rapat",
    "socialisation": "Sosialisasi",
    "communication": "Komunikasi para pihak",
    "training": "Pelatihan pembimbing",
}
STATES: Final = {"planned": "Direncanakan", "held": "Terlaksana", "cancelled": "Dibatalkan"}
assert [*KINDS] == [*ActivityKind]


def activities(ask: Ask) -> Select[Any]:
    """Every activity."""
    return select(ACTIVITIES.table)


async def called(house: House, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows with what their units are called."""
    units = await all_units(house)
    names = {code: one.name for code, one in units.items()}
    return [
        SimpleNamespace(
            **row._mapping, unit_name=names.get(row.unit), offices=len(row.invited), sites=len(row.places) or None
        )
        for row in rows
    ]


REPORT: Final = Report(
    name="activities",
    address="/activity",
    title="Kegiatan para pihak",
    said="Rapat, sosialisasi, komunikasi, dan pelatihan menurut harinya",
    noun="kegiatan",
    summary="Activities of the parties: meetings, socialisation, communication, training",
    action="activity.read",
    reads=(ACTIVITIES,),
    filled=called,
    query=activities,
    key=("activity_id", UuidText),
    columns=(
        Column("day", "Hari", date, shown=Shown("when", heading="Waktu")),
        Column("begins", "Mulai", str | None),
        Column("ends", "Selesai", str | None),
        Column("kind", "Jenis", Literal[tuple(KINDS)], words=in_words(KINDS)),
        Column("title", "Acara", str, shown=Shown("what", "wide", heading="Acara")),
        Column("place", "Tempat", str, shown=Shown(label="Tempat")),
        Column("unit_name", "Penyelenggara", str | None, shown=Shown(label="Penyelenggara")),
        Column("unit", "Kode unit", str),
        Column("offices", "Diundang", int, "Offices that are invited."),
        Column("state", "Keadaan", Literal[tuple(STATES)], words=in_words(STATES), shown=Shown("state", "end")),
        Column("held_on", "Terlaksana", date | None),
        Column("people", "Orang", int | None, "Reached by socialisation, or trained."),
        Column("sites", "Jumlah tempat", int | None, "Places of socialisation, where there were several."),
        Column("letter_id", "ID surat undangan", UuidText | None),
        Column("position", "Urutan masuk", int, "Of its first event."),
        Column("activity_id", "ID kegiatan", UuidText),
    ),
    orders=(Order("day", date),),
    newest_first=True,
    filters=(
        Filter(
            "kind",
            Literal[tuple(KINDS)],
            title="Jenis",
            choices=tuple(Choice(*one) for one in KINDS.items()),
        ),
        Filter(
            "state",
            Literal[tuple(STATES)],
            title="Keadaan",
            choices=tuple(Choice(*one) for one in STATES.items()),
        ),
        Filter("unit", UnitCode, "Whose activity.", title="Penyelenggara", named_by="unit_name"),
    ),
    words={"kinds": KINDS},
    template="activity/list.html",
    cells="activity/cells.html",
    nothing=("Belum ada kegiatan", "Rapat, sosialisasi, komunikasi, dan pelatihan yang dicatat muncul di sini."),
)
