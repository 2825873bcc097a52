"""Whom the demo's accounts concern: some cases are the officer's, the court's people see their court, a host its
places, a klien their own hours."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.demo.teller import Teller

SHARED_OUT: Final = 20
"""So many rulings are the officer's; the others are left to be shared out by whoever tries it."""
OF_THE_COURT: Final = ("court", "supervising_judge", "prosecutor")
COURT: Final = {"to": "court", "key": "pn-trk"}


async def share_out(officer: Teller, account_id: str, putusan_ids: Sequence[str]) -> None:
    """The first of these rulings become this officer's cases."""
    await officer.post("/putusan/assignments", {"officer": account_id, "putusan_ids": [*putusan_ids[:SHARED_OUT]]})


async def ids_of(operator: Teller) -> Mapping[str, str]:
    """The account of each login."""
    return {row["login"]: row["account_id"] async for row in operator.rows("/accounts")}


async def link(operator: Teller, by_role: Mapping[str, str], ipd_id: str) -> None:
    """The court's people and one host; ``by_role``: the account of each role."""
    for role in OF_THE_COURT:
        await operator.post(f"/account/{by_role[role]}/links", COURT)
    await operator.post(f"/account/{by_role['host_admin']}/links", {"to": "ipd", "key": ipd_id})


async def link_klien(officer: Teller, account_id: str, rulings: Sequence[Mapping[str, Any]]) -> None:
    """The first adult of these rulings has an account."""
    adult = next(row for row in rulings if row["regime"] == "adult" and not row["masked"])
    await officer.post(f"/klien/{adult['klien_id']}/accounts", {"account_id": account_id})
