"""Addresses of placements: what is proposed, accepted, declined and corrected, and the sheet of those from paper."""

from fastapi import APIRouter

from services.matching.placement.routes import placing, stays

router = APIRouter()
for part in (stays, placing):  # /placement/imports before /placement/{putusan_id}
    router.include_router(part.router)
