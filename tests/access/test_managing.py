"""/accounts, /invitation and one's own account over HTTP, as a browser and as a program see them."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from shared.access.policy import SIGNING_IN, RoleName
from shared.database.engine import Database
from tests.access.conftest import OURS, PAGE, Browser, bearer, token_of
from tests.access.test_accounts import rows
from tests.opened import PASSWORD

pytestmark = pytest.mark.slow
CHOSEN = "kalimat yang saya pilih sendiri"
TINI = {"login": "tini", "name": "Tini Rekaan", "role": "supervisor"}


@pytest.fixture
async def operator(client: httpx2.AsyncClient) -> dict[str, str]:
    return bearer(await token_of(client, "operator"))


async def opened(client: httpx2.AsyncClient, operator: dict[str, str], login: str = "tini") -> tuple[str, str]:
    """The account's id, and the token of its invitation."""
    done = await client.post("/accounts", json=TINI | {"login": login}, headers=operator)
    assert (done.status_code, done.headers["cache-control"]) == (201, "no-store")
    address = urlsplit(done.json()["invitation"])
    assert address.path == "/invitation"
    return done.json()["account_id"], parse_qs(address.query)["token"][0]


async def test_an_invited_person_comes_in_by_the_link_and_is_signed_in(
    client: httpx2.AsyncClient, operator: dict[str, str]
) -> None:
    _, token = await opened(client, operator)
    page = await client.get("/invitation", params={"token": token}, headers=PAGE)
    assert "Tini Rekaan" in page.text
    form = {"token": token, "password": CHOSEN, "again": CHOSEN}
    done = await client.post("/invitation", data=form, headers=PAGE | OURS)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "Tini Rekaan" in (await client.get("/session", headers=PAGE)).text
    again = await client.get("/invitation", params={"token": token}, headers=PAGE)
    assert (again.status_code, "sudah dipakai" in again.text) == (409, True)


async def test_two_passwords_that_differ_use_nothing_up(client: httpx2.AsyncClient, operator: dict[str, str]) -> None:
    _, token = await opened(client, operator)
    form = {"token": token, "password": CHOSEN, "again": "lain"}
    wrong = await client.post("/invitation", data=form, headers=PAGE | OURS)
    assert (wrong.status_code, "tidak sama" in wrong.text, CHOSEN in wrong.text) == (422, True, False)
    done = await client.post("/invitation", json=form | {"again": CHOSEN})
    assert done.status_code == 204


async def test_no_foreign_page_uses_an_invitation(client: httpx2.AsyncClient, operator: dict[str, str]) -> None:
    _, token = await opened(client, operator)
    form = {"token": token, "password": CHOSEN, "again": CHOSEN}
    foreign = PAGE | {"sec-fetch-site": "cross-site"}
    assert (await client.post("/invitation", data=form, headers=foreign)).status_code == 403
    assert (await client.get("/invitation", params={"token": token})).status_code == 200


async def test_a_role_is_changed_an_account_closed_and_opened_again(
    client: httpx2.AsyncClient, operator: dict[str, str]
) -> None:
    account_id, token = await opened(client, operator)
    await client.post("/invitation", json={"token": token, "password": CHOSEN, "again": CHOSEN})
    theirs = (await client.post("/session", json={"login": "tini", "password": CHOSEN})).json()["token"]
    given = await client.post(f"/accounts/{account_id}/roles", json={"role": "coordinator"}, headers=operator)
    taken = await client.post(f"/accounts/{account_id}/roles/end", json={"role": "supervisor"}, headers=operator)
    assert (given.status_code, taken.status_code) == (204, 204)
    assert (await client.get("/session", headers=bearer(theirs))).status_code == 401
    assert (await client.get(f"/accounts/{account_id}", headers=operator)).json()["roles"] == ["coordinator"]
    assert (await client.post(f"/accounts/{account_id}/close", json={}, headers=operator)).status_code == 204
    assert (await client.post("/session", json={"login": "tini", "password": CHOSEN})).status_code == 401
    assert (await client.post(f"/accounts/{account_id}/reopen", json={}, headers=operator)).status_code == 204
    assert (await client.post("/session", json={"login": "tini", "password": CHOSEN})).status_code == 201


