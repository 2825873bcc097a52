"""Addresses of units: /unit, each one with its letterheads and its numbering, and how what was told is mended."""

from fastapi import APIRouter

from services.intake.unit.routes import reading, telling

router = APIRouter()
for part in (reading, telling):
    router.include_router(part.router)
