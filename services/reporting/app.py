"""What reporting is: four tables, their reports and the desk; it decides nothing and appends nothing."""

from services.reporting.desks import officer
from services.reporting.reports import ipd, klien_pages, law, violations
from services.reporting.reports.days import days
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.persons import PERSONS
from shared.web.service import Service

SERVICE = Service(
    name="reporting",
    routers=(officer.router, klien_pages.router, ipd.router, violations.router, law.router),
    projections=(klien, days, hosts, PERSONS),
)
