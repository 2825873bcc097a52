"""An old house has what a young one has, and before it lives that are over: at the same places, nobody twice."""

import re
from datetime import date

from benchmarks.earlier import Aged
from services.demo.again import Plain, Story

TODAY = date(2026, 11, 25)
LIVES, EARLIER = 30, 45
DAY = re.compile(rb'"day":"(\d{4}-\d\d-\d\d)')
SITE = re.compile(rb'"site_id":"([^"]+)"')


def told(story: Story) -> bytes:
    return b"\n".join(line.payload for line, _ in story.lines if isinstance(line, Plain))


def test_an_old_house_has_the_young_ones_lives_and_earlier_ones_that_ended_at_its_places() -> None:
    young = list(Aged(LIVES, 3, TODAY).stories())
    old = list(Aged(LIVES, 3, TODAY, earlier=EARLIER).stories())
    own = {story.command for story in young}
    before = [story for story in old if story.command not in own]
    assert [story for story in old if story.command in own] == young
    assert len({story.command for story in before}) == len(before) == EARLIER
    assert len({line.subject for story in before for line, _ in story.lines}) == EARLIER
    places = {site for story in young for site in SITE.findall(told(story))}
    first = min(day for story in young for day in DAY.findall(told(story)))
    for story in before:
        assert max(DAY.findall(told(story))) < first
        assert set(SITE.findall(told(story))) <= places
        assert not any(stream.startswith("slots-") for stream, _ in story.streams)
