"""What a sheet says of a person fills in what nobody said; what stands is named where it differs, and stays."""

from datetime import date
from typing import Any

import pytest

from services.intake.klien.decider import KLIEN, ProfileKlien, RecordLitmas
from services.intake.klien.decider.filling import filled_litmas, filled_profile
from services.intake.klien.decider.profiling import ISSUED
from services.intake.klien.events import LitmasRecorded, PersonProfiled
from shared.domain.identifiers import Code
from shared.domain.personal import Personal
from tests.given import given
from tests.intake.putusan.papers import KLIEN_ID, circumstances

NOW = circumstances()
DAY = date(2026, 3, 2)


def litmas(number: int = 1, **said: Any) -> LitmasRecorded:
    return LitmasRecorded(klien_id=KLIEN_ID, litmas=1, number=number, **said)


def test_a_first_profile_is_what_the_sheet_says() -> None:
    command, otherwise = filled_profile({"religion": "Islam", "birth_place": "Kediri"}, None, KLIEN_ID)
    assert (command, otherwise) == (
        ProfileKlien(klien_id=KLIEN_ID, number=1, religion="Islam", birth_place="Kediri"),
        (),
    )


def test_a_profile_is_added_to_and_nothing_of_it_is_taken_back() -> None:
    stands = PersonProfiled(klien_id=KLIEN_ID, number=3, religion=Personal("Islam"), skills=(Code("las"),))
    command, otherwise = filled_profile({"religion": "Hindu", "education": "SMA"}, stands, KLIEN_ID)
    assert command is not None
    assert (command.number, command.skills, command.religion, command.education) == (
        4, (Code("las"),), Personal("Islam"), Personal("SMA"),
    )  # fmt: skip
    assert [(fault.rule, fault.pointer) for fault in otherwise] == [("person-known-otherwise", "/religion")]
    again = given(KLIEN, stands.model_copy(update={"number": 3}), circumstances=NOW).when(command)
    assert [[type(event) for event in events] for events in again.events] == [[PersonProfiled]]


@pytest.mark.parametrize(
    ("stands", "said", "fills", "otherwise"),
    [
        ({}, {"bapas_number": "R-1", "bapas_issuer": "A"}, {"bapas_number": "R-1", "bapas_issuer": "A"}, []),
        ({"bapas_issuer": "B"}, {"bapas_number": "R-1", "bapas_issuer": "A"}, {}, ["/bapas_issuer", "/bapas_number"]),
        ({"bapas_issuer": "B"}, {"bapas_number": "R-1"}, {}, ["/bapas_number"]),
        ({"bapas_issuer": "A"}, {"bapas_number": "R-1", "bapas_issuer": "a"}, {"bapas_number": "R-1"}, []),
        ({"sdp_number": "1"}, {"sdp_number": "2", "sdp_issuer": "A"}, {}, ["/sdp_number", "/sdp_issuer"]),
        ({"sdp_number": "1"}, {"sdp_number": "1", "sdp_issuer": "A"}, {"sdp_issuer": "A"}, []),
        ({"sdp_number": "1", "sdp_issuer": "A"}, {"sdp_number": "1"}, {}, []),
    ],
)
def test_a_number_and_its_issuer_are_one_value(
    stands: dict[str, str], said: dict[str, str], fills: dict[str, str], otherwise: list[str]
) -> None:
    before = PersonProfiled(klien_id=KLIEN_ID, number=1, **{name: Personal(value) for name, value in stands.items()})
    command, told = filled_profile(said, before, KLIEN_ID)
    assert [fault.pointer for fault in told] == otherwise
    after = {name: getattr(command or before, name) for name in ISSUED | {one: one for one in ISSUED.values()}}
    assert {name: one.value for name, one in after.items() if one is not None} == stands | fills


def test_a_profile_that_says_the_same_is_nothing() -> None:
    stands = PersonProfiled(klien_id=KLIEN_ID, number=1, religion=Personal("Islam"))
    assert filled_profile({"religion": " ISLAM "}, stands, KLIEN_ID) == (None, ())


@pytest.mark.parametrize(
    ("stands", "said", "goes_on"),
    [
        ({"letter_number": Personal("12/A")}, {"letter_number": "12/a", "sent_on": DAY}, True),
        ({"request_number": Personal("R-1")}, {"request_number": "R-1", "letter_number": "12/A"}, True),
        ({"asked_on": DAY, "asked_by": Personal("Kejari")}, {"asked_on": DAY, "sent_on": DAY}, True),
        ({"asked_by": Personal("Kejari")}, {"asked_by": "Kejari", "letter_number": "12/A"}, True),
        ({"letter_number": Personal("12/A")}, {"letter_number": "13/A"}, False),
        ({"asked_by": Personal("Kejari"), "asked_on": DAY}, {"asked_by": "Kejari", "letter_number": "12/A"}, False),
        (
            {"asked_on": DAY, "letter_number": Personal("12/A"), "request_number": Personal("R-1")},
            {"asked_on": DAY, "letter_number": "13/A", "request_number": "R-2"},
            False,
        ),
        (
            {"asked_on": DAY, "asked_by": Personal("Kejari"), "letter_number": Personal("12/A")},
            {"asked_on": date(2026, 3, 9), "asked_by": "Polres", "letter_number": "13/A"},
            False,
        ),
        ({"asked_on": DAY}, {"letter_number": "13/A"}, False),
    ],
)
def test_a_litmas_goes_on_where_the_row_is_of_it_and_begins_anew_where_it_is_not(
    stands: dict[str, Any], said: dict[str, Any], goes_on: bool
) -> None:
    before = litmas(**stands)
    command, otherwise = filled_litmas(said, {1: before}, KLIEN_ID)
    assert command is not None
    assert otherwise == ()
    assert (command.litmas, command.number) == ((1, 2) if goes_on else (2, 1))
    given(KLIEN, before, circumstances=NOW).when(command).then_types(LitmasRecorded)


