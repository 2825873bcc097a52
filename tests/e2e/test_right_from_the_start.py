"""Terms that a clerical correction or the prosecutor's answer changed, from the register to places and hours: credit,
deadline and plan are those of a history in which they had been right from the start."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, Hours, OpenSentence, StartService
from services.attendance.hours.decider.outlook import Outlook, outlooks
from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.events import PutusanHeld, PutusanRegistered
from services.matching.placement.decider import PLACEMENT, ProposePlaces
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need, Proposal
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.sentence import Regime, Terms
from tests.attendance.hours.facts import NOW, carried_out, log, placed, shift, worth
from tests.given import given
from tests.intake.putusan.amending import amend
from tests.intake.putusan.papers import PUTUSAN_ID, adult, circumstances, confirming, register
from tests.lawful import LAWS
from tests.matching.placement.test_decider import offer

BEGUN = date(2026, 9, 10)
"""The day after finality."""
PLACES = (Candidate(offer(1), {}), Candidate(offer(2, weekdays=(0, 1, 2, 3, 4, 5)), {}))
LAWFUL = st.fixed_dictionaries(
    {
        "total_minutes": st.integers(8, 30).map(lambda hours: hours * 60),
        "minutes_a_day": st.sampled_from([120, 240, 480]),
        "period_days": st.sampled_from([30, 60, 180]),
    }
)
UNLAWFUL = {"total_minutes": 300 * 60, "minutes_a_day": 480, "period_days": 180}
WORKED = st.lists(
    st.tuples(st.integers(-2, 40), st.sampled_from(("08:00-12:00", "13:00-15:30", "07:00-17:00"))),
    max_size=8,
    unique=True,
)


def logged(worked: Sequence[tuple[int, str]]) -> list[Command]:
    return [log(shift((BEGUN + timedelta(days=day)).isoformat(), hours)) for day, hours in worked]


class Rooms:
    """Matching and attendance, hearing what the register tells."""

    def __init__(self) -> None:
        self.hours: Hours = HOURS.fold([placed(putusan=PUTUSAN_ID)])
        self.placement: list[Event] = []

    def hear(self, events: Sequence[Event]) -> None:
        """What is told of the ruling."""
        for event in events:
            if isinstance(event, PutusanRegistered):
                self.does(retold(OpenSentence, event, klien_id=placed().klien_id))
                wish = retold(ProposePlaces, event, need=retold(Need, event), candidates=PLACES)
                self.placement += given(PLACEMENT, *self.placement, circumstances=NOW).when(wish).events

    def does(self, *commands: Command) -> None:
        """Somebody works, or begins to."""
        self.hours = carried_out(self.hours, commands)

    def seen(self) -> tuple[object, Outlook | None, object, tuple[Proposal, ...] | None]:
        """Credit of every day, deadline and what is left until when, the window, and the plan of each place."""
        window = self.hours.windows.get(PUTUSAN_ID)
        days = window and (window.opens_on, window.deadline, window.required_minutes, window.minutes_a_day)
        return (
            worth(self.hours, PUTUSAN_ID),
            outlooks(self.hours, LAWS.on).get(PUTUSAN_ID),
            days,
            PLACEMENT.fold(self.placement).proposals,
        )


STARTING = StartService(
    klien_id=placed().klien_id, putusan_id=PUTUSAN_ID, started_on=BEGUN, document=Personal("BA-1/2026")
)


def told(first: Sequence[Event], then: Sequence[Event], worked: Sequence[Command], at: int) -> Rooms:
    """The register tells, somebody works so much, it tells again, and the work goes on."""
    rooms = Rooms()
    rooms.hear(first)
    if any(isinstance(event, PutusanRegistered) for event in first):
        rooms.does(STARTING)
    rooms.does(*worked[:at])
    rooms.hear(then)
    rooms.does(STARTING, *worked[at:])
    return rooms


def right(terms: dict[str, Any], worked: Sequence[Command]) -> Rooms:
    events = register(adult(**terms)).events
    assert isinstance(events[-1], PutusanRegistered)
    return told(events, [], worked, 0)


@settings(max_examples=60, deadline=None)
@example(LAWFUL, LAWFUL, WORKED, st.data())
def test_a_clerical_correction_after_hours_were_worked(
    wrong: dict[str, Any], mended: dict[str, Any], worked: list[tuple[int, str]], data: st.DataObject
) -> None:
    first, logs = register(adult(**wrong)).events, logged(worked)
    changed = {name: value for name, value in mended.items() if value != wrong[name]}
    then = amend(first, **changed).events if changed else []
    found = told(first, then, logs, data.draw(st.integers(0, len(logs))))
    assert found.seen() == right(mended, logs).seen()


@settings(max_examples=40, deadline=None)
@example(LAWFUL, WORKED, st.data())
def test_the_prosecutors_answer_after_work_was_recorded(
    answered: dict[str, Any], worked: list[tuple[int, str]], data: st.DataObject
) -> None:
    first, logs = register(adult(**UNLAWFUL)).events, logged(worked)
    assert isinstance(first[-1], PutusanHeld)
    answer = confirming(Terms(regime=Regime.ADULT, **answered))
    then = given(PUTUSAN, *first, circumstances=circumstances()).when(answer).events
    found = told(first, then, logs, data.draw(st.integers(0, len(logs))))
    assert found.seen() == right(answered, logs).seen()


def test_the_rooms_hear_of_the_same_ruling() -> None:
    """So that nothing is equal for being empty."""
    rooms = right({"total_minutes": 480, "minutes_a_day": 240, "period_days": 60}, logged([(0, "08:00-12:00")]))
    days, outlook, window, proposals = rooms.seen()
    assert days == {"2026-09-10": (240, 240, {})}
    assert outlook is not None
    assert (outlook.credited_minutes, outlook.required_minutes) == (240, 480)
    assert window == (BEGUN, BEGUN + timedelta(days=60), 480, 240)
    assert proposals
