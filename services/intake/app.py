"""The things of intake: the rulings that come in, and what becomes of them."""

from services.intake.klien.decider import KLIEN
from services.intake.klien.projections import NEEDS
from services.intake.klien.reactions import ERASE
from services.intake.klien.routes import router as klien_router
from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.reactions import IDENTIFY
from services.intake.putusan.routes import router
from shared.web.service import Service

SERVICE = Service(
    name="intake",
    routers=(router, klien_router),
    things=(PUTUSAN, KLIEN),
    projections=(PUTUSANS, PERSONS, NEEDS),
    reactions=(IDENTIFY, ERASE),
)
