"""Addresses of hours: /hours for people and programs alike, the berita acara, corrections, and what it is all worth."""

from fastapi import APIRouter

from services.attendance.hours.routes import correcting, logging, one_log, reading, starting

router = APIRouter()
for part in (logging, starting, correcting, one_log, reading):
    router.include_router(part.router)
