"""A person as a page may show them: the values that were asked for, or ``terhapus``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

ERASED = "terhapus"
LOST = "kunci hilang"
"""The value is there, but the key store has no key for it: unlike an erasure nobody wanted this, and a backup of the
keys may bring it back."""
ALTERED = "tidak dapat dibuka"
"""There is a key, but the row does not open with it: its bytes were changed, or it was put in another row's place."""
UNOPENED = frozenset({ERASED, LOST, ALTERED})
"""The words that stand in a value's place."""
NAMELESS = "tanpa nama"

PERSON_FIELDS = ("name", "nik", "birth_date", "address", "contact", "guardian", "occupation", "case_number", "offence")
"""What can be asked of a person: kinds of the vault that describe the person or the newest case."""


def initials(name: str) -> str:
    """``S. A.`` for Siti Aminah: how a child is shown."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha()) or NAMELESS


class NotAsked(LookupError):
    """A field was read that ``who`` was not asked for; this is a bug in the page."""


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One person's newest values. A field that was not asked for cannot be read by accident."""

    subject: str
    asked: frozenset[str]
    values: Mapping[str, Any]
    erased: bool = False

    def __repr__(self) -> str:
        return f"Person({self.subject})"

    @property
    def name(self) -> str:
        """The name; ``terhapus`` after erasure."""
        if self.erased:
            return ERASED
        return self._text("name") or NAMELESS

    @property
    def nik(self) -> str | None:
        return self._text("nik")

    @property
    def birth_date(self) -> date | None:
        found = self._value("birth_date")
        return found if isinstance(found, date) else None

    @property
    def address(self) -> str | None:
        return self._text("address")

    @property
    def contact(self) -> str | None:
        return self._text("contact")

    @property
    def guardian(self) -> str | None:
        return self._text("guardian")

    @property
    def occupation(self) -> str | None:
        return self._text("occupation")

    @property
    def case_number(self) -> str | None:
        return self._text("case_number")

    @property
    def offence(self) -> str | None:
        return self._text("offence")

    def _text(self, kind: str) -> str | None:
        found = self._value(kind)
        return None if found is None else str(found)

    def _value(self, kind: str) -> Any:
        if kind not in self.asked:
            raise NotAsked(f"who() was not asked for {kind}")
        return None if self.erased else self.values.get(kind)
