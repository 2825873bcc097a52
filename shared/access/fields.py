"""Who sees which personal field of an adult and of a child: one table, asked wherever a value is opened or told.

A child is whoever is masked as one (settlement 44): initials, and nothing that says where they live, learn or who their
parents are, for anybody (SPPA 19, 61). What has no row is seen by nobody, and a role of neither column sees ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.access.policy import RoleName

FEW_INSIDE: Final = 3
"""Fewer persons than these are told from none to nobody in the house, where a number would single somebody out."""
FEW_OUTSIDE: Final = 5
"""The same for whoever is outside: other agencies, the public."""


class Field(StrEnum):
    """A personal field, as the table calls it."""

    NAME = "name"
    INITIALS = "initials"
    CASE_NUMBER = "case number"
    NIK = "NIK"
    BIRTH_DATE = "birth date"
    HOME = "kecamatan and desa"
    ADDRESS = "address"
    SCHOOL = "school"
    GUARDIAN = "parent or guardian"
    CONTACT = "contact"
    APART = "that somebody must not serve beside them"
    HEALTH = "health limits"
    PHOTO = "photo"
    OFFENCE = "offence and occupation"
    RULING = "work, place and conditions as ruled"
    UNREAD = "what a paper says and no field holds"
    WHY_MENDED = "why a paper was mended"
    PROFILE = "profile: experience, livelihood, support, risks, hours"
    RELIGION = "religion"
    LITMAS = "litmas: number, who asked for it and who prepared it"
    NUMBERS = "numbers of other registers"
    WHY_ENDED = "why an execution ended or came here, where to and where from"
    REMARKS = "reasons and letters of a stay and of hours"
    WHY_DECIDED = "why a proposal or rule was set aside, without the person's names"


@dataclass(frozen=True, slots=True)
class Sees:
    """The roles that see it."""

    adult: frozenset[RoleName]
    child: frozenset[RoleName]


_NOBODY: frozenset[RoleName] = frozenset()
_OFFICER = frozenset({RoleName.OFFICER})
_CASEWORK = _OFFICER | {RoleName.COORDINATOR}
_COURT = frozenset({RoleName.COURT, RoleName.JUDGE, RoleName.PROSECUTOR})
_THEIRS = _CASEWORK | _COURT | {RoleName.CLIENT}
_AUDITOR = frozenset({RoleName.AUDITOR})
_AT_WORK = frozenset({RoleName.SUPERVISOR, RoleName.HOST})

FIELDS: Final[Mapping[Field, Sees]] = MappingProxyType(
    {
        Field.NAME: Sees(_THEIRS | _AT_WORK, _NOBODY),
        Field.INITIALS: Sees(_THEIRS | _AT_WORK, _THEIRS | _AT_WORK),
        Field.CASE_NUMBER: Sees(_THEIRS, _THEIRS),
        # What stands in a form that mends a paper, of an adult alone.
        Field.NIK: Sees(_OFFICER, _NOBODY),
        Field.BIRTH_DATE: Sees(_OFFICER, _NOBODY),
        Field.ADDRESS: Sees(_OFFICER, _NOBODY),
        Field.GUARDIAN: Sees(_OFFICER, _NOBODY),
        Field.CONTACT: Sees(_OFFICER, _NOBODY),
        Field.OFFENCE: Sees(_OFFICER, _OFFICER),
        # Whatever stands there: a telephone number, or the address of a neighbour.
        Field.UNREAD: Sees(_OFFICER, _NOBODY),
        Field.HOME: Sees(_THEIRS, _NOBODY),
        Field.RULING: Sees(_CASEWORK | _COURT, _CASEWORK | _COURT),
        Field.WHY_MENDED: Sees(_CASEWORK | _COURT, _NOBODY),
        # Whoever tells it, and the judge: a destination may be a child's home, a reason its name.
        Field.WHY_ENDED: Sees(_OFFICER | _COURT, _NOBODY),
        Field.REMARKS: Sees(_CASEWORK | _COURT | _AT_WORK, _CASEWORK | _COURT | _AT_WORK),
        # DOMAIN 7: of whom it is about the inspectorate needs no name, and gets none.
        Field.WHY_DECIDED: Sees(_AUDITOR, _AUDITOR),
        # Whoever accompanies a person knows how they live; of a child, too, but not where they learn.
        Field.PROFILE: Sees(_OFFICER, _OFFICER),
        Field.RELIGION: Sees(_OFFICER, _OFFICER),
        # Whoever chooses their places; a host never learns of it.
        Field.APART: Sees(_CASEWORK, _CASEWORK),
        Field.HEALTH: Sees(_OFFICER, _OFFICER),
        Field.LITMAS: Sees(_OFFICER, _OFFICER),
        Field.NUMBERS: Sees(_OFFICER, _OFFICER),
        Field.SCHOOL: Sees(_OFFICER, _NOBODY),
        # Kept of nobody yet.
        Field.PHOTO: Sees(_NOBODY, _NOBODY),
    }
)

OF_PAPER: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "name": Field.NAME,
        "case_number": Field.CASE_NUMBER,
        "nik": Field.NIK,
        "birth_date": Field.BIRTH_DATE,
        "kecamatan": Field.HOME,
        "address": Field.ADDRESS,
        "desa": Field.ADDRESS,
        "contact": Field.CONTACT,
        **dict.fromkeys(("guardian", "guardian_relation", "guardian_contact"), Field.GUARDIAN),
        "occupation": Field.OFFENCE,
        "offence": Field.OFFENCE,
        "offence_on": Field.OFFENCE,
        "work_named": Field.RULING,
        "place_named": Field.RULING,
        "conditions": Field.RULING,
    }
)
"""What the fields of a ruling's paper say of its person; what is not here is no personal field."""

