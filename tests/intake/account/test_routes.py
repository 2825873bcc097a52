"""To what an account is linked, by its own address and by the person's: what exists, by whom it may be said, mended."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.matching.ipd.events import IpdRegistered
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.domain.identifiers import Code, IpdId, PublicText
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.neighbours import account_of, tell
from tests.opened import PASSWORD, Opened, opened_for

pytestmark = pytest.mark.slow
WHY = "akunnya tertukar dengan yang lain"
IPD = IpdId("00000000-0000-4000-8000-00000000000a")
CHILD = {"kind": "child", "birth_date": "2010-03-02", "nik": None, "case_number": "4/Pid.Sus-Anak/2026/PN Trk"}
OTHERS = {"hakim": RoleName.JUDGE, "instansi": RoleName.HOST, "klien": RoleName.CLIENT}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER, RoleName.OPERATOR]) as found:
        for login, role in OTHERS.items():
            await Accounts(found.parts.database).create(login, f"{login.title()} Rekaan", role, PASSWORD, now())
        yield found


async def whose(house: Opened, login: str) -> str:
    return await account_of(house.parts.database, login)


async def person(house: Opened, **changes: Any) -> str:
    answer = await house.clients[RoleName.OFFICER].post("/putusan", json=PAPER | changes)
    assert answer.status_code == 201, answer.text
    await house.level()
    return str(answer.json()["klien_id"])


async def test_an_operator_links_an_account_to_a_court_and_ends_it(house: Opened) -> None:
    operator, at = house.clients[RoleName.OPERATOR], f"/account/{await whose(house, 'hakim')}"
    court = {"to": "court", "key": "pn-trk"}
    done = await operator.post(f"{at}/links", json=court)
    assert done.status_code == 200, done.text
    (link,) = (await operator.get(f"{at}?after={done.json()['position']}")).json()["links"]
    assert (link["to"], link["key"], link["linked_by"]) == (*court.values(), await whose(house, RoleName.OPERATOR))
    assert (await operator.post(f"{at}/ends", json={**court, "reason": WHY})).status_code == 200
    assert (await operator.get(at)).json()["links"] == []
    again = await operator.post(f"{at}/ends", json={**court, "reason": WHY})
    assert (again.status_code, again.json()["rule"]) == (404, "not-linked")


@pytest.mark.parametrize(
    ("login", "body", "status", "rule"),
    [
        pytest.param("hakim", {"to": "court", "key": "pn-jkt"}, 422, "link-to-nothing", id="no such court"),
        pytest.param("instansi", {"to": "ipd", "key": str(IPD)}, 422, "link-to-nothing", id="no such host"),
        pytest.param("hakim", {"to": "office", "key": "bapas-kediri"}, 409, "account-unfit", id="another role"),
        pytest.param("nobody", {"to": "court", "key": "pn-trk"}, 422, "account-absent", id="no such account"),
        pytest.param("klien", {"to": "klien", "key": str(IPD)}, 422, "link-person", id="a person"),
        pytest.param("hakim", {"to": "moon", "key": "pn-trk"}, 422, None, id="no such kind"),
        pytest.param("hakim", {"to": "court", "key": "pn-trk", "known": True}, 422, None, id="what the edge finds"),
    ],
)
async def test_what_cannot_be_linked_is_told(
    house: Opened, login: str, body: dict[str, Any], status: int, rule: str | None
) -> None:
    account_id = str(uuid4()) if login == "nobody" else await whose(house, login)
    answer = await house.clients[RoleName.OPERATOR].post(f"/account/{account_id}/links", json=body)
    assert answer.status_code == status, answer.text
    assert rule in (None, answer.json()["rule"])


async def test_a_host_that_is_registered_can_be_linked_by_page(house: Opened) -> None:
    operator, at = house.clients[RoleName.OPERATOR], f"/account/{await whose(house, 'instansi')}"
    registered = IpdRegistered(ipd_id=IPD, code=Code("dinsos"), name=PublicText("Dinas Sosial dan P3A"))
    await tell(house.parts.database, f"ipd-{IPD}", registered)
    await house.level()
    page = (await operator.get(at, headers=PAGE)).text
    assert "Dinas Sosial dan P3A" in page
    assert "Pengadilan Negeri" not in page  # not of its role
    missing = await led(operator, await pressed(operator, page, "link"))
    assert "Galat" in missing
    page = await led(operator, await pressed(operator, page, "link", {"key": f"ipd/{IPD}"}))
    assert "Akun terhubung" in page
    page = await led(operator, await pressed(operator, page, "end-1", {"reason": "salah"}))
    assert "Galat" in page
    page = await led(operator, await pressed(operator, page, "end-1", {"reason": WHY}))
    assert "Belum terhubung" in page


async def test_an_officer_links_a_klien_and_the_guardian_of_a_child_alone(house: Opened) -> None:
    officer, account_id = house.clients[RoleName.OFFICER], await whose(house, "klien")
    adult = f"/klien/{await person(house)}/accounts"
    wrong = await officer.post(adult, json={"account_id": account_id, "guardian": True})
    assert (wrong.status_code, wrong.json()["rule"]) == (409, "guardian-of-adult")
    child = f"/klien/{await person(house, **CHILD)}/accounts"
    done = await officer.post(child, json={"account_id": account_id, "guardian": True})
    assert done.status_code == 200, done.text
    (link,) = (await officer.get(f"{child}?after={done.json()['position']}")).json()["accounts"]
    assert (link["account_id"], link["to"]) == (account_id, "guardian")
    theirs = {"account_id": account_id, "guardian": True, "reason": WHY}
    gone = await officer.post(f"{child}/ends", json=theirs)
    assert gone.status_code == 200, gone.text
    assert (await officer.get(f"{child}?after={gone.json()['position']}")).json()["accounts"] == []
    unknown = await officer.post(f"/klien/{uuid4()}/accounts", json={"account_id": account_id})
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "person-unknown")
    assert (await officer.get(f"/klien/{uuid4()}/accounts")).status_code == 404


async def test_the_persons_page_asks_before_an_account_sees_them(house: Opened) -> None:
    officer, account_id = house.clients[RoleName.OFFICER], await whose(house, "klien")
    at = f"/klien/{await person(house, **CHILD)}/accounts"
    page = (await officer.get(at, headers=PAGE)).text
    assert "Budi Rekaan" not in page  # a child
    asked = await led(officer, await pressed(officer, page, "link", {"account_id": account_id, "guardian": "true"}))
    assert "Periksa sebelum dicatat" in asked
    page = await led(officer, await pressed(officer, asked, "link", {"_check": "take"}))
    assert "Klien Rekaan" in page
    page = await led(officer, await pressed(officer, page, "end-1", {"reason": WHY}))
    assert "Belum ada akun" in page


async def test_an_adults_page_knows_no_guardian(house: Opened) -> None:
    page = await house.clients[RoleName.OFFICER].get(f"/klien/{await person(house)}/accounts", headers=PAGE)
    assert "guardian" not in form_in(page.text, "link")[1]


async def test_each_links_only_what_is_theirs_to_say(house: Opened) -> None:
    officer, operator = house.clients[RoleName.OFFICER], house.clients[RoleName.OPERATOR]
    account_id, klien_id = await whose(house, "klien"), await person(house)
    for path, body in (
        ("links", {"to": "court", "key": "pn-trk"}),
        ("ends", {"to": "court", "key": "pn-trk", "reason": WHY}),
    ):
        assert (await officer.post(f"/account/{account_id}/{path}", json=body)).status_code == 403
    assert (await officer.get(f"/account/{account_id}")).status_code == 403
    assert (await operator.post(f"/klien/{klien_id}/accounts", json={"account_id": account_id})).status_code == 403
    assert (await operator.get(f"/klien/{klien_id}/accounts")).status_code == 403
