"""Whom an account concerns, folded by each service from the events alone: whose a case is, where it is served, and what
an account is linked to and named for.

Example::

    folds = reach("matching", received=PutusanReceived, ..., named=SupervisorNamed, linked=AccountLinked, ...)
    replace(service, projections=(*service.projections, *folds.projections), reach=folds)
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from shared.domain.event import Event
from shared.domain.units import FORMER
from shared.projections.entry import Entry
from shared.projections.state import Index, Projection, StateProjection

NOBODY: Final = ""
"""The officer of a case that nobody has yet: such a one is every officer's to take."""
MOVED: Final = "former <> '[]'::jsonb"
"""The few rulings that were once another person's, as their index has them."""


class Case(msgspec.Struct, frozen=True):
    """One ruling: whose case it is, and where it is served."""

    putusan_id: str
    klien_id: str
    former: tuple[str, ...] = ()
    """Whose it was before it turned out to be another's: of them may be left what nobody else's ruling tells of."""
    court: str | None = None
    officer: str = NOBODY
    assigned: int = 0
    """The assignment that stands; 0: none."""
    substitute: str | None = None
    from_day: date | None = None
    until_day: date | None = None
    handed_over: int = 0
    """The handing over that stands; 0: none."""
    ipd_id: str | None = None
    site_id: str | None = None


class Link(msgspec.Struct, frozen=True):
    """What an account is linked to: an office, a court, an I-PD, a person."""

    to: str
    key: str


class Naming(msgspec.Struct, frozen=True):
    """A place that is a supervisor's from that day on, until the other, both included."""

    site_id: str
    ipd_id: str
    from_day: date
    until_day: date | None = None


class Account(msgspec.Struct, frozen=True):
    """One account's links and places."""

    account_id: str
    links: tuple[Link, ...] = ()
    places: tuple[Naming, ...] = ()


class Site(msgspec.Struct, frozen=True):
    """Which I-PD answers for a place."""

    site_id: str
    ipd_id: str


@dataclass(frozen=True, slots=True)
class Reach:
    """One service's folds by which its rows are decided."""

    cases: StateProjection[Case]
    accounts: StateProjection[Account]
    sites: StateProjection[Site]

    @property
    def projections(self) -> tuple[Projection[Any], ...]:
        """For the service's list: they commit together with what they decide on (decision 0037)."""
        return (self.cases, self.accounts, self.sites)


def reach(
    service: str,
    *,
    received: type[Event],
    rejected: type[Event],
    registered: type[Event],
    replaced: type[Event],
    assigned: type[Event],
    handed_over: type[Event],
    accepted: type[Event],
    corrected: type[Event],
    left: type[Event],
    offered: type[Event],
    named: type[Event],
    released: type[Event],
    linked: type[Event],
    unlinked: type[Event],
) -> Reach:
    """The folds for one service, from the events of others that its projections may know. ``left``: the placement of a
    ruling that turned out to be another person's."""
    return Reach(
        _cases(
            service,
            (received, rejected, registered),
            ending=(rejected, replaced),
            officer=(assigned, handed_over),
            placing=(accepted, corrected, left),
        ),
        _accounts(service, naming=(named, released), linking=(linked, unlinked)),
        _sites(service, offered),
    )


def _cases(
    service: str,
    telling: tuple[type[Event], ...],
    *,
    ending: tuple[type[Event], type[Event]],
    officer: tuple[type[Event], type[Event]],
    placing: tuple[type[Event], type[Event], type[Event]],
) -> StateProjection[Case]:
    indexes = tuple(Index((by,)) for by in ("klien_id", "officer", "substitute", "court", "ipd_id", "site_id"))
    moved = Index(("putusan_id",), where=MOVED)
    cases = StateProjection(service, "reach_case", Case, key="putusan_id", version=2, indexes=(*indexes, moved))
    (rejected, replaced), (assigned, handed_over), (accepted, corrected, left) = ending, officer, placing

    def by_ruling(event: Any) -> str:
        return str(event.putusan_id)

    for event in telling:
        cases.on(event, key=by_ruling)(_told_without_place if event is rejected else _told)
    cases.on(replaced, key=by_ruling)(_told_without_place)
    cases.on(assigned, key=by_ruling)(_assigned)
    cases.on(handed_over, key=by_ruling)(_handed_over)
    cases.on(accepted, key=by_ruling)(_placed)
    cases.on(corrected, key=by_ruling)(_placed)
    cases.on(left, key=by_ruling)(_told_without_place)
    return cases


