"""An erasure is carried out: by whoever asked, and again by this reaction, so that a crash between is mended."""

from services.intake.klien.events import PersonErased
from shared.ledger.recorded import Recorded
from shared.messaging.reaction import Reaction
from shared.web.house import House

ERASE: Reaction[House] = Reaction("intake.erase")


@ERASE.on(PersonErased)
async def carry_out(event: PersonErased, entry: Recorded, house: House) -> None:
    """Destroy the keys, and what was sealed under them."""
    for subject in (event.klien_id, *event.former):
        await house.vault.erase(subject)
