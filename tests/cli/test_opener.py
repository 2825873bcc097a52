"""A part without a key, and the one that answers it: the same pages, one look each, and nothing for anybody else."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

import asyncpg
import httpx2
import msgspec
import pytest

from services.cli.doors import contract
from services.cli.house import open_parts
from services.cli.opener import DECIDED
from services.cli.saying import WrongUse
from shared.access.keeping import PURPOSE as KEPT
from shared.access.keeping import KeptForms
from shared.access.policy import RoleName
from shared.domain.who import Who
from shared.privacy.master import house_key
from shared.privacy.person import ERASED
from shared.privacy.values import ADDRESS, PERSONS_MAX, BadSecret, Reveal, Search, secret_in
from shared.privacy.vault import SUBJECTS_A_LOOK_MAX
from shared.runtime import health as watching
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.town import PEOPLE, Known, told
from tests.apart import LONG_S, Apart, apart, keyless, with_secrets
from tests.forms import PAGE, led, pressed
from tests.logged import logged
from tests.neighbours import account_of
from tests.trail.test_openings import REASON, given_away

pytestmark = pytest.mark.slow
ROLES: Final = (RoleName.OFFICER, RoleName.COORDINATOR, RoleName.AUDITOR)
OFFICER: Final = Who("5b1c2c1e-5a55-4c7e-8a53-8a8f1d7a4f11", RoleName.OFFICER.value, "report.read", "5f")
INSPECTORATE: Final = OFFICER._replace(role="auditor", action="override.read")
"""On the page that says why something was decided."""
REVEAL, SEARCH = f"{ADDRESS}/reveal", f"{ADDRESS}/search"
SEEN: Final = "SELECT kind, account, role, action, purpose, outcome, subjects, fields FROM audit.entry ORDER BY number"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Apart]:
    async with apart(settings, ROLES) as found:
        yield found


def asking(house: Apart, **headers: str) -> httpx2.AsyncClient:
    """Whoever asks the opener's address over its socket, with the right secret unless told otherwise."""
    secret = secret_in(house.keyless.opener_secret_file or house.keyless.data_dir)
    given = {"authorization": f"Bearer {secret}", **headers}
    return httpx2.AsyncClient(base_url=house.keyless.opener or "", headers=given, timeout=LONG_S)


def reveal(**other: Any) -> bytes:
    return msgspec.json.encode({**msgspec.to_builtins(Reveal(("a",), (), (), "report.read", OFFICER)), **other})


def search(**other: Any) -> bytes:
    return msgspec.json.encode({**msgspec.to_builtins(Search("budi", None, "search", OFFICER)), **other})


async def trail(house: Apart) -> list[Mapping[str, Any]]:
    connection = await asyncpg.connect(house.deciding.parts.database.url)
    try:
        return [dict(row) for row in await connection.fetch(SEEN)]
    finally:
        await connection.close()


async def lived_in(house: Apart) -> tuple[Known, Known]:
    """A child and an adult whose rulings every part has heard of."""
    child, adult = await told(house.deciding, [PEOPLE[0], PEOPLE[1]])
    await house.level()
    return child, adult


async def test_every_page_and_file_names_persons_with_one_look_by_the_reader_and_search_works(house: Apart) -> None:
    child, adult = await lived_in(house)
    officer = house.reporting.clients[RoleName.OFFICER]
    account = await account_of(house.deciding.parts.database, RoleName.OFFICER)
    before = len(await trail(house))
    page = await officer.get("/reports/klien", headers=PAGE)
    (look,) = (await trail(house))[before:]
    assert (page.status_code, adult.person.name in page.text, child.person.name in page.text) == (200, True, False)
    assert set(look.pop("subjects")) == child.klien_ids | adult.klien_ids
    assert look == {
        "kind": "look",
        "account": account,
        "role": "probation_officer",
        "action": "report.read",
        "purpose": "report.read",
        "outcome": "shown",
        "fields": ["case_number", "name"],
    }
    (klien_id,) = adult.klien_ids
    for address in (f"/reports/klien/{klien_id}", "/reports/klien.csv", "/reports/violations", "/"):
        for headers in (PAGE, {}):
            before = len(await trail(house))
            shown = await officer.get(address, headers=headers)
            assert shown.status_code == 200, address
            assert (adult.person.name in shown.text) == (headers is PAGE), address
            looks = (await trail(house))[before:]
            assert len(looks) == (address != "/" or headers is PAGE), (address, looks)
            assert all(klien_id in look["subjects"] for look in looks), address
    found = await led(officer, await pressed(officer, page.text, "search", {"words": adult.person.name}))
    assert "1 putusan ditemukan" in found
    before = len(await trail(house))
    rows = (await officer.post("/reports/klien/search", json={"words": adult.person.name})).json()["items"]
    assert {row["klien_id"] for row in rows} == adult.klien_ids
    assert [look["outcome"] for look in (await trail(house))[before:]] == ["found"]
    assert not house.keyless.keys_dir.exists()


