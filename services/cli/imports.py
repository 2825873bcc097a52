"""`bakti import`: a table of rulings, sent to the running house and answered row by row."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.saying import Exit, Refusal, out, say_json

FAULTS_SHOWN_MAX = 50
"""Rows with faults that are printed; --json gives all."""


class Kind(StrEnum):
    """What can be imported."""

    PUTUSAN = "putusan"


def import_rows(
    kind: Annotated[Kind, typer.Argument(help="What the rows are.")],
    file: Annotated[Path, typer.Argument(help="CSV with comma or semicolon.", exists=True, dir_okay=False)],
    login: Annotated[str, typer.Option(envvar="BAKTI_LOGIN", help="Whose account.")] = "petugas",
    password: Annotated[str | None, typer.Option(envvar="BAKTI_PASSWORD", help="Asked for if not given.")] = None,
    address: Annotated[str | None, typer.Option(help="The house.", show_default="http://127.0.0.1:8765")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
) -> None:
    """Register every row of a file with the running house; a row that cannot be used is told with all its faults.

    The same file again changes nothing, so after any interruption just send it again. Exit code 1: some rows were
    rejected or refused.
    """
    from services.cli.opening import house_and_password

    address, password = house_and_password(address, password)
    answer = asyncio.run(_sent(address, login, password, kind, file))
    say_json(answer) if as_json else _say(answer)
    if answer["rejected"] or answer["refused"]:
        raise typer.Exit(Exit.LEFT)


async def _sent(address: str, login: str, password: str, kind: Kind, file: Path) -> dict[str, Any]:
    from services.cli.client import signed_in, told

    async with signed_in(address, login, password) as client:
        content = await asyncio.to_thread(file.read_bytes)
        answer: dict[str, Any] = told(
            await client.post(f"/{kind}/imports", content=content, headers={"Content-Type": "text/csv"})
        )
    if not isinstance(answer, dict):
        raise Refusal("the house answered in an unknown form")
    return answer


def _say(answer: dict[str, Any]) -> None:
    out.print(
        f"{answer['rows']} rows: [green]{answer['registered']} registered[/green], "
        f"[yellow]{answer['held']} held[/yellow], [red]{answer['rejected']} rejected, {answer['refused']} refused[/red]"
        f" ({answer['repeated']} known before)"
    )
    if answer["passed"]:
        out.print(f"  no rulings, passed: rows {', '.join(map(str, answer['passed']))}")
    faulty = [row for row in answer["results"] if row["faults"]]
    for row in faulty[:FAULTS_SHOWN_MAX]:
        out.print(f"  row {row['row']}, {row['state']}:")
        for fault in row["faults"]:
            said = fault.get("message") or fault.get("title") or fault.get("rule")
            out.print(f"    {fault.get('column') or '·'}: {said}", markup=False)
    if len(faulty) > FAULTS_SHOWN_MAX:
        out.print(f"  … and {len(faulty) - FAULTS_SHOWN_MAX} more; --json gives all")
