"""What may be asked of an I-PD, as somebody types it; who supervises at its places stands beside."""

import re
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.matching.ipd.events import Line, Office
from shared.domain.bounds import SKILLS_MAX
from shared.domain.command import Command
from shared.domain.identifiers import IpdId, OfferId, PublicText
from shared.domain.text import SHORT_MOST, PublicCode, PublicLine, PublicReason, Text

PHONE: Final = re.compile(r"\+?[0-9][0-9 ().\-]{3,28}[0-9]")
CORRECTIONS_MOST: Final = 1000


def dialled(typed: PublicText) -> PublicText:
    """The number as it is written; refused where it is none that can be dialled."""
    if not PHONE.fullmatch(typed):
        raise PydanticCustomError("phone-unreadable", "phone-unreadable")
    return typed


Phone = Annotated[PublicText, Text(SHORT_MOST, public=True), AfterValidator(dialled)]


class OfIpd(Command):
    """About one I-PD."""

    STREAM: ClassVar[str] = "ipd-{ipd_id}"

    ipd_id: IpdId


class OfOffice(Office, OfIpd):
    """What an office is called and how it is reached, as somebody types it."""

    name: PublicLine
    desk: PublicLine | None = None
    phone: Phone | None = None


class RegisterIpd(OfOffice):
    """Enter an office as a host; its id follows from its code. ``desk`` and ``phone`` say which desk is reached how."""

    ACTION: ClassVar[str] = "ipd.register"
    FOUND: ClassVar[frozenset[str]] = frozenset({"ipd_id"})

    code: PublicCode


class CorrectIpd(OfOffice):
    """What the office is truly called and how it is reached. Corrections count up; the last one stands."""

    ACTION: ClassVar[str] = "ipd.register"

    number: int = Field(ge=1, le=CORRECTIONS_MOST)
    reason: PublicReason


class OfLine(Line, OfIpd):
    """A line of Lampiran I as somebody types it.

    ``unpaid`` is the host's declaration that nobody gains by the work or is replaced by it.
    """

    site_name: PublicLine
    activity: PublicCode
    skills: Annotated[tuple[PublicCode, ...], Field(max_length=SKILLS_MAX)] = ()
    unpaid: bool = False


class OpenOffer(OfLine):
    """Offer what a line of Lampiran I says: an activity at a place. Its id follows from host, place and activity.

    ``unpaid`` is the host's declaration that nobody gains by the work or is replaced by it.
    """

    ACTION: ClassVar[str] = "ipd.offer"
    FOUND: ClassVar[frozenset[str]] = frozenset({"offer_id", "site_id"})


class CorrectOffer(OfLine):
    """The whole line as it truly is. Its place stays the same one; corrections count up, the last one stands."""

    ACTION: ClassVar[str] = "ipd.offer"
    FOUND: ClassVar[frozenset[str]] = frozenset({"site_id"})

    number: int = Field(ge=1, le=CORRECTIONS_MOST)
    reason: PublicReason


class CloseOffer(OfIpd):
    """Take no new person at an offer, and say why."""

    ACTION: ClassVar[str] = "ipd.offer"

    offer_id: OfferId
    reason: PublicReason


class ReopenOffer(OfIpd):
    """Take new persons at a closed offer again, and say why."""

    ACTION: ClassVar[str] = "ipd.offer"

    offer_id: OfferId
    reason: PublicReason
