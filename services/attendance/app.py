"""The things of attendance: the hours of each person, opened by rulings and placements."""

from services.attendance.hours import routes
from services.attendance.hours.decider import HOURS
from services.attendance.hours.projections import DAYS, PERSONS, SENTENCES, SHIFTS, SITES
from services.attendance.hours.reactions import OPEN
from services.attendance.hours.report import REPORT
from shared.web.menu import Place
from shared.web.service import Service

SERVICE = Service(
    name="attendance",
    routers=(routes.router,),
    things=(HOURS,),
    reports=(REPORT,),
    projections=(SHIFTS, DAYS, SENTENCES, SITES, PERSONS),
    reactions=(OPEN,),
    menu=(Place("/hours", "hourglass", "Catatan jam", "hours.list", 40, "Jam"),),
)
