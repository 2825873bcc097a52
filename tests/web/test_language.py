"""Days, hours and amounts as Indonesian offices write them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.requests import Request

from shared.web.language import (
    Language,
    brief_day,
    clock,
    day,
    hours,
    hours_of,
    language_of,
    number,
    rupiah,
    short_day,
    weekday,
)
from shared.web.texts import Texts

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 jam"), (45, "45 menit"), (480, "8 jam"), (450, "7 jam 30 menit"), (-90, "−1 jam 30 menit")],
)
def test_minutes_are_said_whole(minutes: int, said: str) -> None:
    assert hours(minutes) == said


def test_what_is_done_of_what_is_owed() -> None:
    assert hours_of(4440, 7200) == "74 dari 120 jam"
    assert hours_of(1840, 4800) == "30 jam 40 menit dari 80 jam"


def test_days_are_days_in_wib() -> None:
    late = datetime(2026, 8, 16, 18, 30, tzinfo=UTC)
    assert day(late) == "17 Agustus 2026"
    assert short_day(late) == "17 Agu 2026"
    assert (weekday(late), brief_day(late), clock(late)) == ("Senin", "Sen 17/8", "01.30")
    assert day(date(2026, 5, 1), Language.EN) == "1 May 2026"
    assert (day("2026-08-17"), brief_day("2026-08-16T18:30:00+00:00")) == ("17 Agustus 2026", "Sen 17/8")


def test_numbers_and_amounts() -> None:
    assert (number(48213), number(48213, Language.EN), number(1234.5)) == ("48.213", "48,213", "1.234,5")
    assert rupiah(10_000_000) == "Rp10.000.000"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("fr, de;q=0.8", "id"),
        ("en;q=0.4, id;q=0.9", "id"),
        ("id;q=0.1, en-US;q=0.2", "en"),
        ("en;q=x", "id"),
    ],
)
def test_indonesian_unless_english_is_preferred(header: str, language: str) -> None:
    request = Request({"type": "http", "headers": [(b"accept-language", header.encode())]})
    assert language_of(request) == language


def test_a_year_groups_no_thousands() -> None:
    """``Tahun 1.999`` is an amount, not a year."""
    texts = Texts({"odd": {"id": "Tahun {year:year}, {hours} jam.", "en": "Year {year:year}."}})
    assert texts.sentence("odd", {"year": 1999, "hours": 1999}, Language.ID) == "Tahun 1999, 1.999 jam."
    assert texts.sentence("odd", {"year": 1999}, Language.EN) == "Year 1999."
    assert Texts({"of": {"id": "{agenda:agenda}"}}).sentence("of", {"agenda": 1234}, Language.ID) == "1234"


def test_no_text_writes_a_year_or_an_agenda_as_an_amount() -> None:
    texts = Texts.gather([ROOT / "services", ROOT / "shared"])
    said = " ".join(text for words in texts.rules.values() for text in words.values())
    assert not re.findall(r"\{\w*(?:year|agenda)\}", said)
