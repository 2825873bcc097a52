"""A person's profile ranks the places, says which part of it counted, and is followed until a host has accepted."""

from datetime import date
from typing import Any

import pytest

from services.intake.klien.events import PersonErased, PersonProfiled
from services.intake.putusan.events import Mask, PutusanReceived, PutusanRegistered
from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider import PLACEMENT, ProposePlaces, TakeProfile
from services.matching.placement.decider.doubts import doubts_of
from services.matching.placement.decider.plan import plan
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import (
    Need,
    NoPlaceFound,
    PlacementAccepted,
    PlacementCorrected,
    PlacementLeft,
    PlacementProposed,
    PlacementRequested,
    Planned,
)
from services.matching.placement.projections import PLACEMENTS
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.profile import FreeTime, Suits
from shared.domain.retold import retold
from shared.domain.sentence import Period, Regime, Terms
from shared.runtime.settings import Settings
from tests.given import given
from tests.lawful import LAWS
from tests.matching.placement.test_decider import KLIEN, NOW, PUTUSAN, asked, need, obstacles, offer, proposed
from tests.matching.placement.test_routes import LINE, PAGE
from tests.neighbours import tell
from tests.opened import Opened, opened_for

OTHER = PutusanId("00000000-0000-4000-8000-000000000011")
SEALED: Personal[str] = Personal(ref="00000000-0000-4000-8000-0000000000aa", mac="mac")
WEEK = tuple(FreeTime(weekday=day, from_minute=13 * 60, until_minute=16 * 60) for day in range(5))


def suits(number: int = 1, **said: Any) -> Suits:
    return Suits(number=number, **said)


def wished(profile: Suits, *offers: OfferOpened, **of_ruling: Any) -> PlacementProposed:
    found = proposed(need(profile=profile, **of_ruling), *(Candidate(one, {}) for one in offers))
    assert isinstance(found, PlacementProposed), found
    return found


def reasons(found: PlacementProposed, number: int = 0) -> dict[str, tuple[int, dict[str, Any]]]:
    return {one.rule: (one.points, dict(one.facts)) for one in found.proposals[number].factors}


def test_a_skill_of_the_profile_counts_and_is_named() -> None:
    found = wished(suits(skills=("las",)), offer(1), offer(2, skills=(Code("las"),)))
    assert found.proposals[0].offer_id == offer(2).offer_id
    assert reasons(found)["score-skill-profile"] == (30, {"skill": "las"})
    of_ruling = wished(suits(), offer(2, skills=(Code("las"),)), skills=(Code("las"),))
    assert "score-skill" in reasons(of_ruling)


def test_an_interest_ranks_its_own_line_before_its_kind_and_that_before_others() -> None:
    own, alike, other = offer(1), offer(2, activity=Code("surat")), offer(3, category=3, activity=Code("menyapu"))
    found = wished(suits(interests=("arsip",)), other, alike, own)
    assert [one.offer_id for one in found.proposals] == [own.offer_id, alike.offer_id, other.offer_id]
    told = [reasons(found, number) for number in range(3)]
    assert told[0]["score-interest"] == (10, {"activity": "arsip"})
    assert told[1]["score-interest-alike"] == (5, {"category": 4})
    assert told[2]["score-interest-none"] == (0, {})


def test_hours_rank_by_open_days_on_which_the_person_can_come() -> None:
    monday = suits(free=WEEK[:1])
    found = wished(monday, offer(1), offer(2, weekdays=(0,)), hours=8)
    assert found.proposals[0].offer_id == offer(2, weekdays=(0,)).offer_id
    assert reasons(found)["score-hours"] == (10, {"days": 1, "open": 1})
    assert reasons(found, 1)["score-hours"] == (2, {"days": 1, "open": 5})


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"interests": ("arsip",)},
        {"free": WEEK},
        {"interests": ("arsip",), "free": WEEK, "earning": WEEK[:1], "skills": ("las",)},
    ],
)
def test_a_score_is_at_most_100_whatever_is_told(said: dict[str, Any]) -> None:
    (best,) = wished(suits(**said), offer(skills=(Code("las"),)), hours=8).proposals
    assert sum(one.points_max for one in best.factors) == 100
    assert best.score == sum(one.points for one in best.factors) <= 100


