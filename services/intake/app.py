"""The things of intake: the rulings that come in, and what becomes of them."""

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.reactions import IDENTIFY
from services.intake.putusan.routes import router
from shared.web.service import Service

SERVICE = Service(
    name="intake",
    routers=(router,),
    things=(PUTUSAN,),
    projections=(PUTUSANS, PERSONS),
    reactions=(IDENTIFY,),
)
