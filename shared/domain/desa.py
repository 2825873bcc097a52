"""The 157 desa and kelurahan of Trenggalek by their names: where somebody lives, below the kecamatan.

Codes by Kemendagri, from cahyadsn/wilayah (MIT, see THIRD_PARTY.md). A name that several kecamatan have is said with
its kecamatan: ``Besuki, Panggul``.
"""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from shared.domain.identifiers import Kecamatan
from shared.domain.places import NAME_MOST, PLACES, kecamatan_named

OF_KECAMATAN: Final = len("35.03.01")
"""So many characters of a village's code are its kecamatan's."""


class Village(NamedTuple):
    """A desa or kelurahan."""

    code: str
    name: str
    kecamatan: Kecamatan


def _listed() -> tuple[Village, ...]:
    with (Path(__file__).parent / "desa.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    return tuple(Village(row["kode"], row["nama"], Kecamatan(row["kode"][:OF_KECAMATAN])) for row in rows)


VILLAGES: Final = _listed()
_TIMES: Final = Counter(village.name for village in VILLAGES)
_BEFORE: Final = re.compile(r"(?:desa|ds|kelurahan|kel)\b\.?\s*")
_PARTS: Final = re.compile(r"(.+?)(?:\s*[,(]\s*|\s+(?=kec))(.+?)\)?")


def desa_said(village: Village) -> str:
    """How a paper says it."""
    return village.name if _TIMES[village.name] == 1 else f"{village.name}, {PLACES[village.kecamatan].name}"


def desa_named(text: str) -> str | None:
    """The village of this name or code as a paper says it, with its kecamatan or without; None where there is none."""
    wanted = " ".join(text.casefold().split()).rstrip(". ") if len(text) <= NAME_MOST else ""
    wanted = _BEFORE.sub("", wanted, count=1) if _BEFORE.match(wanted) else wanted
    alone = [village for village in VILLAGES if wanted in (village.code, village.name.casefold())]
    if not alone and (parts := _PARTS.fullmatch(wanted)):
        within = kecamatan_named(parts[2])
        alone = [one for one in VILLAGES if one.name.casefold() == parts[1] and one.kecamatan == within]
    return desa_said(alone[0]) if len(alone) == 1 else alone[0].name if alone else None


def desa_within(said: str, kecamatan: Kecamatan) -> str:
    """A name that several kecamatan have, said with this one where it has a village of that name."""
    return next((desa_said(one) for one in VILLAGES if (one.name, one.kecamatan) == (said, kecamatan)), said)


def kecamatan_of(said: str) -> frozenset[Kecamatan]:
    """Where this village may lie; several where only its name is said."""
    return frozenset(one.kecamatan for one in VILLAGES if said in (one.name, desa_said(one)))


def known_desa(said: str) -> str:
    """The village as a paper says it; refused where this regency has none of this name."""
    found = desa_named(said)
    if found is None:
        raise PydanticCustomError("desa-unknown", "desa-unknown")
    return found
