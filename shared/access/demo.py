"""Accounts to try the house with: one a role, and a second of whoever stands in for another; invented names, one
password made for this data folder alone."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

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


OTHER_OFFICER, OTHER_SUPERVISOR = "petugas2", "pengawas2"
PEOPLE: Final = (
    *((role.login, role.person, role) for role in SIGNING_IN),
    (OTHER_OFFICER, "Hadi Nugroho", RoleName.OFFICER),
    (OTHER_SUPERVISOR, "Wati Ningsih", RoleName.SUPERVISOR),
)
"""Login, name and role; to hand over and to stand in, two are needed."""
PASSWORD_FILE = "demo-password"  # noqa: S105 - a file's name
"""Below the data folder of the house that made the accounts; no other has any."""


async def demo_accounts(accounts: Accounts, data_dir: Path, at: datetime) -> Sequence[DemoAccount]:
    """Open the demo accounts that are missing or closed; all of them, with the password of this data folder."""
    password = _password(data_dir / PASSWORD_FILE)
    found = [DemoAccount(login, name, role, password) for login, name, role in PEOPLE]
    for one in found:
        made = _id(one.login)
        if await accounts.create(one.login, one.name, one.role, password, at, account_id=made) is not None:
            await accounts.reopen(made, at)
    return found


async def close_demo_accounts(accounts: Accounts, at: datetime) -> int:
    """A house that is no demo lets nobody in by a password that its start once printed; how many were open."""
    return await accounts.close([_id(login) for login, _, _ in PEOPLE], at)


def demo_ids() -> frozenset[str]:
    """The accounts that a demo opens: tried by many, so that no phone goes with them."""
    return frozenset(_id(login) for login, _, _ in PEOPLE)


def _id(login: str) -> str:
    return derived("demo-account", login)


def _password(file: Path) -> str:
    """Kept beside the data, so that the second start prints what the first one set."""
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(f"demo-{secrets.token_hex(4)}")
    return file.read_text()
