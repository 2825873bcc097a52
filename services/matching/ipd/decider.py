"""What an I-PD may do: register as a host, open and close offers of unpaid work (Lampiran I; KUHP 85(3))."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from services.matching.ipd.events import HostKind, IpdRegistered, OfferClosed, OfferOpened
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.identifiers import IpdId, Kecamatan, OfferId, SiteId
from shared.domain.lampiran import CATEGORIES
from shared.domain.places import PLACES
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.sentence import Regime
from shared.domain.text import PublicCode, PublicLine
from shared.domain.thing import Thing
from shared.law.circumstances import Circumstances

SLOTS_MOST = 200
"""More people at one place at once than any office of the regency can supervise: taken for a slip of the pen."""


class RegisterIpd(Command):
    """Enter an office as a host."""

    ACTION: ClassVar[str] = "ipd.register"

    ipd_id: IpdId
    code: PublicCode
    name: PublicLine


class Line(BaseModel):
    """A line of Lampiran I as a host fills it in: an activity at a place.

    ``unpaid`` is the host's declaration that nobody gains by the work or is replaced by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    site_name: PublicLine
    host_kind: HostKind
    kecamatan: Kecamatan
    category: int
    activity: PublicCode
    slots: int
    regimes: tuple[Regime, ...] = (Regime.ADULT,)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    open_from_minute: int = Field(default=8 * 60, description="Minute of the day, WIB")
    open_until_minute: int = Field(default=15 * 60, description="Minute of the day, WIB")
    skills: tuple[PublicCode, ...] = ()
    unpaid: bool = False


class OpenOffer(Command):
    """Offer what the line says."""

    ACTION: ClassVar[str] = "ipd.offer"

    ipd_id: IpdId
    offer_id: OfferId
    site_id: SiteId
    line: Line


class CloseOffer(Command):
    """Take no new person at an offer."""

    ACTION: ClassVar[str] = "ipd.offer"

    ipd_id: IpdId
    offer_id: OfferId


class Ipd(Value):
    """What is known of one I-PD: its registration and its offers, open or closed."""

    registered: IpdRegistered | None = None
    offers: Mapping[OfferId, OfferOpened] = Field(default_factory=dict)
    closed: frozenset[OfferId] = frozenset()

    def open_offer(self, offer_id: OfferId) -> OfferOpened | None:
        """The offer, if it takes new persons."""
        return None if offer_id in self.closed else self.offers.get(offer_id)

    @property
    def open_offers(self) -> tuple[OfferOpened, ...]:
        """Every offer that takes new persons."""
        return tuple(offer for offer_id, offer in self.offers.items() if offer_id not in self.closed)


def evolve(state: Ipd, event: Event) -> Ipd:
    """The I-PD after one more event."""
    match event:
        case IpdRegistered():
            return state.model_copy(update={"registered": event})
        case OfferOpened():
            return state.model_copy(update={"offers": {**state.offers, event.offer_id: event}})
        case OfferClosed():
            return state.model_copy(update={"closed": state.closed | {event.offer_id}})
    return state


IPD: Thing[Ipd] = Thing("ipd", (IpdRegistered, OfferOpened, OfferClosed), Ipd(), evolve)


def register(command: RegisterIpd, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Register the office once; the same again changes nothing."""
    event = IpdRegistered(ipd_id=command.ipd_id, code=command.code, name=command.name)
    if state.registered is None:
        return [event]
    if state.registered == event:
        return []
    return Refused((Fault("ipd-exists", {"code": command.code}, severity=Severity.CONFLICT),))


def open_offer(command: OpenOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Open the offer, or say everything that is wrong with it."""
    if state.registered is None:
        return Refused((Fault("ipd-unknown", severity=Severity.ABSENT),))
    opened = OfferOpened.model_validate({**command.model_dump(), **command.line.model_dump()})
    if command.offer_id in state.offers:
        same = state.offers[command.offer_id] == opened
        return [] if same else Refused((Fault("offer-exists", severity=Severity.CONFLICT),))
    faults = tuple(fault for rule in OFFER_RULES if (fault := rule(command.line)))
    return Refused(faults) if faults else [opened]


def close_offer(command: CloseOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Close the offer; closed twice is closed once."""
    if command.offer_id not in state.offers:
        return Refused((Fault("offer-unknown", severity=Severity.ABSENT),))
    if command.offer_id in state.closed:
        return []
    return [OfferClosed(ipd_id=command.ipd_id, offer_id=command.offer_id)]


def unpaid_work(line: Line) -> Fault | None:
    """The work may not be commercialised: the host declares that it is unpaid and replaces no paid staff."""
    return None if line.unpaid else Fault("offer-commercial", {}, "KUHP 85(3)", "/unpaid")


def known_category(line: Line) -> Fault | None:
    """Lampiran I has five categories."""
    known = line.category in CATEGORIES
    return None if known else Fault("offer-category", {"category": line.category}, "Lampiran I", "/category")


def known_activity(line: Line) -> Fault | None:
    """The activity stands under the category in Lampiran I."""
    category = CATEGORIES.get(line.category)
    if category is None or line.activity in category.activities:
        return None
    return Fault("offer-activity", {"activity": line.activity}, "Lampiran I", "/activity")


def known_kecamatan(line: Line) -> Fault | None:
    """The place lies in the regency."""
    known = line.kecamatan in PLACES
    return None if known else Fault("offer-kecamatan", {"kecamatan": line.kecamatan}, None, "/kecamatan")


def some_slots(line: Line) -> Fault | None:
    """At least one person, and no more than can be supervised."""
    within = 1 <= line.slots <= SLOTS_MOST
    return None if within else Fault("offer-slots", {"slots": line.slots, "most": SLOTS_MOST}, None, "/slots")


def open_some_time(line: Line) -> Fault | None:
    """Open on at least one day, from an earlier to a later minute of that day."""
    days = bool(line.weekdays) and all(0 <= day <= 6 for day in line.weekdays)
    hours = 0 <= line.open_from_minute < line.open_until_minute <= 24 * 60
    return None if days and hours and line.regimes else Fault("offer-hours", {}, None, "/weekdays")


OFFER_RULES: tuple[Callable[[Line], Fault | None], ...] = (
    unpaid_work,
    known_category,
    known_activity,
    known_kecamatan,
    some_slots,
    open_some_time,
)
