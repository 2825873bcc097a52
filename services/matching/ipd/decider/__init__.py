"""What an I-PD may do: register as a host, open and close offers of unpaid work (Lampiran I; KUHP 85(3)); and how what
was entered wrongly is mended."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pydantic import Field

from services.matching.ipd.decider.commands import (
    CloseOffer,
    CorrectIpd,
    CorrectOffer,
    OfLine,
    OpenOffer,
    RegisterIpd,
    ReopenOffer,
)
from services.matching.ipd.decider.supervisors import (
    CorrectNaming,
    NameSupervisor,
    Namings,
    ReleaseSupervisor,
    correct,
    evolved,
    name,
    release,
)
from services.matching.ipd.events import (
    IpdCorrected,
    IpdRegistered,
    Line,
    OfferClosed,
    OfferCorrected,
    OfferOpened,
    OfferReopened,
    Office,
    SupervisorNamed,
    SupervisorReleased,
)
from shared.domain.event import Event, Value
from shared.domain.identifiers import OfferId, SiteId
from shared.domain.lampiran import CATEGORIES
from shared.domain.places import PLACES
from shared.domain.refusal import Fault, Refused, Severity
from shared.domain.retold import retold
from shared.domain.thing import Thing
from shared.law.circumstances import Circumstances

__all__ = [
    "IPD",
    "CloseOffer",
    "CorrectIpd",
    "CorrectNaming",
    "CorrectOffer",
    "Ipd",
    "NameSupervisor",
    "OpenOffer",
    "RegisterIpd",
    "ReleaseSupervisor",
    "ReopenOffer",
]

SLOTS_MOST = 200
"""More people at one place at once than any office of the regency can supervise: taken for a slip of the pen."""


class Ipd(Value):
    """What is known of one I-PD: its registration and its offers, open or closed, each as it was corrected last."""

    registered: IpdRegistered | None = None
    corrected: IpdCorrected | None = None
    offers: Mapping[OfferId, OfferOpened] = Field(default_factory=dict)
    corrections: Mapping[OfferId, OfferCorrected] = Field(default_factory=dict)
    """The last one of each offer."""
    closed: frozenset[OfferId] = frozenset()
    supervisors: Namings = ()
    """Whoever was named at a place, released ones too."""

    def number_of(self, offer_id: OfferId) -> int:
        """How often the offer was corrected."""
        return self.corrections[offer_id].number if offer_id in self.corrections else 0

    def open_offer(self, offer_id: OfferId) -> OfferOpened | None:
        """The offer, if it takes new persons."""
        return None if offer_id in self.closed else self.offers.get(offer_id)

    @property
    def sites(self) -> frozenset[SiteId]:
        """Its places, whether they take new persons or not."""
        return frozenset(offer.site_id for offer in self.offers.values())

    @property
    def open_offers(self) -> tuple[OfferOpened, ...]:
        """Every offer that takes new persons."""
        return tuple(offer for offer_id, offer in self.offers.items() if offer_id not in self.closed)


def evolve(state: Ipd, event: Event) -> Ipd:
    """The I-PD after one more event."""
    match event:
        case IpdRegistered():
            return state.model_copy(update={"registered": event})
        case IpdCorrected():
            return state.model_copy(update={"corrected": event})
        case OfferOpened():
            return state.model_copy(update={"offers": {**state.offers, event.offer_id: event}})
        case OfferClosed():
            return state.model_copy(update={"closed": state.closed | {event.offer_id}})
        case OfferReopened():
            return state.model_copy(update={"closed": state.closed - {event.offer_id}})
        case SupervisorNamed() | SupervisorReleased():
            return state.model_copy(update={"supervisors": evolved(state.supervisors, event)})
        case OfferCorrected():
            offers = {**state.offers, event.offer_id: retold(OfferOpened, event)}
            corrections = {**state.corrections, event.offer_id: event}
            return state.model_copy(update={"offers": offers, "corrections": corrections})
    return state


def register(command: RegisterIpd, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Register the office once; the same again changes nothing."""
    event = retold(IpdRegistered, command)
    if state.registered is None:
        return [event]
    if event in (state.registered, _as_registered(state)):
        return []
    name = state.corrected.name if state.corrected else state.registered.name
    return Refused((Fault("ipd-exists", {"name": name}, severity=Severity.CONFLICT, pointer="/name"),))


