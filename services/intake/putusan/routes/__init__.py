"""Addresses of rulings: /putusan for people and programs alike, its confirmation, its finality, its imports."""

from fastapi import APIRouter

from services.intake.putusan.routes import (
    amendment,
    assigning,
    caseload,
    confirmation,
    finality,
    identity,
    imports,
    reading,
    registration,
    results,
)

router = APIRouter()
# /putusan/imports, /putusan/assignments and /putusan/new before /putusan/{id}
for part in (imports, results, caseload, registration, amendment, confirmation, finality, identity, assigning, reading):
    router.include_router(part.router)
