"""Where what people typed is kept for a day: sealed under a key of the house that no database holds."""

from datetime import timedelta
from typing import Final
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from shared.access.accounts import sql
from shared.access.sealing import Sealing
from shared.database.engine import Database, transaction
from shared.database.roles import Role
from shared.domain.identifiers import AN_ID
from shared.runtime.clock import now
from shared.web.kept import ENTRIES_MAX, LIFE

PURPOSE: Final = "kept"
"""Of the house's key that seals the entries."""

KEEP, TRIM = sql("keep"), sql("trim_kept")
FIND = text("SELECT sealed FROM access.kept WHERE kept_id = :kept_id AND owner = :owner AND expires_at > :at")
FORGET = text("DELETE FROM access.kept WHERE kept_id = :kept_id AND owner = :owner")


class KeptForms:
    """The entries of one database; what is another owner's is as if it were not there."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._engine = database.engine(Role.ACCESS)
        self._sealing = Sealing(key)

    async def keep(
        self,
        owner: str,
        kind: str,
        payload: bytes,
        kept_id: str | None = None,
        life: timedelta = LIFE,
        entries_max: int = ENTRIES_MAX,
    ) -> str:
        """Seal and keep it in place of the owner's own ``kept_id``, else under a new id; drop what is too old."""
        at = now()
        wanted = [kept_id] if kept_id and AN_ID.fullmatch(kept_id) else []
        async with transaction(self._engine) as connection:
            for one in (*wanted, str(uuid4())):
                sealed = self._sealing.seal(payload, _bound(owner, one))
                row = {"kept_id": one, "owner": owner, "kind": kind, "sealed": sealed, "kept_at": at}
                row["expires_at"] = at + life
                if (await connection.execute(KEEP, row)).rowcount:
                    break
            trim = {"owner": owner, "kind": kind, "at": at, "entries_max": entries_max}
            await connection.execute(TRIM, trim)
        return one

    async def find(self, owner: str, kept_id: str) -> bytes | None:
        """The owner's entry; None where it has none of this id, or one that a day has passed over."""
        if not AN_ID.fullmatch(kept_id):
            return None
        row = {"kept_id": kept_id, "owner": owner, "at": now()}
        async with self._engine.connect() as connection:
            sealed: bytes | None = (await connection.execute(FIND, row)).scalar_one_or_none()
        return None if sealed is None else self._opened(owner, kept_id, sealed)

    async def forget(self, owner: str, kept_id: str) -> None:
        """Drop the owner's entry."""
        async with transaction(self._engine) as connection:
            await connection.execute(FORGET, {"kept_id": kept_id, "owner": owner})

    def _opened(self, owner: str, kept_id: str, sealed: bytes) -> bytes | None:
        """None where it was sealed by another house's key, or altered."""
        try:
            return self._sealing.open(sealed, _bound(owner, kept_id))
        except InvalidTag:
            return None


def _bound(owner: str, kept_id: str) -> str:
    return f"{owner}\x1f{kept_id}"
