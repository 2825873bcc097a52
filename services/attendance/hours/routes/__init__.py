"""Addresses of hours: /hours for people and programs alike, the berita acara, corrections, and what it is all worth."""

from fastapi import APIRouter

from services.attendance.hours.routes import correcting, day_sheets, handovers, logging, one_log, reading, starting

router = APIRouter()
# /hours/imports and /hours/service/imports before /hours/{klien_id}
for part in (day_sheets, handovers, logging, starting, correcting, one_log, reading):
    router.include_router(part.router)
