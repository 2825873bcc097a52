"""An activity is printed by whoever keeps it: the list of who comes, and the minutes with what was decided."""

import pytest

from shared.access.policy import RoleName
from shared.domain.units import SECRETARIAT, UNITS
from tests.intake.activity.test_routes import TODAY, entered, house
from tests.opened import Opened
from tests.papers.looking import text_of

pytestmark = pytest.mark.slow
__all__ = ["house"]


async def test_who_keeps_an_activity_prints_the_list_and_the_minutes(house: Opened) -> None:
    clerk, guest = house.clients[RoleName.COORDINATOR], house.clients[RoleName.OFFICER]
    at = await entered(house)
    listed = await clerk.get(f"{at}/attendance")
    assert listed.headers["content-type"] == "application/pdf"
    text = text_of(listed.content)
    assert UNITS[SECRETARIAT].name in text
    assert "13.00 WIB s.d. selesai" in text
    assert "Kantor Rekaan" in text
    assert (await clerk.get(f"{at}/minutes")).json()["rule"] == "activity-not-held"
    present = [{"office": "Kantor Rekaan", "names": "Contoh Nama"}]
    held = {"held_on": str(TODAY), "number": 1, "present": present, "minutes": "Dibuka.\nDua hal disepakati."}
    assert (await clerk.post(f"{at}/holding", json=held)).is_success
    for number, what in enumerate(("Menyiapkan daftar", "Membeli alat"), 1):
        said = {"decision": number, "text": what, "to_unit": SECRETARIAT, "due": str(TODAY)}
        assert (await clerk.post(f"{at}/decisions", json=said)).is_success
    dropped = {"reason": "tidak jadi dikerjakan"}
    assert (await clerk.post(f"{at}/decisions/2/end", json=dropped)).is_success
    answer = await clerk.get(f"{at}/minutes")
    assert answer.status_code == 200, answer.text
    minutes = text_of(answer.content)
    assert "Kantor Rekaan: Contoh Nama" in minutes
    assert "Dua hal disepakati." in minutes
    assert f"1 Menyiapkan daftar {UNITS[SECRETARIAT].name}" in minutes
    assert "Membeli alat" not in minutes
    for name in ("attendance", "minutes"):
        assert (await guest.get(f"{at}/{name}")).status_code == 403
    calendar = await guest.get(f"{at}/invitation")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "Contoh Nama" not in calendar.text
