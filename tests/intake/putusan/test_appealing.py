"""An appeal is lodged: until the court tells a day of finality after it the ruling is not final, whatever was recorded
before; told by number, mended and taken back."""

from datetime import date
from typing import Any

import httpx2
import pytest
from msgspec.structs import replace

from services.intake.putusan.decider import PUTUSAN, LodgeAppeal, RecordFinality, WithdrawAppeal
from services.intake.putusan.events import (
    Person,
    PutusanAppealed,
    PutusanAppealWithdrawn,
    PutusanFinalityRecorded,
    PutusanHeld,
    PutusanRegistered,
)
from services.intake.putusan.projections import PUTUSANS, PutusanRow
from services.intake.putusan.rows import read_rows
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.refusal import Refused, Severity
from shared.domain.sentence import Regime, Terms
from tests.forms import form_in, led, pressed
from tests.given import Outcome, given
from tests.intake.putusan.papers import PUTUSAN_ID, adult, circumstances, confirming, register
from tests.intake.putusan.test_answered import DIFFERS, KNOWN, saying
from tests.intake.putusan.test_answered import after as answered
from tests.intake.putusan.test_ending import ending
from tests.intake.putusan.test_routes import PAGE, PAPER, office, shown  # noqa: F401 (a fixture)
from tests.intake.putusan.workbooks import workbook

LODGED = date(2026, 9, 4)
DOCUMENT: Personal[str] = Personal("3/Akta.Pid/2026/PN Trk")
WHY: Personal[str] = Personal("Salah perkara yang dicatat")


def lodging(number: int = 1, on: date = LODGED, reason: Personal[str] | None = WHY) -> LodgeAppeal:
    return LodgeAppeal(putusan_id=PUTUSAN_ID, number=number, lodged_on=on, document=DOCUMENT, reason=reason)


def taken_back(number: int = 2) -> WithdrawAppeal:
    return WithdrawAppeal(putusan_id=PUTUSAN_ID, number=number, reason=WHY)


def final(on: date, number: int) -> RecordFinality:
    return RecordFinality(putusan_id=PUTUSAN_ID, number=number, final_on=on, reason=Personal("Menurut SIPP pengadilan"))


def told(command: Command, *before: Event) -> Outcome:
    return given(PUTUSAN, *before, circumstances=circumstances()).when(command)


def after(*commands: Command, before: list[Event] | None = None, **paper: Any) -> list[Event]:
    events = [*(register(adult(**paper)).events if before is None else before)]
    for command in commands:
        events += told(command, *events).events
    return events


def last(events: list[Event]) -> PutusanRegistered:
    return [event for event in events if isinstance(event, PutusanRegistered)][-1]


@pytest.mark.parametrize(
    ("final_on", "appealed_on", "final", "flag"),
    [
        pytest.param(None, LODGED, None, "final-not-stated", id="open: nothing is presumed"),
        pytest.param(date(2026, 9, 9), LODGED, date(2026, 9, 9), None, id="closed by the court's day after it"),
        pytest.param(LODGED, LODGED, None, "final-before-appeal", id="a day that knew nothing of it is none"),
        pytest.param(date(2026, 9, 3), LODGED, None, "final-before-appeal", id="nor is one before it"),
        pytest.param(date(2026, 9, 9), None, date(2026, 9, 9), None, id="none was lodged"),
    ],
)
def test_the_courts_register_tells_of_an_appeal(
    final_on: date | None, appealed_on: date | None, final: date | None, flag: str | None
) -> None:
    """Its column ``permohonan_banding``: as if it had been told right after the paper."""
    events = after(final_on=final_on, appealed_on=appealed_on)
    lodged = [event for event in events if isinstance(event, PutusanAppealed)]
    assert [(event.lodged_on, event.document, event.reason) for event in lodged] == (
        [(appealed_on, None, None)] if appealed_on else []
    )
    registered = last(events)
    assert (registered.appealed_on, registered.final_on) == (appealed_on, final)
    assert flag is None or flag in registered.flags
    if appealed_on is None:
        return
    back = last(after(taken_back(2), before=events))
    assert (back.appealed_on, row(*events).appealed_on) == (None, LODGED), "it is mended and taken back as any other"


def test_an_appeal_of_a_held_ruling_is_told_with_the_answer() -> None:
    held = register(adult(minutes_a_day=540, final_on=None, appealed_on=LODGED)).events
    assert [type(event) for event in held][1:] == [PutusanAppealed, PutusanHeld]
    terms = held[0].terms.model_copy(update={"minutes_a_day": 480})  # type: ignore[attr-defined]
    assert last([*held, *told(confirming(terms), *held).events]).appealed_on == LODGED


