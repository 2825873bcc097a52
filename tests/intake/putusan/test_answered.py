"""An officer's answer about whose a ruling is, changed at any time: the ruling leaves one person and is another's."""

from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN, DecideIdentity, Opened, RecordFinality, refs_of
from services.intake.putusan.decider.paper import Likeness
from services.intake.putusan.events import (
    Mask,
    Person,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    PutusanReplaced,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.sentence import Regime, Terms
from tests.given import Outcome, given
from tests.intake.putusan.papers import KLIEN_ID, NOW, PUTUSAN_ID, adult, circumstances, confirming, registering

KNOWN = KlienId("33333333-3333-5333-8333-333333333333")
OTHER = PutusanId("44444444-4444-5444-8444-444444444444")
DIFFERS = Likeness(differs=(Code("name"),), known_klien=KNOWN, known_putusan=OTHER)
SAME_CASE = Likeness(same_case=OTHER)
THIRD = PutusanId("66666666-6666-5666-8666-666666666666")
OF_TWO = DIFFERS.model_copy(update={"same_case": THIRD})
"""The NIK of somebody of another case, and a convict of this case of nearly the same name."""


def held(likeness: Likeness) -> list[Event]:
    command = registering(adult()).model_copy(update={"likeness": likeness})
    return given(PUTUSAN, circumstances=circumstances()).when(command).events


def saying(answer: Person, *before: Event, stays: KlienId | None = None, convict: Person | None = None) -> Outcome:
    received = PUTUSAN.fold(before).received
    reason: Any = Personal("dibandingkan dengan berkas aslinya")
    opened = Opened(refs=refs_of(received), clear=received) if received else None
    said = {"answer": answer, "convict": convict, "reason": reason}
    command = DecideIdentity(putusan_id=PUTUSAN_ID, opened=opened, stays=stays, **said)
    return given(PUTUSAN, *before, circumstances=circumstances()).when(command)


def after(likeness: Likeness, *answers: Person) -> list[Event]:
    told = held(likeness)
    for answer in answers:
        told += saying(answer, *told).events
    return told


@pytest.mark.parametrize(
    ("answer", "from_whom", "to_whom"), [(Person.SAME, KLIEN_ID, KNOWN), (Person.ANOTHER, KNOWN, KLIEN_ID)]
)
def test_the_other_answer_about_a_registered_ruling_moves_it(
    answer: Person, from_whom: KlienId, to_whom: KlienId
) -> None:
    wrong = Person.ANOTHER if answer is Person.SAME else Person.SAME
    before = after(DIFFERS, wrong)
    assert isinstance(before[-1], PutusanRegistered)
    assert before[-1].klien_id == from_whom
    told = saying(answer, *before).then_types(PutusanIdentified, PutusanReceived, PutusanLeft, PutusanRegistered)
    assert [vars(event)["klien_id"] for event in told] == [to_whom, to_whom, from_whom, to_whom]
    assert told[-1] == before[-1].model_copy(update={"klien_id": to_whom})


@pytest.mark.parametrize("answer", list(Person))
def test_of_whom_was_merged_meanwhile_the_ruling_is_told_under_the_id_that_stays(answer: Person) -> None:
    wrong = Person.ANOTHER if answer is Person.SAME else Person.SAME
    stays = KlienId("55555555-5555-5555-8555-555555555555")
    told = saying(answer, *after(DIFFERS, wrong), stays=stays).events
    assert [event.klien_id for event in told if not isinstance(event, PutusanLeft)] == [stays] * 3  # type: ignore[attr-defined]


def test_a_ruling_is_registered_again_with_its_finality_as_it_is_known_by_now() -> None:
    before = after(DIFFERS, Person.SAME)
    finality = RecordFinality(
        putusan_id=PUTUSAN_ID, number=1, final_on=NOW.date(), reason=Personal("tanggal di SIPP lain")
    )
    before += given(PUTUSAN, *before, circumstances=circumstances()).when(finality).events
    registered = saying(Person.ANOTHER, *before).events[-1]
    assert isinstance(registered, PutusanRegistered)
    assert registered.final_on == NOW.date()


def test_the_undoing_is_undone_as_often_as_somebody_errs() -> None:
    told = after(DIFFERS, Person.SAME, Person.ANOTHER, Person.SAME, Person.ANOTHER)
    registered = [event.klien_id for event in told if isinstance(event, PutusanRegistered)]
    left = [event.klien_id for event in told if isinstance(event, PutusanLeft)]
    assert registered == [KNOWN, KLIEN_ID, KNOWN, KLIEN_ID]
    assert left == [KLIEN_ID, KNOWN, KLIEN_ID, KNOWN]


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("mask", list(Mask))
def test_whom_the_prosecutor_called_a_child_is_one_under_whomever_the_ruling_is(regime: Regime, mask: Mask) -> None:
    command = registering(adult(minutes_a_day=540)).model_copy(update={"likeness": DIFFERS})
    first, *rest = given(PUTUSAN, circumstances=circumstances()).when(command).events
    before = [first.model_copy(update={"mask": mask}), *rest]
    terms = Terms(regime=regime, total_minutes=1200, minutes_a_day=120)
    before += given(PUTUSAN, *before, circumstances=circumstances()).when(confirming(terms)).events
    received = saying(Person.SAME, *before).events[1]
    assert isinstance(received, PutusanReceived)
    child = Mask.CHILD in (mask, regime)
    assert received.mask == (Mask.CHILD if child else Mask.ADULT)


def test_the_answer_that_stands_says_nothing_again() -> None:
    saying(Person.SAME, *after(DIFFERS, Person.SAME)).then()


def test_a_registered_ruling_that_was_told_twice_leaves_whose_it_was() -> None:
    before = after(SAME_CASE, Person.ANOTHER)
    kinds = (PutusanIdentified, PutusanLeft, PutusanRejected, PutusanReplaced)
    _, left, rejected, replaced = saying(Person.SAME, *before).then_types(*kinds)
    assert getattr(replaced, "replaced_by", None) == OTHER
    assert left == PutusanLeft(putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID)
    assert isinstance(rejected, PutusanRejected)
    assert [reason.rule for reason in rejected.reasons] == ["duplicate"]
    back = saying(Person.ANOTHER, *before, *saying(Person.SAME, *before).events)
    assert isinstance(back.events[-1], PutusanRegistered)


@pytest.mark.parametrize("said", [{}, {"kind": None}], ids=["as it was", "unusable"])
def test_a_paper_that_was_told_twice_is_known_however_often_it_comes(said: dict[str, Any]) -> None:
    """Settlement 41: never silently a second sentence."""
    before = after(SAME_CASE, Person.SAME)
    again = given(PUTUSAN, *before, circumstances=circumstances()).when(registering(adult(**said)))
    again.refused("told-twice")
    back = [*before, *saying(Person.ANOTHER, *before).events]
    assert isinstance(back[-1], PutusanRegistered)
    given(PUTUSAN, *back, circumstances=circumstances()).when(registering(adult())).refused("duplicate")


def test_of_a_ruling_whose_values_are_erased_nobody_says_any_more_whose_it_is() -> None:
    reason: Any = Personal("dibandingkan dengan berkas aslinya")
    command = DecideIdentity(putusan_id=PUTUSAN_ID, answer=Person.ANOTHER, reason=reason)
    given(PUTUSAN, *after(DIFFERS, Person.SAME), circumstances=circumstances()).when(command).refused("values-erased")


def test_a_held_ruling_that_was_told_twice_leaves_no_hours_as_there_were_none() -> None:
    saying(Person.SAME, *held(SAME_CASE)).then_types(PutusanIdentified, PutusanRejected, PutusanReplaced)


@pytest.mark.parametrize(
    ("nik", "whose"), [(Person.SAME, KNOWN), (Person.ANOTHER, KLIEN_ID)], ids=["theirs", "nobody's known"]
)
def test_of_two_persons_each_is_answered_by_itself(nik: Person, whose: KlienId) -> None:
    """The NIK may be somebody's and the co-convict another: one answer for both had no right one."""
    told = saying(nik, *held(OF_TWO), convict=Person.ANOTHER).events
    assert isinstance(told[-1], PutusanRegistered)
    assert told[-1].klien_id == whose


@pytest.mark.parametrize("nik", list(Person))
def test_the_same_convict_of_the_case_is_told_twice_whosever_nik_it_has(nik: Person) -> None:
    before = held(OF_TWO)
    told = saying(nik, *before, convict=Person.SAME).then_types(PutusanIdentified, PutusanRejected, PutusanReplaced)
    assert getattr(told[-1], "replaced_by", None) == THIRD
    back = saying(nik, *before, *told, convict=Person.ANOTHER).events
    assert isinstance(back[-1], PutusanRegistered)
    saying(nik, *before, *told, *back, convict=Person.ANOTHER).then()


def test_an_answer_for_both_at_once_or_for_one_who_is_not_asked_about_is_none() -> None:
    for answer in Person:
        (fault,) = saying(answer, *held(OF_TWO)).refused("identity-of-each").faults
        assert fault.pointer == "/convict"
        for one in (DIFFERS, SAME_CASE, DIFFERS.model_copy(update={"same_case": OTHER})):
            saying(answer, *held(one), convict=answer).refused("identity-of-one")


def test_one_ruling_that_is_both_is_one_question() -> None:
    one = held(DIFFERS.model_copy(update={"same_case": OTHER}))
    saying(Person.SAME, *one).then_types(PutusanIdentified, PutusanRejected, PutusanReplaced)
    assert isinstance(saying(Person.ANOTHER, *one).events[-1], PutusanRegistered)
