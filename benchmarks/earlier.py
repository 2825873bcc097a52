"""A house after many years: the lives of this year, as a young house has them, and before them lives that ended.

What is open, who has a place and which places there are is the same in both: only history is longer.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from services.demo.again import Again, Plain, Story
from services.demo.generator import PERSONS_TOLD, Generator
from services.matching.ipd.events import OfferOpened

LIVES_A_YEAR = 1_000
YEAR = timedelta(days=364)
"""Whole weeks, so that each day of work stays the day of the week that it was."""
DAY_OF_A_VALUE = re.compile(rb'(?<=")\d{4}-\d\d-\d\d(?=["T])')


@dataclass
class Aged(Generator):
    """The generator's lives, and ``earlier`` ones that ended in the years before."""

    earlier: int = 0

    def stories(self) -> Iterator[Story]:
        """The places, the lives that are over, and those of the last year."""
        told = list(super().stories())
        yield from (story for story in told if story.person is None)
        yield from self._ended([story for story in told if story.person is not None and _is_over(story)])
        yield from (story for story in told if story.person is not None)

    def _ended(self, lives: list[Story]) -> Iterator[Story]:
        places = [one for offer in self.offers for one in _places(offer)]
        for number in range(self.earlier if lives else 0):
            turn, which = divmod(number, len(lives))
            again = Again((turn + 1) * PERSONS_TOLD, places)
            yield _before(again.story(lives[which]), YEAR * (1 + number // LIVES_A_YEAR))


def _places(offer: OfferOpened) -> Iterator[Any]:
    yield from (offer.ipd_id, offer.offer_id, offer.site_id)


def _is_over(story: Story) -> bool:
    """Whether every hour that is owed was credited."""
    owed = credited = 0
    for told, _ in story.lines:
        if isinstance(told, Plain):
            found = json.loads(told.payload)
            owed = found.get("required_minutes", owed)
            credited = found.get("total_credited_minutes", credited)
    return 0 < owed <= credited


def _before(story: Story, by: timedelta) -> Story:
    """The same so long before. Of slots, which are counted by month, it says nothing."""
    streams = [
        (stream, [(_told(told, by), at - by) for told, at in lines])
        for stream, lines in story.streams
        if not stream.startswith("slots-")
    ]
    return Story(story.command, story.person, streams)


def _told(told: Any, by: timedelta) -> Any:
    if isinstance(told, Plain):
        payload = DAY_OF_A_VALUE.sub(lambda day: _earlier(day[0], by), told.payload)
        return Plain(told.type, told.schema_version, told.subject, payload)
    return _part(told, by)


def _earlier(day: bytes, by: timedelta) -> bytes:
    return (date.fromisoformat(day.decode()) - by).isoformat().encode()


def _part(value: Any, by: timedelta) -> Any:
    if isinstance(value, date | datetime):
        return value - by
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return value.model_copy(update={name: _part(getattr(value, name), by) for name in fields})
    return tuple(_part(one, by) for one in value) if isinstance(value, tuple) else value
