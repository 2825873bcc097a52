"""The vault on PostgreSQL: sealed at rest, shown with a trace, bound to its row."""

from datetime import date
from uuid import uuid4

import pytest
from pydantic_core import PydanticSerializationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.identifiers import EventId
from shared.domain.personal import SEALED, UnsealedPersonalValue, personal_fields
from shared.domain.who import Who
from shared.privacy.person import initials
from shared.privacy.sealing import NobodysValue, read, written
from shared.privacy.vault import Vault
from tests.privacy.conftest import Told, Unowned, some_id, told
from tests.stored import rows

NAME, NIK, CASE = "Wagiman Sukarta", "3503111203890001", "45/Pid.B/2026/PN Trk"
LOOKER = Who("5b1c2c1e-5a55-4c7e-8a53-8a8f1d7a4f11", "probation_officer", "person.see", "5f")
TRAIL = "FROM audit.entry WHERE kind = 'look' ORDER BY number"


async def everything(database: Database) -> str:
    """Every table of the database as text."""
    tables = await rows(
        database,
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    return "\n".join([str(await rows(database, f"SELECT t::text FROM {name} AS t")) for (name,) in tables])


async def sealed(vault: Vault, *events: Told) -> list[Told]:
    done = await vault.seal([(some_id(), event) for event in events])
    return [event for event in done if isinstance(event, Told)]


async def test_what_was_sealed_is_revealed(vault: Vault) -> None:
    ani = str(uuid4())
    clear = told(ani, NAME, nik=NIK, notes=[{"words": "sakit"}, {"words": "sembuh"}], minutes=60)
    (event,) = await sealed(vault, clear)
    refs = [event.name.ref, event.notes[0].words.ref, event.notes[1].words.ref]
    found = await vault.reveal([ref for ref in refs if ref], "test", LOOKER)
    assert [found[ref] for ref in refs if ref] == [NAME, "sakit", "sembuh"]
    assert event.minutes == 60
    assert clear.name.value == NAME
    assert not clear.name.sealed


async def test_a_sealed_event_can_be_written_and_holds_nothing_clear(vault: Vault) -> None:
    clear = told(str(uuid4()), NAME, nik=NIK)
    with pytest.raises(PydanticSerializationError, match=UnsealedPersonalValue.__name__):
        clear.model_dump_json()
    (event,) = await sealed(vault, clear)
    text_of = event.model_dump_json()
    assert NAME not in text_of
    assert NIK not in text_of
    assert Told.model_validate_json(text_of, context=SEALED) == event


async def test_sealing_again_gives_the_same_references_and_one_row(vault: Vault, database: Database) -> None:
    event_id, event = EventId(str(uuid4())), told(str(uuid4()), NAME)
    assert list(await vault.seal([(event_id, event)])) == list(await vault.seal([(event_id, event)]))
    assert await rows(database, "SELECT count(*) FROM vault.item") == [(1,)]


async def test_a_retry_with_another_value_does_not_change_what_was_sealed(vault: Vault) -> None:
    event_id, ani = EventId(str(uuid4())), str(uuid4())
    (first,) = await vault.seal([(event_id, told(ani, NAME))])
    (second,) = await vault.seal([(event_id, told(ani, "Lain Sekali"))])
    assert isinstance(first, Told)
    assert isinstance(second, Told)
    assert first.name.ref != second.name.ref
    found = await vault.reveal([first.name.ref or "", second.name.ref or ""], "test", LOOKER)
    assert list(found.values()) == [NAME, "Lain Sekali"]


async def test_an_event_of_nobody_with_a_personal_value_is_a_bug(vault: Vault) -> None:
    with pytest.raises(NobodysValue):
        await vault.seal([(some_id(), Unowned.model_validate({"name": NAME}))])


async def test_no_clear_value_lies_anywhere_in_the_database(vault: Vault, database: Database) -> None:
    ani = str(uuid4())
    (event,) = await sealed(vault, told(ani, NAME, nik=NIK, case_number=CASE))
    await vault.reveal([one.ref or "" for _, one in personal_fields(event)], "test", LOOKER)
    await vault.search("wagiman", "test", LOOKER)
    whole = await everything(database)
    assert ani in whole
    for value in (NAME, "Wagiman", "wagiman", NIK, CASE, "45/pid"):
        assert value not in whole
        assert value.encode().hex() not in whole


@pytest.mark.parametrize("column", ["ciphertext", "kind", "subject", "ref"])
async def test_a_row_put_in_anothers_place_does_not_open(vault: Vault, database: Database, column: str) -> None:
    ani, budi = str(uuid4()), str(uuid4())
    (one,) = await sealed(vault, told(ani, NAME, nik=NIK))
    await sealed(vault, told(budi, "Budi"))
    ref = one.name.ref or ""
    moved = {
        "ciphertext": ("ciphertext = (SELECT ciphertext FROM vault.item WHERE subject = $2)", budi),
        "kind": ("kind = $2", "nik"),
        "subject": ("subject = $2, key_id = (SELECT key_id FROM vault.item WHERE subject = $2)", budi),
        "ref": ("ref = $2", "elsewhere"),
    }[column]
    await rows(database, f"UPDATE vault.item SET {moved[0]} WHERE ref = $1", ref, moved[1])
    shown = moved[1] if column == "ref" else ref
    assert await vault.reveal([shown], "test", LOOKER) == {shown: "tidak dapat dibuka"}


async def test_every_look_is_logged_without_what_was_seen(vault: Vault, database: Database) -> None:
    ani, budi = str(uuid4()), str(uuid4())
    (event,) = await sealed(vault, told(ani, NAME))
    await vault.reveal([event.name.ref or ""], "surat", LOOKER)
    await vault.search(NAME, "cari", LOOKER)
    await vault.search("nobody", "cari", LOOKER)
    await vault.looked([ani, budi, ani], ("klien_id",), "daftar", LOOKER)
    await vault.looked([], ("klien_id",), "daftar", LOOKER)
    looks = await rows(database, "SELECT account, role, action, source, purpose, subjects, fields, outcome " + TRAIL)
    searched = ["case_number", "name", "nik"]
    assert looks == [
        (*LOOKER, "surat", [ani], ["name"], "shown"),
        (*LOOKER, "cari", [ani], searched, "found"),
        (*LOOKER, "cari", [], searched, "nobody"),
        (*LOOKER, "daftar", sorted([ani, budi]), ["klien_id"], "shown"),
    ]


async def test_a_page_is_one_look_with_everybody_it_shows(vault: Vault, database: Database) -> None:
    ani, budi, cici = (str(uuid4()) for _ in range(3))
    events = await sealed(vault, told(ani, NAME), told(budi, "Budi Rekaan", nik=NIK))
    refs = [ref for event in events for one in (event.name, event.nik) if one is not None and (ref := one.ref)]
    await vault.reveal(refs, "dasbor", LOOKER, [cici, ani])
    await vault.reveal([], "dasbor", LOOKER, [cici])
    looks = await rows(database, "SELECT subjects, fields " + TRAIL)
    assert looks == [(sorted([ani, budi, cici]), ["name", "nik"]), ([cici], [])]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.VAULT, Role.OWNER)])
@pytest.mark.parametrize("table", ["item", "erasure"])
async def test_no_other_role_reads_the_vault(vault: Vault, database: Database, role: Role, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.engine(role).connect() as connection:
            await connection.execute(text(f"SELECT * FROM vault.{table}"))


@pytest.mark.parametrize(
    "sql",
    ["UPDATE vault.item SET kind = ''", "DELETE FROM vault.erasure", "TRUNCATE vault.item"],
)
async def test_even_its_own_role_cannot_rewrite_the_vault(vault: Vault, database: Database, sql: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.engine(Role.VAULT).connect() as connection:
            await connection.execute(text(sql))


def test_dates_stay_dates() -> None:
    assert read(written(date(2001, 2, 3))) == date(2001, 2, 3)
    assert read(written("2001-02-03")) == "2001-02-03"


def test_initials_are_of_words_alone() -> None:
    assert initials("Siti Aminah") == "S. A."
    assert initials("7 --") == "tanpa nama"
