"""What is known of one person's hours: sentences, places, every log with its corrections, the last assessment told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from services.attendance.hours.decider.log import Decided, Log
from services.attendance.hours.decider.record import OF_RULINGS, Chain, Record, joined, moved, told
from services.attendance.hours.decider.worth import Days, DayWorth, Worth
from services.attendance.hours.events import (
    Brought,
    CreditBrought,
    DayAssessed,
    HoursCorrected,
    HoursFinalityRecorded,
    HoursLogged,
    HoursMoved,
    HoursTaken,
    PlaceOpened,
    ReviewDecided,
    SentenceEnded,
    SentenceOpened,
    SentenceWithdrawn,
    ServiceStarted,
    ShiftSentToReview,
    StartCorrected,
    WindowFixed,
)
from shared.domain.event import Event
from shared.domain.identifiers import IpdId, PutusanId, RuleCode, ShiftId, SiteId
from shared.domain.sentence import Former, Ground, Regime, Terms, Weekdays
from shared.law.law import LawOn
from shared.law.limits import Stretch, deadline, in_force_from
from shared.law.parameters import Parameter
from shared.law.timetable import works_six_days

NO_PLACE = RuleCode("no-placement")
OVERLAP = RuleCode("overlap")
OUTSIDE_REACH = RuleCode("outside-reach")
"""Recorded by somebody whose person, or place, it is not: that is known when it is recorded, and not from the set."""
OF_TWO = RuleCode("merged-day")
"""Worked on a day of which there were hours under two ids of one person (0064)."""
OF_THE_SET = frozenset({NO_PLACE, OVERLAP, OF_TWO})
"""Reasons for review that later facts may remove; all others lie in the log's own content."""


Numbered = Mapping[int, date | None]
"""What was said of one day, by the number under which it was said."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One putusan's terms with what was said of its finality and its berita acara, each by number: the highest stands.

    What follows is never stored beside it: the window opens on the later of the two (settlement 18), both of its days
    inclusive. Its last day is the law's to say: ``by`` whom it is asked.
    """

    putusan_id: PutusanId
    terms: Terms
    ruled_on: date
    former: Former | None = None
    """The terms of days before an adjustment to a milder law."""
    finals: Numbered = field(default_factory=dict)
    """0: as the ruling was registered; 1, 2 …: as recorded later."""
    starts: Numbered = field(default_factory=dict)
    """0: the berita acara; 1, 2 …: its corrections."""
    final_on: date | None = field(init=False)
    started_on: date | None = field(init=False)
    opens_on: date | None = field(init=False)
    deadline: date | None = None
    deadline_before: date | None = None
    """As it stood for the days before an adjustment."""
    window: Parameter | None = None
    """How long the law of that day lets it be."""
    ended_on: date | None = None
    """The last day on which work counts, where others have ended its execution here; None: it goes on."""
    ended_by: Ground | None = None
    at_six_days: Mapping[date, tuple[Stretch, ...]] = field(default_factory=dict)
    """What of a day was worked at hosts that work six days (settlement 15)."""
    brought: Brought | None = None
    """What it brings from another regency."""

    def __post_init__(self) -> None:
        final_on, started_on = in_force_from(self.ruled_on, _standing(self.finals)), _standing(self.starts)
        object.__setattr__(self, "final_on", final_on)
        object.__setattr__(self, "started_on", started_on)
        first_on = self.first_on
        object.__setattr__(self, "opens_on", max(first_on, final_on) if first_on and final_on else None)

    @property
    def first_on(self) -> date | None:
        """The first execution, here or in the regency that it came from (settlement 1)."""
        days = (self.started_on, self.brought.started_on if self.brought else None)
        return min((day for day in days if day is not None), default=None)

    @property
    def brought_minutes(self) -> int:
        """What of the credit from elsewhere counts: never more than what is owed."""
        return min(self.brought.minutes, self.terms.total_minutes) if self.brought else 0

    @property
    def left_to_work(self) -> Terms:
        """The terms, with what is left of the total to be worked here."""
        return self.terms.model_copy(update={"total_minutes": self.terms.total_minutes - self.brought_minutes})

    def by(self, law_on: LawOn) -> "Sentence":
        """With its last day, by the law of the day on which its window opens."""
        if self.opens_on is None:
            return self
        law = law_on(self.opens_on)
        last, window = deadline(self.terms, self.opens_on, law), law.line("window_days", self.terms.regime)
        before = None
        if self.former is not None:  # nobody is late at once by a milder law
            before = deadline(self.former.terms, self.opens_on, law)
            last = max(last, min(before, self.former.before))
        return replace(self, deadline=last, deadline_before=before, window=window)

    def on(self, day: date) -> "Sentence":
        """As it binds on that day: an adjustment rejudges no earlier one."""
        if self.former is None or day >= self.former.before:
            return self
        return replace(self, terms=self.former.terms, deadline=self.deadline_before, deadline_before=None, former=None)

    def open_on(self, day: date) -> bool:
        """Whether that day lies inside the window, and the sentence has not ended before it."""
        if self.opens_on is None or self.deadline is None or self.over_on(day):
            return False
        return self.opens_on <= day <= self.deadline

    def over_on(self, day: date) -> bool:
        """Whether it had ended before that day."""
        return self.ended_on is not None and day > self.ended_on


