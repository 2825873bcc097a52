"""Lampiran I on paper: for each kind of work of the agreement's five categories the I-PD that answers for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from services.matching.ipd.projections import OfferRow
from shared.domain.identifiers import Kecamatan
from shared.domain.lampiran import CATEGORIES, Category, activity_name
from shared.domain.places import PLACES
from shared.domain.sentence import Regime
from shared.domain.units import BAPAS, REGENCY, UNITS
from shared.papers.paper import LETTER, Paper
from shared.web.language import WEEKDAYS, Language, day

TEMPLATE: Final = "services/matching/ipd/papers/lampiran_1.typ"
PARTIES: Final = UNITS[BAPAS].name, UNITS[REGENCY].name
BETWEEN: Final = f"Nota Kesepakatan antara {PARTIES[0]} dan {PARTIES[1]}"
PARTIES_SIGN: Final = [("PIHAK KESATU", f"{PARTIES[0]},"), ("PIHAK KEDUA", f"{PARTIES[1]},")]
TAKEN: Final[Mapping[str, str]] = {Regime.ADULT: "dewasa", Regime.CHILD: "anak"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A line that an office filled in."""

    office: str
    offer: OfferRow


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work, and who offers it: (I-PD, keterangan). Nobody: the row stays to be filled in."""

    name: str
    offered: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Annex:
    """The signed table. ``office`` is whose own filled form it is; without one it is everybody's, signed by both
    parties."""

    offered: Sequence[Offered]
    on: date
    office: str = ""

    @property
    def paper(self) -> Paper:
        """It is signed by hand and not issued, so that it has no code."""
        title = f"Lampiran I {self.office}".strip()
        return Paper(TEMPLATE, title, self.on, self.told, LETTER, names_nobody=True)

    @property
    def told(self) -> dict[str, Any]:
        """What its template asks for."""
        return {
            "between": BETWEEN,
            "office": self.office,
            "on": day(self.on),
            "categories": [(one.name, [asdict(kind) for kind in self._kinds(one)]) for one in CATEGORIES.values()],
            "closing": self.closing,
            "signing": [(f"Pimpinan {self.office},",)] if self.office else PARTIES_SIGN,
        }

    @property
    def closing(self) -> str:
        """What is signed, said where it is signed."""
        offices = len({one.office for one in self.offered})
        who = "" if self.office else f" dari {offices} I-PD"
        return f"Lampiran I ini memuat {len(self.offered)} kesediaan{who}, keadaan pada {day(self.on)}."

    def _kinds(self, category: Category) -> Iterator[Kind]:
        """Every kind of work of a category, and whatever else an office offers in it; on one office's form those that
        it offers."""
        offered = [one for one in self.offered if one.offer.category == category.number]
        for code in dict.fromkeys((*category.activities, *(one.offer.activity for one in offered))):
            lines = [(one.office, remark(one.offer)) for one in offered if one.offer.activity == code]
            if lines or not self.office:
                yield Kind(activity_name(code), lines)


def remark(offer: OfferRow) -> str:
    """The keterangan: where, how many at the same time, when, and who is taken."""
    where = f"{offer.site_name}, Kec. {PLACES[Kecamatan(offer.kecamatan)].name}"
    hours = f"{_clock(offer.open_from_minute)}–{_clock(offer.open_until_minute)}"
    taken = " dan ".join(TAKEN[one] for one in TAKEN if one in offer.regimes)
    return f"{where}: {offer.slots} orang, {days(offer.weekdays)} {hours} WIB, {taken}"


def days(weekdays: Sequence[int]) -> str:
    """Open days in words, each once; a run of three or more as from–to."""
    found = sorted(set(weekdays))
    names = [WEEKDAYS[Language.ID][one] for one in found]
    run = len(found) > 2 and found[-1] - found[0] == len(found) - 1
    return f"{names[0]}–{names[-1]}" if run else ", ".join(names)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}.{minute % 60:02}"
