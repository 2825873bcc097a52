"""Addresses of a person as such: their time line, profile, litmas, with whom they are one, and erasure, and the copy of
all that is held."""

from fastapi import APIRouter

from services.intake.klien.routes import erasure, export, litmas, merging, pairs, profile, timeline

router = APIRouter()
for part in (timeline, profile, litmas, pairs, merging, erasure, export):
    router.include_router(part.router)
