"""What can happen to the hours of one person: sentences and places opened, work logged and assessed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.bounds import RULES_MAX, RuleCodes
from shared.domain.event import Event, Value
from shared.domain.identifiers import (
    AccountId,
    Citation,
    Code,
    IpdId,
    KlienId,
    OfferId,
    PutusanId,
    RuleCode,
    ShiftId,
    SiteId,
)
from shared.domain.personal import Personal
from shared.domain.sentence import Former, Ground, Terms, Weekdays

BREAKS_MAX = 1_000
"""Of one log: what no person sends. From 100 on the decider refuses it in words."""
CREDITS_MAX = 5_000
"""Of one day: a log each, and more than a request may bring bytes."""
LOGS_MAX = 10_000
"""Of one person: more than a request may bring bytes."""


class Source(StrEnum):
    """How a fact reached us."""

    API = "api"
    PAPER = "paper"
    PHONE = "phone"
    IMPORT = "import"


class Against(StrEnum):
    """Whose doing a broken rule is: work above a cap is the host's, not the person's (settlement 7)."""

    HOST = "host"
    PERSON = "person"
    NEITHER = "neither"


class Break(Value):
    """From–to inside a shift."""

    starts: datetime
    ends: datetime


class Work(Value):
    """One stretch of work at one place. Times are RFC 3339 with their offset."""

    site_id: SiteId
    ipd_id: IpdId
    starts: datetime
    ends: datetime
    breaks: Annotated[tuple[Break, ...], Field(max_length=BREAKS_MAX)] = ()
    break_minutes: int = 0
    """Breaks given without times: taken from the countable minutes, last first (settlement 29)."""
    source: Source = Source.API


class Shift(Work):
    """Work as somebody recorded it, under the id that it keeps through all corrections."""

    id: ShiftId


class Violation(Value):
    """One rule that worked time broke, by how many minutes, by which article."""

    rule: RuleCode
    minutes: int
    citation: Citation
    against: Against = Against.HOST
    shift_id: ShiftId | None = None


class Credit(Value):
    """What one shift's part of a day is worth to one sentence."""

    shift_id: ShiftId
    worked_minutes: int
    credited_minutes: int


class SentenceOpened(Event):
    """A registered putusan's terms reached this person's hours; told again where they were mended."""

    TYPE = "hours.sentence-opened.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    terms: Terms
    former: Former | None = None
    """The terms of earlier days, where they were adjusted to a milder law."""
    ruled_on: date
    final_on: date | None = None


class SentenceWithdrawn(Event):
    """The ruling is not this person's, or no ruling of its own: nothing is owed by it here, and its place is none. The
    logs stay; a log at a place that only this ruling opened waits for a person."""

    TYPE = "hours.sentence-withdrawn.v1"
    klien_id: KlienId
    putusan_id: PutusanId


class PlaceOpened(Event):
    """From this day the person may serve at this place. Of one putusan's placement the highest number stands, and the
    places of lower ones are as never given (settlement 19)."""

    TYPE = "hours.place-opened.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    ipd_id: IpdId
    offer_id: OfferId
    site_id: SiteId
    opens_on: date
    number: int = 0
    """0: the acceptance; 1, 2 …: its corrections."""
    weekdays: Weekdays = ()
    """Those of the place: whether it works six days says whether a child's Saturday counts there (settlement 15)."""


class ServiceStarted(Event):
    """First execution by berita acara (settlement 1). What follows from its day says WindowFixed."""

    TYPE = "hours.service-started.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    started_on: date
    document: Personal[str] | None = None


class StartCorrected(Event):
    """A later truth about the berita acara; the highest number stands (settlements 19, 33)."""

    TYPE = "hours.start-corrected.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    number: int
    started_on: date
    document: Personal[str]
    reason: Personal[str]


class HoursFinalityRecorded(Event):
    """The court's day of finality (BHT) of one of the person's rulings; the highest number stands, 0 is the ruling's
    own word in SentenceOpened (settlement 18)."""

    TYPE = "hours.finality-recorded.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    number: int
    final_on: date | None
    """None: it is not final after all."""


class SentenceEnded(Event):
    """By an act of others nothing is to be worked for one of the person's rulings after that day; None: that was taken
    back. The highest number stands, and it may be told before the sentence is open here."""

    TYPE = "hours.sentence-ended.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    number: int
    ended_on: date | None
    ground: Ground | None = None


class Brought(Value):
    """What another regency credited, and the days from first to last on which it executed the ruling."""

    minutes: int
    started_on: date
    until: date


class CreditBrought(Event):
    """What one of the person's rulings brings from another regency; None: that was taken back. The highest number
    stands, and it may be told before the sentence is open here."""

    TYPE = "hours.credit-brought.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    number: int
    credit: Brought | None


