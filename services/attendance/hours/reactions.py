"""A registered putusan, its finality and an accepted placement reach the person's hours, whichever comes first; a
putusan that leaves a person leaves their hours before it comes to another's, as intake told it in that order."""

from datetime import date
from typing import TypeVar

import msgspec

from services.attendance.hours.decider import (
    HOURS,
    GiveBackHours,
    Hours,
    OpenPlace,
    OpenSentence,
    TakeCredit,
    TakeEnd,
    TakeFinality,
    TakeOverHours,
    WithdrawSentence,
    left_after,
)
from services.attendance.hours.events import Brought, HoursTaken
from services.intake.klien.events import PersonsMerged, PersonsParted
from services.intake.putusan.events import (
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanLeft,
    PutusanRegistered,
    PutusanResumed,
)
from services.matching.placement.events import PlacementAccepted, PlacementCorrected
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.law.calendar import wib_day
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.privacy.refs import refs_in
from shared.web.house import House

OPEN: Reaction[House] = Reaction("attendance.open")
Moving = TypeVar("Moving", TakeOverHours, GiveBackHours)


@OPEN.on(PutusanRegistered)
async def take_up_sentence(event: PutusanRegistered, entry: Recorded, house: House) -> OpenSentence:
    """What is owed, as the ruling fixed it."""
    return retold(OpenSentence, event)


@OPEN.on(PutusanLeft)
async def give_back_sentence(event: PutusanLeft, entry: Recorded, house: House) -> WithdrawSentence:
    """The person owes nothing by a ruling that is not theirs, and gets nothing for it."""
    return retold(WithdrawSentence, event)


@OPEN.on(PersonsMerged)
async def take_over_hours(event: PersonsMerged, entry: Recorded, house: House) -> TakeOverHours:
    """All that was told of the other; what intake tells of the rulings after it says nothing new."""
    return await _but_for_the_last(retold(TakeOverHours, event), entry, house)


@OPEN.on(PersonsParted)
async def give_back_hours(event: PersonsParted, entry: Recorded, house: House) -> GiveBackHours:
    """What came with the other goes back with it."""
    return await _but_for_the_last(retold(GiveBackHours, event), entry, house)


async def _but_for_the_last(command: Moving, entry: Recorded, house: House) -> Moving:
    """Of many logs a part a request is told, each whole; the last is left to ask. Begun again after a crash it goes on
    with what is left, since a part is found from what stands."""
    while left := left_after(command, *[await _hours(house, one) for one in (command.klien_id, command.other)]):
        if isinstance(await OPEN.part(command, entry, house, str(left)), Refused):
            break
    return command


async def _hours(house: House, klien_id: KlienId) -> Hours:
    return HOURS.fold(known_events(await house.ledger.read_stream(HOURS.stream(klien_id))))


@OPEN.on(HoursTaken)
async def hand_back(event: HoursTaken, entry: Recorded, house: House) -> None:
    """What was told meanwhile of the logs that came back is this person's, and goes with their erasure alone."""
    if event.opens:
        entries = await house.ledger.read_stream(HOURS.stream(event.klien_id))
        refs = refs_in([msgspec.json.decode(one.payload) for one in entries])
        await house.vault.hand_over(refs, event.other, event.klien_id)


@OPEN.on(PutusanFinalityRecorded)
async def take_up_finality(event: PutusanFinalityRecorded, entry: Recorded, house: House) -> TakeFinality:
    """From when the ruling is in force: window and credit follow."""
    return retold(TakeFinality, event)


@OPEN.on(PutusanEnded)
async def take_up_end(event: PutusanEnded, entry: Recorded, house: House) -> TakeEnd:
    """Nothing worked after that day counts for it."""
    return retold(TakeEnd, event)


@OPEN.on(PutusanResumed)
async def take_back_end(event: PutusanResumed, entry: Recorded, house: House) -> TakeEnd:
    """Every day counts again as it would have."""
    return retold(TakeEnd, event, ended_on=None)


@OPEN.on(PutusanCreditBrought)
async def take_up_credit(event: PutusanCreditBrought, entry: Recorded, house: House) -> TakeCredit:
    """What another regency credited counts here."""
    return retold(TakeCredit, event, credit=retold(Brought, event))


@OPEN.on(PutusanCreditWithdrawn)
async def give_back_credit(event: PutusanCreditWithdrawn, entry: Recorded, house: House) -> TakeCredit:
    """As if it had never been executed elsewhere."""
    return retold(TakeCredit, event, credit=None)


@OPEN.on(PlacementAccepted)
async def take_up_place(event: PlacementAccepted, entry: Recorded, house: House) -> OpenPlace:
    """Where the person may serve: from the acceptance on, or from the planned day where that lies before it."""
    told_on = _told_on(entry)
    return retold(OpenPlace, event, opens_on=min(event.planned_from, told_on, event.accepted_on or told_on))


@OPEN.on(PlacementCorrected)
async def take_up_true_place(event: PlacementCorrected, entry: Recorded, house: House) -> OpenPlace:
    """Where the person truly serves: the former place is as never given."""
    return retold(OpenPlace, event, opens_on=min(event.planned_from, _told_on(entry)))


def _told_on(entry: Recorded) -> date:
    return wib_day(entry.meta.occurred_at or entry.recorded_at)
