"""What a place should know of a person's profile: codes, hours and dates, and nothing that says why they are so.

A Friday from eleven to one that is not free may be a prayer, a market or a school; the vault knows (decision 0062).
"""

from typing import Annotated

from pydantic import Field

from shared.domain.bounds import SkillCodes
from shared.domain.event import Value
from shared.domain.identifiers import Code
from shared.domain.sentence import MINUTES_A_DAY, Periods

FREE_MOST = 100
"""Stretches of one week: a person has a few each day."""
ACTIVITIES_MOST = 40
"""Of one person: more than Lampiran I has lines."""


class FreeTime(Value):
    """A stretch of every such weekday on which somebody can come."""

    weekday: int = Field(ge=0, le=6)
    """From Monday 0 to Sunday 6."""
    from_minute: int = Field(ge=0, le=MINUTES_A_DAY)
    until_minute: int = Field(ge=0, le=MINUTES_A_DAY)


FreeTimes = Annotated[tuple[FreeTime, ...], Field(max_length=FREE_MOST)]
Activities = Annotated[tuple[Code, ...], Field(max_length=ACTIVITIES_MOST)]


class Suits(Value):
    """What of a profile bears on a place."""

    number: int
    """Of the profile: 1, 2 …"""
    skills: SkillCodes = ()
    interests: Activities = ()
    """Lines of Lampiran I that the person would like to do."""
    avoids: Activities = ()
    """Lines of Lampiran I that are not for this person."""
    free: FreeTimes = ()
    """When they can come; none: nobody has said."""
    away: Periods = ()
    """Dates on which they cannot."""
    earning: FreeTimes = ()
    """Hours in which they earn their living: spared as long as others suffice (KUHP 85(5))."""
    lessons: FreeTimes = ()
    """Hours of school: in them a child does not serve, whatever else they wish (settlement 15)."""
    exams: Periods = ()
    """Days of exams, each with the day before."""
