"""The things of intake: the rulings that come in, the persons they speak of, what the regency has settled, whom an
account concerns, the units of the parties, their agreements and letters, what they do together and the marks in their
work plan."""

from services.intake.account.decider import ACCOUNT
from services.intake.account.projections import HOSTS, LINKS
from services.intake.account.routes import router as account_router
from services.intake.activity.decider import ACTIVITY
from services.intake.activity.projections import ACTIVITIES, DECISIONS
from services.intake.activity.report import REPORT as CALENDAR
from services.intake.activity.routes import router as activity_router
from services.intake.activity.tasks import REPORT as DECIDED
from services.intake.agreement.decider import AGREED, AGREEMENT
from services.intake.agreement.projections import AGREEMENTS
from services.intake.agreement.report import REPORT as AGREEMENT_LIST
from services.intake.agreement.routes import router as agreement_router
from services.intake.klien.decider import KLIEN
from services.intake.klien.projections import NEEDS, PAIRS
from services.intake.klien.reactions import ERASE, MERGE
from services.intake.klien.routes import router as klien_router
from services.intake.letter.decider import AGENDA, LETTER, NUMBER, OUTGOING
from services.intake.letter.projections import LETTERS, LINKED, TASKS
from services.intake.letter.report import REPORT as AGENDA_BOOK
from services.intake.letter.routes import router as letter_router
from services.intake.letter.tasks import REPORT as DISPOSISI
from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.reactions import IDENTIFY
from services.intake.putusan.report import REPORT
from services.intake.putusan.routes import router
from services.intake.setting.decider import SETTING
from services.intake.setting.routes import router as setting_router
from services.intake.unit.decider import UNIT
from services.intake.unit.projections import UNITS
from services.intake.unit.routes import router as unit_router
from services.intake.workplan.decider import WORKPLAN
from services.intake.workplan.routes import router as workplan_router
from shared.web.menu import Place
from shared.web.service import Service

SERVICE = Service(
    name="intake",
    routers=(
        *(router, klien_router, setting_router, account_router, unit_router),
        *(letter_router, activity_router, agreement_router, workplan_router),
    ),
    things=(
        *(PUTUSAN, KLIEN, SETTING, ACCOUNT, UNIT, LETTER, AGENDA, OUTGOING, NUMBER),
        *(ACTIVITY, AGREEMENT, AGREED, WORKPLAN),
    ),
    reports=(REPORT, AGENDA_BOOK, DISPOSISI, CALENDAR, DECIDED, AGREEMENT_LIST),
    projections=(
        *(PUTUSANS, PERSONS, NEEDS, PAIRS, HOSTS, LINKS, UNITS, LETTERS, LINKED, TASKS),
        *(ACTIVITIES, DECISIONS, AGREEMENTS),
    ),
    reactions=(IDENTIFY, ERASE, MERGE),
    menu=(
        Place("/putusan", "gavel", "Putusan", "putusan.read", 20),
        Place("/letter", "mail", "Surat", "letter.read", 45),
        Place("/activity", "calendar", "Kegiatan", "activity.read", 46),
        Place("/agreement", "file-text", "Perjanjian", "agreement.read", 47),
    ),
)
