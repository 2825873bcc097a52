"""No name, NIK or case number outside the vault: not in the ledger, Redis, projections, logs or addresses."""

import json
import re
from collections.abc import Iterator

import asyncpg
import pytest
import redis

from services.matching.ipd.events import HostKind
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault
from shared.projections.rebuild import rebuild
from shared.runtime.servers import Servers
from tests.e2e.conftest import Told

pytestmark = pytest.mark.alike
COLUMNS = ("nama", "nik", "nomor_perkara", "alamat", "telepon", "wali", "tindak_pidana", "nomor_jaksa", "tempat")
SHORTEST = 8
"""Shorter words (a village's name, a phone's prefix) also occur for other reasons."""


def secrets(told: Told) -> list[str]:
    """What the file says of persons. ``Pesantren`` alone is a kind of host, which everybody may read."""
    words = {(row[name] or "").strip() for row in told.rulings for name in COLUMNS}
    return sorted(word for word in words if len(word) >= SHORTEST and word.casefold() not in list(HostKind))


def found_in(text: str, words: list[str]) -> list[str]:
    folded = text.casefold()
    return [word for word in words if word.casefold() in folded]


async def tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'vault') AND table_type = 'BASE TABLE'"
    )
    return [f'"{row["name"].replace(".", chr(34) + "." + chr(34))}"' for row in rows]


async def texts(connection: asyncpg.Connection, table: str) -> Iterator[str]:
    """Every row as text; bytes as the text they may hold."""
    rows = await connection.fetch(f"SELECT * FROM {table}")
    return (
        " ".join(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row.values())
        for row in rows
    )


async def test_the_search_itself_finds_what_is_there(told: Told) -> None:
    assert len(secrets(told)) > 200
    assert found_in("…" + secrets(told)[0].upper() + "…", secrets(told)) == [secrets(told)[0]]


async def test_the_day_of_an_offence_stays_in_the_vault_and_the_ledger_keeps_the_age(
    told: Told, connection: asyncpg.Connection
) -> None:
    rows = await connection.fetch(
        "SELECT convert_from(payload, 'UTF8')::json AS payload FROM ledger.event WHERE type LIKE '%putusan.received.v1'"
    )
    papers = [json.loads(row["payload"]) for row in rows]
    days = [paper["offence_on"] for paper in papers if paper["offence_on"] is not None]
    assert len(days) > 50
    assert all(set(day) == {"ref", "mac"} for day in days)
    assert sum(isinstance(paper["age_at_offence"], int) for paper in papers) > 50


async def test_no_table_outside_the_vault_holds_a_personal_value(told: Told, connection: asyncpg.Connection) -> None:
    names = await tables(connection)
    assert len(names) >= 15
    seen = 0
    for table in names:
        text = "\n".join(await texts(connection, table))
        seen += len(text)
        assert not found_in(text, secrets(told)), table
    assert seen > 500_000


async def test_the_vault_holds_them_only_sealed(told: Told, connection: asyncpg.Connection) -> None:
    assert await connection.fetchval("SELECT count(*) FROM vault.item") > 300
    assert not found_in("\n".join(await texts(connection, "vault.item")), secrets(told))


async def test_redis_holds_none(told: Told) -> None:
    client = redis.Redis.from_url(Servers.start(told.settings).redis_url)
    dumped = [
        str(entry)
        if client.type(key) != b"stream"
        else " ".join(field.decode("utf-8", "replace") for _, fields in client.xrange(key) for field in fields.values())
        for key in client.scan_iter()
        for entry in [key]
    ]
    client.close()
    assert sum(map(len, dumped)) > 100_000
    assert not found_in("\n".join(dumped), secrets(told))


async def test_the_log_and_the_addresses_hold_none(told: Told) -> None:
    said = told.up.said()
    assert not found_in(said, secrets(told))
    with told.client("petugas") as officer:
        for path in ("/reports/klien?limit=200", "/putusan?limit=200", "/placement?limit=200", "/metrics"):
            assert not found_in(officer.get(path).text, secrets(told)), path
        page = officer.get("/reports/klien", headers={"accept": "text/html"}).text
        assert not found_in(" ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page)), secrets(told))


@pytest.mark.usefixtures("connection")
async def test_after_erasure_and_a_rebuild_no_page_shows_the_person(told: Told, database_url: str) -> None:
    from services.catalogue import SERVICES

    with told.client("petugas") as officer:
        rows = officer.get("/reports/klien?limit=200").json()["items"]
        chosen = next(row for row in rows if row["regime"] == "adult" and row["started_on"])
        address = f"/reports/klien/{chosen['klien_id']}"
        html = {"accept": "text/html"}
        names = {row["nama"] for row in told.rulings}
        before = officer.get(address, headers=html).text
        name = max((name for name in names if name and name in before), key=len)

        database = Database(database_url)
        keys = KeyStore(told.settings.keys_dir, told.settings.master_key_file)
        vault = Vault(database, keys, BookId(told.settings.book))
        await vault.erase(chosen["klien_id"])
        for service in SERVICES:
            for projection in service.projections:
                await rebuild(database, BookId(told.settings.book), projection)
        await database.dispose()
        keys.close()

        for path in (
            address,
            "/",
            "/reports/klien?limit=200",
            f"/putusan/{chosen['putusan_id']}",
            "/placement?limit=200",
        ):
            shown = officer.get(path, headers=html)
            assert shown.status_code == 200, path
            assert name not in shown.text, path
        assert "terhapus" in officer.get(address, headers=html).text
        assert chosen in officer.get("/reports/klien?limit=200").json()["items"]