OF_PROFILE: Final[Mapping[str, Field]] = MappingProxyType(
    {
        **dict.fromkeys(("experience", "education", "support", "risks"), Field.PROFILE),
        **dict.fromkeys(("livelihood", "livelihood_hours"), Field.PROFILE),
        **dict.fromkeys(("can_come", "cannot_come", "days_away", "school_hours", "exam_days"), Field.PROFILE),
        "health": Field.HEALTH,
        "religion": Field.RELIGION,
        "school": Field.SCHOOL,
        "birth_place": Field.BIRTH_DATE,
        "desa": Field.HOME,
        **dict.fromkeys(("sdp_number", "sdp_issuer", "bapas_number", "bapas_issuer"), Field.NUMBERS),
        **dict.fromkeys(("sk_number", "sk_issuer", "bast_number", "bast_issuer"), Field.NUMBERS),
    }
)
"""What the sealed fields of a profile say of its person."""

OF_RULE: Final[Mapping[str, Field]] = MappingProxyType({"place-apart": Field.APART})
"""Of which field a reason tells, by its rule, wherever reasons are shown."""


def sees(role: RoleName | None, field: Field, *, masked: bool) -> bool:
    """Whether this role sees this field of somebody who is masked as a child, or is not."""
    row = FIELDS.get(field)
    return row is not None and role in (row.child if masked else row.adult)


def sees_reason(role: RoleName | None, rule: str, *, masked: bool) -> bool:
    """Whether this role is told that this rule stands against something for such a person."""
    field = OF_RULE.get(rule)
    return field is None or sees(role, field, masked=masked)


def hidden_of_paper(role: RoleName | None, *, masked: bool) -> frozenset[str]:
    """The fields of a paper that this role does not see of such a person."""
    return frozenset(name for name, field in OF_PAPER.items() if not sees(role, field, masked=masked))


def hidden_of_profile(role: RoleName | None, *, masked: bool) -> frozenset[str]:
    """The fields of a profile that this role does not see of such a person."""
    return frozenset(name for name, field in OF_PROFILE.items() if not sees(role, field, masked=masked))


def told(number: int, few: int = FEW_INSIDE) -> int | None:
    """A count of persons as it may be told: none of a few, which is not told from none."""
    return number if number >= few else None


def told_beside(seen: int, hidden: int, few: int = FEW_INSIDE) -> int:
    """A count of persons of whom ``seen`` could be counted otherwise: of the others as many as are no few, so that
    whoever subtracts finds a crowd or nobody."""
    return seen + (hidden if hidden >= few else 0)
