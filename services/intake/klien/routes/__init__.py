"""Addresses of a person as such: their profile, their erasure, and the copy of all that is held, below /klien/{id}."""

from fastapi import APIRouter

from services.intake.klien.routes import erasure, export, profile

router = APIRouter()
for part in (profile, erasure, export):
    router.include_router(part.router)
