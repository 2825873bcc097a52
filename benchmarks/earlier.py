"""A house after many years: the lives of this year, as a young house has them, and before them lives that ended.

What is open, who has a place and which places there are is the same in both: only history is longer. In both each case
is one of few officers', or nobody's yet; what ended stays its officer's.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, islice
from random import Random
from typing import Any

from pydantic import BaseModel

from services.demo.again import Again, Plain, Story, plain
from services.demo.generator import PERSONS_TOLD, Generator, Told
from services.intake.putusan.events import PutusanAssigned, PutusanReceived
from services.matching.ipd.events import OfferOpened
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, derived

LIVES_A_YEAR = 1_000
OFFICERS = tuple(AccountId(derived("officer", str(number))) for number in range(3))
SHARES = (0, 1, 0, 2)
"""Whose each next ruling is: the first has half of them, so that a page of each list of theirs is full in a young house
too."""
NOBODYS_EVERY = 9
"""Every ninth ruling was never shared out."""
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
        lives = [story for story in told if story.person is not None]
        yield from map(shared_out, chain(self._ended([life for life in lives if _is_over(life)]), lives))

    def _afterwards(self, number: int, told: Sequence[Event]) -> Iterator[Told]:
        """Nothing: no reaction follows in a bench, and its figures stay those of the same lives."""
        return iter(())

    def _ended(self, lives: list[Story]) -> Iterator[Story]:
        places = [one for offer in self.offers for one in _places(offer)]
        for number in range(self.earlier if lives else 0):
            turn, which = divmod(number, len(lives))
            again = Again((turn + 1) * PERSONS_TOLD, places)
            yield _before(again.story(lives[which]), YEAR * (1 + number // LIVES_A_YEAR))


@dataclass
class Rulings(Generator):
    """Of each life only how it begins: its ruling, and whose case that is. The first thousand are the same in a large
    register and in a small one; of the others all are shared out, each thousand to officers of its own."""

    def stories(self) -> Iterator[Story]:
        """The places, and the rulings."""
        for story in super().stories():
            turn, number = divmod(story.person or 0, PERSONS_TOLD)
            if story.person is None:
                yield story
            elif turn == 0:
                yield shared_out(story)
            else:
                yield _given_to(AccountId(derived("officer", f"{turn}/{number % len(OFFICERS)}")), story)

    def _story(self, random: Random, number: int) -> Iterator[Told]:
        return islice(super()._story(random, number), 1)


def _places(offer: OfferOpened) -> Iterator[Any]:
    yield from (offer.ipd_id, offer.offer_id, offer.site_id)


def shared_out(life: Story) -> Story:
    """The life with whose case it is, from the day after the ruling came."""
    turn, number = divmod(life.person or 0, PERSONS_TOLD)
    if (number + turn) % NOBODYS_EVERY == 0:
        return life
    return _given_to(OFFICERS[SHARES[(number + turn) % len(SHARES)]], life)


def _given_to(officer: AccountId, life: Story) -> Story:
    (stream, lines), *others = life.streams
    came = [(told, at) for told, at in lines if isinstance(told, PutusanReceived)]
    if not came:  # its paper was rejected
        return life
    received, at = came[0]
    whose = {"putusan_id": received.putusan_id, "klien_id": received.klien_id}
    assigned = plain(PutusanAssigned(**whose, officer=officer, number=1))
    return replace(life, streams=[(stream, [*lines, (assigned, at + timedelta(days=1))]), *others])


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
