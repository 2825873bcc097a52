"""A sentence is adjusted to a milder law by the prosecutor's document: by number, from a day on, never made harder;
mended and withdrawn, and told to whoever executes as the terms of the ruling told again."""

from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.intake.putusan.decider import PUTUSAN, AdjustPutusan, RecordFinality, WithdrawAdjustment
from services.intake.putusan.decider.onward import lowered
from services.intake.putusan.decider.paper import Paper
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
from shared.law.calendar import wib_day
from tests.forms import form_in, led, pressed
from tests.given import Outcome, given
from tests.intake.putusan.amending import amended
from tests.intake.putusan.papers import PUTUSAN_ID, adult, child, circumstances, confirming, register
from tests.intake.putusan.test_answered import DIFFERS, KNOWN, saying
from tests.intake.putusan.test_answered import after as answered
from tests.intake.putusan.test_ending import ending, resuming
from tests.intake.putusan.test_routes import PAGE, PAPER, office, shown  # noqa: F401 (a fixture)
from tests.lawful import LAWS

DAY, TODAY = date(2026, 10, 9), date(2026, 11, 25)
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


def test_the_milder_terms_are_told_with_the_former_ones_for_the_days_before_they_were_told() -> None:
    before = last(after())
    adjusted, registered = told(adjusting(), *after()).then_types(PutusanAdjusted, PutusanRegistered)
    assert isinstance(adjusted, PutusanAdjusted)
    assert (adjusted.binds_from, adjusted.law) == (DAY, circumstances().laws.on(DAY).version)
    assert registered == before.model_copy(
        update={
            "terms": before.terms.model_copy(update={"total_minutes": 10 * HOURS}),
            "former": Former(terms=before.terms, before=TODAY),
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
        pytest.param(adjusting(on=date(2026, 9, 8)), "adjustment-before-finality", id="the day before finality"),
        pytest.param(adjusting(total_minutes=None), "adjustment-empty", id="nothing less"),
        pytest.param(adjusting(total_minutes=20 * HOURS), "adjustment-not-milder", id="the same total"),
        pytest.param(adjusting(minutes_a_day=121), "adjustment-not-milder", id="a longer day"),
        pytest.param(adjusting(period_days=61), "adjustment-not-milder", id="a longer period"),
        pytest.param(adjusting(minutes_a_day=19), "adjustment-cannot-fit", id="a day too short for the hours"),
        pytest.param(adjusting(period_days=8), "adjustment-cannot-fit", id="a period too short for the hours"),
    ],
)
def test_a_day_that_cannot_be_and_what_is_no_milder_is_shown_and_not_recorded(command: Command, rule: str) -> None:
    told(command, *after()).refused(rule)


