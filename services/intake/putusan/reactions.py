"""An officer's answer about a person, and a mended paper, reach key store and vault also where the process ended."""

from collections.abc import Iterator, Sequence

from services.intake.putusan.decider import PUTUSAN, AmendPutusan, Status
from services.intake.putusan.decider.convict import said_of_convict
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.decider.state import SAME_CONVICT, Putusan
from services.intake.putusan.decider.telling import paper_of
from services.intake.putusan.events import PutusanAmended, PutusanIdentified, PutusanReceived, PutusanReplaced
from shared.domain.identifiers import Code, PutusanId
from shared.domain.personal import personal_fields
from shared.domain.who import Who
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.privacy.identities import Traits
from shared.privacy.search import SEARCHED_KINDS
from shared.web.house import House

OTHER = Code("putusan")
IDENTIFY: Reaction[House] = Reaction("intake.identify")


@IDENTIFY.on(PutusanIdentified)
async def remember_person(event: PutusanIdentified, entry: Recorded, house: House) -> None:
    """Whose the ruling is: whatever answer stands by now."""
    await keep_identity(house, event.putusan_id)


@IDENTIFY.on(PutusanAmended)
async def know_by_mended_paper(event: PutusanAmended, entry: Recorded, house: House) -> None:
    """By what the ruling is known: whatever paper stands by now."""
    await keep_identity(house, event.putusan_id)


@IDENTIFY.on(PutusanReplaced)
async def close_paper(event: PutusanReplaced, entry: Recorded, house: House) -> None:
    """What a replaced paper says of a person is erased with the person of the ruling that took its place."""
    events = known_events(await house.ledger.read_stream(PUTUSAN.stream(event.putusan_id)))
    if PUTUSAN.fold(events).replaced_by is None:
        return  # it came again as what it was, too
    person = await house.vault.person_of(event.replaced_by)
    if person is not None:
        await house.vault.join(event.putusan_id, person)


async def keep_identity(house: House, putusan_id: PutusanId) -> None:
    """Bring key store and vault to what the ruling's stream says; of a convict told twice, the other ruling's person
    has it. Whom a ruling has left keeps none of its values, or would be called by its name; and nobody is found by a
    name or number that was mended."""
    events = known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id)))
    state: Putusan = PUTUSAN.fold(events)
    if state.received is None:
        return
    told = [event for event in events if isinstance(event, PutusanReceived)]
    if gone := [*_left(state, told), *_mended(state.received, told)]:
        await house.vault.drop(gone)
    if state.amendments and state.status is not Status.REJECTED:
        await _mark_anew(house, state.received)
    person: str | None = state.received.klien_id
    if state.status is Status.REJECTED:
        asked = (dict(asked.facts)[OTHER] for asked in state.questions if asked.rule == SAME_CONVICT)
        other = next(asked, None)
        person = await house.vault.person_of(str(other)) if other else None
    if person is not None:
        await house.vault.join(putusan_id, person)


def traits_of_mended(putusan_id: PutusanId, paper: Paper) -> Traits:
    """What the mended paper says of its convict, under the id that the ruling keeps."""
    return Traits(putusan_id, **said_of_convict(paper))


def _left(state: Putusan, told: Sequence[PutusanReceived]) -> Iterator[str]:
    """What was told of a person whom the ruling has left."""
    stays = {state.received.klien_id if state.received else None, state.own_klien}
    left = (event for event in told if event.klien_id not in stays)
    return (of.ref for event in left for _, of in personal_fields(event) if of.ref is not None)


def _mended(stands: PutusanReceived, told: Sequence[PutusanReceived]) -> Iterator[str]:
    """What was told of the person before, can be sought, and stands no more."""
    for event in told:
        for kind in SEARCHED_KINDS if event.klien_id == stands.klien_id else ():
            was, stood = getattr(event, kind), getattr(stands, kind)
            if was is not None and was.ref and (stood is None or was.mac != stood.mac):
                yield was.ref


async def _mark_anew(house: House, received: PutusanReceived) -> None:
    """Nothing where its values were erased: nobody is known by them any more."""
    clear = await house.vault.opened(received, AmendPutusan.ACTION, Who(IDENTIFY.name))
    if clear is not None:
        await house.vault.mark_anew(traits_of_mended(received.putusan_id, paper_of(clear)))
