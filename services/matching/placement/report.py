"""The place of each ruling, the longest untouched first: what is proposed and why, what was accepted, what stands
against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import ConfigDict
from sqlalchemy import ColumnElement, Select, select

from services.matching.ipd.projections import OFFERS
from services.matching.placement.events import Obstacle, Proposal
from services.matching.placement.projections import FAR, PERSONS, PLACEMENTS, Decline
from shared.access.fields import sees_reason
from shared.domain.identifiers import UuidText
from shared.domain.places import PLACES
from shared.domain.sentence import Regime
from shared.reports.columns import (
    KECAMATAN,
    KLIEN_ID,
    MASKED,
    MINUTES,
    NAME,
    PUTUSAN_ID,
    REGIME,
    Column,
    Seen,
    Sensitivity,
    Shown,
    in_words,
)
from shared.reports.report import Ask, Choice, Filter, Order, Report
from shared.web.answers import Answer, of_row
from shared.web.paging import AnyPosition

DISTANCE_RULES: Final = frozenset({"score-distance", "score-distance-unknown"})
DISTANCE_MASKED: Final = "score-distance-masked"
STATES: Final = {
    "proposed": "Menunggu pilihan",
    "none": "Belum ada tempat",
    "requested": "Sedang dicari",
    "accepted": "Diterima",
    "ended": "Berakhir",
}


DECLINED: Any = of_row(Decline)


class Factor(Answer):
    """One reason for a score: points out of the most possible, and the figures of its sentence."""

    rule: str
    points: int
    points_max: int
    facts: dict[str, str | int]


class ProposalRead(Proposal):
    """One place that fits; of a masked person without what its distance gave."""

    model_config = ConfigDict(defer_build=True)

    factors: tuple[Factor, ...]  # type: ignore[assignment]


def placements(ask: Ask) -> Select[Any]:
    """Every ruling that wants or has a place, with the name of that place or of the best one proposed."""
    row = PLACEMENTS.table.c
    best = row.proposals[0]["offer_id"].astext
    return select(
        PLACEMENTS.table, _site_of(row.offer_id).label("site_name"), _site_of(best).label("proposed_site_name")
    )


def _site_of(offer_id: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(OFFERS.table.c.site_name).where(OFFERS.table.c.offer_id == offer_id).limit(1).scalar_subquery()


def proposals(row: Any, seen: Seen) -> list[dict[str, Any]]:
    """With their days as days, where jsonb has text, and the facts of their factors by name."""
    return [_proposal(one) for one in row.proposals]


def _proposal(proposal: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(proposal[name]) for name in ("planned_from", "planned_until")}
    return {**proposal, **days, "factors": [{**one, "facts": dict(one["facts"])} for one in proposal["factors"]]}


def declines(row: Any, seen: Seen) -> list[dict[str, Any]]:
    """With their moments as moments, where jsonb has text."""
    return [{**one, "declined_at": datetime.fromisoformat(one["declined_at"])} for one in row.declined]


def profile_changed(row: Any, seen: Seen) -> bool:
    """Whether the place that stands was chosen by another profile."""
    return bool(row.asks and row.profile > row.placed_by)


def doubts(row: Any, seen: Seen) -> list[dict[str, Any]]:
    """What a person has still to settle."""
    return list(row.doubts) if row.asks else []


def without_distance(proposals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A masked person's proposals: how far each lies from home, from three places, says which kecamatan home is."""
    return [_without_distance(one) for one in proposals]


