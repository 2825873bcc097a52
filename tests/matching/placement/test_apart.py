"""Who must be kept apart is not proposed to where the other has a slot; who places them reads why, and no host does."""

from datetime import date
from typing import Any

import pytest

from services.intake.klien.events import PersonClosed, PersonKeptApart, PersonProfiled, PersonsMerged, PersonsParted
from services.intake.putusan.events import Mask, PutusanReceived, PutusanRegistered
from services.matching.ipd.decider import IPD
from services.matching.ipd.events import OfferClosed, OfferOpened
from services.matching.placement.decider import PLACEMENT, AcceptPlacement, CorrectPlacement, SeekApart, doubts_of
from services.matching.placement.decider.rules import PLACE_APART, Candidate
from services.matching.placement.events import NoPlaceFound, PlacementAccepted, PlacementProposed, SlotTaken
from services.matching.placement.reactions import _named, _same_person
from services.matching.placement.report import obstacles as shown
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code, KlienId, Month, PublicText, PutusanId
from shared.domain.personal import Personal
from shared.domain.sentence import Regime, Terms
from shared.reports.columns import Seen
from shared.runtime.settings import Settings
from tests.given import given
from tests.matching.placement.test_decider import KLIEN, NOW, OFFICE, PUTUSAN, asked, need, obstacles, offer, proposed
from tests.matching.placement.test_routes import LINE, PAGE
from tests.neighbours import linked_to_host, tell
from tests.opened import opened_for

OTHER, THEIRS = KlienId("00000000-0000-4000-8000-000000000022"), PutusanId("00000000-0000-4000-8000-000000000021")
THIRD = KlienId("00000000-0000-4000-8000-000000000032")
SEALED: Personal[str] = Personal(ref="00000000-0000-4000-8000-0000000000aa", mac="mac")
DECEMBER, MAY = Month("2026-12"), Month("2027-05")
STAY: dict[str, Any] = {"planned_from": date(2026, 12, 1), "planned_until": date(2027, 1, 29)}


def test_a_place_where_the_other_has_a_slot_in_a_month_of_the_plan_is_not_proposed() -> None:
    with_other, later = Candidate(offer(), {}, frozenset({DECEMBER})), Candidate(offer(2), {}, frozenset({MAY}))
    found = proposed(need(), with_other, later)
    assert isinstance(found, PlacementProposed)
    assert [one.offer_id for one in found.proposals] == [offer(2).offer_id]
    assert obstacles(found) == {"place-apart": None}
    assert isinstance(proposed(need(), with_other), NoPlaceFound)


def test_who_is_kept_apart_later_is_proposed_to_other_places_until_a_host_has_accepted() -> None:
    before = [asked(), proposed(need(), Candidate(offer(), {}))]
    with_other = Candidate(offer(), {}, frozenset({DECEMBER}))
    seek = SeekApart(putusan_id=PUTUSAN, klien_id=KLIEN, candidates=(with_other, Candidate(offer(2), {})))
    ((found,),) = given(PLACEMENT, *before, circumstances=NOW).when(seek).events
    assert [one.offer_id for one in found.proposals] == [offer(2).offer_id]
    assert given(PLACEMENT, *before, found, circumstances=NOW).when(seek).events == [[]]
    ids = {"ipd_id": OFFICE, "offer_id": offer().offer_id, "site_id": offer().site_id}
    accepted = PlacementAccepted(putusan_id=PUTUSAN, klien_id=KLIEN, **ids, **STAY)
    assert given(PLACEMENT, *before, accepted, circumstances=NOW).when(seek).events == [()]
    elses = seek.model_copy(update={"klien_id": OTHER})
    assert given(PLACEMENT, *before, circumstances=NOW).when(elses).events == [()]


def slot(place: OfferOpened) -> SlotTaken:
    return SlotTaken(ipd_id=OFFICE, offer_id=place.offer_id, month=DECEMBER, putusan_id=THEIRS)


@pytest.mark.parametrize(
    ("held", "said", "rules"),
    [
        (offer(), {"apart": (THEIRS,)}, ["place-apart"]),
        (offer(3, site_id=offer().site_id), {"apart": (THEIRS,)}, ["place-apart"]),  # another offer of the same place
        (offer(4), {"apart": (THEIRS,)}, []),
        (offer(), {"apart": (THEIRS,), "override": "Dijadwalkan pada hari yang berbeda", "beside": True}, []),
        (offer(), {"apart": (THEIRS,), "override": "Lebih dekat dari rumahnya"}, ["place-apart"]),  # of something else
        (offer(), {"apart": (THEIRS,), "beside": True}, ["place-apart"]),
        (offer(), {}, []),
    ],
)
def test_a_place_that_the_other_took_meanwhile_needs_a_reason(
    held: OfferOpened, said: dict[str, Any], rules: list[str]
) -> None:
    closed = OfferClosed(ipd_id=OFFICE, offer_id=held.offer_id, reason=PublicText("dibetulkan"))
    told = [offer(), *([] if held == offer() else [held, closed])]
    beside = {IPD.stream(OFFICE): told, f"slots-{OFFICE}-{DECEMBER}": [slot(held)]}
    chosen = AcceptPlacement(putusan_id=PUTUSAN, ipd_id=OFFICE, offer_id=offer().offer_id, **STAY, **said)
    before = [asked(), proposed(need(), Candidate(offer(), {}))]
    answer = given(PLACEMENT, *before, circumstances=NOW, beside=beside).when(chosen)
    if rules:
        answer.refused(*rules)
    else:
        assert isinstance(answer.events[0][0], PlacementAccepted)


