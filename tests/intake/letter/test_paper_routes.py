"""Papers of a letter through the real addresses: looked at, issued, handed out again, checked by anybody, replaced."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from hashlib import sha256
from itertools import product
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from services.intake.account.events import AccountLinked, LinkKind
from services.intake.letter.events import PaperIssued, PaperKind
from services.intake.unit.events import UnitClosed
from shared.access.policy import RoleName
from shared.domain.identifiers import Code, EventId, LetterId, PublicText, UnitCode
from shared.domain.personal import Personal
from shared.domain.units import SECRETARIAT, SOCIAL
from shared.papers.codes import PaperCode, PaperDigest
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import led, pressed
from tests.intake.letter.test_routes import looks
from tests.intake.putusan.test_routes import PAPER
from tests.neighbours import account_of, assigned, tell
from tests.opened import Opened, one_more, opened_for
from tests.papers.looking import faults_of, pages_of

pytestmark = pytest.mark.slow

TODAY: Final = today_wib().isoformat()
BOTH: Final = (RoleName.COORDINATOR, RoleName.OFFICER)
WHY: Final = "salah tanggal pada naskah pertama"
HEAD: Final = {
    "number": 1,
    "valid_from": "2026-01-01",
    "lines": ["PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH", "DAN CONTOH LAIN"],
    "place": "Contoh",
    "post": "Kepala Dinas",
    "rank": "Pembina Utama Muda (IV/c)",
    "signer_name": "CONTOH PEJABAT, S.H.",
    "signer_nip": "19800101 200501 1 001",
}
LETTER: Final = {
    "unit": SECRETARIAT,
    "correspondent": "Para Kepala Dinas",
    "perihal": "Rapat #1 [kesiapan]",
    "written_on": TODAY,
}
SAID: Final = {
    "kind": "undangan",
    "addressed": "Daftar terlampir\ndi tempat",
    "opening": "Dengan hormat kami mengundang Saudara pada:",
    "on_day": "Kamis, 3 Desember 2026",
    "at_hour": "13.00 WIB s.d. selesai",
    "place": "Aula #let x",
    "agenda": "Kesiapan I-PD",
    "invited": "Inspektorat\nDinas Pendidikan",
}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake", "reporting"), BOTH) as found:
        database = found.parts.database
        for role, unit in product(BOTH, (SECRETARIAT, SOCIAL)):
            link = AccountLinked(account_id=await account_of(database, role), to=LinkKind.UNIT, key=Code(unit))
            await tell(database, f"account-{link.account_id}", link)
        yield found


@pytest.fixture
def clerk(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.COORDINATOR]


async def done(answering: Any, status: int = 200) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def written(clerk: httpx2.AsyncClient, *, numbered: bool = True) -> str:
    """An outgoing letter of a unit with a letterhead."""
    await clerk.post(f"/unit/{SECRETARIAT}/letterheads", json=HEAD)
    letter = str((await done(clerk.post("/letter/outgoing", json=LETTER), 201))["letter_id"])
    if numbered:
        said = {"classification": "400.9", "written_on": TODAY, "numbering": 1}
        await done(clerk.post(f"/letter/{letter}/number", json=said))
    return f"/letter/{letter}"


async def checked(client: httpx2.AsyncClient, code: str, after: int) -> dict[str, Any]:
    await client.get(f"/reports/klien?after={after}")
    return await done(client.get(f"/cek?code={code}"))


async def test_a_paper_is_issued_kept_and_handed_out_again_byte_for_byte(clerk: httpx2.AsyncClient) -> None:
    letter = await written(clerk)
    told = await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    first, again = [await clerk.get(f"{letter}/papers/1/file") for _ in range(2)]
    assert first.status_code == 200, first.text
    assert first.headers["content-disposition"] == f'attachment; filename="undangan-{told["code"]}.pdf"'
    assert first.content == again.content
    assert not faults_of(first.content)
    page, annex = pages_of(first.content)
    for words in (
        "PEMERINTAH KABUPATEN CONTOH DINAS CONTOH DAN CONTOH LAIN",
        "Hal : Rapat #1 [kesiapan]",
        "Lampiran : 1 (satu) berkas",
        "tempat : Aula #let x",
        "Kepala Dinas, CONTOH PEJABAT, S.H. Pembina Utama Muda (IV/c) NIP 19800101 200501 1 001",
        f"dengan kode {told['code']}.",
    ):
        assert words in page, words
    assert "1 Inspektorat 2 Dinas Pendidikan" in annex
    digest = sha256(first.content).hexdigest()
    assert (await checked(clerk, told["code"], told["position"]))["digest"] == digest


async def test_what_was_issued_lies_sealed_in_the_file_store_and_is_gone_with_its_file(
    clerk: httpx2.AsyncClient, house: Opened, settings: Settings
) -> None:
    letter = await written(clerk)
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    (lies,) = [one for one in settings.files_dir.rglob("*") if one.is_file()]
    assert b"%PDF" not in lies.read_bytes()
    files = house.parts.houses["intake"].files
    assert (await files.check()).whole == 1
    lies.unlink()
    assert (await files.check()).missing
    gone = await clerk.get(f"{letter}/papers/1/file")
    assert (gone.status_code, gone.json()["rule"]) == (410, "paper-erased")


async def test_a_paper_that_was_issued_into_the_vault_is_handed_out_from_there(
    clerk: httpx2.AsyncClient, house: Opened
) -> None:
    letter, content = await written(clerk), b"%PDF-1.7 as it was issued"
    said: dict[str, Any] = {name: Personal(SAID[name]) for name in SAID if name != "kind"}
    once = PaperIssued(
        letter_id=LetterId(letter.removeprefix("/letter/")),
        kind=PaperKind.INVITATION,
        paper=1,
        office=PublicText("DINAS CONTOH"),
        dated=today_wib(),
        code=PaperCode("7QK2-M9PX"),
        digest=PaperDigest(sha256(content).hexdigest()),
        content=Personal(b64encode(content).decode()),
        **said,
    )
    sealed = await house.parts.houses["intake"].vault.seal([(EventId(str(uuid4())), once)])
    await tell(house.parts.database, letter.strip("/").replace("/", "-"), *sealed)
    assert (await clerk.get(f"{letter}/papers/1/file")).content == content


async def test_the_same_request_again_issues_no_second_paper(clerk: httpx2.AsyncClient) -> None:
    letter, once = await written(clerk), {"Idempotency-Key": "0b7e8f0e-6a0f-4a4c-9d3a-0d0a8a3c0001"}
    told, again = [
        await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}, headers=once), 201) for _ in range(2)
    ]
    assert (told["code"], told["position"]) == (again["code"], again["position"])
    assert len((await done(clerk.get(f"{letter}/papers")))["papers"]) == 1


async def test_anybody_is_told_whether_a_paper_holds_and_nothing_personal(
    clerk: httpx2.AsyncClient, house: Opened
) -> None:
    letter = await written(clerk)
    first = await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    other = {"paper": 2, "replaces": 1, "reason": WHY}
    second = await done(clerk.post(f"{letter}/papers", json=SAID | other), 201)
    assert (await checked(clerk, first["code"], second["position"]))["state"] == "diganti"
    assert (await checked(clerk, second["code"], 0))["state"] == "berlaku"
    gone = await done(clerk.post(f"{letter}/papers/2/withdrawal", json={"reason": WHY}))
    assert (await checked(clerk, second["code"], gone["position"]))["state"] == "dicabut"
    states = [one["state"] for one in (await done(clerk.get(f"{letter}/papers")))["papers"]]
    assert states == ["diganti", "dicabut"]
    transport = httpx2.ASGITransport(app=house.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as stranger:
        typed_in = await stranger.get("/cek", params={"code": first["code"].lower().replace("-", " ")})
        page = await stranger.get(f"/cek?code={first['code']}", headers={"accept": "text/html"})
        unknown = await stranger.get("/cek?code=2222-2222", headers={"accept": "text/html"})
        empty = await stranger.get("/cek", headers={"accept": "text/html"})
    assert set(typed_in.json()) == {"code", "kind", "office", "dated", "state", "digest"}
    assert "Diganti dengan naskah lain" in page.text
    assert typed_in.json()["office"] == "DINAS CONTOH DAN CONTOH LAIN, PEMERINTAH KABUPATEN CONTOH"
    assert typed_in.json()["office"] in page.text
    assert "Pindaian atau foto lembar bertanda tangan selalu berbeda" in page.text
    assert not [words for words in ("PEJABAT", "Rapat", "Para Kepala", "1980") if words in page.text]
    assert (unknown.status_code, empty.status_code) == (404, 200)
    assert "Kode ini tidak dikenal" in unknown.text


async def test_the_form_of_a_replacement_has_what_was_typed_for_the_paper_before(clerk: httpx2.AsyncClient) -> None:
    letter, page = await written(clerk), {"accept": "text/html"}
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    form = (await clerk.get(f"{letter}/papers?kind=undangan&replaces=1", headers=page)).text
    blank = (await clerk.get(f"{letter}/papers", headers=page)).text
    nobodys = await clerk.get(f"{letter}/papers?replaces=2", headers=page)
    assert all(f'value="{SAID[name]}"' in form for name in ("on_day", "place", "agenda"))
    assert ">Inspektorat\nDinas Pendidikan</textarea>" in form
    assert "Inspektorat" not in blank
    assert f">{LETTER['correspondent']}</textarea>" in blank
    assert nobodys.status_code == 404


async def test_the_page_says_why_and_by_whom_a_paper_no_longer_holds_and_offers_no_second_replacement(
    clerk: httpx2.AsyncClient,
) -> None:
    letter, page = await written(clerk), {"accept": "text/html"}
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 2, "replaces": 1, "reason": WHY}), 201)
    await done(clerk.post(f"{letter}/papers/2/withdrawal", json={"reason": "rapat itu dibatalkan"}))
    told = (await clerk.get(f"{letter}/papers?replaces=1", headers=page)).text
    assert f"<small>oleh Nama coordinator</small><small>{WHY}</small>" in told
    assert "<small>rapat itu dibatalkan</small>" in told
    assert ("Naskah 1 tidak berlaku lagi" in told, 'name="opening"' in told) == (True, False)


async def test_what_cannot_be_printed_is_told_beside_its_field_before_anything_is_issued(
    clerk: httpx2.AsyncClient,
) -> None:
    letter = await written(clerk)
    wrong = SAID | {"paper": 1, "addressed": "Para Camat \N{GRINNING FACE}", "on_day": "Kamis, 30 Februari 2026"}
    for address in ("papers", "papers/preview"):
        refused = await clerk.post(f"{letter}/{address}", json=wrong)
        assert refused.status_code == 422
        assert [one["pointer"] for one in refused.json()["errors"]] == ["/addressed", "/on_day"]


async def test_a_preview_has_no_code_and_leaves_nothing(clerk: httpx2.AsyncClient) -> None:
    letter = await written(clerk, numbered=False)
    looked = await clerk.post(f"{letter}/papers/preview", json=SAID | {"paper": 1})
    assert looked.status_code == 200, looked.text
    assert all("PRATINJAU" in page for page in pages_of(looked.content))
    assert (await done(clerk.get(f"{letter}/papers")))["papers"] == []
    refused = await clerk.post(f"{letter}/papers", json=SAID | {"paper": 1})
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (409, "paper-without-number")


async def test_a_covering_letter_names_an_adult_and_has_a_child_by_initials(
    clerk: httpx2.AsyncClient, house: Opened
) -> None:
    officer = house.clients[RoleName.OFFICER]
    adult = PAPER | {"name": "Wiryo Kartosuwiryo", "case_number": "12/Pid.B/2026/PN Trk"}
    dates = {"birth_date": "2010-05-05", "nik": "3503010505100001"}
    child = PAPER | dates | {"name": "Bagus Notonegoro", "case_number": "13/Pid.B/2026/PN Trk"}
    letter = await written(clerk)
    for one in (adult, child):
        ruling = await done(officer.post("/putusan", json=one), 201)
        await officer.get(f"/putusan/{ruling['putusan_id']}?after={ruling['position']}")
        await done(clerk.post(f"{letter}/rulings", json={"putusan_id": ruling["putusan_id"]}))
    said = {"kind": "surat-pengantar", "addressed": "Kepala Bapas", "paper": 1}
    before = await looks(house, "putusan.read")
    await done(clerk.post(f"{letter}/papers", json=said), 201)
    assert await looks(house, "putusan.read") == before + 1
    text = " ".join(pages_of((await clerk.get(f"{letter}/papers/1/file")).content))
    assert "atas nama Wiryo Kartosuwiryo" in text
    assert "atas nama B. N." in text or "atas nama BN" in text, text
    assert "Bagus" not in text
    assert "Notonegoro" not in text


async def test_the_slip_of_an_incoming_letter_names_the_sections_that_stand_to_be_ticked(
    clerk: httpx2.AsyncClient, house: Opened
) -> None:
    yesterday = today_wib() - timedelta(days=1)
    said = LETTER | {
        "unit": SOCIAL,
        "received_on": TODAY,
        "number": "WP.10.PAS.PAS.8-UM.01.01 - 892",
        "urgency": "segera",
    }
    told = await done(clerk.post("/letter/incoming", json=said), 201)
    closed = UnitClosed(code=UnitCode(f"{SOCIAL}.dayasos"), last_day=yesterday, reason=PublicText(WHY))
    await tell(house.parts.database, f"unit-{closed.code}", closed)
    await house.level()
    answer = await clerk.get(f"/letter/{told['letter_id']}/slip")
    (page,) = pages_of(answer.content)
    for words in (
        "LEMBAR DISPOSISI",
        "Surat dari : Para Kepala Dinas",
        "Nomor surat : WP.10.PAS.PAS.8-",
        f"Nomor agenda : 0001/{TODAY[:4]}",
        "Sekretaris Kabid Resos Kabid Linjamsos Kabid P3A",
        "Perihal: Rapat #1 [kesiapan]",
    ):
        assert words in page, words
    assert "Dayasos" not in page
    assert not faults_of(answer.content)


async def test_the_slip_has_the_head_of_the_day_on_which_its_letter_came_in(clerk: httpx2.AsyncClient) -> None:
    told = HEAD | {"valid_from": TODAY, "lines": ["PEMERINTAH KABUPATEN CONTOH", "DINAS BARU"]}
    assert (await clerk.post(f"/unit/{SOCIAL}/letterheads", json=HEAD)).is_success
    assert (await clerk.post(f"/unit/{SOCIAL}/letterheads", json=told | {"number": 2})).is_success
    long_ago = (today_wib() - timedelta(days=20)).isoformat()
    said = LETTER | {"unit": SOCIAL, "received_on": TODAY, "written_on": long_ago, "number": "470/12/Rekaan"}
    letter = await done(clerk.post("/letter/incoming", json=said), 201)
    (page,) = pages_of((await clerk.get(f"/letter/{letter['letter_id']}/slip")).content)
    assert ("DINAS BARU" in page, "DAN CONTOH LAIN" in page) == (True, False)


async def test_of_a_letter_of_a_closed_unit_no_paper_is_issued(clerk: httpx2.AsyncClient, house: Opened) -> None:
    letter, yesterday = await written(clerk), today_wib() - timedelta(days=1)
    closed = UnitClosed(code=SECRETARIAT, last_day=yesterday, reason=PublicText(WHY))
    await tell(house.parts.database, f"unit-{SECRETARIAT}", closed)
    refused = await clerk.post(f"{letter}/papers", json=SAID | {"paper": 1})
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (409, "unit-closed")


async def test_pages_say_which_papers_were_issued_before_the_letter_was_corrected(clerk: httpx2.AsyncClient) -> None:
    letter, page = await written(clerk), {"accept": "text/html"}
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    words = "Naskah 1 terbit sebelum surat ini dibetulkan"

    async def told() -> list[bool]:
        return [words in (await clerk.get(address, headers=page)).text for address in (letter, f"{letter}/papers")]

    assert await told() == [False, False]
    truly = {"correspondent": LETTER["correspondent"], "perihal": "Rapat lain", "correction": 1, "reason": WHY}
    await done(clerk.post(f"{letter}/corrections", json=truly))
    assert await told() == [True, True]
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 2, "replaces": 1, "reason": WHY}), 201)
    assert await told() == [False, False]


async def test_the_list_of_who_comes_follows_from_an_issued_invitation(clerk: httpx2.AsyncClient) -> None:
    letter = await written(clerk)
    told = await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    answer = await clerk.get(f"{letter}/papers/1/attendance")
    assert answer.headers["content-disposition"] == f'attachment; filename="daftar-hadir-{told["code"]}.pdf"'
    (page,) = pages_of(answer.content)
    for words in (
        "PEMERINTAH KABUPATEN CONTOH DINAS CONTOH DAN CONTOH LAIN",
        "pukul : 13.00 WIB",
        "1 Inspektorat 1. 2 Dinas Pendidikan 2. 3 3.",
    ):
        assert words in page, words
    assert not faults_of(answer.content)
    assert (await clerk.get(f"{letter}/papers/2/attendance")).status_code == 404


async def test_a_letter_is_linked_to_no_ruling_that_is_not_there(clerk: httpx2.AsyncClient) -> None:
    letter = await written(clerk)
    refused = await clerk.post(f"{letter}/rulings", json={"putusan_id": "00000000-0000-4000-8000-000000000001"})
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (404, "putusan-unknown")


async def test_a_covering_letter_leaves_out_no_ruling_that_its_printer_does_not_reach(
    clerk: httpx2.AsyncClient, house: Opened
) -> None:
    letter, officer = await written(clerk), house.clients[RoleName.OFFICER]
    ruling = await done(officer.post("/putusan", json=PAPER), 201)
    await clerk.get(f"/putusan/{ruling['putusan_id']}?after={ruling['position']}")
    await done(clerk.post(f"{letter}/rulings", json={"putusan_id": ruling["putusan_id"]}))
    async with AsyncExitStack() as stack:
        other = await one_more(house, RoleName.OFFICER, "lain", stack)
        link = AccountLinked(
            account_id=await account_of(house.parts.database, "lain"), to=LinkKind.UNIT, key=Code(SECRETARIAT)
        )
        await tell(house.parts.database, f"account-{link.account_id}", link)
        await assigned(
            house.parts.database,
            ruling["putusan_id"],
            ruling["klien_id"],
            await account_of(house.parts.database, RoleName.OFFICER),
        )
        await house.level()
        said = {"kind": "surat-pengantar", "addressed": "Kepala Bapas", "paper": 1}
        refused = await other.post(f"{letter}/papers", json=said)
        assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (409, "paper-rulings-unseen")


async def test_a_paper_is_looked_at_once_more_before_it_is_issued_by_page(clerk: httpx2.AsyncClient) -> None:
    letter, page = await written(clerk), {"accept": "text/html"}
    form = (await clerk.get(f"{letter}/papers", headers=page)).text
    checked = await led(clerk, await pressed(clerk, form, "naskah", SAID))
    assert "Periksa sebelum dicatat" in checked
    assert (await done(clerk.get(f"{letter}/papers")))["papers"] == []
    await led(clerk, await pressed(clerk, checked, "naskah", {"_check": "take"}))
    assert len((await done(clerk.get(f"{letter}/papers")))["papers"]) == 1


async def test_a_covering_letter_asks_to_no_meeting(clerk: httpx2.AsyncClient, house: Opened) -> None:
    letter = await written(clerk)
    ruling = await done(house.clients[RoleName.OFFICER].post("/putusan", json=PAPER), 201)
    await clerk.get(f"/putusan/{ruling['putusan_id']}?after={ruling['position']}")
    await done(clerk.post(f"{letter}/rulings", json={"putusan_id": ruling["putusan_id"]}))
    said = {"kind": "surat-pengantar", "addressed": "Kepala Bapas", "paper": 1}
    await done(clerk.post(f"{letter}/papers", json=said), 201)
    refused = await clerk.get(f"{letter}/papers/1/attendance")
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (409, "attendance-of-invitation")


async def test_whoever_is_of_another_unit_finds_no_paper(clerk: httpx2.AsyncClient, house: Opened) -> None:
    letter = await written(clerk)
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    async with AsyncExitStack() as stack:
        stranger = await one_more(house, RoleName.OFFICER, "lain", stack)
        parts = ("papers", "papers/1/file", "papers/1/attendance", "slip")
        asked = [await stranger.get(f"{letter}/{part}") for part in parts]
        asked += [
            await stranger.post(f"{letter}/papers", json=SAID | {"paper": 2}),
            await stranger.post(f"{letter}/papers/preview", json=SAID | {"paper": 1}),
            await stranger.post(f"{letter}/papers/1/withdrawal", json={"reason": WHY}),
        ]
    assert [answer.status_code for answer in asked] == [404] * len(asked)
