"""A column of a report: its name for programs, its heading for people, whom it may be shown to, and its value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from shared.access.fields import Field, sees
from shared.access.naming import Named
from shared.access.policy import RoleName
from shared.domain.identifiers import UuidText
from shared.domain.places import PLACES
from shared.domain.sentence import Regime
from shared.law.calendar import WIB
from shared.web.language import clock, hours, number, short_day

MINUTES: Final = "minutes"
UNITS: Final[Mapping[str, str]] = {MINUTES: "menit", "days": "hari", "persons": "orang"}
"""A unit as a file's heading says it."""
YES_NO: Final = {True: "ya", False: "tidak"}


class Sensitivity(Enum):
    """Whom a value may be shown to."""

    OPEN = "open"
    HOME = "home"
    """Says where the person lives: hidden as the table of fields says, of whoever is masked always (SPPA 19, 61)."""
    NAME = "name"
    """Names the person: on pages and in files for people only, as the table of fields says."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a row is shown with: the day, and how its person may be shown."""

    today: date
    masked: bool = False
    named: Named | None = None
    role: RoleName | None = None
    """Of whoever looks."""
    say: Callable[[str, Mapping[str, Any]], str] = lambda rule, facts: rule
    """A rule's sentence in Indonesian."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page's table has it. ``cell``: the macro of the report's ``cells`` that draws it; else as a file has it.

    ``classes``: ``number``, ``right``; on a narrow card ``wide`` takes the whole line and ``end`` the right side.
    """

    cell: str | None = None
    classes: str = ""
    label: str | None = None
    """What stands before the value on a narrow card, where no heading is seen."""
    heading: str | None = None
    """The table's heading, where a cell draws more than this column."""


@dataclass(frozen=True)
class Column:
    """One column. ``kind`` is the type of its JSON value, from which OpenAPI follows."""

    name: str
    title: str
    kind: Any
    said: str = ""
    """For engineers, in English; nothing where the name says all."""
    unit: str | None = None
    sensitivity: Sensitivity = Sensitivity.OPEN
    value: Callable[[Any, Seen], Any] | None = None
    """From the row of the query; None: the row's attribute of this name."""
    hidden: Callable[[Any], Any] = lambda value: None
    """What is left of a value of sensitivity ``HOME`` for whoever may not see where the person lives."""
    words: Callable[[Any, Seen], str] | None = None
    """As people read it; None: by its kind."""
    shown: Shown | None = None

    def of(self, row: Any, seen: Seen) -> Any:
        """This column's value of a row, as it may be shown."""
        value = self.value(row, seen) if self.value else getattr(row, self.name)
        hides = self.sensitivity is Sensitivity.HOME and not sees(seen.role, Field.HOME, masked=seen.masked)
        return self.hidden(value) if hides else value

    @property
    def for_programs(self) -> bool:
        """Whether JSON has it: names are for people alone."""
        return self.sensitivity is not Sensitivity.NAME

    @cached_property
    def plain(self) -> type | None:
        """The one plain type of its values; None where they have parts."""
        return _plain(self.kind)

    @property
    def is_short(self) -> bool:
        """Whether it is a day, a moment or a figure, which no line breaks."""
        return self.plain is not None and issubclass(self.plain, date if self.words else date | int | float)

    @property
    def in_files(self) -> bool:
        """Whether a cell can hold it."""
        return self.words is not None or self.plain is not None

    @property
    def heading(self) -> str:
        """What stands above it in a file: with the unit, as a cell has a bare number."""
        return f"{self.title} ({UNITS[self.unit]})" if self.unit and not self.words else self.title

    def cell(self, value: Any, seen: Seen) -> str | int | float | date | None:
        """What a file's cell holds: a text, a number, a day, or a moment in WIB without an offset."""
        if value is None:
            return None
        if self.words:
            return self.words(value, seen)
        if isinstance(value, bool):
            return YES_NO[value]
        if isinstance(value, datetime):
            return value.astimezone(WIB).replace(tzinfo=None)
        return value if isinstance(value, int | float | date) else str(value)

    def text(self, value: Any, seen: Seen) -> str:
        """What a page says."""
        if value is None:
            return ""
        if self.words:
            return self.words(value, seen)
        if isinstance(value, bool):
            return YES_NO[value]
        if isinstance(value, int | float):
            return hours(int(value)) if self.unit == MINUTES else number(value)
        if isinstance(value, datetime):
            return f"{short_day(value)} {clock(value)}"
        return short_day(value) if isinstance(value, date) else str(value)


def in_words(words: Mapping[Any, str]) -> Callable[[Any, Seen], str]:
    """``words`` of a column whose values are the words of a closed list."""
    return lambda value, seen: words.get(value, str(value))


def _plain(kind: Any) -> type | None:
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if hasattr(kind, "__supertype__"):
        return _plain(kind.__supertype__)
    if get_origin(kind) in (Union, UnionType):
        found = {_plain(one) for one in get_args(kind) if one is not type(None)}
        return found.pop() if len(found) == 1 else None
    if isinstance(kind, type) and issubclass(kind, str | bool | int | float | date):
        return kind
    literal = get_args(kind)
    return str if literal and all(isinstance(one, str) for one in literal) else None


NAME: Final = Column(
    "name", "Nama", str, sensitivity=Sensitivity.NAME, value=lambda row, seen: seen.named and seen.named.full
)
CASE_NUMBER: Final = Column(
    "case_number",
    "Nomor perkara",
    str | None,
    sensitivity=Sensitivity.NAME,
    value=lambda row, seen: seen.named and seen.named.case_number,
)
MASKED: Final = Column(
    "masked",
    "Dirahasiakan",
    bool,
    "Shown by initials and without a kecamatan, as a child is.",
    value=lambda row, seen: seen.masked,
)
KECAMATAN: Final = Column(
    "kecamatan",
    "Kecamatan",
    str | None,
    "Kemendagri code of where the person lives.",
    sensitivity=Sensitivity.HOME,
    words=lambda value, seen: PLACES[value].name if value in PLACES else str(value),
)
REGIME: Final = Column("regime", "Jenis", Regime | None, words=in_words({"adult": "dewasa", "child": "anak"}))
GROUNDS: Final = {
    "annulled": "dibatalkan pengadilan tingkat atas",
    "pardoned": "mendapat grasi atau amnesti",
    "died": "meninggal dunia",
    "decriminalised": "perbuatannya bukan lagi tindak pidana",
    "transferred": "dialihkan ke daerah lain",
    "repeated": "gagal dijalani, dan diperintahkan diulang",
    "withdrawn": "perintah mengulangnya dicabut",
}
"""By which act of others a sentence is executed here no longer (Ground), in words."""
PUTUSAN_ID: Final = Column("putusan_id", "ID putusan", UuidText)
KLIEN_ID: Final = Column("klien_id", "ID klien", UuidText)
