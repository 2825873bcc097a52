"""A mistyped book begins no empty ledger: `up` and `migrate` open a book, everything else finds it."""

import asyncio
from contextlib import AsyncExitStack

import asyncpg
import pytest
from typer.testing import CliRunner

from services.cli import house
from services.cli.main import app
from services.cli.migrate import introduce_keys
from services.cli.saying import Exit
from services.cli.trouble import sentence_of
from shared.ledger.books import NoBook
from shared.runtime.settings import Settings

MISTYPED = "trengalek"


@pytest.mark.parametrize("parts", [["intake"], ["reporting"], ["relay"]], ids=" ".join)
async def test_no_part_serves_a_book_that_nobody_opened(settings: Settings, parts: list[str]) -> None:
    mistyped = settings.model_copy(update={"book": MISTYPED})
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        with pytest.raises(NoBook, match=f"no book {MISTYPED} here; there is: trenggalek"):
            await house.open_parts(mistyped, parts, stack)
    assert await _books(settings) == ["trenggalek"]


@pytest.mark.parametrize("command", [["verify"], ["parked", "list"], ["replay", "all"]], ids=" ".join)
def test_no_command_reads_a_book_that_nobody_opened(
    settings: Settings, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKTI_DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("BAKTI_BOOK", MISTYPED)
    refused = CliRunner().invoke(app, command).exception
    assert refused is not None
    sentence, code = sentence_of(refused) or ("", Exit.DONE)
    assert code == Exit.WRONG_USE
    assert "there is: trenggalek" in sentence
    assert "BAKTI_BOOK" in sentence


def test_migrate_opens_a_book_beside_the_others(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKTI_DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("BAKTI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("BAKTI_BOOK", "pacitan")
    for _ in range(2):
        assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    assert asyncio.run(_books(settings)) == ["pacitan", "trenggalek"]


async def _books(settings: Settings) -> list[str]:
    connection = await asyncpg.connect(str(settings.database_url))
    try:
        return [row["book"] for row in await connection.fetch("SELECT book FROM ledger.book ORDER BY book")]
    finally:
        await connection.close()
