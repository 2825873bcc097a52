"""The register of I-PD: every office with its offers of unpaid work (Lampiran I)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from services.matching.ipd.projections import IPDS, OFFERS, OfferRow
from shared.access.reach import Scope
from shared.domain.identifiers import UuidText
from shared.domain.lampiran import CATEGORIES, HOST_KINDS, activity_name
from shared.domain.places import PLACES
from shared.domain.skills import SKILLS
from shared.reports.columns import Column, Seen, Shown
from shared.reports.report import Ask, Order, Report
from shared.web.answers import of_row
from shared.web.language import WEEKDAYS, Language
from shared.web.paging import AnyPosition

OFFER: Any = of_row(OfferRow, "Offer")


def offices(ask: Ask) -> Select[Any]:
    """Every office with its offers by place: a supervisor's are those at their own places, for an offer tells how many
    are to serve there."""
    return select(IPDS.table, _offers_of(IPDS.table.c.ipd_id, ask.scope).label("offers"))


def _offers_of(ipd_id: ColumnElement[Any], scope: Scope) -> ColumnElement[Any]:
    offer = OFFERS.table.c
    named: list[tuple[Any, Any]] = [(literal_column(f"'{name}'"), offer[name]) for name in OFFERS.layout.names]
    parts = [part for pair in named for part in pair]
    listed = func.jsonb_agg(aggregate_order_by(func.jsonb_build_object(*parts), offer.site_name, offer.offer_id))
    none = literal_column("'[]'::jsonb", JSONB)
    theirs = offer.ipd_id == ipd_id, scope.where(site_id=offer.site_id)
    return select(func.coalesce(listed, none, type_=JSONB)).where(*theirs).scalar_subquery()


def told(offers: Sequence[Mapping[str, Any]], seen: Seen) -> str:
    """The offers in a cell."""
    return "; ".join(f"{one['site_name']}: {activity_name(one['activity'])} ({one['slots']} orang)" for one in offers)


REPORT: Final = Report(
    name="offers",
    address="/ipd",
    title="I-PD dan kesediaannya",
    said="Lampiran I: kegiatan, tempat, berapa orang pada waktu yang sama, dan berapa yang direncanakan bulan ini",
    noun="instansi",
    summary="The register of offices with their offers",
    action="ipd.read",
    reads=(IPDS, OFFERS),
    about="ipd_id",
    query=offices,
    key=("ipd_id", UuidText),
    columns=(
        Column("name", "Instansi", str, shown=Shown(classes="wide")),
        Column("code", "Kode", str),
        Column("desk", "Bagian yang dihubungi", str | None),
        Column("phone", "Telepon kantor", str | None),
        Column("offers", "Kesediaan", list[OFFER], words=told),
        Column("number", "Pembetulan", int, "The correction that stands; 0: as it registered."),
        Column("reason", "Alasan pembetulan", str | None),
        Column("registered_position", "Urutan masuk", int),
        Column("ipd_id", "ID I-PD", UuidText),
    ),
    orders=(Order("name", str), Order("registered_position", AnyPosition)),
    template="ipd/list.html",
    words={
        "districts": PLACES,
        "kinds": HOST_KINDS,
        "skills": SKILLS,
        "activity": activity_name,
        "categories": CATEGORIES,
        "day_names": WEEKDAYS[Language.ID],
    },
    nothing=("Belum ada I-PD", "Koordinator mendaftarkan instansi dan kesediaannya di sini."),
)