def _as_registered(state: Ipd) -> IpdRegistered | None:
    """The registration that would have said at once what stands."""
    if state.registered is None or state.corrected is None:
        return state.registered
    return retold(IpdRegistered, state.corrected, code=state.registered.code)


def correct_ipd(command: CorrectIpd, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Another name or contact; what stands already is not corrected."""
    stands = _as_registered(state)
    if stands is None:
        return Refused((Fault("ipd-unknown", severity=Severity.ABSENT),))
    if retold(Office, command) == retold(Office, stands):
        return []
    number = state.corrected.number if state.corrected else 0
    if command.number != number + 1:
        return Refused((_moved(command.number, number + 1),))
    return [retold(IpdCorrected, command)]


def _moved(number: int, following: int) -> Fault:
    """Somebody corrected it meanwhile."""
    return Fault("ipd-moved", {"number": number, "next": following}, severity=Severity.CONFLICT)


def open_offer(command: OpenOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Open the offer, or say everything that is wrong with it."""
    if state.registered is None:
        return Refused((Fault("ipd-unknown", severity=Severity.ABSENT),))
    opened = retold(OfferOpened, command)
    if command.offer_id in state.offers:
        same = state.open_offer(command.offer_id) == opened
        return [] if same else Refused((Fault("offer-exists", severity=Severity.CONFLICT),))
    faults = _broken(command)
    return Refused(faults) if faults else [opened]


def _broken(line: OfLine) -> tuple[Fault, ...]:
    return tuple(fault for rule in OFFER_RULES if (fault := rule(line)))


def correct_offer(command: CorrectOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """The true line; what it says of the place itself is so for every other offer there too."""
    stands = state.offers.get(command.offer_id)
    if stands is None:
        return Refused((Fault("offer-unknown", severity=Severity.ABSENT),))
    corrected = retold(OfferCorrected, command, site_id=stands.site_id)
    if retold(Line, corrected) == retold(Line, stands):
        return []
    following = state.number_of(command.offer_id) + 1
    if command.number != following:
        return Refused((_moved(command.number, following),))
    faults = (*_broken(command), *_offered_twice(corrected, state))
    return Refused(faults) if faults else [corrected, *_of_the_same_place(corrected, state)]


def _offered_twice(line: OfferCorrected, state: Ipd) -> tuple[Fault, ...]:
    """One activity at one place is one open offer: two would count its slots twice."""
    said = line.site_id, line.category, line.activity
    others = (one for one in state.open_offers if one.offer_id != line.offer_id)
    if not any((one.site_id, one.category, one.activity) == said for one in others):
        return ()
    return (Fault("offer-twice", severity=Severity.CONFLICT, pointer="/activity"),)


def _of_the_same_place(corrected: OfferCorrected, state: Ipd) -> list[OfferCorrected]:
    """The place has one name, kind and kecamatan: every other offer at it is corrected with it."""
    place = {name: getattr(corrected, name) for name in OF_THE_PLACE}
    others = [
        one for one in state.offers.values() if one.site_id == corrected.site_id and one.offer_id != corrected.offer_id
    ]
    return [
        retold(OfferCorrected, one, **place, number=state.number_of(one.offer_id) + 1, reason=corrected.reason)
        for one in others
        if place != {name: getattr(one, name) for name in OF_THE_PLACE}
    ]


OF_THE_PLACE: Final = ("site_name", "host_kind", "kecamatan")


def close_offer(command: CloseOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Close the offer; closed twice is closed once."""
    if command.offer_id not in state.offers:
        return Refused((Fault("offer-unknown", severity=Severity.ABSENT),))
    if command.offer_id in state.closed:
        return []
    return [retold(OfferClosed, command)]


def reopen_offer(command: ReopenOffer, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Open it again, as it was said last; what is open stays open."""
    if command.offer_id not in state.offers:
        return Refused((Fault("offer-unknown", severity=Severity.ABSENT),))
    return [retold(OfferReopened, command)] if command.offer_id in state.closed else []


def name_supervisor(command: NameSupervisor, state: Ipd, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """At one of its places."""
    return name(command, state.supervisors, state.sites, circumstances.today)


def release_supervisor(command: ReleaseSupervisor, state: Ipd, _: Circumstances) -> Sequence[Event] | Refused:
    """Of one of its places."""
    return release(command, state.supervisors)


def correct_naming(command: CorrectNaming, state: Ipd, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """At one of its places."""
    return correct(command, state.supervisors, circumstances.today)


def unpaid_work(line: OfLine) -> Fault | None:
    """The work may not be commercialised: the host declares that it is unpaid and replaces no paid staff."""
    return None if line.unpaid else Fault("offer-commercial", {}, "KUHP 85(3)", "/unpaid")


def known_category(line: OfLine) -> Fault | None:
    """Lampiran I has five categories."""
    known = line.category in CATEGORIES
    return None if known else Fault("offer-category", {"category": line.category}, "Lampiran I", "/category")


def known_activity(line: OfLine) -> Fault | None:
    """The activity stands under the category in Lampiran I."""
    category = CATEGORIES.get(line.category)
    if category is None or line.activity in category.activities:
        return None
    return Fault("offer-activity", {"activity": line.activity}, "Lampiran I", "/activity")


def known_kecamatan(line: OfLine) -> Fault | None:
    """The place lies in the regency."""
    known = line.kecamatan in PLACES
    return None if known else Fault("offer-kecamatan", {"kecamatan": line.kecamatan}, None, "/kecamatan")


def some_slots(line: OfLine) -> Fault | None:
    """At least one person, and no more than can be supervised."""
    within = 1 <= line.slots <= SLOTS_MOST
    return None if within else Fault("offer-slots", {"slots": line.slots, "most": SLOTS_MOST}, None, "/slots")


def takes_somebody(line: OfLine) -> Fault | None:
    """Adults, children, or both."""
    return None if line.regimes else Fault("offer-regimes", {}, None, "/regimes")


def open_some_day(line: OfLine) -> Fault | None:
    """Open on at least one day of the week."""
    days = bool(line.weekdays) and all(0 <= day <= 6 for day in line.weekdays)
    return None if days else Fault("offer-days", {}, None, "/weekdays")


def open_some_time(line: OfLine) -> Fault | None:
    """From an earlier to a later minute of the day."""
    hours = 0 <= line.open_from_minute < line.open_until_minute <= 24 * 60
    return None if hours else Fault("offer-hours", {}, None, "/open_until_minute")


OFFER_RULES: tuple[Callable[[OfLine], Fault | None], ...] = (
    known_kecamatan,
    known_category,
    known_activity,
    some_slots,
    takes_somebody,
    open_some_day,
    open_some_time,
    unpaid_work,
)
"""In the order of the form's fields."""

IPD: Thing[Ipd] = Thing(
    "ipd",
    (
        IpdRegistered,
        IpdCorrected,
        OfferOpened,
        OfferCorrected,
        OfferClosed,
        OfferReopened,
        SupervisorNamed,
        SupervisorReleased,
    ),
    Ipd(),
    evolve,
    {
        RegisterIpd: register,
        CorrectIpd: correct_ipd,
        OpenOffer: open_offer,
        CorrectOffer: correct_offer,
        CloseOffer: close_offer,
        ReopenOffer: reopen_offer,
        NameSupervisor: name_supervisor,
        CorrectNaming: correct_naming,
        ReleaseSupervisor: release_supervisor,
    },
)
