"""A registered putusan, its finality and an accepted placement reach the person's hours, whichever comes first; a
putusan that leaves a person leaves their hours before it comes to another's, as intake told it in that order."""

from datetime import date

from services.attendance.hours.decider import (
    HOURS,
    OpenPlace,
    OpenSentence,
    TakeFinality,
    WithdrawSentence,
    open_place,
    open_sentence,
    take_finality,
    withdraw_sentence,
)
from services.intake.putusan.events import PutusanFinalityRecorded, PutusanLeft, PutusanRegistered
from services.matching.placement.events import PlacementAccepted, PlacementCorrected
from shared.law.calendar import wib_day
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.web.house import House

OPEN: Reaction[House] = Reaction("attendance.open")


@OPEN.on(PutusanRegistered)
async def take_up_sentence(event: PutusanRegistered, entry: Recorded, house: House) -> None:
    """What is owed, as the ruling fixed it."""
    command = OpenSentence(
        klien_id=event.klien_id,
        putusan_id=event.putusan_id,
        terms=event.terms,
        ruled_on=event.ruled_on,
        final_on=event.final_on,
    )
    stream = HOURS.stream(event.klien_id)
    await house.executor.execute(command, HOURS, stream, open_sentence, OPEN.asked(entry), house.circumstances)


@OPEN.on(PutusanLeft)
async def give_back_sentence(event: PutusanLeft, entry: Recorded, house: House) -> None:
    """The person owes nothing by a ruling that is not theirs, and gets nothing for it."""
    command = WithdrawSentence(klien_id=event.klien_id, putusan_id=event.putusan_id)
    stream = HOURS.stream(event.klien_id)
    await house.executor.execute(command, HOURS, stream, withdraw_sentence, OPEN.asked(entry), house.circumstances)


@OPEN.on(PutusanFinalityRecorded)
async def take_up_finality(event: PutusanFinalityRecorded, entry: Recorded, house: House) -> None:
    """From when the ruling is in force: window and credit follow."""
    command = TakeFinality(
        klien_id=event.klien_id, putusan_id=event.putusan_id, number=event.number, final_on=event.final_on
    )
    stream = HOURS.stream(event.klien_id)
    await house.executor.execute(command, HOURS, stream, take_finality, OPEN.asked(entry), house.circumstances)


@OPEN.on(PlacementAccepted)
async def take_up_place(event: PlacementAccepted, entry: Recorded, house: House) -> None:
    """Where the person may serve: from the acceptance on, or from the planned day where that lies before it."""
    await _open(event, 0, event.accepted_on, entry, house)


@OPEN.on(PlacementCorrected)
async def take_up_true_place(event: PlacementCorrected, entry: Recorded, house: House) -> None:
    """Where the person truly serves: the former place is as never given."""
    await _open(event, event.number, None, entry, house)


async def _open(
    event: PlacementAccepted | PlacementCorrected, number: int, accepted_on: date | None, entry: Recorded, house: House
) -> None:
    told_on = wib_day(entry.meta.occurred_at or entry.recorded_at)
    command = OpenPlace(
        klien_id=event.klien_id,
        putusan_id=event.putusan_id,
        ipd_id=event.ipd_id,
        offer_id=event.offer_id,
        site_id=event.site_id,
        opens_on=min(event.planned_from, told_on, accepted_on or told_on),
        number=number,
        weekdays=event.weekdays,
    )
    stream = HOURS.stream(event.klien_id)
    await house.executor.execute(command, HOURS, stream, open_place, OPEN.asked(entry), house.circumstances)
