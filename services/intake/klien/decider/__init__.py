"""A person as such: their profile, their litmas, with whom they are one, and when their data may be erased."""

from services.intake.klien.decider.erasing import KEPT, EraseKlien, Standing, against, erase
from services.intake.klien.decider.litmas import STEPS, RecordLitmas, record_litmas
from services.intake.klien.decider.merging import (
    MergeKlien,
    OfTwo,
    PartKlien,
    TellApart,
    elsewhere,
    merge,
    part,
    tell_apart,
)
from services.intake.klien.decider.profiling import ProfileKlien, kept_apart, profile, says, unissued
from services.intake.klien.decider.state import Klien, evolve
from services.intake.klien.events import (
    LitmasRecorded,
    PersonClosed,
    PersonErased,
    PersonKeptApart,
    PersonProfiled,
    PersonsMerged,
    PersonsParted,
    PersonsToldApart,
)
from services.intake.putusan.decider import PUTUSAN
from shared.domain.thing import Across, Scope, Thing

__all__ = [
    "KEPT",
    "KLIEN",
    "STEPS",
    "EraseKlien",
    "Klien",
    "MergeKlien",
    "PartKlien",
    "ProfileKlien",
    "RecordLitmas",
    "Standing",
    "TellApart",
    "against",
    "elsewhere",
    "says",
    "unissued",
]


def beside(command: OfTwo, state: Klien) -> Scope:
    """The other person, who follows them, and each ruling that may have to move; of one and the same nothing beside."""
    if command.other == command.klien_id:
        return ()
    persons, rulings = (command.other, *getattr(command, "below", ())), getattr(command, "rulings", ())
    return (*((KLIEN, KLIEN.stream(one)) for one in persons), *((PUTUSAN, PUTUSAN.stream(one)) for one in rulings))


def beside_profile(command: ProfileKlien, state: Klien) -> Scope:
    """Whom the profile keeps apart, or kept."""
    return tuple((KLIEN, KLIEN.stream(one)) for one in kept_apart(command, state))


KLIEN: Thing[Klien] = Thing(
    "klien",
    (
        PersonProfiled,
        PersonKeptApart,
        LitmasRecorded,
        PersonsMerged,
        PersonClosed,
        PersonsParted,
        PersonsToldApart,
        PersonErased,
    ),
    Klien(),
    evolve,
    {
        ProfileKlien: Across(profile, beside_profile),
        RecordLitmas: record_litmas,
        MergeKlien: Across(merge, beside),
        PartKlien: Across(part, beside),
        TellApart: Across(tell_apart, beside),
        EraseKlien: erase,
    },
)
