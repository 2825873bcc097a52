"""The things of matching: the I-PD register, requests to fill it, and the placements, with the
reaction that proposes."""

from services.matching.annex import routes as annex_request_routes
from services.matching.annex.decider import ANNEX
from services.matching.ipd import routes as ipd_routes
from services.matching.ipd.decider import IPD
from services.matching.ipd.projections import IPDS, OFFERS
from services.matching.ipd.report import REPORT as OFFICES
from services.matching.ipd.routes.annex import router as annex_router
from services.matching.ipd.routes.supervisors import router as supervisors_router
from services.matching.placement import routes as placement_routes
from services.matching.placement.decider import PLACEMENT, SLOTS
from services.matching.placement.projections import PERSONS, PLACEMENTS
from services.matching.placement.reactions import PROPOSE
from services.matching.placement.report import REPORT as PLACES
from shared.web.menu import Place
from shared.web.service import Service

SERVICE = Service(
    name="matching",
    routers=(annex_router, ipd_routes.router, supervisors_router, annex_request_routes.router, placement_routes.router),
    things=(IPD, ANNEX, PLACEMENT, SLOTS),
    reports=(OFFICES, PLACES),
    projections=(IPDS, OFFERS, PLACEMENTS, PERSONS),
    reactions=(PROPOSE,),
    menu=(
        Place("/placement", "map-pin", "Penempatan", "placement.read", 30, "Tempat"),
        Place("/ipd", "file-text", "Kesediaan", "ipd.read", 50),
    ),
)
