"""Keys and database know each other: a key store that is another one, empty, missing or older is not served with.

The database holds the store's random id and the highest generation that was used with it; the store's own generation
rises with each of its writes. A key or a claim is durable in the store before the database is told, and the database is
told with the first row that depends on it, so that after any crash the store is never the lower of the two. Each key
destroyed counts by itself, so that a restored store that lacks nothing but erasures is level once they are carried out
again; one that lacks a key or a claim is not.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Row, text

from shared.database.engine import Database
from shared.database.roles import Role
from shared.privacy.keyfile import KeysUnfit
from shared.privacy.keys import KeyStore
from shared.privacy.master import STORE_NAME, ensure_master_key
from shared.privacy.receipts import Receipt

KNOWN_STORE = text("SELECT store_id, generation FROM vault.keystore")
INTRODUCE = text("INSERT INTO vault.keystore (store_id, generation) VALUES (:id, :generation) ON CONFLICT DO NOTHING")
READ_ERASURES = text("SELECT subject, key_id, erased_at FROM vault.erasure")
ADVICE = (
    "Restore the newest copy of the whole key folder (BAKTI_KEYS_DIR) of this database, "
    "with today's erasures.jsonl in it; if every copy is older than the database, restore the database of the same day "
    "too: docs/operators, 'Back up and restore by hand'"
)


async def introduce(database: Database, keys_dir: Path, master_key_file: Path) -> None:
    """Make key store and master key for a database that knows no store yet; only ``up`` and ``migrate`` do.

    Raises KeysUnfit where the database knows one and there is none, or another.
    """
    known = await known_store(database)
    if known is not None and not (keys_dir / STORE_NAME).exists():
        raise KeysUnfit(f"there is no key store in {keys_dir}, but the database knows one. {ADVICE}")
    ensure_master_key(master_key_file, keys_dir)
    if known is None:
        KeyStore.make(keys_dir, master_key_file)
    keys = opened_store(keys_dir, master_key_file)
    try:
        if known is None:
            async with database.engine(Role.VAULT).begin() as connection:
                await connection.execute(INTRODUCE, {"id": keys.store_id, "generation": keys.generation})
        await fitted(database, keys)
    finally:
        keys.close()


def opened_store(keys_dir: Path, master_key_file: Path) -> KeyStore:
    """The key store of this folder. Raises KeysUnfit, with what to restore, where there is none or an empty one."""
    if not (keys_dir / STORE_NAME).exists():
        raise KeysUnfit(
            f"there is no key store in {keys_dir}. {ADVICE}. A house that is new: bakti up, or bakti migrate"
        )
    try:
        return KeyStore(keys_dir, master_key_file)
    except KeysUnfit as unfit:
        raise KeysUnfit(f"{unfit}. {ADVICE}") from None


async def known_store(database: Database) -> Row[Any] | None:
    """Which store this database knows, and how far it had come; None before the first ``migrate``."""
    async with database.engine(Role.VAULT).connect() as connection:
        return (await connection.execute(KNOWN_STORE)).one_or_none()


async def fitted(database: Database, keys: KeyStore) -> int:
    """Carry out in this store what the database says was erased; how many keys a restore had brought back.

    Raises KeysUnfit unless it is the store that the database knows, and then no older.
    """
    await _must_be_known(database, keys)
    again = await _erase_again(database, keys)
    await must_fit(database, keys)
    return again


async def must_fit(database: Database, keys: KeyStore) -> None:
    """Raise KeysUnfit unless this is the store that the database knows, and no older. The database is read first: what
    other processes write meanwhile can only make the store newer."""
    known = await _must_be_known(database, keys)
    generation = await keys.look()
    if generation < known.generation:
        raise KeysUnfit(
            f"the key store is older than the database: it was written {generation} times, and the database has used "
            f"it after {known.generation}. {ADVICE}"
        )


async def _must_be_known(database: Database, keys: KeyStore) -> Row[Any]:
    known = await known_store(database)
    if known is None:
        raise KeysUnfit("this database knows no key store yet: bakti migrate introduces the one of BAKTI_KEYS_DIR")
    if known.store_id != keys.store_id:
        raise KeysUnfit(f"the key store {keys.store_id} is another than the database's, {known.store_id}. {ADVICE}")
    return known


async def _erase_again(database: Database, keys: KeyStore) -> int:
    async with database.engine(Role.VAULT).connect() as connection:
        rows = (await connection.execute(READ_ERASURES)).all()
    erased = [Receipt(row.subject, row.key_id or None, row.erased_at) for row in rows]
    listed = {receipt.names for receipt in keys.receipts.read()}
    for receipt in erased:
        if receipt.names not in listed:
            keys.receipts.append(receipt)
    return await keys.destroy_again(erased)
