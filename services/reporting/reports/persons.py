"""The persons of the reports: whether they are masked, and where the vault has the names that their rulings give; and
whose each case is."""

from services.intake.account.events import AccountLinked, AccountUnlinked
from services.intake.putusan.events import (
    PutusanAssigned,
    PutusanConfirmed,
    PutusanHandedOver,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanReplaced,
)
from services.matching.ipd.events import OfferOpened, SupervisorNamed, SupervisorReleased
from services.matching.placement.events import PlacementAccepted, PlacementCorrected, PlacementLeft
from shared.access.persons import persons
from shared.access.reach_folds import reach

PERSONS = persons("reporting", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)
REACH = reach(
    "reporting",
    received=PutusanReceived,
    rejected=PutusanRejected,
    registered=PutusanRegistered,
    replaced=PutusanReplaced,
    assigned=PutusanAssigned,
    handed_over=PutusanHandedOver,
    accepted=PlacementAccepted,
    corrected=PlacementCorrected,
    left=PlacementLeft,
    offered=OfferOpened,
    named=SupervisorNamed,
    released=SupervisorReleased,
    linked=AccountLinked,
    unlinked=AccountUnlinked,
)
