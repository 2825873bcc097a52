"""Addresses of requests for Lampiran I: /annex, each one with what its offices answered, and how both are mended."""

from fastapi import APIRouter

from services.matching.annex.routes import reading, telling

router = APIRouter()
for part in (reading, telling):
    router.include_router(part.router)
