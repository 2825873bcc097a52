"""Everybody of the matrix: of each role one whom the cases concern and one whom they do not, and both substitutes.

A life is one ruling from its paper to its end, at a place of its own I-PD. Its variant says who acts: the officer whose
case it is, who stands in for them today, or the other roles; for an officer who stood in until yesterday, and a
supervisor named for yesterday alone, it is anybody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from typing import Any, Final

import httpx2

from services.intake.account.events import AccountLinked, LinkKind
from services.intake.putusan.events import PutusanAssigned, PutusanHandedOver
from services.intake.unit.events import Numbering, NumberingDecided
from services.matching.ipd.events import SupervisorNamed
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.access.signin import addresses
from shared.domain.identifiers import AccountId, Code, IpdId, KlienId, PublicText, PutusanId, SiteId
from shared.domain.units import SECRETARIAT
from shared.runtime.clock import now, today_wib
from tests.neighbours import account_of, tell
from tests.opened import PASSWORD, Opened, one_more

DAY: Final = timedelta(days=1)
COURT: Final = "pn-trk"
AGENDA_OF: Final = SECRETARIAT
"""The unit of everybody who keeps letters; its numbers were SRIKANDI's until the end of a year."""
BY_SRIKANDI: Final = date(2025, 12, 30)
KINDS: Final = ("adult", "child")


class Standing(StrEnum):
    """Toward a life: whose it is."""

    OWN = "own"
    OTHER = "another's"
    INSIDE = "substitute, inside the days"
    AFTER = "substitute, the day after"


class Variant(StrEnum):
    """Of a life: who does in it what can be done but once."""

    OFFICER = "officer"
    SUBSTITUTE = "substitute"
    OTHERS = "others"


CASE, HOST, NEITHER = "case", "host", "neither"
"""What an address's id is about, so that the reach decides on it."""
NOTHING: Final = frozenset[Standing]()
EVERYTHING: Final = frozenset(Standing)
THEIRS: Final = frozenset({Standing.OWN, Standing.INSIDE})
REACH: Final[Mapping[RoleName, Mapping[str, frozenset[Standing]]]] = {
    RoleName.OFFICER: {CASE: THEIRS, HOST: EVERYTHING},
    RoleName.COORDINATOR: {CASE: EVERYTHING, HOST: EVERYTHING},
    RoleName.AUDITOR: {CASE: EVERYTHING, HOST: EVERYTHING},
    RoleName.PROSECUTOR: {CASE: THEIRS, HOST: NOTHING},
    RoleName.COURT: {CASE: THEIRS, HOST: NOTHING},
    RoleName.JUDGE: {CASE: THEIRS, HOST: NOTHING},
    RoleName.HOST: {CASE: THEIRS, HOST: THEIRS},
    RoleName.SUPERVISOR: {CASE: THEIRS, HOST: THEIRS},
    RoleName.CLIENT: {CASE: THEIRS, HOST: NOTHING},
    RoleName.OPERATOR: {CASE: NOTHING, HOST: NOTHING},
}
"""The reach table once more, so that none of it is changed unseen: whose rows a role sees, of cases and of hosts."""
DOUBLED: Final = tuple(role for role, sees in REACH.items() if THEIRS in sees.values())
"""Of these roles there is one more, whom nothing concerns."""


@dataclass(frozen=True)
class Somebody:
    """An account with its client."""

    role: RoleName
    client: httpx2.AsyncClient
    account_id: AccountId
    concerned: bool = True
    substitute: bool = False

    def toward(self, life: Life) -> Standing:
        """Whose the life is, as this account sees it."""
        if self.substitute:
            inside = life.variant is Variant.SUBSTITUTE and not life.handed_back
            return Standing.INSIDE if inside else Standing.AFTER
        return Standing.OWN if self.concerned else Standing.OTHER

    def sees(self, kinds: set[str], life: Life) -> bool:
        """Whether whatever an address is about is in the reach of the account."""
        return all(
            kind == NEITHER or self.toward(life) in REACH.get(self.role, {}).get(kind, NOTHING) for kind in kinds
        )


@dataclass
class Life:
    """One ruling: its ids and its place's by the name of a hole, and the numbers that its commands count by."""

    kind: str
    variant: Variant
    ids: dict[str, str] = field(default_factory=dict)
    twin: str = ""
    """Another ruling of the same NIK under another name."""
    case_number: str = ""
    rejected: str = ""
    """A person of whom there is a rejected paper alone."""
    second_offer: str = ""
    forward_to_end: str = ""
    """A disposisi of the letter beside the one that is corrected."""
    other_letter: str = ""
    other_agreement: str = ""
    """One that gets its number from SRIKANDI."""
    numbers: Counter[str] = field(default_factory=Counter)
    handed_back: bool = False
    """Whether who stood in does so no longer."""

    @property
    def serial(self) -> int:
        """A number of its own."""
        return 1 + KINDS.index(self.kind) * len(Variant) + [*Variant].index(self.variant)


