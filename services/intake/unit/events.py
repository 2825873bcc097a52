"""What can happen to a unit: it is opened, corrected and closed; its letterhead and how its letters get numbers are
told, each from a day on, so that an old letter keeps its signer."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.event import Event, Value
from shared.domain.identifiers import Code, PublicText, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import Line
from shared.domain.units import UnitKind

HEAD_LINES_MOST = 4
"""Of a letterhead: the government, the office in up to two lines, its section."""
LOGOS_MOST = 2


class Numbering(StrEnum):
    """Where the numbers of a unit's outgoing letters come from."""

    OWN = "own"
    """Bakti's own series."""
    SRIKANDI = "srikandi"
    """Drawn in SRIKANDI, and entered here afterwards."""


class Described(Value):
    """What a unit is."""

    name: PublicText
    kind: UnitKind
    parent: UnitCode | None = None
    number_code: Code | None = None
    """As it stands in the numbers of its letters, for example ``406.001.1``."""
    valid_from: date | None = None
    """None: since before anybody counted."""


class UnitOpened(Described, Event):
    """There is a unit more."""

    TYPE = "unit.opened.v1"
    SUBJECT = None
    code: UnitCode


class UnitCorrected(Described, Event):
    """What the unit truly is; corrections count up, the last one stands."""

    TYPE = "unit.corrected.v1"
    SUBJECT = None
    code: UnitCode
    number: int
    last_day: date | None = None
    """None: it stands; so a closing that was none is taken back."""
    reason: PublicText


class UnitClosed(Event):
    """After that day it registers and receives nothing any more; what it has stays."""

    TYPE = "unit.closed.v1"
    SUBJECT = None
    code: UnitCode
    last_day: date
    reason: PublicText


class Letterhead(Value):
    """How a unit's letters look and who signs them, from a day on."""

    valid_from: date
    lines: Annotated[tuple[PublicText, ...], Field(min_length=1, max_length=HEAD_LINES_MOST)]
    """Of the head, the largest last: PEMERINTAH KABUPATEN …, the office."""
    address: PublicText | None = None
    contact: PublicText | None = None
    """Telephone, site and mail of the office, in a line."""
    place: PublicText | None = None
    """Where its letters are dated."""
    logos: Annotated[tuple[Code, ...], Field(max_length=LOGOS_MOST)] = ()
    """Left and right, by their codes in the house's papers."""
    on_behalf: PublicText | None = None
    """Whose post stands before the signer's own, with its word: ``a.n. SEKRETARIS DAERAH``."""
    by_order: PublicText | None = None
    """The same below it: ``u.b. Asisten Pemerintahan dan Kesejahteraan Rakyat``."""
    post: PublicText | None = None
    rank: PublicText | None = None
    signer_name: Personal[Line] | None = None
    signer_nip: Personal[Line] | None = None


class LetterheadTold(Letterhead, Event):
    """A letterhead from its day on until another one's day; one that corrects an earlier one takes its place."""

    TYPE = "unit.letterhead-told.v1"
    SUBJECT = "code"
    code: UnitCode
    number: int
    corrects: int | None = None


class NumberingDecided(Event):
    """Where the unit's numbers come from, from a day on; of two of one day the later number stands."""

    TYPE = "unit.numbering-decided.v1"
    SUBJECT = None
    code: UnitCode
    number: int
    numbering: Numbering
    valid_from: date
    reason: PublicText
