"""What can happen to a putusan in intake (states: diterima, ditahan, dikonfirmasi, terdaftar, ditolak,
dibatalkan, dialihkan)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.intake.putusan.events.adjusting import Milder as Milder
from services.intake.putusan.events.adjusting import PutusanAdjusted as PutusanAdjusted
from services.intake.putusan.events.adjusting import PutusanAdjustmentWithdrawn as PutusanAdjustmentWithdrawn
from services.intake.putusan.events.appealing import PutusanAppealed as PutusanAppealed
from services.intake.putusan.events.appealing import PutusanAppealWithdrawn as PutusanAppealWithdrawn
from services.intake.putusan.events.carrying import PutusanCreditBrought as PutusanCreditBrought
from services.intake.putusan.events.carrying import PutusanCreditWithdrawn as PutusanCreditWithdrawn
from services.intake.putusan.events.repeating import PutusanRepeatOrdered as PutusanRepeatOrdered
from services.intake.putusan.events.repeating import PutusanRepeatWithdrawn as PutusanRepeatWithdrawn
from services.intake.putusan.events.weighing import Consideration as Consideration
from services.intake.putusan.events.weighing import Extent as Extent
from services.intake.putusan.events.weighing import Sanction as Sanction
from shared.domain.bounds import RULES_MAX, FactPairs, RuleCodes, SkillCodes
from shared.domain.event import Event, Value
from shared.domain.identifiers import AccountId, Citation, Code, Kecamatan, KlienId, PutusanId, RuleCode
from shared.domain.personal import Personal
from shared.domain.sentence import Former, Ground, Sex, Terms, Units
from shared.domain.text import Words

CELLS_MAX = 200
"""Of one paper: more than a table may have columns (120)."""


class Consent(StrEnum):
    """The convict's informed consent, as the ruling records it (KUHP 85(2))."""

    GIVEN = "given"
    WITHHELD = "withheld"
    NOT_STATED = "not_stated"


class Replaced(StrEnum):
    """What the service stands in place of."""

    PRISON = "prison"
    FINE = "fine"
    UNPAID_FINE = "unpaid_fine"
    ADAT_COMPENSATION = "adat_compensation"
    NOT_STATED = "not_stated"


class Document(StrEnum):
    """What kind of paper orders the service."""

    RULING = "ruling"
    DIVERSION = "diversion"
    """A court's order confirming a diversion agreement (*penetapan diversi*): children only (UU SPPA 10-12)."""


class Mask(StrEnum):
    """Whether this paper says that its person was a child at the offence (SPPA 19, 61; settlement 44)."""

    CHILD = "child"
    ADULT = "adult"
    UNKNOWN = "unknown"
    """No birth date and no usable NIK: masked like a child until somebody knows."""


class Unread(Value):
    """What the paper says where no field can hold it: flagged by its rule and kept as it was written."""

    rule: RuleCode
    field: Code
    """By its name in RegisterPutusan; ``row`` for a cell that belongs to no field."""
    facts: FactPairs = ()
    written: Personal[str]


class Person(StrEnum):
    """An officer's answer about the person of a ruling."""

    SAME = "same"
    ANOTHER = "another"


class Reason(Value):
    """Why a ruling is held or a paper cannot be used: rule, article, field, the figures its sentence needs."""

    rule: RuleCode
    citation: Citation | None = None
    facts: FactPairs = ()
    field: Code | None = None
    """The part of the paper it speaks of, by its name in RegisterPutusan."""


