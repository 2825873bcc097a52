"""Addresses of marks in the work plan: /workplan, each one with what became of it, and how it is mended."""

from fastapi import APIRouter

from services.intake.workplan.routes import reading, telling

router = APIRouter()
for part in (reading, telling):
    router.include_router(part.router)
