"""Who supervises where today: every place with its supervisor and substitute, those first where somebody serves and
nobody supervises."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Final, Literal, Protocol

import msgspec
from msgspec.structs import replace
from sqlalchemy import Boolean, ColumnElement, Subquery, case, cast, column, func, literal, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from services.matching.ipd.events import SupervisorNamed, SupervisorReleased
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.status import SERVES
from shared.access.accounts import Accounts
from shared.domain.identifiers import AccountId, UuidText
from shared.projections.entry import Entry
from shared.projections.state import StateProjection
from shared.reports.columns import Column, Seen, Shown, in_words
from shared.reports.report import Ask, Choice, Filter, Order, Report, Rows
from shared.web.house import House


class Naming(msgspec.Struct, frozen=True):
    """An account supervises from a day on, until the other, both included."""

    account_id: str
    from_day: date
    until_day: date | None = None

    @property
    def a_day(self) -> bool:
        """Whether it is for one day alone: a substitute's."""
        return self.until_day == self.from_day


class Supervised(msgspec.Struct, frozen=True):
    """The row: a place, and whoever was named there."""

    site_id: str
    ipd_id: str
    namings: tuple[Naming, ...] = ()


supervision = StateProjection("reporting", "supervision", Supervised, key="site_id", version=1)


@supervision.on(SupervisorNamed)
def named(row: Supervised | None, event: SupervisorNamed, entry: Entry) -> Supervised:
    """From that day on; said again of the same account and day, as it is said last."""
    return _with(row, event, event.until_day)


@supervision.on(SupervisorReleased)
def released(row: Supervised | None, event: SupervisorReleased, entry: Entry) -> Supervised:
    """Until that day; who never should have been, is none."""
    return _with(row, event, event.last_day)


def _with(row: Supervised | None, event: SupervisorNamed | SupervisorReleased, until_day: date | None) -> Supervised:
    row = row or Supervised(event.site_id, event.ipd_id)
    others = [one for one in row.namings if (one.account_id, one.from_day) != (event.account_id, event.from_day)]
    if until_day is None or until_day >= event.from_day:
        others.append(Naming(event.account_id, event.from_day, until_day))
    return replace(row, namings=tuple(others))


ABSENT: Final = "absent"
STATES: Final = {ABSENT: "Tanpa pengawas hari ini", "covered": "Ada pengawas", "idle": "Belum ada yang bertugas"}
"""In the order of the list."""


def places(ask: Ask) -> Rows:
    """Every place that was ever offered, with who serves there and whoever was named."""
    place, serving = _places(), _serving()
    number = func.coalesce(serving.c.serving, 0)
    namings = func.coalesce(supervision.table.c.namings, literal_column("'[]'::jsonb", JSONB), type_=JSONB)
    state: ColumnElement[str] = case((_covered(namings, ask.today), "covered"), (number > 0, ABSENT), else_="idle")
    state = cast(state, Text)
    return (
        select(place, number.label("serving"), namings.label("namings"), state.label("state"))
        .add_columns((state + " " + place.c.site_name).label("standing"))
        .outerjoin(supervision.table, supervision.table.c.site_id == place.c.site_id)
        .outerjoin(serving, serving.c.site_id == place.c.site_id)
    )


def _places() -> Subquery:
    host = hosts.table.c
    place = func.jsonb_array_elements(host.places).table_valued(column("value", JSONB), name="offered")
    site_id, site_name, closed = (place.c.value[name].astext for name in ("site_id", "site_name", "closed"))
    query = select(
        host.ipd_id,
        host.name.label("ipd_name"),
        site_id.label("site_id"),
        func.min(site_name, type_=Text).label("site_name"),
        func.bool_or(~cast(closed, Boolean)).label("is_open"),
    )
    return (
        query.select_from(hosts.table.join(place, true())).group_by(host.ipd_id, host.name, site_id).subquery("place")
    )


def _serving() -> Subquery:
    row = klien.table.c
    query = select(row.site_id, func.count(row.klien_id.distinct()).label("serving")).where(literal_column(SERVES))
    return query.group_by(row.site_id).subquery("serving")


