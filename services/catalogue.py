"""The four services in one list: every event, decider, projection and address of the house."""

from services.attendance.app import SERVICE as ATTENDANCE
from services.intake.app import SERVICE as INTAKE
from services.matching.app import SERVICE as MATCHING
from services.reporting.app import SERVICE as REPORTING
from shared.web.service import Service

SERVICES: tuple[Service, ...] = (INTAKE, MATCHING, ATTENDANCE, REPORTING)
BY_NAME: dict[str, Service] = {service.name: service for service in SERVICES}
RELAY = "relay"
PARTS: tuple[str, ...] = (*BY_NAME, RELAY)
"""What ``bakti serve`` can run, alone or together."""
