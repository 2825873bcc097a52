"""A ruling moves with its person, where two turn out to be one, or two again: nothing of it is asked anew."""

from collections.abc import Sequence

from services.intake.putusan.decider.carrying import brought_for
from services.intake.putusan.decider.ending import told_for
from services.intake.putusan.decider.mask import mask_answered
from services.intake.putusan.decider.onward import onward
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.events import PutusanLeft, PutusanReceived
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.law.circumstances import Circumstances


def moved_to(klien_id: KlienId, state: Putusan, clear: PutusanReceived, given: Circumstances) -> Sequence[Event]:
    """Told again under that person, held or registered as it stood."""
    before, answer = state.received, state.answer_for(clear)
    assert before is not None  # only what was received moves
    stands = {"klien_id": klien_id, "final_on": state.final_on, "flags": state.flags}
    received = clear.model_copy(update=stands | {"mask": mask_answered(clear.mask, answer)})
    left = PutusanLeft(putusan_id=before.putusan_id, klien_id=before.klien_id)
    lying_over = (*told_for(state, klien_id), *brought_for(state, klien_id))
    return [received, left, *lying_over, onward(received, state.reasons, answer, state, given)]
