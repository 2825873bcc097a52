"""A registered putusan is answered with ranked proposals, or with the reasons why no place fits; and so is a profile
that is told anew, the person's own or one that keeps them apart. A stay that a host has accepted follows what is told
of its ruling and of its beginning since."""

from typing import Final

from services.attendance.hours.events import ServiceStarted, StartCorrected
from services.intake.klien.events import (
    PersonClosed,
    PersonErased,
    PersonKeptApart,
    PersonProfiled,
    PersonsMerged,
    PersonsParted,
)
from services.intake.putusan.events import (
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanLeft,
    PutusanRegistered,
    PutusanResumed,
)
from services.matching.placement.decider import (
    PLACEMENT,
    FollowTerms,
    LeavePlacement,
    ProposePlaces,
    SeekApart,
    TakeEnd,
    TakeFinality,
    TakeProfile,
    TakeStart,
)
from services.matching.placement.decider.commands import APART_RULINGS_MAX
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
from shared.ledger.execute import entries_of, known_events
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
    return retold(ProposePlaces, event, need=need, candidates=await candidates(house, event.klien_id))


@PROPOSE.on(PutusanLeft)
async def leave_person(event: PutusanLeft, entry: Recorded, house: House) -> LeavePlacement:
    """The place goes to whose the ruling is, with the registration that follows."""
    return retold(LeavePlacement, event)


@PROPOSE.on(PutusanFinalityRecorded)
async def plan_from_finality(event: PutusanFinalityRecorded, entry: Recorded, house: House) -> TakeFinality:
    """No plan begins before the ruling is in force."""
    return retold(TakeFinality, event, candidates=await candidates(house, event.klien_id))


@PROPOSE.on(PutusanEnded)
async def end_stay(event: PutusanEnded, entry: Recorded, house: House) -> TakeEnd:
    """The place is free after that day."""
    return retold(TakeEnd, event)


@PROPOSE.on(PutusanResumed)
async def go_on(event: PutusanResumed, entry: Recorded, house: House) -> TakeEnd:
    """The stay goes on as it was agreed; where there is none, a place is sought."""
    return retold(TakeEnd, event, ended_on=None, candidates=await candidates(house, event.klien_id))


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
        candidates=await candidates(house, event.klien_id),
    )


@PROPOSE.on(PersonKeptApart)
async def keep_apart(event: PersonKeptApart, entry: Recorded, house: House) -> SeekApart | None:
    """Nobody is proposed to where whoever keeps them apart serves."""
    placements = await placements_of(house, event.klien_id)
    if not placements:
        return None
    first, *others = placements
    found = await candidates(house, event.klien_id)
    return retold(SeekApart, event, putusan_id=first, others=tuple(others), candidates=found)


async def profile_of(house: House, klien_id: KlienId) -> Suits | None:
    """What was told of the person last; None where nobody has, or all was erased."""
    told = await told_of(house, klien_id)
    if any(isinstance(event, PersonErased) for event in told):
        return None
    profiles = [event for event in told if isinstance(event, PersonProfiled)]
    return retold(Suits, profiles[-1]) if profiles else None


async def candidates(house: House, klien_id: KlienId) -> tuple[Candidate, ...]:
    """Every open offer with its taken slots, as the ledger has them now, and where this person must not be beside
    whom."""
    apart = await apart_from(house, klien_id)
    return await open_places(house.ledger).now(house.circumstances().today, apart)


async def apart_from(house: House, klien_id: KlienId) -> tuple[PutusanId, ...]:
    """The rulings of all who must not serve beside this person, under whichever id each is told of: named in the one's
    profile or in the other's (0081)."""
    own = await _ids(house, klien_id)
    named = {other for told in own.values() for other in _named(told)} - own.keys()
    others = {one for other in named for one in await _ids(house, other)} - own.keys()
    rulings = {ruling for one in sorted(others) for ruling in await _theirs(house, one)}
    return tuple(sorted(rulings))[:APART_RULINGS_MAX]


async def placements_of(house: House, klien_id: KlienId) -> list[PutusanId]:
    """The rulings of the person that have asked for a place, in the order of their asking."""
    about = await house.ledger.read_subject(klien_id, EVENTS_MAX)
    asking = [entry for entry in about if entry.type == PlacementRequested.full_type()]
    return list(dict.fromkeys(event.putusan_id for _, event in entries_of(asking, PlacementRequested)))


async def told_of(house: House, klien_id: KlienId) -> list[Event]:
    """What was told of the person as such, as the ledger has it now."""
    return [event for _, event in entries_of(await house.ledger.read_stream(stream_name("klien", klien_id)), Event)]


async def _theirs(house: House, klien_id: KlienId) -> list[PutusanId]:
    """Those that are still this person's."""
    found = []
    for ruling in await placements_of(house, klien_id):
        state = PLACEMENT.fold(known_events(await house.ledger.read_stream(PLACEMENT.stream(ruling))))
        if state.requested is not None and state.requested.klien_id == klien_id and not state.left:
            found.append(ruling)
    return found


async def _ids(house: House, klien_id: KlienId) -> dict[KlienId, list[Event]]:
    """All ids of one person, each with what was told under it: whoever they turned out to be, or turned out to be
    them."""
    found: dict[KlienId, list[Event]] = {}
    ways = [klien_id]
    for one in ways:
        if one not in found:
            found[one] = await told_of(house, one)
            ways += _same_person(found[one])
    return found


def _same_person(told: list[Event]) -> set[KlienId]:
    found: set[KlienId] = set()
    survivor: KlienId | None = None
    for event in told:
        match event:
            case PersonsMerged():
                found.add(event.other)
            case PersonsParted():
                found.discard(event.other)
            case PersonClosed():
                survivor = event.survivor
    return found | ({survivor} if survivor else set())


def _named(told: list[Event]) -> set[KlienId]:
    """Whom the profile that stands names, and who names this person in theirs."""
    own: set[KlienId] = set()
    theirs: dict[KlienId, bool] = {}
    for event in told:
        match event:
            case PersonProfiled():
                own = {*event.apart}
            case PersonKeptApart():
                theirs[event.other] = event.stands
    return own | {other for other, stands in theirs.items() if stands}
