"""The supervisor's day: the places, who serves there, what is logged today and what can still be credited."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import hypothesis
import pytest
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, LogHours
from services.attendance.hours.events import Against, Credit, DayAssessed, HoursLogged, Shift, Violation
from services.attendance.hours.projections import SHIFTS
from services.intake.putusan.events import PutusanReceived
from services.matching.ipd.events import SupervisorNamed
from services.reporting.desks.supervisor import credited_pieces, worker_of
from services.reporting.reports.days import Day, OfShift
from services.reporting.reports.logs import Log, logs
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import State
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.event import Event
from shared.domain.identifiers import Citation, RuleCode, ShiftId, SiteId, derived
from shared.domain.refusal import Refused
from shared.law.calendar import WIB, minute_of
from shared.law.circumstances import Circumstances
from shared.law.twenty_four import Piece
from shared.ledger.ledger import Ledger
from shared.runtime.clock import now, today_wib
from shared.runtime.settings import Settings
from tests.attendance.hours.facts import NOW
from tests.attendance.hours.test_any_order import decisions, stories
from tests.given import given
from tests.lawful import LAWS, settled
from tests.neighbours import account_of
from tests.opened import opened
from tests.reporting.telling import IPD, KLIEN, SITE, another, appended, running
from tests.reporting.test_host import HOST, OPENED
from tests.waiting import read

MONDAY = date(2026, 3, 2)
OTHER_SITE = SiteId("50000000-0000-4000-8000-000000000002")
AT = Circumstances(datetime(2026, 3, 2, 9, tzinfo=WIB), LAWS)


def sentence(**more: Any) -> Sentence:
    """An adult's 40 hours under way since that Monday."""
    own: dict[str, Any] = {
        "putusan_id": "first",
        "klien_id": KLIEN,
        "state": State.RUNNING.value,
        "since": AT.now,
        "regime": "adult",
        "required_minutes": 2400,
        "opens_on": MONDAY,
        "deadline": MONDAY + timedelta(days=180),
    }
    return Sentence(**(own | more))


@pytest.mark.parametrize(
    ("rows", "credited", "most", "left"),
    [
        pytest.param([sentence()], {}, 480, 480, id="KUHP 85(5): eight hours"),
        pytest.param([sentence(regime="child")], {}, 180, 180, id="PP 58/2022 16(3): three hours"),
        pytest.param([sentence(minutes_a_day=120)], {"first": 90}, 120, 30, id="the ruling's own two"),
        pytest.param([sentence(credited_minutes=2370)], {}, 480, 30, id="half an hour is owed"),
        pytest.param([sentence(opens_on=None)], {}, 0, 0, id="no berita acara yet"),
        pytest.param([sentence(deadline=date(2026, 3, 1))], {}, 0, 0, id="the window is over"),
        pytest.param(
            [sentence(minutes_a_day=300), sentence(putusan_id="second", minutes_a_day=300)],
            {"first": 300},
            480,
            180,
            id="32: two sentences share the statutory day",
        ),
    ],
)
def test_what_a_day_can_still_give(rows: list[Sentence], credited: dict[str, int], most: int, left: int) -> None:
    found = worker_of(rows, [], credited, AT)
    assert (found.most_minutes, found.left_minutes) == (most, left)


def night(minutes: int, day: date, starts: datetime, ends: datetime) -> list[Piece]:
    """The pieces of one log of that length, of which so much was credited on that day."""
    log = Log("a", KLIEN, "a", state="recorded", day=starts.date(), starts=starts, ends=ends)
    row = Day("d", "first", KLIEN, day, None, minutes, minutes, 0, (), shifts=(OfShift("a", minutes, minutes),))
    return credited_pieces([log], [row])


@pytest.mark.parametrize(
    ("minutes", "ends", "left"),
    [
        pytest.param(480, datetime(2026, 3, 1, 9, tzinfo=WIB), 480, id="a full day ago"),
        pytest.param(480, datetime(2026, 3, 1, 17, tzinfo=WIB), 480, id="by then that day is behind"),
        pytest.param(480, datetime(2026, 3, 2, 0, tzinfo=WIB), 60, id="of 09.00 to 17.00 what is after 16.00"),
        pytest.param(240, datetime(2026, 3, 2, 0, tzinfo=WIB), 240, id="four hours of the evening"),
    ],
)
def test_where_24_hours_are_looked_at_the_day_gives_what_they_leave(minutes: int, ends: datetime, left: int) -> None:
    before = night(minutes, MONDAY - timedelta(days=1), ends - timedelta(hours=8), ends)
    laws = settled(("day_rule", "rolling", date(2026, 1, 5)))
    rolling = Circumstances(AT.now, laws)
    assert worker_of([sentence()], [], {}, rolling, before).left_minutes == left
    assert worker_of([sentence()], [], {}, AT, before).left_minutes == 480
    assert worker_of([sentence(regime="child")], [], {}, rolling, before).left_minutes == 180


def test_credited_minutes_are_told_as_late_in_their_log_as_can_be_and_on_their_day() -> None:
    starts, ends = datetime(2026, 3, 1, 22, tzinfo=WIB), datetime(2026, 3, 2, 2, tzinfo=WIB)
    midnight = minute_of(datetime(2026, 3, 2, tzinfo=WIB))
    assert [one[:2] for one in night(90, MONDAY - timedelta(days=1), starts, ends)] == [(midnight - 90, midnight)]
    assert [one[:2] for one in night(60, MONDAY, starts, ends)] == [(midnight + 60, midnight + 120)]
    assert night(0, MONDAY, starts, ends) == []


