"""The links of an account as they stand, each with the record that made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from services.intake.account.decider import ACCOUNT
from services.intake.account.events import AccountLinked, LinkKind
from services.intake.account.projections import LINKS
from shared.database.roles import Role
from shared.domain.identifiers import AccountId, Code
from shared.ledger.execute import entries_of, known_events
from shared.ledger.recorded import Recorded
from shared.web.answers import Answer, answered
from shared.web.house import House

ACCOUNTS_MOST: Final = 100
"""Of one person, and of whoever was merged with them."""
LINKED = answered("AccountReach", account_id=AccountId)


class Link(Answer):
    """To what an account is linked, since when and by whom."""

    to: LinkKind
    key: Code
    linked_at: datetime
    linked_by: AccountId | Code


@dataclass(frozen=True, slots=True)
class Made:
    """A link that stands."""

    told: AccountLinked
    entry: Recorded

    def read(self) -> dict[str, Any]:
        """As it is answered."""
        about = {"linked_at": self.entry.recorded_at, "linked_by": self.entry.meta.actor}
        return {"to": self.told.to, "key": self.told.key, **about}


async def links_of(house: House, account_id: str) -> list[Made]:
    """What the account's own stream says, so that nothing lags."""
    entries = await house.ledger.read_stream(ACCOUNT.stream(account_id))
    made = {(event.to, event.key): Made(event, entry) for entry, event in entries_of(entries, AccountLinked)}
    return [made[link] for link in ACCOUNT.fold(known_events(entries)).links]


async def linked_to(house: House, klien_ids: Sequence[str]) -> list[tuple[str, str]]:
    """The accounts that were linked to these, each with to whom; whether they still are says each one's own stream."""
    theirs = LINKS.table.c
    query = select(theirs.key, theirs.account_id).distinct().where(theirs.key.in_(klien_ids))
    async with house.database.engine(Role.INTAKE).connect() as connection:
        rows = await connection.execute(query.order_by(theirs.key, theirs.account_id).limit(ACCOUNTS_MOST))
        return [(row.key, row.account_id) for row in rows]
