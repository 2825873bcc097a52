"""Agreements by page: drafted, signed by each party, extended, mended, and read without names by the inspectorate."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from shared.access.policy import RoleName
from shared.domain.units import BAPAS, REGENCY, SOCIAL
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.language import day
from tests.forms import PAGE, form_in, led, pressed
from tests.neighbours import linked_to_unit
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
WHY = "salah baca pada naskahnya"
TODAY = today_wib()
PACT: dict[str, Any] = {
    "kind": "nota-kesepakatan",
    "title": "Pidana kerja sosial rekaan",
    "parties": [BAPAS, REGENCY],
    "first_day": "2026-01-01",
    "last_day": "2030-12-31",
}
SIGNED: dict[str, Any] = {"signed_on": str(TODAY), "signer": "CONTOH PEJABAT, S.H.", "post": "Kepala Balai"}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR, RoleName.PROSECUTOR]
    async with opened_for(settings, ["intake"], roles) as found:
        yield found


async def entered(house: Opened, **said: Any) -> str:
    """The address of an agreement."""
    told = await house.clients[RoleName.OFFICER].post("/agreement", json=PACT | said)
    assert told.status_code == 201, told.text
    return f"/agreement/{told.json()['agreement_id']}"


async def test_an_agreement_is_entered_by_page_and_what_is_wrong_stands_beside_its_field(house: Opened) -> None:
    clerk = house.clients[RoleName.COORDINATOR]
    page = (await clerk.get("/agreement/new", headers=PAGE)).text
    said = {name: PACT[name] for name in ("kind", "title", "first_day")}
    said |= {"last_day": "2025-12-31", "annexes": "Lampiran I\r\n\r\nLampiran I", "parties.0": BAPAS}
    wrong = await led(clerk, await pressed(clerk, page, "agreement", said))
    assert all(f'id="agreement-{name}-salah"' in wrong for name in ("last_day", "annexes", "parties.1"))
    kept = form_in(wrong, "agreement")[1]
    assert (kept["title"], kept["parties.0"], kept["parties.1"]) == (PACT["title"], BAPAS, "")
    right = {"last_day": "2030-12-31", "annexes": "Lampiran I\r\nRencana Kerja", "parties.1": REGENCY}
    told = await led(clerk, await pressed(clerk, wrong, "agreement", right))
    assert "Menunggu tanda tangan Balai Pemasyarakatan" in told
    assert told.index("<li>Lampiran I</li>") < told.index("<li>Rencana Kerja</li>")
    await house.level()
    (row,) = (await clerk.get("/agreement")).json()["items"]
    assert (row["title"], row["stage"], row["days_left"]) == (PACT["title"], "draft", None)
    assert PACT["title"] in (await clerk.get("/agreement", headers=PAGE)).text


async def test_each_party_signs_by_page_and_a_signature_is_mended_with_a_reason(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], await entered(house)
    page = (await clerk.get(at, headers=PAGE)).text
    assert "menunggu: " not in page  # the menu's own count is the desk's alone
    tomorrow = str(TODAY + timedelta(days=1))
    wrong = await led(clerk, await pressed(clerk, page, "sign-1", SIGNED | {"number": "1/2026", "signed_on": tomorrow}))
    assert 'id="sign-1-signed_on-salah"' in wrong
    assert f"hari ini {day(TODAY)}" in wrong
    page = await led(clerk, await pressed(clerk, wrong, "sign-1", {"signed_on": str(TODAY)}))
    page = await led(clerk, await pressed(clerk, page, "sign-2", SIGNED | {"number": "2/2026"}))
    assert "berlaku sampai 31 Desember 2030" in page
    page = await led(clerk, await pressed(clerk, page, "sign-2", {"number": "3/2026", "reason": WHY}))
    told = (await clerk.get(at)).json()
    assert [one["number"] for one in told["parties"]] == ["1/2026", "3/2026"]
    assert told["signed_on"] == str(TODAY)
    await house.level()
    (row,) = (await clerk.get("/agreement?stage=signed")).json()["items"]
    assert row["numbers"] == "1/2026; 3/2026"
    page = await led(clerk, await pressed(clerk, page, "unsign-1", {"reason": WHY}))
    assert (await clerk.get(at)).json()["signed_on"] is None


async def test_a_number_that_is_used_is_told_with_its_agreement(house: Opened) -> None:
    clerk, at, other = house.clients[RoleName.OFFICER], await entered(house), await entered(house, title="Yang lain")
    told = SIGNED | {"party": BAPAS, "number": "WP.15/12/2026", "signing": 1}
    assert (await clerk.post(f"{at}/signatures", json=told)).is_success
    page = (await clerk.get(other, headers=PAGE)).text
    wrong = await led(clerk, await pressed(clerk, page, "sign-1", SIGNED | {"number": "wp 15/12/2026"}))
    assert f"Nomor ini sudah dipakai perjanjian {PACT['title']}" in wrong
    assert (await clerk.post(f"{at}/signatures/withdrawals", json={"party": BAPAS, "reason": WHY})).is_success
    assert (await clerk.post(f"{other}/signatures", json=told)).is_success


async def test_what_came_to_nothing_is_struck_out_and_stands_again(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], await entered(house)
    page = (await clerk.get(at, headers=PAGE)).text
    page = await led(clerk, await pressed(clerk, page, "correct", {"title": "Judul yang benar", "reason": WHY}))
    checked = await led(clerk, await pressed(clerk, page, "strike-out", {"reason": WHY}))
    page = await led(clerk, await pressed(clerk, checked, "strike-out", {"_check": "take"}))
    assert "dicoret" in page
    page = await led(clerk, await pressed(clerk, page, "restore", {"reason": WHY}))
    told = (await clerk.get(at)).json()
    assert (told["title"], told["struck_out"], told["corrections"]) == ("Judul yang benar", False, 1)


async def test_the_inspectorate_reads_neither_names_nor_reasons_and_others_nothing(house: Opened) -> None:
    at = await entered(house)
    told = SIGNED | {"party": BAPAS, "signing": 1}
    clerk, auditor = house.clients[RoleName.OFFICER], house.clients[RoleName.AUDITOR]
    assert (await clerk.post(f"{at}/signatures", json=told)).is_success
    true = PACT | {"title": "Judul lain", "correction": 1, "reason": WHY}
    assert (await clerk.post(f"{at}/corrections", json=true)).is_success
    readers = (RoleName.OFFICER, RoleName.AUDITOR)
    seen = {role: (await house.clients[role].get(at, headers=PAGE)).text for role in readers}
    for secret in (SIGNED["signer"], WHY):
        assert secret in seen[RoleName.OFFICER]
        assert secret not in seen[RoleName.AUDITOR]
    assert SIGNED["signer"] not in (await clerk.get(at)).text
    assert (await auditor.post("/agreement", json=PACT)).status_code == 403
    assert (await house.clients[RoleName.PROSECUTOR].get(at)).status_code == 403
    assert (await clerk.get("/agreement/11111111-1111-4111-8111-111111111111")).status_code == 404


async def test_a_draft_comes_in_by_a_letter_and_is_commented_on_by_page(house: Opened) -> None:
    clerk, at = house.clients[RoleName.COORDINATOR], await entered(house)
    await linked_to_unit(house.parts.database, SOCIAL, RoleName.COORDINATOR)
    await house.level()
    letter = {"unit": SOCIAL, "correspondent": "Bapas", "perihal": "Naskah", "received_on": str(TODAY)}
    letter_id = (await clerk.post("/letter/incoming", json=letter)).json()["letter_id"]
    await house.level()
    page = (await clerk.get(at, headers=PAGE)).text
    said = {"way": "received", "party": BAPAS, "on_day": str(TODAY + timedelta(days=1)), "letter_id": letter_id}
    wrong = await led(clerk, await pressed(clerk, page, "draft", said))
    assert 'id="draft-on_day-salah"' in wrong
    page = await led(clerk, await pressed(clerk, wrong, "draft", {"on_day": str(TODAY)}))
    assert f'href="/letter/{letter_id}"' in page
    assert letter_id not in (await house.clients[RoleName.OFFICER].get(at, headers=PAGE)).text
    opinion = {"said_by": "bag-hukum", "opinion": "Pasal 4 diperjelas\nPasal 6 dihapus"}
    page = await led(clerk, await pressed(clerk, page, "comment", opinion))
    assert "Pasal 4 diperjelas<br>Pasal 6 dihapus" in page
    assert "Pasal 4" not in (await house.clients[RoleName.AUDITOR].get(at, headers=PAGE)).text
    page = await led(clerk, await pressed(clerk, page, "uncomment-1", {"reason": WHY}))
    page = await led(clerk, await pressed(clerk, page, "undraft-1", {"reason": WHY}))
    told = (await clerk.get(at)).json()
    assert [one["taken_back"] for one in (*told["drafts"], *told["comments"])] == [True, True]
    foreign = said | {"on_day": str(TODAY), "draft": 2}
    assert (await house.clients[RoleName.OFFICER].post(f"{at}/drafts", json=foreign)).status_code == 404


async def test_a_signed_agreement_is_extended_and_replaced_by_page(house: Opened) -> None:
    clerk, at, other = house.clients[RoleName.COORDINATOR], await entered(house), await entered(house, title="Baru")
    for party in PACT["parties"]:
        told = SIGNED | {"party": party, "signing": 1}
        assert (await clerk.post(f"{at}/signatures", json=told)).is_success
    await house.level()
    page = (await clerk.get(at, headers=PAGE)).text
    shorter = {"how": "extended", "last_day": "2029-01-01", "reason": WHY}
    wrong = await led(clerk, await pressed(clerk, page, "term", shorter))
    checked = await led(clerk, await pressed(clerk, wrong, "term", {"_check": "take"}))
    assert 'id="term-last_day-salah"' in checked
    checked = await led(clerk, await pressed(clerk, checked, "term", {"last_day": "2031-12-31"}))
    page = await led(clerk, await pressed(clerk, checked, "term", {"_check": "take"}))
    assert (await clerk.get(at)).json()["last_day"] == "2031-12-31"
    by = other.rpartition("/")[2]
    said = {"how": "replaced", "last_day": str(TODAY), "by": by, "reason": WHY}
    checked = await led(clerk, await pressed(clerk, page, "term", said))
    page = await led(clerk, await pressed(clerk, checked, "term", {"_check": "take"}))
    assert f'href="{other}"' in page
    await house.level()
    (row,) = (await clerk.get("/agreement?stage=replaced")).json()["items"]
    assert row["last_day"] == str(TODAY)
    page = await led(clerk, await pressed(clerk, page, "unterm", {"reason": WHY}))
    assert (await clerk.get(at)).json()["over"] is None
