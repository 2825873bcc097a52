"""Addresses of a person as such: /klien/{id}/erasure, and the copy of all that is held, /klien/{id}/export."""

from fastapi import APIRouter

from services.intake.klien.routes import erasure, export

router = APIRouter()
for part in (erasure, export):
    router.include_router(part.router)
