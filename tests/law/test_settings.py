"""The regency's settings as dated data, against a slow reading of the same decisions day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.domain.identifiers import Code
from shared.law.law import Laws
from shared.law.settings import QUESTIONS, Decision, Setting, read_questions
from tests.lawful import LAWS, settled

FIRST, DAY = date(2026, 1, 2), timedelta(days=1)
ANNEX = Code("annex_24h")


def test_until_a_regency_decides_the_proposal_of_bakti_holds() -> None:
    for name, question in QUESTIONS.items():
        assert LAWS.on(date(2026, 11, 28)).setting(name) == Setting(question.proposal, None)


def test_a_setting_of_tomorrow_judges_tomorrow_and_not_yesterday() -> None:
    laws, tomorrow = settled(("annex_24h", "hold", date(2026, 11, 29))), date(2026, 11, 29)
    assert laws.on(tomorrow - DAY).setting(ANNEX) == Setting(Code("flag"))
    assert laws.on(tomorrow).setting(ANNEX) == Setting(Code("hold"), tomorrow)
    assert laws.on(tomorrow - DAY).version == LAWS.on(tomorrow).version
    assert laws.on(tomorrow).version.startswith("2026-11-29.")


def test_a_setting_holds_before_the_first_line_of_a_statute_too() -> None:
    laws = settled(("annex_24h", "hold", date(1950, 1, 1)))
    assert [laws.on(date(year, 1, 1)).setting(ANNEX).value for year in (1949, 1950)] == ["flag", "hold"]


DAYS = some.integers(0, 30).map(lambda number: FIRST + DAY * number)
VALUES = some.none() | some.sampled_from(["flag", "hold", "settled"])


@given(some.lists(some.tuples(VALUES, DAYS, some.integers(0, 5)), max_size=8), DAYS)
def test_what_stands_on_a_day_is_the_newest_of_what_was_neither_corrected_nor_struck_out(
    said: list[tuple[str | None, date, int]], day: date
) -> None:
    decisions: list[Decision] = []
    slow: dict[int, tuple[date, str]] = {}
    for number, (value, valid_from, of) in enumerate(said, 1):
        corrects = sorted(slow)[of % len(slow)] if slow and of else None
        others = {begins for one, (begins, _) in slow.items() if one != corrects}
        if (value is None and corrects is None) or valid_from in others:
            continue
        number = len(decisions) + 1
        decisions.append(Decision(ANNEX, number, corrects, Code(value) if value else None, valid_from))
        if corrects is not None:
            del slow[corrects]
        if value is not None:
            slow[number] = (valid_from, value)
    holds = max(((begins, value) for begins, value in slow.values() if begins <= day), default=None)
    found = Laws(decisions=tuple(decisions)).on(day).setting(ANNEX)
    assert found == (Setting(Code(holds[1]), holds[0]) if holds else Setting(Code("flag")))


ASKED = '[new]\nwords = "Apa"\ncitation = "KUHP 85"\nproposal = "7"\n'
NUMBER = 'unit = "days"\nleast = 1\nmost = 9\n'


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        ASKED + NUMBER.replace("least = 1", "least = 8"),
        ASKED + NUMBER + '[new.choices]\n7 = "tujuh"\n',
        ASKED + '[new.choices]\nhold = "tahan"\n',
        ASKED.replace('words = "Apa"\n', "") + NUMBER,
        ASKED + NUMBER.replace("days", "hours"),
        ASKED + NUMBER + "mots = 3\n",
    ],
)
def test_a_question_that_nobody_can_answer_is_refused(text: str) -> None:
    read_questions(ASKED + NUMBER)
    with pytest.raises(ValueError):  # noqa: PT011 — pydantic's own words
        read_questions(text)