async def test_a_person_outside_the_reach_is_opened_and_the_reason_read_without_a_key(house: Apart) -> None:
    _, adult = await lived_in(house)
    (klien_id,), officer = adult.klien_ids, house.reporting.clients[RoleName.OFFICER]
    for putusan_id in adult.putusan_ids:
        await given_away(house.deciding, putusan_id, klien_id)
    await house.level()
    assert (await officer.get(f"/reports/klien/{klien_id}")).status_code == 404
    wanted = {"words": adult.person.name, "purpose": "person-came", "reason": REASON}
    opened = await officer.post("/openings", json=wanted)
    assert (opened.status_code, opened.json().get("klien_id")) == (201, klien_id), opened.text
    assert adult.person.name in (await officer.get("/openings", headers=PAGE)).text
    auditor = house.reporting.clients[RoleName.AUDITOR]
    (row,) = (await auditor.get("/audit/openings")).json()["items"]
    before = len(await trail(house))
    why = await auditor.get(f"/audit/openings/{row['opening_id']}", headers=PAGE)
    assert (why.status_code, REASON in why.text) == (200, True)
    assert [look["fields"] for look in (await trail(house))[before:]] == [["klien_id", "reason"]]


async def test_the_copy_of_all_that_is_held_tells_the_looks_of_both_parts(house: Apart) -> None:
    _, adult = await lived_in(house)
    (klien_id,) = adult.klien_ids
    await house.reporting.clients[RoleName.OFFICER].get(f"/reports/klien/{klien_id}", headers=PAGE)
    async with httpx2.AsyncClient(
        base_url=house.keyless.opener or "",
        headers=house.deciding.clients[RoleName.OFFICER].headers,
        timeout=LONG_S,
    ) as officer:
        page = await officer.get(f"/klien/{klien_id}/export", headers=PAGE)
        copy = await officer.post(f"/klien/{klien_id}/export", json={"purpose": "own-request"})
    assert (page.status_code, adult.person.name in page.text) == (200, True)
    held = copy.json()
    assert adult.person.name in [value["value"] for event in held["events"] for value in event["values"]]
    assert "report.read" in {look["action"] for look in held["looks"]}


async def test_what_is_kept_and_enrolled_in_one_part_opens_in_the_other_and_not_by_the_master_key(house: Apart) -> None:
    inner, outer = house.deciding.app.state, house.reporting.app.state
    kept_id = await inner.keeping.keep("somebody", "saved", b"Dinas Kesehatan")
    assert await outer.keeping.find("somebody", kept_id) == b"Dinas Kesehatan"
    enrolling = await account_of(house.deciding.parts.database, RoleName.OFFICER), "petugas", now()
    address = await inner.factors.begin(*enrolling)
    assert address == await outer.factors.begin(*enrolling)
    by_master = KeptForms(
        house.deciding.parts.database, house_key(house.deciding.parts.houses["intake"].settings.master_key_file, KEPT)
    )
    assert await by_master.find("somebody", kept_id) is None


