"""Who may do what: one table, deny by default.

An action is ``thing.verb``, the same word that the command (``ACTION``) and the route (``require``) name. What has
no row may be done by nobody, and a route that names an action without a row does not even start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from shared.domain.identifiers import AccountId
from shared.domain.refusal import Fault
from shared.domain.who import Who
from shared.web.problems import Problem


class RoleName(StrEnum):
    """The roles of DOMAIN 3, a row each; who leads an office, a section or a unit is an officer or a coordinator."""

    called: str
    """How a page calls it."""
    letter: str
    """How a table of who may do what calls it."""
    login: str
    """By which somebody of the demo tries it; none: no person has this role, only another house's program."""
    person: str
    """Who that is: an invented name."""

    def __new__(cls, word: str, called: str = "", letter: str = "", login: str = "", person: str = "") -> Self:
        """A member whose value is the word; the rest of its row stands beside. ``RoleName(word)`` finds it by that."""
        role = str.__new__(cls, word)
        role._value_ = word
        role.called, role.letter, role.login, role.person = called, letter, login, person
        return role

    OFFICER = "probation_officer", "Pembimbing Kemasyarakatan", "O", "petugas", "Rina Wulandari"
    SUPERVISOR = "supervisor", "Pengawas I-PD", "S", "pengawas", "Bagus Prakoso"
    COORDINATOR = "coordinator", "Koordinator kabupaten", "K", "koordinator", "Endah Lestari"
    OPERATOR = "operator", "Operator sistem", "X", "operator", "Yoga Pratama"
    PROSECUTOR = "prosecutor", "Jaksa", "P", "jaksa", "Arif Budiman"
    COURT = "court", "Pengadilan Negeri", "C", "pengadilan", "Tri Handayani"
    JUDGE = "supervising_judge", "Hakim pengawas dan pengamat", "J", "hakim", "Ratna Kusuma"
    HOST = "host_admin", "Pengelola I-PD", "H", "ipd", "Siti Maesaroh"
    CLIENT = "client", "Klien atau wali", "L", "klien", "Joko Susilo"
    AUDITOR = "auditor", "Inspektorat", "A", "inspektorat", "Dewi Anggraini"
    AGENCY = "agency", "Sistem instansi lain", "G"


SIGNING_IN: Final = tuple(role for role in RoleName if role.login)
"""The roles that persons have and sign in with."""

SECOND_FACTOR = frozenset({RoleName.OPERATOR, RoleName.PROSECUTOR, RoleName.COURT, RoleName.JUDGE})
"""Who signs in with a code of the moment besides the password, as an officer does who leads an office; everybody else
may."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in, in the role that acts."""

    account_id: AccountId
    name: str
    role: RoleName
    held: tuple[RoleName, ...] = ()
    """Every role that the account has, the oldest first: in another of them the person may act instead."""
    action: str = field(default="", compare=False)
    """By which the address let them in."""
    source: str = field(default="", compare=False)
    """A digest of whose line they come over."""
    second_factor: bool = field(default=False, compare=False)
    """Whether they brought a code besides the password, or none is asked of them, as of a demo's accounts."""

    @property
    def who(self) -> Who:
        """As the audit trail has them."""
        return Who(self.account_id, self.role.value, self.action or None, self.source or None)


class Forbidden(Problem):
    """This role may not do this."""

    def __init__(self, action: str) -> None:
        super().__init__(403, Fault("not-allowed", {"action": action}))


class FactorOwed(Problem):
    """Who leads an office sees nothing by a session that was opened by a password alone: people are led to what is
    missing."""

    def __init__(self) -> None:
        super().__init__(403, Fault("second-factor-owed"))


