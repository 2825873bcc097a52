"""An erasure through the real addresses: what stands against it, what it leaves, who comes back, and every crash."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from services.catalogue import BY_NAME
from services.cli import house as houses
from services.intake.klien.decider import EraseKlien, Standing
from shared.access.policy import RoleName
from shared.domain.identifiers import AccountId, CommandId, KlienId
from shared.domain.personal import Personal
from shared.ledger.execute import Asked, Done
from shared.privacy.fitting import opened_store
from shared.privacy.keyfile import KeysUnfit
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import opened
from tests.waiting import reached

pytestmark = pytest.mark.slow

ORDER = {"document": "W15-12/2026", "reason": "Permintaan klien menurut UU PDP"}
UNUSABLE = PAPER | {"kind": None}
SOMEBODY = "5b1c2c1e-5a55-4c7e-8a53-8a8f1d7a4f11"


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake", "reporting") as client:
        yield client


async def rejected(office: httpx2.AsyncClient, paper: dict[str, Any] = UNUSABLE) -> str:
    """A person of whom there is a rejected paper alone."""
    answer = await office.post("/putusan", json=paper)
    assert answer.status_code == 422, answer.text
    kept = await office.get(f"{answer.headers['location']}?after={answer.headers['bakti-position']}")
    return str(kept.json()["klien_id"])


async def erased(office: httpx2.AsyncClient, klien_id: str) -> httpx2.Response:
    return await office.post(f"/klien/{klien_id}/erasure", json=ORDER)


async def test_a_person_with_an_open_sentence_is_not_erased(office: httpx2.AsyncClient) -> None:
    klien_id = (await office.post("/putusan", json=PAPER)).json()["klien_id"]
    answer = await erased(office, klien_id)
    assert (answer.status_code, answer.json()["rule"]) == (409, "sentence-open")
    seen = await office.get(f"/klien/{klien_id}/erasure")
    assert (seen.json()["erased"], [one["rule"] for one in seen.json()["against"]]) == (False, ["sentence-open"])
    page = await office.get(f"/klien/{klien_id}/erasure", headers=PAGE)
    assert "Belum dapat dihapus" in page.text


async def test_nobody_unknown_is_erased(office: httpx2.AsyncClient) -> None:
    answer = await erased(office, "20000000-0000-4000-8000-000000000009")
    assert (answer.status_code, answer.json()["rule"]) == (404, "person-unknown")


async def test_an_erasure_leaves_a_receipt_and_nothing_of_the_person(office: httpx2.AsyncClient) -> None:
    klien_id = await rejected(office)
    answer = await erased(office, klien_id)
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    assert (receipt["document"], receipt["reason"]) == (ORDER["document"], ORDER["reason"])
    assert [key["klien_id"] for key in receipt["keys"]] == [klien_id]
    assert (await office.get(f"/klien/{klien_id}/erasure")).json() == receipt
    again = await erased(office, klien_id)
    assert again.json() == receipt
    page = await office.get(f"/klien/{klien_id}/erasure", headers=PAGE)
    assert "Tanda terima penghapusan" in page.text
    assert ORDER["document"] in page.text
    for text in (page.text, answer.text):
        assert "Budi" not in text
    found = await office.post("/reports/klien/search", data={"words": "budi"})
    assert found.json()["items"] == []


async def test_an_erased_person_who_is_registered_again_is_somebody_new(office: httpx2.AsyncClient) -> None:
    before = await rejected(office)
    await erased(office, before)
    after = await office.post("/putusan", json=PAPER | {"case_number": "124/Pid.B/2026/PN Trk"})
    assert after.status_code == 201
    assert after.json()["klien_id"] != before
    mended = await office.post("/putusan", json=PAPER)  # the very paper that was rejected
    assert mended.status_code == 201
    assert mended.json()["klien_id"] == after.json()["klien_id"]


async def test_a_persons_form_is_shown_once_more_before_it_is_done(office: httpx2.AsyncClient) -> None:
    klien_id = await rejected(office)
    blank = (await office.get(f"/klien/{klien_id}/erasure", headers=PAGE)).text
    slip = await led(office, await pressed(office, blank, "erasure", ORDER | {"reason": "sudah"}))
    assert '<a href="#erasure-reason">Alasan: Terlalu pendek' in slip
    assert form_in(slip, "erasure")[1]["document"] == ORDER["document"]
    first = await led(office, await pressed(office, slip, "erasure", ORDER))
    assert "Tidak seorang pun dapat mengembalikannya." in first
    assert (await office.get(f"/klien/{klien_id}/erasure")).json()["erased"] is False
    done = await led(office, await pressed(office, first, "erasure", {"_check": "take"}))
    assert "Data orang ini sudah dimusnahkan." in done
    assert (await office.get(f"/klien/{klien_id}/erasure")).json()["erased"] is True


@pytest.mark.parametrize("order", [{}, {"document": "W15"}, ORDER | {"reason": "sudah"}, ORDER | {"document": " "}])
async def test_an_erasure_without_document_or_reason_is_none(office: httpx2.AsyncClient, order: dict[str, str]) -> None:
    klien_id = await rejected(office)
    assert (await office.post(f"/klien/{klien_id}/erasure", json=order)).status_code == 422


async def test_only_an_officer_erases(settings: Settings) -> None:
    async with opened(settings, "intake", role=RoleName.COORDINATOR) as client:
        answer = await erased(client, "20000000-0000-4000-8000-000000000009")
        assert answer.status_code == 403


async def test_an_erasure_that_a_crash_cut_off_is_carried_out_by_the_next_start(settings: Settings) -> None:
    async with opened(settings, "intake") as office:
        klien_id = await rejected(office)
    async with AsyncExitStack() as stack:  # appended, and the process ended before the key was destroyed
        database, vault = await houses.opened_vault(settings, stack)
        home = await houses.hands(settings, BY_NAME["intake"], database, vault, stack)
        command = EraseKlien(
            klien_id=KlienId(klien_id),
            document=Personal(ORDER["document"]),
            reason=Personal(ORDER["reason"]),
            standing=Standing(),
        )
        asked = Asked(CommandId(SOMEBODY), AccountId(SOMEBODY), SOMEBODY)
        done = await home.executor.carry_out(command, asked)
        assert isinstance(done, Done)
        assert await vault.knows(klien_id)
    async with AsyncExitStack() as stack:
        parts = await houses.open_parts(settings, ["intake"], stack)
        home = parts.houses["intake"]
        assert await reached(home.subscriptions, "intake.erase", done.position)
        assert not await home.vault.knows(klien_id)


async def test_a_restored_key_folder_forgets_the_erased_again_and_is_refused_for_what_it_lacks(
    settings: Settings, tmp_path: Path
) -> None:
    async with opened(settings, "intake") as office:
        klien_id = await rejected(office)
        shutil.copytree(settings.keys_dir, tmp_path / "backup")
        await erased(office, klien_id)
    shutil.rmtree(settings.keys_dir)
    shutil.copytree(tmp_path / "backup", settings.keys_dir)
    async with AsyncExitStack() as stack:
        with pytest.raises(KeysUnfit, match="older"):  # the order's own number and reason lie under a key made since
            await houses.opened_vault(settings, stack)
    keys = opened_store(settings.keys_dir, settings.master_key_file)
    assert await keys.for_opening([klien_id]) == {}
    keys.close()
