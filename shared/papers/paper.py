"""What a paper is made of, as values: on whose letterhead, in which form, by whom signed, and what it says.

A paper is its template, which lies beside the thing that owns it, and the words that go into it. Words are data: a
template gets them as JSON and sets them as they stand, so that nothing that somebody typed is ever markup.

Example::

    paper = Paper("services/…/undangan.typ", "Undangan rapat", date(2026, 11, 24), body, LETTER, letterhead, signer)
    pdf = await press.printed(paper)
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

import msgspec
import segno

from shared.papers.wording import shown


@dataclass(frozen=True, slots=True)
class Profile:
    """The form that a party asks of its papers: sheet, margins in millimetres, size of the letters in points."""

    sheet: str = "a4"
    top_mm: int = 20
    right_mm: int = 20
    bottom_mm: int = 25
    left_mm: int = 30
    letters_pt: int = 12
    catchword: bool = True
    """On a paper of several pages each says below with which word the next one begins."""


LETTER: Final = Profile()
"""Permendagri 1/2023, as the regency's offices use it (second-hand: DOMAIN 6)."""
SHEET: Final = Profile(sheet="a5", top_mm=10, right_mm=14, bottom_mm=10, left_mm=14, letters_pt=8, catchword=False)
"""A slip that goes round in the office, as the lembar disposisi."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A party's sign: what it shows in words, and its drawing (SVG), or room where the sheet brings it printed."""

    words: str
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of an office's papers: whose office, its name in one or two lines, where it is reached."""

    above: str
    name: tuple[str, ...]
    contact: tuple[str, ...] = ()
    left: Logo | None = None
    right: Logo | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the post, for whom (a.n., u.b.), and the person's name, rank and NIP."""

    post: tuple[str, ...]
    name: str
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """By what whoever holds an issued paper asks after it: its random code, and the address that its QR code holds."""

    code: str
    address: str


UNSET: Final = frozenset({"template", "check", "names_nobody"})
"""Of a paper: what is no word of it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to be printed. Without ``check`` it is a preview, and every page says so."""

    template: str
    """Path of its Typst file from the root of the packages."""
    title: str
    dated: date
    body: Mapping[str, Any]
    """What its own template asks for: texts, lists and mappings of texts."""
    profile: Profile = LETTER
    letterhead: Letterhead | None = None
    signer: Signer | None = None
    check: Check | None = None
    preview: bool = False
    names_nobody: bool = False
    """No word of it is of a person: a refusal may quote it."""

    @property
    def texts(self) -> dict[str, str]:
        """Every text that it sets, by the way to it (``body/invited/0/1``)."""
        return dict(_texts("", self._set))

    @property
    def _set(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name not in UNSET}

    @property
    def data(self) -> str:
        """What the template gets, as JSON: every text of it as it can be set."""
        words = {name: _shown(value) for name, value in self._set.items()}
        check = self.check and {**asdict(self.check), "square": _square(self.check.address)}
        return msgspec.json.encode({**words, "check": check}).decode()


def _square(address: str) -> str:
    """The QR code of an address as a drawing."""
    drawing = BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, border=0)
    return drawing.getvalue().decode()


def _texts(way: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield way, value
        case Mapping():
            for key, one in value.items():
                if key != "svg":
                    yield from _texts(f"{way}/{key}".lstrip("/"), one)
        case list() | tuple() | frozenset():
            for number, one in enumerate(value):
                yield from _texts(f"{way}/{number}", one)


def _shown(value: Any) -> Any:
    """The same with every text as the letters of the paper can show it."""
    match value:
        case str():
            return shown(value)
        case Mapping():
            return {key: one if key == "svg" else _shown(one) for key, one in value.items()}
        case list() | tuple() | frozenset():
            return [_shown(one) for one in value]
    return value
