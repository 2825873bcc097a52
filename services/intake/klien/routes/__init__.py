"""Addresses of a person as such: their time line, profile, litmas, and erasure, and the copy of all that is held."""

from fastapi import APIRouter

from services.intake.klien.routes import erasure, export, litmas, profile, timeline

router = APIRouter()
for part in (timeline, profile, litmas, erasure, export):
    router.include_router(part.router)
