"""What can happen to an I-PD: registered as a host, its offers of places opened, closed, opened again and corrected
(Lampiran I), supervisors named at its places and released."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.bounds import SkillCodes
from shared.domain.event import Event, Value
from shared.domain.identifiers import AccountId, Code, IpdId, Kecamatan, OfferId, PublicText, SiteId
from shared.domain.sentence import Regime


class HostKind(StrEnum):
    """What the place itself is; each hangs under the I-PD that answers for it (*pengampu*)."""

    OFFICE = "office"
    VILLAGE = "village"
    HOUSE_OF_WORSHIP = "house_of_worship"
    PESANTREN = "pesantren"
    CARE_HOME = "care_home"
    SCHOOL = "school"
    HEALTH = "health"
    OTHER = "other"


class Office(Value):
    """What an office is called, and which desk of it is reached how (DOMAIN 3): a desk and no person."""

    name: PublicText
    desk: PublicText | None = None
    phone: PublicText | None = None


class IpdRegistered(Office, Event):
    """An office of the regency that answers for places."""

    TYPE = "ipd.registered.v1"
    SUBJECT = None
    ipd_id: IpdId
    code: Code


class IpdCorrected(Office, Event):
    """What the office is truly called, and how it is reached; its code and all that hangs on it stay."""

    TYPE = "ipd.corrected.v1"
    SUBJECT = None
    ipd_id: IpdId
    number: int
    """1, 2 …; the registration is number 0."""
    reason: PublicText


class Line(Value):
    """A line of Lampiran I made concrete: an activity at a place with so many slots."""

    offer_id: OfferId
    site_id: SiteId
    site_name: PublicText
    host_kind: HostKind
    kecamatan: Kecamatan
    category: int
    activity: Code
    slots: int
    """Persons at the same time."""
    regimes: Annotated[tuple[Regime, ...], Field(max_length=len(Regime))] = (Regime.ADULT,)
    weekdays: Annotated[tuple[int, ...], Field(max_length=7)] = (0, 1, 2, 3, 4)
    """Open days, Monday 0 … Sunday 6."""
    open_from_minute: int = Field(default=8 * 60, description="Minute of the day, WIB")
    open_until_minute: int = Field(default=15 * 60, description="Minute of the day, WIB")
    skills: SkillCodes = ()


class OfferOpened(Line, Event):
    """A host offers what the line says."""

    TYPE = "ipd.offer-opened.v1"
    SUBJECT = None
    ipd_id: IpdId


class OfferCorrected(Line, Event):
    """What the offer truly says. Its place is the same one: who serves there stays, whatever it is called."""

    TYPE = "ipd.offer-corrected.v1"
    SUBJECT = None
    ipd_id: IpdId
    number: int
    """1, 2 …; the opening is number 0."""
    reason: PublicText


class OfferClosed(Event):
    """No new person from now on; who serves there stays."""

    TYPE = "ipd.offer-closed.v1"
    SUBJECT = None
    ipd_id: IpdId
    offer_id: OfferId
    reason: PublicText


class OfferReopened(Event):
    """New persons are taken again, as the offer says."""

    TYPE = "ipd.offer-reopened.v1"
    SUBJECT = None
    ipd_id: IpdId
    offer_id: OfferId
    reason: PublicText


class SupervisorNamed(Event):
    """Who supervises at a place from a day on; a substitute on that day alone. Said again of the same account, place
    and first day, it stands in place of what was said before."""

    TYPE = "ipd.supervisor-named.v1"
    SUBJECT = None
    ipd_id: IpdId
    site_id: SiteId
    account_id: AccountId
    from_day: date
    until_day: date | None = None
    """A substitute's is the first day; None: until they are released."""


class SupervisorReleased(Event):
    """Whoever was named from that first day on supervises there after the last day no more; the last word stands."""

    TYPE = "ipd.supervisor-released.v1"
    SUBJECT = None
    ipd_id: IpdId
    site_id: SiteId
    account_id: AccountId
    from_day: date
    """Of the naming."""
    last_day: date
    """Before the first: it should never have been."""
    reason: PublicText
