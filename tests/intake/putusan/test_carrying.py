"""What a ruling brings from another regency: told by number, mended and taken back, refused where it cannot be, told
again for whose it turns out to be, and sealed but for its figures."""

from datetime import date
from typing import Any

import httpx2
import pytest

from services.attendance.hours.decider import TakeCredit
from services.attendance.hours.events import Brought
from services.attendance.hours.reactions import OPEN
from services.intake.putusan.decider import PUTUSAN, BringCredit, WithdrawCredit
from services.intake.putusan.events import (
    Person,
    PutusanCreditBrought,
    PutusanCreditWithdrawn,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
)
from shared.domain.command import Command
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from tests.forms import form_in, led, pressed
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, confirming, register
from tests.intake.putusan.test_answered import DIFFERS, KNOWN, saying
from tests.intake.putusan.test_answered import after as answered
from tests.intake.putusan.test_ending import after, ending, told
from tests.intake.putusan.test_routes import PAGE, PAPER, office  # noqa: F401 (a fixture)

FIRST, UNTIL = date(2026, 9, 14), date(2026, 10, 2)
WORDS: dict[str, Any] = {
    "origin": Personal("Kabupaten Blitar"),
    "document": Personal("B-7/M.5.22/2026"),
    "reason": Personal("Pindah mengikuti keluarganya"),
}


def carrying(number: int = 1, **said: Any) -> BringCredit:
    return BringCredit(
        **{"putusan_id": PUTUSAN_ID, "number": number, "hours": 12, "started_on": FIRST, "until": UNTIL} | WORDS | said
    )


def withdrawing(number: int = 2) -> WithdrawCredit:
    return WithdrawCredit(putusan_id=PUTUSAN_ID, number=number, reason=Personal("Surat untuk orang lain"))


def test_it_says_the_minutes_from_when_until_when_where_by_which_letter_and_why() -> None:
    event = PutusanCreditBrought(
        putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID, number=1, minutes=750, started_on=FIRST, until=UNTIL, **WORDS
    )
    assert told(carrying(minutes=30), *after()).events[0] == event
    told(carrying(minutes=30), *after(carrying(minutes=30))).then()


def test_what_is_left_is_told_to_whoever_plans_and_of_a_held_ruling_with_the_answer() -> None:
    def brings(events: list[Any]) -> tuple[int, date | None]:
        last = [event for event in events if isinstance(event, PutusanRegistered)][-1]
        return last.brought_minutes, last.executed_from

    there = after(carrying())
    assert brings(there) == (720, FIRST)
    assert brings(after(carrying(2, hours=10), before=there)) == (600, FIRST)
    assert brings(after(withdrawing(), before=there)) == (0, None)
    held = register(adult(minutes_a_day=540)).events
    told(carrying(), *held).then_types(PutusanCreditBrought)
    answer = confirming(held[0].terms.model_copy(update={"minutes_a_day": 480}))  # type: ignore[attr-defined]
    assert brings(after(carrying(), answer, before=held)) == (720, FIRST)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        pytest.param({"hours": 0}, "credit-empty", id="nothing"),
        pytest.param({"hours": 20, "minutes": 1}, "credit-above-total", id="a minute more than imposed"),
        pytest.param({"started_on": date(2026, 8, 31)}, "begun-before-ruling", id="the day before the ruling"),
        pytest.param({"until": date(2026, 9, 13)}, "until-before-start", id="the day before the first"),
        pytest.param({"until": date(2026, 11, 26)}, "until-in-future", id="tomorrow"),
    ],
)
def test_what_cannot_be_is_shown_and_not_recorded(said: dict[str, Any], rule: str) -> None:
    told(carrying(**said), *after()).refused(rule)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"hours": 0, "minutes": 1}, id="a minute"),
        pytest.param({"hours": 20}, id="all that was imposed"),
        pytest.param({"started_on": date(2026, 9, 1)}, id="the day of the ruling"),
        pytest.param({"until": FIRST}, id="one day"),
        pytest.param({"until": date(2026, 11, 25)}, id="today"),
    ],
)
def test_what_stands_at_the_edges_is_taken(said: dict[str, Any]) -> None:
    told(carrying(**said), *after()).then_types(PutusanCreditBrought, PutusanRegistered)


def test_of_a_ruling_without_a_total_any_figure_is_taken() -> None:
    without = register(adult(total_minutes=None, minutes_a_day=None)).events
    told(carrying(hours=200), *without).then_types(PutusanCreditBrought)