_EVERYBODY = frozenset(SIGNING_IN)
_OFFICER, _SUPERVISOR = frozenset({RoleName.OFFICER}), frozenset({RoleName.SUPERVISOR})
_COORDINATOR, _OPERATOR = frozenset({RoleName.COORDINATOR}), frozenset({RoleName.OPERATOR})
_AUDITOR, _PROSECUTOR = frozenset({RoleName.AUDITOR}), frozenset({RoleName.PROSECUTOR})
_COURT, _JUDGE = frozenset({RoleName.COURT}), frozenset({RoleName.JUDGE})
_HOST, _CLIENT, _AGENCY = frozenset({RoleName.HOST}), frozenset({RoleName.CLIENT}), frozenset({RoleName.AGENCY})
_CASEWORK = _OFFICER | _COORDINATOR
_JUSTICE = _PROSECUTOR | _COURT | _JUDGE
_NOBODY: frozenset[RoleName] = frozenset()

PUBLIC = frozenset({"session.open", "session.see", "house.see", "invitation.use", "paper.check"})
"""Also for who is not signed in: the sign-in page, an invitation's own, whether the house is well, the description of
its addresses, whether an issued paper holds."""

POLICY: Mapping[str, frozenset[RoleName]] = MappingProxyType(
    {
        "session.open": _EVERYBODY,
        "session.see": _EVERYBODY,
        "session.end": _EVERYBODY,
        # One's own password and devices.
        "session.keep": _EVERYBODY,
        "invitation.use": _EVERYBODY,
        "house.see": _EVERYBODY,
        "paper.check": _EVERYBODY,
        "desk.see": _EVERYBODY,
        "law.read": _EVERYBODY,
        "putusan.register": _OFFICER,
        "putusan.import": _OFFICER,
        # A prosecutor answers for themself, a court says since when it is final; an officer records their letter.
        "putusan.confirm": _OFFICER | _PROSECUTOR,
        "putusan.finality": _OFFICER | _PROSECUTOR | _COURT,
        # Of an appeal the court's clerk knows first; whoever has the paper records it.
        "putusan.appeal": _OFFICER | _PROSECUTOR | _COURT,
        # A court annuls, a prosecutor transfers and hears of a pardon or a death; an officer records their paper.
        "putusan.end": _OFFICER | _PROSECUTOR | _COURT,
        # A prosecutor adjusts a sentence to a milder law; an officer records their letter.
        "putusan.adjust": _OFFICER | _PROSECUTOR,
        # What another regency credited before it came here: whoever has its letter.
        "putusan.credit": _OFFICER | _PROSECUTOR,
        # A prosecutor by the ruling's own sanction, a court or a child's supervising judge by an order.
        "putusan.repeat": _JUSTICE,
        "putusan.amend": _OFFICER,
        "putusan.identify": _OFFICER,
        "putusan.read": _CASEWORK | _JUSTICE | _AUDITOR,
        # Whose case it is, and who stands in for an officer who is absent.
        "putusan.assign": _OFFICER,
        "putusan.hand-over": _OFFICER,
        "klien.history": _OFFICER,
        "klien.profile": _OFFICER,
        "klien.litmas": _OFFICER,
        "klien.erase": _OFFICER,
        # Whether two who are alike are one person: answered, merged, and parted again.
        "klien.merge": _OFFICER,
        "setting.decide": _COORDINATOR,
        "setting.read": _EVERYBODY,
        # Which units there are, their letterheads and how they number: whoever keeps the agreement's own papers.
        "unit.keep": _COORDINATOR,
        "unit.read": _CASEWORK | _AUDITOR,
        # In the agendas of the units that their account is linked to; the inspectorate reads that a letter is there.
        "letter.register": _CASEWORK,
        # Disposisi: of letters in those agendas, and of what was forwarded to them.
        "letter.forward": _CASEWORK,
        "letter.read": _CASEWORK | _AUDITOR,
        # Of their own units; the invited answer for themselves, and everybody at work reads what is when and where.
        "activity.keep": _CASEWORK,
        "activity.answer": _CASEWORK,
        "activity.read": _CASEWORK | _AUDITOR,
        # What the parties agreed concerns all of them: whoever works on it keeps it, and everybody at work reads it.
        "agreement.keep": _CASEWORK,
        "agreement.read": _CASEWORK | _AUDITOR,
        "ipd.register": _COORDINATOR,
        "ipd.offer": _COORDINATOR | _HOST,
        "ipd.read": _CASEWORK | _SUPERVISOR | _HOST,
        "ipd.name-supervisor": _COORDINATOR | _HOST,
        # Who is asked to fill Lampiran I; each office answers itself, or says it to the regency, which enters it.
        "annex.ask": _COORDINATOR,
        "annex.answer": _COORDINATOR | _HOST,
        "annex.read": _COORDINATOR | _HOST,
        # What the parties promised of each year, and what was done for it: figures and deeds, nobody's name.
        # Both parties mark who does what until when.
        "workplan.keep": _CASEWORK,
        "workplan.read": _CASEWORK | _AUDITOR,
        # Who supervises where today, for whoever names them.
        "ipd.supervision": _COORDINATOR | _HOST,
        "placement.propose": _CASEWORK,
        "placement.accept": _CASEWORK,
        "placement.import": _CASEWORK,
        "placement.correct": _CASEWORK,
        "placement.decline": _CASEWORK,
        "placement.read": _CASEWORK | _HOST,
        # Sentences and places are opened by reactions to registered rulings and accepted placements alone.
        "hours.open": _NOBODY,
        "hours.start": _OFFICER,
        "hours.handovers": _OFFICER,
        "hours.log": _OFFICER | _SUPERVISOR,
        "hours.import": _OFFICER | _SUPERVISOR,
        "hours.correct": _OFFICER,
        # Whoever recorded a log mends it on its own day; afterwards it is the officer's.
        "hours.amend": _SUPERVISOR,
        "hours.decide": _OFFICER,
        # What waits for a decision is a list for whoever decides, records or asks; one person's hours for all of these.
        "hours.list": _CASEWORK | _SUPERVISOR,
        "hours.read": _CASEWORK | _SUPERVISOR | _HOST | _CLIENT,
        "report.read": _CASEWORK | _JUSTICE | _AUDITOR | _AGENCY,
        # What places carry, for whoever has places in reach; a court's people have cases alone.
        "ipd.report": _CASEWORK | _AUDITOR | _AGENCY,
        # Of whom each sees whom, and as a child or not, say the reach and the persons' fold.
        "person.see": _CASEWORK | _SUPERVISOR | _JUSTICE | _HOST | _CLIENT,
        "person.search": _CASEWORK,
        # One person outside the reach, for an hour; and all that is held on one, for whoever asks for their own.
        "person.open": _OFFICER,
        "person.export": _OFFICER,
        # Who looked at whom, by ids; what a person wrote as reason of a decision, and of an opening.
        "audit.read": _AUDITOR,
        "override.read": _AUDITOR,
        "opening.read": _AUDITOR | _OFFICER,
        # The operator runs the system and sees no personal data.
        "ledger.verify": _OPERATOR | _AUDITOR,
        # How work goes that was asked of the house: ids and figures.
        "errand.read": _OPERATOR | _AUDITOR,
        "projection.replay": _OPERATOR,
        "parked.read": _OPERATOR,
        "parked.retry": _OPERATOR,
        "account.read": _OPERATOR,
        "account.open": _OPERATOR,
        "account.change": _OPERATOR,
        # An operator says whose office, court or host an account is; an officer, who knows the person, whose klien.
        "account.link": _OPERATOR,
        "account.link-klien": _OFFICER,
    }
)


def may(role: RoleName, action: str) -> bool:
    """Does the table let this role do this? What it does not know, it does not allow."""
    return role in POLICY.get(action, _NOBODY)


def title_of(role: str | None) -> str:
    """How a page calls the role in which somebody acted; empty where no person did, or the role is gone."""
    return RoleName(role).called if role and role in {*RoleName} else ""


def authorise(actor: Actor, action: str) -> None:
    """Raises Forbidden where the actor's role may not do this."""
    if not may(actor.role, action):
        raise Forbidden(action)


def allowed(role: RoleName) -> frozenset[str]:
    """Every action of a role: what a page offers."""
    return frozenset(action for action, roles in POLICY.items() if role in roles)
