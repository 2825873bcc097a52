"""A paper of a letter is issued under the next number, takes another's place with a reason, and is withdrawn."""

from datetime import date
from typing import Any

from services.intake.letter.decider import LETTER, IssuePaper, StrikeOutLetter, WithdrawPaper
from services.intake.letter.decider.papers import UNPRINTED
from services.intake.letter.events import (
    LetterCorrected,
    LetterLinked,
    LetterNumbered,
    LetterStruckOut,
    LetterWritten,
    PaperIssued,
    PaperReplaced,
    PaperWithdrawn,
)
from services.intake.unit.decider import UNIT
from services.intake.unit.events import UnitClosed
from shared.domain.event import Event
from shared.domain.filed import seal_of
from shared.domain.identifiers import Code, FileId, PublicText
from shared.domain.personal import Personal
from shared.papers.codes import PaperCode, PaperDigest
from tests.given import given
from tests.intake.letter.test_decider import CLERK, NOW, ONE, OUT, RULING, SOCIAL, WHY, received

CODES = [PaperCode(f"7QK2-M9P{sign}") for sign in "XYZ"]
PRINTED = FileId("0b7e8f0e-6a0f-5a4c-9d3a-0d0a8a3c0009")
SAID: dict[str, Any] = {
    "addressed": Personal("Daftar terlampir"),
    "opening": Personal("Dengan hormat kami mengundang Saudara."),
    "on_day": Personal("Kamis, 3 Desember 2026"),
    "at_hour": Personal("13.00 WIB s.d. selesai"),
    "place": Personal("Aula"),
    "agenda": Personal("Kesiapan I-PD"),
}
FILE: dict[str, Any] = {
    "office": PublicText("DINAS CONTOH"),
    "dated": date(2026, 11, 24),
    "digest": PaperDigest("a" * 64),
    "file_id": PRINTED,
    "seal": seal_of(PRINTED, "a" * 64),
}
WRITTEN = LetterWritten(letter_id=ONE, unit=SOCIAL, year=2026, agenda=1, registered_by=CLERK, **OUT)
NUMBERED = LetterNumbered(
    letter_id=ONE, numbering=1, number=Personal("1/2026"), compared=Code("1/2026"), written_on=date(2026, 11, 24)
)


def issuing(paper: int = 1, **other: Any) -> IssuePaper:
    return IssuePaper(
        letter_id=ONE, paper=paper, code=CODES[paper - 1], **{"kind": "undangan", **SAID, **FILE, **other}
    )


def issued(paper: int = 1, **other: Any) -> PaperIssued:
    return PaperIssued(
        letter_id=ONE, paper=paper, code=CODES[paper - 1], **{"kind": "undangan", **SAID, **FILE, **other}
    )


def replaced(paper: int, by: int) -> PaperReplaced:
    return PaperReplaced(letter_id=ONE, paper=paper, code=CODES[paper - 1], by=by)


def withdrawn(paper: int = 1) -> PaperWithdrawn:
    return PaperWithdrawn(letter_id=ONE, paper=paper, code=CODES[paper - 1], reason=WHY)


def letter(*events: Event, closed_from: date | None = None) -> Any:
    closed = [UnitClosed(code=SOCIAL, last_day=closed_from, reason=PublicText("dilebur"))] if closed_from else []
    return given(LETTER, WRITTEN, NUMBERED, *events, circumstances=NOW, beside={UNIT.stream(SOCIAL): closed})


def own(outcome: Any) -> list[Event]:
    """What is decided of the letter; of its unit there is nothing."""
    of_letter, of_unit = outcome.decided
    assert of_unit == ()
    return list(of_letter)


def test_an_invitation_of_a_numbered_letter_is_issued() -> None:
    assert own(letter().when(issuing())) == [issued()]


