"""The desks of prosecutor, court and supervising judge: what waits for them, and what waits for somebody else."""

from collections.abc import AsyncIterator

import pytest

from shared.access.policy import RoleName
from shared.ledger.ledger import Ledger
from shared.runtime.settings import Settings
from tests.neighbours import OF_COURT, linked_to_court
from tests.opened import Opened, opened_for
from tests.reporting.telling import another, appended, held, received, registered, running, started, window_unknown
from tests.reporting.test_reports import begun

PAGE = {"accept": "text/html"}


@pytest.fixture
async def house(settings: Settings, ledger: Ledger) -> AsyncIterator[Opened]:
    """With somebody of each role at the one court that ruled."""
    async with opened_for(settings, ["reporting"], OF_COURT) as found:
        await linked_to_court(found.parts.database)
        yield found


async def desks(house: Opened) -> dict[RoleName, tuple[str, str, str]]:
    """Of each role what waits for them, what is for their information, and the table."""
    await house.level()
    found = {}
    for role in OF_COURT:
        page = (await house.clients[role].get("/", headers=PAGE)).text.partition("<main")[2]
        first, _, table = page.partition('aria-labelledby="semua"')
        mine, _, others = first.partition('aria-labelledby="diketahui"')
        found[role] = (mine, others, table)
    return found


async def test_a_held_ruling_waits_for_the_prosecutor_and_is_told_to_court_and_judge(
    house: Opened, ledger: Ledger
) -> None:
    await appended(ledger, received(), held())
    seen = await desks(house)
    mine, others, _ = seen[RoleName.PROSECUTOR]
    assert "Menunggu jawaban Anda." in mine
    assert (">Jawab<" in mine, "1 putusan menunggu Anda" in mine, others) == (True, True, "")
    for role in (RoleName.COURT, RoleName.JUDGE):
        mine, others, _ = seen[role]
        assert "tidak ada yang menunggu Anda" in mine
        assert "<article" not in mine
        assert "Putusan ditahan, menunggu jaksa" in others
        assert "Menunggu jawaban jaksa." in others
        assert (">Lihat putusan<" in others, "#jawab" in others, "filled" in others) == (True, False, False)


async def test_who_the_person_is_waits_for_an_officer_and_for_nobody_of_the_court(
    house: Opened, ledger: Ledger
) -> None:
    await appended(ledger, received(), held("identity-differs"))
    for mine, others, _ in (await desks(house)).values():
        assert "tidak ada yang menunggu Anda" in mine
        assert "Putusan ditahan, menunggu pembimbing" in others
        assert "Menunggu jawaban pembimbing kemasyarakatan." in others


async def test_what_cannot_be_done_in_time_is_the_prosecutors_next_step_and_no_row_of_a_table(
    house: Opened, ledger: Ledger
) -> None:
    late = (another(event, 2) for event in (*running()[:-2], *begun(200)))
    await appended(ledger, *running()[:-2], *begun(10), *late)
    seen = await desks(house)
    mine, _, table = seen[RoleName.PROSECUTOR]
    assert "Tidak dapat selesai tepat waktu" in mine
    assert "Tanyakan sebabnya kepada pembimbing, lalu putuskan kelanjutannya" in mine
    assert "/reports/klien/20000000-0000-4000-8000-000000000002" in mine
    assert ("Lewat batas waktu</" in table.partition("aria-labelledby")[0], "/hours/" in mine) == (False, False)
    for role in (RoleName.COURT, RoleName.JUDGE):
        mine, others, _ = seen[role]
        assert "<article" not in mine
        assert "Tidak dapat selesai tepat waktu, menunggu jaksa" in others
        assert "Jaksa memutuskan kelanjutannya." in others


async def test_a_day_of_finality_waits_for_who_may_record_it(house: Opened, ledger: Ledger) -> None:
    await appended(ledger, received(), registered(), *running()[2:4], started(), window_unknown())
    seen = await desks(house)
    assert "Mintakan tanggalnya ke pengadilan." in seen[RoleName.PROSECUTOR][0]
    assert "Catat tanggalnya seperti dalam register perkara (SIPP)." in seen[RoleName.COURT][0]
    mine, others, _ = seen[RoleName.JUDGE]
    assert "<article" not in mine
    assert "Menunggu BHT, dicatat pengadilan" in others