def test_a_plan_keeps_free_hours_and_dates_away() -> None:
    free = plan(need(hours=20, profile=suits(free=WEEK)), offer(), NOW)
    assert free is not None
    assert (free.minutes_a_day, free.days, free.in_free_hours) == (120, 10, True)  # 13.00–15.00, when the office closes
    earliest = plan(need(), offer(), NOW)
    assert earliest is not None
    gone = Period(first=earliest.first, last=date(2026, 12, 10))
    away = plan(need(profile=suits(away=(gone,))), offer(), NOW)
    assert away is not None
    assert away.first == date(2026, 12, 11)


def test_hours_that_do_not_suffice_put_no_ruling_off() -> None:
    never = suits(free=(FreeTime(weekday=6, from_minute=0, until_minute=60),))
    found = wished(never, offer())
    assert reasons(found)["score-hours-none"] == (0, {})
    assert plan(need(profile=never), offer(), NOW) is not None


UNTIL_TWO = tuple(FreeTime(weekday=day, from_minute=5 * 60, until_minute=14 * 60) for day in range(5))
AFTERWARDS = tuple(FreeTime(weekday=day, from_minute=14 * 60, until_minute=24 * 60) for day in range(5))


def test_the_livelihood_is_spared_where_the_wishes_alone_do_not_suffice() -> None:
    """KUHP 85(5): with regard to what they live on."""
    monday = suits(free=AFTERWARDS[:1], earning=UNTIL_TWO)
    found = plan(need(hours=40, profile=monday), offer(), NOW)
    assert found is not None
    assert (found.minutes_a_day, found.in_free_hours, found.spares_livelihood) == (60, False, True)
    ranked = wished(monday, offer(1, open_until_minute=14 * 60), offer(2), hours=40)
    assert [one.offer_id for one in ranked.proposals] == [offer(2).offer_id, offer(1).offer_id]
    assert reasons(ranked)["score-livelihood"] == (10, {})
    assert reasons(ranked, 1)["score-livelihood-none"] == (0, {})


def test_a_livelihood_puts_no_ruling_off_and_the_proposal_says_that_it_gives_way() -> None:
    always = suits(free=AFTERWARDS, earning=UNTIL_TWO)
    found = wished(always, offer(open_until_minute=14 * 60), hours=40)
    assert (reasons(found)["score-hours-none"], reasons(found)["score-livelihood-none"]) == ((0, {}), (0, {}))


def test_a_childs_school_and_livelihood_are_spared_together() -> None:
    trades = tuple(FreeTime(weekday=day, from_minute=13 * 60, until_minute=14 * 60) for day in range(5))
    both = suits(free=AFTERWARDS[:1], lessons=MORNING, earning=trades)
    found = plan(need(40, Regime.CHILD, profile=both), offer(**FOR_CHILDREN), NOW)
    assert found is not None
    assert (found.minutes_a_day, found.in_free_hours, found.spares_livelihood) == (60, False, True)


def test_a_stay_that_needs_the_hours_of_a_livelihood_is_asked_about() -> None:
    place, days = offer(), (date(2027, 1, 4), date(2027, 1, 15))
    stay = Planned(ipd_id=place.ipd_id, offer_id=place.offer_id, planned_from=days[0], planned_until=days[1])

    def asked_of(hours: int) -> list[tuple[str, Any]]:
        wish = need(hours, profile=suits(free=AFTERWARDS, earning=UNTIL_TWO))
        return [(doubt.rule, doubt.facts["most"]) for doubt in doubts_of(stay, wish, place, LAWS.on)]

    assert asked_of(9) == []
    assert asked_of(10) == [("hours-in-livelihood", 9 * 60)]
    assert asked_of(64) == [("hours-do-not-fit", 63 * 60)]