def _standing(said: Numbered) -> date | None:
    return said[max(said)] if said else None


class Place(NamedTuple):
    """Where the person may serve, from which day, and whose place it is."""

    opens_on: date
    ipd_id: IpdId
    weekdays: Weekdays = ()


Placements = Mapping[PutusanId, Mapping[int, Mapping[SiteId, Place]]]
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Hours:
    """Everything that one rule about one person must see together. Sentences stand in the order of their rulings."""

    sentences: tuple[Sentence, ...] = ()
    placements: Placements = field(default_factory=dict)
    """What was said of each putusan's places, by number: the highest stands."""
    places: Mapping[SiteId, Place] = field(default_factory=dict)
    """What follows: every place that stands, from its first day."""
    logs: Mapping[ShiftId, Log] = field(default_factory=dict)
    assessed: Mapping[PutusanId, Days] = field(default_factory=dict)
    windows: Mapping[PutusanId, WindowFixed] = field(default_factory=dict)
    """As last told."""
    finals_before: Mapping[PutusanId, Numbered] = field(default_factory=dict)
    """Finality of rulings whose sentence is not open here (yet)."""
    endings: Mapping[PutusanId, Mapping[int, SentenceEnded]] = field(default_factory=dict)
    """Until when each putusan is executed here, by number: the highest stands."""
    carried: Mapping[PutusanId, Mapping[int, CreditBrought]] = field(default_factory=dict)
    """What each putusan brings from another regency, by number: the highest stands."""
    withdrawn: frozenset[PutusanId] = frozenset()
    """Rulings that turned out not to be this person's."""
    facts: Chain = ()
    """What was told of rulings and logs, as it was told."""
    record: Record = field(default_factory=Record)

    def by(self, law_on: LawOn) -> "Hours":
        """With every sentence's last day, by the law and by the acts of others."""
        return replace(self, sentences=tuple(self._as_others_say(one).by(law_on) for one in self.sentences))

    def _as_others_say(self, sentence: Sentence) -> Sentence:
        said, carried = self.endings.get(sentence.putusan_id), self.carried.get(sentence.putusan_id)
        on, ground = (said[max(said)].ended_on, said[max(said)].ground) if said else (None, None)
        brought = carried[max(carried)].credit if carried else None
        return replace(sentence, ended_on=on, ended_by=ground, brought=brought)

    def sentence(self, putusan_id: PutusanId) -> Sentence | None:
        """That putusan's sentence, where it is open here."""
        return next((found for found in self.sentences if found.putusan_id == putusan_id), None)

    def placed(self, site_id: SiteId, day: date) -> bool:
        """Whether the person had a placement at that site on that day."""
        place = self.places.get(site_id)
        return place is not None and place.opens_on <= day

    def with_sentence(self, sentence: Sentence) -> "Hours":
        """With this sentence added or replaced, the earlier ruling first (settlement 9)."""
        others = [other for other in self.sentences if other.putusan_id != sentence.putusan_id]
        ordered = sorted([*others, sentence], key=lambda found: (found.ruled_on, found.putusan_id))
        return replace(self, sentences=tuple(ordered))

    def six_days(self, sentence: Sentence, law_on: LawOn) -> bool:
        """Whether a child serves it at a host that works six days (settlement 15)."""
        said = self.placements.get(sentence.putusan_id, {})
        if sentence.terms.regime is Regime.ADULT or not said:
            return False
        return any(works_six_days(place.weekdays, law_on(place.opens_on)) for place in said[max(said)].values())

    def knows(self, putusan_id: PutusanId) -> bool:
        """Whether anything of that putusan stands here."""
        opened = self.sentence(putusan_id) is not None
        before = (self.placements, self.finals_before, self.endings, self.carried)
        return opened or any(putusan_id in said for said in before)

    def with_placements(self, placements: Placements) -> "Hours":
        """With these places said, and what follows: each that stands, from its first day."""
        places: dict[SiteId, Place] = {}
        for said in placements.values():
            for site_id, stands in said[max(said)].items():
                places[site_id] = min(stands, places.get(site_id, stands))
        return replace(self, placements=placements, places=places)

    def with_log(self, shift_id: ShiftId, log: Log, told: Event | None = None) -> "Hours":
        """With what is now known under this shift's id, by this fact."""
        return replace(self, logs={**self.logs, shift_id: log}, facts=(self.facts, told) if told else self.facts)


