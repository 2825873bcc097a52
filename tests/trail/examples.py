"""Entries of the audit trail as tests make them."""

from datetime import UTC, datetime
from typing import Any

from shared.access.policy import RoleName
from shared.audit.entry import Entry, Kind, note
from shared.database.engine import Database
from tests.opened import Opened

OCTOBER = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
PK, ANI, BUDI = "account-pk", "klien-ani", "klien-budi"


def look(at: datetime, *subjects: str, account: str = PK) -> Entry:
    """Somebody was shown these persons."""
    return Entry(at, Kind.LOOK, "report.read", account, "probation_officer", subjects, ("name",), "5f", "report.read")


async def noted(database: Database, *entries: Entry) -> list[int]:
    """The numbers under which these were appended, one after another."""
    return [await note(database, entry) for entry in entries]


async def items(house: Opened, address: str) -> list[dict[str, Any]]:
    """The rows of a list as the inspectorate reads it."""
    answer = await house.clients[RoleName.AUDITOR].get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
