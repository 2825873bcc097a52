"""Addresses of letters: the agenda, one letter, how it is registered, numbered, corrected and linked."""

from fastapi import APIRouter

from services.intake.letter.routes import book, files, forms, linking, mending, numbering, one, registering

router = APIRouter()
for part in (forms, book, one, registering, mending, numbering, linking, files):
    router.include_router(part.router)
