"""What reading a cell gives: its value, a value that leaves something over, or the rule that says why it has none.

Nothing is guessed and nothing is rounded up: what can be read in two ways is not read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why a text has no value: the rule whose sentence says so."""

    rule: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Partly:
    """A value that is sure, beside words that no field can hold: both are kept."""

    value: Any
    rule: str = "read-in-part"
    facts: Mapping[str, str | int] = field(default_factory=dict)


TWO_WAYS = NotRead("reads-two-ways")


def plain(text: str) -> str:
    """Without case, and with one blank between words."""
    return " ".join(text.casefold().split())


def stripped(text: str, before: str = "", after: str = "") -> str:
    """A plain text without a full stop, and without words that add nothing (patterns) before and after its value."""
    found = plain(text).rstrip(".; ")
    if before:
        found = re.sub(rf"^(?:(?:{before})[\s:]+)+", "", found)
    return re.sub(rf"\s*(?:{after})$", "", found) if after else found
