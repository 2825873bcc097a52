"""A person as such: their profile, and when their data may be erased."""

from services.intake.klien.decider.erasing import KEPT, EraseKlien, Standing, against, erase
from services.intake.klien.decider.profiling import ProfileKlien, profile, says
from services.intake.klien.decider.state import Klien, evolve
from services.intake.klien.events import PersonErased, PersonProfiled
from shared.domain.thing import Thing

__all__ = ["KEPT", "KLIEN", "EraseKlien", "Klien", "ProfileKlien", "Standing", "against", "says"]

KLIEN: Thing[Klien] = Thing(
    "klien", (PersonProfiled, PersonErased), Klien(), evolve, {ProfileKlien: profile, EraseKlien: erase}
)
