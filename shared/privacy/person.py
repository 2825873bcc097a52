"""What a page shows of a person where it shows no value: the word for why, or initials."""

import re
from collections.abc import Iterable
from typing import Final

ERASED = "terhapus"
LOST = "kunci hilang"
"""The value is there, but the key store has no key for it: unlike an erasure nobody wanted this, and a backup of the
keys may bring it back."""
ALTERED = "tidak dapat dibuka"
"""There is a key, but the row does not open with it: its bytes were changed, or it was put in another row's place."""
UNOPENED = frozenset({ERASED, LOST, ALTERED})
"""The words that stand in a value's place."""
NAMELESS = "tanpa nama"
TAKEN_OUT: Final = "[…]"
"""What stands where a text named the person."""
NIK: Final = r"(?<!\d)\d{16}(?!\d)"
LETTERS_LEAST: Final = 3
"""A shorter word of a name is an initial, or a word of any sentence."""


def initials(name: str) -> str:
    """``S. A.`` for Siti Aminah: how a child is shown."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha()) or NAMELESS


def masked_in(text: str, personal: Iterable[str]) -> str:
    """What somebody wrote without these values, the words of these names, and any NIK."""
    whole = [one for one in personal if len(one) >= LETTERS_LEAST]
    words = {word for one in whole for word in re.findall(r"[^\W\d_]+", one) if len(word) >= LETTERS_LEAST}
    parts = [re.escape(one) for one in sorted({*whole, *words}, key=len, reverse=True)]
    found = re.sub(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", TAKEN_OUT, text, flags=re.IGNORECASE) if parts else text
    return re.sub(rf"{re.escape(TAKEN_OUT)}(?:\s+{re.escape(TAKEN_OUT)})+", TAKEN_OUT, re.sub(NIK, TAKEN_OUT, found))