def _sentence_opened(hours: Hours, event: SentenceOpened) -> Hours:
    known = hours.sentence(event.putusan_id)
    if known is not None:  # its window is told anew: until when it can be done may change without its days
        windows = _without(hours.windows, event.putusan_id)
        return replace(hours, windows=windows).with_sentence(_mended(known, event))
    said = {0: event.final_on} if event.final_on else {}
    finals = {**said, **hours.finals_before.get(event.putusan_id, {})}
    hours = replace(hours, withdrawn=hours.withdrawn - {event.putusan_id})
    return hours.with_sentence(Sentence(event.putusan_id, event.terms, event.ruled_on, event.former, finals))


def _mended(known: Sentence, event: SentenceOpened) -> Sentence:
    """The terms as mended; what was said of finality and berita acara stands."""
    later = {number: day for number, day in known.finals.items() if number}
    said = {0: event.final_on} if event.final_on else {}
    finals = known.finals if event.final_on == _standing(known.finals) else {**said, **later}
    return replace(known, terms=event.terms, former=event.former, ruled_on=event.ruled_on, finals=finals)


def _sentence_withdrawn(hours: Hours, event: SentenceWithdrawn) -> Hours:
    gone = event.putusan_id
    left = replace(
        hours,
        sentences=tuple(sentence for sentence in hours.sentences if sentence.putusan_id != gone),
        assessed=_without(hours.assessed, gone),
        windows=_without(hours.windows, gone),
        finals_before=_without(hours.finals_before, gone),
        endings=_without(hours.endings, gone),
        carried=_without(hours.carried, gone),
        withdrawn=hours.withdrawn | {gone},
    )
    return left.with_placements(_without(hours.placements, gone))


def _without(known: Mapping[PutusanId, V], gone: PutusanId) -> Mapping[PutusanId, V]:
    return {putusan_id: value for putusan_id, value in known.items() if putusan_id != gone}


def _finality_recorded(hours: Hours, event: HoursFinalityRecorded) -> Hours:
    sentence, said = hours.sentence(event.putusan_id), {event.number: event.final_on}
    if sentence is not None:
        return hours.with_sentence(replace(sentence, finals={**said, **sentence.finals}))
    known = hours.finals_before.get(event.putusan_id, {})
    return replace(hours, finals_before={**hours.finals_before, event.putusan_id: {**said, **known}})


def _sentence_ended(hours: Hours, event: SentenceEnded) -> Hours:
    """The window is told anew: until when it can still be done changes without its days."""
    said = {event.number: event} | dict(hours.endings.get(event.putusan_id, {}))
    windows = _without(hours.windows, event.putusan_id)
    return replace(hours, endings={**hours.endings, event.putusan_id: said}, windows=windows)