class WindowFixed(Event):
    """What follows from berita acara and BHT, whichever is later: the days that count, both inclusive (1, 18).

    Told when service starts, here or before in another regency, and whenever it changes; no days while the BHT is not
    known.
    """

    TYPE = "hours.window-fixed.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    opens_on: date | None
    deadline: date | None
    required_minutes: int
    brought_minutes: int = 0
    """Of the credit, what another regency gave."""
    possible_until: date | None
    """As in DayAssessed."""
    flags: RuleCodes = ()
    """What about the berita acara is worth a look and stops nothing (settlement 18)."""
    minutes_a_day: int | None = None
    """Most minutes of one day, by law and ruling."""
    six_days: bool = False
    """Whether a child's Saturday counts too, since the host works six days (settlement 15)."""
    law: Code | None = None
    """Which law it follows from: that of the day on which the window opens, else of the berita acara. None: told
    before it was named."""


class HoursLogged(Event):
    """The fact only: somebody worked then and there. What it is worth says DayAssessed. Told again of the same shift
    when the reason for its review is gone."""

    TYPE = "hours.logged.v1"
    klien_id: KlienId
    shift: Shift
    by: AccountId | None = None
    """Who recorded it: that account may mend it on the day itself. None for files, and where it is told again."""
    document: Personal[str] | None = None
    """Of a log that was taken from a day sheet: its number, who watched the work, and what the sheet says besides. None
    where it is told again."""
    supervisor: Personal[str] | None = None
    note: Personal[str] | None = None


class DayBefore(Value):
    """What a day counted for until now: what a sum over days takes back when the day is assessed anew."""

    credited_minutes: int
    ipd_id: IpdId | None
    against_host: bool
    """Whether a rule was broken by the host's doing."""


class DayAssessed(Event):
    """What one day is worth to one sentence; the last one of a day counts. Totals are the sentence's, after it,
    with what it brought from another regency."""

    TYPE = "hours.day-assessed.v1"
    klien_id: KlienId
    putusan_id: PutusanId
    day: date
    worked_minutes: int
    credited_minutes: int
    violations: Annotated[tuple[Violation, ...], Field(max_length=RULES_MAX)] = ()
    total_credited_minutes: int
    possible_until: date | None = None
    """Last day from which full lawful days to the deadline still suffice (settlement 36); None once fulfilled."""
    last_worked_on: date | None = None
    """The last day with work for the sentence, as it is after this one; None while there is none."""
    ipd_id: IpdId | None = None
    """The host of the day's first shift."""
    site_id: SiteId | None = None
    """Its place there."""
    credits: Annotated[tuple[Credit, ...], Field(max_length=CREDITS_MAX)] = ()
    """The day's minutes by shift, in the order of work."""
    flags: RuleCodes = ()
    """Credited, and yet a question to the supervisor (settlements 2, 4, 16)."""
    before: DayBefore | None = None
    """What the day counted for until now; None: it was not told before, or as nothing."""
    law: Code | None = None
    """By which law the day is judged: that day's own. None: told before it was named."""


class ShiftSentToReview(Event):
    """No fact yet: a person must decide (settlements 10, 26, 39)."""

    TYPE = "hours.sent-to-review.v1"
    klien_id: KlienId
    shift: Shift
    reasons: RuleCodes
    number: int = 0
    """Which content is meant: 0 the log itself, else the correction of that number."""
    by: AccountId | None = None
    """As in HoursLogged."""
    document: Personal[str] | None = None
    supervisor: Personal[str] | None = None
    note: Personal[str] | None = None
    law: Code | None = None
    """By which law it is no fact: that of the day of work, or of the day of receipt where it came too early.
    None: told before it was named."""


class HoursCorrected(Event):
    """A later truth about a logged shift; the highest number stands (settlement 33). ``shift`` None strikes it out."""

    TYPE = "hours.corrected.v1"
    klien_id: KlienId
    shift_id: ShiftId
    number: int
    shift: Shift | None
    reason: Personal[str]
    by: AccountId | None = None


class ReviewDecided(Event):
    """What a person decided of a log that waited: these reasons do not hold back its content of that number, and
    whatever else it breaks still counts against it (0031). Decisions of one log count up, the highest stands; one that
    accepts nothing takes the others back."""

    TYPE = "hours.review-decided.v1"
    klien_id: KlienId
    shift_id: ShiftId
    number: int
    content: int
    accepted: RuleCodes
    reason: Personal[str]
    document: Personal[str] | None = None
    """By which a host without a placement had the person there."""


class TakenLog(Value):
    """A log under the id by which it is told of a person, and the one that it had before."""

    shift_id: ShiftId
    was: ShiftId
    first: KlienId | None = None
    """Whose it was at first, where that was somebody who had turned out to be the other. None: the other's own."""


class HoursMoved(Event):
    """These logs are told of another id of the same person from now on (0064); what was told of the rulings that go
    with them is taken back beside it. ``closes``: so is whatever comes later."""

    TYPE = "hours.moved.v1"
    klien_id: KlienId
    to: KlienId
    logs: Annotated[tuple[ShiftId, ...], Field(max_length=LOGS_MAX)] = ()
    closes: bool = False


class HoursTaken(Event):
    """These logs came from another id of the same person, and are told again right after it, with the rulings that came
    with them. ``opens``: they are back whose they were, and these hours take what comes later again."""

    TYPE = "hours.taken.v1"
    klien_id: KlienId
    other: KlienId
    logs: Annotated[tuple[TakenLog, ...], Field(max_length=LOGS_MAX)] = ()
    opens: bool = False
