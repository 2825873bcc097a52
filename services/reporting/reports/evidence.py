"""What was done for the work plan, one row a deed: letters to the parties, what they do together, offers, answers to
Lampiran I, profiles, placements. What the plan counts is what this list shows; nobody is named in it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec.structs import replace
from pydantic import Field
from sqlalchemy import ColumnElement, and_, or_, select

from services.intake.activity.events import (
    ActivityCorrected,
    ActivityEntered,
    ActivityHeld,
    HoldingWithdrawn,
)
from services.intake.klien.events import PersonProfiled
from services.intake.letter.events import (
    LetterCorrected,
    LetterNumbered,
    LetterRestored,
    LetterStruckOut,
    LetterWritten,
)
from services.matching.annex.events import AnnexAnswered
from services.matching.ipd.events import OfferOpened
from services.matching.placement.events import (
    PlacementAccepted,
    PlacementCorrected,
    PlacementLeft,
    PlacementProposed,
)
from services.reporting.reports.hosts import host_name, hosts
from shared.access.reach import Scope
from shared.domain.identifiers import UuidText
from shared.law.calendar import YEARS_MEANT, wib_day
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection
from shared.reports.columns import Column, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows

LETTER, OFFER, ANSWER, PROFILE, PLACEMENT = "letter", "offer", "answer", "profile", "placement"
KINDS: Final[Mapping[str, str]] = {
    LETTER: "Surat kepada para pihak",
    OFFER: "Kesediaan tempat",
    ANSWER: "Jawaban Lampiran I",
    PROFILE: "Profil bakat dan minat",
    PLACEMENT: "Penempatan",
    "meeting": "Rapat",
    "socialisation": "Sosialisasi",
    "communication": "Komunikasi para pihak",
    "training": "Pelatihan pembimbing",
}
SUITING: Final = frozenset(
    {"score-skill-profile", "score-skill", "score-skill-taught", "score-interest", "score-interest-alike"}
)
"""Reasons of a proposal that speak of the person's talent or interest."""
NO_PARTY, STRUCK = "no-party", "struck"


class Evidence(msgspec.Struct, frozen=True):
    """The row: a deed. Without ``day`` it counts for nothing, yet or any more."""

    id: str
    kind: str
    day: date | None = None
    year: int | None = None
    done_on: date | None = None
    """When it was done, whatever stands against its counting."""
    against: tuple[str, ...] = ()
    fit: bool = False
    """Of a placement: whether talent or interest spoke for its place."""
    in_time: bool = False
    """Of a placement: whether it was made before the work was to begin."""
    suiting: tuple[str, ...] = ()
    """Offers for which the person's talent or interest speaks."""
    people: int | None = None
    """Reached by socialisation, or trained."""
    sites: int | None = None
    """Of socialisation: at how many places it was."""
    activity_id: str | None = None
    unit: str | None = None
    letter_id: str | None = None
    annex_id: str | None = None
    ipd_id: str | None = None
    offer_id: str | None = None
    putusan_id: str | None = None
    klien_id: str | None = None


COUNTS: Final = "day IS NOT NULL"

evidence = StateProjection(
    service="reporting",
    name="evidence",
    row=Evidence,
    key="id",
    version=1,
    indexes=(
        Index(("day", "id", "unit", "klien_id"), COUNTS),
        *(Index((by, "day", "id"), COUNTS) for by in ("year", "kind", "ipd_id")),
        Index(("day", "id"), f"{COUNTS} AND fit"),
        Index(("day", "id"), f"{COUNTS} AND in_time"),
        Index(("klien_id",), COUNTS),
    ),
)


def _letter(event: LetterWritten | LetterCorrected | LetterNumbered | LetterStruckOut | LetterRestored) -> str:
    return f"{LETTER}/{event.letter_id}"


def _answer(event: AnnexAnswered) -> str:
    return f"{ANSWER}/{event.annex_id}/{event.ipd_id}"


def _profile(event: PersonProfiled) -> str:
    return f"{PROFILE}/{event.klien_id}/{event.number}"


def _placement(event: PlacementProposed | PlacementAccepted | PlacementCorrected | PlacementLeft) -> str:
    return f"{PLACEMENT}/{event.putusan_id}"


def _activity(event: ActivityEntered | ActivityCorrected | ActivityHeld | HoldingWithdrawn) -> str:
    return f"activity/{event.activity_id}"


