"""How a person's form says a log, as the command has it: times of a clock, places, breaks as on paper."""

from datetime import datetime
from typing import Any

import pytest

from services.attendance.hours.routes.entry import correction_of_form, decision_of_form, of_form
from shared.law.calendar import WIB
from tests.attendance.hours.facts import HOST, MARKET, at

DAY = {"day": "2026-03-02"}


@pytest.mark.parametrize(
    ("fields", "starts", "ends"),
    [
        pytest.param({"starts": "2026-03-02T08:00", "ends": "2026-03-02T12:00"}, "02 08:00", "02 12:00", id="moments"),
        pytest.param(DAY | {"starts": "08:00", "ends": "12:00"}, "02 08:00", "02 12:00", id="a day and two clocks"),
        pytest.param(DAY | {"starts": "8.00", "ends": "12.30"}, "02 08:00", "02 12:30", id="as Indonesian writes them"),
        pytest.param(
            DAY | {"starts": "22:00", "ends": "02:00", "next_day": "1"}, "02 22:00", "03 02:00", id="over midnight"
        ),
        pytest.param(DAY | {"starts": "22:00", "ends": "02:00"}, "02 22:00", "02 02:00", id="nothing is guessed"),
    ],
)
def test_times_without_offset_mean_wib(fields: dict[str, Any], starts: str, ends: str) -> None:
    """Settlement 28."""
    found = of_form(fields)
    assert found == {"starts": at(f"2026-03-{starts}"), "ends": at(f"2026-03-{ends}")}
    assert found["starts"].tzinfo is WIB


def test_a_place_names_its_site_and_its_host() -> None:
    assert of_form({"place": f"{MARKET}/{HOST}"}) == {"site_id": MARKET, "ipd_id": HOST}


@pytest.mark.parametrize(
    "fields",
    [
        {"starts": "pagi", "ends": "8.00"},
        {"starts": "25:00", "ends": "08:61", **DAY},
        {"starts": "08:00", "ends": "12:00", "day": "kemarin"},
        {"starts": ["08:00", "09:00"], "ends": "9999-12-31T24:30"},
    ],
)
def test_what_cannot_be_read_stays_as_it_was_typed(fields: dict[str, Any]) -> None:
    found = of_form(fields)
    assert (found["starts"], found["ends"]) == (fields["starts"], fields["ends"])


def test_a_day_after_the_last_is_none() -> None:
    assert of_form({"day": "9999-12-31", "starts": "08:00", "ends": "09:00", "next_day": "1"})["ends"] == "09:00"


@pytest.mark.parametrize(
    ("line", "breaks"),
    [
        pytest.param("10.00–10.15", [("02 10:00", "02 10:15")], id="one"),
        pytest.param("10:00 - 10:15, 12.00-12.30", [("02 10:00", "02 10:15"), ("02 12:00", "02 12:30")], id="two"),
        pytest.param("23.50–00.10; 1.00-1.15", [("02 23:50", "03 00:10"), ("03 01:00", "03 01:15")], id="at night"),
        pytest.param("", [], id="none"),
    ],
)
def test_breaks_are_written_as_on_a_day_sheet(line: str, breaks: list[tuple[str, str]]) -> None:
    night = "at night" if "23" in line else ""
    starts = "2026-03-02T22:00" if night else "2026-03-02T08:00"
    found = of_form({"starts": starts, "breaks": line})["breaks"]
    assert found == [{"starts": at(f"2026-03-{one}"), "ends": at(f"2026-03-{other}")} for one, other in breaks]


@pytest.mark.parametrize(("starts", "line"), [("2026-03-02T08:00", "sebentar"), ("pagi", "10.00–10.15")])
def test_breaks_that_cannot_be_read_are_refused_by_their_field(starts: str, line: str) -> None:
    assert of_form({"starts": starts, "breaks": line})["breaks"] == line


def test_a_correction_has_its_work_inside_and_striking_out_has_none() -> None:
    rest = {"number": "1", "reason": "salah tulis"}
    shift = {"starts": "2026-03-02T08:00"}
    assert correction_of_form(rest | {"shift": shift}) == rest | {
        "shift": {"starts": datetime(2026, 3, 2, 8, tzinfo=WIB)}
    }
    assert correction_of_form(rest | {"shift": shift, "strike": "1"}) == rest | {"shift": None}
    assert correction_of_form(rest | {"shift": "x"}) == rest | {"shift": "x"}


def test_a_decision_names_its_reasons_in_one_field() -> None:
    assert decision_of_form({"accepted": "overlap no-placement"}) == {"accepted": ["overlap", "no-placement"]}
    assert decision_of_form({}) == {"accepted": []}
