"""What anybody is told of an issued paper: what it is, and whether it holds."""

from services.reporting.reports.papers import papers
from shared.papers.codes import PaperCode
from tests.given import given
from tests.intake.letter.test_issuing import CODES, issued, replaced, withdrawn


def state(*events: object, code: PaperCode = CODES[0]) -> str:
    return given(papers).when(*events).by_key[code].state  # type: ignore[arg-type]


def test_a_paper_holds_until_it_is_withdrawn_or_another_takes_its_place() -> None:
    assert state(issued()) == "berlaku"
    assert state(issued(), withdrawn()) == "dicabut"
    assert state(issued(), replaced(1, 2), issued(2)) == "diganti"
    assert state(issued(), replaced(1, 2), issued(2), code=CODES[1]) == "berlaku"


def test_nothing_of_what_it_says_is_in_the_row() -> None:
    row = given(papers).when(issued()).row
    assert {*row.__struct_fields__} == {"code", "kind", "office", "dated", "digest", "state"}
