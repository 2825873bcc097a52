"""What is counted of each row of the work plan in a year, where its list is, and what the row lacks; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import msgspec

from services.reporting.reports.marks import called
from shared.domain.identifiers import MarkId, UnitCode
from shared.domain.work_plan import PlanRow
from shared.web.answers import Answer


class Counted(Answer):
    """One figure. ``count``: null where no event tells it, or the year has not begun."""

    code: str
    word: str
    count: int | None
    address: str | None
    """Where its rows are listed."""


class Listed(msgspec.Struct, frozen=True):
    """A mark as the query lists it."""

    mark_id: str
    owner: str
    what: str
    due_on: date
    done_on: date | None = None
    note: str | None = None
    owner_told: str | None = None


class PlanMark(Answer):
    """Who does what until when."""

    mark_id: MarkId
    owner: UnitCode
    owner_name: str
    what: str
    due_on: date
    done_on: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted, out of which kind of evidence; without one no event tells it yet."""

    code: str
    word: str
    kind: str | None = None
    of: str = "all"


FREE: Final = "free"
SUMS: Final = ("all", "sites", "people")
"""What is counted over all deeds of a kind: they, and what each of them says; the others over some of them."""
COUNTED: Final[Mapping[PlanRow, tuple[Count, ...]]] = {
    PlanRow.SYNERGY: (
        Count("notices-sent", "Surat kepada para pihak", "letter"),
        Count("notices-read", "Surat yang dibaca penerimanya"),
        Count("meetings", "Rapat para pihak", "meeting"),
        Count("communications", "Komunikasi para pihak", "communication"),
    ),
    PlanRow.ATTENTION: (
        Count("socialisations", "Sosialisasi", "socialisation"),
        Count("places", "Tempat sosialisasi", "socialisation", "sites"),
        Count("people", "Orang yang dijangkau", "socialisation", "people"),
    ),
    PlanRow.SERVICE: (
        Count("offers", "Kesediaan tempat", "offer"),
        Count("answers", "Jawaban instansi atas permintaan Lampiran I", "answer"),
        Count("feasibility", "Penilaian kelayakan"),
        Count("approved", "Tempat yang dinyatakan layak"),
    ),
    PlanRow.QUALITY: (
        Count("profiles", "Profil bakat dan minat", "profile"),
        Count("fit", "Penempatan menurut bakat atau minat", "placement", "fit"),
    ),
    PlanRow.LOCATION: (
        Count("placements", "Penempatan", "placement"),
        Count("in-time", "Penempatan sebelum rencana mulai", "placement", "in_time"),
        Count(FREE, "Daya tampung yang kosong hari ini"),
    ),
    PlanRow.FACILITIES: (Count("readiness", "Daftar periksa kesiapan"),),
}


class Row(Protocol):
    """A row of the query."""

    @property
    def row(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def counts(self) -> Mapping[str, Mapping[str, int]] | None: ...
    @property
    def marks(self) -> object: ...
    @property
    def free(self) -> int | None: ...


def counted(row: Row, today: date) -> list[Counted]:
    """Every figure of the row in its year."""
    return [_counted(one, row, today) for one in COUNTED[PlanRow(row.row)] if one.code != FREE or row.free is not None]


def marks_of(row: Row) -> list[PlanMark]:
    """The marks that stand."""
    return [_mark(one) for one in msgspec.convert(row.marks or (), tuple[Listed, ...])]


def _mark(one: Listed) -> PlanMark:
    return PlanMark(
        mark_id=MarkId(one.mark_id),
        owner=UnitCode(one.owner),
        owner_name=called(one.owner, one.owner_told),
        what=one.what,
        due_on=one.due_on,
        done_on=one.done_on,
        note=one.note,
    )


def missing(row: Row, today: date) -> list[str]:
    """What nothing was counted of, or nobody has recorded, once the year has begun."""
    return list(_missing(row, today)) if row.year <= today.year else []


def _missing(row: Row, today: date) -> Iterator[str]:
    yield from (one.word for one in counted(row, today) if not one.count)
    marks = marks_of(row)
    if not marks:
        yield "Siapa mengerjakan apa"
    yield from (f"Lewat batas: {one.what}" for one in marks if one.done_on is None and one.due_on < today)


def _counted(one: Count, row: Row, today: date) -> Counted:
    if one.code == FREE:
        return Counted(code=one.code, word=one.word, count=row.free, address="/reports/ipd")
    if one.kind is None or row.year > today.year:
        return Counted(code=one.code, word=one.word, count=None, address=None)
    number = (row.counts or {}).get(one.kind, {}).get(one.of, 0)
    only = "" if one.of in SUMS else f"&{one.of}=true"
    address = f"/reports/evidence?year={row.year}&kind={one.kind}{only}"
    return Counted(code=one.code, word=one.word, count=number, address=address)