async def test_names_are_the_same_over_the_socket_and_in_the_process_and_nothing_else_is_opened(house: Apart) -> None:
    await lived_in(house)
    connection = await asyncpg.connect(house.deciding.parts.database.url)
    kinds = {row["ref"]: row["kind"] for row in await connection.fetch("SELECT ref, kind FROM vault.item")}
    await connection.close()
    refs = [*kinds, *(f"nobody's-{number}" for number in range(SUBJECTS_A_LOOK_MAX))]
    vault, asked = house.deciding.parts.vault, house.reporting.parts.houses["reporting"].values
    assert vault is not None
    found, whole = await asked.reveal(refs, "test", OFFICER), await vault.reveal(refs, "test", OFFICER)
    assert found == {
        ref: value if kinds.get(ref) in ("name", "case_number") else ERASED for ref, value in whole.items()
    }
    assert len(found) == len(refs) > SUBJECTS_A_LOOK_MAX
    assert {kinds[ref] for ref, value in whole.items() if value != ERASED} > {"name", "case_number", "nik"}
    assert PEOPLE[1].name in found.values()
    why = await asked.reveal(refs, "test", INSPECTORATE)
    opened = {kinds[ref] for ref, value in why.items() if value != ERASED}
    assert {"name", "document"} <= opened <= {*DECIDED}
    before = await trail(house)
    assert await asked.reveal([], "test", OFFICER, ["ani"]) == {}
    (look,) = (await trail(house))[len(before) :]
    assert (look["subjects"], look["fields"], look["account"]) == (["ani"], [], OFFICER.account)


async def test_who_does_not_know_the_secret_or_comes_through_a_front_is_told_nothing(house: Apart) -> None:
    wrong: tuple[dict[str, str], ...] = (
        {"authorization": "Bearer " + "0" * 64},
        {"authorization": ""},
        {"authorization": "Basic x"},
    )
    before = await trail(house)
    for headers in wrong:
        async with asking(house, **headers) as client:
            for answer in (
                await client.get(ADDRESS),
                await client.post(REVEAL, content=reveal()),
                await client.post(SEARCH, content=search()),
                await client.post(SEARCH, content=b"no JSON"),
            ):
                assert (answer.status_code, answer.json()["rule"]) == (401, "opener-secret")
                assert answer.headers["cache-control"] == "no-store"
    async with asking(house) as client:
        for name in ("x-forwarded-for", "forwarded", "x-real-ip"):
            answer = await client.post(REVEAL, content=reveal(), headers={name: "198.51.100.7"})
            assert (answer.status_code, answer.json()["rule"]) == (404, "status-404")
        found = await client.post(REVEAL, content=reveal())
        assert (found.status_code, found.headers["cache-control"]) == (200, "no-store")
        assert (await client.get(REVEAL)).status_code == 405
    signed_in = house.deciding.clients[RoleName.OFFICER]
    assert (await signed_in.post(REVEAL, content=reveal())).status_code == 401
    assert (await house.reporting.clients[RoleName.OFFICER].post(REVEAL, content=reveal())).status_code == 404
    assert len(await trail(house)) == len(before), "of nobody there is no look"
    assert not [address for address in contract()["paths"] if address.startswith(ADDRESS)]


BOUNDS: Final[tuple[tuple[str, bytes, int], ...]] = (
    (REVEAL, reveal(refs=["a"] * SUBJECTS_A_LOOK_MAX), 200),
    (REVEAL, reveal(refs=["a"] * (SUBJECTS_A_LOOK_MAX + 1)), 422),
    (REVEAL, reveal(refs=[]), 422),
    (REVEAL, reveal(refs=["a" * 101]), 422),
    (REVEAL, reveal(subjects=["a"] * (PERSONS_MAX + 1)), 422),
    (REVEAL, reveal(other=1), 422),
    (REVEAL, reveal()[:-1], 422),
    (SEARCH, search(among=[OFFICER.account] * PERSONS_MAX), 200),
    (SEARCH, search(among=["a"] * (PERSONS_MAX + 1)), 422),
    (SEARCH, search(words="a" * 201), 422),
    (SEARCH, search(words="a" * 1_100_000), 413),
    (SEARCH, b"\xff", 422),
)


