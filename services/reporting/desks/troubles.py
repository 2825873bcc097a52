"""What the house says of a trouble in English, in Indonesian for the operator's pages: one table, troubles.toml.

The sentences are made where the trouble is seen, for the command line, the log and ``/readyz``; a page may be served
by another part than the one that tells, and of another version. So they are read by their words, and one that the table
does not know stays as it is.
"""

import re
import tomllib
from pathlib import Path
from typing import Final

SENTENCES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(english, re.DOTALL), said["id"])
    for english, said in tomllib.loads((Path(__file__).parent / "troubles.toml").read_text("utf-8")).items()
)


def in_indonesian(english: str) -> str | None:
    """The sentence in Indonesian, and so what stands in its brackets; None where the table does not know it."""
    for pattern, indonesian in SENTENCES:
        if found := pattern.fullmatch(english):
            inner = {name: part for name, part in found.groupdict().items() if part != english}
            parts = found.groupdict() | {name: in_indonesian(part) or part for name, part in inner.items()}
            return indonesian.format(**parts)
    return None
