"""What a process looks at before it says that it can serve; each trouble is a sentence with what to do about it.

Sentences, names and facts hold identifiers, times and figures only, and are told to whoever asks the part itself.
"""

import asyncio
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from shared.ledger.append import LedgerError
from shared.ledger.ledger import Ledger
from shared.messaging.parking import ParkedKey, service_of
from shared.messaging.relay import Relay
from shared.messaging.subscription import Subscriptions, SubscriptionState
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.privacy.master import WrongMasterKey
from shared.privacy.values import AskedValues, OpenerAway, Values
from shared.privacy.vault import Vault
from shared.runtime.health import Check, Seen

LAG_MAX = 10_000
"""Events behind the head after which a process says that it is not ready: about a minute of a busy morning."""
LAG_S_MAX = 300
"""Seconds behind the head, however few the events: whoever waits for one of them has waited long enough."""
DISK_FREE_BYTES_LEAST = 500_000_000
"""Half of what PostgreSQL may take between two checkpoints (max_wal_size): a busy morning can fill the rest."""
PROOF_PATIENCE_S = 1.5
"""Less than a check may take in all, so that the sentence here is the one that is told."""
AWAY = "the database does not answer: look whether PostgreSQL runs, then at BAKTI_DATABASE_URL"


KEYS_HELD = "the key store does not answer in time: does a backup hold it? It passes; else look at its disk"
KEYS_ALONE = f"the keys open, but nobody says whether they are the database's: {AWAY}"
DATABASE_AWAY = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What a question to the database ends with where that is away; the key store's own trouble is told before."""


def standing_of(subscriptions: Subscriptions, service: str) -> Check:
    """Ready while every subscription of this service moves and none is far behind."""

    async def check() -> Seen:
        states = [state for state in subscriptions.state() if service_of(state.name) == service]
        facts: dict[str, Any] = {"lag_s": {state.name: round(state.lag_seconds, 1) for state in states}}
        facts["lag"] = {state.name: state.lag for state in states}
        if not subscriptions.ledger_answers:
            return Seen(AWAY, facts)
        parked = await subscriptions.parked()
        facts["parked"] = [_told_of(item) for item in parked if service_of(item.subscription) == service]
        return Seen(next((trouble for state in states if (trouble := _keeps(state))), None), facts)

    return check


def _told_of(item: ParkedKey) -> dict[str, Any]:
    return {**asdict(item), "since": item.since.isoformat()}


def _keeps(state: SubscriptionState) -> str | None:
    """What keeps a subscription."""
    if state.stopped:
        return (
            f"{state.name} stopped ({state.stopped}): start this part again; where history differs, bakti verify first"
        )
    if state.paused:
        return f"{state.name} is paused, {state.paused}: bakti parked list, then bakti parked retry {state.name}"
    if state.lag > LAG_MAX or state.lag_seconds > LAG_S_MAX:
        why = f" ({state.trouble})" if state.trouble else ""
        behind = f"{state.lag} events and {state.lag_seconds:.0f} s behind{why}"
        return f"{state.name} is {behind}: wait while that falls; where it does not, look at the log for its name"
    return None


def publishing_of(relay: Relay, *, needed: bool = True) -> Check:
    """Ready while the relay publishes and is not far behind. Services beside it (not ``needed``) serve on without
    Redis, and are ready: of them it is only told."""

    async def check() -> Seen:
        state = relay.state()
        facts = {"position": state.position, "lag": state.lag, "trouble": state.trouble}
        if not needed:
            return Seen(None, facts)
        if state.trouble:
            return Seen(f"it does not publish ({state.trouble}): look whether Valkey runs, at BAKTI_REDIS_URL", facts)
        if state.lag > LAG_MAX:
            return Seen(f"it is {state.lag} events behind: wait while that falls, else look at the log", facts)
        return Seen(None, facts)

    return check


