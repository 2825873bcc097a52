"""Who must be shown as a child: the person that the paper tells of, whatever its kind says (settlement 44)."""

from datetime import date
from typing import Any

import pytest

from services.intake.putusan.decider.mask import mask_of
from services.intake.putusan.events import Mask, PutusanReceived, PutusanRejected
from shared.domain.nik import born_by_nik
from tests.intake.putusan.papers import adult, child, register
from tests.lawful import LAWS

NOBODY = {"birth_date": None, "nik": None}


@pytest.mark.parametrize(
    ("changes", "mask"),
    [
        ({}, Mask.ADULT),
        ({"birth_date": date(2010, 1, 1)}, Mask.CHILD),
        ({"birth_date": date(2008, 6, 2)}, Mask.CHILD),
        ({"birth_date": date(2008, 6, 1)}, Mask.ADULT),
        ({"birth_date": None, "nik": "3503110203100001"}, Mask.CHILD),
        ({"birth_date": None, "nik": "3503114203900001"}, Mask.ADULT),
        ({"birth_date": date(1990, 3, 2), "nik": "3503110203100001"}, Mask.CHILD),
        ({"birth_date": None, "nik": "1111111111111111"}, Mask.UNKNOWN),
        ({"birth_date": None, "nik": "3503110203900000"}, Mask.UNKNOWN),
        ({"birth_date": None, "nik": "3503119999900001"}, Mask.UNKNOWN),
        (NOBODY, Mask.UNKNOWN),
        ({"birth_date": date(2008, 3, 2), "offence_on": None, "nik": None}, Mask.ADULT),
        ({"birth_date": date(2009, 3, 2), "offence_on": None, "nik": None}, Mask.CHILD),
    ],
)
def test_an_adults_paper_masks_whoever_its_dates_say_was_a_child(changes: dict[str, Any], mask: Mask) -> None:
    given = {"birth_date": date(1990, 3, 2), "nik": None} | changes
    assert mask_of(adult(**given), LAWS) is mask


def test_a_childs_paper_masks_whatever_its_dates_say() -> None:
    assert mask_of(child(birth_date=date(1990, 3, 2)), LAWS) is Mask.CHILD


def test_a_paper_that_names_no_day_leaves_it_open() -> None:
    assert mask_of(adult(ruled_on=None, offence_on=None), LAWS) is Mask.UNKNOWN


def test_received_and_rejected_tell_it_and_the_age_without_the_day() -> None:
    received = register(adult()).events[0]
    assert isinstance(received, PutusanReceived)
    assert (received.mask, received.age_at_offence) == (Mask.ADULT, 36)
    rejected = register(child(ruled_on=None)).events[0]
    assert isinstance(rejected, PutusanRejected)
    assert rejected.mask is Mask.CHILD


def test_a_niks_century_is_the_latest_that_has_been() -> None:
    assert born_by_nik("3503110203100001", date(2026, 6, 1)) == date(2010, 3, 2)
    assert born_by_nik("3503110203270001", date(2026, 6, 1)) == date(1927, 3, 2)
