"""What a proposal looks at: every open offer with its taken slots, kept in memory, brought level at each look.

From the ledger itself, for a projection may lag. Reading each host's streams whole for each ruling made five hundred
rulings at once cost five hundred times the regency; now a look costs what happened to the hosts since the last one.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

import msgspec
import structlog

from services.matching.ipd.decider import IPD, Ipd
from services.matching.placement.decider import SLOTS
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import SlotFreed, SlotTaken
from shared.domain.identifiers import IpdId, Month, OfferId, PutusanId, SiteId
from shared.ledger.decoding import UnknownEvent, fast_decoders
from shared.ledger.ledger import Head, Ledger
from shared.ledger.recorded import Recorded

log = structlog.get_logger()

TYPES = sorted(fast_decoders(*IPD.events, *SLOTS.events))
UUID_LENGTH = 36


@dataclass
class _Seen:
    """The hosts' events up to a head, folded."""

    head: Head | None = None
    hosts: dict[IpdId, Ipd] = field(default_factory=dict)
    taken: dict[OfferId, Counter[Month]] = field(default_factory=lambda: defaultdict(Counter))
    held: dict[PutusanId, Counter[tuple[OfferId, Month]]] = field(default_factory=lambda: defaultdict(Counter))
    unreadable: set[IpdId] = field(default_factory=set)

    def take(self, entries: Iterable[Recorded]) -> None:
        """What happened next. A host whose event cannot be read is known as such from here on."""
        for entry in entries:
            try:
                self._fold(entry)
            except UnknownEvent:
                log.warning("ledger.unknown_event", type=entry.type, position=entry.position)
            except (ValueError, msgspec.MsgspecError) as error:
                self.unreadable.add(host_of(entry))
                log.error("host_unreadable", stream=entry.stream, position=entry.position, error=type(error).__name__)

    def _fold(self, entry: Recorded) -> None:
        match event := entry.event:
            case SlotTaken():
                self._count(event, 1)
            case SlotFreed():
                self._count(event, -1)
            case _ if isinstance(event, IPD.events):
                ipd_id = host_of(entry)
                self.hosts[ipd_id] = IPD.evolve(self.hosts.get(ipd_id, IPD.initial), event)

    def _count(self, event: SlotTaken | SlotFreed, more: int) -> None:
        self.taken[event.offer_id][event.month] += more
        self.held[event.putusan_id][event.offer_id, event.month] += more

    def candidates(self, apart: Iterable[PutusanId]) -> tuple[Candidate, ...]:
        """Every open offer of every host that can be read, in the order of their coming; each with the months in which
        one of these rulings has a slot at its place."""
        readable = (host for ipd_id, host in self.hosts.items() if ipd_id not in self.unreadable)
        offers = (offer for host in readable for offer in host.open_offers)
        months = self.months_of(apart)
        return tuple(
            Candidate(offer, Counter(self.taken[offer.offer_id]), frozenset(months.get(offer.site_id, ())))
            for offer in offers
        )

    def months_of(self, rulings: Iterable[PutusanId]) -> dict[SiteId, set[Month]]:
        """In which months these rulings have a slot, by place: two offers may be of one."""
        slots = {slot for ruling in rulings for slot, held in self.held.get(ruling, {}).items() if held > 0}
        sites = {one.offer_id: one.site_id for host in self.hosts.values() for one in host.offers.values() if slots}
        found: dict[SiteId, set[Month]] = defaultdict(set)
        for offer_id, month in slots:
            if offer_id in sites:
                found[sites[offer_id]].add(month)
        return found


class OpenPlaces:
    """The hosts of one book as of the last look."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen = _Seen()
        self._one_at_a_time = asyncio.Lock()

    async def now(self, today: date, apart: Iterable[PutusanId] = ()) -> tuple[Candidate, ...]:
        """Every open offer with its taken slots, and with those of these rulings; the offers of a host with an
        unreadable event are left out."""
        return (await self._level(today)).candidates(apart)

    async def months_of(self, today: date, rulings: Iterable[PutusanId]) -> dict[SiteId, set[Month]]:
        """In which months these rulings have a slot, from this one on, by place."""
        return (await self._level(today)).months_of(rulings)

    async def _level(self, today: date) -> _Seen:
        """What was seen, brought level with the ledger."""
        async with self._one_at_a_time:
            head = await self._ledger.head()
            seen = self._seen.head
            if seen is not None and await self._ledger.head_at(seen.position) == seen:
                async for page in self._ledger.read(after=seen.position, until=head.position, types=TYPES):
                    self._seen.take(page)
            else:  # the first look, or the ledger was put back to another history meanwhile
                self._seen = await self._whole(head, today)
            self._seen.head = head
            return self._seen

    async def _whole(self, head: Head, today: date) -> _Seen:
        """All hosts, and slots from this month on: no plan begins earlier, and what is past grows for ever."""
        seen = _Seen()
        hosts = await self._ledger.read_category(IPD.category)
        seen.take(entry for entry in hosts if entry.position <= head.position)
        known = sorted({host_of(entry) for entry in hosts})
        ranges = [(SLOTS.stream(ipd_id, f"{today:%Y-%m}"), f"{SLOTS.stream(ipd_id)}.") for ipd_id in known]
        slots = await self._ledger.read_ranges(ranges)
        seen.take(entry for entry in slots if entry.position <= head.position)
        return seen


def host_of(entry: Recorded) -> IpdId:
    """Whose stream it is, ``ipd-{ipd}`` or ``slots-{ipd}-{yyyy-mm}``: asked where the event itself cannot be read."""
    return IpdId(entry.stream.partition("-")[2][:UUID_LENGTH])


_places: WeakKeyDictionary[Ledger, OpenPlaces] = WeakKeyDictionary()


def open_places(ledger: Ledger) -> OpenPlaces:
    """The one memory of this process over this ledger."""
    return _places.setdefault(ledger, OpenPlaces(ledger))
