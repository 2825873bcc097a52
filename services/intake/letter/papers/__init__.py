"""The papers of a letter: what each of them says, from what the house knows of the letter."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from shared.papers.paper import LETTER, SHEET, Check, Letterhead, Paper, Signer

HERE: Final = "services/intake/letter/papers"
CHOICE_LINE: Final = "…" * 10
OTHERS: Final = 10
"""Rows of a list of those who came that are left to whoever was not named."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on every letter that goes out: on whose head, by whom signed, where and when."""

    letterhead: Letterhead
    signer: Signer | None
    dated: date
    day: str
    """The date in words."""
    place: str
    number: str
    addressed: Sequence[str]
    copies: Sequence[str] = ()
    check: Check | None = None
    """None: a preview."""

    @property
    def told(self) -> dict[str, object]:
        """What the templates of letters ask for alike."""
        place_and_date = ", ".join(part for part in (self.place, self.day) if part)
        return {
            "place_and_date": place_and_date,
            "dated": self.day,
            "number": self.number,
            "addressed": self.addressed,
            "copies": self.copies,
        }

    def paper(self, template: str, title: str, body: dict[str, object]) -> Paper:
        """One of this office's papers."""
        return Paper(
            f"{HERE}/{template}.typ",
            title,
            self.dated,
            {**self.told, **body},
            LETTER,
            self.letterhead,
            self.signer,
            self.check,
            preview=self.check is None,
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """Undangan: to what, when and where; whoever is invited beside the addressed stands in its annex."""

    subject: str
    urgency: str
    attachments: str
    opening: Sequence[str]
    details: Sequence[tuple[str, str]]
    closing: str
    invited: Sequence[tuple[str, str]] = ()

    def on(self, envelope: Envelope) -> Paper:
        """The paper."""
        return envelope.paper("undangan", self.subject, asdict(self))


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of a covering letter. Of a child ``what`` has the initials alone."""

    what: Sequence[str]
    count: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CoveringLetter:
    """Surat pengantar: what is sent, line by line, and the receipt that comes back."""

    sent: Sequence[Sent]

    def on(self, envelope: Envelope) -> Paper:
        """The paper."""
        return envelope.paper("surat_pengantar", f"Surat pengantar {envelope.number}".strip(), asdict(self))


@dataclass(frozen=True, slots=True)
class Note:
    """What one person asked of others on the slip."""

    words: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class DispositionSlip:
    """Lembar disposisi: goes round with the letter. Choices are (words, ticked)."""

    sender: str
    number: str
    dated: str
    received: str
    agenda: str
    boxes: Sequence[tuple[str, bool]]
    subject: str
    forwarded: Sequence[tuple[str, bool]]
    asked: Sequence[tuple[str, bool]]
    notes: Sequence[Note]
    printed: str

    def on(self, letterhead: Letterhead, dated: date) -> Paper:
        """The paper: it is worked with and not issued, so that it has no code."""
        title = f"Lembar disposisi {self.agenda}"
        return Paper(f"{HERE}/lembar_disposisi.typ", title, dated, asdict(self), SHEET, letterhead)


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """Daftar hadir: a row for each office that is invited, and empty ones for whoever else comes."""

    details: Sequence[tuple[str, str]]
    invited: Sequence[str]

    def on(self, letterhead: Letterhead, dated: date) -> Paper:
        """The paper: it is written on by hand and not issued, so that it has no code."""
        body = {"details": self.details, "offices": (*self.invited, *([""] * OTHERS))}
        return Paper(f"{HERE}/daftar_hadir.typ", "Daftar hadir", dated, body, LETTER, letterhead)


def boxes(urgency: str, secrecy: str) -> tuple[tuple[str, bool], ...]:
    """The slip's one row of boxes for the two fields: *penting* and *terbatas* have none."""
    return (
        ("Sangat segera", urgency == "sangat-segera"),
        ("Segera", urgency == "segera"),
        ("Rahasia", secrecy in ("rahasia", "sangat-rahasia")),
    )
