"""Whatever is told of a ruling after a host accepted and hours were worked, from the register to places and hours:
credit, deadline and plan with its slots are those of a history in which it had been right from the start."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.attendance.hours import decider as attending
from services.attendance.hours.decider import HOURS, Hours, OpenSentence, StartService, TakeCredit
from services.attendance.hours.decider.outlook import Outlook, outlooks
from services.attendance.hours.events import Brought
from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import (
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanHeld,
    PutusanRegistered,
    PutusanResumed,
)
from services.matching.ipd.decider import IPD
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    AcceptPlacement,
    FollowTerms,
    Placement,
    ProposePlaces,
    TakeEnd,
    TakeFinality,
    TakeStart,
)
from services.matching.placement.decider.plan import plan
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import StreamName
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.domain.sentence import Regime, Terms
from shared.domain.thing import Across
from tests.attendance.hours.facts import NOW, carried_out, log, placed, shift, worth
from tests.given import given
from tests.intake.putusan.amending import amend
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, circumstances, confirming, paper_for, register
from tests.intake.putusan.test_adjusting import adjusting
from tests.intake.putusan.test_adjusting import withdrawing as unadjusting
from tests.intake.putusan.test_appealing import final, lodging, taken_back
from tests.intake.putusan.test_carrying import carrying
from tests.intake.putusan.test_carrying import withdrawing as uncarrying
from tests.intake.putusan.test_ending import ending, resuming
from tests.lawful import LAWS
from tests.matching.placement.test_decider import OFFICE, offer

BEGUN = date(2026, 9, 10)
"""The day after finality."""
WHOEVER = (Regime.ADULT, Regime.CHILD)
HERE = offer(1, regimes=WHOEVER)
PLACES = (Candidate(HERE, {}), Candidate(offer(2, regimes=WHOEVER, weekdays=(0, 1, 2, 3, 4, 5)), {}))
LAWFUL = st.fixed_dictionaries(
    {
        "total_minutes": st.integers(8, 30).map(lambda hours: hours * 60),
        "minutes_a_day": st.sampled_from([120, 150, 180]),
        "period_days": st.sampled_from([60, 90, 180]),
    }
)
UNLAWFUL = {"total_minutes": 300 * 60, "minutes_a_day": 480, "period_days": 180}
WORKED = st.lists(
    st.tuples(st.integers(-2, 40), st.sampled_from(("08:00-12:00", "13:00-15:30", "07:00-17:00"))),
    max_size=6,
    unique=True,
)
AGREED = st.integers(-3, 9).map(lambda days: BEGUN + timedelta(days=days))
"""From when the host agreed to it, whenever the work began."""


def logged(worked: Sequence[tuple[int, str]]) -> list[Command]:
    return [log(shift((BEGUN + timedelta(days=day)).isoformat(), hours)) for day, hours in worked]


class Rooms:
    """Matching and attendance, hearing what the register tells; matching hears attendance, too."""

    def __init__(self) -> None:
        self.hours: Hours = HOURS.fold([placed(putusan=PUTUSAN_ID)])
        self.streams: dict[StreamName, list[Event]] = defaultdict(list, {IPD.stream(OFFICE): [HERE]})

    @property
    def placement(self) -> Placement:
        return PLACEMENT.fold(self.streams[PLACEMENT.stream(PUTUSAN_ID)])

    def hear(self, events: Sequence[Event]) -> None:
        """What is told of the ruling."""
        here = {"klien_id": placed().klien_id}
        for event in events:
            match event:
                case PutusanRegistered():
                    self.does(retold(OpenSentence, event, **here))
                    self.places(retold(ProposePlaces, event, need=retold(Need, event), candidates=PLACES))
                case PutusanFinalityRecorded():
                    self.does(retold(attending.TakeFinality, event, **here))
                    self.places(retold(TakeFinality, event, candidates=PLACES))
                case PutusanEnded() | PutusanResumed():
                    ended = {"ended_on": getattr(event, "ended_on", None)}
                    self.does(retold(attending.TakeEnd, event, **here, **ended))
                    self.places(retold(TakeEnd, event, **ended, candidates=PLACES))
                case PutusanCreditBrought() | PutusanCreditWithdrawn():
                    credit = retold(Brought, event) if isinstance(event, PutusanCreditBrought) else None
                    self.does(retold(TakeCredit, event, credit=credit, **here))

    def does(self, *commands: Command) -> None:
        """Somebody works, or begins to."""
        self.hours = carried_out(self.hours, commands)

    def places(self, command: Command) -> None:
        """Matching decides, and then follows what was told."""
        self._decides(command)
        self._decides(FollowTerms(putusan_id=PUTUSAN_ID))

    def accepts(self, agreed: date) -> None:
        """The host agrees from that day on to the days that planning has for it then."""
        need = self.placement.need
        if need is None or self.placement.accepted:
            return
        found = plan(need, HERE, NOW, agreed)
        assert found is not None
        said: dict[str, Any] = {"override": Personal("Disebut dalam putusan"), "document": Personal("SP-1/2026")}
        days = {"planned_from": found.first, "planned_until": found.last}
        self.places(AcceptPlacement(putusan_id=PUTUSAN_ID, ipd_id=OFFICE, offer_id=HERE.offer_id, **days, **said))

    def begins(self) -> None:
        """By berita acara, of which matching hears."""
        self.does(STARTING)
        self.places(TakeStart(putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID, number=0, started_on=BEGUN))

    def seen(self) -> dict[str, object]:
        """Credit of every day, deadline and what is left until when, the window, and the plan with its slots."""
        window, stay = self.hours.windows.get(PUTUSAN_ID), self.placement.accepted
        return {
            "credit": worth(self.hours, PUTUSAN_ID),
            "outlook": outlooks(self.hours, LAWS.on).get(PUTUSAN_ID),
            "window": window and (window.opens_on, window.deadline, window.required_minutes, window.minutes_a_day),
            "plan": stay and (stay.planned_from, stay.planned_until),
            "slots": {
                stream
                for stream, events in self.streams.items()
                if stream.startswith("slots-") and SLOTS.fold(events).holds(HERE.offer_id, PUTUSAN_ID)
            },
            "asked": self.placement.asks,
        }

    def _decides(self, command: Command) -> None:
        own, deciding = PLACEMENT.stream(PUTUSAN_ID), PLACEMENT.decides[type(command)]
        if isinstance(deciding, Across):
            scope = ((PLACEMENT, own), *deciding.beside(command, self.placement))
            told = deciding.decide(command, tuple(thing.fold(self.streams[name]) for thing, name in scope), NOW)
            assert not isinstance(told, Refused), told
        else:
            scope, told = ((PLACEMENT, own),), [PLACEMENT.decide(command, self.placement, NOW)]
        for (_, stream), events in zip(scope, told, strict=True):
            self.streams[stream] += events


STARTING = StartService(
    klien_id=placed().klien_id, putusan_id=PUTUSAN_ID, started_on=BEGUN, document=Personal("BA-1/2026")
)


@dataclass(frozen=True)
class Since:
    """So much is worked before the rest is told, of a stay that the host agreed to from that day on."""

    worked: Sequence[Command]
    at: int
    agreed: date


SINCE = st.builds(
    lambda worked, at, agreed: Since(logged(worked), min(at, len(worked)), agreed), WORKED, st.integers(0, 6), AGREED
)


def told(first: Sequence[Event], then: Sequence[Event], since: Since) -> Rooms:
    """The register tells, a host accepts, somebody works so much, the register tells again, and the work goes on."""
    rooms = Rooms()
    rooms.hear(first)
    if any(isinstance(event, PutusanRegistered) for event in first):
        rooms.accepts(since.agreed)
        rooms.begins()
    rooms.does(*since.worked[: since.at])
    rooms.hear(then)
    rooms.accepts(since.agreed)
    rooms.begins()
    rooms.does(*since.worked[since.at :])
    return rooms


def right(events: Sequence[Event], since: Since) -> Rooms:
    """All of it is told before anybody accepts or works."""
    assert any(isinstance(event, PutusanRegistered) for event in events)
    return told(events, [], since)


def registered(regime: Regime, terms: dict[str, Any]) -> list[Event]:
    paper: Paper = paper_for(regime, **terms)
    return [*register(paper).events]


def after(before: Sequence[Event], *commands: Command) -> list[Event]:
    """What the register tells of these commands."""
    events = [*before]
    for command in commands:
        events += given(PUTUSAN, *events, circumstances=circumstances()).when(command).events
    return events[len(before) :]


REGIMES = st.sampled_from(WHOEVER)


@settings(max_examples=60, deadline=None)
@example(REGIMES, LAWFUL, LAWFUL, SINCE)
def test_a_clerical_correction_after_hours_were_worked(
    regime: Regime, wrong: dict[str, Any], mended: dict[str, Any], since: Since
) -> None:
    first = registered(regime, wrong)
    changed = {name: value for name, value in mended.items() if value != wrong[name]}
    then = amend(first, **changed).events if changed else []
    assert told(first, then, since).seen() == right(registered(regime, mended), since).seen()


@settings(max_examples=40, deadline=None)
@example(LAWFUL, SINCE)
def test_the_prosecutors_answer_after_work_was_recorded(answered: dict[str, Any], since: Since) -> None:
    first = registered(Regime.ADULT, UNLAWFUL)
    assert isinstance(first[-1], PutusanHeld)
    then = after(first, confirming(Terms(regime=Regime.ADULT, **answered)))
    assert told(first, then, since).seen() == right(registered(Regime.ADULT, answered), since).seen()


COURTS = st.integers(5, 20).map(lambda days: date(2026, 9, 4) + timedelta(days=days))
"""A day of finality after the appeal."""
TOLD_LATER = st.one_of(
    st.integers(8, 20).map(lambda hours: [adjusting(on=BEGUN, total_minutes=hours * 60)]),
    COURTS.map(lambda day: [lodging(), final(day, 2)]),
    st.integers(1, 7).map(lambda hours: [carrying(hours=hours, started_on=BEGUN, until=BEGUN + timedelta(days=1))]),
)
TAKEN_BACK = st.sampled_from(
    (
        [ending(on=BEGUN + timedelta(days=20)), resuming()],
        [adjusting(on=BEGUN, total_minutes=8 * 60), unadjusting()],
        [carrying(hours=3, started_on=BEGUN, until=BEGUN), uncarrying()],
        [lodging(), taken_back(), final(date(2026, 9, 9), 2)],
    )
)
LONG = LAWFUL.map(lambda terms: terms | {"total_minutes": 30 * 60})
"""More than any of them lowers it to."""


@settings(max_examples=80, deadline=None)
@example(REGIMES, LONG, TOLD_LATER, SINCE)
def test_an_adjustment_an_appeal_and_credit_from_elsewhere_after_hours_were_worked(
    regime: Regime, terms: dict[str, Any], commands: list[Command], since: Since
) -> None:
    first = registered(regime, terms)
    then = after(first, *commands)
    assert told(first, then, since).seen() == right([*first, *then], since).seen()


@settings(max_examples=60, deadline=None)
@example(REGIMES, LONG, TAKEN_BACK, SINCE)
def test_what_is_taken_back_again_leaves_no_trace(
    regime: Regime, terms: dict[str, Any], commands: list[Command], since: Since
) -> None:
    first = registered(regime, terms)
    assert told(first, after(first, *commands), since).seen() == right(first, since).seen()


@settings(max_examples=40, deadline=None)
@example(REGIMES, LAWFUL, LONG, SINCE)
def test_terms_that_are_mended_while_it_has_ended_are_planned_once_it_goes_on(
    regime: Regime, wrong: dict[str, Any], mended: dict[str, Any], since: Since
) -> None:
    first = registered(regime, wrong)
    ended = after(first, ending(on=BEGUN + timedelta(days=20)))
    changed = {name: value for name, value in mended.items() if value != wrong[name]}
    then = amend([*first, *ended], **changed).events if changed else []
    on_again = after([*first, *ended, *then], resuming())
    found = told(first, [*ended, *then, *on_again], since)
    assert found.seen() == right(registered(regime, mended), since).seen()


def test_the_rooms_hear_of_the_same_ruling() -> None:
    """So that nothing is equal for being empty: 60 h instead of 8 h end a month later."""
    since = Since(logged([(0, "08:00-12:00")]), 1, BEGUN)
    terms = {"total_minutes": 480, "minutes_a_day": 240, "period_days": 180}
    first = registered(Regime.ADULT, terms)
    seen = right(first, since).seen()
    assert seen["credit"] == {"2026-09-10": (240, 240, {})}
    assert isinstance(seen["outlook"], Outlook)
    assert (seen["outlook"].credited_minutes, seen["outlook"].required_minutes) == (240, 480)
    assert seen["window"] == (BEGUN, BEGUN + timedelta(days=180), 480, 240)
    assert seen["plan"] == (BEGUN, date(2026, 9, 11))
    assert seen["slots"] == {SLOTS.stream(OFFICE, "2026-09")}
    longer = told(first, amend(first, total_minutes=60 * 60).events, since).seen()
    assert longer["plan"] == (BEGUN, date(2026, 10, 12))
    assert longer["slots"] == {SLOTS.stream(OFFICE, month) for month in ("2026-09", "2026-10")}