def test_a_page_asks_before_a_stay_beside_the_other_is_recorded() -> None:
    why = {"number": 1, "document": "SP-2/2026", "reason": "Pindah ke tempat yang benar"}
    stay = CorrectPlacement(putusan_id=PUTUSAN, ipd_id=OFFICE, offer_id=offer().offer_id, **why, **STAY)

    def doubts(*months: Month) -> list[str]:
        return [one.rule for one in doubts_of(stay, need(), offer(), NOW.laws.on, {*months})]

    assert (doubts(DECEMBER), doubts(MAY), doubts()) == (["place-apart"], [], [])


def test_an_obstacle_of_somebody_kept_apart_is_for_whoever_places_them() -> None:
    row = given_row(obstacles=[{"rule": PLACE_APART, "offers": 1}, {"rule": "place-slots", "offers": 2}])

    def seen(role: RoleName) -> list[str]:
        return [one["rule"] for one in shown(row, Seen(date(2026, 11, 24), role=role))]

    assert seen(RoleName.OFFICER) == seen(RoleName.COORDINATOR) == [PLACE_APART, "place-slots"]
    assert seen(RoleName.HOST) == ["place-slots"]


def given_row(**values: Any) -> Any:
    return type("Row", (), values)


def named(*apart: KlienId) -> PersonProfiled:
    return PersonProfiled(klien_id=KLIEN, number=1, apart=apart)


def heard(of: KlienId, *, stands: bool = True) -> PersonKeptApart:
    return PersonKeptApart(klien_id=KLIEN, other=of, stands=stands)


def test_whom_the_profile_that_stands_names_and_who_names_the_person_are_kept_apart() -> None:
    assert _named([named(OTHER), heard(THIRD)]) == {OTHER, THIRD}
    assert _named([named(OTHER), heard(THIRD), named(), heard(THIRD, stands=False)]) == set()


def test_ids_of_one_person_are_those_that_were_merged_and_not_parted() -> None:
    reason = {"reason": SEALED}
    merged = PersonsMerged(klien_id=KLIEN, other=OTHER, **reason)
    assert _same_person([merged]) == {OTHER}
    assert _same_person([merged, PersonsParted(klien_id=KLIEN, other=OTHER, **reason)]) == set()
    assert _same_person([PersonClosed(klien_id=KLIEN, survivor=THIRD)]) == {THIRD}
    assert _same_person([PersonClosed(klien_id=KLIEN, survivor=None)]) == set()


async def registered(database: Database, putusan_id: PutusanId, klien_id: KlienId) -> None:
    terms = Terms(regime=Regime.ADULT, total_minutes=2400)
    about = {"putusan_id": putusan_id, "klien_id": klien_id, "terms": terms, "ruled_on": date(2026, 11, 2)}
    codes = {"court": Code("pn-trk"), "register_code": Code("Pid.B"), "mask": Mask.ADULT}
    received = PutusanReceived(**about, case_number=SEALED, name=SEALED, **codes)
    told = PutusanRegistered(**about, final_on=date(2026, 11, 10), law=Code("2026-01-02"))
    await tell(database, f"putusan-{putusan_id}", received, told)


@pytest.mark.slow
async def test_two_who_must_be_kept_apart_are_not_brought_together(settings: Settings, database: Database) -> None:
    """Named from either side, also under the id of whom the other turned out to be; and a host sees nothing of it."""
    roles = [RoleName.COORDINATOR, RoleName.HOST]
    async with opened_for(settings, ["matching"], roles) as house:
        coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
        ipd_id = (await coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"})).json()["ipd_id"]
        offer_id = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=LINE)).json()["offer_id"]
        await linked_to_host(database, ipd_id)

        async def obstacles_of(putusan_id: PutusanId) -> list[str]:
            await house.level()
            return [one["rule"] for one in (await coordinator.get(f"/placement/{putusan_id}")).json()["obstacles"]]

        async def accepted(putusan_id: PutusanId, **said: Any) -> Any:
            stay = {"offer_id": offer_id, **{name: day.isoformat() for name, day in STAY.items()}}
            stay |= {"document": "SP-1/2026", **said}
            return await coordinator.post(f"/placement/{putusan_id}/acceptance", json=stay)

        await registered(database, THEIRS, OTHER)
        await registered(database, PUTUSAN, KLIEN)
        assert await obstacles_of(PUTUSAN) == []
        assert (await accepted(THEIRS)).status_code == 200
        await tell(database, f"klien-{THIRD}", PersonProfiled(klien_id=THIRD, number=1, apart=(KLIEN,)))
        await tell(database, f"klien-{OTHER}", PersonClosed(klien_id=OTHER, survivor=THIRD))
        await tell(database, f"klien-{THIRD}", PersonsMerged(klien_id=THIRD, other=OTHER, reason=SEALED))
        assert await obstacles_of(PUTUSAN) == []  # nobody has told this person yet
        await tell(database, f"klien-{KLIEN}", heard(THIRD))
        assert await obstacles_of(PUTUSAN) == ["place-apart"]
        page = (await coordinator.get(f"/placement/{PUTUSAN}", headers=PAGE)).text
        assert "tidak boleh bersama klien ini" in page
        why = "Dijadwalkan pada hari yang berbeda"
        assert (await accepted(PUTUSAN, override=why)).json()["rule"] == "place-apart"
        done = await accepted(PUTUSAN, override=why, beside=True)
        assert done.status_code == 200, done.text
        await house.level()
        page = (await coordinator.get(f"/placement/{PUTUSAN}", headers=PAGE)).text
        assert "juga memegang tempat di sini" in page
        seen = await host.get(f"/placement/{PUTUSAN}", headers=PAGE)
        assert seen.status_code == 200
        assert "tidak boleh bersama" not in seen.text
        assert (await host.get(f"/placement/{PUTUSAN}")).json()["obstacles"] == []
