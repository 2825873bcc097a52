"""What intake has heard of the hosts that an account can be linked to, and which accounts a person has."""

import msgspec

from services.intake.account.events import AccountLinked, AccountUnlinked
from services.matching.ipd.events import IpdCorrected, IpdRegistered
from shared.domain.identifiers import derived
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class HostRow(msgspec.Struct, frozen=True):
    """An I-PD, by the name that was said last."""

    ipd_id: str
    name: str


HOSTS = StateProjection("intake", "host", HostRow, key="ipd_id", version=1)


@HOSTS.on(IpdRegistered)
def registered(row: HostRow | None, event: IpdRegistered, entry: Entry) -> HostRow:
    """It can be linked from now on."""
    return HostRow(event.ipd_id, event.name)


@HOSTS.on(IpdCorrected)
def corrected(row: HostRow | None, event: IpdCorrected, entry: Entry) -> HostRow | None:
    """What it is truly called."""
    return row and HostRow(row.ipd_id, event.name)


class LinkRow(msgspec.Struct, frozen=True):
    """An account is linked to whom or what ``key`` names."""

    link_id: str
    account_id: str
    to: str
    key: str


LINKS = StateProjection("intake", "link", LinkRow, key="link_id", version=1, indexes=(Index(("key", "account_id")),))


def link_of(event: AccountLinked | AccountUnlinked) -> str:
    """One of each account, kind and key."""
    return derived("link", event.account_id, event.to, event.key)


@LINKS.on(AccountLinked, key=link_of)
def linked(row: LinkRow | None, event: AccountLinked, entry: Entry) -> LinkRow:
    """It stands."""
    return LinkRow(link_of(event), event.account_id, event.to, event.key)


@LINKS.on(AccountUnlinked, key=link_of)
def unlinked(row: LinkRow | None, event: AccountUnlinked, entry: Entry) -> LinkRow | None:
    """It is ended."""
    return None
