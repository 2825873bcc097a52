"""What was typed for a paper, looked at before it is printed: signs that its letters lack, a meeting that cannot be."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from services.intake.letter.events import Worded
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.web.language import MONTHS, WEEKDAYS, Language
from shared.web.papers import unshown_at

MONTH_NAMES: Final = [name.lower() for name in MONTHS[Language.ID]]
WEEKDAY_NAMES: Final = [name.lower() for name in WEEKDAYS[Language.ID]]
DAY: Final = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTH_NAMES)})\s+(\d{{4}})\b", re.IGNORECASE)
CLOCK: Final = re.compile(r"\b(\d{1,2})[.:](\d{2})\b")
MIDNIGHT: Final = 24 * 60


def faults_of(said: Worded) -> Iterator[Fault]:
    """Every reason, beside the field that it is about."""
    for name in type(said).model_fields.keys() & Worded.model_fields.keys():
        value = getattr(said, name)
        if isinstance(value, Personal):
            yield from unshown_at(f"/{name}", value.value or "")
    yield from _of_day(_text(said.on_day))
    yield from _of_clock(_text(said.at_hour))


def _of_day(said: str) -> Iterator[Fault]:
    """A day that is written as one is in the calendar, on the weekday that stands before it."""
    found = DAY.search(said)
    if found is None:
        return
    number, month, year = found.groups()
    try:
        day = date(int(year), MONTH_NAMES.index(month.lower()) + 1, int(number))
    except ValueError:
        yield Fault("meeting-day-unknown", pointer="/on_day")
        return
    named = [word for word in WEEKDAY_NAMES if re.search(rf"\b{word}\b", said.lower())]
    weekday = WEEKDAY_NAMES[day.weekday()]
    if named and weekday not in named:
        yield Fault("meeting-weekday", {"weekday": WEEKDAYS[Language.ID][day.weekday()]}, pointer="/on_day")


def _of_clock(said: str) -> Iterator[Fault]:
    """Hours that a clock shows, the end behind the beginning."""
    times = [(int(hour), int(minute)) for hour, minute in CLOCK.findall(said)]
    minutes = [hour * 60 + minute for hour, minute in times]
    if any(minute > 59 for _, minute in times) or any(one > MIDNIGHT for one in minutes):
        yield Fault("meeting-clock-unknown", pointer="/at_hour")
    elif len(minutes) == 2 and minutes[1] <= minutes[0]:
        yield Fault("meeting-ends-first", pointer="/at_hour")


def _text(said: Personal[str] | None) -> str:
    return (said.value or "") if said is not None else ""
