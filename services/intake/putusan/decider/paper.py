"""What somebody says a ruling says, and the commands about it.

A paper is lenient: every field may be missing, because a paper with faults must be kept and told all its faults at
once. The rules beside this file say what is missing, what contradicts the law and what is only worth a flag.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.intake.putusan.events import CELLS_MAX, Document, Facts, Reason, Sanction, Unread
from shared.domain import text
from shared.domain.bounds import RULES_MAX, FactPairs
from shared.domain.case_number import CaseNumber, read_case_number, read_court
from shared.domain.command import Command
from shared.domain.desa import known_desa
from shared.domain.identifiers import Citation, Code, Kecamatan, KlienId, PutusanId, RuleCode
from shared.domain.personal import Personal
from shared.domain.places import known_kecamatan
from shared.domain.refusal import Fault
from shared.domain.sentence import DAYS_MOST, Periods, Regime, Terms, Units, Weekdays
from shared.domain.skills import known_skill
from shared.domain.text import DocumentNumber, Words

MINUTES_MOST = 1_000_000
"""A total of a ruling beyond it is a typing error, not a sentence."""
SKILLS_MOST = 20
UNITS_OF: Mapping[str, str] = {
    "period_days": "period_units",
    "threat_months": "threat_units",
    "replaced_prison_days": "replaced_prison_units",
    "sanction_prison_days": "sanction_prison_units",
    "probation_days": "probation_units",
}
"""Lengths, and where a paper has in what units it says them: they come and are mended with the length."""


class Known(BaseModel):
    """By what a ruling is known. An event has them all, and the court by its code."""

    document: Document | None = Document.RULING
    case_number: Personal[Words] | None = None
    court: Personal[Words] | None = None
    ruled_on: date | None = None
    name: Personal[Words] | None = None


class Paper(Facts, Known):
    """A ruling as written, with the bounds within which a figure can be meant. None is *tidak disebut*: the paper does
    not say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Regime | None = None
    """Adult: pidana kerja sosial; child: pidana pelayanan masyarakat."""
    namesake: int | None = Field(default=None, ge=1, le=999)
    appealed_on: date | None = None
    """Banding: told by an event of its own, as it is told later."""
    kecamatan: Annotated[Kecamatan, AfterValidator(known_kecamatan)] | None = None
    desa: Personal[Annotated[Words, AfterValidator(known_desa)]] | None = None
    skills: tuple[Annotated[Code, AfterValidator(known_skill)], ...] = Field(default=(), max_length=SKILLS_MOST)
    threat_months: int | None = Field(default=None, ge=0, le=DAYS_MOST)
    replaced_prison_days: int | None = Field(default=None, ge=0, le=DAYS_MOST)
    replaced_fine_rupiah: int | None = Field(default=None, ge=0, le=10**15)
    total_minutes: int | None = Field(default=None, ge=1, le=MINUTES_MOST)
    minutes_a_day: int | None = Field(default=None, ge=1, le=1440)
    least_minutes_a_day: int | None = Field(default=None, ge=1, le=1440)
    days_a_week: int | None = Field(default=None, ge=1, le=7)
    days_a_month: int | None = Field(default=None, ge=1, le=31)
    period_days: int | None = Field(default=None, ge=1, le=DAYS_MOST)
    period_units: Units = ()
    until: date | None = None
    day_from_minute: int | None = Field(default=None, ge=0, le=1440)
    day_until_minute: int | None = Field(default=None, ge=0, le=1440)
    weekdays: Weekdays = ()
    periods: Periods = ()
    work_category: int | None = Field(default=None, ge=1, le=5)
    sanctions: tuple[Sanction, ...] = Field(default=(), max_length=3)
    sanction_repeat_minutes: int | None = Field(default=None, ge=1, le=MINUTES_MOST)
    sanction_prison_days: int | None = Field(default=None, ge=1, le=DAYS_MOST)
    sanction_fine_rupiah: int | None = Field(default=None, ge=0, le=10**15)
    probation_days: int | None = Field(default=None, ge=0, le=DAYS_MOST)

    @cached_property
    def number(self) -> CaseNumber | None:
        """The case number taken apart, where it can be read; its court from the court's own field if it names none."""
        number = read_case_number(clear(self.case_number))
        if number is None or number.names_court:
            return number
        return replace(number, court=read_court(clear(self.court)))

    @cached_property
    def court_code(self) -> Code | None:
        """The court of ours that the paper names, in the case number or else in its own field."""
        return (self.number.court if self.number else None) or read_court(clear(self.court))

    def __copy__(self) -> Self:
        """Without what was read of it: ``model_copy`` may put another number or court in."""
        copied = super().__copy__()
        for read in ("number", "court_code"):
            copied.__dict__.pop(read, None)
        return copied


