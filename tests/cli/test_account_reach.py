"""`bakti account link` and `unlink`: an operator changes an account's reach by the running house, with their code."""

import asyncio

import pytest
from typer.testing import CliRunner

from services.cli.main import app
from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.neighbours import account_of
from tests.opened import CODES, PASSWORD, opened_for
from tests.served import served

pytestmark = pytest.mark.slow
WHY = "pindah ke pengadilan lain"


async def test_an_operator_links_and_unlinks_an_account_by_command(settings: Settings) -> None:
    async with (
        opened_for(settings, ("intake",), (RoleName.OPERATOR, RoleName.COURT)) as house,
        served(house.app) as (_, port),
    ):
        url, operator = house.parts.database.url, house.clients[RoleName.OPERATOR]
        codes = CODES[url, await account_of(house.parts.database, RoleName.OPERATOR)]
        of_court = await account_of(house.parts.database, RoleName.COURT)

        async def account(*options: str) -> str:
            """What was said, of a refusal why."""
            at = ("--as", "operator", "--address", f"http://127.0.0.1:{port}")
            env = {"BAKTI_PASSWORD": PASSWORD, "BAKTI_CODE": codes.pop()}
            done = await asyncio.to_thread(CliRunner().invoke, app, ["account", *options, *at], env=env)
            return str(done.exception or done.output)

        async def links() -> list[tuple[str, str]]:
            found = (await operator.get(f"/account/{of_court}")).json()["links"]
            return [(one["to"], one["key"]) for one in found]

        assert "is linked to court pn-trk" in await account("link", "court", "court", "pn-trk")
        assert await links() == [("court", "pn-trk")]
        assert "no account has the login nobody" in await account("link", "nobody", "court", "pn-trk")
        nothing = await account("link", "court", "court", "pn-nowhere")
        assert "Yang hendak dihubungkan tidak ada" in nothing
        assert "is not linked to court" in await account("unlink", "court", "court", "pn-trk", "--reason", WHY)
        assert await links() == []
