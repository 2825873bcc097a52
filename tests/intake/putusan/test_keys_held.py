"""While another program holds the key store's file the addresses go on: only what needs a new key or claim is asked to
come again, and a reaction waits."""

import asyncio
from uuid import uuid4

import pytest

from services.intake.putusan.reactions import IDENTIFY
from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.intake.putusan.test_identity import REASON, differing
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import opened_for
from tests.privacy.holding import held
from tests.waiting import reached

pytestmark = pytest.mark.slow
OTHER = PAPER | {"case_number": "9/Pid.B/2026/PN Trk", "nik": "9903110203900009", "name": "Wagiman Rekaan"}
CORRECTED = {"final_on": "2026-03-14", "number": 1, "document": "B-7/2026", "reason": "Salah baca tanggal"}


async def test_pages_and_known_persons_go_on_and_a_new_person_is_asked_to_come_again(settings: Settings) -> None:
    async with opened_for(settings, ("intake", "reporting"), [RoleName.OFFICER]) as house:
        office = house.clients[RoleName.OFFICER]
        known = (await office.post("/putusan", json=PAPER)).json()
        await house.level()
        pages = (f"/putusan/{known['putusan_id']}", "/putusan", "/reports/klien", f"/reports/klien/{known['klien_id']}")
        key = {"Idempotency-Key": str(uuid4())}
        with held(settings.keys_dir):
            writing = asyncio.create_task(office.post("/putusan", json=OTHER, headers=key))
            rounds = 0
            while not writing.done():
                for path in ("/healthz", *pages):
                    answer = await office.get(path, headers=PAGE)
                    assert answer.status_code == 200, (path, answer.text)
                    assert path not in pages or "Budi" in answer.text, path
                rounds += 1
            assert rounds > 1
            away = await writing
            assert (away.status_code, away.json()["rule"]) == (503, "keys-away")
            assert int(away.headers["retry-after"]) > 0
            corrected = await office.post(f"/putusan/{known['putusan_id']}/finality", json=CORRECTED)
            assert corrected.status_code == 200, corrected.text
        again = await office.post("/putusan", json=OTHER, headers=key)
        assert again.status_code == 201, again.text
        page = await office.get(f"/putusan/{again.json()['putusan_id']}?after={again.json()['position']}", headers=PAGE)
        assert "Wagiman Rekaan" in page.text


async def test_an_answer_given_meanwhile_is_recorded_and_its_reaction_waits_for_the_file(settings: Settings) -> None:
    async with opened_for(settings, ("intake",), [RoleName.OFFICER]) as house:
        office, home = house.clients[RoleName.OFFICER], house.parts.houses["intake"]
        first, second = await differing(office)
        await house.level()
        with held(settings.keys_dir):
            answer = await office.post(
                f"/putusan/{second['putusan_id']}/identity", json={"answer": "same", "reason": REASON}
            )
            assert (answer.status_code, answer.json()["state"]) == (200, "registered"), answer.text
        assert await reached(home.subscriptions, IDENTIFY.name, answer.json()["position"])
        assert await home.vault.person_of(second["putusan_id"]) == first["klien_id"]
        assert not any(state.parked for state in home.subscriptions.state())