MORNING = tuple(FreeTime(weekday=day, from_minute=7 * 60, until_minute=13 * 60) for day in range(5))
EXAMS = (Period(first=date(2026, 11, 30), last=date(2026, 12, 18)),)
FOR_CHILDREN: dict[str, Any] = {"regimes": (Regime.ADULT, Regime.CHILD)}


def test_a_childs_school_hours_are_no_wish_and_kept_where_the_rest_does_not_suffice() -> None:
    """PP 58/2022 16(3): an adult's are a wish like any other."""
    never = FreeTime(weekday=6, from_minute=0, until_minute=60)
    school = suits(free=(never,), lessons=MORNING)
    child, adult = (need(20, regime, profile=school) for regime in (Regime.CHILD, Regime.ADULT))
    found = plan(child, offer(**FOR_CHILDREN), NOW)
    assert found is not None
    assert (found.minutes_a_day, found.in_free_hours) == (120, False), "13.00–15.00, when the office closes"
    other = plan(adult, offer(), NOW)
    assert other is not None
    assert other.minutes_a_day == 7 * 60


def test_a_place_that_is_open_in_school_hours_alone_is_an_obstacle_with_its_article() -> None:
    at_noon = offer(open_until_minute=13 * 60, **FOR_CHILDREN)
    found = proposed(need(20, Regime.CHILD, profile=suits(lessons=MORNING)), Candidate(at_noon, {}))
    assert obstacles(found) == {"place-school-hours": "PP 58/2022 16(3); Ketetapan 15"}
    on_saturdays = offer(open_until_minute=13 * 60, weekdays=(0, 1, 2, 3, 4, 5), **FOR_CHILDREN)
    assert isinstance(
        proposed(need(20, Regime.CHILD, profile=suits(lessons=MORNING)), Candidate(on_saturdays, {})), PlacementProposed
    )


def test_a_childs_exams_are_kept_and_what_the_ruling_itself_fixes_is_obeyed() -> None:
    """Settlement 15: its own hours stand against lessons, its own dates against exams, too."""
    school, place = suits(lessons=MORNING, exams=EXAMS), offer(**FOR_CHILDREN)
    first = {"ruled": plan(need(20, Regime.CHILD, profile=school), place, NOW)}
    holidays = (Period(first=date(2026, 12, 7), last=date(2026, 12, 18)),)
    first["dates"] = plan(need(20, Regime.CHILD, profile=school, periods=holidays), place, NOW)
    own_hours = {"day_from_minute": 8 * 60, "day_until_minute": 11 * 60}
    first["hours"] = plan(need(20, Regime.CHILD, profile=school, **own_hours), place, NOW)
    told = {name: found and (found.first, found.minutes_a_day) for name, found in first.items()}
    assert told == {
        "ruled": (date(2026, 12, 21), 120),
        "dates": (date(2026, 12, 7), 180),
        "hours": (date(2026, 12, 21), 180),
    }


SCHOOL_DAY = {"day_from_minute": 8 * 60, "day_until_minute": 16 * 60}
A_TERM = {"periods": (Period(first=date(2026, 12, 1), last=date(2026, 12, 23)),)}


