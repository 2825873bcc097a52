"""What a page shows of a person where it shows no value: the word for why, or initials."""

ERASED = "terhapus"
LOST = "kunci hilang"
"""The value is there, but the key store has no key for it: unlike an erasure nobody wanted this, and a backup of the
keys may bring it back."""
ALTERED = "tidak dapat dibuka"
"""There is a key, but the row does not open with it: its bytes were changed, or it was put in another row's place."""
UNOPENED = frozenset({ERASED, LOST, ALTERED})
"""The words that stand in a value's place."""
NAMELESS = "tanpa nama"


def initials(name: str) -> str:
    """``S. A.`` for Siti Aminah: how a child is shown."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha()) or NAMELESS
