"""A court's case number, however it was typed: ``123/Pid.B/2026/PN Trk`` is one number in every spelling.

Registers are open-ended: a court opens a new one when it needs it, so any criminal register is read, and one that
nobody knows yet is only flagged. What is normalised serves identity and rules; the number as written is kept in the
vault.
"""

import re
import unicodedata
from dataclasses import dataclass

from shared.domain.identifiers import Code

REGISTERS = {
    "pid": Code("Pid"),
    "pidb": Code("Pid.B"),
    "pids": Code("Pid.S"),
    "pidc": Code("Pid.C"),
    "pidr": Code("Pid.R"),
    "pidblh": Code("Pid.B/LH"),
    "pidsus": Code("Pid.Sus"),
    "pidsusanak": Code("Pid.Sus-Anak"),
    "pidsusanakdiv": Code("Pid.Sus-Anak/Div"),
    "pidsuslh": Code("Pid.Sus-LH"),
    "pidsusprk": Code("Pid.Sus-PRK"),
    "pidsusite": Code("Pid.Sus-ITE"),
    "pidsustpk": Code("Pid.Sus-TPK"),
    "pendiv": Code("Pen.Div"),
}
"""The registers by their letters; ``Pid`` alone is an appeal's, ``Pen.Div`` a court's order on a diversion agreement
(practice)."""

YEARS = range(1900, 2101)
"""Years that somebody can mean (settlement 42)."""
PARTS_MOST = 4
"""Of a register: ``Pid.Sus-Anak/Div`` has two."""
LETTERS_MOST = 40

_FOREWORD = r"[a-z:]{0,60}"
_SERIAL = r"0{0,9}([1-9][0-9]{0,5})"
_WORD = r"[a-z]+(?:-[a-z]+)*"
_REGISTER = rf"((?:pid|pen)-?{_WORD}|pid)((?:/{_WORD}){{0,{PARTS_MOST - 1}}}?)"
_DISTRICT = re.compile(rf"{_FOREWORD}{_SERIAL}/{_REGISTER}/([0-9]{{4}})(?:/({_WORD}))?/?")
_SUPREME = re.compile(rf"{_FOREWORD}{_SERIAL}[/-]?(p?k)/{_REGISTER}/([0-9]{{4}})(?:/ma(?:ri)?)?/?")

_OTHER_SLASHES = str.maketrans(dict.fromkeys("\\\u2044\u2215\uff0f\u29f8", "/"))
_OTHER_DASHES = str.maketrans({"\u2212": "-", "\u2043": "-"})
_AND_FURTHER = re.compile(r"\b(?:jo|jis|yo|juncto|junto|tanggal|tgl)\b", re.IGNORECASE)
_APART = re.compile(r"(?<=[0-9])[\s.]*\s[\s.]*(?=[0-9])")
_DOT_IN_FIGURES = re.compile(r"(?<=[0-9])\.(?=[0-9])(?![0-9]{3}(?![0-9]))")

