"""Addresses of rulings: /putusan for people and programs alike, its confirmation, its imports."""

from fastapi import APIRouter

from services.intake.putusan.routes import confirmation, imports, reading, registration

router = APIRouter()
for part in (imports, registration, confirmation, reading):  # /putusan/imports and /putusan/new before /putusan/{id}
    router.include_router(part.router)