@pytest.mark.parametrize(
    ("ruled", "opens", "closes", "minutes"),
    [
        pytest.param(SCHOOL_DAY, 8, 15, 120, id="what its hours leave after school"),
        pytest.param(SCHOOL_DAY, 8, 13, None, id="its hours leave some, the place is open in school alone"),
        pytest.param({"day_from_minute": 8 * 60}, 8, 15, 120, id="one end leaves some"),
        pytest.param({"day_from_minute": 7 * 60, "day_until_minute": 13 * 60}, 8, 15, 180, id="exactly the lessons"),
        pytest.param({"day_until_minute": 13 * 60}, 8, 15, 180, id="one end leaves nothing"),
        pytest.param(A_TERM, 8, 15, 120, id="a long period leaves the afternoons"),
        pytest.param(A_TERM, 8, 13, None, id="a long period is no holiday"),
        pytest.param(A_TERM | {"day_until_minute": 13 * 60}, 8, 15, 180, id="a long period with hours of its own"),
    ],
)
def test_school_gives_way_only_to_another_time_that_the_ruling_fixes(
    ruled: dict[str, Any], opens: int, closes: int, minutes: int | None
) -> None:
    """Settlement 15."""
    place = offer(open_from_minute=opens * 60, open_until_minute=closes * 60, **FOR_CHILDREN)
    found = plan(need(8, Regime.CHILD, profile=suits(lessons=MORNING), **ruled), place, NOW)
    assert (found and found.minutes_a_day) == minutes


def test_exams_give_way_to_dates_of_the_ruling_and_not_to_a_long_period() -> None:
    """Settlement 15: three weeks are the longest holidays; on a holiday in a long period nobody is at school."""
    exams = suits(exams=(Period(first=date(2026, 12, 1), last=date(2026, 12, 20)),))
    first = {}
    for last in (date(2026, 12, 21), date(2026, 12, 22)):
        own = (Period(first=date(2026, 12, 1), last=last),)
        found = plan(need(3, Regime.CHILD, profile=exams, periods=own), offer(**FOR_CHILDREN), NOW)
        first[last.day] = found and found.first
    assert first == {21: date(2026, 12, 1), 22: date(2026, 12, 21)}
    christmas = offer(weekdays=(4,), open_until_minute=13 * 60, **FOR_CHILDREN)
    to_march = (Period(first=date(2026, 12, 1), last=date(2027, 3, 31)),)
    found = plan(need(4, Regime.CHILD, profile=suits(lessons=MORNING), periods=to_march), christmas, NOW)
    assert found is not None
    assert found.first == date(2026, 12, 25)


def test_what_school_leaves_too_little_of_is_an_obstacle_of_school() -> None:
    """Also where the place is open a little after it, or on a weekday on which the ruling does not let the child come;
    and where exams take the days."""
    after_school = offer(open_until_minute=13 * 60 + 1, weekdays=(0, 1, 2, 3, 4, 5), **FOR_CHILDREN)
    own = {"weekdays": (0, 1, 2, 3, 4)}
    examined = Period(first=date(2026, 11, 1), last=date(2027, 12, 31))
    for place, profile, terms in (
        (after_school, suits(lessons=MORNING), own),
        (offer(**FOR_CHILDREN), suits(exams=(examined,)), {}),
    ):
        found = proposed(need(20, Regime.CHILD, profile=profile, **terms), Candidate(place, {}))
        assert obstacles(found) == {"place-school-hours": "PP 58/2022 16(3); Ketetapan 15"}
    found = proposed(need(5000, Regime.CHILD, profile=suits(lessons=MORNING)), Candidate(offer(**FOR_CHILDREN), {}))
    assert obstacles(found) == {"place-window": "KUHP 85(5), 184"}


def test_a_stay_that_a_child_could_serve_in_school_hours_alone_is_asked_about() -> None:
    place, days = offer(**FOR_CHILDREN), (date(2027, 1, 4), date(2027, 1, 15))
    stay = Planned(ipd_id=place.ipd_id, offer_id=place.offer_id, planned_from=days[0], planned_until=days[1])

    def asked_of(hours: int, **said: Any) -> list[str]:
        wish = need(hours, Regime.CHILD, profile=suits(**said))
        return [doubt.rule for doubt in doubts_of(stay, wish, place, LAWS.on)]

    assert asked_of(27) == []
    assert asked_of(28) == ["hours-do-not-fit"]
    assert asked_of(18, lessons=MORNING) == []
    assert asked_of(19, lessons=MORNING) == ["hours-in-school"]
    assert asked_of(28, lessons=MORNING) == ["hours-do-not-fit"]


