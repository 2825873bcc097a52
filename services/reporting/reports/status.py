"""How a sentence stands today: one ordered table, read for a row in memory and for a whole table in SQL alike.

A status follows from the state, which the fold keeps, and from which of its dates has passed; the first line that
applies counts. The dates themselves (last lawful day, deadline, the day from which one is behind) are facts of the
row, so nothing here is stored and nothing grows old.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy import Column, ColumnElement, case, literal, literal_column
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from shared.law.circumstances import Circumstances
from shared.law.law import Law

Columns = ReadOnlyColumnCollection[str, Column[Any]]


class State(StrEnum):
    """How far a sentence has come, as the events say."""

    RECEIVED = "diterima"
    HELD = "ditahan"
    REJECTED = "ditolak"
    REGISTERED = "terdaftar"
    PROPOSED = "diusulkan"
    NO_PLACE = "tanpa_tempat"
    PLACED = "ditempatkan"
    NOT_FINAL = "belum_bht"
    RUNNING = "berjalan"
    FULFILLED = "terpenuhi"
    ANNULLED = "dibatalkan"
    TRANSFERRED = "dialihkan"
    FAILED = "gagal"


SERVING: Final = tuple(map(str, (State.RUNNING, State.NOT_FINAL, State.PLACED)))
"""Placed and not fulfilled: who has a slot at the place today, whatever the plan said of its end."""
SERVES: Final = f"state IN {SERVING}"
"""The same as a condition of SQL, to the letter as the index has it."""
ASKED: Final = "stay_asked_at IS NOT NULL"
"""Of whose stay something is asked, as a condition of SQL, to the letter as the index has it."""
UNBEGUN: Final = (State.REGISTERED, State.PROPOSED, State.NO_PLACE, State.PLACED)
"""Without a berita acara here: of these a window runs only where it was opened elsewhere."""
DUE: Final = (State.RUNNING, *UNBEGUN)
"""In which a day of the window presses, where there is one."""
UP_TO_REGISTER: Final = frozenset(map(str, (State.RECEIVED, State.HELD, State.REJECTED, State.REGISTERED)))
"""While nobody but intake has taken a ruling up."""


class Tone(StrEnum):
    """What the colour says."""

    GOOD = "good"
    WATCH = "watch"
    ALARM = "alarm"
    CALM = "calm"


class Standing(Protocol):
    """What of a sentence's row says how it stands."""

    @property
    def state(self) -> str: ...
    @property
    def required_minutes(self) -> int: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def deadline(self) -> date | None: ...
    @property
    def possible_until(self) -> date | None: ...
    @property
    def behind_from(self) -> date | None: ...
    @property
    def planned_until(self) -> date | None: ...


def at_risk_days(law: Law) -> int:
    """Settlement 36: this many days or fewer before the last day on which completion is still possible."""
    return law.setting("at_risk_days").number


def in_danger_days(law: Law) -> int:
    """Urgent, not merely at risk: within a week the officer has one more meeting with the klien, or as settled."""
    return law.setting("in_danger_days").number


def passed(_law: Law) -> int:
    """No day ahead: the column's day lies behind."""
    return 0


@dataclass(frozen=True, slots=True)
class Status:
    """One line: it applies in ``states`` once ``column`` lies less than ``ahead_days`` of today ahead, or before the
    day of ``before`` where there is one, whatever day it is."""

    name: str
    word: str
    tone: Tone
    icon: str
    states: tuple[State, ...]
    column: str | None = None
    ahead_days: Callable[[Law], int] = passed
    before: str | None = None

    def applies(self, row: Standing, given: Circumstances) -> bool:
        """For one row."""
        if row.state not in self.states:
            return False
        day = getattr(row, self.column) if self.column else None
        limit = getattr(row, self.before) if self.before else self._near(given)
        return self.column is None or (day is not None and limit is not None and day < limit)

    def where(self, columns: Columns, given: Circumstances) -> ColumnElement[bool]:
        """The same as a condition of SQL."""
        same: ColumnElement[bool] = columns.state.in_([str(state) for state in self.states])
        if self.column is None:
            return same
        limit = columns[self.before] if self.before else self._near(given)
        passed: ColumnElement[bool] = columns[self.column] < limit
        return same & passed

    def _near(self, given: Circumstances) -> date:
        """The first day that does not count as near."""
        return given.today + timedelta(days=self.ahead_days(given.law))


