"""An erasure is carried out, and key store and vault follow a merge: by whoever asked, and again by these reactions, so
that a crash between is mended."""

import msgspec

from services.intake.klien.decider import KLIEN, Klien
from services.intake.klien.events import PersonErased, PersonsMerged, PersonsParted
from services.intake.putusan.reactions import keep_identity
from shared.domain.identifiers import KlienId
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.privacy.refs import refs_in
from shared.web.house import House

ERASE: Reaction[House] = Reaction("intake.erase")
MERGE: Reaction[House] = Reaction("intake.merge")


@ERASE.on(PersonErased)
async def carry_out(event: PersonErased, entry: Recorded, house: House) -> None:
    """Destroy the keys, and what was sealed under them."""
    for subject in (event.klien_id, *event.former):
        await house.vault.erase(subject)
        await house.files.erase(subject)


@MERGE.on(PersonsMerged)
async def follow_merge(event: PersonsMerged, entry: Recorded, house: House) -> None:
    """Whose rulings they are, by whatever stands by now."""
    await keep_persons(event, house)


@MERGE.on(PersonsParted)
async def follow_parting(event: PersonsParted, entry: Recorded, house: House) -> None:
    """The same after an undo."""
    await keep_persons(event, house)


async def keep_persons(event: PersonsMerged | PersonsParted, house: House) -> None:
    """Bring key store and vault to what the streams say: what is known of a closed person finds the one who stays, and
    an erasure takes both; none of the values that a ruling had under the id that it left are found any more."""
    for one, state in (await with_below(house, event.other)).items():
        await house.vault.one_person(one, state.closed_for)
    for putusan_id in event.rulings:
        await keep_identity(house, putusan_id)
    if isinstance(event, PersonsParted):
        await _hand_back(event, house)


async def with_below(house: House, klien_id: KlienId) -> dict[KlienId, Klien]:
    """A person with whoever turned out to be them, and whoever had turned out to be those before."""
    found: dict[KlienId, Klien] = {}
    ways = [klien_id]
    for one in ways:
        if one not in found:
            found[one] = KLIEN.fold(known_events(await house.ledger.read_stream(KLIEN.stream(one))))
            ways += found[one].merges
    return found


async def _hand_back(event: PersonsParted, house: House) -> None:
    """What was told meanwhile of the rulings that went back is the other's, and goes with that one's erasure alone;
    also what was told while both were somebody else: its values came here, its events name that one."""
    about = await house.ledger.read_events(await house.vault.holders([event.klien_id]))
    payloads = [msgspec.json.decode(entry.payload) for entry in about]
    refs = refs_in([one for one in payloads if one.get("putusan_id") in event.rulings])
    await house.vault.hand_over(refs, event.klien_id, event.other)
