"""What can happen to a letter: it comes in or is written and gets its place in an agenda, is corrected, numbered,
linked with the rulings that it is about, struck out; it is forwarded by disposisi, and what was asked is done."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from services.intake.letter.events.disposisi import RECEIVERS_MOST as RECEIVERS_MOST
from services.intake.letter.events.disposisi import ForwardTakenBack as ForwardTakenBack
from services.intake.letter.events.disposisi import LetterForwarded as LetterForwarded
from services.intake.letter.events.disposisi import StandsIn as StandsIn
from services.intake.letter.events.disposisi import TaskDone as TaskDone
from services.intake.letter.events.disposisi import TaskGiven as TaskGiven
from services.intake.letter.events.disposisi import TaskReopened as TaskReopened
from services.intake.letter.events.disposisi import Wish as Wish
from services.intake.letter.events.disposisi import without as without
from shared.domain.event import Event, Value
from shared.domain.filed import Filed, FileSeal
from shared.domain.identifiers import AccountId, Code, FileId, IpdId, LetterId, PublicText, PutusanId, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import SHORT_MOST, Line, ListWords, ReasonWords, Text, Words
from shared.papers.codes import Base64, PaperCode, PaperDigest


class Direction(StrEnum):
    """Whether a letter came in or goes out: each has its own agenda."""

    IN = "in"
    OUT = "out"


class Urgency(StrEnum):
    """How soon it is to be dealt with; printed with the secrecy as one row of boxes, where *penting* has none."""

    ORDINARY = "biasa"
    IMPORTANT = "penting"
    URGENT = "segera"
    MOST_URGENT = "sangat-segera"


class Secrecy(StrEnum):
    """Who may read it: of the two last ones only whoever it was forwarded to, and whoever registered it."""

    ORDINARY = "biasa"
    RESTRICTED = "terbatas"
    CLOSED = "rahasia"
    MOST_CLOSED = "sangat-rahasia"

    @property
    def closed(self) -> bool:
        """Whether it shows to its chain alone."""
        return self in (Secrecy.CLOSED, Secrecy.MOST_CLOSED)


class Matter(StrEnum):
    """What a letter is about."""

    NONE = "none"
    PUTUSAN = "putusan"
    """By links to the rulings, as one letter may bring several."""
    PLACEMENT = "placement"
    """Of the rulings that it is linked with."""
    IPD = "ipd"
    MEETING = "meeting"


NumberText = Annotated[str, Text(SHORT_MOST, public=True)]
"""The number of a letter as it is written: 16 digits are a NIK and no number."""


class Content(Value):
    """What a letter says of itself."""

    correspondent: Personal[Line]
    """Of an incoming one from whom, of an outgoing one to whom."""
    party: UnitCode | None = None
    """The same where it is a unit of ours."""
    number: Personal[NumberText] | None = None
    """As written. Of an outgoing one: none here, see ``LetterNumbered``."""
    written_on: date | None = None
    received_on: date | None = None
    """Of an incoming one."""
    perihal: Personal[Line]
    attachments: Personal[Line] | None = None
    urgency: Urgency = Urgency.ORDINARY
    secrecy: Secrecy = Secrecy.ORDINARY
    answer_due: date | None = None
    matter: Matter = Matter.NONE
    ipd_id: IpdId | None = None


class Registered(Content):
    """A letter's first event: where it stands in which agenda."""

    letter_id: LetterId
    unit: UnitCode
    """Whose agenda."""
    year: int
    agenda: int
    """Its number there: 1, 2 … without gaps."""
    compared: Code | None = None
    """The number as others are compared with it."""
    registered_by: AccountId
    """Who reads it, however secret it is."""


class LetterReceived(Registered, Event):
    """A letter came in."""

    TYPE = "letter.received.v1"
    SUBJECT = "letter_id"


class LetterWritten(Registered, Event):
    """A letter goes out; without a number of its own yet."""

    TYPE = "letter.written.v1"
    SUBJECT = "letter_id"


class LetterCorrected(Content, Event):
    """What the letter truly says, all of it; corrections count up, the last one stands."""

    TYPE = "letter.corrected.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    correction: int
    compared: Code | None = None
    corrected_by: AccountId | None = None
    """Who reads it however secret this made it."""
    reason: Personal[ReasonWords]


def chained(chain: tuple[str, ...], event: LetterCorrected) -> tuple[str, ...]:
    """The chain with whoever made the letter closed: they go on reading what they wrote."""
    by, closed = event.corrected_by, Secrecy(event.secrecy).closed  # a fold has it as text
    return (*chain, by) if closed and by and by not in chain else chain


class LetterStruckOut(Event):
    """It was registered by mistake; its number in the agenda stays its own."""

    TYPE = "letter.struck-out.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    reason: Personal[ReasonWords]


class LetterRestored(Event):
    """It was struck out by mistake, and stands again."""

    TYPE = "letter.restored.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    reason: Personal[ReasonWords]