def test_the_figures_and_days_at_the_edges_can_be() -> None:
    for command in (
        adjusting(on=date(2026, 9, 9)),
        adjusting(on=TODAY),
        adjusting(total_minutes=20 * HOURS - 1),
        adjusting(minutes_a_day=119),
        adjusting(period_days=59),
        adjusting(minutes_a_day=20),
        adjusting(period_days=9),
        adjusting(period_days=8, total_minutes=18 * HOURS),
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
    [
        adjusting(2, total_minutes=5 * HOURS),
        adjusting(1, total_minutes=5 * HOURS),
        withdrawing(2),
        withdrawing(1),
        adjusting(1000),
        withdrawing(4),
    ],
    ids=["otherwise", "a lower number", "another word", "its withdrawal under a lower number", "far above", "skipped"],
)
def test_a_number_that_is_none_of_the_next_is_refused_and_names_it(late: Command) -> None:
    (fault,) = told(late, *after(adjusting(), adjusting(2))).refused("adjustment-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 3)


def test_no_ruling_is_adjusted_that_is_not_in_force() -> None:
    told(adjusting(), *after(before=register(adult(final_on=None)).events)).refused("adjustment-not-final")


def at(moment: datetime, command: Command, *before: Event) -> list[Event]:
    return [*before, *given(PUTUSAN, *before, circumstances=circumstances(now=moment)).when(command).events]


LATER = datetime(2026, 12, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mends", "before"),
    [
        pytest.param(adjusting(2, total_minutes=15 * HOURS), TODAY, id="less milder"),
        pytest.param(adjusting(2, date(2026, 10, 1)), TODAY, id="another day of the letter"),
        pytest.param(adjusting(2, total_minutes=9 * HOURS), date(2026, 12, 20), id="lower"),
        pytest.param(adjusting(2, minutes_a_day=60), date(2026, 12, 20), id="another figure"),
    ],
)
def test_figures_bind_from_the_day_on_which_figures_so_low_were_first_told(mends: AdjustPutusan, before: date) -> None:
    former = last(at(LATER, mends, *after(adjusting()))).former
    assert former is not None
    assert former.before == before


def test_told_with_the_answer_to_a_held_ruling_they_bind_from_the_answer_on() -> None:
    """Nobody could obey them before."""
    held = register(adult(total_minutes=300 * HOURS, minutes_a_day=480, period_days=180)).events
    answer = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * HOURS, minutes_a_day=480, period_days=180))
    former = last(at(LATER, answer, *after(adjusting(total_minutes=100 * HOURS), before=held))).former
    assert former is not None
    assert former.before == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("paper", "days", "milder"),
    [
        pytest.param(child(period_days=None, period_units=()), 180, False, id="a child's 180 days by law"),
        pytest.param(child(period_days=None, period_units=()), 179, True, id="less than a child's by law"),
        pytest.param(child(period_days=300), 299, True, id="a child's own longer period"),
        pytest.param(adult(period_days=None, until=date(2026, 12, 18)), 100, False, id="the ruling's last day"),
        pytest.param(adult(period_days=None, until=date(2026, 12, 18)), 99, True, id="before the ruling's last day"),
        pytest.param(child(period_days=None, until=date(2026, 12, 18)), 100, False, id="a child's last day"),
        pytest.param(child(period_days=None, until=date(2026, 12, 18)), 99, True, id="before a child's last day"),
    ],
)
def test_a_period_is_milder_only_where_the_last_day_comes_earlier(paper: Paper, days: int, milder: bool) -> None:
    registered = after(before=register(paper).events)
    outcome = told(adjusting(period_days=days), *registered)
    if milder:
        found = outcome.events[-1]
        assert isinstance(found, PutusanRegistered)
        assert found.terms.period_days == days
    else:
        outcome.refused("adjustment-not-milder")


def test_a_shorter_period_alone_is_flagged_and_with_fewer_hours_is_not() -> None:
    assert "period-shorter-alone" in last(after(adjusting(period_days=30))).flags
    assert "period-shorter-alone" not in last(after(adjusting(period_days=30, total_minutes=600))).flags
    assert "period-shorter-alone" not in last(after(adjusting())).flags


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
    *_, again, registered = saying(Person.SAME, *before).events
    assert isinstance(registered, PutusanRegistered)
    assert (registered.klien_id, registered.terms.total_minutes) == (KNOWN, 10 * HOURS)
    assert isinstance(again, PutusanAdjusted), "it stands in the person's time line too"
    assert (again.klien_id, again.number, again.document, again.reason) == (KNOWN, 1, None, None)


def test_what_has_ended_is_adjusted_beneath_its_end() -> None:
    ended = after(ending(ground=Ground.DIED), adjusting(), resuming())
    assert last(ended) == last(after(adjusting()))


def test_while_it_is_held_the_register_says_of_no_adjustment_that_it_is_in_effect() -> None:
    held = register(adult(total_minutes=300 * HOURS, minutes_a_day=480, period_days=180)).events
    found = row(*after(adjusting(total_minutes=100 * HOURS), before=held))
    assert (found.total_minutes, found.adjusted_from, found.adjusted_number) == (300 * HOURS, None, 1)
    again = row(*amended(after(adjusting()), total_minutes=300 * HOURS))
    assert (again.state, again.total_minutes, again.adjusted_from) == ("held", 300 * HOURS, None)


