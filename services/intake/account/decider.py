"""When an account may be linked to whom or what it concerns: both exist, and the account's role is one for it.

Example::

    given(ACCOUNT).when(LinkAccount(account_id=…, to="court", key="pn-trk", …)).then(AccountLinked(…))
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from services.intake.account.events import AccountLinked, AccountUnlinked, LinkKind
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.holders import CLIENT, COORDINATOR, COURT, HOST, JUDGE, OFFICER, PROSECUTOR, Roles, unfit
from shared.domain.identifiers import AccountId, Code, KlienId
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import PublicReason
from shared.domain.thing import Thing
from shared.domain.units import BAPAS, UNITS
from shared.law.circumstances import Circumstances

LINKS_MOST: Final = 100
"""Of one account; more is a program gone wild."""
FITTING: Final[Mapping[LinkKind, frozenset[Code]]] = {
    LinkKind.OFFICE: frozenset({OFFICER}),
    LinkKind.UNIT: frozenset({OFFICER, COORDINATOR}),
    LinkKind.COURT: frozenset({COURT, JUDGE, PROSECUTOR}),
    LinkKind.IPD: frozenset({HOST}),
    LinkKind.KLIEN: frozenset({CLIENT}),
    LinkKind.GUARDIAN: frozenset({CLIENT}),
}
"""Of which roles an account must have one to be linked to that."""
KEYS: Final[Mapping[LinkKind, Mapping[Code, str]]] = {
    LinkKind.OFFICE: {Code(BAPAS): UNITS[BAPAS].name},
    LinkKind.COURT: {Code("pn-trk"): "Pengadilan Negeri Trenggalek", Code("pt-sby"): "Pengadilan Tinggi Surabaya"}
    | {Code("ma"): "Mahkamah Agung"},
}
"""What there is to be linked of these kinds, and what it is called; the courts are those that rulings name. Units are
data, as hosts are."""
PERSONS: Final = frozenset({LinkKind.KLIEN, LinkKind.GUARDIAN})
"""What an officer links, who knows the person; all else whoever opens accounts."""


class OfAccount(Command):
    """About the reach of one account."""

    STREAM: ClassVar[str] = "account-{account_id}"

    account_id: AccountId


class LinkAccount(OfAccount):
    """Link an account to an office, a unit, a court or an I-PD: ``key`` is its code, of an I-PD its id."""

    ACTION: ClassVar[str] = "account.link"
    FOUND: ClassVar[frozenset[str]] = frozenset({"roles", "known"})

    to: LinkKind
    key: Code
    roles: Roles = ()
    known: bool = False


class UnlinkAccount(OfAccount):
    """End such a link, and say why."""

    ACTION: ClassVar[str] = "account.link"

    to: LinkKind
    key: Code
    reason: PublicReason


class LinkKlien(OfAccount):
    """Say that an account is a klien's own, or with ``guardian`` that of a child's guardian."""

    ACTION: ClassVar[str] = "account.link-klien"
    FOUND: ClassVar[frozenset[str]] = frozenset({"roles", "known", "child"})

    klien_id: KlienId
    guardian: bool = False
    roles: Roles = ()
    known: bool = False
    child: bool = False


class UnlinkKlien(OfAccount):
    """End such a link, and say why."""

    ACTION: ClassVar[str] = "account.link-klien"

    klien_id: KlienId
    guardian: bool = False
    reason: PublicReason


@dataclass(frozen=True, slots=True)
class Linked:
    """Whom and what the account concerns now, in the order in which that was said."""

    links: tuple[tuple[LinkKind, Code], ...] = ()

    @property
    def leads(self) -> bool:
        """Whether it is the account of somebody who leads an office."""
        return any(kind is LinkKind.OFFICE for kind, _ in self.links)


def evolve(state: Linked, event: Event) -> Linked:
    """The state after one more event."""
    match event:
        case AccountLinked():
            return Linked((*state.links, (event.to, event.key)))
        case AccountUnlinked():
            return Linked(tuple(link for link in state.links if link != (event.to, event.key)))
    return state


def link(command: LinkAccount, state: Linked, _: Circumstances) -> Sequence[Event] | Refused:
    """Linked, or every reason why not; linked twice is linked once."""
    if command.to in PERSONS:
        return refused("link-person", pointer="/to")
    told = retold(AccountLinked, command)
    faults = tuple(_faults(told, state, command.roles, "/key", known=command.known))
    return Refused(faults) if faults else _new(told, state)


def link_klien(command: LinkKlien, state: Linked, _: Circumstances) -> Sequence[Event] | Refused:
    """Linked, or every reason why not; linked twice is linked once."""
    if not command.known:
        return refused("person-unknown", severity=Severity.ABSENT)
    told = retold(AccountLinked, command, to=of_person(command), key=Code(command.klien_id))
    faults = tuple(_faults(told, state, command.roles, "/klien_id", known=True))
    if command.guardian and not command.child:
        faults += (Fault("guardian-of-adult", pointer="/guardian", severity=Severity.CONFLICT),)
    return Refused(faults) if faults else _new(told, state)


def of_person(command: LinkKlien | UnlinkKlien) -> LinkKind:
    """What the account is to the person."""
    return LinkKind.GUARDIAN if command.guardian else LinkKind.KLIEN


def _faults(told: AccountLinked, state: Linked, roles: Roles, at: str, *, known: bool) -> Iterator[Fault]:
    yield from unfit(roles, FITTING[told.to], "/account_id")
    if not known:
        yield Fault("link-to-nothing", pointer=at)
    if len(state.links) >= LINKS_MOST:
        yield Fault("links-many", {"most": LINKS_MOST}, severity=Severity.CONFLICT)


def _new(told: AccountLinked, state: Linked) -> Sequence[Event]:
    return [] if (told.to, told.key) in state.links else [told]


def unlink(command: UnlinkAccount, state: Linked, _: Circumstances) -> Sequence[Event] | Refused:
    """Unlinked; what is not linked is told."""
    if command.to in PERSONS:
        return refused("link-person", pointer="/to")
    return _ended(retold(AccountUnlinked, command), state)


def unlink_klien(command: UnlinkKlien, state: Linked, _: Circumstances) -> Sequence[Event] | Refused:
    """Unlinked; what is not linked is told."""
    return _ended(retold(AccountUnlinked, command, to=of_person(command), key=Code(command.klien_id)), state)


def _ended(told: AccountUnlinked, state: Linked) -> Sequence[Event] | Refused:
    stands = (told.to, told.key) in state.links
    return [told] if stands else refused("not-linked", severity=Severity.ABSENT)


ACCOUNT: Thing[Linked] = Thing(
    "account",
    (AccountLinked, AccountUnlinked),
    Linked(),
    evolve,
    {LinkAccount: link, UnlinkAccount: unlink, LinkKlien: link_klien, UnlinkKlien: unlink_klien},
)
