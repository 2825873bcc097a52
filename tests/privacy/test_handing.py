"""What was sealed for one person, and is about another: it goes with the other's erasure alone (0064)."""

from uuid import uuid4

from sqlalchemy import text

from shared.database.engine import Database
from shared.database.roles import Role
from shared.privacy.person import ERASED
from shared.privacy.vault import Vault
from tests.privacy.conftest import Told, names, some_id, told
from tests.privacy.test_vault import LOOKER, sealed

ONE, OTHER = str(uuid4()), str(uuid4())


async def test_handed_over_it_opens_and_outlives_the_key_that_it_lay_under(vault: Vault) -> None:
    stays, goes = await sealed(vault, told(ONE, "Tetap"), told(ONE, "Kembali"))
    await vault.seal([(some_id(), told(OTHER, "Milik sendiri"))])
    for _ in range(2):
        await vault.hand_over(names([goes]), ONE, OTHER)
    assert await revealed(vault, stays, goes) == ["Tetap", "Kembali"]
    assert await vault.of_others(names([stays, goes]), [ONE]) == {*names([goes])}
    await vault.erase(ONE)
    assert await revealed(vault, stays, goes) == [ERASED, "Kembali"]
    await vault.erase(OTHER)
    assert await revealed(vault, goes) == [ERASED]


async def test_what_is_of_a_third_stays_where_it_is(vault: Vault) -> None:
    third = str(uuid4())
    (event,) = await sealed(vault, told(third, "Orang ketiga"))
    await vault.hand_over(names([event]), ONE, OTHER)
    assert await vault.of_others(names([event]), [third]) == set()


async def test_of_whoever_was_erased_it_goes_at_once(vault: Vault) -> None:
    (event, _) = await sealed(vault, told(ONE, "Kembali"), told(OTHER, "Dihapus"))
    await vault.erase(OTHER)
    await vault.hand_over(names([event]), ONE, OTHER)
    assert await revealed(vault, event) == [ERASED]


async def test_the_event_that_holds_it_is_the_others(vault: Vault, database: Database) -> None:
    """So that a sweep finds its event, and a copy of the data the event."""
    (event,) = await sealed(vault, told(ONE, "Kembali"))
    held = await vault.holders([ONE])
    await vault.hand_over(names([event]), ONE, OTHER)
    assert (await vault.holders([ONE]), await vault.holders([OTHER])) == ([], held)
    async with database.engine(Role.VAULT).connect() as connection:
        rows = (await connection.execute(text("SELECT subject, event_id::text FROM vault.item"))).all()
    assert rows == [(OTHER, held[0])]


async def revealed(vault: Vault, *events: Told) -> list[object]:
    found = await vault.reveal(names(events), "test", LOOKER)
    return [found[ref] for ref in names(events)]
