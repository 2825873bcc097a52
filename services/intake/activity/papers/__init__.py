"""What an activity is printed and handed out as: its list of who comes, its minutes, its file for calendars."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from shared.papers.paper import LETTER, Letterhead, Paper, Signer

TEMPLATE: Final = "services/intake/activity/papers/notula.typ"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, by whom, until when."""

    what: str
    owner: str
    until: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Notula: when and where it was, who came, what was said, what was decided."""

    subject: str
    details: Sequence[tuple[str, str]]
    present: Sequence[str]
    said: Sequence[str]
    decisions: Sequence[Decision]

    def on(self, letterhead: Letterhead, dated: date, place_and_date: str, signer: Signer | None) -> Paper:
        """The paper: it is signed by hand and not issued, so that it has no code."""
        body = {**asdict(self), "place_and_date": place_and_date}
        return Paper(TEMPLATE, f"Notula {self.subject}", dated, body, LETTER, letterhead, signer)