def appending_of(ledger: Ledger) -> Check:
    """Ready while the lane can append: proven by an append of nothing, which goes the whole way."""

    async def check() -> Seen:
        why = None
        try:
            async with asyncio.timeout(PROOF_PATIENCE_S):
                await ledger.prove_append()
        except LedgerError as error:
            why = str(error)
        except TimeoutError:
            why = "no answer in time"
        last = ledger.last_append
        facts = {"acknowledged_at": _told(last.acknowledged_at), "failed_at": _told(last.failed_at)}
        return Seen(why and _nothing_appended(why, facts["acknowledged_at"]), {**facts, "failure": last.failure})

    return check


def _nothing_appended(why: str, acknowledged_at: str | None) -> str:
    return (
        f"nothing can be appended ({why}), last acknowledged {acknowledged_at or 'never'}: look whether PostgreSQL "
        "runs, takes writes and has disk left; callers send again under the same key"
    )


def clock_of(ledger: Ledger) -> Check:
    """Ready while the clock is near enough to the last record for appends to be taken."""

    async def check() -> Seen:
        found = await ledger.clock_standing()
        facts = {"clock": _told(found.said), "last_record": _told(found.last), "accepted": found.accepted}
        if not found.stops_appends:
            return Seen(None, facts)
        days = found.ahead.total_seconds() / 86_400
        where = f"{abs(days):.1f} days {'after' if days > 0 else 'before'} the last record"
        return Seen(
            f"the clock is {where}, so nothing is recorded: set it right; if it is right, an operator says "
            'bakti clock accept --reason "…"',
            facts,
        )

    return check


def values_of(values: Values) -> tuple[str, Check]:
    """Of what opens personal values here, the check and its name."""
    if isinstance(values, AskedValues):
        return "opener", opener_of(values)
    assert isinstance(values, Vault)
    return "keys", keys_of(values)


def opener_of(asked: AskedValues) -> Check:
    """Ready while the part that opens personal values answers this one."""

    async def check() -> Seen:
        try:
            async with asyncio.timeout(PROOF_PATIENCE_S):
                await asked.prove()
        except TimeoutError:
            return Seen(_not_opened("no answer in time"))
        except OpenerAway as away:
            return Seen(_not_opened(str(away)))
        return Seen(None)

    return check


def _not_opened(why: str) -> str:
    return (
        f"pages cannot name persons ({why}): look whether the part at BAKTI_OPENER runs, and whether both have the "
        "same BAKTI_OPENER_SECRET_FILE"
    )


def keys_of(vault: Vault) -> Check:
    """Ready while the key store answers, opens with the master key, and is the one that the database knows."""

    async def check() -> Seen:
        not_in_time = KEYS_HELD
        try:
            async with asyncio.timeout(PROOF_PATIENCE_S):
                await vault.prove_keys()
                not_in_time = KEYS_ALONE
                await vault.prove_fit()
        except TimeoutError:
            return Seen(not_in_time)
        except (KeysAway, KeysUnfit, WrongMasterKey) as trouble:
            return Seen(f"{trouble}; look at BAKTI_KEYS_DIR and BAKTI_MASTER_KEY_FILE")
        except DATABASE_AWAY:
            return Seen(KEYS_ALONE)
        return Seen(None)

    return check


def disk_of(folders: Iterable[Path], least_bytes: int = DISK_FREE_BYTES_LEAST) -> Check:
    """Ready while these folders, as far as they are on this machine, have this much free."""
    folders = list(folders)

    async def check() -> Seen:
        free = {str(folder): shutil.disk_usage(folder).free for folder in folders if folder.exists()}
        low = [f"{folder} has {left // 1_000_000} MB free" for folder, left in free.items() if left < least_bytes]
        facts = {folder: f"{left // 1_000_000} MB free" for folder, left in free.items()}
        remedy = f"less than {least_bytes // 1_000_000} MB: make room before PostgreSQL stops; delete nothing in there"
        return Seen(f"{', '.join(low)}, {remedy}" if low else None, facts)

    return check


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None