class LetterNumbered(Event):
    """An outgoing letter got its number: of the unit's own series, then with ``serial`` and ``classification``, or as
    SRIKANDI drew it. A later one corrects it."""

    TYPE = "letter.numbered.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    numbering: int
    """1, 2 … of this letter; the last one stands."""
    number: Personal[NumberText]
    compared: Code | None = None
    """None: it cannot be told from words, and is compared with none."""
    written_on: date
    classification: Code | None = None
    serial: int | None = None
    reason: Personal[ReasonWords] | None = None
    """Of every one but the first."""


class LetterLinked(Event):
    """The letter brought this ruling, or is about it."""

    TYPE = "letter.linked.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    putusan_id: PutusanId


class LetterUnlinked(Event):
    """The letter is not about that ruling."""

    TYPE = "letter.unlinked.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    putusan_id: PutusanId
    reason: Personal[ReasonWords]


class FileAttached(Filed, Event):
    """A scan of the letter, or what came with it, was taken in; ``file`` is 1, 2 … of this letter."""

    TYPE = "letter.file-attached.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    file: int


class FileTakenAway(Event):
    """It does not belong to this letter; nobody is shown it or handed it out any more."""

    TYPE = "letter.file-taken-away.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    file: int
    reason: Personal[ReasonWords]


class PaperSigned(Event):
    """The paper was signed by hand: this file of the letter is a scan of it."""

    TYPE = "letter.paper-signed.v1"
    SUBJECT = None
    letter_id: LetterId
    paper: int
    file: int


class PaperUnsigned(Event):
    """The file is no scan of that paper."""

    TYPE = "letter.paper-unsigned.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    paper: int
    file: int
    reason: Personal[ReasonWords]


class AgendaEntered(Event):
    """One more letter in a unit's agenda of a year; on the stream ``agenda-{unit}-{yyyy}-{in|out}``, whose version is
    the number."""

    TYPE = "agenda.entered.v1"
    SUBJECT = None
    unit: UnitCode
    year: int
    direction: Direction
    letter_id: LetterId


class SerialDrawn(Event):
    """A letter bears this serial among the numbers of a unit's own form in a year, drawn or entered; on the stream
    ``outgoing-{unit}-{yyyy}``. A later one of the letter corrects it."""

    TYPE = "outgoing.drawn.v1"
    SUBJECT = None
    unit: UnitCode
    year: int
    letter_id: LetterId
    serial: int | None = None
    """None: one more than the last. 0: the letter has none of this form."""


class NumberTaken(Event):
    """A letter bears this number, in its compared form; on a stream of the number's own."""

    TYPE = "number.taken.v1"
    SUBJECT = None
    unit: UnitCode
    direction: Direction
    letter_id: LetterId
    year: int
    agenda: int
    written_on: date | None = None


class NumberFreed(Event):
    """The letter bears it no longer: it was corrected, or struck out."""

    TYPE = "number.freed.v1"
    SUBJECT = None
    unit: UnitCode
    direction: Direction
    letter_id: LetterId


class PaperKind(StrEnum):
    """Which papers of a letter are issued; the slip that goes round with it is not."""

    INVITATION = "undangan"
    COVERING = "surat-pengantar"


class Worded(Value):
    """What a paper says that its letter does not, as it was typed. Each kind has its own part of it."""

    kind: PaperKind
    addressed: Personal[ListWords]
    """To whom, line by line."""
    opening: Personal[Words] | None = None
    on_day: Personal[Line] | None = None
    at_hour: Personal[Line] | None = None
    place: Personal[Line] | None = None
    agenda: Personal[Line] | None = None
    remark: Personal[Line] | None = None
    closing: Personal[Words] | None = None
    invited: Personal[ListWords] | None = None
    """Of an annex, one a line."""
    copies: Personal[ListWords] | None = None


class PaperIssued(Worded, Event):
    """A paper of this letter was printed for good: these bytes, under this code."""

    TYPE = "letter.paper-issued.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    paper: int
    """1, 2 … of this letter."""
    office: PublicText
    """On whose letterhead."""
    dated: date
    code: PaperCode
    digest: PaperDigest
    file_id: FileId | None = None
    seal: Personal[FileSeal] | None = None
    """What binds the file, which lies in the file store, to its row in the vault."""
    content: Personal[Base64] | None = None
    """The file itself, of one that was issued before papers lay in the file store."""
    reason: Personal[ReasonWords] | None = None
    """Why it takes another's place."""


class PaperReplaced(Event):
    """Another paper of the letter stands in place of this one."""

    TYPE = "letter.paper-replaced.v1"
    SUBJECT = None
    letter_id: LetterId
    paper: int
    code: PaperCode
    by: int


class PaperWithdrawn(Event):
    """This paper holds no longer."""

    TYPE = "letter.paper-withdrawn.v1"
    SUBJECT = "letter_id"
    letter_id: LetterId
    paper: int
    code: PaperCode
    reason: Personal[ReasonWords]