@pytest.mark.parametrize(("written", "read"), [("2026-09-04", LODGED), ("04/09/2026", LODGED), ("-", None)])
def test_sipps_column_is_read_by_its_own_name(written: str, read: date | None) -> None:
    header = (
        "perkara.nomor_perkara",
        "perkara_pihak2.nama",
        "perkara_putusan.amar_putusan",
        "perkara_banding.permohonan_banding",
    )
    rows = workbook({"a": [header, ("Budi Rekaan", "1/Pid.B/2026/PN Trk", "pidana kerja sosial 80 jam", written)]})
    found = read_rows(rows)
    assert not isinstance(found, Refused)
    assert found.rows[0].draft.paper.appealed_on == read


def test_an_appeal_told_afterwards_answers_what_was_flagged_of_it() -> None:
    events = after(appealed_on=date(2026, 8, 31))
    assert "appealed-before-ruling" in last(events).flags
    assert "appealed-before-ruling" not in last(after(lodging(), before=events)).flags


def test_it_is_told_to_whoever_plans_and_said_again_it_is_nothing() -> None:
    before = after(final_on=None)
    appealed, registered = told(lodging(reason=None), *before).then_types(PutusanAppealed, PutusanRegistered)
    assert isinstance(appealed, PutusanAppealed)
    assert (appealed.number, appealed.lodged_on) == (1, LODGED)
    assert registered == last(before).model_copy(update={"appealed_on": LODGED})
    told(lodging(), *after(lodging(), final_on=None)).then()


def test_a_day_of_finality_that_was_recorded_stands_no_more_until_the_court_tells_one_again() -> None:
    kinds = (PutusanAppealed, PutusanFinalityRecorded, PutusanRegistered)
    none = told(lodging(), *after()).then_types(*kinds)[1]
    assert isinstance(none, PutusanFinalityRecorded)
    assert (none.number, none.final_on, none.flags) == (1, None, ("final-not-stated",))
    events = after(final(date(2026, 9, 9), 1), lodging())
    state = PUTUSAN.fold(events)
    assert (state.final_on, last(events).final_on, "final-not-stated" in state.flags) == (None, None, True)
    closed = PUTUSAN.fold(after(final(date(2026, 11, 20), 3), before=events))
    assert (closed.final_on, "final-not-stated" in closed.flags) == (date(2026, 11, 20), False)


def test_mended_after_the_appeals_ruling_it_leaves_the_day_of_finality() -> None:
    events = after(lodging(), final(date(2026, 11, 20), 2))
    told(lodging(2, date(2026, 9, 5)), *events).then_types(PutusanAppealed, PutusanRegistered)
    assert PUTUSAN.fold(after(lodging(2, date(2026, 9, 5)), before=events)).final_on == date(2026, 11, 20)


def test_taken_back_it_is_told_so_and_the_day_of_finality_is_the_courts_to_tell() -> None:
    events = after(lodging())
    told(taken_back(), *events).then_types(PutusanAppealWithdrawn, PutusanRegistered)
    back = after(taken_back(), before=events)
    assert (last(back).appealed_on, last(back).final_on) == (None, None)
    told(taken_back(), *back).then()
    told(taken_back(3), *back).refused("not-appealed")
    told(lodging(3), *back).then_types(PutusanAppealed, PutusanRegistered)


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        pytest.param(lodging(on=date(2026, 11, 26)), "appeal-in-future", id="tomorrow"),
        pytest.param(lodging(on=date(2026, 8, 31)), "appeal-before-ruling", id="the day before the ruling"),
    ],
)
def test_a_day_that_cannot_be_is_shown_and_not_recorded(command: Command, rule: str) -> None:
    told(command, *after()).refused(rule)


@pytest.mark.parametrize("on", [date(2026, 9, 3), LODGED], ids=["before the appeal", "on its day"])
def test_a_day_that_is_not_after_the_open_appeal_does_not_close_it(on: date) -> None:
    """On a paper the same dates are flagged and set aside; a form asks again (settlement 42)."""
    (fault,) = told(final(on, 1), *after(lodging(), final_on=None)).refused("finality-before-appeal").faults
    assert (fault.pointer, fault.facts) == ("/final_on", {"lodged_on": LODGED.isoformat()})
    told(final(on, 1), *after(lodging(), taken_back(), final_on=None)).then_types(PutusanFinalityRecorded)


def test_the_day_after_the_appeal_closes_it() -> None:
    told(final(date(2026, 9, 5), 1), *after(lodging(), final_on=None)).then_types(PutusanFinalityRecorded)


def test_an_appeal_is_not_moved_onto_or_past_the_day_of_finality_that_closed_it() -> None:
    events = after(lodging(), final(date(2026, 9, 20), 1), final_on=None)
    told(lodging(2, date(2026, 9, 19)), *events).then_types(PutusanAppealed, PutusanRegistered)
    for on in (date(2026, 9, 20), date(2026, 9, 21)):
        (fault,) = told(lodging(2, on), *events).refused("appeal-after-finality").faults
        assert (fault.pointer, fault.facts) == ("/lodged_on", {"final_on": "2026-09-20"})
    anew = after(taken_back(), lodging(3, date(2026, 9, 21)), before=events)
    assert (last(anew).appealed_on, PUTUSAN.fold(anew).final_on) == (date(2026, 9, 21), None), "as the remedy says"