def _accounts(
    service: str, *, naming: tuple[type[Event], type[Event]], linking: tuple[type[Event], type[Event]]
) -> StateProjection[Account]:
    accounts = StateProjection(service, "reach_account", Account, key="account_id", version=2)
    for event, fold in zip((*naming, *linking), (_named, _released, _linked, _unlinked), strict=True):
        accounts.on(event, key=lambda event: str(event.account_id))(fold)  # type: ignore[attr-defined]
    return accounts


def _sites(service: str, offered: type[Event]) -> StateProjection[Site]:
    sites = StateProjection(service, "reach_site", Site, key="site_id", version=1, indexes=(Index(("ipd_id",)),))

    @sites.on(offered, key=lambda event: str(event.site_id))  # type: ignore[attr-defined]
    def opened(row: Site | None, event: Any, entry: Entry) -> Site:
        """An offer of that place."""
        return Site(event.site_id, event.ipd_id)

    return sites


def _told(row: Case | None, event: Any, entry: Entry) -> Case:
    """Whose ruling it is, by the last telling; what a later event does not say stays."""
    row = row or Case(event.putusan_id, event.klien_id)
    former = tuple(sorted({*row.former, row.klien_id} - {event.klien_id}))
    return replace(row, klien_id=event.klien_id, former=former, court=getattr(event, "court", None) or row.court)


def _told_without_place(row: Case | None, event: Any, entry: Entry) -> Case:
    """No ruling, or not this person's: nobody serves it anywhere. It stays the case of whoever has it."""
    row = row or Case(event.putusan_id, event.klien_id)
    return replace(row, ipd_id=None, site_id=None)


def _assigned(row: Case | None, event: Any, entry: Entry) -> Case:
    """Another officer's from now on; who stood in for the one before does so no longer. The highest number stands."""
    row = row or Case(event.putusan_id, event.klien_id)
    if event.number <= row.assigned:
        return row
    return replace(row, officer=event.officer, assigned=event.number, substitute=None, from_day=None, until_day=None)


def _handed_over(row: Case | None, event: Any, entry: Entry) -> Case:
    """Who stands in, and when; the highest number stands alone."""
    row = row or Case(event.putusan_id, event.klien_id)
    if event.number <= row.handed_over:
        return row
    days = {"from_day": event.from_day, "until_day": event.until_day}
    return replace(row, substitute=event.substitute, handed_over=event.number, **days)


def _placed(row: Case | None, event: Any, entry: Entry) -> Case:
    """Where it is served, as it was accepted or corrected."""
    row = row or Case(event.putusan_id, event.klien_id)
    return replace(row, ipd_id=event.ipd_id, site_id=event.site_id)


def _named(row: Account | None, event: Any, entry: Entry) -> Account:
    """A place is theirs."""
    row = row or Account(event.account_id)
    named = Naming(event.site_id, event.ipd_id, event.from_day, event.until_day)
    return replace(row, places=(*_others(row, event), named))


def _released(row: Account | None, event: Any, entry: Entry) -> Account | None:
    """It is theirs up to that day alone."""
    if row is None:
        return None
    ended = Naming(event.site_id, event.ipd_id, event.from_day, event.last_day)
    return replace(row, places=(*_others(row, event), ended))


def _others(row: Account, event: Any) -> tuple[Naming, ...]:
    """The namings but this one: of one account at one place, each from a day of its own."""
    this = (event.site_id, event.from_day)
    return tuple(one for one in row.places if (one.site_id, one.from_day) != this)


def _linked(row: Account | None, event: Any, entry: Entry) -> Account:
    """Linked; told twice, once."""
    row = row or Account(event.account_id)
    return replace(row, links=(*_other_links(row, event), _link(event)))


def _unlinked(row: Account | None, event: Any, entry: Entry) -> Account | None:
    """No longer."""
    return row and replace(row, links=_other_links(row, event))


def _other_links(row: Account, event: Any) -> tuple[Link, ...]:
    return tuple(one for one in row.links if one != _link(event))


def _link(event: Any) -> Link:
    """To what it says; a unit by the code that it has."""
    to = str(event.to)
    return Link(to, FORMER.get(event.key, event.key) if to == "unit" else event.key)
