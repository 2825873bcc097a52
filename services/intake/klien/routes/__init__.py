"""Addresses of a person as such: their profile, their litmas, their erasure, and the copy of all that is held."""

from fastapi import APIRouter

from services.intake.klien.routes import erasure, export, litmas, profile

router = APIRouter()
for part in (profile, litmas, erasure, export):
    router.include_router(part.router)
