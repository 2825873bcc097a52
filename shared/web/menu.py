"""The menu: each service tells its places, the layout draws those that the visitor may go to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SHORT_MAX: Final = 4
"""Places beside "Lainnya" in the bar at the bottom of a phone: five fields of 72 px are as narrow as a thumb allows."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the menu, told by the service whose address it is."""

    address: str
    picture: str
    """An icon of the sprite."""
    word: str
    action: str
    """Whoever may do this sees it."""
    order: int
    """Lower stands higher, whichever service tells it."""
    short: str | None = None
    """The word where there is little room."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Every place of the whole house, also of parts that another process serves; and where the law is explained."""

    places: Sequence[Place] = ()
    law: str = ""
    """The page whose ``#article`` explains an article; empty where nobody has told one."""

    @classmethod
    def of(cls, places: Iterable[Place], law: str = "") -> "Menu":
        """In the order in which they stand."""
        return cls(tuple(sorted(places, key=lambda place: place.order)), law)

    def seen_by(self, may: Collection[str]) -> "Menu":
        """As somebody sees it who may do this."""
        return Menu(tuple(place for place in self.places if place.action in may), self.law)


def is_here(place: Place, here: str) -> bool:
    """Whether the address asked for is this place or lies below it."""
    return here == place.address or (place.address != "/" and here.startswith(f"{place.address}/"))
