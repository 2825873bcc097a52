"""Addresses of an account's reach: /account/{account_id} of places, /klien/{klien_id}/accounts of a person."""

from fastapi import APIRouter

from services.intake.account.routes import persons, places

router = APIRouter()
for part in (places, persons):
    router.include_router(part.router)