async def test_each_change_of_an_account_says_who_made_it_in_which_role_and_from_where(
    client: httpx2.AsyncClient, operator: dict[str, str], database: Database
) -> None:
    (before,) = (await rows(database, "SELECT max(number) FROM audit.entry"))[0]
    account_id, token = await opened(client, operator)
    await client.post("/invitation", json={"token": token, "password": CHOSEN, "again": CHOSEN})
    for what, body in CHANGES:
        done = await client.post(f"/accounts/{account_id}/{what}", json=body, headers=operator)
        assert done.status_code in (201, 204), done.text
    found = await rows(
        database,
        f"SELECT action, account, role, source IS NOT NULL FROM audit.entry "
        f"WHERE object = '{account_id}' AND number > {before} ORDER BY number",
    )
    me = (await client.get("/session", headers=operator)).json()["account"]["account_id"]
    by_me = [(action, me, "operator", True) for action in ("opened", "invited")]
    by_me.append(("password-set", account_id, None, True))
    told = ("role-given", "role-taken", "nip-set", "closed", "opened", "invited")
    assert found == [*by_me, *((action, me, "operator", True) for action in told)]


async def test_a_nip_is_told_of_one_open_account_and_taken_off_by_page(
    client: httpx2.AsyncClient, operator: dict[str, str], database: Database
) -> None:
    (account_id, _), (other, _) = await opened(client, operator), await opened(client, operator, "tono")
    address = f"/accounts/{account_id}"

    async def tell(nip: str, of: str = address) -> httpx2.Response:
        return await client.post(f"{of}/nip", json={"nip": nip}, headers=operator)

    short = await tell("19900101201503100")
    assert (short.status_code, short.json()["rule"]) == (422, "nip-unreadable")
    assert (await tell("19900101 201503 1 001")).status_code == 204
    assert (await client.get(address, headers=operator)).json()["nip"] == "199001012015031001"
    taken = await tell("199001012015031001", f"/accounts/{other}")
    assert (taken.status_code, taken.json()["rule"]) == (409, "nip-taken")
    trail = await rows(database, "SELECT string_agg(CAST(entry AS text), '') FROM audit.entry AS entry")
    assert not any("199001012015031001" in row[0] for row in trail)
    cleared = await client.post(f"{address}/nip", data={"nip": ""}, headers=operator | PAGE | OURS)
    assert cleared.status_code == 303
    assert (await client.get(address, headers=operator)).json()["nip"] is None
    assert (await tell("199001012015031001", f"/accounts/{other}")).status_code == 204


CHANGES: list[tuple[str, dict[str, str]]] = [
    ("roles", {"role": "coordinator"}),
    ("roles/end", {"role": "supervisor"}),
    ("nip", {"nip": "199001012015031001"}),
    ("close", {}),
    ("reopen", {}),
    ("invitation", {}),
]
OWN = [
    ("roles", {"role": "probation_officer"}),
    ("roles/end", {"role": "operator"}),
    ("nip", {"nip": "199001012015031001"}),
    ("close", {}),
    ("invitation", {}),
]


@pytest.mark.parametrize("what", OWN, ids=[name for name, _ in OWN])
async def test_nobody_changes_their_own_account(
    client: httpx2.AsyncClient, operator: dict[str, str], what: tuple[str, dict[str, str]]
) -> None:
    own = (await client.get("/session", headers=operator)).json()["account"]["account_id"]
    refused = await client.post(f"/accounts/{own}/{what[0]}", json=what[1], headers=operator)
    assert (refused.status_code, refused.json()["rule"]) == (409, "own-account")


@pytest.mark.parametrize("role", [role for role in SIGNING_IN if role is not RoleName.OPERATOR])
async def test_only_who_runs_the_house_opens_accounts(client: httpx2.AsyncClient, role: RoleName) -> None:
    mine = bearer(await token_of(client, role.value))
    assert (await client.post("/accounts", json=TINI, headers=mine)).status_code == 403
    assert (await client.get("/accounts", headers=mine)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "rule", "status"),
    [
        ({"role": "raja"}, "form-enum", 422),
        ({"role": "agency"}, "form-enum", 422),
        ({"login": ""}, None, 422),
        ({"login": "operator"}, "login-taken", 409),
    ],
    ids=["role", "no person's role", "empty", "taken"],
)
async def test_what_makes_no_account_is_said_and_makes_none(
    client: httpx2.AsyncClient, operator: dict[str, str], wrong: dict[str, str], rule: str | None, status: int
) -> None:
    before = len((await client.get("/accounts", headers=operator)).json()["items"])
    refused = await client.post("/accounts", json=TINI | wrong, headers=operator)
    assert refused.status_code == status
    assert rule in (None, refused.json()["rule"])
    assert len((await client.get("/accounts", headers=operator)).json()["items"]) == before