def test_a_log_that_was_struck_out_is_none_that_is_recorded_today() -> None:
    struck = Log("a", KLIEN, "a", state="struck", day=MONDAY)
    assert (worker_of([sentence()], [struck], {}, AT).standing, worker_of([sentence()], [struck], {}, AT).can) == (
        [],
        True,
    )
    assert not worker_of([sentence(opens_on=None)], [], {}, AT).can


def test_a_childs_sunday_gives_nothing() -> None:
    sunday = Circumstances(datetime(2026, 3, 8, 9, tzinfo=WIB), LAWS)
    assert worker_of([sentence(regime="child")], [], {}, sunday).most_minutes == 0


@hypothesis.settings(max_examples=60)
@hypothesis.given(story=stories(), data=st.data())
def test_a_log_stands_here_as_it_does_in_attendance(
    story: tuple[list[Event], list[object]], data: st.DataObject
) -> None:
    events, commands = story
    logged = [command.shift for command in commands if isinstance(command, LogHours)]
    hours, told = HOURS.fold(events), list[Event]()
    for command in [*reversed(commands), *data.draw(decisions(logged))]:
        decided = HOURS.decide(command, hours, NOW)  # type: ignore[arg-type]
        for event in () if isinstance(decided, Refused) else decided:  # a decision on what was corrected since
            hours, told = HOURS.evolve(hours, event), [*told, event]
    theirs, ours = given(SHIFTS, *told).by_key, given(logs, *told).by_key
    assert ours.keys() == theirs.keys()
    for key, row in theirs.items():
        assert (ours[key].state or "waiting") == row.state
        assert (ours[key].starts, ours[key].ends, ours[key].number) == (row.starts, row.ends, row.number)
        assert ours[key].recorded_by == row.recorded_by


@pytest.fixture
async def place(settings: Settings, ledger: Ledger, database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """A supervisor who is named at both places."""
    async with opened(settings, "reporting", role=RoleName.SUPERVISOR) as client:
        me = await account_of(database, RoleName.SUPERVISOR)
        for site in (SITE, OTHER_SITE):
            named = SupervisorNamed(ipd_id=IPD, site_id=site, account_id=me, from_day=MONDAY)
            await appended(ledger, named)
        yield client


def of_today(number: int = 1, hours: int = 1) -> HoursLogged:
    """Work that was recorded today, an hour ago."""
    starts = (now() - timedelta(hours=hours)).astimezone(UTC).replace(second=0, microsecond=0)
    klien = another(running()[0], number).klien_id  # type: ignore[attr-defined]
    shift = Shift(id=ShiftId(derived("log", str(number))), site_id=SITE, ipd_id=IPD, starts=starts, ends=now())
    return HoursLogged(klien_id=klien, shift=shift)


async def test_one_place_needs_no_choice_and_shows_its_people_with_a_form_each(
    place: httpx2.AsyncClient, ledger: Ledger
) -> None:
    last = await appended(ledger, HOST, OPENED, *running())
    await read(place, f"/?after={last}")
    page = (await place.get("/", headers={"accept": "text/html"})).text
    for words in ("Panti Contoh", "Hari ini, 1 orang", "Belum tercatat", f'value="{SITE}/{IPD}"'):
        assert words in page
    assert page.count('action="/hours"') == 1
    assert str(today_wib()) in page


async def test_of_several_places_one_is_chosen_and_what_is_logged_stands_with_its_person(
    place: httpx2.AsyncClient, ledger: Ledger
) -> None:
    other = OTHER_SITE
    there = [another(event, 2) for event in running()]
    there = [event.model_copy(update={"site_id": other}) if hasattr(event, "site_id") else event for event in there]
    log = of_today()
    last = await appended(ledger, HOST, OPENED, *running(), *there, log)
    found = await read(place, f"/?after={last}")
    assert found["counts"] == {SITE: 1, other: 1}
    choice = (await place.get("/", headers={"accept": "text/html"})).text
    assert "Di tempat mana Anda mengawasi hari ini?" in choice
    assert f'href="/?place={SITE}"' in choice
    assert "Tempat tidak dikenal" in choice
    if log.shift.starts.astimezone(WIB).date() == today_wib():  # an hour ago was yesterday at half past midnight
        page = (await place.get(f"/?place={SITE}", headers={"accept": "text/html"})).text
        assert f"/logs/{log.shift.id}" in page
        assert "Tercatat" in page


async def test_a_persons_hours_are_reached_from_their_card_and_what_does_not_count_is_marked_there(
    place: httpx2.AsyncClient, ledger: Ledger
) -> None:
    log = of_today()
    credit = Credit(shift_id=log.shift.id, worked_minutes=60, credited_minutes=0)
    against = {"citation": Citation("PP 58/2022 16(3)"), "against": Against.HOST, "shift_id": log.shift.id}
    outside = Violation(rule=RuleCode("daytime"), minutes=60, **against)
    (sentence_of,) = [event for event in running() if isinstance(event, PutusanReceived)]
    day = DayAssessed(
        klien_id=log.klien_id,
        putusan_id=another(sentence_of, 1).putusan_id,  # type: ignore[attr-defined]
        day=log.shift.starts.astimezone(WIB).date(),
        worked_minutes=60,
        credited_minutes=0,
        total_credited_minutes=0,
        violations=(outside,),
        credits=(credit,),
    )
    last = await appended(ledger, HOST, OPENED, *running(), log, day)
    await read(place, f"/?after={last}")
    page = (await place.get("/", headers={"accept": "text/html"})).text
    assert f'<a class="name" href="/hours/{log.klien_id}">' in page
    assert f'id="klien-{log.klien_id}"' in page
    if day.day == today_wib():  # an hour ago was yesterday at half past midnight
        assert "Tercatat, tidak diakui" in page
        assert "diakui 0 jam dari 1 jam: di luar jam yang dibolehkan" in page
