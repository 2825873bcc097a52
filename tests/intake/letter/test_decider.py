"""A letter gets the next number of its agenda, and everything that is wrong with it is said at once."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.letter.decider import (
    LETTER,
    NUMBER,
    OUTGOING,
    CorrectLetter,
    DrawNumber,
    EnterNumber,
    LinkLetter,
    ReceiveLetter,
    RestoreLetter,
    StrikeOutLetter,
    UnlinkLetter,
    WriteLetter,
)
from services.intake.letter.decider.numbers import compared
from services.intake.letter.decider.state import agenda_of, number_of
from services.intake.letter.events import (
    AgendaEntered,
    Direction,
    LetterCorrected,
    LetterLinked,
    LetterNumbered,
    LetterReceived,
    LetterRestored,
    LetterStruckOut,
    LetterUnlinked,
    LetterWritten,
    NumberFreed,
    NumberTaken,
    SerialDrawn,
)
from services.intake.unit.decider import UNIT
from services.intake.unit.events import Numbering, NumberingDecided, UnitClosed
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, LetterId, PublicText, PutusanId, StreamName, UnitCode, derived
from shared.domain.personal import Personal
from shared.domain.units import SECRETARIAT, SOCIAL
from shared.law.circumstances import Circumstances
from tests.given import Outcome, given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 30, 3, tzinfo=UTC), LAWS)
TODAY = date(2026, 11, 30)
ONE, TWO = (LetterId(derived("letter", str(n))) for n in (1, 2))
CLERK, OTHER_CLERK = (AccountId(derived(one)) for one in ("clerk", "other clerk"))
RULING = PutusanId(derived("ruling"))
WRITTEN = "100.3.7.1/980/406.001.1/2026"
COMPARED = Code("100.3.7.1/980/406.001.1/2026")
WHY = Personal("dibandingkan dengan suratnya")
AGENDA_IN, AGENDA_OUT = (agenda_of(SOCIAL, 2026, way) for way in Direction)
((_, BORNE),) = number_of(SOCIAL, Direction.IN, COMPARED)
SAID: dict[str, Any] = {
    "correspondent": "Sekretariat Daerah Contoh",
    "number": WRITTEN,
    "written_on": date(2026, 11, 24),
    "received_on": date(2026, 11, 25),
    "perihal": "Undangan rapat kesiapan I-PD",
}
OUT: dict[str, Any] = {key: SAID[key] for key in ("correspondent", "written_on", "perihal")}


def receiving(letter_id: LetterId = ONE, **said: Any) -> ReceiveLetter:
    return ReceiveLetter(letter_id=letter_id, registered_by=CLERK, **{"unit": SOCIAL, **SAID, **said})


def received(letter_id: LetterId = ONE, agenda: int = 1, **said: Any) -> LetterReceived:
    place: dict[str, Any] = {"letter_id": letter_id, "unit": SOCIAL, "year": 2026, "agenda": agenda}
    return LetterReceived(**place, compared=COMPARED, registered_by=CLERK, **SAID | said)


def entered(letter_id: LetterId = ONE, direction: Direction = Direction.IN) -> AgendaEntered:
    return AgendaEntered(unit=SOCIAL, year=2026, direction=direction, letter_id=letter_id)


def taken(letter_id: LetterId = ONE, agenda: int = 1, **said: Any) -> NumberTaken:
    usual: dict[str, Any] = {"direction": Direction.IN, "year": 2026, "written_on": date(2026, 11, 24)}
    return NumberTaken(letter_id=letter_id, agenda=agenda, **{"unit": SOCIAL, **usual, **said})


def written(letter_id: LetterId = ONE, unit: UnitCode = SOCIAL) -> LetterWritten:
    return LetterWritten(letter_id=letter_id, unit=unit, year=2026, agenda=1, registered_by=CLERK, **OUT)


def decided(command: Any, *events: Event, beside: dict[Any, Sequence[Event]] | None = None) -> Outcome:
    return given(LETTER, *events, circumstances=NOW, beside=beside).when(command)


def test_a_letter_gets_the_next_number_of_its_agenda_in_the_same_request() -> None:
    assert decided(receiving()).decided == [(received(),), (), (entered(),), (taken(),)]
    third = decided(receiving(), beside={AGENDA_IN: [entered(), entered(TWO)]}).decided
    assert third[0] == (received(agenda=3),)
    assert decided(receiving(), received()).refused("letter-exists")


def test_an_agenda_is_of_the_year_in_which_the_letter_was_received() -> None:
    late = receiving(received_on=date(2025, 12, 30), written_on=date(2025, 12, 29))
    decided_late = decided(late, beside={AGENDA_IN: [entered(TWO)]}).decided
    assert (decided_late[0][0].year, decided_late[0][0].agenda) == (2025, 1)


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"written_on": date(2026, 12, 1), "received_on": date(2026, 12, 1)}, ["letter-of-tomorrow"] * 2),
        ({"received_on": date(2026, 11, 23)}, ["received-before-written"]),
        ({"written_on": date(1026, 11, 24)}, ["date-not-meant"]),
        ({"answer_due": date(2026, 11, 24)}, ["answer-before-letter"]),
        ({"matter": "ipd"}, ["matter-of-which"]),
        ({"ipd_id": derived("ipd")}, ["matter-of-which"]),
        ({"matter": "ipd", "ipd_id": derived("ipd")}, ["letter-ipd-unknown"]),
        ({"unit": "dinas-lain"}, ["unit-unknown"]),
        ({"unit": f"{SOCIAL}.resos"}, ["unit-without-agenda"]),
        ({"unit": "dinas-lain", "received_on": date(2026, 11, 23)}, ["unit-unknown", "received-before-written"]),
    ],
    ids=str,
)
def test_everything_that_is_wrong_is_said_at_once(said: dict[str, Any], rules: list[str]) -> None:
    decided(receiving(**said)).refused(*rules)


def test_a_letter_without_number_or_date_of_its_own_is_registered_too() -> None:
    (told,), _, (place,) = decided(receiving(number=None, written_on=None)).decided
    assert (told.compared, place) == (None, entered())


def test_a_unit_that_was_closed_registers_nothing() -> None:
    closed = UnitClosed(code=SOCIAL, last_day=date(2026, 11, 29), reason=PublicText("dilebur"))
    decided(receiving(), beside={UNIT.stream(SOCIAL): [closed]}).refused("unit-closed")


def test_a_number_that_is_used_says_by_which_letter_and_gives_way_only_to_whoever_looked() -> None:
    borne: dict[Any, Sequence[Event]] = {BORNE: [taken(TWO, agenda=7)]}
    refusal = decided(receiving(), beside=borne).refused("number-used")
    assert refusal.faults[0].facts == {"agenda": "7", "year": "2026", "letter_id": TWO}
    assert decided(receiving(another=True), beside=borne).events
    assert decided(receiving(written_on=date(2026, 11, 20)), beside=borne).events


def correcting(**said: Any) -> CorrectLetter:
    own: dict[str, Any] = {"correction": 1, "corrected_by": OTHER_CLERK, "reason": WHY.value}
    return CorrectLetter(letter_id=ONE, **own, **SAID | said)


def test_a_correction_carries_the_number_over_and_frees_the_wrong_one() -> None:
    true = "100.3.7.1/981/406.001.1/2026"
    told, freed, now = decided(correcting(number=true), received(), beside={BORNE: [taken()]}).decided
    assert isinstance(told[0], LetterCorrected)
    assert freed == (NumberFreed(unit=SOCIAL, direction=Direction.IN, letter_id=ONE),)
    assert now == (taken(),)
    state = LETTER.fold([received(), told[0]])
    assert (state.compared, state.corrections) == ("100.3.7.1/981/406.001.1/2026", 1)


def test_a_correction_that_leaves_the_number_leaves_it_to_its_letter() -> None:
    told, again = decided(correcting(perihal="Undangan"), received(), beside={BORNE: [taken()]}).decided
    assert (told[0].perihal.value, again) == ("Undangan", (taken(),))
    decided(correcting(), received(), beside={BORNE: [taken(), taken(TWO, 2)]}).refused("number-used")


def test_a_number_that_was_forgotten_is_taken_by_the_correction() -> None:
    before = received(number=None).model_copy(update={"compared": None})
    told, now = decided(correcting(), before).decided
    assert (told[0].compared, now) == (COMPARED, (taken(),))


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"received_on": None}, "letter-without-day"),
        ({"received_on": date(2025, 12, 30), "written_on": None}, "letter-of-another-year"),
        ({"received_on": date(2026, 11, 23)}, "received-before-written"),
    ],
)
def test_a_letter_stays_in_its_agenda(said: dict[str, Any], rule: str) -> None:
    decided(correcting(**said), received()).refused(rule)


def test_corrections_count_up() -> None:
    told = decided(correcting(), received()).decided[0]
    decided(correcting(), received(), *told).refused("letter-moved")
    decided(correcting()).refused("letter-unknown")


def test_whoever_makes_a_letter_closed_goes_on_reading_it() -> None:
    closed = decided(correcting(secrecy="rahasia"), received()).decided[0]
    assert LETTER.fold([received(), *closed]).chain == (CLERK, OTHER_CLERK)
    open_still = decided(correcting(secrecy="terbatas"), received()).decided[0]
    assert LETTER.fold([received(), *open_still]).chain == (CLERK,)


def test_what_was_registered_by_mistake_keeps_its_place_and_leaves_its_number() -> None:
    strike = StrikeOutLetter(letter_id=ONE, reason=WHY.value)  # type: ignore[arg-type]
    struck = LetterStruckOut(letter_id=ONE, reason=WHY)
    assert decided(strike, received(), beside={BORNE: [taken()]}).decided == [
        (struck,),
        (NumberFreed(unit=SOCIAL, direction=Direction.IN, letter_id=ONE),),
    ]
    assert decided(strike, received(), struck).decided == [(), ()]
    decided(correcting(), received(), struck).refused("letter-struck-out")
    back = RestoreLetter(letter_id=ONE, reason=WHY.value)  # type: ignore[arg-type]
    restored = LetterRestored(letter_id=ONE, reason=WHY)
    assert decided(back, received(), struck).decided == [(restored,), (taken(),)]
    decided(back, received(), struck, beside={BORNE: [taken(TWO, 2)]}).refused("number-used")
    assert not LETTER.fold([received(), struck, restored]).struck_out


def drawing(letter_id: LetterId = ONE, **said: Any) -> DrawNumber:
    usual: dict[str, Any] = {"classification": "100.3.7.1", "written_on": TODAY, "numbering": 1}
    found: dict[str, Any] = {"serial": 1, "number_code": "406.001.1"}
    return DrawNumber(letter_id=letter_id, **usual | found | said)


def outgoing(number: str) -> StreamName:
    """Of a number of the secretariat."""
    ((_, stream),) = number_of(SECRETARIAT, Direction.OUT, compared(number))
    return stream


def drawn_after(*serials: SerialDrawn) -> dict[Any, Sequence[Event]]:
    return {OUTGOING.stream(SECRETARIAT, "2026"): serials}


def test_an_outgoing_letter_waits_for_its_number_and_draws_the_next_one() -> None:
    assert decided(WriteLetter(letter_id=ONE, unit=SOCIAL, registered_by=CLERK, **OUT)).decided == [
        (written(),),
        (),
        (entered(direction=Direction.OUT),),
    ]
    one = written(unit=SECRETARIAT)
    assert LETTER.fold([one]).numbered is None
    first = SerialDrawn(unit=SECRETARIAT, year=2026, letter_id=TWO)
    told, _, series, borne = decided(drawing(serial=2), one, beside=drawn_after(first)).decided
    assert (told[0].number.value, told[0].serial) == ("100.3.7.1/2/406.001.1/2026", 2)
    assert series == (SerialDrawn(unit=SECRETARIAT, year=2026, letter_id=ONE, serial=2),)
    assert borne == (taken(unit=SECRETARIAT, direction=Direction.OUT, written_on=TODAY),)
    decided(drawing(serial=1), one, beside=drawn_after(first)).refused("serial-moved")
    decided(drawing(number_code="406.002"), one).refused("serial-moved")


def test_a_number_once_drawn_keeps_its_serial_whatever_is_told_anew() -> None:
    one = written(unit=SECRETARIAT)
    told = decided(drawing(), one).decided[0]
    other = drawing(numbering=2, classification="400.9", reason=WHY.value)
    again, _, series, freed, borne = decided(other, one, *told, beside=srikandi(SECRETARIAT)).decided
    assert (again[0].number.value, series) == ("400.9/1/406.001.1/2026", ())
    assert (type(freed[0]), type(borne[0])) == (NumberFreed, NumberTaken)
    used = {outgoing(again[0].number.value): [taken(TWO, unit=SECRETARIAT, direction=Direction.OUT, written_on=TODAY)]}
    decided(other, one, *told, beside=used).refused("number-used")
    decided(drawing(numbering=2), one, *told).refused("letter-reason")
    decided(drawing(), one, *told).refused("letter-moved", "letter-reason")
    late = drawing(numbering=2, written_on=date(2025, 12, 30), reason=WHY.value)
    decided(late, one, *told).refused("number-of-another-year")


def test_a_number_of_the_own_series_needs_the_units_code_and_no_other_source() -> None:
    decided(drawing(), written()).refused("unit-without-code")
    decided(drawing(written_on=date(2026, 12, 1)), written(unit=SECRETARIAT)).refused("letter-of-tomorrow")
    decided(drawing(), received()).refused("letter-came-in")
    decided(drawing()).refused("letter-unknown")
    decided(drawing(), written(unit=SECRETARIAT), beside=srikandi(SECRETARIAT)).refused("numbering-elsewhere")


def srikandi(unit: UnitCode = SOCIAL) -> dict[Any, Sequence[Event]]:
    since = {"numbering": Numbering.SRIKANDI, "valid_from": date(2026, 1, 1), "reason": PublicText("SE Bupati")}
    return {UNIT.stream(unit): [NumberingDecided(code=unit, number=1, **since)]}  # type: ignore[arg-type]


def entering(number: str = WRITTEN, **said: Any) -> EnterNumber:
    return EnterNumber(letter_id=ONE, number=Personal(number), **{"written_on": TODAY, "numbering": 1} | said)


def test_a_number_that_srikandi_drew_is_entered_and_is_one_letters_alone() -> None:
    told, _, series, borne = decided(entering(), written(), beside=srikandi()).decided
    assert isinstance(told[0], LetterNumbered)
    assert (told[0].compared, told[0].serial) == (COMPARED, None)
    assert (series, borne) == ((), (taken(direction=Direction.OUT, written_on=TODAY),))
    ((_, stream),) = number_of(SOCIAL, Direction.OUT, COMPARED)
    other = {stream: [taken(TWO, 5, direction=Direction.OUT, written_on=date(2026, 3, 1))]}
    decided(entering(), written(), beside=srikandi() | other).refused("number-used")
    assert decided(entering(another=True), written(), beside=srikandi() | other).events
    years_ago = {stream: [taken(TWO, 5, direction=Direction.OUT, written_on=date(2025, 3, 1))]}
    assert decided(entering(), written(), beside=srikandi() | years_ago).events
    decided(entering(), written()).refused("numbering-own")
    decided(entering("---"), written(), beside=srikandi()).refused("letter-number-unreadable")


def test_no_number_is_entered_for_a_day_after_its_units_last_one() -> None:
    closed = UnitClosed(code=SOCIAL, last_day=date(2026, 11, 29), reason=PublicText("dilebur"))
    beside = {stream: [*told, closed] for stream, told in srikandi().items()}
    decided(entering(), written(), beside=beside).refused("unit-closed")
    assert decided(entering(written_on=closed.last_day), written(), beside=beside).events


def test_a_number_that_was_entered_wrongly_gives_way_to_the_true_one() -> None:
    told = decided(entering(), written(), beside=srikandi()).decided[0]
    true = entering("100.3.7.1/981/406.001.1/2026", numbering=2, reason=WHY.value)
    again, _, _, freed, borne = decided(true, written(), *told, beside=srikandi()).decided
    assert again[0].compared == "100.3.7.1/981/406.001.1/2026"
    assert isinstance(freed[0], NumberFreed)
    assert isinstance(borne[0], NumberTaken)


def test_an_outgoing_letter_is_corrected_but_for_its_number() -> None:
    plain = {"number": None, "received_on": None}
    (told,) = decided(correcting(**plain, perihal="Balasan"), written()).decided
    assert told[0].perihal.value == "Balasan"
    decided(correcting(), written()).refused("letter-goes-out", "letter-goes-out")
    decided(correcting(**plain, written_on=None), written()).refused("letter-without-day")
    decided(correcting(**plain, written_on=date(2025, 12, 30)), written()).refused("letter-of-another-year")


def test_a_numbered_letter_keeps_the_day_of_its_number_whatever_is_corrected() -> None:
    plain = {"number": None, "received_on": None}
    numbered = decided(entering(), written(), beside=srikandi()).decided[0]
    (told,) = decided(correcting(**plain, written_on=None), written(), *numbered).decided
    assert told[0].written_on == TODAY
    decided(correcting(**plain), written(), *numbered).refused("letter-goes-out")
    decided(correcting(**plain, written_on=None, answer_due=date(2026, 11, 29)), written(), *numbered).refused(
        "answer-before-letter"
    )


def test_the_own_series_begins_above_what_was_entered_in_that_year() -> None:
    unit = {"unit": SECRETARIAT}
    told, _, series, _ = decided(entering(), written(**unit), beside=srikandi(SECRETARIAT)).decided
    assert series == (SerialDrawn(unit=SECRETARIAT, year=2026, letter_id=ONE, serial=980),)
    wrong = entering("100.3.7.1/9801/406.001.1/2026")
    wrongly, _, far, _ = decided(wrong, written(**unit), beside=srikandi(SECRETARIAT)).decided
    mended = entering(numbering=2, reason=WHY.value)
    near = decided(mended, written(**unit), *wrongly, beside=srikandi(SECRETARIAT)).decided[2]
    assert near == series
    no_more = entering("470/12", numbering=2, reason=WHY.value)
    none = decided(no_more, written(**unit), *told, beside=srikandi(SECRETARIAT)).decided[2]
    assert [OUTGOING.fold(one).last for one in (series, far, [*far, *near], [*series, *none])] == [980, 9801, 980, 0]


def test_a_number_that_another_letter_has_from_elsewhere_is_not_drawn() -> None:
    borne = {outgoing("100.3.7.1/1/406.001.1/2026"): [taken(TWO, direction=Direction.OUT, written_on=TODAY)]}
    decided(drawing(), written(unit=SECRETARIAT), beside=borne).refused("serial-moved")
    assert decided(drawing(serial=2), written(unit=SECRETARIAT), beside=borne).events


def test_a_letter_stays_with_the_source_of_its_number() -> None:
    one = written(unit=SECRETARIAT)
    drawn = decided(drawing(), one).decided[0]
    decided(entering(numbering=2, reason=WHY.value), one, *drawn, beside=srikandi(SECRETARIAT)).refused("numbering-own")
    entered_number = decided(entering(), one, beside=srikandi(SECRETARIAT)).decided[0]
    decided(drawing(numbering=2, reason=WHY.value), one, *entered_number).refused("numbering-elsewhere")
    assert decided(entering(numbering=2, reason=WHY.value), one, *entered_number).events


def test_a_number_with_words_in_it_is_entered_and_compared_with_none() -> None:
    told, _, series, *borne = decided(entering("12/Kesejahteraan/2026"), written(), beside=srikandi()).decided
    assert (told[0].number.value, told[0].compared, series, borne) == ("12/Kesejahteraan/2026", None, (), [])
    state = LETTER.fold([written(), *told])
    assert (state.compared, state.numbered) == (None, told[0])


def test_a_letter_that_stands_again_bears_the_number_of_another_where_somebody_says_so() -> None:
    struck = LetterStruckOut(letter_id=ONE, reason=WHY)
    back = RestoreLetter(letter_id=ONE, reason=WHY.value, another=True)  # type: ignore[arg-type]
    told, borne = decided(back, received(), struck, beside={BORNE: [taken(TWO, 2)]}).decided
    assert (type(told[0]), borne) == (LetterRestored, (taken(),))


def test_a_letter_is_linked_with_the_rulings_that_it_brought() -> None:
    linked = LetterLinked(letter_id=ONE, putusan_id=RULING)
    decided(LinkLetter(letter_id=ONE, putusan_id=RULING), received()).then(linked)
    decided(LinkLetter(letter_id=ONE, putusan_id=RULING), received(), linked).then()
    ended = UnlinkLetter(letter_id=ONE, putusan_id=RULING, reason=WHY.value)  # type: ignore[arg-type]
    decided(ended, received(), linked).then(LetterUnlinked(letter_id=ONE, putusan_id=RULING, reason=WHY))
    decided(ended, received()).refused("letter-not-linked")
    decided(LinkLetter(letter_id=ONE, putusan_id=RULING)).refused("letter-unknown")


def test_a_number_with_a_nik_in_it_is_no_number() -> None:
    with pytest.raises(ValueError, match="text-nik"):
        receiving(number="3503110101900001")


def test_a_number_is_borne_by_whoever_took_it_last_and_did_not_free_it() -> None:
    both = NUMBER.fold([taken(), taken(TWO, 2), NumberFreed(unit=SOCIAL, direction=Direction.IN, letter_id=ONE)])
    assert both.taken == (taken(TWO, 2),)
