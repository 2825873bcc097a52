"""Entries of the audit trail as tests make them."""

from datetime import UTC, datetime

from shared.audit.entry import Entry, Kind, note
from shared.database.engine import Database

OCTOBER = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
PK, ANI, BUDI = "account-pk", "klien-ani", "klien-budi"


def look(at: datetime, *subjects: str, account: str = PK) -> Entry:
    """Somebody was shown these persons."""
    return Entry(at, Kind.LOOK, "report.read", account, "probation_officer", subjects, ("name",), "5f", "report.read")


async def noted(database: Database, *entries: Entry) -> list[int]:
    """The numbers under which these were appended, one after another."""
    return [await note(database, entry) for entry in entries]
