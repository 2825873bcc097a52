"""Addresses of letters: the agenda, one letter, how it is registered, numbered, mended, linked, forwarded, printed."""

from fastapi import APIRouter

from services.intake.letter.routes import (
    book,
    by_hand,
    disposisi,
    files,
    forms,
    linking,
    mending,
    numbering,
    one,
    papers,
    registering,
    signing,
)

router = APIRouter()
for part in (forms, book, one, registering, mending, numbering, linking, disposisi, files, papers, signing, by_hand):
    router.include_router(part.router)
