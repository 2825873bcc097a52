"""A sentence is adjusted to a milder law by the prosecutor's document: by number, from a day on, never made harder;
mended and withdrawn, and told to whoever executes as the terms of the ruling told again."""

from datetime import date
from typing import Any

import httpx2
import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.intake.putusan.decider import PUTUSAN, AdjustPutusan, RecordFinality, WithdrawAdjustment
from services.intake.putusan.decider.onward import lowered
from services.intake.putusan.events import (
    Milder,
    Person,
    PutusanAdjusted,
    PutusanAdjustmentWithdrawn,
    PutusanHeld,
    PutusanRegistered,
)
from services.intake.putusan.projections import PUTUSANS, PutusanRow
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.domain.sentence import Former, Ground, Regime, Terms, Unit
from tests.forms import form_in, led, pressed
from tests.given import Outcome, given
from tests.intake.putusan.amending import amended
from tests.intake.putusan.papers import PUTUSAN_ID, adult, circumstances, confirming, register
from tests.intake.putusan.test_answered import DIFFERS, KNOWN, saying
from tests.intake.putusan.test_answered import after as answered
from tests.intake.putusan.test_ending import ending, resuming
from tests.intake.putusan.test_routes import PAGE, PAPER, office, shown  # noqa: F401 (a fixture)

DAY = date(2026, 10, 9)
HOURS = 60


def adjusting(number: int = 1, on: date = DAY, **milder: Any) -> AdjustPutusan:
    figures: dict[str, Any] = milder or {"total_minutes": 10 * HOURS}
    said: dict[str, Any] = {"document": "B-9/M.5.16/2026", "reason": "UU baru menurunkan batasnya"}
    return AdjustPutusan(putusan_id=PUTUSAN_ID, number=number, binds_from=on, **figures, **said)


def withdrawing(number: int = 2) -> WithdrawAdjustment:
    return WithdrawAdjustment(putusan_id=PUTUSAN_ID, number=number, reason=Personal("Undang-undangnya tidak berlaku"))


def told(command: Command, *before: Event) -> Outcome:
    return given(PUTUSAN, *before, circumstances=circumstances()).when(command)


def after(*commands: Command, before: list[Event] | None = None) -> list[Event]:
    events = [*(register(adult()).events if before is None else before)]
    for command in commands:
        events += told(command, *events).events
    return events


def last(events: list[Event]) -> PutusanRegistered:
    return [event for event in events if isinstance(event, PutusanRegistered)][-1]


def test_the_milder_terms_are_told_with_the_former_ones_for_the_days_before() -> None:
    before = last(after())
    adjusted, registered = told(adjusting(), *after()).then_types(PutusanAdjusted, PutusanRegistered)
    assert isinstance(adjusted, PutusanAdjusted)
    assert (adjusted.binds_from, adjusted.law) == (DAY, circumstances().laws.on(DAY).version)
    assert registered == before.model_copy(
        update={
            "terms": before.terms.model_copy(update={"total_minutes": 10 * HOURS}),
            "former": Former(terms=before.terms, before=DAY),
        }
    )
    told(adjusting(), *after(adjusting())).then()


def test_a_day_of_finality_that_was_recorded_stands() -> None:
    final = RecordFinality(
        putusan_id=PUTUSAN_ID, number=1, final_on=date(2026, 9, 20), reason=Personal("SIPP menyebut hari lain")
    )
    assert last(after(final, adjusting())).final_on == date(2026, 9, 20)


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        pytest.param(adjusting(on=date(2026, 11, 26)), "adjustment-in-future", id="tomorrow"),
        pytest.param(adjusting(on=date(2026, 8, 31)), "adjustment-before-ruling", id="the day before the ruling"),
        pytest.param(adjusting(total_minutes=None), "adjustment-empty", id="nothing less"),
        pytest.param(adjusting(total_minutes=20 * HOURS), "adjustment-not-milder", id="the same total"),
        pytest.param(adjusting(minutes_a_day=121), "adjustment-not-milder", id="a longer day"),
        pytest.param(adjusting(period_days=61), "adjustment-not-milder", id="a longer period"),
    ],
)
def test_a_day_that_cannot_be_and_what_is_no_milder_is_shown_and_not_recorded(command: Command, rule: str) -> None:
    told(command, *after()).refused(rule)