async def test_a_question_has_bounds(house: Apart) -> None:
    async with asking(house) as client:
        answers = [await client.post(address, content=body) for address, body, _ in BOUNDS]
    assert [answer.status_code for answer in answers] == [status for _, _, status in BOUNDS]


async def test_the_opener_itself_refuses_what_the_readers_role_may_not_do(house: Apart) -> None:
    async with asking(house) as client:
        for role, action in (
            ("auditor", "audit.read"),  # sees no persons
            ("probation_officer", "audit.read"),
            ("probation_officer", "person.unheard-of"),
            ("probation_officer", None),
            ("king", "report.read"),
            (None, "report.read"),
            ("probation_officer", "override.read"),
        ):
            answer = await client.post(REVEAL, content=reveal(reader=OFFICER._replace(role=role, action=action)))
            assert (answer.status_code, answer.json()["rule"]) == (403, "status-403"), (role, action)
        for role, status in (("probation_officer", 200), ("supervisor", 403), ("auditor", 403)):
            body = search(reader=OFFICER._replace(role=role, action="desk.see"))
            assert (await client.post(SEARCH, content=body)).status_code == status, role


async def test_no_log_tells_a_value_what_was_sought_or_the_secret(house: Apart) -> None:
    _, adult = await lived_in(house)
    secret = secret_in(house.keyless.opener_secret_file or house.keyless.data_dir)
    officer = house.reporting.clients[RoleName.OFFICER]
    with logged() as log:
        await officer.get("/reports/klien", headers=PAGE)
        await officer.post("/reports/klien/search", json={"words": adult.person.name})
        async with asking(house) as client:
            await client.post(SEARCH, content=search(words=adult.person.name, other=1))
    said = log.getvalue()
    assert f'"route": "{REVEAL}"' in said
    assert [word for word in (*adult.person.words, secret) if word in said] == []


async def test_while_the_opener_is_away_no_page_is_half_and_what_needs_no_name_is_answered(
    house: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SEEN_HOLDS_S", 0.0)
    _, adult = await lived_in(house)
    (klien_id,), officer = adult.klien_ids, house.reporting.clients[RoleName.OFFICER]
    assert (await officer.get("/readyz")).json()["status"] == "ready"
    house.opener.leave()
    for server in house.opener.servers:
        await server.wait_closed()
    for address in ("/reports/klien", f"/reports/klien/{klien_id}", "/reports/klien.csv", "/reports/klien.xlsx", "/"):
        page = await officer.get(address, headers=PAGE)
        assert (page.status_code, page.headers["retry-after"]) == (503, "1"), address
        assert "Nama sedang tidak dapat dibuka" in page.text
        assert "Muat lagi sebentar lagi" in page.text
        assert klien_id not in page.text, address
    for address in ("/reports/klien", f"/reports/klien/{klien_id}", "/reports/klien.csv", "/reports/violations", "/"):
        answer = await officer.get(address)
        assert answer.status_code == 200, (address, answer.text)
    sought = await officer.post("/reports/klien/search", json={"words": adult.person.name})
    assert (sought.status_code, sought.json()["rule"], "retry-after" in sought.headers) == (503, "opener-away", True)
    assert (await house.reporting.clients[RoleName.AUDITOR].get("/audit/entries", headers=PAGE)).status_code == 200
    ready = await officer.get("/readyz")
    assert (ready.status_code, "pages cannot name persons" in ready.json()["opener"]) == (503, True)


async def test_a_part_that_seals_values_does_not_start_without_the_keys(settings: Settings) -> None:
    asking = keyless(with_secrets(settings), "http://127.0.0.1:1")
    async with AsyncExitStack() as stack:
        with pytest.raises(WrongUse, match=r"who seals values has the keys itself: matching$"):
            await open_parts(asking, ["matching", "reporting"], stack)
        with pytest.raises(WrongUse, match="BAKTI_OPENER_SECRET_FILE"):
            await open_parts(asking.model_copy(update={"opener_secret_file": None}), ["reporting"], stack)
        (settings.data_dir / "opener_secret").write_text("short")
        with pytest.raises(BadSecret, match="must hold a secret"):
            await open_parts(asking, ["reporting"], stack)
