"""A registered putusan is answered with ranked proposals, or with the reasons why no place fits."""

from services.intake.putusan.events import (
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanLeft,
    PutusanRegistered,
    PutusanResumed,
)
from services.matching.placement.decider import LeavePlacement, ProposePlaces, TakeEnd, TakeFinality
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need
from services.matching.placement.open_places import open_places
from shared.domain.retold import retold
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.web.house import House

PROPOSE: Reaction[House] = Reaction("matching.propose")


@PROPOSE.on(PutusanRegistered)
async def propose_places(event: PutusanRegistered, entry: Recorded, house: House) -> ProposePlaces:
    """Ask for a place with the ruling's own needs."""
    return retold(ProposePlaces, event, need=retold(Need, event), candidates=await candidates(house))


@PROPOSE.on(PutusanLeft)
async def leave_person(event: PutusanLeft, entry: Recorded, house: House) -> LeavePlacement:
    """The place goes to whose the ruling is, with the registration that follows."""
    return retold(LeavePlacement, event)


@PROPOSE.on(PutusanFinalityRecorded)
async def plan_from_finality(event: PutusanFinalityRecorded, entry: Recorded, house: House) -> TakeFinality:
    """No plan begins before the ruling is in force."""
    return retold(TakeFinality, event, candidates=await candidates(house))


@PROPOSE.on(PutusanEnded)
async def end_stay(event: PutusanEnded, entry: Recorded, house: House) -> TakeEnd:
    """The place is free after that day."""
    return retold(TakeEnd, event)


@PROPOSE.on(PutusanResumed)
async def go_on(event: PutusanResumed, entry: Recorded, house: House) -> TakeEnd:
    """The stay goes on as it was agreed; where there is none, a place is sought."""
    return retold(TakeEnd, event, ended_on=None, candidates=await candidates(house))


async def candidates(house: House) -> tuple[Candidate, ...]:
    """Every open offer with its taken slots, as the ledger has them now."""
    return await open_places(house.ledger).now(house.circumstances().today)
