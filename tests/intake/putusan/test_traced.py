"""Every change of a ruling leaves its trace: a prosecutor's answer with its letter, what it changed, and by whom."""

from typing import Any

import httpx2

from tests.forms import PAGE, form_in, led, pressed
from tests.intake.putusan.test_mending import mended, page, told
from tests.intake.putusan.test_routes import office, shown  # noqa: F401 (a fixture)

ANSWER: dict[str, Any] = {
    "document": "B-12/M.5.16/2026",
    "reason": "Paling banyak menurut undang-undang",
    "answered_on": "2026-04-01",
    "terms": {"regime": "adult", "total_minutes": 14_400, "minutes_a_day": 480, "period_days": 60},
}


def of(text: str, heading: str) -> str:
    """The section under this heading's id, without its marks."""
    return text.split(f'aria-labelledby="{heading}"')[1].split("</section>")[0]


async def test_the_answer_of_a_prosecutor_is_read_with_its_letter_and_what_it_changed(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    address, _ = await told(office, total_minutes=15_600, minutes_a_day=480)
    assert "Jawaban jaksa</h2>" not in of(await page(office, address), "amar")
    answer = await office.post(f"{address}/confirmation", json=ANSWER)
    row = await shown(office, answer)
    (one,) = row["answers"]
    assert (one["answered_on"], one["fields"]) == ("2026-04-01", ["total_minutes"])
    text = await page(office, address)
    trace = of(text, "jawaban")
    for words in ("B-12/M.5.16/2026", "1 April 2026", "Jumlah jam: 240 jam", "semula “260 jam”", "Nama probation"):
        assert words in trace, words
    assert "Menurut jawaban jaksa B-12/M.5.16/2026" in of(text, "amar")


async def test_what_an_answer_changed_is_not_said_to_come_from_an_earlier_correction(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    address, _ = await told(office)
    slip = await mended(office, address, paper={"total_minutes": 15_600, "minutes_a_day": 480}, document="Ralat 1")
    assert slip.json()["state"] == "held"
    assert "Dibetulkan" in of(await page(office, f"{address}?after={slip.json()['position']}"), "amar")
    answer = await office.post(f"{address}/confirmation", json=ANSWER)
    await shown(office, answer)
    terms = of(await page(office, address), "amar")
    assert "Menurut jawaban jaksa" in terms
    assert "Dibetulkan" not in terms


async def test_a_correction_after_an_answer_says_what_the_answer_had_said(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    address, _ = await told(office, total_minutes=15_600, minutes_a_day=480)
    await shown(office, await office.post(f"{address}/confirmation", json=ANSWER))
    form = await page(office, f"{address}?mend=total_minutes")
    assert form_in(form, "terms")[1]["jumlah_jam"] == "240 jam", "what is executed stands in the form"
    said = {"jumlah_jam": "200 jam", "document": "Renvoi 3/2026", "reason": "salah ketik dalam surat jaksa"}
    done = await led(office, await pressed(office, form, "terms", said))
    assert "semula “240 jam”" in of(done, "pembetulan")
    assert "Dibetulkan" in of(done, "amar")
    back = await mended(office, address, number=2, paper={"total_minutes": 15_600}, document="Renvoi 4/2026")
    assert back.status_code == 201, back.text
    same = await mended(office, address, number=3, paper={"total_minutes": 15_600}, document="Renvoi 5/2026")
    assert same.json()["rule"] == "amendment-empty"


async def test_an_answer_that_changes_nothing_says_so(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office, consent="withheld")
    as_written = {"regime": "adult", "total_minutes": 1200, "minutes_a_day": 120, "period_days": 60}
    answer = await office.post(f"{address}/confirmation", json=ANSWER | {"terms": as_written})
    assert (await shown(office, answer))["answers"][0]["fields"] == []
    text = (await office.get(address, headers=PAGE)).text
    assert "Amar dilaksanakan seperti tertulis." in of(text, "jawaban")
    assert "Menurut jawaban jaksa" not in of(text, "amar")
