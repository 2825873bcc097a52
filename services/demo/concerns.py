"""Whom the demo's accounts concern: some cases are each officer's, some of them handed over; the court's people see
their court, a host its places, a klien their own hours; one person serves elsewhere than was proposed, by a reason; two
rulings are executed here no longer, and of a third that was a slip; one is adjusted to a milder law, against one an
appeal is open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from services.demo.shifts import Workplace
from services.demo.teller import Teller
from shared.access.policy import RoleName

SHARED_OUT, OF_THE_OTHER = 20, 8
"""So many rulings are the officer's, so many the other's; the rest are left to be shared out by whoever tries it."""
HANDED_OVER: Final = 3
"""Of the other's, to the officer."""
AWAY: Final = timedelta(days=6)
OF_THE_COURT: Final = (RoleName.COURT, RoleName.JUDGE, RoleName.PROSECUTOR)
COURT: Final = {"to": "court", "key": "pn-trk"}
TOO_LATE: Final = (409, 422)
"""What a telling that goes on another day is answered of days that are past by then."""


async def share_out(officer: Teller, account_id: str, putusan_ids: Sequence[str]) -> None:
    """These rulings become this officer's cases."""
    await officer.post("/putusan/assignments", {"officer": account_id, "putusan_ids": [*putusan_ids]})


async def hand_over(officer: Teller, substitute: str, putusan_ids: Iterable[str], today: date) -> None:
    """An officer is away for a week from this day on; another stands in."""
    days = {"from_day": today.isoformat(), "until_day": (today + AWAY).isoformat()}
    for one in putusan_ids:
        await officer.post(f"/putusan/{one}/substitute", {"substitute": substitute, **days}, known=TOO_LATE)


async def stand_in(coordinator: Teller, account_id: str, places: Sequence[Workplace], today: date) -> None:
    """Another supervisor: at the first of these places from this day on, at the second for this day alone."""
    lasting, a_day = places
    named = {"account_id": account_id, "from_day": today.isoformat()}
    await coordinator.post(f"{_at(lasting)}/supervisors", named)
    await coordinator.post(f"{_at(a_day)}/supervisors", named | {"until_day": today.isoformat()}, known=TOO_LATE)


def _at(place: Workplace) -> str:
    return f"/ipd/{place.ipd_id}/sites/{place.site_id}"


async def override(
    officer: Teller, placement: Mapping[str, Any], offers: Mapping[str, Workplace], planned: Mapping[str, str]
) -> None:
    """The person goes to the first place that takes them and was not proposed; the inspectorate reads why."""
    proposed = {one["offer_id"] for one in placement["proposals"]}
    why = "Keluarga menyanggupi mengantar ke tempat ini setiap hari kerja"
    for offer_id, place in offers.items():
        if offer_id in proposed:
            continue
        body = {"ipd_id": place.ipd_id, "offer_id": offer_id, "override": why, **planned}
        answer = await officer.post(f"/placement/{placement['putusan_id']}/acceptance", body, known=TOO_LATE)
        if "position" in answer:
            return


ENDINGS: Final = (
    {"ground": "transferred", "to": "Kabupaten Rekaan", "reason": "Pindah ke rumah keluarga dan menjalaninya di sana"},
    {"ground": "annulled", "reason": "Putusan banding membebaskan yang bersangkutan"},
    {"ground": "died", "reason": "Akta kematian diserahkan oleh keluarga"},
)
SLIP: Final = {"number": 2, "reason": "Akta kematian milik orang lain yang namanya mirip"}
"""What the last of them is taken back by."""


async def end(officer: Teller, putusan_ids: Sequence[str], today: date) -> None:
    """By an act of others these rulings are executed here no longer; the last one is after all."""
    for number, (one, ending) in enumerate(zip(putusan_ids, ENDINGS, strict=False), 1):
        document = f"REKAAN/{number}/{today.year}"
        told = {"number": 1, "ended_on": today.isoformat(), "document": document, **ending}
        await officer.post(f"/putusan/{one}/endings", told, known=TOO_LATE)
    if len(putusan_ids) == len(ENDINGS):
        await officer.post(f"/putusan/{putusan_ids[-1]}/endings/withdrawals", SLIP, known=TOO_LATE)


async def adjust(officer: Teller, ruling: Mapping[str, Any], today: date) -> None:
    """A milder law halves what is owed by this ruling."""
    less = {"number": 1, "binds_from": today.isoformat(), "total_minutes": ruling["total_minutes"] // 2}
    why = {"document": f"REKAAN/9/{today.year}", "reason": "Undang-undang rekaan menurunkan jumlah jamnya"}
    await officer.post(f"/putusan/{ruling['putusan_id']}/adjustments", less | why, known=TOO_LATE)


async def appeal(officer: Teller, putusan_id: str, today: date) -> None:
    """Somebody appealed against this ruling."""
    told = {"number": 1, "lodged_on": today.isoformat(), "document": f"REKAAN/3/Akta.Pid/{today.year}"}
    await officer.post(f"/putusan/{putusan_id}/appeals", told, known=TOO_LATE)


async def ids_of(operator: Teller) -> Mapping[str, str]:
    """The account of each login."""
    return {row["login"]: row["account_id"] async for row in operator.rows("/accounts")}


async def link(operator: Teller, by_login: Mapping[str, str], ipd_id: str) -> None:
    """The court's people and one host."""
    for role in OF_THE_COURT:
        await operator.post(f"/account/{by_login[role.login]}/links", COURT)
    await operator.post(f"/account/{by_login[RoleName.HOST.login]}/links", {"to": "ipd", "key": ipd_id})


async def link_klien(officer: Teller, account_id: str, rulings: Sequence[Mapping[str, Any]]) -> None:
    """The first adult of these rulings has an account."""
    adult = next(row for row in rulings if row["regime"] == "adult" and not row["masked"])
    await officer.post(f"/klien/{adult['klien_id']}/accounts", {"account_id": account_id})