async def test_another_password_keeps_this_device_in_and_sends_the_others_away(browser: Browser) -> None:
    client = browser.client
    other = bearer(await token_of(client))
    await browser.sign_in()
    form = {"current": PASSWORD, "password": CHOSEN, "again": CHOSEN}
    done = await client.post("/session/password", data=form, headers=PAGE | OURS)
    assert done.status_code == 303
    assert (await client.get("/session", headers=PAGE)).status_code == 200
    assert (await client.get("/session", headers=other)).status_code == 401
    assert (await client.post("/session", json={"login": "probation_officer", "password": PASSWORD})).status_code == 401


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        ({"current": "bukan", "password": CHOSEN, "again": CHOSEN}, "password-wrong"),
        ({"current": PASSWORD, "password": CHOSEN, "again": "lain"}, "password-differs"),
        ({"current": PASSWORD, "password": "pendek", "again": "pendek"}, "password-length"),
    ],
    ids=["wrong", "differs", "short"],
)
async def test_a_password_that_is_not_taken_says_why(
    client: httpx2.AsyncClient, form: dict[str, str], rule: str
) -> None:
    mine = bearer(await token_of(client))
    refused = await client.post("/session/password", json=form, headers=mine)
    assert (refused.status_code, refused.json()["rule"]) == (422, rule)
    assert (await client.get("/session", headers=mine)).status_code == 200


async def test_all_that_is_wrong_with_another_password_is_told_at_once(client: httpx2.AsyncClient) -> None:
    form = {"current": "bukan", "password": "pendek", "again": "lain"}
    refused = await client.post("/session/password", json=form, headers=bearer(await token_of(client)))
    assert [one["rule"] for one in refused.json()["errors"]] == [
        "password-wrong",
        "password-length",
        "password-differs",
    ]


async def test_whoever_guesses_at_the_password_of_an_open_session_waits(client: httpx2.AsyncClient) -> None:
    mine = bearer(await token_of(client))
    form = {"current": "bukan", "password": CHOSEN, "again": CHOSEN}
    tries = [await client.post("/session/password", json=form, headers=mine) for _ in range(6)]
    assert [one.json()["rule"] for one in tries] == ["password-wrong"] * 5 + ["sign-in-wait"]
    assert (tries[-1].status_code, tries[-1].headers["retry-after"].isdecimal()) == (429, True)


async def test_one_device_ends_another_and_no_stranger_does(client: httpx2.AsyncClient) -> None:
    one, two = bearer(await token_of(client)), bearer(await token_of(client))
    stranger = bearer(await token_of(client, "supervisor"))
    listed = (await client.get("/session/devices", headers=one)).json()["items"]
    assert [device["here"] for device in listed] == [True, False]
    proof = {"current": PASSWORD}
    other = {"device_id": listed[1]["device_id"], **proof}
    assert (await client.post("/session/devices/end", json=other, headers=stranger)).status_code == 404
    wrong = await client.post("/session/devices/end", json=other | {"current": "bukan"}, headers=one)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/current")
    assert (await client.get("/session", headers=two)).status_code == 200
    assert (await client.post("/session/devices/end", json=other, headers=one)).json() == {"ended": 1}
    assert (await client.get("/session", headers=two)).status_code == 401
    await token_of(client)
    assert (await client.post("/session/devices/end", json=proof, headers=one)).json() == {"ended": 1}
    await token_of(client)
    by_page = {**proof, "device_id": ""}
    assert (await client.post("/session/devices/end", data=by_page, headers=one)).json() == {"ended": 1}
    assert (await client.get("/session", headers=one)).status_code == 200
