"""What reporting is: eighteen tables, their reports and the desk; it decides nothing and appends nothing."""

from services.reporting import reports
from services.reporting.desks import by_role, openings, operator
from services.reporting.reports import check, host, klien_report, law, override, person
from services.reporting.reports.agreement import agreement
from services.reporting.reports.annex import annex
from services.reporting.reports.carried import carried
from services.reporting.reports.days import days
from services.reporting.reports.decided import decisions
from services.reporting.reports.disposisi import struck, tasks
from services.reporting.reports.evidence import evidence
from services.reporting.reports.hosts import hosts
from services.reporting.reports.klien import klien
from services.reporting.reports.logs import logs
from services.reporting.reports.marks import marks, units
from services.reporting.reports.papers import papers
from services.reporting.reports.persons import CLOSED, PERSONS
from services.reporting.reports.recent import recent
from services.reporting.reports.supervision import supervision
from shared.reports.finding import reports_in
from shared.web.menu import Place
from shared.web.service import Service

SERVICE = Service(
    name="reporting",
    routers=(
        by_role.router,
        openings.router,
        operator.router,
        klien_report.router,
        person.router,
        override.router,
        host.router,
        law.router,
        check.router,
    ),
    reports=reports_in(reports),
    projections=(
        *(klien, days, hosts, carried, logs, supervision, annex, agreement, evidence, marks, units),
        *(recent, papers, PERSONS, CLOSED, tasks, struck, decisions),
    ),
    menu=(
        Place("/", "home", "Beranda", "desk.see", 0),
        Place("/reports/klien", "users", "Klien", "report.read", 10),
        Place("/reports/ipd", "building-community", "I-PD", "ipd.report", 45),
        Place("/reports/work-plan", "checks", "Rencana kerja", "workplan.read", 50),
        Place("/reports/supervision", "users", "Pengawas", "ipd.supervision", 55),
        Place("/reports/violations", "flag", "Pelanggaran", "report.read", 60),
        Place("/operator/projections", "checks", "Proyeksi", "projection.replay", 10),
        Place("/operator/parked", "hand-stop", "Tertunda", "parked.read", 20),
        Place("/accounts", "users", "Akun", "account.read", 30),
        Place("/audit/entries", "file-text", "Jejak", "audit.read", 10),
        Place("/audit/persons", "users", "Dilihat", "audit.read", 20),
        Place("/audit/overrides", "flag", "Keputusan", "audit.read", 30),
        Place("/audit/openings", "alert-triangle", "Pembukaan", "audit.read", 40),
        Place("/law", "scale", "Dasar hukum", "law.read", 90, "Hukum"),
    ),
    law="/law",
)
