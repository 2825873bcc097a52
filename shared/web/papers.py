"""A paper on its way to whoever asked for it: printed by the house's press, handed out as a file."""

from collections.abc import Iterator, Set
from typing import Final

from starlette.responses import Response

from shared.domain.refusal import Fault
from shared.papers.paper import Paper
from shared.papers.press import NotPrinted
from shared.papers.wording import shown, unshown
from shared.web.house import House
from shared.web.problems import Problem

PDF: Final = "application/pdf"
BUSY_S: Final = "5"
FAULTS_MOST: Final = 20
QUOTED_MOST: Final = 100
"""Letters of a text."""


async def printed(house: House, paper: Paper) -> bytes:
    """Its bytes; 409 where it says what its letters cannot show, 503 where the press is busy."""
    if faults := unshown_in(paper):
        raise Problem(409, *faults)
    try:
        return await house.press.printed(paper)
    except NotPrinted as busy:
        raise Problem(503, Fault("paper-not-printed"), headers={"Retry-After": BUSY_S}) from busy


def unshown_in(paper: Paper) -> tuple[Fault, ...]:
    """What its letters cannot show, and where: as words of the paper, or as the way to them where it is of a person."""
    found = {}
    for way, text in paper.texts.items():
        if signs := unshown(text):
            where = f"“{shown(text)[:QUOTED_MOST]}”" if paper.names_nobody else way
            found[where] = Fault("paper-signs-unshown", {"signs": _listed(signs), "where": where})
    return tuple(found.values())[:FAULTS_MOST]


def unshown_at(pointer: str, text: str) -> Iterator[Fault]:
    """What a paper's letters cannot show of a text that is being typed for it, beside its field."""
    if signs := unshown(text):
        yield Fault("paper-signs-typed", {"signs": _listed(signs)}, pointer=pointer)


def _listed(signs: Set[str]) -> str:
    return " ".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in sorted(signs))


def file_of(content: bytes, name: str) -> Response:
    """A PDF to keep: never shown by our own origin."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=PDF)
