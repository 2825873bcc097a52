"""A registered putusan is answered with ranked proposals, or with the reasons why no place fits; and so is a profile
that is told anew. A stay that a host has accepted follows what is told of its ruling and of its beginning since."""

from typing import Final

from services.attendance.hours.events import ServiceStarted, StartCorrected
from services.intake.klien.events import PersonErased, PersonProfiled
from services.intake.putusan.events import (
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanLeft,
    PutusanRegistered,
    PutusanResumed,
)
from services.matching.placement.decider import (
    FollowTerms,
    LeavePlacement,
    ProposePlaces,
    TakeEnd,
    TakeFinality,
    TakeProfile,
    TakeStart,
)
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import (
    Need,
    PlacementBegun,
    PlacementFinalityRecorded,
    PlacementRequested,
)
from services.matching.placement.open_places import open_places
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, PutusanId, stream_name
from shared.domain.profile import Suits
from shared.domain.retold import retold
from shared.ledger.execute import entries_of
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.web.house import House

PROPOSE: Reaction[House] = Reaction("matching.propose")
EVENTS_MAX: Final = 20_000
"""Of one person: a year of daily work leaves some thousands."""


@PROPOSE.on(PutusanRegistered)
async def propose_places(event: PutusanRegistered, entry: Recorded, house: House) -> ProposePlaces:
    """Ask for a place with the ruling's own needs, and what the person's profile says."""
    need = retold(Need, event, profile=await profile_of(house, event.klien_id))
    return retold(ProposePlaces, event, need=need, candidates=await candidates(house))


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


@PROPOSE.on(ServiceStarted)
async def begin(event: ServiceStarted, entry: Recorded, house: House) -> TakeStart:
    """The plan runs from the day of the berita acara."""
    return retold(TakeStart, event, number=0)


@PROPOSE.on(StartCorrected)
async def begin_truly(event: StartCorrected, entry: Recorded, house: House) -> TakeStart:
    """From the true day."""
    return retold(TakeStart, event)


@PROPOSE.on(PlacementRequested)
async def follow_terms(event: PlacementRequested, entry: Recorded, house: House) -> FollowTerms | None:
    """The days of a stay that was agreed follow what is asked of it; the first asking finds none."""
    return retold(FollowTerms, event) if entry.version > 1 else None


@PROPOSE.on(PlacementFinalityRecorded)
async def follow_finality(event: PlacementFinalityRecorded, entry: Recorded, house: House) -> FollowTerms:
    """Nobody serves before the ruling is in force."""
    return retold(FollowTerms, event)


@PROPOSE.on(PlacementBegun)
async def follow_start(event: PlacementBegun, entry: Recorded, house: House) -> FollowTerms:
    """The days run from that one."""
    return retold(FollowTerms, event)


@PROPOSE.on(PersonProfiled)
async def follow_profile(event: PersonProfiled, entry: Recorded, house: House) -> TakeProfile | None:
    """Places suit the person as they are known now."""
    placements = await placements_of(house, event.klien_id)
    if not placements:
        return None
    first, *others = placements
    profile = retold(Suits, event)
    return TakeProfile(
        putusan_id=first,
        others=tuple(others),
        klien_id=event.klien_id,
        profile=profile,
        candidates=await candidates(house),
    )


async def profile_of(house: House, klien_id: KlienId) -> Suits | None:
    """What was told of the person last, as the ledger has it now; None where nobody has, or all was erased."""
    told = [event for _, event in entries_of(await house.ledger.read_stream(stream_name("klien", klien_id)), Event)]
    if any(isinstance(event, PersonErased) for event in told):
        return None
    profiles = [event for event in told if isinstance(event, PersonProfiled)]
    return retold(Suits, profiles[-1]) if profiles else None


async def placements_of(house: House, klien_id: KlienId) -> list[PutusanId]:
    """The rulings of the person that have asked for a place, in the order of their asking."""
    about = await house.ledger.read_subject(klien_id, EVENTS_MAX)
    asking = [entry for entry in about if entry.type == PlacementRequested.full_type()]
    return list(dict.fromkeys(event.putusan_id for _, event in entries_of(asking, PlacementRequested)))


async def candidates(house: House) -> tuple[Candidate, ...]:
    """Every open offer with its taken slots, as the ledger has them now."""
    return await open_places(house.ledger).now(house.circumstances().today)
