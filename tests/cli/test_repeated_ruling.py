"""Hours that are served again, over the whole house: the ruling stands as failed with its credit, what is served again
goes through matching, attendance and reports by itself, and withdrawn all is as it was."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN, Opened, OrderRepeat, WithdrawRepeat, refs_of, repeat_of
from shared.database.engine import Database
from shared.domain.command import Command
from shared.domain.identifiers import Code, CommandId, derived
from shared.domain.personal import Personal
from shared.domain.who import Who
from shared.ledger.execute import Asked, Done, known_events
from shared.runtime.settings import Settings
from tests.cli.test_backlog import PAGE, stay
from tests.cli.test_ended_ruling import but_for_when, same_rebuilt
from tests.cli.test_extreme_dates import Whole, whole  # noqa: F401 (a fixture)
from tests.cli.test_mended_ruling import serving
from tests.cli.test_moved_ruling import compliance

pytestmark = pytest.mark.slow


async def asked(whole: Whole, command: Command) -> None:  # noqa: F811
    """By whom the address would let in: a prosecutor, who has no account here."""
    asks = Asked(CommandId(derived("asked", type(command).__name__)), Code("jaksa"), "repeat")
    done = await whole.parts.houses["intake"].executor.carry_out(command, asks)
    assert isinstance(done, Done), done
    await whole.settled()


async def test_every_service_takes_what_is_served_again_as_a_ruling_of_its_own(
    whole: Whole,  # noqa: F811
    settings: Settings,
    database: Database,
) -> None:
    served, offer = await serving(whole)
    putusan_id, klien_id = served["putusan_id"], served["klien_id"]
    repeat_id, house = repeat_of(putusan_id), whole.parts.houses["intake"]
    before = (await compliance(whole, klien_id))[putusan_id]
    received = PUTUSAN.fold(known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id)))).received
    assert received is not None
    clear = await house.vault.opened(received, "putusan.repeat", Who("jaksa"))
    assert clear is not None
    decided_on = date.fromisoformat(before["last_worked_on"]) + timedelta(days=1)
    words: dict[str, Any] = {"document": Personal("B-99/Rekaan"), "reason": Personal("Tidak datang lagi")}
    opened = Opened(refs=refs_of(received), clear=clear)
    order = OrderRepeat(putusan_id=putusan_id, number=1, hours=20, decided_on=decided_on, opened=opened, **words)
    await asked(whole, order)

    rows = await compliance(whole, klien_id)
    parent, again = rows[putusan_id], rows[repeat_id]
    assert (parent["status"], parent["credited_minutes"], parent["repeat"]) == ("gagal", 720, repeat_id)
    assert (again["parent"], again["required_minutes"], again["credited_minutes"]) == (putusan_id, 1200, 0)
    assert again["status"] == "menunggu_penempatan"
    page = (await whole.officer.get(f"/reports/klien/{klien_id}", headers=PAGE)).text
    assert (f'href="/putusan/{repeat_id}"' in page, f'href="/putusan/{putusan_id}"' in page) == (True, True)
    await whole.said(f"/placement/{repeat_id}/acceptance", stay(offer, document="SP-2/2026"), 200)
    await whole.settled()
    start = {"putusan_id": repeat_id, "started_on": decided_on.isoformat(), "document": "BA-2/2026"}
    await whole.said(f"/hours/{klien_id}/service", start, 200, 201)
    await whole.settled()
    again = (await compliance(whole, klien_id))[repeat_id]
    assert again["state"] == "berjalan"
    assert date.fromisoformat(again["deadline"]) <= decided_on + timedelta(days=180)
    assert (await whole.officer.get(f"/klien/{klien_id}/erasure")).json()["open_sentences"] == 1
    await same_rebuilt(settings, database)

    await asked(whole, WithdrawRepeat(putusan_id=putusan_id, number=2, reason=Personal("Surat orang lain")))
    rows = await compliance(whole, klien_id)
    changed = {name for name, value in but_for_when(rows[putusan_id]).items() if value != but_for_when(before)[name]}
    assert changed <= {"since"}
    assert (rows[repeat_id]["status"], rows[repeat_id]["ended"]) == ("dibatalkan", "withdrawn")
    await same_rebuilt(settings, database)
