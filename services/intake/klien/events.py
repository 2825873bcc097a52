"""What can happen to a person as such: their profile is told, and told anew; what becomes of a litmas; two turn out to
be one, or not after all; their data is erased."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from shared.domain.bounds import RULINGS_MAX
from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.profile import Suits
from shared.domain.text import Words

FORMER_MAX = 1_000
"""Papers of one person that once were another's: more than a court writes about anybody."""
APART_MAX = 20
"""Persons from whom one is kept apart."""


class Profile(Value):
    """What an officer knows of a person beside the rulings, as they wrote it; None: not said. Written once for command
    and event: the command only adds the bounds within which it is read."""

    experience: Personal[Words] | None = None
    education: Personal[Words] | None = None
    livelihood: Personal[Words] | None = None
    """What they live on, and is to be spared (KUHP 85(5))."""
    livelihood_hours: Personal[Words] | None = None
    """When they earn it, a line each: no plan takes these hours as long as others suffice."""
    support: Personal[Words] | None = None
    """What they need, and who helps."""
    risks: Personal[Words] | None = None
    health: Personal[Words] | None = None
    religion: Personal[Words] | None = None
    """For the hours and days of worship alone."""
    can_come: Personal[Words] | None = None
    """Weekdays and hours, a line each: ``Senin–Jumat 13.00–16.00``."""
    cannot_come: Personal[Words] | None = None
    """The same, taken off."""
    days_away: Personal[Words] | None = None
    """Dates: ``22/06/2026 s.d. 26/06/2026``."""
    school: Personal[Words] | None = None
    school_hours: Personal[Words] | None = None
    exam_days: Personal[Words] | None = None
    birth_place: Personal[Words] | None = None
    desa: Personal[Words] | None = None
    sdp_number: Personal[Words] | None = None
    """In the Sistem Database Pemasyarakatan; as the number of the Bapas register another house's number."""
    sdp_issuer: Personal[Words] | None = None
    bapas_number: Personal[Words] | None = None
    bapas_issuer: Personal[Words] | None = None
    sk_number: Personal[Words] | None = None
    """Of the decision (*surat keputusan*) by which they are guided."""
    sk_issuer: Personal[Words] | None = None
    bast_number: Personal[Words] | None = None
    """Of the *berita acara serah terima* by which they came to the Bapas."""
    bast_issuer: Personal[Words] | None = None
    guidance_from: date | None = None
    """*Masa bimbingan*, as the Bapas keeps it; it bounds no hour."""
    guidance_until: date | None = None
    apart: Annotated[tuple[KlienId, ...], Field(max_length=APART_MAX)] = ()
    """Who must not serve beside them; each hears of it (PersonKeptApart)."""


class PersonProfiled(Profile, Suits, Event):
    """The whole profile (*bakat dan minat*) as it stands: by number, the highest stands."""

    TYPE = "klien.profiled.v1"
    klien_id: KlienId
    reason: Personal[str] | None = None
    """Of every one but the first."""


class PersonKeptApart(Event):
    """Another's profile names this person as somebody who must not serve beside them; or names them no longer. By ids
    alone, so that whoever places either reads it on their own stream (0081)."""

    TYPE = "klien.kept-apart.v1"
    klien_id: KlienId
    other: KlienId
    """Whose profile it is."""
    stands: bool


class Litmas(Value):
    """One *penelitian kemasyarakatan*, as far as it has come; None: not yet, or not said."""

    asked_by: Personal[Words] | None = None
    request_number: Personal[Words] | None = None
    asked_on: date | None = None
    """The date of the letter that asks; ``received_on`` is when it came."""
    received_on: date | None = None
    prepared_by: Personal[Words] | None = None
    assigned_on: date | None = None
    tpp_on: date | None = None
    """The day of the session of the *Tim Pengamat Pemasyarakatan*."""
    letter_number: Personal[Words] | None = None
    finished_on: date | None = None
    sent_on: date | None = None


class LitmasRecorded(Litmas, Event):
    """How far a litmas has come: of one litmas by number, the highest stands."""

    TYPE = "klien.litmas-recorded.v1"
    klien_id: KlienId
    litmas: int
    """1, 2 … of the person."""
    number: int
    """1, 2 … of this litmas."""
    reason: Personal[str] | None = None
    """Where what was said before was wrong."""


Rulings = Annotated[tuple[PutusanId, ...], Field(max_length=RULINGS_MAX)]


class PersonsMerged(Event):
    """The other turned out to be this person, as an officer said: these rulings of theirs are told again under this
    one, who takes what comes later (0064)."""

    TYPE = "klien.merged.v1"
    klien_id: KlienId
    other: KlienId
    rulings: Rulings = ()
    reason: Personal[str]
    document: Personal[str] | None = None


class PersonClosed(Event):
    """This person is told of under that id from now on; None: they are somebody of their own again."""

    TYPE = "klien.closed.v1"
    klien_id: KlienId
    survivor: KlienId | None


class PersonsParted(Event):
    """The other is another person after all: these rulings went back with what was told of them."""

    TYPE = "klien.parted.v1"
    klien_id: KlienId
    other: KlienId
    rulings: Rulings = ()
    reason: Personal[str]


class PersonsToldApart(Event):
    """Two who are alike are two, as an officer said: nobody is asked again."""

    TYPE = "klien.told-apart.v1"
    klien_id: KlienId
    other: KlienId
    reason: Personal[str]


class PersonErased(Event):
    """A person's values are destroyed with their key, by a document. Sealed under a key of the erasure's own, which
    outlives the person's: why it was done must be read afterwards."""

    TYPE = "klien.erased.v1"
    SUBJECT: ClassVar[str | None] = "erasure_id"
    erasure_id: Code
    klien_id: KlienId
    former: Annotated[tuple[KlienId, ...], Field(max_length=FORMER_MAX)] = ()
    """Ids under whose keys papers of this person once lay: destroyed with it."""
    document: Personal[str]
    reason: Personal[str]
    law: Code | None = None
    """By which law its file need not be kept any longer: that of the day. None: told before it was named."""