def test_the_figures_and_days_at_the_edges_can_be() -> None:
    for command in (
        adjusting(on=date(2026, 9, 1)),
        adjusting(on=date(2026, 11, 25)),
        adjusting(total_minutes=20 * HOURS - 1),
        adjusting(minutes_a_day=119),
        adjusting(period_days=59),
    ):
        told(command, *after()).then_types(PutusanAdjusted, PutusanRegistered)


def test_it_is_mended_under_the_next_number_and_withdrawn_under_the_one_after() -> None:
    mended = after(adjusting(), adjusting(2, date(2026, 10, 1), total_minutes=15 * HOURS))
    assert (last(mended).terms.total_minutes, PUTUSAN.fold(mended).adjusted) == (15 * HOURS, mended[-2])
    told(withdrawing(3), *mended).then(
        PutusanAdjustmentWithdrawn(
            putusan_id=PUTUSAN_ID,
            klien_id=last(mended).klien_id,
            number=3,
            reason=Personal("Undang-undangnya tidak berlaku"),
        ),
        last(after()),
    )
    back = after(withdrawing(3), before=mended)
    told(withdrawing(3), *back).then()
    told(withdrawing(4), *back).refused("not-adjusted")
    told(adjusting(4), *back).then_types(PutusanAdjusted, PutusanRegistered)


@pytest.mark.parametrize(
    "late",
    [adjusting(5, total_minutes=5 * HOURS), adjusting(3), withdrawing(5), withdrawing(3)],
    ids=["otherwise", "a lower number", "another word", "its withdrawal under a lower number"],
)
def test_a_number_that_is_none_of_the_next_is_refused_and_names_it(late: Command) -> None:
    (fault,) = told(late, *after(adjusting(5))).refused("adjustment-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 6)


def test_what_is_mended_afterwards_is_lowered_too_and_never_made_harder() -> None:
    adjusted = after(adjusting(minutes_a_day=60))
    longer = last(amended(adjusted, total_minutes=30 * HOURS))
    assert (longer.terms.total_minutes, longer.terms.minutes_a_day) == (30 * HOURS, 60)
    assert longer.former is not None
    assert (longer.former.terms.total_minutes, longer.former.terms.minutes_a_day) == (30 * HOURS, 120)
    shorter = last(amended(adjusted, minutes_a_day=30))
    assert (shorter.terms.minutes_a_day, shorter.former) == (30, None)


def test_of_a_held_ruling_it_is_told_with_the_answer() -> None:
    held = register(adult(total_minutes=300 * HOURS, minutes_a_day=480, period_days=180)).events
    assert isinstance(held[-1], PutusanHeld)
    told(adjusting(total_minutes=100 * HOURS), *held).then_types(PutusanAdjusted)
    answer = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * HOURS, minutes_a_day=480, period_days=180))
    registered = last(after(adjusting(total_minutes=100 * HOURS), answer, before=held))
    assert registered.terms.total_minutes == 100 * HOURS
    assert registered.former is not None
    assert registered.former.terms.total_minutes == 240 * HOURS


def test_under_whomever_it_is_told_again_it_stays_adjusted() -> None:
    before = after(adjusting(), before=answered(DIFFERS, Person.ANOTHER))
    registered = saying(Person.SAME, *before).events[-1]
    assert isinstance(registered, PutusanRegistered)
    assert (registered.klien_id, registered.terms.total_minutes) == (KNOWN, 10 * HOURS)


def test_what_has_ended_is_adjusted_beneath_its_end() -> None:
    ended = after(ending(ground=Ground.DIED), adjusting(), resuming())
    assert last(ended) == last(after(adjusting()))


def row(*events: Event) -> PutusanRow:
    return given(PUTUSANS).when(*events).row