def _covered(namings: ColumnElement[object], today: date) -> ColumnElement[bool]:
    one, day = func.jsonb_array_elements(namings).column_valued("naming"), today.isoformat()
    first, last = one.op("->>")("from_day"), one.op("->>")("until_day")
    return select(literal(1)).where(first <= day, func.coalesce(last, day) >= day).exists()


class Place(Protocol):
    """A row of the list before it is filled."""

    @property
    def site_id(self) -> str: ...
    @property
    def ipd_id(self) -> str: ...
    @property
    def site_name(self) -> str: ...
    @property
    def serving(self) -> int: ...
    @property
    def namings(self) -> object: ...
    @property
    def _mapping(self) -> Mapping[str, object]: ...


async def filled(house: House, rows: Sequence[Place]) -> Sequence[SimpleNamespace]:
    """The rows with who supervises by name, and who does next."""
    today = house.circumstances().today
    by_site = {row.site_id: msgspec.convert(row.namings, tuple[Naming, ...]) for row in rows}
    names = await Accounts(house.database).names(one.account_id for every in by_site.values() for one in every)
    return [SimpleNamespace(**row._mapping, **_told(by_site[row.site_id], names, today)) for row in rows]


def _told(namings: Sequence[Naming], names: Mapping[str, str], today: date) -> dict[str, object]:
    now = [one for one in namings if one.from_day <= today and (one.until_day is None or today <= one.until_day)]
    return {
        "accounts": [one.account_id for one in now],
        "supervisors": _called((one for one in now if not one.a_day), names),
        "substitutes": _called((one for one in now if one.a_day), names),
        "next_on": min((one.from_day for one in namings if one.from_day > today), default=None),
    }


def _called(namings: Iterable[Naming], names: Mapping[str, str]) -> list[str]:
    return sorted(names.get(one.account_id, "akun lain") for one in namings)


def listed(names: Sequence[str], seen: Seen) -> str:
    """In one cell."""
    return ", ".join(names)


REPORT: Final = Report(
    name="supervision",
    address="/reports/supervision",
    title="Pengawas hari ini",
    said="Setiap tempat dengan pengawas dan penggantinya; yang ada orangnya tetapi tanpa pengawas di atas",
    noun="tempat",
    summary="Who supervises at each place today",
    action="ipd.supervision",
    reads=(supervision, hosts, klien),
    about="site_id",
    query=places,
    filled=filled,
    key=("site_id", UuidText),
    columns=(
        Column("site_name", "Tempat", str, shown=Shown("supervised", "wide")),
        Column("ipd_name", "Instansi", str),
        Column("supervisors", "Pengawas", list[str], words=listed, shown=Shown("on_duty", "wide")),
        Column(
            "substitutes",
            "Pengganti hari ini",
            list[str],
            "For this day alone.",
            words=listed,
            shown=Shown(label="Pengganti hari ini"),
        ),
        Column(
            "serving",
            "Bertugas",
            int,
            "Persons placed there who have not fulfilled.",
            "persons",
            shown=Shown(classes="number", label="Bertugas"),
        ),
        Column("next_on", "Pengawas berikutnya mulai", date | None, shown=Shown(label="Berikutnya mulai")),
        Column("state", "Keadaan", Literal[tuple(STATES)], words=in_words(STATES)),
        Column("is_open", "Menerima orang baru", bool),
        Column("accounts", "Akun", list[AccountId], "Who supervises today, substitutes too.", words=listed),
        Column("site_id", "ID tempat", UuidText),
        Column("ipd_id", "ID I-PD", UuidText),
    ),
    orders=(Order("standing", str), Order("site_name", str), Order("serving", int)),
    filters=(
        Filter(
            "state",
            Literal[tuple(STATES)],
            choices=tuple(Choice(name, word) for name, word in STATES.items()),
            counted=True,
        ),
        Filter("ipd_id", UuidText, title="I-PD", named_by="ipd_name"),
    ),
    cells="reports/parts.html",
    nothing=("Belum ada tempat", "Tempat muncul setelah kesediaannya (Lampiran I) dicatat."),
)
