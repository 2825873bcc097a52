"""The placement of each putusan as people read it: what was proposed with which reasons, and where it was accepted."""

from datetime import date, datetime
from typing import Any

import msgspec

from services.intake.putusan.events import (
    PutusanConfirmed,
    PutusanLeft,
    PutusanReceived,
    PutusanRejected,
    PutusanReplaced,
)
from services.matching.placement.events import (
    DeclineUndone,
    Need,
    NoPlaceFound,
    PlacementAccepted,
    PlacementConfirmed,
    PlacementCorrected,
    PlacementDeclined,
    PlacementDoubted,
    PlacementEnded,
    PlacementProposed,
    PlacementReplanned,
    PlacementRequested,
)
from shared.access.persons import persons
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class Decline(msgspec.Struct, frozen=True):
    """A host's no to one proposal."""

    offer_id: str
    reason: str
    declined_at: datetime


class PlacementRow(msgspec.Struct, frozen=True):
    """One putusan's place. ``state``: requested, proposed, none, accepted; ended, whatever ``stands`` beneath."""

    putusan_id: str
    klien_id: str
    state: str
    regime: str
    kecamatan: str | None = None
    total_minutes: int = 0
    brought_minutes: int = 0
    """What another regency credited of it."""
    proposals: tuple[dict[str, Any], ...] = ()
    obstacles: tuple[dict[str, Any], ...] = ()
    declined: tuple[Decline, ...] = ()
    ipd_id: str | None = None
    offer_id: str | None = None
    site_id: str | None = None
    planned_from: date | None = None
    planned_until: date | None = None
    stands: str | None = None
    """Its state but for its end; None: it has not ended."""
    ended_on: date | None = None
    """The last day on which anybody serves by the ruling here."""
    ended_number: int = 0
    """Of its end or the taking back of it that stands; 0: none was told."""
    number: int = 0
    """The correction of the place that stands; 0: the acceptance."""
    profile: int = 0
    """The number of the person's profile that was read last; 0: none."""
    placed_by: int = 0
    """The one by which the place that stands was chosen."""
    agreed_until: date | None = None
    """Until when it was agreed, where it was planned anew since; None: it was not."""
    replanned: str | None = None
    """Why it was."""
    doubts: tuple[dict[str, Any], ...] = ()
    """What stands against the stay since the host accepted."""
    asked: int = 0
    """How often something was asked about the stay."""
    confirmed: int = 0
    """Which asking somebody has answered with: it goes on as it is; 0: none that stands."""
    asks: bool = False
    """Whether a person has still to settle something about the stay."""
    position: int = 0


GOES_OVER = ("planned_from", "planned_until", "agreed_until", "replanned", "doubts", "asked", "confirmed")
"""What another person's row of a stay has from the former's, until the stay is told again."""
FAR = date(9999, 12, 31)
"""What a day that has not come yet is sorted as."""
PLACEMENTS = StateProjection(
    "matching",
    "placement",
    PlacementRow,
    key="putusan_id",
    version=11,
    indexes=(
        Index(("position", "putusan_id")),
        Index(("total_minutes", "putusan_id")),
        Index(("(coalesce(planned_from, 'infinity'::date))", "putusan_id")),
        Index(("(coalesce(planned_until, 'infinity'::date))", "putusan_id")),
        *(Index((by, "position", "putusan_id")) for by in ("state", "regime", "ipd_id", "asks")),
    ),
)
PERSONS = persons("matching", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)


@PLACEMENTS.on(PlacementRequested, key=lambda event: event.putusan_id)
def requested(row: PlacementRow | None, event: PlacementRequested, entry: Entry) -> PlacementRow:
    """A place is wanted; with a place already, only what it was wanted for is mended."""
    need = event.need
    placed = row is not None and "accepted" in (row.state, row.stands)
    if row is not None and placed and row.klien_id == event.klien_id:
        mended = msgspec.structs.replace(
            row,
            regime=need.terms.regime,
            kecamatan=need.kecamatan,
            total_minutes=need.terms.total_minutes,
            brought_minutes=need.brought_minutes,
            profile=_number(need),
            asked=row.asked + (_number(need) > row.profile),
            position=entry.position,
        )
        return _asking(mended)
    new = PlacementRow(
        putusan_id=event.putusan_id,
        klien_id=event.klien_id,
        state="requested",
        regime=need.terms.regime,
        kecamatan=need.kecamatan,
        total_minutes=need.terms.total_minutes,
        brought_minutes=need.brought_minutes,
        declined=row.declined if row else (),
        profile=_number(need),
        position=entry.position,
    )
    return _gone_over(new, row) if row is not None and placed else new


def _gone_over(new: PlacementRow, row: PlacementRow) -> PlacementRow:
    """A stay goes over to another person with what is asked about it, and is told again right after this."""
    stays = {name: getattr(row, name) for name in GOES_OVER}
    return msgspec.structs.replace(new, state="accepted", placed_by=new.profile, **stays)


@PLACEMENTS.on(PlacementProposed, key=lambda event: event.putusan_id)
def proposed(row: PlacementRow | None, event: PlacementProposed, entry: Entry) -> PlacementRow | None:
    """Places are proposed, best first."""
    return row and msgspec.structs.replace(
        row,
        state="proposed",
        proposals=tuple(msgspec.to_builtins(event.proposals)),
        obstacles=tuple(msgspec.to_builtins(event.obstacles)),
        position=entry.position,
    )