def _without_distance(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """What distance gave leaves the score too, since the other factors beside the whole score would give it back."""
    far = next((one for one in proposal["factors"] if one["rule"] in DISTANCE_RULES), None)
    if far is None:
        return dict(proposal)
    hidden = {"rule": DISTANCE_MASKED, "points": 0, "points_max": 0, "facts": {}}
    factors = [hidden if one is far else one for one in proposal["factors"]]
    return {**proposal, "score": proposal["score"] - far["points"], "factors": factors}


def obstacles(row: Any, seen: Seen) -> list[dict[str, Any]]:
    """Why other places were not proposed; that somebody is kept apart from somebody is for whoever places them."""
    return [one for one in row.obstacles if sees_reason(seen.role, one["rule"], masked=seen.masked)]


def said(obstacles: Sequence[Mapping[str, Any]], seen: Seen) -> str:
    """What stands against every place, in sentences."""
    return " ".join(seen.say(one["rule"], {"offers": one["offers"]}) for one in obstacles)


REPORT: Final = Report(
    name="placement",
    address="/placement",
    title="Penempatan",
    said="Usulan tempat untuk setiap putusan, yang paling lama menunggu di atas",
    noun="putusan",
    summary="The place of each ruling",
    action="placement.read",
    reads=(PLACEMENTS, OFFERS, PERSONS),
    persons=PERSONS,
    about="putusan_id",
    query=placements,
    key=("putusan_id", UuidText),
    columns=(
        replace(NAME, shown=Shown("who", heading="Klien")),
        Column("total_minutes", "Pidana", int, unit=MINUTES, shown=Shown(label="Pidana")),
        Column("brought_minutes", "Diakui daerah lain", int, "What another regency credited of it.", unit=MINUTES),
        Column("site_name", "Tempat", str | None, "Where it was accepted.", shown=Shown("place", "wide")),
        Column("planned_from", "Rencana dari", date | None),
        Column("planned_until", "Rencana sampai", date | None),
        Column(
            "state", "Keadaan", Literal[tuple(STATES)], words=in_words(STATES), shown=Shown("standing", "right end")
        ),
        Column("proposed_site_name", "Usulan pertama", str | None, "The best place that is proposed."),
        Column(
            "proposals",
            "Usulan",
            list[ProposalRead],
            "Places that fit, the best first.",
            sensitivity=Sensitivity.HOME,
            value=proposals,
            hidden=without_distance,
        ),
        Column("obstacles", "Halangan", list[Obstacle], "What stands against places.", value=obstacles, words=said),
        Column(
            "declined", "Ditolak tempat", list[DECLINED], "Offers whose host declined, why and when.", value=declines
        ),
        KECAMATAN,
        MASKED,
        replace(REGIME, kind=Regime),
        Column("ended_on", "Berakhir", date | None, "The last day on which anybody serves by the ruling here."),
        Column("ended_number", "Pencatatan akhir", int, "Of its end or its taking back; 0: none was told."),
        Column("stands", "Keadaan semula", str | None, "Its state but for its end."),
        Column("number", "Pembetulan", int, "The correction of the place that stands; 0: the acceptance."),
        Column(
            "profile_changed",
            "Profil berubah",
            bool,
            "Whether the person's profile was told anew since the place was chosen, and nobody has settled it.",
            value=profile_changed,
        ),
        Column(
            "doubts",
            "Yang menghalangi penempatan",
            list[Obstacle],
            "What stands against the stay since the host accepted, until somebody settles it.",
            words=said,
            value=doubts,
        ),
        Column("asks", "Harus diperiksa", bool, "Whether somebody has still to settle something about the stay."),
        Column("asked", "Pertanyaan", int, "How often something was asked about the stay; a confirmation names it."),
        Column("confirmed", "Pertanyaan terjawab", int, "The one that was answered with: it goes on as it is."),
        Column("agreed_until", "Semula sampai", date | None, "Where it was planned anew since it was agreed."),
        Column("replanned", "Sebab direncanakan ulang", str | None, "terms, credit, finality or begun."),
        Column("position", "Urutan", int, "Of the event that last touched it."),
        PUTUSAN_ID,
        KLIEN_ID,
        Column("ipd_id", "ID I-PD", UuidText | None),
        Column("offer_id", "ID kesediaan", UuidText | None),
        Column("site_id", "ID tempat", UuidText | None),
    ),
    orders=(
        Order("position", AnyPosition),
        Order("total_minutes", int),
        Order("planned_from", date, FAR),
        Order("planned_until", date, FAR),
    ),
    filters=(
        Filter(
            "state",
            Literal[tuple(STATES)],
            choices=tuple(Choice(name, STATES[name]) for name in ("proposed", "none", "accepted", "ended")),
        ),
        Filter("asks", bool, choices=(Choice("true", "Ya"),)),
        Filter("regime", Regime, title="Jenis", choices=(Choice("adult", "Dewasa"), Choice("child", "Anak"))),
        Filter("ipd_id", UuidText, title="I-PD"),
    ),
    cells="placement/cells.html",
    template="placement/list.html",
    words={"districts": PLACES},
    nothing=("Tidak ada penempatan di sini", "Begitu putusan terdaftar, usulan tempatnya muncul sendiri."),
)
