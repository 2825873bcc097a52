"""Desa or kelurahan of an address: from a list, checked against the kecamatan, and as secret as the address."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.intake.putusan.decider.unread import set_aside
from services.intake.putusan.rows import cells_of, draft_of
from shared.access.fields import hidden_of_paper
from shared.access.policy import RoleName
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import PAGE
from tests.intake.klien.test_profile import CHILD
from tests.intake.putusan.test_routes import PAPER
from tests.opened import opened


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake") as found:
        yield found


@pytest.mark.parametrize(
    ("cells", "stays", "rules"),
    [
        ({"desa": "Desa Terbis", "kecamatan": "Panggul"}, "Terbis", []),
        ({"kelurahan": "Surodakan"}, "Surodakan", []),
        ({"desa": "Besuki", "kecamatan": "Munjungan"}, "Besuki, Munjungan", []),
        ({"desa": "Besuki, Panggul", "kecamatan": "Munjungan"}, None, ["desa-elsewhere"]),
        ({"desa": "Terbis", "kecamatan": "Durenan"}, None, ["desa-elsewhere"]),
        ({"desa": "Mars", "kecamatan": "Durenan"}, None, ["desa-unknown"]),
        ({"desa": "-"}, None, []),
    ],
)
def test_a_village_is_read_from_the_list_and_must_lie_in_the_kecamatan(
    cells: dict[str, str], stays: str | None, rules: list[str]
) -> None:
    draft = draft_of(cells)
    meant, aside = set_aside(draft.paper, today_wib())
    assert cells_of(meant).get("desa") == stays
    assert [one.rule for one in (*draft.unreadable, *aside)] == rules


def test_a_village_is_masked_as_the_address_is() -> None:
    for role in RoleName:
        for masked in (True, False):
            hidden = hidden_of_paper(role, masked=masked)
            assert ("desa" in hidden) == ("address" in hidden)


@pytest.mark.slow
async def test_the_form_lists_every_village_without_scripts_and_a_child_s_is_not_shown_again(
    office: httpx2.AsyncClient,
) -> None:
    new = (await office.get("/putusan/new", headers=PAGE)).text
    (choice,) = re.findall(r'<select[^>]*name="desa".*?</select>', new, re.DOTALL)
    assert len(re.findall(r"<option", choice)) == 158
    assert len(re.findall(r"<optgroup", choice)) == 14
    shown = []
    for number, paper in enumerate((PAPER, CHILD | {"sanctions": []})):
        said = {"desa": "Terbis", "kecamatan": "35.03.01", "case_number": f"{number + 70}/Pid.B/2026/PN Trk"}
        done = await office.post("/putusan", json=paper | said)
        assert done.status_code == 201, done.text
        at = f"/putusan/{done.json()['putusan_id']}?mend=desa&after={done.json()['position']}"
        shown.append('value="Terbis" selected' in (await office.get(at, headers=PAGE)).text)
    assert shown == [True, False]


@pytest.mark.slow
async def test_a_village_of_nowhere_is_refused_to_a_program(office: httpx2.AsyncClient) -> None:
    refused = await office.post("/putusan", json=PAPER | {"desa": "Mars"})
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (422, "desa-unknown")
