"""Hours are served again: a ruling of its own beside its parent, which has failed; mended where it was ordered, and
withdrawn as if nobody had ordered it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.putusan.decider import (
    PUTUSAN,
    Opened,
    OrderRepeat,
    WithdrawRepeat,
    moved_to,
    refs_of,
    repeat_of,
)
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import (
    PutusanAssigned,
    PutusanEnded,
    PutusanFinalityRecorded,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanRepeatOrdered,
    PutusanRepeatWithdrawn,
    PutusanResumed,
    Sanction,
)
from services.intake.putusan.projections import PUTUSANS
from shared.access.policy import RoleName
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.sentence import Ground, Regime
from shared.law.law import Laws
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.given import Outcome, given
from tests.intake.putusan.amending import amending
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, child, circumstances, register
from tests.intake.putusan.test_adjusting import adjusting
from tests.intake.putusan.test_appealing import final, lodging, taken_back
from tests.intake.putusan.test_assigning import assigned
from tests.intake.putusan.test_ending import ending, resuming
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.lawful import LAW, LAWS
from tests.neighbours import linked_to_court
from tests.opened import Opened as House
from tests.opened import opened_for

REPEAT_ID = repeat_of(PUTUSAN_ID)
DECIDED = date(2026, 11, 20)
WORDS: dict[str, Any] = {
    "document": Personal("B-99/M.5.16.3/Eoh.3/11/2026"),
    "reason": Personal("Tidak datang tanpa alasan yang sah"),
}


def ordering(before: Sequence[Event], number: int = 1, **said: Any) -> OrderRepeat:
    clear = PUTUSAN.fold(before).received
    opened = Opened(refs=refs_of(clear), clear=clear) if clear else None
    asked = {"putusan_id": PUTUSAN_ID, "number": number, "hours": 12, "decided_on": DECIDED, "opened": opened}
    return OrderRepeat(**asked | WORDS | said)


def withdrawing(number: int = 2) -> WithdrawRepeat:
    return WithdrawRepeat(putusan_id=PUTUSAN_ID, number=number, reason=Personal("Surat untuk orang lain"))


def told(command: Command, before: Sequence[Event], beside: Sequence[Event] = (), laws: Laws = LAWS) -> Outcome:
    streams = {PUTUSAN.stream(REPEAT_ID): beside}
    return given(PUTUSAN, *before, circumstances=circumstances(laws), beside=streams).when(command)


def both(*commands: Any, before: Sequence[Event] | None = None) -> tuple[list[Event], list[Event]]:
    """The ruling and what is served again, after these, each a function of what stands."""
    ours: list[Event] = [*(register(adult()).events if before is None else before)]
    theirs: list[Event] = []
    for command in commands:
        decided = told(command(ours) if callable(command) else command, ours, theirs).decided
        assert not isinstance(decided, Refused), decided
        ours, theirs = [*ours, *decided[0]], [*theirs, *decided[1]]
    return ours, theirs


def repeated(before: Sequence[Event] | None = None, **said: Any) -> list[Event]:
    return both(lambda ours: ordering(ours, **said), before=before)[0]


def test_the_ruling_has_ended_the_day_before_and_what_is_served_again_is_registered_beside_it() -> None:
    before = [*register(adult(sanctions=(Sanction.REPEAT,))).events, assigned()]
    ours, theirs = told(ordering(before), before).events
    ids = {"putusan_id": PUTUSAN_ID, "klien_id": KLIEN_ID, "number": 1}
    last = DECIDED + timedelta(days=180)
    assert ours == [
        PutusanRepeatOrdered(
            **ids, repeat_id=REPEAT_ID, minutes=720, decided_on=DECIDED, until=last, law=LAW.version, **WORDS
        ),
        PutusanEnded(**ids, ground=Ground.REPEATED, ended_on=date(2026, 11, 19), **WORDS),
    ]
    received, officer, registered = theirs
    assert isinstance(received, PutusanReceived)
    assert isinstance(registered, PutusanRegistered)
    for event in (received, registered):
        assert (event.putusan_id, event.klien_id, event.parent) == (REPEAT_ID, KLIEN_ID, PUTUSAN_ID)
        assert (event.ruled_on, event.final_on, event.flags) == (DECIDED, DECIDED, ())
        assert (event.terms.total_minutes, event.terms.minutes_a_day) == (720, 120)
        assert (event.terms.until, event.terms.period_days, event.terms.regime) == (last, None, Regime.ADULT)
    assert (received.name.value, received.court) == ("Budi Rekaan", before[0].court)  # type: ignore[attr-defined]
    assert isinstance(officer, PutusanAssigned)
    assert (officer.putusan_id, officer.number, officer.reason) == (REPEAT_ID, 1, None)


def test_said_again_it_is_nothing_and_otherwise_under_its_number_a_conflict() -> None:
    ours, theirs = both(ordering)
    assert told(ordering(ours), ours, theirs).events == [[], []]
    told(ordering(ours, hours=11), ours, theirs).refused("repeat-conflict")
    told(withdrawing(1), ours, theirs).refused("repeat-conflict")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        pytest.param({"hours": 20, "minutes": 1}, "repeat-above-total", id="a minute more than imposed"),
        pytest.param({"hours": 0}, "repeat-empty", id="no hours"),
        pytest.param({"decided_on": date(9999, 12, 31)}, "ordered-in-future", id="a day without a last one"),
        pytest.param({"decided_on": date.min}, "ordered-before-ruling", id="a day without the day before"),
        pytest.param({"until": DECIDED + timedelta(days=4)}, "repeat-cannot-fit", id="two hours a day on five days"),
        pytest.param({"until": date(9999, 12, 31)}, "repeat-outside-window", id="for ever"),
        pytest.param({"decided_on": date(2026, 9, 1)}, "ordered-before-ruling", id="the day of the ruling"),
        pytest.param({"decided_on": date(2026, 11, 26)}, "ordered-in-future", id="tomorrow"),
        pytest.param({"until": date(2027, 5, 20)}, "repeat-outside-window", id="the 181st day"),
        pytest.param({"until": date(2026, 11, 19)}, "repeat-outside-window", id="the day before the decision"),
    ],
)
def test_what_cannot_be_is_shown_and_not_recorded(said: dict[str, Any], rule: str) -> None:
    before = register(adult()).events
    told(ordering(before, **said), before).refused(rule)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"hours": 20}, id="all of it"),
        pytest.param({"hours": 0, "minutes": 1}, id="a part of it"),
        pytest.param({"decided_on": date(2026, 9, 2)}, id="the day after the ruling"),
        pytest.param({"decided_on": date(2026, 11, 25)}, id="today"),
        pytest.param({"until": date(2027, 5, 19)}, id="the 180th day"),
        pytest.param({"until": DECIDED + timedelta(days=5)}, id="two hours a day on six days"),
        pytest.param({"until": DECIDED, "hours": 2}, id="the day itself"),
    ],
)
def test_what_stands_at_the_edges_is_taken(said: dict[str, Any]) -> None:
    before = register(adult()).events
    assert not isinstance(told(ordering(before, **said), before).decided, Refused)


def flags(paper: Paper, **said: Any) -> Sequence[str]:
    before = register(paper).events
    found: Sequence[str] = told(ordering(before, **said), before).events[1][-1].flags
    return found


def test_what_is_less_than_a_sentence_or_no_sanction_of_the_ruling_is_worth_a_look_and_obeyed() -> None:
    assert flags(child(), hours=7) == ()
    assert flags(child(), hours=6, minutes=59) == ("repeat-below-least",)
    assert flags(adult(), hours=8) == ("repeat-not-its-sanction",)
    part: dict[str, Any] = {"sanctions": ("repeat",), "sanction_repeat": "part", "sanction_repeat_minutes": 9 * 60}
    assert flags(adult(**part), hours=9) == ()
    assert flags(adult(**part), hours=9, minutes=1) == ("repeat-above-its-part",)
    assert flags(adult(), hours=7, minutes=59) == ("repeat-not-its-sanction", "repeat-below-least")


def test_of_a_ruling_that_is_not_in_force_nothing_can_be_left_undone() -> None:
    unknown = register(adult(final_on=None)).events
    told(ordering(unknown), unknown).refused("repeat-not-final")
    open_appeal = [*register(adult()).events, *told(lodging(), register(adult()).events).events]
    told(ordering(open_appeal), open_appeal).refused("repeat-appealed")


def test_what_is_served_again_counts_from_no_day_before_the_ruling_is_in_force() -> None:
    before = register(adult(final_on=date(2026, 11, 22))).events
    received, registered = told(ordering(before), before).events[1]
    assert (received.ruled_on, received.final_on) == (DECIDED, date(2026, 11, 22))
    assert registered.final_on == date(2026, 11, 22)


def test_while_it_is_served_again_no_new_appeal_takes_the_ruling_out_of_force() -> None:
    ours, _ = both(ordering)
    told(lodging(), ours).refused("appeal-of-repeated")
    told(taken_back(1), ours).refused("not-appealed")


def test_an_appeal_and_the_day_of_the_ruling_are_mended_also_once_it_is_served_again() -> None:
    """The day of the ruling waits for that of the appeal."""
    before = register(adult()).events
    for command in (lodging(), final(date(2026, 10, 20), 2)):
        before = [*before, *told(command, before).events]
    ours, _ = both(ordering, before=before)
    later = amending(ours, ruled_on=date(2026, 9, 12))
    told(later, ours).refused("ruled-after-appeal")
    mended = told(lodging(2, on=date(2026, 9, 15)), ours).events
    state = PUTUSAN.fold([*ours, *mended])
    assert (state.appealed and state.appealed.lodged_on, state.final_on) == (date(2026, 9, 15), date(2026, 10, 20))
    assert not any(isinstance(event, PutusanFinalityRecorded) for event in mended)
    assert told(amending([*ours, *mended], ruled_on=date(2026, 9, 12)), [*ours, *mended]).events
    none = told(taken_back(2), ours).events
    assert PUTUSAN.fold([*ours, *none]).final_on == date(2026, 10, 20)
    told(lodging(3), [*ours, *none]).refused("appeal-of-repeated")


def test_mended_it_keeps_what_was_told_of_its_own_finality_appeal_and_adjustment() -> None:
    ours, theirs = both(ordering)
    adjusted = told(adjusting(1, DECIDED, minutes_a_day=100), theirs).events
    known = told(final(date(2026, 11, 24), 1), [*theirs, *adjusted]).events
    since = [*theirs, *adjusted, *known]
    received, registered = told(ordering(ours, 2, hours=16), ours, since).events[1]
    assert (received.final_on, registered.final_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert registered.terms.minutes_a_day == 100
    appealed = [*since, *told(lodging(on=date(2026, 11, 25)), since).events]
    received, registered = told(ordering(ours, 2, hours=16), ours, appealed).events[1]
    assert (received.final_on, registered.final_on, registered.appealed_on) == (None, None, date(2026, 11, 25))
    assert "final-not-stated" in registered.flags


def test_it_is_mended_under_the_next_number_and_told_again() -> None:
    ours, theirs = both(ordering)
    mended = ordering(ours, 2, hours=16, decided_on=date(2026, 11, 18))
    first, second = told(mended, ours, theirs).events
    assert [type(event) for event in first] == [PutusanRepeatOrdered, PutusanEnded]
    assert (first[1].number, first[1].ended_on) == (2, date(2026, 11, 17))
    assert [type(event) for event in second] == [PutusanReceived, PutusanRegistered]
    assert second[1].terms.total_minutes == 960
    hours_alone = ordering(ours, 2, hours=16)
    assert [type(event) for event in told(hours_alone, ours, theirs).events[0]] == [PutusanRepeatOrdered]


def test_withdrawn_the_ruling_goes_on_and_what_was_served_again_has_ended_before_it_began() -> None:
    ours, theirs = both(ordering)
    first, second = told(withdrawing(), ours, theirs).events
    assert [type(event) for event in first] == [PutusanRepeatWithdrawn, PutusanResumed]
    (ended,) = second
    assert (ended.putusan_id, ended.ground, ended.ended_on) == (REPEAT_ID, Ground.WITHDRAWN, date(2026, 11, 19))
    gone, over = both(ordering, withdrawing())
    assert PUTUSAN.fold(gone).ended is None
    assert told(withdrawing(), gone, over).events == [[], []]
    told(withdrawing(3), gone, over).refused("no-repeat")


def test_ordered_anew_after_its_withdrawal_it_is_the_same_one_taken_up() -> None:
    ours, theirs = both(ordering, withdrawing())
    first, second = told(ordering(ours, 3), ours, theirs).events
    assert [type(event) for event in first] == [PutusanRepeatOrdered, PutusanEnded]
    assert [type(event) for event in second] == [PutusanReceived, PutusanResumed, PutusanRegistered]
    assert PUTUSAN.fold([*theirs, *second]).ended is None


def test_ordered_anew_once_the_ruling_is_another_persons_it_leaves_the_former() -> None:
    ours, theirs = both(ordering, withdrawing())
    clear = PUTUSAN.fold(ours).received
    assert clear is not None
    other = KlienId("22222222-2222-5222-8222-222222222223")
    ours = [*ours, *moved_to(other, PUTUSAN.fold(ours), clear, circumstances())]
    second = told(ordering(ours, 3), ours, theirs).events[1]
    assert [(type(event), event.klien_id) for event in second] == [
        (PutusanReceived, other),
        (PutusanLeft, KLIEN_ID),
        (PutusanEnded, other),
        (PutusanResumed, other),
        (PutusanRegistered, other),
    ]
    assert [event.number for event in second[2:4]] == [1, 2]


@pytest.mark.parametrize("ground", [Ground.DIED, Ground.TRANSFERRED])
def test_what_had_ended_before_its_order_was_withdrawn_has_ended_again_once_ordered_anew(ground: Ground) -> None:
    ours, theirs = both(ordering)
    to = {"to": "Kota Kediri"} if ground is Ground.TRANSFERRED else {}
    theirs = [*theirs, *told(ending(1, ground, date(2026, 11, 23), **to), theirs).events]
    for command in (withdrawing(), ordering(ours, 3)):
        first, second = told(command, ours, theirs).events
        ours, theirs = [*ours, *first], [*theirs, *second]
    ended = PUTUSAN.fold(theirs).ended
    assert ended is not None
    assert (ended.number, ended.ground, ended.ended_on) == (3, ground, date(2026, 11, 23))


def test_a_withdrawn_order_cannot_be_ended_or_taken_up_by_itself() -> None:
    _, theirs = both(ordering, withdrawing())
    told(ending(2), theirs).refused("repeat-withdrawn")
    told(resuming(2), theirs).refused("repeat-withdrawn")


def test_while_it_is_served_again_nothing_ends_the_ruling_and_its_person_is_not_changed() -> None:
    ours, _ = both(ordering)
    told(ending(2), ours).refused("repeat-ordered")
    told(resuming(2), ours).refused("repeat-ordered")
    told(ending(1, Ground.DIED, DECIDED), both(ordering)[1]).then_types(PutusanEnded)


@pytest.mark.parametrize("ground", [Ground.REPEATED, Ground.WITHDRAWN])
def test_by_an_end_nobody_says_what_an_order_says(ground: Ground) -> None:
    told(ending(ground=ground), register(adult()).events).refused("ground-of-repeats")


def test_what_is_served_again_is_mended_where_it_was_ordered() -> None:
    _, theirs = both(ordering)
    told(amending(theirs, 1, occupation="petani"), theirs).refused("mended-where-ordered")


def test_what_is_served_again_may_be_served_again_and_then_its_order_stands() -> None:
    ours, theirs = both(ordering)
    again = told(ordering(theirs, hours=8, decided_on=date(2026, 11, 24)), theirs)
    theirs = [*theirs, *again.events[0]]
    told(withdrawing(), ours, theirs).refused("repeated-itself")
    told(ordering(ours, 2, hours=10), ours, theirs).refused("repeated-itself")


def test_a_held_ruling_is_not_served_again_and_one_that_changed_meanwhile_is_asked_anew() -> None:
    held = register(adult(total_minutes=300 * 60, minutes_a_day=480, period_days=180)).events
    told(ordering(held), held).refused("still-held")
    before = register(adult()).events
    told(ordering(before, opened=None), before).refused("putusan-changed")


def test_the_register_shows_both_with_links_both_ways_and_the_ruling_as_it_was_once_withdrawn() -> None:
    ours, theirs = both(ordering)
    parent, repeat = given(PUTUSANS).when(*ours).row, given(PUTUSANS).when(*theirs).row
    assert (parent.state, parent.repeat, parent.stands) == ("failed", REPEAT_ID, "registered")
    assert (repeat.state, repeat.parent, repeat.total_minutes) == ("registered", PUTUSAN_ID, 720)
    gone, over = both(ordering, withdrawing())
    parent, repeat = given(PUTUSANS).when(*gone).row, given(PUTUSANS).when(*over).row
    assert (parent.state, parent.repeat) == ("registered", None)
    assert (repeat.state, repeat.ended) == ("ended", "withdrawn")


async def test_the_page_orders_mends_and_withdraws_and_each_leads_to_the_other(settings: Settings) -> None:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER, RoleName.PROSECUTOR]) as house:
        await linked_to_court(house.parts.database, RoleName.PROSECUTOR)
        await by_page(house)


async def by_page(house: House) -> None:
    office, prosecution = house.clients[RoleName.OFFICER], house.clients[RoleName.PROSECUTOR]
    answer = await office.post("/putusan", json=PAPER)
    await house.level()
    address = f"/putusan/{answer.json()['putusan_id']}"
    form = (await prosecution.get(f"{address}?mend=repeat&after={answer.json()['position']}", headers=PAGE)).text
    said = {"number": "1", "hours": "2000", "minutes": "", "decided_on": "2026-06-01", "until": ""}
    said |= {"document": "B-99/M.5.16.3/Eoh.3/6/2026", "reason": "Tidak datang tanpa alasan yang sah"}
    page = await led(prosecution, await pressed(prosecution, form, "repeat", said))
    assert "lebih banyak daripada yang dijatuhkan" in page
    assert form_in(page, "repeat")[1].items() >= said.items()
    done = await prosecution.post(f"{address}/repeats", data=said | {"hours": "8"}, headers=PAGE)
    assert done.status_code == 303, done.text
    await house.level()
    again = (await prosecution.get(done.headers["location"], headers=PAGE)).text
    for words in (f'href="{address}#ulang"', "Tanggal perintah", "menurut perintah mengulang", "Perintah mengulang ·"):
        assert words in again, words
    row = (await office.get(address)).json()
    assert (row["state"], [one["minutes"] for one in row["repeats"]]) == ("failed", [480])
    theirs = (await office.get(f"/putusan/{row['repeat']}")).json()
    assert (theirs["state"], theirs["parent"], theirs["total_minutes"]) == ("registered", row["putusan_id"], 480)
    plain = (await prosecution.get(address, headers=PAGE)).text
    for words in (f'href="/putusan/{row["repeat"]}"', "Diulang 8 jam", "B-99/M.5.16.3/Eoh.3/6/2026"):
        assert words in plain, words
    assert f"{address}?mend=ended#akhir" not in plain
    mending = (await prosecution.get(f"{address}?mend=repeat", headers=PAGE)).text
    assert (form_in(mending, "repeat")[1]["hours"], form_in(mending, "repeat")[1]["until"]) == ("8", "")
    named = said | {"number": "2", "hours": "8", "until": "2026-10-01"}
    assert (await prosecution.post(f"{address}/repeats", data=named, headers=PAGE)).status_code == 303
    await house.level()
    again = (await prosecution.get(f"{address}?mend=repeat", headers=PAGE)).text
    assert form_in(again, "repeat")[1]["until"] == "2026-10-01"
    back = await prosecution.post(f"{address}/repeats/withdrawals", json={"number": 3, "reason": "Salah perkara"})
    assert back.is_success, back.text
    await house.level()
    row = (await office.get(address)).json()
    assert (row["state"], row["repeat"]) == ("registered", None)


@pytest.mark.slow
async def test_the_page_of_a_failed_ruling_mends_an_appeal_that_stands_and_has_no_new_one(settings: Settings) -> None:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER, RoleName.PROSECUTOR]) as house:
        await linked_to_court(house.parts.database, RoleName.PROSECUTOR)
        office, prosecution = house.clients[RoleName.OFFICER], house.clients[RoleName.PROSECUTOR]
        order = {"number": 1, "hours": 8, "decided_on": "2026-06-01", "document": "B-99/M.5.16.3/Eoh.3/6/2026"}
        order["reason"] = "Tidak datang tanpa alasan yang sah"
        told = {"appealed_on": "2026-03-10", "final_on": "2026-05-20"}
        addresses = []
        for case, said in (("124/Pid.B/2026/PN Trk", told), ("125/Pid.B/2026/PN Trk", {})):
            answer = await office.post("/putusan", json=PAPER | {"case_number": case} | said)
            addresses.append(address := f"/putusan/{answer.json()['putusan_id']}")
            await house.level()
            assert (await prosecution.post(f"{address}/repeats", json=order)).status_code == 200
        await house.level()
        appealed, other = addresses
        assert "mend=appealed" not in (await office.get(other, headers=PAGE)).text
        form = (await office.get(f"{appealed}?mend=appealed", headers=PAGE)).text
        mended = {"lodged_on": "2026-03-11", "document": "3/Akta.Pid/2026/PN Trk", "reason": "Tanggalnya salah ketik"}
        page = await led(office, await pressed(office, form, "appeal", mended))
        await led(office, await pressed(office, page, "appeal"))
        await house.level()
        row = (await office.get(appealed)).json()
        assert (row["state"], row["appealed_on"], row["final_on"]) == ("failed", "2026-03-11", "2026-05-20")
