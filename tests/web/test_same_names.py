"""Two persons of one name can be told apart in every list, also where a row is a card."""

import re

import pytest

from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.access.town import _done, ago
from tests.forms import PAGE
from tests.opened import opened_for

pytestmark = pytest.mark.slow
NAME = "Slamet Contohwibowo"
LISTS = ("/putusan", "/placement", "/reports/klien")


async def test_each_list_shows_beside_equal_names_what_is_not_equal(settings: Settings) -> None:
    async with opened_for(settings, ("intake", "matching", "attendance", "reporting"), [RoleName.OFFICER]) as house:
        officer = house.clients[RoleName.OFFICER]
        for number in (1, 2):
            ruled_on = ago(0.1)
            paper = {
                "case_number": f"{number}/Pid.B/{ruled_on.year}/PN Trk",
                "court": "Pengadilan Negeri Trenggalek",
                "ruled_on": ruled_on.isoformat(),
                "name": NAME,
                "kind": "adult",
                "birth_date": ago(30 + number).isoformat(),
                "offence_on": ago(0.5).isoformat(),
                "total_minutes": 1200,
            }
            await _done(officer.post("/putusan", json=paper))
        await house.level()
        for address in LISTS:
            page = (await officer.get(address, headers=PAGE)).text
            cells = [cell for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL) if NAME in cell]
            assert len(cells) == 2, address
            numbers = {re.findall(r"\d+/Pid\.B/\d+", cell)[0] for cell in cells}
            assert len(numbers) == 2, address
            assert not any("desktop-only" in cell for cell in cells), address
