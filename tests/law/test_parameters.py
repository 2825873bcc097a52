"""The figures of the law, and that a later line never rejudges the past."""

from dataclasses import replace
from datetime import date

import pytest

from shared.domain.sentence import Regime
from shared.law.law import Laws
from shared.law.parameters import PARAMETERS, last_day
from tests.lawful import LAW, LAWS, settled


@pytest.mark.parametrize(
    ("regime", "least_hours", "most_hours", "citation"),
    [
        pytest.param(Regime.ADULT, 8, 240, "KUHP 85(4)", id="KUHP 85(4): an adult's 8 to 240 hours"),
        pytest.param(Regime.CHILD, 7, 120, "UU SPPA 76(3); PP 58/2022 15(3)", id="SPPA 76(3): a child's 7 to 120"),
    ],
)
def test_hours_in_total(regime: Regime, least_hours: int, most_hours: int, citation: str) -> None:
    total = LAW.hours_total(regime)
    assert total == (least_hours * 60, most_hours * 60, citation)
    assert least_hours * 60 in total
    assert least_hours * 60 - 1 not in total
    assert most_hours * 60 in total
    assert most_hours * 60 + 1 not in total


def test_the_annex_reads_24_where_the_statute_has_240() -> None:
    annex = LAW.annex_total
    assert annex is not None
    assert annex[:2] == (480, 1440)
    assert "Rencana Kerja" in annex.citation


def test_the_annex_ends_with_its_agreement() -> None:
    assert LAWS.on(date(2030, 12, 31)).annex_total == LAW.annex_total
    assert LAWS.on(date(2031, 1, 1)).annex_total is None


def test_a_line_holds_until_the_eve_of_the_next_or_its_own_last_day() -> None:
    first = next(line for line in PARAMETERS if (line.name, line.regime) == ("minutes_a_day", Regime.ADULT))
    lines = (first, replace(first, valid_from=date(2030, 1, 1)), replace(first, valid_from=date(2040, 1, 1)))
    assert [last_day(line, lines) for line in lines] == [date(2029, 12, 31), date(2039, 12, 31), None]
    assert last_day(replace(first, valid_until=date(2028, 5, 1)), lines) == date(2028, 5, 1)
    with pytest.raises(ValueError, match="ends before"):
        replace(first, valid_until=date(2026, 1, 1))


def test_a_day_is_8_hours_for_adults_and_3_for_children() -> None:
    assert (LAW.minutes_a_day(Regime.ADULT), LAW.minutes_a_day(Regime.CHILD)) == (480, 180)
    assert LAW.cite("minutes_a_day", Regime.ADULT) == "KUHP 85(5)"
    assert LAW.cite("minutes_a_day", Regime.CHILD) == "PP 58/2022 16(3)"


def test_two_sentences_share_the_adult_day_if_one_is_adult() -> None:
    assert LAW.minutes_a_day_together([Regime.CHILD, Regime.ADULT]) == 480
    assert LAW.minutes_a_day_together([Regime.CHILD, Regime.CHILD]) == 180


def test_every_figure_has_an_article_and_one_line_a_day() -> None:
    assert all(line.citation for line in PARAMETERS)
    keys = [(line.name, line.regime, line.valid_from) for line in PARAMETERS]
    assert len(keys) == len(set(keys))


def test_the_version_begins_with_the_day_from_which_this_state_of_the_law_holds() -> None:
    assert LAWS.on(date(2026, 1, 2)).version.startswith("2026-01-02.")
    assert LAWS.on(date(2026, 1, 1)).version.startswith("2022-12-30.")
    assert LAWS.on(date(1999, 1, 1)).version.startswith("2014-07-30.")
    assert LAWS.on(date(2026, 1, 3)) == LAWS.on(date(2026, 1, 2))


def test_two_laws_of_one_day_never_go_by_one_name_and_one_law_by_one_however_its_words_are_put() -> None:
    day, line = date(2026, 1, 2), LAWS.on(date(2026, 1, 2)).line("total_most", Regime.ADULT)
    figure, article, words = (
        Laws().proposed([replace(line, **{what: other})]).on(day).version
        for what, other in (("value", line.value + 1), ("citation", "KUHP 85(5)"), ("words", "lain"))
    )
    assert len({LAWS.on(day).version, figure, article}) == 3
    assert words == LAWS.on(day).version
    decided = settled(("annex_24h", "hold", day)).on(day).version
    assert decided != settled(("annex_24h", "settled", day)).on(day).version


def test_an_unknown_figure_is_a_bug() -> None:
    with pytest.raises(KeyError):
        LAW.line("minutes_a_week")
