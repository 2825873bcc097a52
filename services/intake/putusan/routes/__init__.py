"""Addresses of rulings: /putusan for people and programs alike, its confirmation, its finality, its imports."""

from fastapi import APIRouter

from services.intake.putusan.routes import (
    amendment,
    assigning,
    confirmation,
    finality,
    identity,
    imports,
    reading,
    registration,
    results,
)

router = APIRouter()
# /putusan/imports and /putusan/new before /putusan/{id}
for part in (imports, results, registration, amendment, confirmation, finality, identity, assigning, reading):
    router.include_router(part.router)
