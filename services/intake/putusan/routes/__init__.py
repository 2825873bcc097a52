"""Addresses of rulings: /putusan for people and programs alike, its confirmation, its finality, its imports."""

from fastapi import APIRouter

from services.intake.putusan.routes import (
    adjusting,
    amendment,
    appealing,
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
    repeating,
    results,
    template,
)

router = APIRouter()
# /putusan/template.xlsx, /putusan/imports, /putusan/assignments and /putusan/new before /putusan/{id}
BEFORE = (template, imports, results, caseload, registration)
OF_ONE = (
    *(amendment, confirmation, finality, ending, adjusting, appealing, carrying, repeating, identity),
    *(assigning, reading),
)
for part in (*BEFORE, *OF_ONE):
    router.include_router(part.router)
