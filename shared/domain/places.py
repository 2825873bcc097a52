"""Places: the 14 kecamatan of Trenggalek, and how far apart they lie.

Codes by Kemendagri; a point inside each kecamatan (WGS 84) and its neighbours, derived from
cahyadsn/wilayah_boundaries (MIT, see THIRD_PARTY.md). Areas and points are computed and not official.
"""

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from pydantic_core import PydanticCustomError

from shared.domain.identifiers import Kecamatan

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Place:
    """One kecamatan."""

    code: Kecamatan
    name: str
    latitude: float
    longitude: float
    neighbours: tuple[Kecamatan, ...]


def _place(code: str, name: str, latitude: float, longitude: float, neighbours: str) -> tuple[Kecamatan, Place]:
    around = tuple(Kecamatan(neighbour) for neighbour in neighbours.split())
    return Kecamatan(code), Place(Kecamatan(code), name, latitude, longitude, around)


PLACES: dict[Kecamatan, Place] = dict(
    (
        _place("35.03.01", "Panggul", -8.25019, 111.45463, "35.03.02 35.03.03 35.03.04"),
        _place("35.03.02", "Munjungan", -8.30571, 111.56452, "35.03.01 35.03.04 35.03.07 35.03.08"),
        _place("35.03.03", "Pule", -8.11733, 111.53368, "35.03.01 35.03.04 35.03.05 35.03.14"),
        _place("35.03.04", "Dongko", -8.19953, 111.56647, "35.03.01 35.03.02 35.03.03 35.03.07 35.03.14"),
        _place("35.03.05", "Tugu", -8.02315, 111.63253, "35.03.03 35.03.06 35.03.09 35.03.14"),
        _place("35.03.06", "Karangan", -8.06961, 111.67027, "35.03.05 35.03.10 35.03.11 35.03.14"),
        _place("35.03.07", "Kampak", -8.19631, 111.65858, "35.03.02 35.03.04 35.03.08 35.03.10 35.03.14"),
        _place("35.03.08", "Watulimo", -8.26282, 111.69897, "35.03.02 35.03.07 35.03.10"),
        _place("35.03.09", "Bendungan", -7.94887, 111.69664, "35.03.05 35.03.11"),
        _place("35.03.10", "Gandusari", -8.13918, 111.70438, "35.03.06 35.03.07 35.03.08 35.03.12 35.03.14"),
        _place("35.03.11", "Trenggalek", -8.0283, 111.71994, "35.03.06 35.03.09 35.03.12"),
        _place("35.03.12", "Pogalan", -8.08876, 111.75014, "35.03.10 35.03.11 35.03.13"),
        _place("35.03.13", "Durenan", -8.08569, 111.7933, "35.03.12"),
        _place("35.03.14", "Suruh", -8.1171, 111.62894, "35.03.03 35.03.04 35.03.05 35.03.06 35.03.07 35.03.10"),
    )
)


NAME_MOST = 100
"""Characters of a kecamatan with its regency; longer is an address."""
_KECAMATAN = re.compile(
    r"(?:kec(?:amatan)?\b\.?\s*)?(.+?)(?:\s*,\s*trenggalek|[\s,\-]+kab(?:upaten)?\b\.?\s*trenggalek)?"
)


def kecamatan_named(name: str) -> Kecamatan | None:
    """The code of the kecamatan of this name or code, whatever its case, with its regency or without; None where there
    is none in this regency."""
    found = _KECAMATAN.fullmatch(" ".join(name.casefold().split()).rstrip(". ")) if len(name) <= NAME_MOST else None
    wanted = found[1].strip() if found else ""
    return next((code for code, place in PLACES.items() if wanted in (code, place.name.casefold())), None)


def known_kecamatan(code: Kecamatan) -> Kecamatan:
    """The code itself; refused where no kecamatan of this regency has it: nothing could be said of it later."""
    if code not in PLACES:
        raise PydanticCustomError("kecamatan-unknown", "kecamatan-unknown")
    return code


def distance_km(one: Kecamatan, other: Kecamatan) -> float | None:
    """Great-circle distance between the points of two kecamatan; None where one is not of this regency."""
    here, there = PLACES.get(one), PLACES.get(other)
    if here is None or there is None:
        return None
    north = radians(there.latitude - here.latitude)
    east = radians(there.longitude - here.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(here.latitude)) * cos(radians(there.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(chord))
