"""Invented histories of any size: the same events, by the same rules as real ones.

One seed gives the same history on the same day (it ends yesterday). Nobody in it exists: names are numbered, NIKs
cannot be issued. Of a history of thousands the first thousand lives are decided; the others are lived again by others,
each thousand at places of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Generator as TellingGenerator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from services.attendance.hours.decider import (
    HOURS,
    OpenPlace,
    OpenSentence,
    StartService,
    log_history,
)
from services.attendance.hours.events import Shift
from services.demo.afterwards import told_after
from services.demo.again import Again, Line, Story, plain
from services.demo.papers import invented_paper
from services.demo.shifts import Pace, Workplace, shifts
from services.intake.klien.decider import KLIEN, ProfileKlien
from services.intake.klien.events import PersonProfiled
from services.intake.putusan.decider import PUTUSAN, OrderRepeat, RegisterPutusan, repeat_of
from services.intake.putusan.events import PutusanRegistered
from services.matching.ipd.decider import IPD, Ipd
from services.matching.ipd.events import HostKind, IpdRegistered, OfferOpened
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    AcceptPlacement,
    Placement,
    ProposePlaces,
    Slots,
    stay_months,
)
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import Need, PlacementProposed
from shared.domain.event import Event
from shared.domain.identifiers import (
    CommandId,
    IpdId,
    KlienId,
    Month,
    OfferId,
    PublicText,
    PutusanId,
    ShiftId,
    SiteId,
    StreamName,
    derived,
)
from shared.domain.lampiran import CATEGORIES, OFFICES
from shared.domain.personal import Personal
from shared.domain.places import PLACES
from shared.domain.profile import Suits
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.domain.sentence import Regime
from shared.domain.skills import SKILLS
from shared.law.calendar import DAY, WIB
from shared.law.circumstances import Circumstances
from shared.law.law import Laws

LAWS = Laws()
"""Invented lives obey the statutes; no regency has settled anything in them."""
PERSONS_TOLD = 1_000
"""Deciding a life takes 14 ms, living it again 2."""
OFFERS_AN_OFFICE = 2
"""For each thousand persons, so that slots are short now and then, as they are in life."""
SLOTS_AN_OFFER = 12
OFFERS_LOOKED_AT = 3
DAYS_BACK = 330
PROFILED_EACH = 3
"""Of every third person somebody has told the profile."""
HOURS_TOLD = ("Senin–Jumat 08.00–12.00", "Senin–Jumat 13.00–16.00", "Setiap hari 07.00–17.00")
WRITTEN = Personal("REKAAN: riwayat buatan, bukan surat siapa pun")


@dataclass(frozen=True, slots=True)
class Told:
    """What one command left on one or more streams, in order. ``told_at`` names the moment in the story."""

    command: str
    told_at: datetime
    streams: tuple[tuple[StreamName, Sequence[Event]], ...]


@dataclass
class Generator:
    """Tells ``klien`` persons' stories one after another; keeps only the hosts and their taken slots."""

    klien: int
    seed: int
    today: date
    offers: list[OfferOpened] = field(default_factory=list)
    taken: dict[OfferId, Counter[Month]] = field(default_factory=lambda: defaultdict(Counter))

    def stories(self) -> Iterator[Story]:
        """The offices and their offers, before anybody is sentenced; then each person's story."""
        yield from self._hosts()
        lived = []
        for number in range(min(self.klien, PERSONS_TOLD)):
            lived.append(_whole(list(self._story(Random(f"{self.seed}/{number}"), number)), number))
            yield lived[-1]
        for again in self._rounds():
            yield from (again.story(story) for story in lived[: self.klien - again.first])

    def _rounds(self) -> list[Again]:
        """Each further thousand, the last of them begun."""
        offices = [self._office(office.code) for office in OFFICES]
        return [Again(number * PERSONS_TOLD, offices) for number in range(1, -(-self.klien // PERSONS_TOLD))]

    def _hosts(self) -> Iterator[Story]:
        random = Random(f"{self.seed}/hosts")
        begun = _moment(self.today - DAY * (DAYS_BACK + 30))
        for office_number, office in enumerate(OFFICES):
            ipd_id = self._office(office.code)
            numbers = range(office_number, OFFERS_AN_OFFICE * len(OFFICES), len(OFFICES))
            offers = [self._offer(random, ipd_id, number) for number in numbers]
            self.offers += offers
            others = [again.offer(offer) for again in self._rounds() for offer in offers]
            events = [IpdRegistered(ipd_id=ipd_id, code=office.code, name=PublicText(office.name)), *offers, *others]
            yield _whole([Told(self._id("hosts", office.code), begun, ((IPD.stream(ipd_id), events),))], None)

    def _story(self, random: Random, number: int) -> Iterator[Told]:
        klien_id, putusan_id = KlienId(self._id("klien", number)), PutusanId(self._id("putusan", number))
        ruled_on = self.today - DAY * random.randrange(20, DAYS_BACK)
        command = RegisterPutusan(
            putusan_id=putusan_id, klien_id=klien_id, paper=invented_paper(random, number, ruled_on), written=WRITTEN
        )
        given = _given(ruled_on + DAY * 10)
        events = _decided(PUTUSAN.decide(command, PUTUSAN.initial, given))
        yield Told(self._id("register", number), given.now, ((PUTUSAN.stream(putusan_id), events),))
        registered = next((event for event in events if isinstance(event, PutusanRegistered)), None)
        if registered is None:
            return
        told = None
        if number % PROFILED_EACH == 0:
            told = self._profile(Random(f"{self.seed}/profile/{number}"), klien_id, given)
            yield Told(self._id("profile", number), given.now, ((KLIEN.stream(klien_id), (told,)),))
        need = retold(Need, registered, profile=retold(Suits, told) if told else None)
        placed = yield from self._placed(random, number, registered, need, _given(ruled_on + DAY * 11))
        if placed is not None:
            yield from self._served(random, number, registered, placed)
        yield from self._afterwards(number, events)

    def _afterwards(self, number: int, told: Sequence[Event]) -> Iterator[Told]:
        """What somebody told of the ruling since, on the evening of the last day."""
        given = Circumstances(_moment(self.today - DAY, 20 * 60), LAWS)
        state = PUTUSAN.fold(told)
        command = told_after(number, state.received, given) if state.received else None
        if command is None:
            return
        streams = [PUTUSAN.stream(command.putusan_id)]
        if isinstance(command, OrderRepeat):
            streams.append(PUTUSAN.stream(repeat_of(command.putusan_id)))
            decided = _decided(PUTUSAN.decide(command, (state, PUTUSAN.initial), given))
        else:
            decided = [_decided(PUTUSAN.decide(command, state, given))]
        yield Told(self._id("afterwards", number), given.now, tuple(zip(streams, decided, strict=True)))

    def _profile(self, random: Random, klien_id: KlienId, given: Circumstances) -> Event:
        category = random.choice(list(CATEGORIES.values()))
        wish = ProfileKlien(
            klien_id=klien_id,
            number=1,
            skills=tuple(random.sample(list(SKILLS), 1)),
            interests=tuple(random.sample(list(category.activities), 1)),
            can_come=Personal(random.choice(HOURS_TOLD)),
        )
        ((told,),) = _decided(KLIEN.decide(wish, (KLIEN.initial,), given))
        assert isinstance(told, PersonProfiled)
        return told

    def _placed(
        self, random: Random, number: int, registered: PutusanRegistered, need: Need, given: Circumstances
    ) -> TellingGenerator[Told, None, OfferOpened | None]:
        looked_at = random.sample(self.offers, min(OFFERS_LOOKED_AT, len(self.offers)))
        candidates = tuple(Candidate(offer, self.taken[offer.offer_id]) for offer in looked_at)
        asking = retold(ProposePlaces, registered, need=need, candidates=candidates)
        proposed = _decided(PLACEMENT.decide(asking, PLACEMENT.initial, given))
        stream = PLACEMENT.stream(registered.putusan_id)
        yield Told(self._id("propose", number), given.now, ((stream, proposed),))
        found = proposed[-1]
        if not isinstance(found, PlacementProposed):
            return None
        best = found.proposals[0]
        accepting = retold(AcceptPlacement, best, putusan_id=registered.putusan_id)
        offer = next(offer for offer in self.offers if offer.offer_id == best.offer_id)
        months = stay_months(accepting)
        slots_free = tuple(Slots() for _ in months)
        states: tuple[Placement, Ipd, *tuple[Slots, ...]] = (
            PLACEMENT.fold(proposed),
            Ipd(offers={offer.offer_id: offer}),
            *slots_free,
        )
        accepted, _, *slots = _decided(PLACEMENT.decide(accepting, states, given))
        self.taken[offer.offer_id].update(months)
        slot_streams = [SLOTS.stream(best.ipd_id, month) for month in months]
        streams = ((stream, accepted), *zip(slot_streams, slots, strict=True))
        yield Told(self._id("accept", number), given.now + timedelta(days=1), streams)
        return offer

    def _served(self, random: Random, number: int, registered: PutusanRegistered, offer: OfferOpened) -> Iterator[Told]:
        klien_id, putusan_id, stream = registered.klien_id, registered.putusan_id, HOURS.stream(registered.klien_id)
        started_on = registered.ruled_on + DAY * random.randrange(18, 30)
        if started_on >= self.today:
            return
        given = _given(started_on)
        opening = retold(OpenSentence, registered)
        place = retold(OpenPlace, offer, klien_id=klien_id, putusan_id=putusan_id, opens_on=started_on)
        starting = StartService(
            klien_id=klien_id,
            putusan_id=putusan_id,
            started_on=started_on,
            document=Personal(f"BA-{number + 1}/REKAAN/{started_on.year}"),
        )
        events: list[Event] = []
        for command in (opening, place, starting):
            events += _decided(HOURS.decide(command, HOURS.fold(events), given))
        yield Told(self._id("start", number), given.now, ((stream, tuple(events)),))
        worked = list(self._shifts(random, number, registered, offer, started_on))
        if worked:
            logged = log_history(klien_id, HOURS.fold(events), worked, LAWS.on)
            yield Told(self._id("hours", number), worked[-1].ends, ((stream, logged),))

    def _shifts(
        self, random: Random, number: int, registered: PutusanRegistered, offer: OfferOpened, started_on: date
    ) -> Iterator[Shift]:
        place = Workplace(offer.ipd_id, offer.site_id, offer.weekdays, offer.open_from_minute)
        for day, starts, ends in shifts(
            random, registered.terms, place, started_on, self.today, random.choice(list(Pace)), LAWS.on
        ):
            shift_id = ShiftId(self._id("shift", number, day.isoformat()))
            yield Shift(id=shift_id, site_id=offer.site_id, ipd_id=offer.ipd_id, starts=starts, ends=ends)

    def _offer(self, random: Random, ipd_id: IpdId, number: int) -> OfferOpened:
        category = random.choice(list(CATEGORIES.values()))
        return OfferOpened(
            ipd_id=ipd_id,
            offer_id=OfferId(self._id("offer", number)),
            site_id=SiteId(self._id("site", number)),
            site_name=PublicText(f"Tempat Rekaan {number + 1}"),
            host_kind=random.choice(list(HostKind)),
            kecamatan=random.choice(list(PLACES)),
            category=category.number,
            activity=random.choice(list(category.activities)),
            slots=SLOTS_AN_OFFER,
            regimes=(Regime.ADULT, Regime.CHILD) if random.random() < 0.6 else (Regime.ADULT,),
            weekdays=random.choice(((0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5))),
            open_from_minute=random.choice((7, 8)) * 60,
            open_until_minute=random.choice((15, 16, 17)) * 60,
            skills=tuple(random.sample(list(SKILLS), random.randint(0, 2))),
        )

    def _office(self, code: str) -> IpdId:
        return IpdId(self._id("ipd", code))

    def _id(self, *parts: object) -> str:
        return derived("invented", str(self.seed), *(str(part) for part in parts))


def _whole(told: Sequence[Told], person: int | None) -> Story:
    """What belongs together as one request: a running house sees all of it or nothing."""
    streams: dict[StreamName, list[Line]] = {}
    for one in told:
        for stream, events in one.streams:
            streams.setdefault(stream, []).extend((plain(event), one.told_at) for event in events)
    return Story(CommandId(told[0].command), person, list(streams.items()))


def _given(day: date) -> Circumstances:
    return Circumstances(_moment(day, 10 * 60), LAWS)


def _moment(day: date, minute: int = 8 * 60) -> datetime:
    return datetime.combine(day, time(tzinfo=WIB)) + timedelta(minutes=minute)


def _decided(decided: Any) -> Any:
    if isinstance(decided, Refused):
        raise AssertionError(f"an invented story was refused: {[fault.rule for fault in decided.faults]}")
    return decided
