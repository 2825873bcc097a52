"""`bakti erase`: destroy what is kept of one person, for ever, by a document."""

import asyncio
from typing import Annotated, Any

import typer

from services.cli.saying import out, say_json


def erase(
    klien: Annotated[str, typer.Argument(help="The person's id, as in the address of their page.")],
    document: Annotated[str, typer.Option(help="Number of the document that orders it.")],
    reason: Annotated[str, typer.Option(help="Why; at least 10 characters.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    login: Annotated[str, typer.Option(envvar="BAKTI_LOGIN", help="Whose account.")] = "petugas",
    password: Annotated[str | None, typer.Option(envvar="BAKTI_PASSWORD", help="Asked for if not given.")] = None,
    address: Annotated[str | None, typer.Option(help="The house.", show_default="http://127.0.0.1:8765")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The receipt as JSON.")] = False,
) -> None:
    """Erase a person with the running house and print the receipt; refused while a sentence is open or must be kept.

    Nobody can undo it: the person's key is destroyed. Said again, the receipt of the first time is printed.
    """
    from services.cli.opening import house_and_password

    address, password = house_and_password(address, password)
    if not yes:
        typer.confirm(f"Destroy the key of {klien} and everything sealed under it?", abort=True, err=True)
    wanted = {"document": document, "reason": reason}
    receipt = asyncio.run(_erased(address, login, password, klien, wanted))
    say_json(receipt) if as_json else _say(receipt)


async def _erased(address: str, login: str, password: str, klien: str, wanted: dict[str, str]) -> dict[str, Any]:
    from services.cli.client import signed_in, told

    async with signed_in(address, login, password) as client:
        receipt: dict[str, Any] = told(await client.post(f"/klien/{klien}/erasure", json=wanted))
    return receipt


def _say(receipt: dict[str, Any]) -> None:
    keys = ", ".join(key["key_id"] or "no key" for key in receipt["keys"])
    out.print(f"Erased at {receipt['erased_at']}, position {receipt['position']}, document {receipt['document']}")
    out.print(f"Keys destroyed: {keys}")
