"""A court's case number, however it was typed: ``123/Pid.B/2026/PN Trk`` is one number in every spelling.

What is normalised serves identity and rules only; the number as written is kept in the vault.
"""

import re
from dataclasses import dataclass

from shared.domain.identifiers import Code

REGISTERS = {
    "b": Code("Pid.B"),
    "s": Code("Pid.S"),
    "c": Code("Pid.C"),
    "sus": Code("Pid.Sus"),
    "susanak": Code("Pid.Sus-Anak"),
    "": Code("Pid"),
}
"""The criminal registers of a district court; ``Pid`` alone is an appeal's."""

COURTS = {
    "pntrk": Code("pn-trk"),
    "pntrenggalek": Code("pn-trk"),
    "pengadilannegeritrenggalek": Code("pn-trk"),
    "ptsby": Code("pt-sby"),
    "ptsurabaya": Code("pt-sby"),
    "pengadilantinggisurabaya": Code("pt-sby"),
    "ma": Code("ma"),
    "mahkamahagung": Code("ma"),
}
"""The courts whose rulings this regency executes: its district court, and those above it on its cases."""

WRITTEN = {"pn-trk": "PN Trk", "pt-sby": "PT SBY"}

DIVERSION = Code("Pen.Div")
"""How offices number a court's order on a diversion agreement (practice)."""

_DISTRICT = re.compile(r"^(\d{1,5})/(?:pid([a-z-]*)|pendiv)/(\d{4})/(p[nt][a-z]+)$")
_CASSATION = re.compile(r"^(\d{1,5})k/pid([a-z-]*)/(\d{4})$")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A number taken apart. ``court`` is None where the number names a court that is not ours."""

    serial: int
    register: Code
    year: int
    court: Code | None

    @property
    def normal(self) -> str:
        """The one spelling, for example ``123/Pid.B/2026/PN Trk``."""
        if self.court == "ma":
            return f"{self.serial} K/{self.register}/{self.year}"
        return f"{self.serial}/{self.register}/{self.year}/{WRITTEN[self.court] if self.court else '?'}"


def read_case_number(text: str) -> CaseNumber | None:
    """The number in this text; None where it has not the form of one. Spaces, dots and case do not matter."""
    plain = re.sub(r"[\s.]", "", text).casefold()
    found = _DISTRICT.match(plain) or _CASSATION.match(plain)
    if found is None or int(found[1]) == 0:
        return None
    register = DIVERSION if found[2] is None else REGISTERS.get(found[2].replace("-", ""))
    if register is None:
        return None
    court = COURTS.get(found[4]) if found.re is _DISTRICT else Code("ma")
    return CaseNumber(int(found[1]), register, int(found[3]), court)


def read_court(text: str) -> Code | None:
    """The code of a court of ours named in this text; None for any other."""
    return COURTS.get(re.sub(r"[\s.]", "", text).casefold())
