"""The one text type: whatever somebody types is read here before anything else sees it.

Example::

    reason: Reason                       # at least 10 visible characters, sealed in the vault
    name: PublicLine                     # an institution's own words; holds no NIK

A text is NFC and without blanks at its ends. A character that no page, paper or table can carry is refused with its
place and never dropped: what is dropped silently is missed by nobody until it matters. The last word behind this
type has ``shared/ledger/storable.py``.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from shared.domain.identifiers import Code, PublicText
from shared.domain.personal import Personal

WORDS_MOST: Final = 2_000
"""Characters of one free text: a page of a ruling; longer is a document, not a field."""
LIST_MOST: Final = 10_000
LINE_MOST: Final = 300
SHORT_MOST: Final = 100
REASON_LEAST: Final = 10
"""Visible characters of a reason: fewer say nothing to whoever reads it in a year."""

BLANKS: Final = "\t\n\r" + "".join(chr(point) for point in range(0x3001) if unicodedata.category(chr(point)) == "Zs")
BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing: a name may be shown as another with it."""
TAGS: Final = range(0xE0000, 0xE0080)
BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by their category, blank by their looks."""
NIK: Final = re.compile(r"(?:\d[ .'’\-]?){15}\d")
"""16 digits, however they are spaced: a NIK (or a NIP, of 18)."""
STOOD_IN: Final = {"stood in": True}
"""The validation context in which a text that cannot be taken leaves a stand-in, so that the rest of what was typed can
be judged beside it. What is read so is never carried out (``Command.mistyped``)."""


@dataclass(frozen=True, slots=True)
class Text:
    """How a text is read: at most so many characters, at least so many visible ones, over several lines or not."""

    most: int
    least: int = 1
    lines: bool = False
    public: bool = False
    """Stands in the ledger and on every page: no NIK may be in it."""

    def __call__(self, typed: str) -> str:
        """The text as it is kept; raises PydanticCustomError, whose type is the rule that it breaks."""
        found = typed.replace("\r\n", "\n")
        first = len(found) - len(found.lstrip(BLANKS))
        found = found.strip(BLANKS)
        for place, character in enumerate("" if _common(found) else found, first + 1):
            if fault := _forbidden(character, self.lines):
                raise PydanticCustomError(fault, fault, {"place": place, "code": f"{ord(character):04X}"})
        found = unicodedata.normalize("NFC", found)
        self._measure(found)
        if self.public and NIK.search(found):
            raise PydanticCustomError("text-nik", "text-nik")
        return found

    def _measure(self, found: str) -> None:
        seen = len(found) - found.count(" ") if _common(found) else sum(map(visible, found))
        if not seen:
            raise PydanticCustomError("text-invisible", "text-invisible", {"least": self.least})
        if seen < self.least:
            raise PydanticCustomError("text-too-short", "text-too-short", {"least": self.least})
        if len(found) > self.most:
            raise PydanticCustomError("text-too-long", "text-too-long", {"most": self.most})

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._of_field, handler(source))

    def _of_field(self, typed: str, info: ValidationInfo) -> str:
        try:
            return self(typed)
        except PydanticCustomError:
            if info.context is not STOOD_IN:
                raise
            return "x" * self.least

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minLength": self.least, "maxLength": self.most}


def visible(character: str) -> bool:
    """Whether somebody sees it: no blank, no control or format character, no mark that only stands on another."""
    category = unicodedata.category(character)
    return category == "Co" or (
        category[0] not in "CZ" and category not in ("Mn", "Me") and character not in BLANK_LETTERS
    )


def _common(text: str) -> bool:
    """Whether it is of the signs of a typewriter alone: nothing of it is forbidden, and all but blanks is visible."""
    return text.isascii() and text.isprintable()


def _forbidden(character: str, lines: bool) -> str | None:
    """The rule that a character breaks wherever it stands."""
    category, point = unicodedata.category(character), ord(character)
    if character == "\n":
        return None if lines else "text-line-break"
    if category in ("Cc", "Zl", "Zp"):
        return "text-control"
    if character in BIDI:
        return "text-direction"
    if point in TAGS:
        return "text-tag"
    if category == "Cs" or 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE:
        return "text-not-a-character"
    return None


Line = Annotated[str, Text(LINE_MOST)]
"""One line: a name, a number of a letter."""
Login = Annotated[str, Text(SHORT_MOST)]
"""What an account is called."""
Sought = Annotated[str, Text(SHORT_MOST, least=2)]
"""What somebody looks for: one character would find everybody."""
Words = Annotated[str, Text(WORDS_MOST, lines=True)]
"""Free text of a page at most."""
ListWords = Annotated[str, Text(LIST_MOST, lines=True)]
"""A list, one a line, as of everybody who is invited: every village of a regency fits."""
ReasonWords = Annotated[str, Text(WORDS_MOST, least=REASON_LEAST, lines=True)]
PublicLine = Annotated[PublicText, Text(LINE_MOST, public=True)]
"""Words of an institution as somebody types them."""
PublicReason = Annotated[PublicText, Text(LINE_MOST, least=REASON_LEAST, public=True)]
"""Why the house itself was handled so: the ledger keeps it in plain, so it speaks of no person."""
PublicCode = Annotated[Code, Text(LINE_MOST, public=True)]
"""A code that somebody makes up; 16 digits are no code either."""

Reason: TypeAlias = Personal[ReasonWords]
"""Why somebody overrides, corrects, strikes out: at least 10 visible characters."""
DocumentNumber: TypeAlias = Personal[Line]
"""The number of a letter or berita acara, as written on it."""
