"""A unit is known from the first start or entered; every day has one letterhead and one way to a number."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.unit.decider import (
    UNIT,
    CloseUnit,
    CorrectUnit,
    DecideNumbering,
    OpenUnit,
    TellLetterhead,
)
from services.intake.unit.events import (
    LetterheadTold,
    Numbering,
    NumberingDecided,
    UnitClosed,
    UnitCorrected,
    UnitOpened,
)
from shared.domain.identifiers import Code, PublicText, UnitCode
from shared.domain.units import BAPAS, REGENCY, SECTIONS, SOCIAL, UNITS, UnitKind
from shared.law.circumstances import Circumstances
from tests.given import Given, given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 30, 3, tzinfo=UTC), LAWS)
GENERAL = UnitCode("dinsos-p3a.umum")
WHY = PublicText("Susunan organisasi tahun 2026")
SECTION: dict[str, Any] = {"name": "Subbagian Umum", "kind": UnitKind.SECTION, "parent": SOCIAL}
ASKED: dict[str, Any] = SECTION | {"above": (SOCIAL, REGENCY)}
OPENED = UnitOpened(code=GENERAL, **SECTION)
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


def after(*events: Any) -> Given:
    return given(UNIT, *events, circumstances=NOW)


def test_the_first_start_knows_the_parties_the_offices_and_the_sections_of_the_dinas() -> None:
    assert UNITS[BAPAS].kind is UnitKind.PARTY
    assert {UnitCode(f"{SOCIAL}.{word}") for word in SECTIONS} <= UNITS.keys()
    assert {one.parent for one in UNITS.values()} - {None} <= UNITS.keys()
    stands = UNIT.initial.stands(SOCIAL)
    assert stands is not None
    assert stands.name == "Dinas Sosial dan P3A"


def test_a_unit_is_entered_once() -> None:
    after().when(OpenUnit(code=GENERAL, **ASKED)).then(OPENED)
    after(OPENED).when(OpenUnit(code=GENERAL, **ASKED)).then()
    after(OPENED).when(OpenUnit(code=GENERAL, **ASKED | {"name": "Lain"})).refused("unit-exists")
    after().when(OpenUnit(code=SOCIAL, name=PublicText("Dinas"), kind=UnitKind.OFFICE)).refused("unit-exists")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"parent": None}, "unit-without-parent"),
        ({"parent": GENERAL}, "unit-within-itself"),
        ({"above": (SOCIAL, GENERAL)}, "unit-in-a-circle"),
        ({"parent": UnitCode("tidak-ada"), "above": ()}, "unit-unknown"),
        ({"kind": UnitKind.PARTY}, "party-within-another"),
        ({"valid_from": date(1026, 1, 1)}, "date-not-meant"),
    ],
)
def test_what_is_no_unit_is_refused(said: dict[str, Any], rule: str) -> None:
    after().when(OpenUnit(code=GENERAL, **ASKED | said)).refused(rule)


def test_a_unit_that_the_first_start_knows_is_corrected_and_closed_as_any() -> None:
    named: dict[str, Any] = {"name": "Dinas Sosial", "kind": UnitKind.OFFICE, "number": 1, "reason": WHY}
    corrected = UnitCorrected(code=SOCIAL, **named)
    after().when(CorrectUnit(code=SOCIAL, **named)).then(corrected)
    after(corrected).when(CorrectUnit(code=SOCIAL, **named)).then()
    after(corrected).when(CorrectUnit(code=SOCIAL, **named | {"name": "Dinsos"})).refused("unit-moved")
    closed = UnitClosed(code=SOCIAL, last_day=JULY, reason=WHY)
    after().when(CloseUnit(code=SOCIAL, last_day=JULY, reason=WHY)).then(closed)
    after(closed).when(CloseUnit(code=SOCIAL, last_day=JULY, reason=WHY)).then()
    after(closed).when(CloseUnit(code=SOCIAL, last_day=JANUARY, reason=WHY)).refused("unit-closed")
    after().when(CloseUnit(code=GENERAL, last_day=JULY, reason=WHY)).refused("unit-unknown")


def test_a_closing_that_was_none_is_taken_back_by_a_correction() -> None:
    closed = UnitClosed(code=GENERAL, last_day=JULY, reason=WHY)
    back = CorrectUnit(code=GENERAL, **ASKED, number=1, reason=WHY)
    (told,) = after(OPENED, closed).when(back).events
    assert not UNIT.fold((OPENED, closed)).is_open(date(2026, 7, 2))
    assert UNIT.fold((OPENED, closed, told)).is_open(date(2026, 7, 2))


def head(**said: Any) -> TellLetterhead:
    usual: dict[str, Any] = {"code": SOCIAL, "number": 1, "valid_from": JANUARY, "lines": ("DINAS CONTOH",)}
    return TellLetterhead(**usual | {"signer_name": "Contoh Kepala", "logos": (Code("regency"),)} | said)


def heads(*commands: TellLetterhead) -> list[LetterheadTold]:
    """As they are told one after another."""
    told: list[Any] = []
    for command in commands:
        told += after(*told).when(command).events
    return told


def test_an_old_letter_keeps_its_signer() -> None:
    told = heads(head(), head(number=2, valid_from=JULY, signer_name="Contoh Penerus"))
    unit = UNIT.fold(told)
    assert unit.letterhead_on(date(2025, 12, 31)) is None
    assert unit.letterhead_on(date(2026, 6, 30)) == told[0]
    assert unit.letterhead_on(JULY) == told[1]


def test_a_letterhead_that_was_told_wrongly_gives_way_to_its_correction() -> None:
    told = heads(head(), head(number=2, corrects=1, lines=("DINAS YANG BENAR",)))
    assert UNIT.fold(told).letterhead_on(JULY) == told[1]
    after(*told).when(head(number=3, corrects=1)).refused("letterhead-not-standing", "letterhead-day-told")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"code": GENERAL}, "unit-unknown"),
        ({"number": 2}, "unit-moved"),
        ({"valid_from": date(1026, 1, 1)}, "date-not-meant"),
        ({"logos": ("garuda",)}, "letterhead-logo"),
        ({"signer_nip": "123"}, "letterhead-nip"),
        ({"signer_name": None, "signer_nip": "198001012005011001"}, "letterhead-signer"),
    ],
)
def test_what_is_no_letterhead_is_refused(said: dict[str, Any], rule: str) -> None:
    after().when(head(**said)).refused(rule)


def test_of_one_day_there_is_one_letterhead() -> None:
    after(*heads(head())).when(head(number=2)).refused("letterhead-day-told")


def numbering(number: int, kind: Numbering, day: date) -> DecideNumbering:
    return DecideNumbering(code=SOCIAL, number=number, numbering=kind, valid_from=day, reason=WHY)


def test_numbers_are_the_houses_own_until_somebody_decides_otherwise_from_a_day_on() -> None:
    (told,) = after().when(numbering(1, Numbering.SRIKANDI, JULY)).events
    assert isinstance(told, NumberingDecided)
    assert after(told).when(numbering(1, Numbering.SRIKANDI, JULY)).events == []
    after(told).when(numbering(1, Numbering.OWN, JULY)).refused("unit-moved")
    (back,) = after(told).when(numbering(2, Numbering.OWN, JULY)).events
    assert UNIT.fold([told]).numbering_on(date(2026, 6, 30)) is Numbering.OWN
    assert UNIT.fold([told]).numbering_on(JULY) is Numbering.SRIKANDI
    assert UNIT.fold([told, back]).numbering_on(JULY) is Numbering.OWN
