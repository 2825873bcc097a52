"""A person as such: their profile, their litmas, and when their data may be erased."""

from services.intake.klien.decider.erasing import KEPT, EraseKlien, Standing, against, erase
from services.intake.klien.decider.litmas import STEPS, RecordLitmas, record_litmas
from services.intake.klien.decider.profiling import ProfileKlien, profile, says
from services.intake.klien.decider.state import Klien, evolve
from services.intake.klien.events import LitmasRecorded, PersonErased, PersonProfiled
from shared.domain.thing import Thing

__all__ = [
    "KEPT",
    "KLIEN",
    "STEPS",
    "EraseKlien",
    "Klien",
    "ProfileKlien",
    "RecordLitmas",
    "Standing",
    "against",
    "says",
]

KLIEN: Thing[Klien] = Thing(
    "klien",
    (PersonProfiled, LitmasRecorded, PersonErased),
    Klien(),
    evolve,
    {ProfileKlien: profile, RecordLitmas: record_litmas, EraseKlien: erase},
)
