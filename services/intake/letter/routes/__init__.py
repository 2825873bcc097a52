"""Addresses of letters: the agenda, one letter, how it is registered, numbered, corrected and linked."""

from fastapi import APIRouter

from services.intake.letter.routes import book, forms, linking, mending, numbering, one, registering

router = APIRouter()
for part in (forms, book, one, registering, mending, numbering, linking):
    router.include_router(part.router)
