"""Who acts: the account, the role it acts in, the action by which it was let in, and over whose line it came."""

from datetime import datetime
from typing import NamedTuple


class Who(NamedTuple):
    """Somebody who acts, or what acts by itself. ``source`` is a digest, never an address."""

    account: str
    role: str | None = None
    action: str | None = None
    """Of the policy table; None: nobody asked by an address."""
    source: str | None = None

    def looks(self, purpose: str, at: datetime) -> dict[str, object]:
        """As the audit trail has a look of theirs."""
        return {**self._asdict(), "action": self.action or purpose, "purpose": purpose, "at": at}