@evidence.on(LetterWritten, key=_letter)
def written(row: Evidence | None, event: LetterWritten, entry: Entry) -> Evidence:
    """Not sent before it has its number, and no evidence where it goes to none of the parties or their offices."""
    new = Evidence(_letter(event), LETTER, unit=event.unit, letter_id=event.letter_id)
    return _with(new, NO_PARTY, event.party is None)


@evidence.on(LetterCorrected, key=_letter)
def corrected(row: Evidence | None, event: LetterCorrected, entry: Entry) -> Evidence | None:
    """To whom it truly goes. An incoming one has no row."""
    return row and _with(row, NO_PARTY, event.party is None)


@evidence.on(LetterNumbered, key=_letter)
def numbered(row: Evidence | None, event: LetterNumbered, entry: Entry) -> Evidence | None:
    """It goes out, by the date that it bears."""
    return row and _standing(replace(row, done_on=event.written_on))


@evidence.on(LetterStruckOut, key=_letter)
def struck(row: Evidence | None, event: LetterStruckOut, entry: Entry) -> Evidence | None:
    """It was never sent."""
    return row and _with(row, STRUCK, True)


@evidence.on(LetterRestored, key=_letter)
def restored(row: Evidence | None, event: LetterRestored, entry: Entry) -> Evidence | None:
    """It was, after all."""
    return row and _with(row, STRUCK, False)


@evidence.on(OfferOpened, key=lambda event: f"{OFFER}/{event.offer_id}")
def offered(row: Evidence | None, event: OfferOpened, entry: Entry) -> Evidence:
    """Made in its year, whether or not it is closed later."""
    new = Evidence(f"{OFFER}/{event.offer_id}", OFFER, ipd_id=event.ipd_id, offer_id=event.offer_id)
    return row or _on(new, wib_day(entry.recorded_at))


@evidence.on(AnnexAnswered, key=_answer)
def answered(row: Evidence | None, event: AnnexAnswered, entry: Entry) -> Evidence:
    """Once an office answered a request it has, whatever it says later."""
    new = Evidence(_answer(event), ANSWER, annex_id=event.annex_id, ipd_id=event.ipd_id)
    return row or _on(new, wib_day(entry.recorded_at))


@evidence.on(PersonProfiled, key=_profile)
def profiled(row: Evidence | None, event: PersonProfiled, entry: Entry) -> Evidence:
    """Each time that somebody is asked what they can and like."""
    new = Evidence(_profile(event), PROFILE, klien_id=event.klien_id)
    return row or _on(new, wib_day(entry.recorded_at))


@evidence.on(PlacementProposed, key=_placement)
def proposed(row: Evidence | None, event: PlacementProposed, entry: Entry) -> Evidence:
    """For which places the person's talent or interest speaks."""
    suiting = tuple(
        one.offer_id for one in event.proposals if any(why.rule in SUITING and why.points for why in one.factors)
    )
    row = row or Evidence(_placement(event), PLACEMENT, putusan_id=event.putusan_id)
    return replace(row, suiting=suiting, klien_id=event.klien_id)


@evidence.on(PlacementAccepted, key=_placement)
def accepted(row: Evidence | None, event: PlacementAccepted, entry: Entry) -> Evidence:
    """A place was found; in time where that was before the work was to begin."""
    row = row or Evidence(_placement(event), PLACEMENT, putusan_id=event.putusan_id)
    day = event.accepted_on or wib_day(entry.recorded_at)
    found = replace(_placed(row, event), in_time=day <= event.planned_from, klien_id=event.klien_id)
    return _on(found, day)


@evidence.on(PlacementCorrected, key=_placement)
def moved(row: Evidence | None, event: PlacementCorrected, entry: Entry) -> Evidence | None:
    """Where the person truly serves; the day of the acceptance stays."""
    return row and _placed(row, event)


@evidence.on(PlacementLeft, key=_placement)
def left(row: Evidence | None, event: PlacementLeft, entry: Entry) -> None:
    """The place is told again, for whose ruling it is."""


@evidence.on(ActivityEntered, key=_activity)
def entered(row: Evidence | None, event: ActivityEntered, entry: Entry) -> Evidence:
    """What is planned was not done yet."""
    return Evidence(_activity(event), event.kind, activity_id=event.activity_id)


@evidence.on(ActivityCorrected, key=_activity)
def of_another_kind(row: Evidence | None, event: ActivityCorrected, entry: Entry) -> Evidence | None:
    """What it truly is."""
    return row and replace(row, kind=event.kind)


