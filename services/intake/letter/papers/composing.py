"""A letter's paper, put together from what the house knows of the letter and what somebody typed for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.intake.letter.events import PaperKind, Urgency, Worded
from services.intake.letter.papers import (
    CHOICE_LINE,
    AttendanceList,
    CoveringLetter,
    DispositionSlip,
    Envelope,
    Invitation,
    Sent,
    boxes,
)
from services.intake.unit.events import LetterheadTold
from shared.domain.personal import Personal
from shared.papers.paper import Check, Letterhead, Logo, Paper, Signer
from shared.web.language import day

LOGOS: Final = {"regency": "lambang daerah", "bapas": "lambang Balai Pemasyarakatan"}
URGENCIES: Final = {
    Urgency.ORDINARY: "Biasa",
    Urgency.IMPORTANT: "Penting",
    Urgency.URGENT: "Segera",
    Urgency.MOST_URGENT: "Sangat segera",
}
ASKED: Final = ("Tanggapan dan saran", "Proses lebih lanjut", "Koordinasi/konfirmasikan", CHOICE_LINE)
CLOSING: Final = "Demikian untuk menjadi perhatian dan atas kehadiran Saudara disampaikan terima kasih."
DETAILS: Final = (
    ("on_day", "hari, tanggal"),
    ("at_hour", "pukul"),
    ("place", "tempat"),
    ("agenda", "acara"),
    ("remark", "catatan"),
)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling that a covering letter brings; of a child the name is its initials."""

    case_number: str
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows of a letter, in clear."""

    unit: str
    perihal: str
    attachments: str
    number: str
    dated: date
    urgency: Urgency
    letterhead: LetterheadTold | None
    signer_name: str = ""
    signer_nip: str = ""
    rulings: Sequence[Ruled] = ()


def composed(said: Worded, known: Known, check: Check | None) -> Paper:
    """The paper; without ``check`` one to be looked at."""
    envelope = Envelope(
        head_of(known.unit, known.letterhead),
        _signer(known),
        known.dated,
        day(known.dated),
        (known.letterhead and known.letterhead.place) or "",
        known.number,
        _lines(said.addressed),
        _lines(said.copies),
        check,
    )
    return (_covering(known) if said.kind is PaperKind.COVERING else _invitation(said, known)).on(envelope)


def _invitation(said: Worded, known: Known) -> Invitation:
    told = [(words, value) for name, words in DETAILS if (value := _text(getattr(said, name)))]
    return Invitation(
        known.perihal,
        URGENCIES[known.urgency],
        known.attachments or ("1 (satu) berkas" if _lines(said.invited) else "-"),
        _paragraphs(said.opening),
        told,
        _text(said.closing) or CLOSING,
        [(guest, "") for guest in _lines(said.invited)],
    )


def _covering(known: Known) -> CoveringLetter:
    said = [(f"Petikan putusan {one.case_number}".strip(), f"atas nama {one.name}") for one in known.rulings]
    return CoveringLetter([Sent(what, "1 (satu) berkas") for what in said])


def slip_of(known: Known, facts: Mapping[str, Any], secrecy: str, printed: str, today: date) -> Paper:
    """The slip for an incoming letter: to whom it was forwarded and what they are to do, is of its facts."""
    slip = DispositionSlip(
        **facts,
        boxes=boxes(known.urgency.value, secrecy),
        subject=known.perihal,
        printed=printed,
    )
    return slip.on(head_of(known.unit, known.letterhead), today)


def attendance_of(known: Known, said: Mapping[str, str], on: date) -> Paper:
    """The list for the meeting that an invitation asks to, by what it says."""
    details = [(words, said[name]) for name, words in DETAILS if said.get(name)]
    return AttendanceList(details, _lines_in(said["invited"])).on(head_of(known.unit, known.letterhead), on)


def office_of(unit: str, told: LetterheadTold | None) -> str:
    """Whose paper it is, in a line: the office's whole name, then the government above it."""
    head = head_of(unit, told)
    return ", ".join(part for part in (" ".join(head.name), head.above) if part)


def head_of(unit: str, told: LetterheadTold | None) -> Letterhead:
    """The letterhead as it is printed; of a unit of which none was told, its name."""
    if told is None:
        return Letterhead("", (unit,))
    above, *name = told.lines if len(told.lines) > 1 else ("", *told.lines)
    signs = [Logo(LOGOS.get(code, code)) for code in told.logos]
    contact = tuple(line for line in (told.address, told.contact) if line)
    return Letterhead(above, tuple(name), contact, *signs)


def _signer(known: Known) -> Signer | None:
    told = known.letterhead
    if told is None or not known.signer_name:
        return None
    post = tuple(line for line in (told.on_behalf, told.by_order, told.post and f"{told.post},") if line)
    return Signer(post, known.signer_name, told.rank or "", known.signer_nip)


def _text(said: Personal[str] | None) -> str:
    return (said.value or "") if said is not None else ""


def _lines(said: Personal[str] | None) -> list[str]:
    return _lines_in(_text(said))


def _lines_in(words: str) -> list[str]:
    return [line.strip() for line in words.split("\n") if line.strip()]


def _paragraphs(said: Personal[str] | None) -> list[str]:
    return [part.strip() for part in _text(said).split("\n\n") if part.strip()]
