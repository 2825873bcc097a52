"""`bakti import`: a table of rulings or of work already done, sent to the running house and answered row by row."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.saying import Exit, Refusal, out, say_json

if TYPE_CHECKING:
    from httpx2 import AsyncClient

FAULTS_SHOWN_MAX = 50
"""Rows with faults that are printed; --json gives all."""

LOOK_S = 0.3
"""How often it is asked how far a long file is."""
TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}
"""What a file is called on its way; what it is its content says."""


class Kind(StrEnum):
    """What can be imported."""

    PUTUSAN = "putusan"
    HOURS = "hours"
    PLACEMENT = "placement"


ADDRESSES = {
    Kind.PUTUSAN: ("/putusan/imports",),
    Kind.HOURS: ("/hours/imports",),
    Kind.PLACEMENT: ("/placement/imports", "/hours/service/imports"),
}
"""Where a file is sent: a sheet of placements first for its stays, then for its berita acara."""


STATES = {
    "registered": "green",
    "accepted": "green",
    "recorded": "green",
    "held": "yellow",
    "review": "yellow",
    "rejected": "red",
    "refused": "red",
    "known": "default",
    "none": "default",
    "elsewhere": "default",
}
"""What can become of a row of any kind, in the order in which it is said."""
CALLED = {"review": "waiting for a decision", "none": "without a berita acara", "elsewhere": "not ours"}
FAILED = ("rejected", "refused")


def import_rows(
    kind: Annotated[Kind, typer.Argument(help="What the rows are.")],
    file: Annotated[Path, typer.Argument(help="XLSX or CSV; JSON of rulings.", exists=True, dir_okay=False)],
    login: Annotated[str, typer.Option(envvar="BAKTI_LOGIN", help="Whose account.")] = "petugas",
    password: Annotated[str | None, typer.Option(envvar="BAKTI_PASSWORD", help="Asked for if not given.")] = None,
    address: Annotated[str | None, typer.Option(help="The house.", show_default="http://127.0.0.1:8765")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only look at it; nothing is recorded.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
) -> None:
    """Record every row of a file with the running house: rulings (putusan), day sheets (hours), or placements that
    began on paper with their berita acara (placement). A row that cannot be used is told with all its faults.

    The same file again changes nothing, so after any interruption just send it again. Exit code 1: some rows were
    rejected or refused.
    """
    from services.cli.opening import house_and_password

    address, password = house_and_password(address, password)
    answers = asyncio.run(_sent(address, login, password, kind, file, check=check))
    for answer in answers:
        say_json(answer) if as_json else _say(answer)
    if any(answer.get(state) for answer in answers for state in FAILED):
        raise typer.Exit(Exit.LEFT)


async def _sent(
    address: str, login: str, password: str, kind: Kind, file: Path, *, check: bool
) -> list[dict[str, Any]]:
    from services.cli.client import signed_in

    content = await asyncio.to_thread(file.read_bytes)
    async with signed_in(address, login, password) as client:
        return [await _answer(client, at, content, _type_of(file), check=check) for at in ADDRESSES[kind]]


async def _answer(client: "AsyncClient", at: str, content: bytes, kind: str, *, check: bool) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress

    from services.cli.client import told

    headers = {"Content-Type": kind, "Prefer": "respond-async"}
    sent = await client.post(at, content=content, params={"check": check}, headers=headers)
    answer = told(sent)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        rows = bar.add_task("rows", total=answer["rows"])
        while answer["left"]:
            await asyncio.sleep(LOOK_S)
            answer = told(await client.get(sent.headers["location"]))
            bar.update(rows, completed=answer["rows"] - answer["left"])
    if answer["stopped"]:
        raise Refusal("it was cut off before its end; send the same file again")
    return dict(answer)


def _type_of(file: Path) -> str:
    return TYPES.get(file.suffix.casefold(), TYPES[".csv"])


def _say(answer: dict[str, Any]) -> None:
    rows = answer["rows"]
    if answer["checked"]:
        out.print("only looked at, nothing is recorded:")
    counted = (
        f"[{colour}]{answer[state]} {CALLED.get(state, state)}[/{colour}]"
        for state, colour in STATES.items()
        if state in answer
    )
    out.print(f"{rows} rows in = {rows} accounted for: {', '.join(counted)} ({answer['repeated']} sent before)")
    for tab in answer["tabs"]:
        _say_tab(tab)
    faulty = [row for row in answer["results"] if _faults(row)]
    for row in faulty[:FAULTS_SHOWN_MAX]:
        out.print(f"  {_place(answer, row)}, {row['state']}:", markup=False)
        for fault in _faults(row):
            said = fault.get("message") or fault.get("title") or fault.get("rule")
            out.print(f"    {fault.get('column') or '·'}: {said}", markup=False)
    if len(faulty) > FAULTS_SHOWN_MAX:
        out.print(f"  … and {len(faulty) - FAULTS_SHOWN_MAX} more; --json gives all")


def _faults(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Why it was not taken, what of it could not be read, and what of it does not count."""
    return [*row["faults"], *row.get("unread", ()), *row.get("why", ())]


def _say_tab(tab: dict[str, Any]) -> None:
    """What of a tab is no paper of ours, by its rows and columns."""
    where = f"tab {tab['name']}: " if tab["name"] else ""
    others: dict[str, list[int]] = {}
    for one in tab["elsewhere"]:
        others.setdefault(one["said"], []).append(one["row"])
    said = [
        ("no rows of this kind, passed: rows", tab["passed"]),
        ("the template's example, passed: rows", tab["examples"]),
        ("columns that no field takes, kept as written:", tab["columns_beside"]),
        ("columns that nobody knows, kept as written:", tab["columns_ignored"]),
        *((f"not ours ({kind}): rows", rows) for kind, rows in others.items()),
    ]
    for words, what in said:
        if what:
            out.print(f"  {where}{words} {', '.join(map(str, what))}", markup=False)


def _place(answer: dict[str, Any], row: dict[str, Any]) -> str:
    name = answer["tabs"][row["tab"] - 1]["name"]
    return f"tab {name}, row {row['row']}" if name else f"row {row['row']}"
