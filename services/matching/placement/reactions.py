"""A registered putusan is answered with ranked proposals, or with the reasons why no place fits."""

from services.intake.putusan.events import PutusanFinalityRecorded, PutusanLeft, PutusanRegistered
from services.matching.placement.decider import (
    PLACEMENT,
    LeavePlacement,
    ProposePlaces,
    TakeFinality,
    leave,
    propose,
    take_finality,
)
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need
from services.matching.placement.open_places import open_places
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
    """Every open offer with its taken slots, as the ledger has them now."""
    return await open_places(house.ledger).now(house.circumstances().today)