_CLASS = r"(?:k(?:elas|las|ls)(?:i{1,3}|[123])[ab]?(?:khusus)?)?"
_OUR_DISTRICT = re.compile(
    r"(?:(?:pengadilan|hakim)anak(?:pada|di)?)?(?:pengadilannegeri|pn)(?:anak)?(?:di|kab|kabupaten)?(?:trenggalek|trk)"
    rf"{_CLASS}|pengadilananak(?:di)?trenggalek{_CLASS}"
)
_OUR_APPEAL = re.compile(r"(?:pengadilantinggi|pt)(?:surabaya|sby|jawatimur|jatim)")
_SUPREME_COURT = re.compile(r"(?:mahkamahagung|ma)(?:ri|republikindonesia)?")
COURTS = ((_OUR_DISTRICT, Code("pn-trk")), (_OUR_APPEAL, Code("pt-sby")), (_SUPREME_COURT, Code("ma")))
"""The courts whose rulings this regency executes, by their names without signs: its district court, and those above
it on its cases."""


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A number taken apart. ``court`` is None where it names none, or one that is not ours."""

    serial: int
    register: Code
    year: int
    court: Code | None
    names_court: bool = True
    level: str = ""
    """``k`` for a cassation, ``pk`` for a review, both by the Supreme Court."""

    @property
    def normal(self) -> str:
        """One text for every spelling, which identity hangs on: it must not change when a register becomes known."""
        return f"{self.serial}/{self.level}{_letters(self.register)}/{self.year}/{self.court or '?'}"

    @property
    def register_known(self) -> bool:
        return self.register in REGISTERS.values()

    @property
    def of_a_child(self) -> bool | None:
        """Whether this is a child's register; None where the register tells nothing, as an appeal's plain ``Pid``."""
        if self.register == "Pid" or not self.register_known:
            return True if "anak" in self.register.lower() else None
        return "anak" in self.register.lower() or self.register == "Pen.Div"


def read_case_number(text: str) -> CaseNumber | None:
    """The first number in this text; None where none has the form of one. Blanks, dots, case, the kind of dash, zeros
    in front and a foreword do not matter."""
    return next(iter(read_case_numbers(text)), None)


def read_case_numbers(text: str) -> tuple[CaseNumber, ...]:
    """Every number of ``812/PID/2026/PT SBY jo. 123/Pid.B/2026/PN Trk``, in this order."""
    found = (_read_one(part) for part in _AND_FURTHER.split(_plain(text)))
    return tuple(number for number in found if number is not None)


def read_court(text: str) -> Code | None:
    """The code of a court of ours named in this text, by any of its names; None for any other."""
    plain = _plain(text)
    plain = re.sub(r"[^a-z0-9]", "", plain.lower()) if plain.isascii() else ""
    return next((code for name, code in COURTS if name.fullmatch(plain)), None)


def another_court(text: str) -> bool:
    """Whether this names a court that is certainly not ours: a court's name, and not of our place."""
    plain = _plain(text).lower()
    return re.match(r"(?:pn|pt|pa|pengadilan|mahkamah)\b", plain) is not None and not re.search(
        r"trenggalek|trk", plain
    )


def _read_one(text: str) -> CaseNumber | None:
    if not text.isascii() or _APART.search(text) or _DOT_IN_FIGURES.search(text):
        return None  # letters that only look like ours, or figures that may belong to two numbers
    plain = re.sub(r"[\s.]", "", text).lower().strip("'\"()[]:,;-")
    if found := _SUPREME.fullmatch(plain):
        serial, level, first, others, year = found.groups()
        return _number(serial, first + others, year, Code("ma"), level=level)
    if found := _DISTRICT.fullmatch(plain):
        serial, first, others, year, court = found.groups()
        return _number(serial, first + others, year, read_court(court) if court else None, names_court=bool(court))
    return None


def _number(
    serial: str, register: str, year: str, court: Code | None, *, names_court: bool = True, level: str = ""
) -> CaseNumber | None:
    letters = _letters(register)
    if int(year) not in YEARS or len(letters) > LETTERS_MOST:
        return None
    return CaseNumber(int(serial), _register(letters), int(year), court, names_court, level)


def _register(letters: str) -> Code:
    """The register of these letters as courts write it; an unknown one by its letters alone."""
    spelt = f"{letters[:3].title()}.{letters[3:].upper()}"
    return REGISTERS.get(letters) or Code(spelt)


def _letters(register: str) -> str:
    return re.sub(r"[^a-z]", "", register.lower())


def _plain(text: str) -> str:
    """One kind of slash, dash and blank, and nothing that nobody sees."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text.replace("\\", "/")
    kinds = ((sign, unicodedata.category(sign)) for sign in text)
    seen = "".join("-" if kind == "Pd" else sign for sign, kind in kinds if kind not in ("Cc", "Cf"))
    return seen.translate(_OTHER_SLASHES).translate(_OTHER_DASHES)
