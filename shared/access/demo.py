"""Accounts to try the house with: one a role, invented names, one password made for this data folder alone."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shared.access.accounts import Accounts
from shared.access.policy import SIGNING_IN, RoleName
from shared.domain.identifiers import derived


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What is printed at the start."""

    login: str
    name: str
    role: RoleName
    password: str


PASSWORD_FILE = "demo-password"  # noqa: S105 - a file's name
"""Below the data folder of the house that made the accounts; no other has any."""


async def demo_accounts(accounts: Accounts, data_dir: Path, at: datetime) -> Sequence[DemoAccount]:
    """Open the demo accounts that are missing or closed; all of them, with the password of this data folder."""
    password = _password(data_dir / PASSWORD_FILE)
    for role in SIGNING_IN:
        made = _id(role.login)
        if await accounts.create(role.login, role.person, role, password, at, account_id=made) is not None:
            await accounts.reopen(made, at)
    return [DemoAccount(role.login, role.person, role, password) for role in SIGNING_IN]


async def close_demo_accounts(accounts: Accounts, at: datetime) -> int:
    """A house that is no demo lets nobody in by a password that its start once printed; how many were open."""
    return await accounts.close([_id(role.login) for role in SIGNING_IN], at)


def demo_ids() -> frozenset[str]:
    """The accounts that a demo opens: tried by many, so that no phone goes with them."""
    return frozenset(_id(role.login) for role in SIGNING_IN)


def _id(login: str) -> str:
    return derived("demo-account", login)


def _password(file: Path) -> str:
    """Kept beside the data, so that the second start prints what the first one set."""
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(f"demo-{secrets.token_hex(4)}")
    return file.read_text()