STATUSES: Final = (
    Status("lewat_batas", "Lewat batas waktu", Tone.ALARM, "alert-triangle", DUE, "deadline"),
    Status("mustahil", "Mustahil tepat waktu", Tone.ALARM, "alert-triangle", DUE, "possible_until"),
    Status(
        "terancam_gagal",
        "Mendesak",
        Tone.ALARM,
        "alert-triangle",
        DUE,
        "possible_until",
        lambda law: in_danger_days(law) + 1,
    ),
    Status(
        "berisiko",
        "Berisiko",
        Tone.WATCH,
        "clock",
        DUE,
        "possible_until",
        lambda law: at_risk_days(law) + 1,
    ),
    Status("berisiko", "Berisiko", Tone.WATCH, "clock", DUE, "possible_until", before="planned_until"),
    Status("berisiko", "Berisiko", Tone.WATCH, "clock", (State.RUNNING,), "behind_from", lambda law: 1),
    Status("sesuai_rencana", "Sesuai rencana", Tone.GOOD, "checks", (State.RUNNING,)),
    Status("terpenuhi", "Jam terpenuhi", Tone.GOOD, "circle-check", (State.FULFILLED,)),
    Status("ditahan", "Ditahan", Tone.WATCH, "hand-stop", (State.HELD,)),
    Status("belum_ada_tempat", "Belum ada tempat", Tone.ALARM, "circle-x", (State.NO_PLACE,)),
    Status("menunggu_penempatan", "Menunggu penempatan", Tone.CALM, "map-pin", (State.PROPOSED,)),
    Status("menunggu_usulan", "Menunggu usulan", Tone.CALM, "hourglass", (State.REGISTERED,)),
    Status("menunggu_berita_acara", "Menunggu berita acara", Tone.CALM, "file-text", (State.PLACED,)),
    Status("menunggu_bht", "Menunggu BHT", Tone.WATCH, "gavel", (State.NOT_FINAL,)),
    Status("menunggu_register", "Menunggu register", Tone.CALM, "hourglass", (State.RECEIVED,)),
    Status("dibatalkan", "Dibatalkan", Tone.CALM, "ban", (State.ANNULLED,)),
    Status("dialihkan", "Dialihkan", Tone.CALM, "arrow-right", (State.TRANSFERRED,)),
    Status("gagal", "Gagal, diulang", Tone.CALM, "ban", (State.FAILED,)),
    Status("ditolak", "Ditolak", Tone.CALM, "ban", (State.REJECTED,)),
)
BY_NAME: Final = {status.name: status for status in reversed(STATUSES)}
DUTY: Final = ("lewat_batas", "mustahil", "terancam_gagal", "berisiko")
"""What the law presses, most pressing first."""


def status_of(row: Standing, given: Circumstances) -> Status:
    """How this row stands."""
    return next(status for status in STATUSES if status.applies(row, given))


def status_column(columns: Columns, given: Circumstances) -> ColumnElement[str]:
    """The name of the status as a column of SQL: to show, to filter by and to count."""
    lines = [(status.where(columns, given), literal(status.name)) for status in STATUSES]
    return case(*lines)


def has_status(columns: Columns, given: Circumstances, names: Sequence[str]) -> ColumnElement[bool]:
    """Whether a row stands so, as a condition of SQL: by its state, which an index knows, before its dates."""
    states = sorted({str(state) for status in STATUSES if status.name in names for state in status.states})
    return columns.state.in_(states) & status_column(columns, given).in_(names)


def asked_of_stay(columns: Columns) -> ColumnElement[bool]:
    """Of whose stay a person has something to settle, while they serve there or are about to."""
    return literal_column(ASKED) & columns.state.in_(SERVING)


def expected_minutes(row: Standing, today: date) -> int | None:
    """What should be credited by today at an even pace over the window; None while nothing runs. Never rounded up."""
    if row.opens_on is None or row.deadline is None:
        return None
    window = max(1, (row.deadline - row.opens_on).days)
    passed = min(max(0, (today - row.opens_on).days), window)
    return int(row.required_minutes * passed // window)


def behind_from(opens_on: date, deadline: date, required: int, credited: int, day_minutes: int) -> date:
    """The first day on which the even pace is ahead of what is credited by more than a full day's work.

    Of a short sentence, by more than a quarter of it: two hours of eight.
    """
    slack = min(day_minutes, required // 4)
    # In ordinals: differences of dates cost twice as much, and every assessed day of a rebuild comes here.
    start = opens_on.toordinal()
    window = max(1, deadline.toordinal() - start)
    days = (credited + slack) * window // max(1, required) + 1
    return date.fromordinal(start + min(days, window + 1))
