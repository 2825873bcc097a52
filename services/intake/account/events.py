"""What can happen to the reach of an account: it is linked to whom or what it concerns, and unlinked."""

from enum import StrEnum

from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, PublicText


class LinkKind(StrEnum):
    """What an account can be linked to; ``key`` says which one."""

    OFFICE = "office"
    """Whoever leads it sees all of it."""
    UNIT = "unit"
    COURT = "court"
    """By its code, as rulings name it: of the court itself, of its supervising judge, of the prosecutor before it."""
    IPD = "ipd"
    """By its id: whoever answers for the host."""
    KLIEN = "klien"
    """By their id: the account is the klien's own."""
    GUARDIAN = "guardian"
    """By the child's id: the account is their guardian's."""


class AccountLinked(Event):
    """The account concerns this."""

    TYPE = "account.linked.v1"
    SUBJECT = None
    account_id: AccountId
    to: LinkKind
    key: Code


class AccountUnlinked(Event):
    """The account does not concern this, or no longer."""

    TYPE = "account.unlinked.v1"
    SUBJECT = None
    account_id: AccountId
    to: LinkKind
    key: Code
    reason: PublicText
