"""Units: the parties of the agreement, the offices of DOMAIN 3 and the sections of the Dinas, as the first start knows
them. What is told of one by page (services/intake/unit) takes the place of what stands here.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from shared.domain.event import Value
from shared.domain.identifiers import Code, PublicText, UnitCode
from shared.domain.lampiran import OFFICES


class UnitKind(StrEnum):
    """What a unit is: a party and an office keep an agenda of letters, a section works on its office's."""

    PARTY = "party"
    OFFICE = "office"
    SECTION = "section"


class KnownUnit(Value):
    """A unit as the agreement's papers name it."""

    name: PublicText
    kind: UnitKind
    parent: UnitCode | None = None
    number_code: Code | None = None
    """As it stands in the numbers of its letters."""


BAPAS: Final = UnitCode("bapas-kediri")
REGENCY: Final = UnitCode("pemkab-trenggalek")
SECRETARIAT: Final = UnitCode("setda")
SOCIAL: Final = UnitCode("dinsos-p3a")
FORMER: Final[Mapping[str, UnitCode]] = {"dinsos": SOCIAL}
"""As accounts were linked before units were data."""
IN_THE_SECRETARIAT: Final = ("asisten-kesra", "bag-pemerintahan", "bag-hukum", "bag-kesra")
SECTIONS: Final[Mapping[str, str]] = {
    "sekretaris": "Sekretaris",
    "resos": "Kabid Resos",
    "linjamsos": "Kabid Linjamsos",
    "p3a": "Kabid P3A",
    "dayasos": "Kabid Dayasos",
}
"""Of the Dinas, as its disposisi sheet names them."""


def _unit(name: str, kind: UnitKind, parent: UnitCode | None = None, number_code: str | None = None) -> KnownUnit:
    return KnownUnit(
        name=PublicText(name), kind=kind, parent=parent, number_code=Code(number_code) if number_code else None
    )


def _units() -> Iterator[tuple[UnitCode, KnownUnit]]:
    yield BAPAS, _unit("Balai Pemasyarakatan Kelas II Kediri", UnitKind.PARTY)
    yield REGENCY, _unit("Pemerintah Kabupaten Trenggalek", UnitKind.PARTY)
    yield SECRETARIAT, _unit("Sekretariat Daerah", UnitKind.OFFICE, REGENCY, "406.001.1")
    for office in OFFICES:
        parent = SECRETARIAT if office.code in IN_THE_SECRETARIAT else REGENCY
        yield FORMER.get(office.code, UnitCode(office.code)), _unit(office.name, UnitKind.OFFICE, parent)
    for word, name in SECTIONS.items():
        yield UnitCode(f"{SOCIAL}.{word}"), _unit(name, UnitKind.SECTION, SOCIAL)


UNITS: Final[Mapping[UnitCode, KnownUnit]] = dict(_units())
