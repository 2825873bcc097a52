"""A program that holds the key store's file (a backup) stalls nobody: what is known is shown, what is new waits."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from shared.domain.who import Who
from shared.messaging.trouble import passing
from shared.privacy.keyfile import KeysAway
from shared.privacy.vault import Vault
from tests.privacy.conftest import names, some_id, told
from tests.privacy.holding import held


@pytest.mark.slow
async def test_while_the_file_is_held_names_are_shown_and_a_new_person_fails_in_passing(
    vault: Vault, keys_dir: Path
) -> None:
    ani, budi, event_id = str(uuid4()), str(uuid4()), some_id()
    (ref,) = names(await vault.seal([(some_id(), told(ani, "Siti"))]))
    with held(keys_dir):
        writing = asyncio.create_task(vault.seal([(event_id, told(budi, "Budi"))]))
        looks = 0
        while not writing.done():  # the loop runs on, and answers, however long the write waits
            assert await vault.reveal([ref], "test", Who("me")) == {ref: "Siti"}
            await vault.seal([(some_id(), told(ani, "Siti"))])
            looks += 1
        with pytest.raises(KeysAway) as away:
            await writing
        assert looks > 1
        assert passing(away.value)
    (ref,) = names(await vault.seal([(event_id, told(budi, "Budi"))]))
    assert await vault.reveal([ref], "test", Who("me")) == {ref: "Budi"}


async def test_a_write_that_waits_for_the_file_is_done_once_it_is_free(vault: Vault, keys_dir: Path) -> None:
    budi = str(uuid4())
    with held(keys_dir):
        writing = asyncio.create_task(vault.seal([(some_id(), told(budi, "Budi"))]))
        await asyncio.sleep(0)
    (ref,) = names(await writing)
    assert await vault.reveal([ref], "test", Who("me")) == {ref: "Budi"}
