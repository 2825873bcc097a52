"""A stay at a host: accepted with its slots, or corrected, with the slots of the wrong one freed.

A slot and its placement are taken in one request, so no place is ever overbooked: the decision sees the placement, the
host and the slots of every month of the stay, and all of them are written together or not at all. What is past was so
whether or not there was a slot: only months from the present one on can be full.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.matching.ipd.decider import IPD, Ipd
from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.commands import AcceptPlacement, CorrectPlacement, TakeEnd
from services.matching.placement.decider.plan import months_between
from services.matching.placement.decider.rules import PLACE_APART, PLACE_REGIME, takes
from services.matching.placement.decider.state import SLOTS, Placement, Slots
from services.matching.placement.events import (
    PlacementAccepted,
    PlacementCorrected,
    PlacementRequested,
    Planned,
    SlotFreed,
    SlotTaken,
)
from shared.domain.event import Event
from shared.domain.identifiers import IpdId, KlienId, Month, OfferId, PutusanId
from shared.domain.numbers import out_of_turn
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

STAY_MONTHS_MOST = 14
"""Two windows of 180 days, one of them after a repeat order, touch no more calendar months than this."""


Key = tuple[IpdId, Month]


@dataclass(frozen=True, slots=True)
class Stay:
    """At whose offer, in which months."""

    ipd_id: IpdId
    offer_id: OfferId
    months: tuple[Month, ...]

    @property
    def keys(self) -> frozenset[Key]:
        """The streams of slots that it bears on."""
        return frozenset((self.ipd_id, month) for month in self.months)


def stay_months(planned: Planned) -> tuple[Month, ...]:
    """The months whose slots the stay needs; of a stay that is too long one more than a stay can touch."""
    longest = planned.planned_from.toordinal() + (STAY_MONTHS_MOST + 1) * 31
    last = min(planned.planned_until, date.fromordinal(min(longest, date.max.toordinal())))
    return months_between(planned.planned_from, last)[: STAY_MONTHS_MOST + 1]


def stay_of(planned: Planned) -> Stay:
    """The stay that was planned."""
    return Stay(planned.ipd_id, planned.offer_id, stay_months(planned))


def over(state: Placement) -> Refused | None:
    """Why no place is chosen any more: the ruling is executed here no longer."""
    if state.ended_on is None:
        return None
    return refused("placement-ended", severity=Severity.CONFLICT, ended_on=state.ended_on.isoformat())


def beside_end(command: TakeEnd, placement: Placement) -> Scope:
    """The slots of every month of the stay."""
    return slots_of(stay_of(placement.accepted).keys if placement.accepted else ())


def moved_by_end(state: Placement, slots: Sequence[Slots]) -> Iterable[Sequence[Event]]:
    """The slots that are freed since nobody serves there after that day, or taken again since it was taken back; for
    each month of the stay, in their order."""
    if state.accepted is None or state.requested is None:
        return
    stay, ruling = stay_of(state.accepted), state.requested.putusan_id
    stays = until_end(state.accepted, state)
    for key, taken in zip(sorted(stay.keys), slots, strict=True):
        yield held_by(ruling, key, taken, stays)


def held_by(putusan_id: PutusanId, key: Key, taken: Slots, stay: Stay) -> tuple[Event, ...]:
    """What changes in one month at the offer of the stay, whoever has what there."""
    ids = {"ipd_id": key[0], "month": key[1], "offer_id": stay.offer_id, "putusan_id": putusan_id}
    holds = taken.holds(stay.offer_id, putusan_id)
    if holds == (key in stay.keys):
        return ()
    return (SlotFreed(**ids) if holds else SlotTaken(**ids),)


def until_end(planned: Planned, state: Placement) -> Stay:
    """The stay that was planned, but for each month that is not over by the day on which the ruling ended here."""
    stay = stay_of(planned)
    if state.ended_on is None:
        return stay
    gone = f"{state.ended_on + timedelta(days=1):%Y-%m}"
    return replace(stay, months=tuple(month for month in stay.months if month < gone))


def accept(
    command: AcceptPlacement, states: tuple[Placement, Ipd, *tuple[Slots, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """Accept with a slot in every month of the stay, or say everything that stands against it."""
    placement, ipd, *slots = states
    if placement.requested is None:
        return Refused((Fault("placement-unknown", severity=Severity.ABSENT),))
    if placement.accepted:
        same = placement.accepted.offer_id == command.offer_id
        return [()] * len(states) if same else Refused((Fault("placement-accepted", severity=Severity.CONFLICT),))
    if against := over(placement):
        return against
    offer = ipd.open_offer(command.offer_id)
    if offer is None:
        return Refused((Fault("offer-not-open", pointer="/offer_id", severity=Severity.CONFLICT),))
    months = stay_months(command)
    faults = (
        *_of_the_choice(command, placement),
        *_of_the_regime(placement, offer),
        *_of_the_days(command, months),
        *_of_the_past(command, given.today),
        *_overbooked(offer, months, slots, given.today),
        *_of_those_apart(command, offer, ipd, slots),
    )
    if faults:
        return Refused(faults)
    return [
        (_accepted(command, placement.requested, offer, given.today),),
        (),
        *((_slot(command, month),) for month in months),
    ]


def beside_acceptance(command: AcceptPlacement, placement: Placement) -> Scope:
    """The host, and the slots of every month of the stay."""
    return ((IPD, IPD.stream(command.ipd_id)), *slots_of(stay_of(command).keys))


def beside_correction(command: CorrectPlacement, placement: Placement) -> Scope:
    """The host, and the slots of the stay that stands and of the true one."""
    return ((IPD, IPD.stream(command.ipd_id)), *slots_of(_keys(command, placement)))


def slots_of(keys: Iterable[Key]) -> Scope:
    """Their streams, always in the same order."""
    return tuple((SLOTS, SLOTS.stream(*key)) for key in sorted(keys))


def _keys(command: CorrectPlacement, placement: Placement) -> list[Key]:
    former = until_end(placement.accepted, placement).keys if placement.accepted else frozenset()
    return sorted(until_end(command, placement).keys | former)


def correct(
    command: CorrectPlacement, states: tuple[Placement, Ipd, *tuple[Slots, ...]], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """The true stay with its slots, those of the wrong one freed, or say everything that stands against it."""
    placement, ipd, *slots = states
    if placement.requested is None:
        return refused("placement-unknown", severity=Severity.ABSENT)
    if placement.accepted is None:
        return refused("placement-not-accepted", severity=Severity.CONFLICT)
    if any(_same(known, command) for known in placement.corrections):
        return [()] * len(states)
    if refusal := out_of_turn("placement-moved", command.number, {one.number: one for one in placement.corrections}):
        return refusal
    offer = ipd.offers.get(command.offer_id)
    if offer is None:
        return refused("offer-not-open", severity=Severity.CONFLICT, pointer="/offer_id")
    former, true = until_end(placement.accepted, placement), until_end(command, placement)
    keys = _keys(command, placement)
    held = dict(zip(keys, slots, strict=True))
    if faults := (*_of_the_regime(placement, offer), *_faults_of_correction(command, offer, true, held, given.today)):
        return Refused(faults)
    own = {"klien_id": placement.requested.klien_id, "site_id": offer.site_id, "weekdays": offer.weekdays}
    corrected = retold(PlacementCorrected, command, **own)
    return [(corrected,), (), *(moved(command.putusan_id, key, former, true) for key in keys)]


def _faults_of_correction(
    command: CorrectPlacement, offer: OfferOpened, true: Stay, held: Mapping[Key, Slots], today: date
) -> tuple[Fault, ...]:
    """The days, and the months in which the person has no slot at this offer yet and none is free."""
    of_month = {month: held[(true.ipd_id, month)] for month in true.months}
    wanted = [month for month, one in of_month.items() if not one.holds(offer.offer_id, command.putusan_id)]
    free = [of_month[month] for month in wanted]
    return (*_of_the_days(command, stay_months(command)), *_overbooked(offer, wanted, free, today))


def _same(known: PlacementCorrected, command: CorrectPlacement) -> bool:
    """Whether this correction was said before: of two under one number the first stands."""
    said = known.number, known.offer_id, known.planned_from, known.planned_until
    return said == (command.number, command.offer_id, command.planned_from, command.planned_until)


def moved(putusan_id: PutusanId, key: Key, former: Stay, true: Stay) -> tuple[Event, ...]:
    """What changes among the slots of one host in one month."""
    ipd_id, month = key
    ids = {"ipd_id": ipd_id, "month": month, "putusan_id": putusan_id}
    stays = key in true.keys
    told: list[Event] = []
    if key in former.keys and not (stays and former.offer_id == true.offer_id):
        told.append(SlotFreed(offer_id=former.offer_id, **ids))
    if stays and not (key in former.keys and former.offer_id == true.offer_id):
        told.append(SlotTaken(offer_id=true.offer_id, **ids))
    return tuple(told)


def _of_the_past(command: AcceptPlacement, today: date) -> tuple[Fault, ...]:
    """A stay that has begun is a fact with a paper."""
    if command.planned_from >= today or command.document is not None:
        return ()
    return (Fault("stay-begun", {"today": today.isoformat()}, pointer="/document"),)


def _of_the_choice(command: AcceptPlacement, placement: Placement) -> tuple[Fault, ...]:
    if placement.proposal(command.offer_id) and command.offer_id not in placement.declined:
        return ()
    return () if command.override is not None else (Fault("not-proposed", pointer="/override"),)


def days_meant(planned: Planned) -> bool:
    """Whether a stay can be of these days."""
    return not _of_the_days(planned, stay_months(planned))


def _of_those_apart(
    command: AcceptPlacement, offer: OfferOpened, ipd: Ipd, slots: Sequence[Slots]
) -> tuple[Fault, ...]:
    """Whoever must not serve beside the person has a slot at that place in a month of the stay; for a reason that is
    meant for it, it may be so."""
    here = {one.offer_id for one in ipd.offers.values() if one.site_id == offer.site_id}
    held = {slot.putusan_id for taken in slots for slot in taken.taken if slot.offer_id in here}
    if held.isdisjoint(command.apart) or (command.beside and command.override is not None):
        return ()
    return (Fault(PLACE_APART, pointer="/override", severity=Severity.CONFLICT),)


def _of_the_regime(placement: Placement, offer: OfferOpened) -> tuple[Fault, ...]:
    """Adults or children, as the offer stands today: proposals ask the same."""
    fits = placement.need is None or takes(offer, placement.need)
    return () if fits else (Fault(PLACE_REGIME, pointer="/offer_id", severity=Severity.CONFLICT),)


def _of_the_days(command: Planned, months: Sequence[Month]) -> tuple[Fault, ...]:
    odd = tuple(
        Fault("date-not-meant", pointer=f"/{name}")
        for name, day in (("planned_from", command.planned_from), ("planned_until", command.planned_until))
        if not can_be_meant(day)
    )
    if odd:
        return odd
    if command.planned_from <= command.planned_until and len(months) <= STAY_MONTHS_MOST:
        return ()
    return (Fault("stay-days", pointer="/planned_from"),)


def _overbooked(offer: OfferOpened, months: Sequence[Month], slots: Sequence[Slots], today: date) -> tuple[Fault, ...]:
    this_month = f"{today:%Y-%m}"
    return tuple(
        Fault("slots-full", {"month": month, "slots": offer.slots}, pointer="/offer_id", severity=Severity.CONFLICT)
        for month, taken in zip(months, slots, strict=True)
        if month >= this_month and taken.count(offer.offer_id) >= offer.slots
    )


def _accepted(
    command: AcceptPlacement, asked: PlacementRequested, offer: OfferOpened, today: date
) -> PlacementAccepted:
    own = {"klien_id": asked.klien_id, "site_id": offer.site_id, "weekdays": offer.weekdays}
    return retold(PlacementAccepted, command, accepted_on=today, **own)


def accepted_again(stands: PlacementAccepted | PlacementCorrected, klien_id: KlienId) -> PlacementAccepted:
    """The same stay for whose it is. What was written about it lies under the former person's key and stays there."""
    return retold(PlacementAccepted, stands, klien_id=klien_id, override=None, document=None)


def _slot(command: AcceptPlacement, month: Month) -> SlotTaken:
    return retold(SlotTaken, command, month=month)
