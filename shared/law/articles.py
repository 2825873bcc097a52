"""The articles that Bakti stands on: what each says (``articles.toml``), and how a citation names them.

A citation names one or several: ``KUHP 85(5), 185; Ketetapan 2`` are three, of which the second is of the KUHP too.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

BETWEEN: Final = re.compile(r"; |, | \((?:mengutip )?(?=KUHP )")
"""What stands between two articles of one citation; a quoted article stands in brackets."""
STATUTE: Final = re.compile(r"(?:KUHP|KUHAP|UU SPPA|PP 58/2022) ")

By = Literal["law", "ruling", "regency", "office"]


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Article:
    """What an article says, and by whom it is fixed. ``checked`` False: not read in the text itself."""

    name: str
    says: str
    """In our words: a summary."""
    quote: str | None = None
    """Words that stand so, letter for letter, in ``quoted_from``."""
    quoted_from: str | None = None
    by: By = "law"
    checked: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError for a quotation of which nobody says where it was read, and the other way round."""
        if (self.quote is None) != (self.quoted_from is None):
            raise ValueError(f"{self.name}: quote and quoted_from stand together")

    @property
    def anchor(self) -> str:
        """Its place on the page of the law."""
        return anchor(self.name)


class Cited(NamedTuple):
    """One article of a citation: the words that stand there, and which it is."""

    words: str
    name: str

    @property
    def anchor(self) -> str:
        """Its place on the page of the law."""
        return anchor(self.name)

    @property
    def settlement(self) -> bool:
        """Whether it is no statute's, but an answer to a question that the statutes leave open."""
        return self.name.startswith("Ketetapan ")


def read_articles(text: str) -> Mapping[str, Article]:
    """The articles of an ``articles.toml`` by name; raises ValueError for one that nobody can mean."""
    return MappingProxyType({name: Article(name=name, **found) for name, found in tomllib.loads(text).items()})


ARTICLES: Final = read_articles((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))


def cited(citation: str) -> tuple[Cited, ...]:
    """The articles of a citation, in its order."""
    return tuple(_cited(citation))


def _cited(citation: str) -> Iterator[Cited]:
    statute = ""
    for piece in BETWEEN.split(citation):
        words = piece[:-1] if piece.count(")") > piece.count("(") else piece
        if named := STATUTE.match(words):
            statute = named[0]
        yield Cited(words, f"{statute}{words}" if words[:1].isdigit() else words)


def anchor(name: str) -> str:
    """``kuhp-85-5`` for KUHP 85(5)."""
    return re.sub(r"[^0-9a-z]+", "-", name.lower()).strip("-")
