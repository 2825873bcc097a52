"""What disposisi are called on pages and on their sheet."""

from collections.abc import Mapping
from typing import Final

from services.intake.letter.events import StandsIn, Wish

WISHES: Final[Mapping[str, str]] = {
    "tanggapan": "Tanggapan dan saran",
    "proses": "Proses lebih lanjut",
    "koordinasi": "Koordinasi/konfirmasikan",
    "lainnya": "Lainnya",
}
STANDING_IN: Final[Mapping[str, str]] = {"an": "a.n. (atas nama)", "plh": "Plh. (pelaksana harian)"}
BEFORE: Final[Mapping[str, str]] = {"an": "a.n. ", "plh": "Plh. "}
"""What stands before the post of whoever stands in."""
assert [*WISHES] == [*Wish]
assert [*STANDING_IN] == [*BEFORE] == [*StandsIn]
