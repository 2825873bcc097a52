"""An accepted stay follows what is asked of it: planned anew by the planning of proposals, from the day on which the
work began; where it cannot hold that, its days stand and a person is asked.

The days follow from what the stay is asked and nothing else, so that they are those of a history in which it had been
asked so from the start. What people agreed otherwise than planning would have it stays until the terms change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.matching.ipd.decider import IPD, Ipd
from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.commands import ConfirmStay, FollowTerms, TakeStart
from services.matching.placement.decider.fit import fit_of, waits
from services.matching.placement.decider.plan import Plan, left_minutes, months_between
from services.matching.placement.decider.rules import Broken, Candidate, Fit, obstacles
from services.matching.placement.decider.state import Basis, Placement, Slots, evolve
from services.matching.placement.decider.stay import (
    STAY_MONTHS_MOST,
    Key,
    held_by,
    slots_of,
    stay_of,
    until_end,
)
from services.matching.placement.events import (
    Need,
    Obstacle,
    PlacementBegun,
    PlacementConfirmed,
    PlacementDoubted,
    PlacementReplanned,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code, Month, RuleCode
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.circumstances import Circumstances
from shared.law.limits import in_force_from

PLAN_RULES = frozenset(
    {f"place-{one}" for one in ("window", "slots", "days-off", "opening-hours", "planned-hours", "school-hours")}
)
"""What is asked again whenever the days are another question; of all else, only what stands against it since."""
SERVED = Obstacle(rule=RuleCode("stay-served"), offers=0)
WHY = (("credit", ("brought_minutes", "executed_from")), ("finality", ("ruled_on", "final_on", "appealed_on")))
"""Which fields of a need are whose; all others are the terms."""


def take_start(command: TakeStart, state: Placement, _: Circumstances) -> Sequence[Event] | Refused:
    """What is planned of a stay follows, also of one that is told of afterwards."""
    if state.left or (state.begun and state.begun.number >= command.number):
        return []
    return [retold(PlacementBegun, command)]


def beside_following(command: FollowTerms, placement: Placement) -> Scope:
    """The host, and the slots of every month of the stay that stands and of the longest that may follow."""
    if not _asks_anew(placement):
        return ()
    assert placement.accepted is not None
    return ((IPD, IPD.stream(placement.accepted.ipd_id)), *slots_of(_keys(placement)))


def _asks_anew(state: Placement) -> bool:
    """Whether another thing is asked of the stay than what its days were said for, and there is a day to plan from."""
    basis = state.basis
    if basis is None or state.agreed_for is None or state.left or waits(basis.need):
        return False
    return basis != (state.doubted_for or state.agreed_for)


def _keys(state: Placement) -> list[Key]:
    assert state.accepted is not None
    assert state.basis is not None
    need = state.basis.need
    first = max(state.basis.begins, in_force_from(need.ruled_on, need.final_on) or need.ruled_on)
    longest = date.fromordinal(min(first.toordinal() + STAY_MONTHS_MOST * 31, date.max.toordinal()))
    months = months_between(first, longest)[:STAY_MONTHS_MOST]
    return sorted(stay_of(state.accepted).keys | {(state.accepted.ipd_id, month) for month in months})


@dataclass(frozen=True, slots=True)
class _Asked:
    """The stay held against what its days were agreed for, and against what is asked of it since."""

    was: Fit
    now: Fit
    begun_alone: bool
    """Whether only the day of beginning is another."""
    same: bool
    """Whether it is asked again what its days were agreed for."""
    open_still: frozenset[RuleCode]
    """What was asked about the place itself, and nobody has answered."""

    @property
    def against(self) -> tuple[Broken, ...]:
        """What stands against it since, and what is asked of that already."""
        before, again = obstacles(self.was), frozenset() if self.begun_alone else PLAN_RULES
        since = () if self.same else (one for one in obstacles(self.now) if one not in before or one.rule in again)
        return tuple(dict.fromkeys((*since, *self.standing)))

    @property
    def standing(self) -> tuple[Broken, ...]:
        """What is asked of the place already and stands against it still."""
        return tuple(one for one in obstacles(self.now) if one.rule in self.open_still)

    @property
    def planned(self) -> Plan | None:
        """The days that it could have, whatever else stands against it."""
        full = any(one.rule in PLAN_RULES for one in self.against)
        return None if full else self.now.plan


def follow(
    command: FollowTerms, states: tuple[Placement, *tuple[Ipd | Slots, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Other days with their slots, or what stands against the stay; nothing where its days are the same."""
    state, *beside = states
    if not _asks_anew(state):
        return [()] * len(states)
    assert state.accepted is not None
    ipd, keys = beside[0], _keys(state)
    assert isinstance(ipd, Ipd)
    held = {key: one for key, one in zip(keys, beside[1:], strict=True) if isinstance(one, Slots)}
    offer = ipd.offers.get(state.accepted.offer_id)
    if offer is None:
        return [()] * len(states)
    told = _told(command, state, _held_against(state, offer, held, given), given)
    after = state
    for event in told:
        after = evolve(after, event)
    assert after.accepted is not None
    former, true = until_end(state.accepted, state), until_end(after.accepted, after)
    if former == true:
        return [told, (), *(() for _ in keys)]
    return [told, (), *(held_by(command.putusan_id, key, held[key], true) for key in keys)]