def test_it_is_mended_under_the_next_number_and_taken_back_under_the_one_after() -> None:
    mended = after(carrying(), carrying(2, hours=10))
    stands = PUTUSAN.fold(mended).brought
    assert stands is not None
    assert stands.minutes == 600
    told(withdrawing(3), *mended).then_types(PutusanCreditWithdrawn, PutusanRegistered)
    gone = after(withdrawing(3), before=mended)
    assert PUTUSAN.fold(gone).brought is None
    told(withdrawing(3), *gone).then()
    told(withdrawing(4), *gone).refused("no-credit-brought")
    told(carrying(4), *gone).then_types(PutusanCreditBrought, PutusanRegistered)


@pytest.mark.parametrize("second", [carrying(hours=10), withdrawing(1), carrying(until=FIRST)])
def test_under_one_number_the_first_stands_and_one_that_is_not_the_next_is_refused(second: Command) -> None:
    (fault,) = told(second, *after(carrying())).refused("credit-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 2)
    told(second, *after(carrying(), carrying(2))).refused("credit-conflict")
    told(carrying(1000), *after(carrying())).refused("credit-conflict")


def test_of_a_ruling_that_is_none_of_ours_nothing_is_brought() -> None:
    for command in (carrying(), withdrawing()):
        told(command).refused("putusan-unknown")
        told(command, *register(adult(name=None)).events).refused("putusan-unknown")


def test_it_stays_whatever_is_said_of_the_rulings_end() -> None:
    assert PUTUSAN.fold(after(carrying(), ending())).brought is not None
    assert PUTUSAN.fold(after(ending(), carrying())).brought is not None


def test_whose_it_turns_out_to_be_hears_of_it_without_the_words_about_the_former() -> None:
    before = after(carrying(), before=answered(DIFFERS, Person.ANOTHER))
    kinds = (PutusanIdentified, PutusanReceived, PutusanLeft, PutusanCreditBrought, PutusanRegistered)
    again = saying(Person.SAME, *before).then_types(*kinds)[3]
    figures = {"minutes": 720, "started_on": FIRST, "until": UNTIL}
    assert again == PutusanCreditBrought(putusan_id=PUTUSAN_ID, klien_id=KNOWN, number=1, **figures)


async def test_attendance_takes_it_up_and_gives_it_back() -> None:
    kinds = PutusanCreditBrought | PutusanCreditWithdrawn
    events = [event for event in after(carrying(), withdrawing()) if isinstance(event, kinds)]
    commands = [await OPEN.handlers[event.full_type()](event, None, None) for event in events]  # type: ignore[arg-type]
    credit = Brought(minutes=720, started_on=FIRST, until=UNTIL)
    ids = {"klien_id": KLIEN_ID, "putusan_id": PUTUSAN_ID}
    assert commands == [TakeCredit(**ids, number=1, credit=credit), TakeCredit(**ids, number=2, credit=None)]


async def test_the_page_records_mends_and_takes_back_and_keeps_what_was_typed(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    answer = await office.post("/putusan", json=PAPER)
    address = f"/putusan/{answer.json()['putusan_id']}"
    plain = (await office.get(f"{address}?after={answer.json()['position']}", headers=PAGE)).text
    assert f"{address}?mend=credit#dibawa" in plain
    form = (await office.get(f"{address}?mend=credit", headers=PAGE)).text
    said = {"number": "1", "hours": "20", "minutes": "", "started_on": "2026-06-01", "until": "2026-05-01"}
    said |= {"origin": "Kabupaten Blitar", "document": "B-7/M.5.22/2026", "reason": "Pindah domisili ke sini"}
    page = await led(office, await pressed(office, form, "credit", said))
    assert "Hari terakhir di sana lebih awal daripada pelaksanaan pertamanya" in page
    assert form_in(page, "credit")[1].items() >= said.items()
    done = await office.post(f"{address}/credits", data=said | {"until": "2026-06-20"}, headers=PAGE)
    assert done.status_code == 303, done.text
    after_it = (await office.get(done.headers["location"], headers=PAGE)).text
    for words in ("Dibawa dari Kabupaten Blitar: 20 jam", "B-7/M.5.22/2026", "Pindah domisili ke sini"):
        assert words in after_it, words
    row = (await office.get(address)).json()
    assert [(one["number"], one["minutes"], one["until"]) for one in row["credits"]] == [(1, 1200, "2026-06-20")]
    assert "Blitar" not in str(row), "which regency is for the page alone"
    mend = (await office.get(f"{address}?mend=credit", headers=PAGE)).text
    stood = form_in(mend, "credit")[1]
    assert (stood["number"], stood["hours"], stood["origin"]) == ("2", "20", "Kabupaten Blitar")
    back = {"number": "2", "reason": "Suratnya untuk orang lain"}
    taken = await office.post(f"{address}/credits/withdrawals", data=back, headers=PAGE)
    assert taken.status_code == 303, taken.text
    last = (await office.get(taken.headers["location"], headers=PAGE)).text
    assert "Dibawa dari" not in last
    assert [one["minutes"] for one in (await office.get(address)).json()["credits"]] == [1200, None]
