"""Addresses of rulings: /putusan for people and programs alike, its confirmation, its finality, its imports."""

from fastapi import APIRouter

from services.intake.putusan.routes import (
    adjusting,
    amendment,
    assigning,
    carrying,
    caseload,
    confirmation,
    ending,
    finality,
    identity,
    imports,
    reading,
    registration,
    results,
    template,
)

router = APIRouter()
# /putusan/template.xlsx, /putusan/imports, /putusan/assignments and /putusan/new before /putusan/{id}
BEFORE = (template, imports, results, caseload, registration)
for part in (*BEFORE, amendment, confirmation, finality, ending, adjusting, carrying, identity, assigning, reading):
    router.include_router(part.router)