@dataclass(frozen=True)
class Cast:
    """The whole house with its people and lives."""

    house: Opened
    people: tuple[Somebody, ...]
    lives: tuple[Life, ...]
    actions: Mapping[str, frozenset[str]]
    """Of every address."""
    unsigned: Mapping[RoleName, AccountId]
    """Accounts of these roles that nobody signs in with, to be named and changed."""
    unshared: list[str] = field(default_factory=list)
    """Rulings that are nobody's case."""

    def one(self, role: RoleName, **said: bool) -> Somebody:
        """The account of this role whom the lives concern, unless said otherwise."""
        wanted = {"concerned": True, "substitute": False} | said
        return next(
            one
            for one in self.people
            if one.role is role and all(getattr(one, name) is value for name, value in wanted.items())
        )


async def cast(house: Opened, stack: AsyncExitStack) -> Cast:
    """The accounts are signed in; the lives have no ids yet."""
    database = house.parts.database
    people = [Somebody(role, client, await account_of(database, role)) for role, client in house.clients.items()]
    more = [(role, f"{role}-2", {"concerned": False}) for role in DOUBLED]
    more += [(role, f"{role}-3", {"substitute": True}) for role in (RoleName.OFFICER, RoleName.SUPERVISOR)]
    for role, login, said in more:
        client = await one_more(house, role, login, stack)
        people.append(Somebody(role, client, await account_of(database, login), **said))
    unsigned = {}
    for role in (RoleName.OFFICER, RoleName.COURT):
        await Accounts(database).create(f"{role}-4", f"Nama {role}-4", role, PASSWORD, now())
        unsigned[role] = await account_of(database, f"{role}-4")
    lives = tuple(Life(kind, variant) for kind, variant in product(KINDS, Variant))
    return Cast(house, tuple(people), lives, addresses(house.app), unsigned)


async def concerned(found: Cast) -> None:
    """Say whom each account concerns: told as the services tell it, so that days may lie in the past."""
    database, today = found.house.parts.database, today_wib()
    for life in found.lives:
        for putusan_id, klien_id in ((life.ids["putusan_id"], life.ids["klien_id"]), (life.twin, life.ids["twin"])):
            await tell(database, f"putusan-{putusan_id}", *_whose(found, life, putusan_id, klien_id, today))
    substitute = found.one(RoleName.SUPERVISOR, substitute=True).account_id
    for life in {life.ids["site_id"]: life for life in found.lives}.values():
        day = today if life.variant is Variant.SUBSTITUTE else today - DAY
        where = {"ipd_id": IpdId(life.ids["ipd_id"]), "site_id": SiteId(life.ids["site_id"])}
        named = SupervisorNamed(**where, account_id=substitute, from_day=day, until_day=day)
        await tell(database, f"ipd-{named.ipd_id}", named)
    for role in (RoleName.PROSECUTOR, RoleName.COURT, RoleName.JUDGE):
        await _linked(found, role, LinkKind.COURT, {COURT})
    await _linked(found, RoleName.HOST, LinkKind.IPD, {life.ids["ipd_id"] for life in found.lives})
    for kind, to in zip(KINDS, (LinkKind.KLIEN, LinkKind.GUARDIAN), strict=True):
        await _linked(found, RoleName.CLIENT, to, {life.ids["klien_id"] for life in found.lives if life.kind == kind})


def _whose(found: Cast, life: Life, putusan_id: str, klien_id: str, today: date) -> tuple[Any, Any]:
    ids = {"putusan_id": PutusanId(putusan_id), "klien_id": KlienId(klien_id), "number": 1}
    last = today if life.variant is Variant.SUBSTITUTE else today - DAY
    substitute = found.one(RoleName.OFFICER, substitute=True).account_id
    return (
        PutusanAssigned(**ids, officer=found.one(RoleName.OFFICER).account_id),
        PutusanHandedOver(**ids, substitute=substitute, from_day=today - 2 * DAY, until_day=last),
    )


async def keeping_letters(found: Cast) -> None:
    """Everybody who may register letters is of the one unit."""
    database = found.house.parts.database
    for one in found.people:
        if one.role in (RoleName.OFFICER, RoleName.COORDINATOR):
            link = AccountLinked(account_id=one.account_id, to=LinkKind.UNIT, key=Code(AGENDA_OF))
            await tell(database, f"account-{one.account_id}", link)
    said = {"code": AGENDA_OF, "reason": PublicText("menurut surat edaran")}
    elsewhere = NumberingDecided(number=1, numbering=Numbering.SRIKANDI, valid_from=date(2025, 1, 1), **said)
    here = NumberingDecided(number=2, numbering=Numbering.OWN, valid_from=date(2026, 1, 1), **said)
    await tell(database, f"unit-{AGENDA_OF}", elsewhere, here)


async def _linked(found: Cast, role: RoleName, to: LinkKind, keys: set[str]) -> None:
    account_id = found.one(role).account_id
    links = [AccountLinked(account_id=account_id, to=to, key=Code(key)) for key in sorted(keys)]
    await tell(found.house.parts.database, f"account-{account_id}", *links)