def _credit_brought(hours: Hours, event: CreditBrought) -> Hours:
    said = {event.number: event} | dict(hours.carried.get(event.putusan_id, {}))
    return replace(hours, carried={**hours.carried, event.putusan_id: said})


def _place_opened(hours: Hours, event: PlaceOpened) -> Hours:
    said = hours.placements.get(event.putusan_id, {})
    place, sites = Place(event.opens_on, event.ipd_id, event.weekdays), said.get(event.number, {})
    earliest = min(place, sites.get(event.site_id, place))
    of_putusan = {**said, event.number: {**sites, event.site_id: earliest}}
    return hours.with_placements({**hours.placements, event.putusan_id: of_putusan})


def _started(hours: Hours, event: ServiceStarted | StartCorrected) -> Hours:
    sentence = hours.sentence(event.putusan_id)
    if sentence is None:
        return hours
    number = event.number if isinstance(event, StartCorrected) else 0
    return hours.with_sentence(replace(sentence, starts={number: event.started_on, **sentence.starts}))


def _window_fixed(hours: Hours, event: WindowFixed) -> Hours:
    return replace(hours, windows={**hours.windows, event.putusan_id: event})


def _logged(hours: Hours, event: HoursLogged) -> Hours:
    log = hours.logs.get(event.shift.id, Log()).saying(0, event.shift, event.by)
    return hours.with_log(event.shift.id, replace(log, told=()), event)


def _sent_to_review(hours: Hours, event: ShiftSentToReview) -> Hours:
    """The first telling of a content names all that is wrong with itself; later ones leave out what was accepted."""
    log = hours.logs.get(event.shift.id, Log()).saying(event.number, event.shift, event.by)
    own = tuple(reason for reason in event.reasons if reason not in OF_THE_SET)
    faults = {event.number: own} | dict(log.faults)
    return hours.with_log(event.shift.id, replace(log, faults=faults, told=event.reasons), event)


def _corrected(hours: Hours, event: HoursCorrected) -> Hours:
    log = hours.logs.get(event.shift_id, Log()).saying(event.number, event.shift, event.by)
    return hours.with_log(event.shift_id, log, event)


def _review_decided(hours: Hours, event: ReviewDecided) -> Hours:
    log = hours.logs.get(event.shift_id, Log())
    decisions = {event.number: Decided(event.content, event.accepted)} | dict(log.decisions)
    return hours.with_log(event.shift_id, replace(log, decisions=decisions), event)


def _day_assessed(hours: Hours, event: DayAssessed) -> Hours:
    worth = DayWorth(
        event.worked_minutes,
        event.credited_minutes,
        event.violations,
        tuple(Worth(credit.shift_id, credit.worked_minutes, credit.credited_minutes) for credit in event.credits),
        event.flags,
        event.ipd_id,
        event.site_id,
    )
    days = {**hours.assessed.get(event.putusan_id, {}), event.day: worth}
    return replace(hours, assessed={**hours.assessed, event.putusan_id: days})


EVOLVE: dict[type[Event], Callable[[Hours, Any], Hours]] = {
    SentenceOpened: _sentence_opened,
    SentenceWithdrawn: _sentence_withdrawn,
    PlaceOpened: _place_opened,
    HoursFinalityRecorded: _finality_recorded,
    SentenceEnded: _sentence_ended,
    CreditBrought: _credit_brought,
    ServiceStarted: _started,
    StartCorrected: _started,
    WindowFixed: _window_fixed,
    HoursLogged: _logged,
    ShiftSentToReview: _sent_to_review,
    HoursCorrected: _corrected,
    ReviewDecided: _review_decided,
    DayAssessed: _day_assessed,
    HoursMoved: lambda hours, event: replace(hours, **moved(hours.facts, hours.logs, hours.record, event)),
    HoursTaken: lambda hours, event: replace(hours, record=joined(hours.record, event)),
}


def evolve(hours: Hours, event: Event) -> Hours:
    """The hours after one more event; an event of another kind changes nothing."""
    step = EVOLVE.get(type(event))
    if step is None:
        return hours
    hours = step(hours, event)
    return replace(hours, facts=told(hours.facts, event)) if type(event) in OF_RULINGS else hours
