"""A registered putusan is answered with ranked proposals, or with the reasons why no place fits."""

from collections import Counter, defaultdict

from services.intake.putusan.events import PutusanRegistered
from services.matching.ipd.decider import IPD
from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider import PLACEMENT, ProposePlaces, propose
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need, SlotTaken
from shared.domain.identifiers import Month, OfferId
from shared.ledger.decoding import decode
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


async def candidates(house: House) -> tuple[Candidate, ...]:
    """Every open offer with its taken slots, read from the streams themselves: a projection may lag."""
    offers: dict[str, list[OfferOpened]] = {}
    hosts: dict[str, list[Recorded]] = defaultdict(list)
    for recorded in await house.ledger.read_category("ipd"):
        hosts[recorded.stream].append(recorded)
    for stream, entries in hosts.items():
        offers[stream] = list(IPD.fold(decode(entry) for entry in entries).open_offers)
    taken: dict[OfferId, Counter[Month]] = defaultdict(Counter)
    for recorded in await house.ledger.read_category("slots"):
        slot = decode(recorded)
        if isinstance(slot, SlotTaken):
            taken[slot.offer_id][slot.month] += 1
    return tuple(Candidate(offer, taken[offer.offer_id]) for found in offers.values() for offer in found)