def test_a_litmas_recorded_otherwise_is_named_and_stays() -> None:
    before = litmas(letter_number=Personal("12/A"), asked_on=DAY)
    command, otherwise = filled_litmas({"letter_number": "12/A", "asked_on": date(2026, 3, 9)}, {1: before}, KLIEN_ID)
    assert command is None
    assert [(fault.rule, fault.pointer) for fault in otherwise] == [("person-known-otherwise", "/asked_on")]
    assert filled_litmas({"letter_number": "12/A", "asked_on": DAY}, {1: before}, KLIEN_ID) == (None, ())


CORRECTED = [
    ({"letter_number": "13/A", "asked_on": DAY, "assigned_on": DAY}, ["/assigned_on", "/letter_number"]),
    ({"letter_number": "12/A", "asked_on": date(2026, 3, 1), "assigned_on": DAY}, ["/asked_on", "/assigned_on"]),
    ({"request_number": "R-1", "letter_number": "13/A", "asked_on": date(2026, 3, 1)}, ["/asked_on", "/letter_number"]),
    ({"asked_on": DAY, "assigned_on": DAY}, ["/assigned_on"]),
]


@pytest.mark.parametrize(("said", "otherwise"), CORRECTED)
def test_a_litmas_whose_number_and_day_a_sheet_corrects_is_no_second_one(
    said: dict[str, Any], otherwise: list[str]
) -> None:
    numbers = {"letter_number": Personal("12/A"), "request_number": Personal("R-1")}
    before = litmas(**numbers, asked_on=DAY, assigned_on=date(2026, 3, 4))
    command, told = filled_litmas(said, {1: before}, KLIEN_ID)
    assert command is None
    assert {fault.rule for fault in told} == {"person-known-otherwise"}
    assert sorted(fault.pointer or "" for fault in told) == otherwise


def test_what_may_be_a_litmas_that_is_recorded_is_its_rows_fault() -> None:
    before = litmas(letter_number=Personal("12/A"), asked_on=DAY, received_on=date(2026, 3, 4))
    said = {"letter_number": "13/A", "asked_on": date(2026, 3, 1), "received_on": date(2026, 3, 4)}
    command, (fault,) = filled_litmas(said, {1: before}, KLIEN_ID)
    assert (command, fault.rule, fault.facts) == (None, "litmas-perhaps-the-same", {"litmas": 1})


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"letter_number": "12/A", "request_number": "R-2"}, "litmas-of-two"),
        ({"asked_on": DAY}, "litmas-of-two"),
        ({"letter_number": "13/A", "asked_on": DAY}, None),
        ({"letter_number": "12/A", "request_number": "R-9"}, "person-known-otherwise"),
    ],
)
def test_a_row_that_says_two_things_of_which_litmas_it_is_of_is_named(said: dict[str, Any], rule: str | None) -> None:
    one = litmas(letter_number=Personal("12/A"), request_number=Personal("R-1"), asked_on=DAY)
    other = litmas(letter_number=Personal("13/A"), request_number=Personal("R-2"), asked_on=DAY)
    command, told = filled_litmas(said, {1: one, 2: other.model_copy(update={"litmas": 2})}, KLIEN_ID)
    assert (command, [fault.rule for fault in told]) == (None, [rule] if rule else [])


def test_two_litmas_of_one_request_are_told_apart_by_their_own_numbers() -> None:
    one = litmas(letter_number=Personal("12/A"), request_number=Personal("R-1"))
    other = one.model_copy(update={"litmas": 2, "letter_number": Personal("13/A")})
    command, told = filled_litmas(
        {"letter_number": "13/A", "request_number": "R-1", "sent_on": DAY}, {1: one, 2: other}, KLIEN_ID
    )
    assert (command and command.litmas, told) == (2, ())


def test_a_first_litmas_is_the_first_of_its_person() -> None:
    command, _ = filled_litmas({"letter_number": "12/A"}, {}, KLIEN_ID)
    assert command == RecordLitmas(klien_id=KLIEN_ID, litmas=1, number=1, letter_number="12/A")
