"""Addresses of letters: the agenda, one letter, how it is registered, numbered, corrected and linked."""

from fastapi import APIRouter

from services.intake.letter.routes import linking, mending, numbering, registering

router = APIRouter()
for part in (registering, mending, numbering, linking):
    router.include_router(part.router)