class Facts(Value):
    """What a paper says and an event keeps alike; None is *tidak disebut*. Written once: ``Paper`` only adds the bounds
    within which it is read, since an event of a wider bound must stay readable."""

    nik: Personal[Words] | None = None
    birth_date: Personal[date] | None = None
    sex: Sex | None = None
    address: Personal[Words] | None = None
    kecamatan: Kecamatan | None = None
    desa: Personal[Words] | None = None
    """Of this regency, by its name; with its kecamatan where several have the name."""
    contact: Personal[Words] | None = None
    guardian: Personal[Words] | None = None
    """The name; of a paper of before all that was written of them."""
    guardian_relation: Personal[Words] | None = None
    """What they are to the child."""
    guardian_contact: Personal[Words] | None = None
    occupation: Personal[Words] | None = None
    skills: SkillCodes = ()
    namesake: int | None = None
    """Tells convicts of one name in one case apart: their number in the ruling (Terdakwa I, II)."""
    offence: Personal[Words] | None = None
    offence_on: Personal[date] | None = None
    """Sealed: with the day of the ruling it singles people out; rules need the age alone."""
    threat_months: int | None = None
    """The most that the offence is punishable by."""
    threat_units: Units = ()
    final_on: date | None = None
    replaced: Replaced = Replaced.NOT_STATED
    replaced_prison_days: int | None = None
    replaced_prison_units: Units = ()
    replaced_fine_rupiah: int | None = None
    work_category: int | None = None
    work_named: Personal[Words] | None = None
    place_named: Personal[Words] | None = None
    consent: Consent = Consent.NOT_STATED
    considerations_stated: bool | None = None
    """Whether the ruling weighs what KUHP 85(2) names, where a sheet says no more than that."""
    considerations: Annotated[tuple[Consideration, ...], Field(max_length=len(Consideration))] = ()
    """Each that it says it weighed."""
    sanctions: Annotated[tuple[Sanction, ...], Field(max_length=len(Sanction))] = ()
    sanction_repeat: Extent | None = None
    sanction_repeat_minutes: int | None = None
    """What the ruling itself says is to be repeated, as of the two below: nothing of them is ever computed."""
    sanction_prison: Extent | None = None
    sanction_prison_days: int | None = None
    sanction_prison_units: Units = ()
    sanction_fine: Extent | None = None
    sanction_fine_rupiah: int | None = None
    probation_days: int | None = None
    probation_units: Units = ()
    conditions: Personal[Words] | None = None
    reports_monthly: bool | None = None
    """Wajib lapor."""
    prosecutor_number: Personal[Words] | None = None


class PutusanReceived(Facts, Event):
    """A paper that can be used as a ruling: its facts as written. Told again as a correction mends it, or under another
    person; what stands is the last telling."""

    TYPE = "putusan.received.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    case_number: Personal[str]
    name: Personal[str]
    court: Code
    court_named: Personal[str] | None = None
    """The court as the paper names it beside its number."""
    register_code: Code
    document: Document = Document.RULING
    ruled_on: date
    age_at_offence: int | None = None
    """Completed years; None where the paper lacks a date."""
    mask: Mask = Mask.UNKNOWN
    terms: Terms
    """As written; the total is derived where the ruling states none, 0 where it cannot be."""
    total_derived: bool = False
    """Whether the ruling itself names no total."""
    flags: RuleCodes = ()
    """What is worth a look and stops nothing."""
    unread: Annotated[tuple[Unread, ...], Field(max_length=CELLS_MAX)] = ()
    """What the paper says where no field can hold it."""
    parent: PutusanId | None = None
    """Of an order to repeat: the ruling whose hours are served again."""


class PutusanHeld(Event):
    """In conflict with law: waits for the prosecutor's answer (*ditahan*)."""

    TYPE = "putusan.held.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    reasons: Annotated[tuple[Reason, ...], Field(max_length=RULES_MAX)]
    law: Code


class PutusanConfirmed(Event):
    """The prosecutor answered with a document (*dikonfirmasi*): the terms to execute."""

    TYPE = "putusan.confirmed.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    document: Personal[str]
    reason: Personal[str] | None = None
    """What the answer rests on. None: told before it was asked for."""
    answered_on: date
    terms: Terms


class Mended(Value):
    """A field that a correction mends, and what stood there in words: sealed, and not found by search."""

    field: Code
    """By its name in RegisterPutusan."""
    was: Personal[str] | None = None


class PutusanAmended(Event):
    """A correction of what the register says of the ruling: by number, of each field the highest stands (settlements
    19, 33). The mended paper is told right after it, and what follows from it."""

    TYPE = "putusan.amended.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …; the paper as it was registered is number 0."""
    mended: Annotated[tuple[Mended, ...], Field(max_length=CELLS_MAX)]
    document: Personal[str] | None = None
    """By which the terms of the sentence change."""
    reason: Personal[str]
    whose_anew: bool = False
    """Whether whose ruling it is was found out anew: what was asked of the person before is no question any more."""


