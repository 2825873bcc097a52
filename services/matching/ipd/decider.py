"""What an I-PD may do: register as a host, open and close offers of unpaid work (Lampiran I; KUHP 85(3))."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from services.matching.ipd.events import IpdRegistered, Line, OfferClosed, OfferOpened
from shared.domain.bounds import SKILLS_MAX
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.identifiers import IpdId, OfferId
from shared.domain.lampiran import CATEGORIES
from shared.domain.places import PLACES
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.retold import retold
from shared.domain.text import PublicCode, PublicLine
from shared.domain.thing import Thing
from shared.law.circumstances import Circumstances

SLOTS_MOST = 200
"""More people at one place at once than any office of the regency can supervise: taken for a slip of the pen."""


class OfIpd(Command):
    """About one I-PD."""

    STREAM: ClassVar[str] = "ipd-{ipd_id}"

    ipd_id: IpdId


class RegisterIpd(OfIpd):
    """Enter an office as a host; its id follows from its code."""

    ACTION: ClassVar[str] = "ipd.register"
    FOUND: ClassVar[frozenset[str]] = frozenset({"ipd_id"})

    code: PublicCode
    name: PublicLine


class OpenOffer(Line, OfIpd):
    """Offer what a line of Lampiran I says: an activity at a place. Its id follows from host, place and activity.

    ``unpaid`` is the host's declaration that nobody gains by the work or is replaced by it.
    """

    ACTION: ClassVar[str] = "ipd.offer"
    FOUND: ClassVar[frozenset[str]] = frozenset({"offer_id", "site_id"})

    site_name: PublicLine
    activity: PublicCode
    skills: Annotated[tuple[PublicCode, ...], Field(max_length=SKILLS_MAX)] = ()
    unpaid: bool = False


class CloseOffer(OfIpd):
    """Take no new person at an offer."""

    ACTION: ClassVar[str] = "ipd.offer"

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


def register(command: RegisterIpd, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Register the office once; the same again changes nothing."""
    event = retold(IpdRegistered, command)
    if state.registered is None:
        return [event]
    if state.registered == event:
        return []
    return Refused((Fault("ipd-exists", {"code": command.code}, severity=Severity.CONFLICT),))


def open_offer(command: OpenOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Open the offer, or say everything that is wrong with it."""
    if state.registered is None:
        return Refused((Fault("ipd-unknown", severity=Severity.ABSENT),))
    opened = retold(OfferOpened, command)
    if command.offer_id in state.offers:
        same = state.offers[command.offer_id] == opened
        return [] if same else Refused((Fault("offer-exists", severity=Severity.CONFLICT),))
    faults = tuple(fault for rule in OFFER_RULES if (fault := rule(command)))
    return Refused(faults) if faults else [opened]


def close_offer(command: CloseOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Close the offer; closed twice is closed once."""
    if command.offer_id not in state.offers:
        return Refused((Fault("offer-unknown", severity=Severity.ABSENT),))
    if command.offer_id in state.closed:
        return []
    return [retold(OfferClosed, command)]


def unpaid_work(line: OpenOffer) -> Fault | None:
    """The work may not be commercialised: the host declares that it is unpaid and replaces no paid staff."""
    return None if line.unpaid else Fault("offer-commercial", {}, "KUHP 85(3)", "/unpaid")


def known_category(line: OpenOffer) -> Fault | None:
    """Lampiran I has five categories."""
    known = line.category in CATEGORIES
    return None if known else Fault("offer-category", {"category": line.category}, "Lampiran I", "/category")


def known_activity(line: OpenOffer) -> Fault | None:
    """The activity stands under the category in Lampiran I."""
    category = CATEGORIES.get(line.category)
    if category is None or line.activity in category.activities:
        return None
    return Fault("offer-activity", {"activity": line.activity}, "Lampiran I", "/activity")


def known_kecamatan(line: OpenOffer) -> Fault | None:
    """The place lies in the regency."""
    known = line.kecamatan in PLACES
    return None if known else Fault("offer-kecamatan", {"kecamatan": line.kecamatan}, None, "/kecamatan")


def some_slots(line: OpenOffer) -> Fault | None:
    """At least one person, and no more than can be supervised."""
    within = 1 <= line.slots <= SLOTS_MOST
    return None if within else Fault("offer-slots", {"slots": line.slots, "most": SLOTS_MOST}, None, "/slots")


def open_some_time(line: OpenOffer) -> Fault | None:
    """Open on at least one day, from an earlier to a later minute of that day."""
    days = bool(line.weekdays) and all(0 <= day <= 6 for day in line.weekdays)
    hours = 0 <= line.open_from_minute < line.open_until_minute <= 24 * 60
    return None if days and hours and line.regimes else Fault("offer-hours", {}, None, "/weekdays")


OFFER_RULES: tuple[Callable[[OpenOffer], Fault | None], ...] = (
    unpaid_work,
    known_category,
    known_activity,
    known_kecamatan,
    some_slots,
    open_some_time,
)

IPD: Thing[Ipd] = Thing(
    "ipd",
    (IpdRegistered, OfferOpened, OfferClosed),
    Ipd(),
    evolve,
    {RegisterIpd: register, OpenOffer: open_offer, CloseOffer: close_offer},
)
