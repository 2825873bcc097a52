"""What a regency may decide: a question that is asked, an answer that it allows, once a day, and never in silence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.setting.decider import SETTING, DecideSetting, doubts_of
from services.intake.setting.events import SettingDecided
from shared.law.circumstances import Circumstances
from shared.law.settings import QUESTIONS
from tests.given import Given, given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 28, 3, tzinfo=UTC), LAWS)
WHY = "Kesepakatan Para Pihak tanggal 20 November 2026"


def deciding(**said: Any) -> DecideSetting:
    usual = {"name": "annex_24h", "number": 1, "value": "hold", "valid_from": date(2026, 12, 1), "reason": WHY}
    return DecideSetting(**usual | said)


def decided(**said: Any) -> SettingDecided:
    command = deciding(**said)
    return SettingDecided(setting=command.name, **command.model_dump(exclude={"name"}))


def after(*events: SettingDecided) -> Given:
    return given(SETTING, *events, circumstances=NOW)


def test_a_decision_is_told_with_its_day_its_document_and_its_reason() -> None:
    after().when(deciding(document="100.3.7.1/980/406.001.1/2026")).then(
        decided(document="100.3.7.1/980/406.001.1/2026")
    )


def test_the_same_decision_again_is_nothing() -> None:
    after(decided()).when(deciding()).then()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"name": "annex_25h"}, "setting-unknown"),
        ({"value": "perhaps"}, "setting-value"),
        ({"name": "lead_days", "value": "hold"}, "setting-range"),
        ({"name": "lead_days", "value": "61"}, "setting-range"),
        ({"name": "lead_days", "value": "-1"}, "setting-range"),
        ({"value": None}, "setting-without-value"),
        ({"valid_from": date(1026, 12, 1)}, "date-not-meant"),
        ({"number": 2}, "setting-moved"),
        ({"corrects": 1}, "setting-not-standing"),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(said: dict[str, Any], rule: str) -> None:
    after().when(deciding(**said)).refused(rule)


@pytest.mark.parametrize("value", ["0", "7", "60"])
def test_a_number_between_its_limits_is_an_answer(value: str) -> None:
    after().when(deciding(name="lead_days", value=value)).then(decided(name="lead_days", value=value))


def test_of_two_decisions_taken_at_once_the_second_is_asked_again() -> None:
    after(decided()).when(deciding(value="settled", valid_from=date(2027, 1, 1))).refused("setting-moved")


def test_a_day_that_has_a_decision_gets_another_only_as_its_correction() -> None:
    again = {"number": 2, "value": "settled"}
    after(decided()).when(deciding(**again)).refused("setting-day-decided")
    after(decided()).when(deciding(**again, corrects=1)).then(decided(**again, corrects=1))


def test_a_decision_is_struck_out_by_a_further_one_with_its_reason() -> None:
    struck = {"number": 2, "corrects": 1, "value": None, "reason": "Salah catat; belum ada kesepakatan"}
    after(decided()).when(deciding(**struck)).then(decided(**struck))
    after(decided(), decided(**struck)).when(deciding(number=3)).then(decided(number=3))


def test_what_is_corrected_already_is_not_corrected_again() -> None:
    second = decided(number=2, corrects=1, value="settled")
    third = deciding(number=3, corrects=1, value="flag")
    after(decided(), second).when(third).refused("setting-not-standing", "setting-day-decided")


def test_a_reason_says_something_and_names_no_nik() -> None:
    with pytest.raises(ValueError, match="text-too-short"):
        deciding(reason="ya")
    with pytest.raises(ValueError, match="text-nik"):
        deciding(reason="Diminta oleh 3503110101900001")


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"valid_from": date(2026, 1, 2)}, []),
        ({"valid_from": date(2026, 1, 1)}, ["setting-before-law"]),
        ({"valid_from": date(2025, 12, 1)}, ["setting-before-law"]),
        ({"valid_from": date(2027, 11, 29)}, []),
        ({"valid_from": date(2027, 11, 30)}, ["setting-far-ahead"]),
        ({"valid_from": date(2062, 12, 1)}, ["setting-far-ahead"]),
        ({"valid_from": date(2025, 12, 1), "value": None, "corrects": 1}, []),
    ],
    ids=str,
)
def test_a_page_asks_about_a_day_before_the_law_and_about_one_that_nobody_plans_for(
    said: dict[str, Any], rules: list[str]
) -> None:
    """KUHP 85 holds since 2 January 2026; a decision that is struck out is no new one."""
    assert [doubt.rule for doubt in doubts_of(deciding(**said), NOW)] == rules


CREDIT = {
    "day_rule": "rolling",
    "sentence_first": "deadline",
    "child_day_from": "540",
    "child_day_until": "900",
    "minutes_without_break_most": "60",
    "receipt_ahead_minutes_most": "0",
    "shift_minutes_most": "600",
}
"""What each worked day is judged by, and an answer."""
TODAY, YESTERDAY = date(2026, 11, 28), date(2026, 11, 27)


def test_every_question_that_judges_a_worked_day_is_answered_from_today_on() -> None:
    assert {name for name, question in QUESTIONS.items() if not question.looks_back} == {*CREDIT}


@pytest.mark.parametrize(("name", "value"), [*CREDIT.items()])
def test_no_decision_judges_a_worked_day_anew(name: str, value: str) -> None:
    said = {"name": name, "value": value}
    after().when(deciding(**said, valid_from=YESTERDAY)).refused("setting-of-the-past")
    after().when(deciding(**said, valid_from=TODAY)).then(decided(**said, valid_from=TODAY))


@pytest.mark.parametrize(
    ("first", "said", "rules"),
    [
        (YESTERDAY, {"value": "calendar"}, ("setting-begun", "setting-of-the-past")),
        (YESTERDAY, {"value": "rolling", "valid_from": TODAY}, ("setting-begun",)),
        (YESTERDAY, {"value": None}, ("setting-begun",)),
        (YESTERDAY, {"value": "rolling", "document": "100.3.7.1/980"}, ()),
        (TODAY, {"value": "calendar"}, ()),
        (TODAY, {"value": None}, ()),
        (TODAY, {"value": "rolling", "valid_from": YESTERDAY}, ("setting-of-the-past",)),
    ],
    ids=str,
)
def test_of_a_decision_that_has_begun_no_correction_looks_back(
    first: date, said: dict[str, Any], rules: tuple[str, ...]
) -> None:
    standing = {"name": "day_rule", "value": "rolling", "valid_from": first}
    again = {"name": "day_rule", "number": 2, "corrects": 1, "valid_from": first} | said
    asked = after(decided(**standing)).when(deciding(**again))
    if rules:
        asked.refused(*rules)
    else:
        asked.then(decided(**again))


def test_what_is_done_today_is_asked_by_an_agreement_of_last_week() -> None:
    after().when(deciding(valid_from=YESTERDAY)).then(decided(valid_from=YESTERDAY))