class PutusanIdentified(Event):
    """An officer said whose ruling it is: the person it was compared with, or another. The last answer stands."""

    TYPE = "putusan.identified.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    """Whose it is from now on."""
    answer: Person
    convict: Person | None = None
    """Of the convict of the same case, where somebody else was asked about, too; None: one answer for all."""
    reason: Personal[str]


class PutusanLeft(Event):
    """The ruling is not this person's, as an officer said: it is told again under whose it is."""

    TYPE = "putusan.left.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    """Whom it left."""


class PutusanRegistered(Event):
    """In the register (*terdaftar*): all that the other services need to know, and no personal value."""

    TYPE = "putusan.registered.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    terms: Terms
    former: Former | None = None
    """What stood before the terms were adjusted to a milder law; None: they were not."""
    ruled_on: date
    final_on: date | None = None
    appealed_on: date | None = None
    """When an appeal was lodged: without a day of finality none is presumed."""
    brought_minutes: int = 0
    """What another regency credited before it came here: what is left is served here."""
    executed_from: date | None = None
    """The first execution there, from which its window runs."""
    kecamatan: Kecamatan | None = None
    sex: Sex | None = None
    skills: SkillCodes = ()
    work_category: int | None = None
    place_fixed: bool = False
    flags: RuleCodes = ()
    law: Code
    parent: PutusanId | None = None
    """As in PutusanReceived."""


ABOUT_FINALITY = frozenset(
    map(
        RuleCode, ("final-not-stated", "final-before-ruling", "final-before-appeal", "not-final-yet", "final-too-early")
    )
)
"""Flags of a paper that a recorded day of finality answers."""
ABOUT_APPEAL = frozenset(map(RuleCode, ("appealed-before-ruling", "appealed-in-future")))
"""Flags of a paper that an appeal told afterwards answers, or its withdrawal."""


class PutusanFinalityRecorded(Event):
    """The court told the day of finality (BHT), or corrected it: the highest number stands (settlement 18)."""

    TYPE = "putusan.finality-recorded.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …; the ruling's own word, where it has one, is number 0."""
    final_on: date | None
    """None: it is not final after all, since somebody appealed."""
    document: Personal[str] | None = None
    reason: Personal[str] | None = None
    """Of a correction."""
    flags: RuleCodes = ()
    law: Code | None = None
    """By which law it is too early or not: that of the day of the ruling. None: told before it was named."""


class PutusanEnded(Event):
    """By an act of others it is executed here no longer (*dibatalkan*, *dialihkan*), or what was said of that is
    mended: of endings and resumptions the highest number stands. Told again for another person without its words."""

    TYPE = "putusan.ended.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """1, 2 …, endings and resumptions together."""
    ground: Ground
    ended_on: date
    """The last day on which work counts here."""
    to: Personal[str] | None = None
    """The regency that executes it from then on, of a transfer alone; sealed, since whoever types it may say where the
    person lives."""
    document: Personal[str] | None = None
    reason: Personal[str] | None = None


class PutusanResumed(Event):
    """The ending that was told is none: the ruling is executed as if nobody had told it."""

    TYPE = "putusan.resumed.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    number: int
    """As in PutusanEnded."""
    document: Personal[str] | None = None
    reason: Personal[str]


class PutusanRejected(Event):
    """A paper that cannot be used (*ditolak*), with every fault at once; the paper is kept for correction."""

    TYPE = "putusan.rejected.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    reasons: Annotated[tuple[Reason, ...], Field(max_length=RULES_MAX)]
    paper: Personal[str] | None = None
    """None: no paper to correct, a ruling that was received turned out to be told twice."""
    mask: Mask = Mask.UNKNOWN


class PutusanReplaced(Event):
    """A rejected paper came again, mended, as another case or convict, or a ruling turned out to be another one told
    twice (*digantikan*): nothing is to be done with it any more, and what it said of a person nobody says."""

    TYPE = "putusan.replaced.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    """Whose it was."""
    replaced_by: PutusanId


class PutusanAssigned(Event):
    """Whose case it is from now on: by number, the highest stands. Whoever stood in for another officer before does so
    no longer."""

    TYPE = "putusan.assigned.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    officer: AccountId
    number: int
    """1, 2 …; before the first the case is nobody's."""
    reason: Personal[str] | None = None
    """Of every one but the first."""


class PutusanHandedOver(Event):
    """Who stands in for the officer, from the first to the last day, both included: by number, the highest stands
    alone. One that ends before today, or before it began, is over."""

    TYPE = "putusan.handed-over.v1"
    putusan_id: PutusanId
    klien_id: KlienId
    substitute: AccountId
    from_day: date
    until_day: date
    number: int
    """1, 2 …, whoever the officer was."""
    reason: Personal[str] | None = None
    """Of one that mends or ends another that was not over."""