def test_work_to_be_avoided_is_not_proposed() -> None:
    against = proposed(need(profile=suits(avoids=("arsip",))), Candidate(offer(), {}))
    assert isinstance(against, NoPlaceFound)
    assert [one.rule for one in against.obstacles] == ["place-avoided"]


def take(profile: Suits, *offers: OfferOpened, others: tuple[PutusanId, ...] = ()) -> TakeProfile:
    places = tuple(Candidate(one, {}) for one in offers)
    return TakeProfile(putusan_id=PUTUSAN, others=others, klien_id=KLIEN, profile=profile, candidates=places)


def of_first(command: TakeProfile, *events: Any, **beside: Any) -> Any:
    return given(PLACEMENT, *events, circumstances=NOW, **beside).when(command).events


def test_a_profile_before_the_acceptance_proposes_anew_and_an_old_one_nothing() -> None:
    place = offer(skills=(Code("las"),))
    before = [asked(), proposed(need(), Candidate(place, {}))]
    ((again, found),) = of_first(take(suits(2, skills=("las",)), place), *before)
    assert again == asked(need(profile=suits(2, skills=("las",))))
    assert "score-skill-profile" in reasons(found)
    assert of_first(take(suits(1), place), *before, again, found) == [()]
    assert of_first(take(suits(2), place), *before, again, found) == [()]


def test_every_ruling_of_the_person_follows_and_nobody_elses() -> None:
    place = offer()
    theirs = PlacementRequested(putusan_id=OTHER, klien_id=KLIEN, need=need())
    beside = {PLACEMENT.stream(OTHER): [theirs]}
    first, second = of_first(take(suits(), place, others=(OTHER,)), asked(), beside=beside)
    assert [type(one) for one in first] == [type(one) for one in second] == [PlacementRequested, PlacementProposed]
    assert (first[0].putusan_id, second[0].putusan_id) == (PUTUSAN, OTHER)
    left = PlacementLeft(putusan_id=PUTUSAN, klien_id=KLIEN)
    assert of_first(take(suits(), place), asked(), left) == [()]
    elses = asked().model_copy(update={"klien_id": KlienId("00000000-0000-4000-8000-0000000000ff")})
    assert of_first(take(suits(), place), elses) == [()]


def accepted(place: OfferOpened) -> PlacementAccepted:
    stay = {"planned_from": date(2026, 12, 1), "planned_until": date(2027, 2, 10)}
    ids = {"ipd_id": place.ipd_id, "offer_id": place.offer_id, "site_id": place.site_id}
    return PlacementAccepted(putusan_id=PUTUSAN, klien_id=KLIEN, **ids, **stay)


def test_what_a_host_has_accepted_stays_and_the_row_says_that_the_profile_is_another() -> None:
    place = offer()
    before = [asked(need(profile=suits(1))), proposed(need(profile=suits(1)), Candidate(place, {})), accepted(place)]
    (told,) = of_first(take(suits(2, skills=("las",)), place), *before)
    assert [type(one) for one in told] == [PlacementRequested]
    row = given(PLACEMENTS, *before).row
    assert (row.state, row.profile, row.placed_by) == ("accepted", 1, 1)
    moved = given(PLACEMENTS, *before, *told).row
    assert (moved.state, moved.profile, moved.placed_by) == ("accepted", 2, 1)
    letter = {"number": 1, "document": SEALED, "reason": SEALED}
    mended = retold(PlacementCorrected, accepted(place), **letter)
    assert given(PLACEMENTS, *before, *told, mended).row.placed_by == 2


def test_a_ruling_asked_for_again_keeps_the_profile() -> None:
    place = Candidate(offer(), {})
    wish = need(profile=suits(3, skills=("las",)))
    before = [asked(wish), proposed(wish, place)]
    again = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, candidates=(place,))
    (found,) = given(PLACEMENT, *before, circumstances=NOW).when(again).then_types(PlacementProposed)
    assert found == before[1]


