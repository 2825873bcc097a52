"""Refusals: why a command was not carried out, every reason at once.

A refusal is a value that a decider returns, not an exception, because an import must list every fault of a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = str | int | bool | None


class Severity(StrEnum):
    """What kind of answer the edge gives: malformed or unlawful 422, in conflict with what stands 409, absent 404."""

    INVALID = "invalid"
    CONFLICT = "conflict"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason: the rule, the facts its sentence needs (never a personal value), the article, the field."""

    rule: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    citation: str | None = None
    pointer: str | None = None
    severity: Severity = Severity.INVALID


@dataclass(frozen=True, slots=True)
class Refused:
    """All reasons why nothing was done. Never empty."""

    faults: tuple[Fault, ...]

    def __post_init__(self) -> None:
        if not self.faults:
            raise ValueError("a refusal needs a reason")


def refused(
    rule: str,
    *,
    citation: str | None = None,
    pointer: str | None = None,
    severity: Severity = Severity.INVALID,
    **facts: Fact,
) -> Refused:
    """A refusal with one reason."""
    return Refused((Fault(rule, facts, citation, pointer, severity),))