@evidence.on(ActivityHeld, key=_activity)
def held(row: Evidence | None, event: ActivityHeld, entry: Entry) -> Evidence | None:
    """It was, as it was told last; where no place is said it was where it was planned."""
    return row and _on(replace(row, people=event.people, sites=len(event.places) or 1), event.held_on)


@evidence.on(HoldingWithdrawn, key=_activity)
def not_held(row: Evidence | None, event: HoldingWithdrawn, entry: Entry) -> Evidence | None:
    """It was not, after all."""
    return row and _standing(replace(row, people=None, sites=None, done_on=None))


def _placed(row: Evidence, stay: PlacementAccepted | PlacementCorrected) -> Evidence:
    return replace(row, ipd_id=stay.ipd_id, offer_id=stay.offer_id, fit=stay.offer_id in row.suiting)


def _with(row: Evidence, hindrance: str, stands: bool) -> Evidence:
    others = tuple(one for one in row.against if one != hindrance)
    return _standing(replace(row, against=(*others, hindrance) if stands else others))


def _on(row: Evidence, day: date) -> Evidence:
    return _standing(replace(row, done_on=day))


def _standing(row: Evidence) -> Evidence:
    day = None if row.against else row.done_on
    return replace(row, day=day, year=day.year if day else None)


def seen_by(scope: Scope) -> ColumnElement[bool]:
    """The deeds that count and that whoever asks may see: of letters those of their units, of persons their own."""
    row = evidence.table.c
    conditions: list[ColumnElement[bool]] = [row.day.is_not(None)]
    if not scope.has_all("unit"):
        conditions.append(or_(row.unit.is_(None), scope.where(unit=row.unit)))
    if not scope.has_all("klien_id"):
        conditions.append(or_(row.klien_id.is_(None), scope.where(klien_id=row.klien_id)))
    return and_(*conditions)


def deeds(ask: Ask) -> Rows:
    """Every deed that counts."""
    return select(evidence.table, host_name(evidence.table.c.ipd_id).label("ipd_name")).where(seen_by(ask.scope))


Year = Annotated[int, Field(ge=YEARS_MEANT[0], le=YEARS_MEANT[-1])]

REPORT: Final[Report] = Report(
    name="evidence",
    address="/reports/evidence",
    title="Bukti rencana kerja",
    said="Yang dihitung oleh rencana kerja, sebatas yang boleh Anda lihat; yang terbaru di atas",
    noun="bukti",
    summary="What counts for the work plan, deed by deed",
    action="workplan.read",
    reads=(evidence, hosts),
    query=deeds,
    key=("id", str),
    columns=(
        Column("day", "Hari", date, shown=Shown(label="Hari")),
        Column("kind", "Jenis", Literal[tuple(KINDS)], words=in_words(KINDS), shown=Shown("deed", "wide")),
        Column("ipd_name", "Instansi", str | None, shown=Shown(label="Instansi")),
        Column("fit", "Menurut bakat atau minat", bool, "Of a placement."),
        Column("in_time", "Sebelum rencana mulai", bool, "Of a placement."),
        Column("people", "Orang", int | None, "Reached by socialisation, or trained."),
        Column("sites", "Tempat", int | None, "Of an activity: at how many places it was."),
        Column("year", "Tahun", int),
        Column("unit", "Kode unit", str | None),
        Column("activity_id", "ID kegiatan", UuidText | None),
        Column("letter_id", "ID surat", UuidText | None),
        Column("annex_id", "ID permintaan", UuidText | None),
        Column("ipd_id", "ID I-PD", UuidText | None),
        Column("offer_id", "ID kesediaan", UuidText | None),
        Column("putusan_id", "ID putusan", UuidText | None),
    ),
    orders=(Order("day", date),),
    newest_first=True,
    filters=(
        Filter("year", Year, title="Tahun", named_by="year"),
        Filter("kind", Literal[tuple(KINDS)], choices=tuple(Choice(*one) for one in KINDS.items())),
        Filter("fit", bool, choices=(Choice("true", "Ya"),)),
        Filter("in_time", bool, choices=(Choice("true", "Ya"),)),
        Filter("ipd_id", UuidText, title="I-PD", named_by="ipd_name"),
    ),
    cells="reports/work-plan-parts.html",
    words={"kinds": KINDS},
    nothing=("Belum ada bukti", "Surat, kesediaan, profil, dan penempatan muncul di sini setelah dicatat."),
)