def test_the_days_at_the_edges_can_be() -> None:
    for on in (date(2026, 9, 1), date(2026, 11, 25)):
        assert isinstance(told(lodging(on=on), *after()).events[0], PutusanAppealed)


def test_mended_it_says_why() -> None:
    told(lodging(2, reason=None), *after(lodging())).refused("appeal-reason-missing")


@pytest.mark.parametrize(
    "late",
    [lodging(2, date(2026, 9, 6)), lodging(1, date(2026, 9, 6)), taken_back(2), taken_back(1), lodging(4)],
    ids=["day", "low", "word", "none", "far above"],
)
def test_a_number_that_is_none_of_the_next_is_refused_and_names_it(late: Command) -> None:
    (fault,) = told(late, *after(lodging(), lodging(2))).refused("appeal-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 3)


def test_of_a_held_ruling_it_is_told_with_the_answer() -> None:
    held = register(adult(total_minutes=300 * 60, minutes_a_day=480, period_days=180, final_on=None)).events
    assert isinstance(held[-1], PutusanHeld)
    told(lodging(), *held).then_types(PutusanAppealed)
    answer = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * 60, minutes_a_day=480, period_days=180))
    assert last(after(lodging(), answer, before=held)).appealed_on == LODGED


def test_under_whomever_it_is_told_again_its_appeal_is_told_too() -> None:
    before = after(lodging(), before=[*answered(DIFFERS, Person.ANOTHER)])
    *_, again, registered = saying(Person.SAME, *before).events
    assert isinstance(registered, PutusanRegistered)
    assert (registered.klien_id, registered.appealed_on) == (KNOWN, LODGED)
    assert isinstance(again, PutusanAppealed), "it stands in the person's time line too"
    assert (again.klien_id, again.number, again.lodged_on) == (KNOWN, 1, LODGED)
    assert (again.document, again.reason) == (None, None)


def row(*events: Event) -> PutusanRow:
    return given(PUTUSANS).when(*events).row


def test_the_register_shows_that_it_is_open_and_nothing_of_it_once_taken_back() -> None:
    appealed = row(*after(lodging()))
    assert (appealed.appealed_on, appealed.appeal_number, appealed.final_on) == (LODGED, 1, None)
    annulled = row(*after(lodging(), ending()))
    assert (annulled.state, annulled.appealed_on) == ("ended", LODGED)
    back, never = row(*after(lodging(), taken_back(), final_on=None)), row(*after(final_on=None))
    assert replace(back, changed_at=never.changed_at, appeal_number=0) == never


async def test_the_page_records_it_says_what_closes_it_and_takes_it_back(office: httpx2.AsyncClient) -> None:  # noqa: F811
    answer = await office.post("/putusan", json=PAPER)
    address = f"/putusan/{answer.json()['putusan_id']}"
    form = (await office.get(f"{address}?mend=appealed&after={answer.json()['position']}", headers=PAGE)).text
    assert "Tanggal BHT yang tercatat tidak berlaku lagi" in form
    said = {"lodged_on": "1999-01-01", "document": "3/Akta.Pid/2026/PN Trk"}
    page = await led(office, await pressed(office, form, "appeal", said))
    assert "Tanggal banding lebih awal daripada putusannya" in page
    assert form_in(page, "appeal")[1]["document"] == said["document"], "what was typed stays"
    page = await led(office, await pressed(office, page, "appeal", {"lodged_on": "2026-03-10"}))
    page = await led(office, await pressed(office, page, "appeal"))
    for words in ("Banding diajukan 10 Maret 2026", "tidak menjadi tetap pada hari ke-8", "3/Akta.Pid/2026/PN Trk"):
        assert words in page, words
    one = (await office.get(address)).json()
    assert (one["final_on"], one["appealed_on"]) == (None, "2026-03-10")
    assert [(appeal["number"], appeal["lodged_on"]) for appeal in one["appeals"]] == [(1, "2026-03-10")]
    early = {"final_on": "2026-03-10", "document": "SIPP"}
    page = await led(office, await pressed(office, page, "finality", early))
    assert "Tanggal BHT tidak sesudah bandingnya (10 Maret 2026)" in page
    page = await led(office, await pressed(office, page, "finality", {"final_on": "2026-06-20"}))
    assert "tidak menjadi tetap pada hari ke-8" not in page
    form = (await office.get(f"{address}?mend=unappealed", headers=PAGE)).text
    page = await led(office, await pressed(office, form, "unappealing", {"reason": "Perkara lain yang dibanding"}))
    page = await led(office, await pressed(office, page, "unappealing"))
    assert "Dicabut, atau tidak ada" in page
    assert (await office.get(address)).json()["appealed_on"] is None