def profiled(number: int, **said: Any) -> PersonProfiled:
    return PersonProfiled(klien_id=KLIEN, number=number, **said)


async def registered(database: Database, putusan_id: PutusanId) -> None:
    terms = Terms(regime=Regime.ADULT, total_minutes=2400)
    about = {"putusan_id": putusan_id, "klien_id": KLIEN, "terms": terms, "ruled_on": date(2026, 11, 2)}
    names = {"case_number": SEALED, "name": SEALED}
    codes = {"court": Code("pn-trk"), "register_code": Code("Pid.B"), "mask": Mask.ADULT}
    received = PutusanReceived(**about, **names, **codes)
    told = PutusanRegistered(**about, final_on=date(2026, 11, 10), law=Code("2026-01-02"))
    await tell(database, f"putusan-{putusan_id}", received, told)


@pytest.mark.slow
async def test_proposals_follow_a_profile_told_before_or_after_and_none_that_was_erased(
    settings: Settings, database: Database
) -> None:
    async with opened_for(settings, ["matching"], [RoleName.COORDINATOR]) as house:
        coordinator = house.clients[RoleName.COORDINATOR]
        ipd_id = (await coordinator.post("/ipd", json={"code": "dinsos", "name": "Dinas Sosial"})).json()["ipd_id"]
        line = LINE | {"skills": ["merawat"]}
        offer_id = (await coordinator.post(f"/ipd/{ipd_id}/offers", json=line)).json()["offer_id"]

        async def counted(putusan_id: PutusanId) -> set[str]:
            await house.level()
            row = (await coordinator.get(f"/placement/{putusan_id}")).json()
            return {one["rule"] for one in row["proposals"][0]["factors"]}

        await registered(database, PUTUSAN)
        assert "score-skill-none" in await counted(PUTUSAN)
        await tell(database, f"klien-{KLIEN}", profiled(1, skills=("merawat",)))
        assert "score-skill-profile" in await counted(PUTUSAN)
        await registered(database, OTHER)
        assert "score-skill-profile" in await counted(OTHER)
        page = (await coordinator.get(f"/placement/{PUTUSAN}", headers=PAGE)).text
        assert "Karena keterampilan dalam profil: Merawat lansia" in page
        assert "dicatat lagi sesudah tempatnya diterima" not in page
        await accepted_after(house, PUTUSAN, offer_id)
        await tell(database, f"klien-{KLIEN}", profiled(2, interests=("merawat-lansia",)))
        assert {"score-skill-none", "score-interest"} <= await counted(OTHER)
        page = (await coordinator.get(f"/placement/{PUTUSAN}", headers=PAGE)).text
        assert "dicatat lagi sesudah tempatnya diterima" in page
        assert (await coordinator.get(f"/placement/{PUTUSAN}")).json()["profile_changed"] is True
        erased = PersonErased(erasure_id=Code("e"), klien_id=KLIEN, document=SEALED, reason=SEALED)
        await tell(database, f"klien-{KLIEN}", erased)
        third = PutusanId("00000000-0000-4000-8000-000000000012")
        await registered(database, third)
        assert "score-interest" not in await counted(third)


async def accepted_after(house: Opened, putusan_id: PutusanId, offer_id: str) -> None:
    stay = {"offer_id": offer_id, "planned_from": "2026-12-01", "planned_until": "2027-02-10", "document": "SP-1/2026"}
    answer = await house.clients[RoleName.COORDINATOR].post(f"/placement/{putusan_id}/acceptance", json=stay)
    assert answer.status_code == 200, answer.text
    await house.level()


def test_a_need_without_a_profile_reads_as_before() -> None:
    assert Need.model_validate(need().model_dump(exclude={"profile"})) == need()
