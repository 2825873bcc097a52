"""What a paper, its event and the register say alike is written once."""

import pytest
from pydantic import ValidationError

from services.intake.putusan.decider import Paper
from services.intake.putusan.events import Facts, PutusanReceived
from services.intake.putusan.projections import PUTUSANS
from tests.given import given
from tests.intake.putusan.papers import adult, register

BOUNDED = {"namesake": 1000, "threat_months": -1, "work_category": 6, "probation_days": -1, "replaced_prison_days": -1}
OTHERWISE = {"document", "case_number", "court", "ruled_on", "name"}
"""A paper may leave them out, or names the court in words; an event has them."""


def received() -> PutusanReceived:
    event = register(adult()).events[0]
    assert isinstance(event, PutusanReceived)
    return event


def test_what_paper_and_event_say_alike_is_written_once() -> None:
    both = {*Paper.model_fields} & {*PutusanReceived.model_fields}
    assert both - {*Facts.model_fields} == OTHERWISE
    assert both >= {*Facts.model_fields}


def test_every_fact_of_a_paper_reaches_its_event() -> None:
    paper, event = adult(), received()
    assert {name: getattr(event, name) for name in Facts.model_fields} == {
        name: getattr(paper, name) for name in Facts.model_fields
    }


def test_every_fact_that_the_register_shows_is_the_events() -> None:
    event = received()
    row = given(PUTUSANS).when(event).row
    shown = {*Facts.model_fields} & {*type(row).__struct_fields__}
    assert shown >= {"sex", "kecamatan", "final_on", "consent", "replaced"}
    assert {name: getattr(row, name) for name in shown} == {name: getattr(event, name) for name in shown}


@pytest.mark.parametrize(("name", "value"), BOUNDED.items())
def test_a_bound_of_the_paper_is_none_of_the_event(name: str, value: int) -> None:
    """Narrowed tomorrow, it must not make yesterday's event unreadable."""
    with pytest.raises(ValidationError):
        Paper.model_validate({name: value})
    told = {part: getattr(received(), part) for part in PutusanReceived.model_fields}
    assert getattr(PutusanReceived.model_validate(told | {name: value}), name) == value
