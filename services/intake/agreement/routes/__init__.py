"""Addresses of agreements: one agreement, how it is entered, signed and mended."""

from fastapi import APIRouter

from services.intake.agreement.routes import drafts, forms, one, telling, terms

router = APIRouter()
for part in (forms, one, telling, drafts, terms):
    router.include_router(part.router)
