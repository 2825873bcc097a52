"""What was sealed or claimed for a request that was never stored: shown to nobody, and swept after a day."""

from datetime import timedelta
from uuid import uuid4

import asyncpg

from shared.database.engine import Database
from shared.domain.event import Event
from shared.domain.identifiers import EventId
from shared.domain.who import Who
from shared.privacy.identities import Traits
from shared.privacy.vault import Vault
from shared.runtime.clock import now
from tests.privacy.conftest import some_id, stored, told

SOON, TOMORROW = timedelta(hours=1), timedelta(days=1, hours=1)


async def lost(vault: Vault, ani: str, name: str, event_id: EventId | None = None) -> tuple[EventId, Event]:
    """Seal for a request that is never stored."""
    event_id = event_id or some_id()
    (sealed,) = await Vault.seal(vault, [(event_id, told(ani, name))])
    return event_id, sealed


async def names(database: Database) -> int:
    connection = await asyncpg.connect(database.url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM vault.item"))
    finally:
        await connection.close()


async def test_a_name_that_was_never_stored_is_shown_to_nobody(vault: Vault) -> None:
    ani = str(uuid4())
    await vault.seal([(some_id(), told(ani, "Siti Aminah"))])
    await lost(vault, ani, "Bukan Siti")
    assert await vault.search("bukan", "test", Who("me")) == []
    assert await vault.search("siti", "test", Who("me")) == [ani]


async def test_nor_is_a_name_that_another_request_under_the_same_key_brought(vault: Vault, database: Database) -> None:
    ani, event_id = str(uuid4()), some_id()
    await vault.seal([(event_id, told(ani, "Siti Aminah"))])
    await lost(vault, ani, "Bukan Siti", event_id)
    assert await vault.search("bukan", "test", Who("me")) == []
    assert await vault.sweep(now() + TOMORROW) == 1
    assert await names(database) == 1


async def test_a_name_that_is_read_before_its_event_is_stored_is_found_afterwards(
    vault: Vault, database: Database
) -> None:
    ani = str(uuid4())
    event = await lost(vault, ani, "Siti Aminah")
    assert await vault.search("siti", "test", Who("me")) == []
    await stored(database, [event])
    assert await vault.search("siti", "test", Who("me")) == [ani]
    assert await vault.search("siti", "test", Who("me")) == [ani]


async def test_only_what_has_waited_a_day_without_an_event_is_swept(vault: Vault, database: Database) -> None:
    ani = str(uuid4())
    await vault.seal([(some_id(), told(ani, "Siti Aminah", nik="3503115203890001"))])
    await lost(vault, ani, "Bukan Siti")
    assert await vault.sweep(now() + SOON) == 0
    assert await vault.sweep(now() + TOMORROW) == 1
    assert await vault.sweep(now() + TOMORROW) == 0
    assert await names(database) == 2


async def test_events_of_every_book_keep_their_values(vault: Vault, database: Database) -> None:
    event = await lost(vault, str(uuid4()), "Siti Aminah")
    await stored(database, [event], book="blitar")
    assert await vault.sweep(now() + TOMORROW) == 0


async def test_a_claim_whose_process_ended_is_settled_by_the_ledger(vault: Vault, database: Database) -> None:
    papers = [Traits(str(uuid4()), nik=f"350312010190123{n}", name="Sutoyo") for n in range(3)]
    kept, rejected, gone = await vault.claim(papers)
    connection = await asyncpg.connect(database.url)
    for number, (claim, one, became) in enumerate(((kept, papers[0], "received"), (rejected, papers[1], "rejected"))):
        await connection.execute(
            "INSERT INTO ledger.event VALUES ('trenggalek', $1, $2, 1, $3, $4, 1, $5, '', '', '', now(), 1, '')",
            number + 1, f"putusan-{one.putusan_id}", uuid4(), f"id.go.putusan.{became}.v1", claim.subject,
        )  # fmt: skip
    await connection.close()
    await vault.sweep(now() + SOON)
    assert len(vault.keys.identities.pending(now() + TOMORROW)) == 3
    await vault.sweep(now() + TOMORROW)
    again = await vault.claim([Traits(str(uuid4()), nik=one.nik, name="Sutoyo") for one in papers])
    assert [new.subject == old.subject for new, old in zip(again, (kept, rejected, gone), strict=True)] == [
        True,
        False,
        False,
    ]
