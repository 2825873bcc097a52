"""What somebody may ask of one person's hours."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.attendance.hours.events import Brought, Shift, Work
from shared.domain.bounds import RULINGS_MAX, RuleCodes
from shared.domain.command import Command
from shared.domain.identifiers import AccountId, IpdId, KlienId, OfferId, PutusanId, ShiftId, SiteId
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.sentence import Former, Ground, Terms, Weekdays
from shared.domain.text import DocumentNumber, Line, Reason, Words


class OfHours(Command):
    """About one person's hours."""

    STREAM: ClassVar[str] = "hours-{klien_id}"

    klien_id: KlienId


class OpenSentence(OfHours):
    """A registered putusan's terms; asked by the reaction to its registration."""

    ACTION: ClassVar[str] = "hours.open"

    putusan_id: PutusanId
    terms: Terms
    former: Former | None = None
    ruled_on: date
    final_on: date | None = None


class WithdrawSentence(OfHours):
    """The ruling left this person; asked by the reaction to an officer's answer."""

    ACTION: ClassVar[str] = "hours.open"

    putusan_id: PutusanId


class OpenPlace(OfHours):
    """A place where the person may serve from that day on; asked by the reaction to the host's acceptance (number 0) or
    to a correction of it."""

    ACTION: ClassVar[str] = "hours.open"

    putusan_id: PutusanId
    ipd_id: IpdId
    offer_id: OfferId
    site_id: SiteId
    opens_on: date
    number: int = 0
    weekdays: Weekdays = ()


class TakeOverHours(OfHours):
    """The other person turned out to be this one; asked by the reaction to an officer's answer."""

    ACTION: ClassVar[str] = "hours.open"

    other: KlienId
    rulings: Annotated[tuple[PutusanId, ...], Field(max_length=RULINGS_MAX)]
    """Which of the other's are told under this person from now on."""


class GiveBackHours(OfHours):
    """The other person is another one after all; asked by the reaction to an officer's answer."""

    ACTION: ClassVar[str] = "hours.open"

    other: KlienId
    rulings: Annotated[tuple[PutusanId, ...], Field(max_length=RULINGS_MAX)]
    """Which go back."""


class StartService(OfHours):
    """The berita acara of the first execution. ``putusan_id`` may be left out where one sentence waits for it."""

    ACTION: ClassVar[str] = "hours.start"

    putusan_id: PutusanId | None = None
    started_on: date
    document: DocumentNumber


class CorrectStart(OfHours):
    """The berita acara's true day and document. ``number`` counts up from 1; the next one mends what stands."""

    ACTION: ClassVar[str] = "hours.correct"

    putusan_id: PutusanId
    number: int = Field(ge=1, le=1000)
    started_on: date
    document: DocumentNumber
    reason: Reason


class TakeFinality(OfHours):
    """The court's day of finality; asked by the reaction to its recording."""

    ACTION: ClassVar[str] = "hours.open"

    putusan_id: PutusanId
    number: int
    final_on: date | None


class TakeEnd(OfHours):
    """The last day on which work for a ruling counts, or None again; asked by the reaction to its end."""

    ACTION: ClassVar[str] = "hours.open"

    putusan_id: PutusanId
    number: int
    ended_on: date | None
    ground: Ground | None = None


class TakeCredit(OfHours):
    """What a ruling brings from another regency, or None again; asked by the reaction to what intake was told."""

    ACTION: ClassVar[str] = "hours.open"

    putusan_id: PutusanId
    number: int
    credit: Brought | None


class LogHours(Work, OfHours):
    """Somebody worked then and there."""

    ACTION: ClassVar[str] = "hours.log"
    FOUND: ClassVar[frozenset[str]] = frozenset({"by", "outside"})

    shift_id: ShiftId
    document: DocumentNumber | None = None
    """Of the day sheet that the log is taken from."""
    supervisor: Personal[Line] | None = None
    """Who watched the work, as the sheet says it."""
    note: Personal[Words] | None = None
    by: AccountId | None = None
    outside: bool = False
    """Whether person or place is outside the reach of who records it: it is recorded, and waits (decision 0046)."""

    @property
    def shift(self) -> Shift:
        """The work under its id."""
        return retold(Shift, self, id=self.shift_id)


class CorrectHours(OfHours):
    """A later truth about a log: corrections count up from 1, the highest stands; ``shift`` None strikes it out."""

    ACTION: ClassVar[str] = "hours.correct"
    FOUND: ClassVar[frozenset[str]] = frozenset({"by"})

    shift_id: ShiftId
    number: int = Field(ge=1, le=1000)
    shift: Work | None
    reason: Reason
    by: AccountId | None = None


class CorrectOwnHours(CorrectHours):
    """The same by whoever recorded the log, on the day of the work itself."""

    ACTION: ClassVar[str] = "hours.amend"


class DecideReview(OfHours):
    """A log that waits is taken as it stands, in spite of these reasons; none of them: it waits again. Decisions of
    one log count up from 1, the highest stands. ``content`` is what was looked at: 0 the log, else its correction."""

    ACTION: ClassVar[str] = "hours.decide"

    shift_id: ShiftId
    number: int = Field(ge=1, le=1000)
    content: int = Field(ge=0, le=1000)
    accepted: RuleCodes = ()
    reason: Reason
    document: DocumentNumber | None = None
