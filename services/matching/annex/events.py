"""What can happen to a request for Lampiran I: offices are asked to fill it by a day, the request is corrected or
extended, withdrawn, and each office answers that it has filled it or has nothing to offer."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.event import Event, Value
from shared.domain.identifiers import AnnexId, IpdId, PublicText

OFFICES_MOST = 1_000
"""Offices and villages of one regency."""


class Answer(StrEnum):
    """What an office says of its part of Lampiran I."""

    FILLED = "filled"
    """Its offers are there."""
    NOTHING = "nothing"
    """It has no work to offer."""


class Wanted(Value):
    """Who is asked to fill Lampiran I, and until when."""

    ipd_ids: Annotated[tuple[IpdId, ...], Field(max_length=OFFICES_MOST)]
    due_on: date
    note: PublicText | None = None


class AnnexRequested(Wanted, Event):
    """These offices are asked to fill Lampiran I by that day."""

    TYPE = "annex.requested.v1"
    SUBJECT = None
    annex_id: AnnexId


class AnnexRequestCorrected(Wanted, Event):
    """What is truly asked, of whom and until when. What an office has answered stays; a withdrawn request stands
    again."""

    TYPE = "annex.corrected.v1"
    SUBJECT = None
    annex_id: AnnexId
    number: int
    """1, 2 …; the request is number 0."""
    reason: PublicText


class AnnexRequestWithdrawn(Event):
    """No office needs to answer any more."""

    TYPE = "annex.withdrawn.v1"
    SUBJECT = None
    annex_id: AnnexId
    reason: PublicText


class AnnexAnswered(Event):
    """What an office answered; its answer with the highest number stands."""

    TYPE = "annex.answered.v1"
    SUBJECT = None
    annex_id: AnnexId
    ipd_id: IpdId
    number: int
    answer: Answer
    reason: PublicText | None = None
    """Why it has nothing to offer."""