class Unreadable(BaseModel):
    """A field that says something nobody can read: the rule that says why, and what is safe to repeat of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: RuleCode
    field: Code
    facts: FactPairs = ()
    written: Personal[str] | None = None
    """The cell as it came; None where it is no one cell's doing."""

    @property
    def fault(self) -> Fault:
        return Fault(self.rule, dict(self.facts), pointer=f"/{self.field}")


class Likeness(BaseModel):
    """What the claim of a paper's person found: ids of other rulings and persons, and in what they differ."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    differs: Annotated[tuple[Code, ...], Field(max_length=RULES_MAX)] = ()
    """What contradicts the person known under the paper's NIK: name, birth_date, sex."""
    known_klien: KlienId | None = None
    known_putusan: PutusanId | None = None
    same_case: PutusanId | None = None
    """A ruling of the same case whose convict may be the same."""
    perhaps: PutusanId | None = None
    """A ruling in another case of somebody with this name and birth date."""


class OfPutusan(Command):
    """About one ruling."""

    STREAM: ClassVar[str] = "putusan-{putusan_id}"

    putusan_id: PutusanId


class RegisterPutusan(OfPutusan):
    """Take a paper into the register: received, held or rejected, as the law has it."""

    ACTION: ClassVar[str] = "putusan.register"
    FOUND: ClassVar[frozenset[str]] = frozenset({"putusan_id", "klien_id", "likeness"})

    klien_id: KlienId
    paper: Paper
    unreadable: Annotated[tuple[Unreadable, ...], Field(max_length=CELLS_MAX)] = ()
    likeness: Likeness = Likeness()
    written: Personal[str]
    """The paper as it came, kept sealed with a rejection so that it can be corrected."""
    keep: bool = True
    """Whether a paper that cannot be used is kept as rejected. A person who filled in a form is shown the faults
    first: a press on an empty form is no paper."""


class CorrectPaper(RegisterPutusan):
    """Take a mended paper into the register that is another case or convict than the rejected one, whose place it
    takes."""

    corrects: PutusanId


class ConfirmPutusan(OfPutusan):
    """The prosecutor's answer to a held ruling, by a document: the terms to execute."""

    ACTION: ClassVar[str] = "putusan.confirm"

    document: DocumentNumber
    reason: text.Reason
    answered_on: date
    terms: Terms


def clear(personal: Personal[str] | None) -> str:
    """The text of a personal field that a command brought, without blanks around it; empty where there is none."""
    return (personal.value or "").strip() if personal is not None else ""


def reason(fault: Fault) -> Reason:
    """A fault as an event keeps it."""
    return Reason(
        rule=RuleCode(fault.rule),
        citation=Citation(fault.citation) if fault.citation else None,
        facts=tuple((Code(name), _fact(value)) for name, value in fault.facts.items()),
        field=Code(fault.pointer.removeprefix("/")) if fault.pointer else None,
    )


def fault(found: Reason | Unread) -> Fault:
    """The way back: what an event keeps, as an edge shows it."""
    article = found.citation if isinstance(found, Reason) else None
    return Fault(found.rule, dict(found.facts), article, f"/{found.field}" if found.field else None)


def _fact(value: object) -> Code | int:
    return value if isinstance(value, int) else Code(str(value))