def test_the_register_shows_the_terms_that_bind_and_since_when_and_nothing_of_it_once_withdrawn() -> None:
    adjusted, never = row(*after(adjusting())), row(*after())
    assert (adjusted.total_minutes, adjusted.adjusted_from, adjusted.adjusted_number) == (10 * HOURS, DAY, 1)
    mended = row(*amended(after(adjusting()), kecamatan="35.03.01"))
    assert (mended.total_minutes, mended.adjusted_from) == (10 * HOURS, DAY)
    back = row(*after(adjusting(), withdrawing()))
    assert replace(back, changed_at=never.changed_at, adjusted_number=0) == never


FIGURES = st.integers(1, 10_000)
SAID = st.none() | FIGURES


@settings(max_examples=200, deadline=None)
@example(FIGURES, SAID, SAID, SAID, st.tuples(SAID, SAID, SAID))
def test_of_each_figure_the_less_stands(
    total: int, a_day: int | None, least: int | None, period: int | None, milder: tuple[int | None, ...]
) -> None:
    day, least_day = (min(one, 1440) if one else None for one in (a_day, least))
    ruled = Terms(
        regime=Regime.ADULT,
        total_minutes=total,
        minutes_a_day=day,
        least_minutes_a_day=least_day,
        period_days=period,
        period_units=(Unit.DAY,) if period else (),
    )
    by = Milder(
        total_minutes=milder[0],
        minutes_a_day=min(milder[1], 1440) if milder[1] else None,
        period_days=milder[2],
        period_units=(Unit.MONTH,) if milder[2] else (),
    )
    found = lowered(ruled, by)
    for name in ("total_minutes", "minutes_a_day", "period_days"):
        figures = [figure for figure in (getattr(ruled, name), getattr(by, name)) if figure is not None]
        assert getattr(found, name) == (min(figures) if figures else None)
    assert found.least_minutes_a_day is None or found.least_minutes_a_day <= (found.minutes_a_day or 1440)
    assert found.period_units == (ruled.period_units if found.period_days == ruled.period_days else by.period_units)


async def test_the_page_records_mends_and_withdraws(office: httpx2.AsyncClient) -> None:  # noqa: F811
    answer = await office.post("/putusan", json=PAPER)
    address = f"/putusan/{answer.json()['putusan_id']}"
    plain = (await office.get(f"{address}?after={answer.json()['position']}", headers=PAGE)).text
    assert f"{address}?mend=adjusted#penyesuaian" in plain
    form = (await office.get(f"{address}?mend=adjusted", headers=PAGE)).text
    said = {"binds_from": "2026-06-01", "jumlah_jam": "10 jam", "document": "B-9/M.5.16/2026"}
    said |= {"reason": "Batas jamnya diturunkan"}
    page = await led(office, await pressed(office, form, "adjustment", said | {"binds_from": "1999-01-01"}))
    assert "Harinya lebih awal daripada putusannya" in page
    assert form_in(page, "adjustment")[1]["jumlah_jam"] == "10 jam", "what was typed stays"
    assert (await office.get(address)).json()["adjustments"] == []
    page = await led(office, await pressed(office, page, "adjustment", said))
    assert "Belum ada yang tercatat" in page
    page = await led(office, await pressed(office, page, "adjustment"))
    for words in ("B-9/M.5.16/2026", "Batas jamnya diturunkan", "Disesuaikan dengan hukum yang lebih ringan sejak"):
        assert words in page, words
    one = (await office.get(address)).json()
    assert (one["total_minutes"], one["adjusted_from"]) == (600, "2026-06-01")
    assert [(told["number"], told["total_minutes"], told["binds_from"]) for told in one["adjustments"]] == [
        (1, 600, "2026-06-01")
    ]
    form = (await office.get(f"{address}?mend=unadjusted", headers=PAGE)).text
    page = await led(office, await pressed(office, form, "unadjusting", {"reason": "Undang-undangnya belum berlaku"}))
    page = await led(office, await pressed(office, page, "unadjusting"))
    assert "Penyesuaiannya dicabut" in page
    assert (await office.get(address)).json()["adjusted_from"] is None
