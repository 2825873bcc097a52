"""A registered putusan is answered with ranked proposals, or with the reasons why no place fits."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from services.intake.putusan.events import PutusanFinalityRecorded, PutusanLeft, PutusanRegistered
from services.matching.ipd.decider import IPD
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    LeavePlacement,
    ProposePlaces,
    TakeFinality,
    leave,
    propose,
    take_finality,
)
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need, SlotFreed, SlotTaken
from shared.domain.identifiers import IpdId, Month, OfferId
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.web.house import House

PROPOSE: Reaction[House] = Reaction("matching.propose")


@PROPOSE.on(PutusanRegistered)
async def propose_places(event: PutusanRegistered, entry: Recorded, house: House) -> None:
    """Ask for a place with the ruling's own needs."""
    need = Need.model_validate(event.model_dump(include=set(Need.model_fields)))
    command = ProposePlaces(putusan_id=event.putusan_id, klien_id=event.klien_id, need=need)
    stream = PLACEMENT.stream(event.putusan_id)
    asked = PROPOSE.asked(entry)
    await house.executor.execute(
        command, PLACEMENT, stream, propose(await candidates(house)), asked, house.circumstances
    )


@PROPOSE.on(PutusanLeft)
async def leave_person(event: PutusanLeft, entry: Recorded, house: House) -> None:
    """The place goes to whose the ruling is, with the registration that follows."""
    command = LeavePlacement(putusan_id=event.putusan_id, klien_id=event.klien_id)
    stream = PLACEMENT.stream(event.putusan_id)
    await house.executor.execute(command, PLACEMENT, stream, leave, PROPOSE.asked(entry), house.circumstances)


@PROPOSE.on(PutusanFinalityRecorded)
async def plan_from_finality(event: PutusanFinalityRecorded, entry: Recorded, house: House) -> None:
    """No plan begins before the ruling is in force."""
    command = TakeFinality(
        putusan_id=event.putusan_id, klien_id=event.klien_id, number=event.number, final_on=event.final_on
    )
    stream = PLACEMENT.stream(event.putusan_id)
    asked = PROPOSE.asked(entry)
    await house.executor.execute(
        command, PLACEMENT, stream, take_finality(await candidates(house)), asked, house.circumstances
    )


async def candidates(house: House) -> tuple[Candidate, ...]:
    """Every open offer with its taken slots, read from the streams themselves: a projection may lag."""
    hosts: dict[str, list[Recorded]] = defaultdict(list)
    for recorded in await house.ledger.read_category(IPD.category):
        hosts[recorded.stream].append(recorded)
    offers = [offer for entries in hosts.values() for offer in IPD.fold(known_events(entries)).open_offers]
    taken = await _taken(house, {offer.ipd_id for offer in offers})
    return tuple(Candidate(offer, taken[offer.offer_id]) for offer in offers)


async def _taken(house: House, hosts: Iterable[IpdId]) -> dict[OfferId, Counter[Month]]:
    """Taken slots from this month on: no plan begins earlier, and what is past grows for ever."""
    this_month = f"{house.circumstances().today:%Y-%m}"
    ranges = [(SLOTS.stream(ipd_id, this_month), f"{SLOTS.stream(ipd_id)}.") for ipd_id in sorted(hosts)]
    taken: dict[OfferId, Counter[Month]] = defaultdict(Counter)
    for slot in known_events(await house.ledger.read_ranges(ranges)):
        if isinstance(slot, SlotTaken | SlotFreed):
            taken[slot.offer_id][slot.month] += 1 if isinstance(slot, SlotTaken) else -1
    return taken
