"""Addresses of activities: the calendar, one activity, how it is entered, mended, answered and held, and its tasks."""

from fastapi import APIRouter

from services.intake.activity.routes import deciding, forms, invitation, mending, one, printing, telling

router = APIRouter()
for part in (forms, one, telling, mending, deciding, invitation, printing):
    router.include_router(part.router)