def row(*events: Event) -> PutusanRow:
    return given(PUTUSANS).when(*events).row


def test_the_register_shows_the_terms_that_bind_and_since_when_and_nothing_of_it_once_withdrawn() -> None:
    adjusted, never = row(*after(adjusting())), row(*after())
    assert (adjusted.total_minutes, adjusted.adjusted_from, adjusted.adjusted_number) == (10 * HOURS, TODAY, 1)
    mended = row(*amended(after(adjusting()), kecamatan="35.03.01"))
    assert (mended.total_minutes, mended.adjusted_from) == (10 * HOURS, TODAY)
    shorter = row(*amended(after(adjusting(minutes_a_day=60)), minutes_a_day=30))
    assert (shorter.minutes_a_day, shorter.adjusted_from) == (30, None), "what lowers nothing is not in effect"
    back = row(*after(adjusting(), withdrawing()))
    assert replace(back, changed_at=never.changed_at, adjusted_number=0) == never


FIGURES = st.integers(1, 10_000)
SAID = st.none() | FIGURES


@settings(max_examples=200)
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
    found = lowered(ruled, by, LAWS.on(TODAY))
    for name in ("total_minutes", "minutes_a_day"):
        figures = [figure for figure in (getattr(ruled, name), getattr(by, name)) if figure is not None]
        assert getattr(found, name) == (min(figures) if figures else None)
    assert found.least_minutes_a_day is None or found.least_minutes_a_day <= (found.minutes_a_day or 1440)
    assert found.period_days in (ruled.period_days, by.period_days)
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
    assert one["total_minutes"] == 600
    assert one["adjusted_from"] == wib_day(datetime.now(UTC)).isoformat()
    assert [(told["number"], told["total_minutes"], told["binds_from"]) for told in one["adjustments"]] == [
        (1, 600, "2026-06-01")
    ]
    mends = form_in((await office.get(f"{address}?mend=adjusted", headers=PAGE)).text, "adjustment")[1]
    assert (mends["jumlah_jam"], mends["binds_from"]) == ("10 jam", "2026-06-01"), "what stands is there to be mended"
    form = (await office.get(f"{address}?mend=unadjusted", headers=PAGE)).text
    page = await led(office, await pressed(office, form, "unadjusting", {"reason": "Undang-undangnya belum berlaku"}))
    page = await led(office, await pressed(office, page, "unadjusting"))
    assert "Penyesuaiannya dicabut" in page
    assert (await office.get(address)).json()["adjusted_from"] is None


async def test_of_a_held_ruling_the_page_says_that_it_is_recorded_and_not_in_effect(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    answer = await office.post("/putusan", json=PAPER | {"total_minutes": 15_000, "minutes_a_day": 480})
    address = f"/putusan/{answer.json()['putusan_id']}"
    await office.get(f"{address}?after={answer.json()['position']}", headers=PAGE)
    form = (await office.get(f"{address}?mend=adjusted", headers=PAGE)).text
    said = {"binds_from": "2026-06-01", "jumlah_jam": "10 jam", "document": "B-9/M.5.16/2026"}
    page = await led(office, await pressed(office, form, "adjustment", said | {"reason": "Batas jamnya diturunkan"}))
    page = await led(office, await pressed(office, page, "adjustment"))
    assert "Tercatat, tetapi belum berlaku" in page
    assert "Tercatat, belum berlaku pada angka di halaman ini" in page
    assert "Disesuaikan dengan hukum yang lebih ringan sejak" not in page
    form = (await office.get(f"{address}?mend=unadjusted", headers=PAGE)).text
    page = await led(office, await pressed(office, form, "unadjusting", {"reason": "Undang-undangnya belum berlaku"}))
    page = await led(office, await pressed(office, page, "unadjusting"))
    assert "Pencabutannya tercatat, tetapi belum berlaku" in page