def _held_against(state: Placement, offer: OfferOpened, held: Mapping[Key, Slots], given: Circumstances) -> _Asked:
    """By the profile that is known: it moves no day by itself, and a plan keeps its hours."""
    was, now, need = state.agreed_for, state.basis, state.need
    assert was is not None
    assert now is not None
    assert need is not None
    candidate = Candidate(offer, _taken(state, offer, held, given.today))
    before = was.need.model_copy(update={"profile": need.profile})
    return _Asked(
        fit_of(before, candidate, given, was.begins),
        fit_of(need, candidate, given, now.begins),
        was.need == now.need,
        now == was,
        frozenset(one.rule for one in state.doubts if state.asks) - PLAN_RULES,
    )


def _taken(state: Placement, offer: OfferOpened, held: Mapping[Key, Slots], today: date) -> dict[Month, int]:
    """By others; none in a month that is past, that the stay has already, or in which nobody serves by the ruling."""
    over = f"{state.ended_on:%Y-%m}" if state.ended_on else None
    assert state.requested is not None
    return {
        month: 0
        if month < f"{today:%Y-%m}" or (over and month > over) or one.holds(offer.offer_id, state.requested.putusan_id)
        else one.count(offer.offer_id)
        for (_, month), one in held.items()
    }


def _told(command: FollowTerms, state: Placement, asked: _Asked, given: Circumstances) -> tuple[Event, ...]:
    """The days anew where planning finds others than before, and what a person has to settle."""
    stay, now = state.accepted, state.basis
    assert stay is not None
    assert now is not None
    assert state.requested is not None
    ids = {"putusan_id": command.putusan_id, "klien_id": state.requested.klien_id, "law": given.law.version}
    if not left_minutes(now.need):
        return (PlacementDoubted(**ids, obstacles=(SERVED, *_doubts(asked.standing))),)
    days = stay.planned_from, stay.planned_until
    was, found = _days(asked.was.plan), _days(asked.planned)
    agreed_otherwise = asked.begun_alone and was != days
    true = days if found is None or found == was or agreed_otherwise else found
    against = asked.against
    told: list[Event] = []
    if true != days or (state.doubts and not against):
        told.append(PlacementReplanned(**ids, planned_from=true[0], planned_until=true[1], why=_why(state, now)))
    if against:
        told.append(PlacementDoubted(**ids, obstacles=_doubts(against)))
    return tuple(told)


def _doubts(against: Sequence[Broken]) -> tuple[Obstacle, ...]:
    return tuple(Obstacle(rule=one.rule, citation=one.citation, offers=0) for one in against)


def _days(found: Plan | None) -> tuple[date, date] | None:
    return (found.first, found.last) if found else None


def _why(state: Placement, now: Basis) -> Code:
    was = state.agreed_for
    assert was is not None
    if was.need == now.need:
        return Code("begun" if was.begins != now.begins else "terms")
    differ = {name for name in Need.model_fields if getattr(was.need, name) != getattr(now.need, name)}
    return next((Code(name) for name, fields in WHY if differ <= {*fields}), Code("terms"))


def confirm(command: ConfirmStay, state: Placement, _: Circumstances) -> Sequence[Event] | Refused:
    """It goes on as it is, or is asked about after all; said twice it is said once."""
    if state.requested is None:
        return refused("placement-unknown", severity=Severity.ABSENT)
    if state.accepted is None or state.left:
        return refused("placement-not-accepted", severity=Severity.CONFLICT)
    if command.number != state.asked or not (state.asks or state.confirmed):
        return refused("stay-not-asked", severity=Severity.CONFLICT)
    if command.holds != state.asks:
        return []
    return [retold(PlacementConfirmed, command, klien_id=state.requested.klien_id)]
