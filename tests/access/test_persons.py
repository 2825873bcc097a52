"""The fold that says whether a person is masked: any child's paper, or nothing that says adult (settlement 44)."""

from datetime import date
from typing import Any

import pytest

from services.intake.putusan.events import Mask, PutusanConfirmed, PutusanReceived, PutusanRejected
from services.matching.placement.projections import PERSONS
from shared.access.naming import as_seen
from shared.access.policy import RoleName
from shared.domain.identifiers import PutusanId
from shared.domain.personal import Personal
from shared.domain.sentence import Regime
from shared.privacy.person import ERASED, NAMELESS
from tests.given import given
from tests.reporting.telling import KLIEN, received, terms

FIRST, SECOND, THIRD = (PutusanId(f"10000000-0000-4000-8000-00000000000{number}") for number in (1, 2, 3))


def paper(mask: Mask, putusan_id: PutusanId = FIRST) -> PutusanReceived:
    name = Personal[str](ref=f"name of {putusan_id} as {mask}", mac="mac")
    return received().model_copy(update={"putusan_id": putusan_id, "mask": mask, "name": name})


def turned_away(mask: Mask, putusan_id: PutusanId = FIRST) -> PutusanRejected:
    sealed = Personal[str](ref="60000000-0000-4000-8000-000000000002", mac="mac")
    return PutusanRejected(putusan_id=putusan_id, klien_id=KLIEN, reasons=(), paper=sealed, mask=mask)


def answered(regime: Regime, putusan_id: PutusanId = FIRST) -> PutusanConfirmed:
    sealed = Personal[str](ref="60000000-0000-4000-8000-000000000003", mac="mac")
    return PutusanConfirmed(
        putusan_id=putusan_id, klien_id=KLIEN, document=sealed, answered_on=date(2026, 3, 1), terms=terms(regime=regime)
    )


ADULT, CHILD, UNKNOWN = Mask.ADULT, Mask.CHILD, Mask.UNKNOWN
CASES: tuple[tuple[str, tuple[Any, ...], bool, bool], ...] = (
    ("a child", (paper(CHILD),), True, True),
    ("an adult", (paper(ADULT),), False, False),
    ("nobody knows", (paper(UNKNOWN),), True, False),
    ("a child, later an adult", (paper(CHILD), paper(ADULT, SECOND)), True, True),
    ("an adult, later found to have been a child", (paper(ADULT), paper(CHILD, SECOND)), True, True),
    ("unknown beside what says adult", (paper(UNKNOWN), paper(ADULT, SECOND)), False, False),
    ("unknown, the prosecutor says adult", (paper(UNKNOWN), answered(Regime.ADULT)), False, False),
    ("unknown, the prosecutor says child", (paper(UNKNOWN), answered(Regime.CHILD)), True, True),
    ("an adult by date, the prosecutor says child", (paper(ADULT), answered(Regime.CHILD)), True, True),
    ("a child by date, the prosecutor says adult", (paper(CHILD), answered(Regime.ADULT)), True, True),
    ("rejected as unknown", (turned_away(UNKNOWN),), True, False),
    ("rejected as adult", (turned_away(ADULT),), False, False),
    ("rejected as child, mended to adult", (turned_away(CHILD), paper(ADULT)), False, False),
    ("an adult, and a rejected paper of a child", (paper(ADULT), turned_away(CHILD, SECOND)), True, True),
)


@pytest.mark.parametrize(("events", "masked", "child"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_child_is_a_child_by_the_person(events: tuple[Any, ...], masked: bool, child: bool) -> None:
    row = given(PERSONS).when(*events).row
    assert (row.masked, row.child) == (masked, child)


def test_a_ruling_keeps_the_name_of_its_own_event_and_a_person_has_the_newest_of_them() -> None:
    row = given(PERSONS).when(paper(ADULT), paper(ADULT, SECOND), turned_away(ADULT, THIRD)).row
    first, newest = row.ruling(FIRST), row.named
    assert first is not None
    assert newest is not None
    assert (first.name_ref, newest.putusan_id) == (f"name of {FIRST} as adult", SECOND)


def test_an_answer_to_a_ruling_that_nobody_received_says_nothing() -> None:
    given(PERSONS).when(answered(Regime.ADULT)).then()


@pytest.mark.parametrize("word", [ERASED, NAMELESS])
def test_whose_name_is_not_there_is_called_so_and_not_by_its_initials(word: str) -> None:
    assert as_seen(RoleName.OFFICER, word, masked=True, child=True).full == word
