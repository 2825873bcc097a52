"""The four services in one list: every event, decider, projection and address of the house."""

from dataclasses import replace

from services.attendance.app import SERVICE as ATTENDANCE
from services.intake.account.events import AccountLinked, AccountUnlinked
from services.intake.app import SERVICE as INTAKE
from services.intake.putusan.events import (
    PutusanAssigned,
    PutusanHandedOver,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanReplaced,
)
from services.matching.app import SERVICE as MATCHING
from services.matching.ipd.events import OfferOpened, SupervisorNamed, SupervisorReleased
from services.matching.placement.events import PlacementAccepted, PlacementCorrected, PlacementLeft
from services.reporting.app import SERVICE as REPORTING
from shared.access.reach_folds import reach
from shared.web.service import Service


def _reaching(service: Service) -> Service:
    """The service with folds of its own that say whose its rows are: of the same events in each."""
    folds = reach(
        service.name,
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
    return replace(service, projections=(*service.projections, *folds.projections), reach=folds)


SERVICES: tuple[Service, ...] = tuple(map(_reaching, (INTAKE, MATCHING, ATTENDANCE, REPORTING)))
BY_NAME: dict[str, Service] = {service.name: service for service in SERVICES}
RELAY = "relay"
PARTS: tuple[str, ...] = (*BY_NAME, RELAY)
"""What ``bakti serve`` can run, alone or together."""
