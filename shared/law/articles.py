"""The articles that Bakti stands on: what each says (``articles.toml``, ``settlements.toml``), where it comes from
(``sources.toml``), and how a citation names them.

A citation names one or several: ``KUHP 85(5), 185; Ketetapan 2`` are three, of which the second is of the KUHP too.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

BETWEEN: Final = re.compile(r"; |, | \((?:mengutip )?(?=KUHP )")
"""What stands between two articles of one citation; a quoted article stands in brackets."""
STATUTE: Final = re.compile(r"(?:KUHP|KUHAP|UU SPPA|PP 58/2022) ")

LOOKED_AT_DAYS_MOST: Final = 90
"""An article that nobody has looked at for longer is told to the reader."""

By = Literal["law", "ruling", "regency", "office"]
"""Who may set another rule in its place: another law, the ruling, the regency, or the offices that agreed on it."""


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Source:
    """A statute or a paper: its title, how it was read, since when it holds, and which office looked at it last."""

    name: str
    """How the names of its articles begin."""
    title: str
    read_in: str
    valid_from: date
    overridden_by: tuple[By, ...]
    looked_on: date | None = None
    """None: nobody has compared it yet."""
    looked_by: str = ""


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Article:
    """What an article says, where it comes from, since when, and who may set another rule in its place. ``checked``
    False: not read in the text itself."""

    name: str
    source: Source
    says: str
    """In our words: a summary."""
    valid_from: date
    looked_on: date | None
    looked_by: str
    """An office, never a person."""
    overridden_by: tuple[By, ...]
    about: str | None = None
    """Of a settlement: the question that it answers."""
    quote: str | None = None
    """Words that stand so, letter for letter, in ``quoted_from``."""
    quoted_from: str | None = None
    checked: bool = True
    awaits: str | None = None
    """Of a settlement: what of it nothing in Bakti decides yet, so that nobody can settle it otherwise either."""

    def __post_init__(self) -> None:
        """Raises ValueError for a quotation of which nobody says where it was read, and the other way round."""
        if (self.quote is None) != (self.quoted_from is None):
            raise ValueError(f"{self.name}: quote and quoted_from stand together")

    @property
    def anchor(self) -> str:
        """Its place on the page of the law."""
        return anchor(self.name)

    @property
    def settlement(self) -> bool:
        """Whether it is no statute's, but an answer to a question that the statutes leave open."""
        return is_settlement(self.name)

    def stale(self, today: date) -> bool:
        """Whether nobody has looked at it for longer than 90 days, or ever."""
        return self.looked_on is None or (today - self.looked_on).days > LOOKED_AT_DAYS_MOST


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
        return is_settlement(self.name)


def is_settlement(name: str) -> bool:
    """Whether an article of that name is a settlement."""
    return name.startswith("Ketetapan ")


def read_sources(text: str) -> Mapping[str, Source]:
    """The sources of a ``sources.toml`` by name; raises ValueError for one that nobody can mean."""
    return MappingProxyType({name: Source(name=name, **found) for name, found in tomllib.loads(text).items()})


def read_articles(text: str, sources: Mapping[str, Source]) -> Mapping[str, Article]:
    """The articles of an ``articles.toml`` by name, each with what it does not say itself from its source; raises
    ValueError for one that nobody can mean."""
    return MappingProxyType({name: article(name, sources, **found) for name, found in tomllib.loads(text).items()})


def article(name: str, sources: Mapping[str, Source], **own: Any) -> Article:
    """One article with what it says itself; raises ValueError where its name begins as no source's."""
    source = next((found for found in sources.values() if f"{name} ".startswith(f"{found.name} ")), None)
    if source is None:
        raise ValueError(f"{name} begins as no source in sources.toml")
    return Article(**{each: getattr(source, each) for each in OF_THE_SOURCE} | {"name": name, "source": source} | own)


def unrecorded(name: str, valid_from: date) -> Article:
    """An article that a figure cites and no file tells of: nobody has read or looked at it, and the page says so."""
    source = Source(name, name, "", valid_from, ("law",))
    own = {each: getattr(source, each) for each in OF_THE_SOURCE}
    return Article(name=name, source=source, says="", checked=False, **own)


OF_THE_SOURCE: Final = ("valid_from", "looked_on", "looked_by", "overridden_by")


def _text(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


SOURCES: Final = read_sources(_text("sources.toml"))
ARTICLES: Final = MappingProxyType(
    {**read_articles(_text("articles.toml"), SOURCES), **read_articles(_text("settlements.toml"), SOURCES)}
)


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
