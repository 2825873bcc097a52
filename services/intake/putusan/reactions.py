"""An officer's answer about a person reaches the key store, also where the process ended between."""

from services.intake.putusan.decider import PUTUSAN, Status
from services.intake.putusan.decider.state import SAME_CONVICT, Putusan
from services.intake.putusan.events import PutusanIdentified, PutusanReceived
from shared.domain.identifiers import Code, PutusanId
from shared.domain.personal import personal_fields
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.web.house import House

OTHER = Code("putusan")
IDENTIFY: Reaction[House] = Reaction("intake.identify")


@IDENTIFY.on(PutusanIdentified)
async def remember_person(event: PutusanIdentified, entry: Recorded, house: House) -> None:
    """Whose the ruling is: whatever answer stands by now."""
    await keep_identity(house, event.putusan_id)


async def keep_identity(house: House, putusan_id: PutusanId) -> None:
    """Bring key store and vault to what the ruling's stream says; of a convict told twice, the other ruling's person
    has it. Whom a ruling has left keeps none of its values, or would be called by its name."""
    events = known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id)))
    state: Putusan = PUTUSAN.fold(events)
    if state.received is None:
        return
    stays = {state.received.klien_id, state.own_klien}
    left = [event for event in events if isinstance(event, PutusanReceived) and event.klien_id not in stays]
    if left:
        await house.vault.drop([of.ref for event in left for _, of in personal_fields(event) if of.ref is not None])
    person: str | None = state.received.klien_id
    if state.status is Status.REJECTED:
        asked = (dict(asked.facts)[OTHER] for asked in state.questions if asked.rule == SAME_CONVICT)
        other = next(asked, None)
        person = await house.vault.person_of(str(other)) if other else None
    if person is not None:
        await house.vault.join(putusan_id, person)
