"""What a route may use, and where it finds it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request

from shared.database.engine import Database
from shared.domain.identifiers import Position
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.ledger.execute import Executor
from shared.ledger.ledger import Ledger
from shared.messaging.remembered import Remembered
from shared.messaging.subscription import Subscriptions
from shared.papers.press import Press
from shared.papers.scans import Scanner
from shared.privacy.files import Files
from shared.privacy.values import Values
from shared.privacy.vault import Vault
from shared.runtime.settings import Settings

SCOPE_KEY: Final = "bakti.house"
WAIT_S: Final = 2.0
"""Longest wait for a projection to pass the position a caller named (read your own write)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """As of which position an answer stands, and whether that is as late as was asked for."""

    position: int
    reached: bool = True


@dataclass(frozen=True)
class House:
    """One service's hands: its ledger writes only its own streams, its database role sees only its own tables."""

    settings: Settings
    database: Database
    ledger: Ledger
    values: Values
    """What opens and finds personal values: the vault, or the part that has it."""
    writes: Executor | None
    """None in a part without a vault, which decides nothing."""
    subscriptions: Subscriptions
    laws: Remembered[Laws]
    """The law of every day with the regency's settings, as this process has heard of them."""
    clock: Callable[[], datetime]
    reach: Any
    """The folds by which the service's rows are decided (shared/access/reach_folds.py)."""
    house_key: Callable[[str], bytes]
    """A key of the house itself, for one purpose; no database holds it."""
    press: Press
    """Where its papers are printed."""
    scanner: Scanner
    """What looks at files before they are taken in."""
    sealed_files: Files | None
    """None in a part without a vault."""

    @property
    def executor(self) -> Executor:
        """The only way in. Raises LookupError in a part without a vault."""
        if self.writes is None:
            raise LookupError("this part has no vault, and decides nothing")
        return self.writes

    @property
    def vault(self) -> Vault:
        """The vault itself. Raises LookupError in a part that asks another for its values."""
        if not isinstance(self.values, Vault):
            raise LookupError("this part has no vault")
        return self.values

    @property
    def files(self) -> Files:
        """The file store. Raises LookupError in a part without a vault."""
        if self.sealed_files is None:
            raise LookupError("this part has no vault, and keeps no files")
        return self.sealed_files

    def circumstances(self) -> Circumstances:
        """What a decider may know at this moment."""
        return Circumstances(self.clock(), self.laws.value)

    async def standing(self, projection: str, after: int | None = None, *more: str) -> Standing:
        """How far the slowest of these ``service.name`` has come, having waited up to 2 s for all to pass ``after``."""
        names = (projection, *more)
        passed = self.subscriptions.passed
        waits = [] if after is None else [passed(name, Position(after), timeout=WAIT_S) for name in names]
        reached = all(await asyncio.gather(*waits))
        return Standing(min(self.subscriptions.position(name) for name in names), reached)

    async def level(self, projection: str) -> bool:
        """Whether this ``service.name`` comes, within 2 s, as far as every other of this service has come."""
        furthest = max(state.position for state in self.subscriptions.state())
        return await self.subscriptions.passed(projection, furthest, timeout=WAIT_S)


async def house(request: Request) -> House:
    """The house of the service whose address is asked (dependency)."""
    found: House = request.scope.get(SCOPE_KEY) or request.app.state.house
    return found