def test_of_a_letter_of_a_day_after_its_units_last_one_nothing_is_issued() -> None:
    letter(closed_from=date(2026, 11, 23)).when(issuing()).refused("unit-closed")
    assert own(letter(closed_from=date(2026, 11, 24)).when(issuing())) == [issued()]


def test_a_paper_is_overtaken_by_what_is_told_of_its_letter_after_it() -> None:
    def overtaken(*events: Event) -> tuple[int, ...]:
        found: tuple[int, ...] = LETTER.fold([WRITTEN, NUMBERED, *events]).overtaken
        return found

    corrected = LetterCorrected(letter_id=ONE, correction=1, corrected_by=CLERK, reason=WHY, **OUT)
    again = NUMBERED.model_copy(update={"numbering": 2})
    assert overtaken(issued()) == ()
    assert overtaken(issued(), corrected) == overtaken(issued(), again) == (1,)
    assert overtaken(issued(), corrected, replaced(1, 2), issued(2)) == ()
    assert overtaken(issued(), issued(2), withdrawn(), corrected, issued(3)) == (2,)


def test_a_letter_without_a_number_has_none() -> None:
    given(LETTER, WRITTEN, circumstances=NOW).when(issuing()).refused("paper-without-number")


def test_an_incoming_letter_has_none() -> None:
    given(LETTER, received(), circumstances=NOW).when(issuing()).refused("paper-of-incoming", "paper-without-number")


def test_a_letter_that_was_struck_out_has_none() -> None:
    letter(LetterStruckOut(letter_id=ONE, reason=WHY)).when(issuing()).refused("letter-struck-out")


def test_everything_that_an_invitation_does_not_say_is_told_at_once() -> None:
    bare = dict.fromkeys(("opening", "on_day", "at_hour", "place", "agenda"))
    letter().when(issuing(**bare)).refused(*["paper-says-nothing"] * 5)


def test_a_covering_letter_brings_rulings() -> None:
    letter().when(issuing(kind="surat-pengantar")).refused("paper-without-rulings")
    linked = LetterLinked(letter_id=ONE, putusan_id=RULING)
    assert own(letter(linked).when(issuing(kind="surat-pengantar"))) == [issued(kind="surat-pengantar")]


def test_of_two_who_issue_at_once_the_second_is_asked_again() -> None:
    letter(issued()).when(issuing()).refused("paper-moved")


def test_a_paper_takes_the_place_of_one_that_stands_with_a_reason() -> None:
    letter(issued()).when(issuing(2, replaces=1)).refused("paper-reason")
    replacing = letter(issued()).when(issuing(2, replaces=1, reason=WHY))
    assert own(replacing) == [replaced(1, 2), issued(2, reason=WHY)]
    for before in ((), (issued(), withdrawn()), (issued(), replaced(1, 2), issued(2))):
        paper = sum(isinstance(one, PaperIssued) for one in before) + 1
        letter(*before).when(issuing(paper, replaces=1, reason=WHY)).refused("paper-not-standing")


def test_a_paper_is_withdrawn_once_and_one_that_was_replaced_is_not() -> None:
    withdrawing = WithdrawPaper(letter_id=ONE, paper=1, reason=WHY)
    letter(issued()).when(withdrawing).then(withdrawn())
    letter(issued(), withdrawn()).when(withdrawing).then()
    letter().when(withdrawing).refused("paper-unknown")
    letter(issued(), replaced(1, 2), issued(2)).when(withdrawing).refused("paper-not-standing")


def test_of_a_letter_that_is_struck_out_no_paper_holds() -> None:
    strike = StrikeOutLetter(letter_id=ONE, reason=WHY.value)  # type: ignore[arg-type]
    told = letter(issued(), replaced(1, 2), issued(2), issued(3)).when(strike).decided[0]
    assert told == (LetterStruckOut(letter_id=ONE, reason=WHY), withdrawn(2), withdrawn(3))


def test_what_nobody_printed_is_never_recorded() -> None:
    letter().when(issuing(digest=UNPRINTED)).refused("paper-not-printed")