@PLACEMENTS.on(NoPlaceFound, key=lambda event: event.putusan_id)
def none_found(row: PlacementRow | None, event: NoPlaceFound, entry: Entry) -> PlacementRow | None:
    """No place fits, and why."""
    return row and msgspec.structs.replace(
        row,
        state="none",
        proposals=(),
        obstacles=tuple(msgspec.to_builtins(event.obstacles)),
        position=entry.position,
    )


@PLACEMENTS.on(PlacementDeclined, key=lambda event: event.putusan_id)
def declined(row: PlacementRow | None, event: PlacementDeclined, entry: Entry) -> PlacementRow | None:
    """One host said no; the other proposals stand."""
    return row and msgspec.structs.replace(
        row, declined=(*row.declined, retold(Decline, event)), position=entry.position
    )


@PLACEMENTS.on(DeclineUndone, key=lambda event: event.putusan_id)
def decline_undone(row: PlacementRow | None, event: DeclineUndone, entry: Entry) -> PlacementRow | None:
    """The host never said no: the proposal stands again, in its place."""
    if row is None:
        return None
    others = [one for one in row.proposals if one["offer_id"] != event.offer_id]
    restored = [*others, msgspec.to_builtins(event.proposal)]
    return msgspec.structs.replace(
        row,
        state="proposed" if row.state == "none" else row.state,
        proposals=tuple(sorted(restored, key=lambda one: (-one["score"], one["offer_id"]))),
        declined=tuple(one for one in row.declined if one.offer_id != event.offer_id),
        position=entry.position,
    )


@PLACEMENTS.on(PlacementAccepted, key=lambda event: event.putusan_id)
def accepted(row: PlacementRow | None, event: PlacementAccepted, entry: Entry) -> PlacementRow | None:
    """A host said yes."""
    if row is None:
        return None
    again = "accepted" in (row.state, row.stands)
    stands = {"state": "accepted"} if row.stands is None else {"stands": "accepted"}
    placed = {**same(PlacementRow, event), **({"number": 0} if again else _agreed(row))}
    return _asking(msgspec.structs.replace(row, **stands, **placed, position=entry.position))


@PLACEMENTS.on(PlacementCorrected, key=lambda event: event.putusan_id)
def corrected(row: PlacementRow | None, event: PlacementCorrected, entry: Entry) -> PlacementRow | None:
    """Where the person truly serves."""
    found = row and msgspec.structs.replace(row, **same(PlacementRow, event), **_agreed(row), position=entry.position)
    return found and _asking(found)


@PLACEMENTS.on(PlacementReplanned, key=lambda event: event.putusan_id)
def replanned(row: PlacementRow | None, event: PlacementReplanned, entry: Entry) -> PlacementRow | None:
    """Its days follow what is asked of it."""
    if row is None:
        return None
    days = event.planned_from, event.planned_until
    moved = (
        {"agreed_until": row.agreed_until or row.planned_until, "replanned": event.why}
        if days != (row.planned_from, row.planned_until)
        else {}
    )
    return _asking(
        msgspec.structs.replace(row, **same(PlacementRow, event), **moved, doubts=(), position=entry.position)
    )


@PLACEMENTS.on(PlacementDoubted, key=lambda event: event.putusan_id)
def doubted(row: PlacementRow | None, event: PlacementDoubted, entry: Entry) -> PlacementRow | None:
    """A person settles whether it holds."""
    doubts = tuple(msgspec.to_builtins(event.obstacles))
    found = row and msgspec.structs.replace(row, doubts=doubts, asked=row.asked + 1, position=entry.position)
    return found and _asking(found)


@PLACEMENTS.on(PlacementConfirmed, key=lambda event: event.putusan_id)
def confirmed(row: PlacementRow | None, event: PlacementConfirmed, entry: Entry) -> PlacementRow | None:
    """Somebody has."""
    answered = event.number if event.holds else 0
    found = row and msgspec.structs.replace(row, confirmed=answered, position=entry.position)
    return found and _asking(found)


@PLACEMENTS.on(PlacementEnded, key=lambda event: event.putusan_id)
def ended(row: PlacementRow | None, event: PlacementEnded, entry: Entry) -> PlacementRow | None:
    """Nobody serves there after that day, or somebody does again; the highest number stands."""
    if row is None or event.number < row.ended_number:
        return row
    stood = row.stands or row.state
    found = msgspec.structs.replace(
        row,
        state="ended" if event.ended_on else stood,
        stands=stood if event.ended_on else None,
        ended_on=event.ended_on,
        ended_number=event.number,
        position=entry.position,
    )
    return _asking(found)


def _asking(row: PlacementRow) -> PlacementRow:
    open_still = bool(row.doubts or row.profile > row.placed_by) and row.asked != row.confirmed
    return msgspec.structs.replace(row, asks=row.state == "accepted" and open_still)


def _agreed(row: PlacementRow) -> dict[str, Any]:
    """As somebody has said the days, nothing is asked about them."""
    return {"placed_by": row.profile, "agreed_until": None, "replanned": None, "doubts": (), "confirmed": 0}


def _number(need: Need) -> int:
    return need.profile.number if need.profile else 0
