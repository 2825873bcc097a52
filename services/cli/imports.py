"""`bakti import`: a table of rulings or of work already done, sent to the running house and answered row by row."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from services.cli.saying import Exit, Refusal, WrongUse, err, out, say_json

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


class Part(NamedTuple):
    """One thing that is taken from a file: what it is, where it is sent, and the action that whoever sends it needs."""

    what: str
    address: str
    action: str


PARTS = {
    Kind.PUTUSAN: (Part("rulings", "/putusan/imports", "putusan.import"),),
    Kind.HOURS: (Part("hours", "/hours/imports", "hours.import"),),
    Kind.PLACEMENT: (
        Part("placements", "/placement/imports", "placement.import"),
        Part("berita acara", "/hours/service/imports", "hours.handovers"),
    ),
}
"""A sheet of placements is sent first for its stays, then for its berita acara."""

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
WRITTEN = (".csv", ".xlsx")
"""As what rows that failed are written."""


def import_rows(
    kind: Annotated[Kind, typer.Argument(help="What the rows are.")],
    file: Annotated[Path, typer.Argument(help="XLSX or CSV; JSON of rulings.", exists=True, dir_okay=False)],
    login: Annotated[str, typer.Option(envvar="BAKTI_LOGIN", help="Whose account.")] = "petugas",
    password: Annotated[str | None, typer.Option(envvar="BAKTI_PASSWORD", help="Asked for if not given.")] = None,
    address: Annotated[str | None, typer.Option(help="The house.", show_default="http://127.0.0.1:8765")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only look at it; nothing is recorded.")] = False,
    failed: Annotated[
        Path | None,
        typer.Option(help="Where rows that failed are written to be mended (XLSX or CSV).", dir_okay=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
) -> None:
    """Record every row of a file with the running house: rulings (putusan), day sheets (hours), or placements that
    began on paper with their berita acara (placement). A row that cannot be used is told with all its faults.

    The same file again changes nothing, so after any interruption just send it again. Exit code 1: some rows were
    rejected or refused, whole or in part; --failed writes them to a file, to be mended and sent.
    """
    from services.cli.opening import house_and_password

    if failed is not None:
        _can_take(failed, kind, file)
    address, password = house_and_password(address, password)
    answers, refused = asyncio.run(_sent(address, login, password, kind, file, check=check, failed=failed))
    for answer in answers:
        say_json(answer.said) if as_json else _say(answer)
        if answer.unwritten:
            err.print(f"the rows that failed were not written: {answer.unwritten}", markup=False)
    if refused:
        raise Refusal("; ".join(refused))
    if any(answer.failed for answer in answers):
        raise typer.Exit(Exit.LEFT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a file, where that stands, and where its failed rows were written, or why they were not."""

    said: dict[str, Any]
    at: str
    written: Path | None = None
    unwritten: str = ""

    @property
    def failed(self) -> bool:
        """Whether there are rows to mend and to send again."""
        return any(row["state"] in FAILED or row.get("besides") for row in self.said["results"])


def _can_take(failed: Path, kind: Kind, file: Path) -> None:
    """Refuses, before anything is sent, a name under which the rows that failed cannot or must not be written."""
    if failed.suffix.casefold() not in WRITTEN:
        raise WrongUse(f"--failed {failed}: its name must end in {' or '.join(WRITTEN)}")
    if not failed.parent.is_dir():
        raise WrongUse(f"--failed {failed}: there is no folder {failed.parent}")
    for to in (_place_for(failed, number) for number in range(1, len(PARTS[kind]) + 1)):
        if to.exists() and to.samefile(file):
            raise WrongUse(f"--failed {failed}: {to} is the file that is sent, and would be overwritten")


async def _sent(
    address: str, login: str, password: str, kind: Kind, file: Path, *, check: bool, failed: Path | None
) -> tuple[list[Answer], list[str]]:
    """What became of each part of the file, and why a part of it was refused whole: the others are sent all the same,
    and what failed is written once all are."""
    from services.cli.client import signed_in

    content = await asyncio.to_thread(file.read_bytes)
    async with signed_in(address, login, password) as client:
        parts = await _allowed(client, PARTS[kind])
        answers, refused = await _each(client, parts, content, _type_of(file), check=check)
        return [await _with_failed(client, one, failed, n) for n, one in enumerate(answers, 1)], refused


async def _each(
    client: "AsyncClient", parts: Sequence[Part], content: bytes, kind: str, *, check: bool
) -> tuple[list[Answer], list[str]]:
    answers: list[Answer] = []
    refused: list[str] = []
    for part in parts:
        try:
            answers.append(await _answer(client, part.address, content, kind, check=check))
        except Refusal as why:
            refused.append(str(why) if len(parts) == 1 else f"{part.what}: {why}")
    return answers, refused


async def _allowed(client: "AsyncClient", parts: Sequence[Part]) -> Sequence[Part]:
    """Those parts of a file that the account's role may send; of the others it is said who does."""
    from services.cli.client import told

    account = told(await client.get("/session"))["account"]
    mine = [part for part in parts if part.action in account["may"]]
    if not mine:
        raise Refusal(f"the role {account['role']} may not send {parts[0].what}")
    for part in parts:
        if part not in mine:
            left = f"not sent: the {part.what} of this file, which the role {account['role']} may not record"
            err.print(f"{left}; a probation_officer sends the same file for them", markup=False)
    return mine


async def _answer(client: "AsyncClient", at: str, content: bytes, kind: str, *, check: bool) -> Answer:
    from services.cli.client import told
    from services.cli.saying import progress_bar

    headers = {"Content-Type": kind, "Prefer": "respond-async"}
    sent = await client.post(at, content=content, params={"check": check}, headers=headers)
    answer, location = told(sent), sent.headers["location"]
    with progress_bar("rows") as show:
        while answer["left"]:
            show(answer["rows"] - answer["left"], answer["rows"])
            await asyncio.sleep(LOOK_S)
            answer = told(await client.get(location))
        show(answer["rows"], answer["rows"])
    if answer["stopped"]:
        raise Refusal("it was cut off before its end; send the same file again")
    return Answer(dict(answer), location)


async def _with_failed(client: "AsyncClient", answer: Answer, failed: Path | None, number: int) -> Answer:
    """The rows that failed written to this file; those of a second answer beside it."""
    from services.cli.client import told

    if failed is None or not answer.failed:
        return answer
    to = _place_for(failed, number)
    sent = await client.get(f"{answer.at}/failed{failed.suffix.casefold()}")
    try:
        if not sent.is_success:
            told(sent)
        await asyncio.to_thread(to.write_bytes, sent.content)
    except (Refusal, OSError) as why:
        return replace(answer, unwritten=str(why))
    return replace(answer, written=to)


def _place_for(failed: Path, number: int) -> Path:
    return failed if number == 1 else failed.with_stem(f"{failed.stem}-{number}")


def _type_of(file: Path) -> str:
    return TYPES.get(file.suffix.casefold(), TYPES[".csv"])


def _say(answer: Answer) -> None:
    said = answer.said
    rows = said["rows"]
    if said["checked"]:
        out.print("only looked at, nothing is recorded:")
    counted = (
        f"[{colour}]{said[state]} {CALLED.get(state, state)}[/{colour}]"
        for state, colour in STATES.items()
        if state in said
    )
    out.print(f"{rows} rows in = {rows} accounted for: {', '.join(counted)} ({said['repeated']} sent before)")
    for tab in said["tabs"]:
        _say_tab(tab)
    for name in said.get("officers_unknown", ()):
        out.print(f"  no account of an officer is called {name}; the name is kept with the ruling", markup=False)
    for name in said.get("officers_shared", ()):
        out.print(f"  several accounts of officers are called {name}; the case is nobody's yet", markup=False)
    _say_rows(said)
    out.print(f"what became of it: {answer.at}", markup=False)
    if answer.written is not None:
        out.print(f"the rows that failed, to be mended and sent again: {answer.written}", markup=False)
    elif answer.failed:
        out.print(f"the rows that failed, to be mended and sent again: {answer.at}/failed.xlsx", markup=False)


def _say_rows(said: dict[str, Any]) -> None:
    """Each row by what became of it, and those with faults one by one."""
    placed: dict[tuple[str, int], list[int]] = {}
    for row in said["results"]:
        placed.setdefault((row["state"], row["tab"]), []).append(row["row"])
    for state in STATES:
        for (of, tab), numbers in placed.items():
            if of == state:
                out.print(f"  {_tab(said, tab)}{CALLED.get(state, state)}: rows {_runs(numbers)}", markup=False)
    faulty = [row for row in said["results"] if _faults(row)]
    for row in faulty[:FAULTS_SHOWN_MAX]:
        out.print(f"  {_place(said, row)}, {row['state']}:", markup=False)
        for fault in _faults(row):
            words = fault.get("message") or fault.get("title") or fault.get("rule")
            out.print(f"    {fault.get('column') or '·'}: {words}", markup=False)
    if len(faulty) > FAULTS_SHOWN_MAX:
        out.print(f"  … and {len(faulty) - FAULTS_SHOWN_MAX} more; --json gives all")


def _runs(numbers: Sequence[int]) -> str:
    """``2–4, 6``: rows that follow each other as one."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _faults(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Why it was not taken, what of it could not be read or was not taken, and what of it does not count."""
    return [*row["faults"], *row.get("unread", ()), *row.get("besides", ()), *row.get("why", ())]


def _say_tab(tab: dict[str, Any]) -> None:
    """What of a tab is no paper of ours, by its rows and columns."""
    where = _named(tab)
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
            out.print(f"  {where}{words} {_runs(what) if words.endswith('rows') else ', '.join(what)}", markup=False)


def _named(tab: dict[str, Any]) -> str:
    return f"tab {tab['name']}: " if tab["name"] else ""


def _tab(answer: dict[str, Any], tab: int) -> str:
    return _named(answer["tabs"][tab - 1])


def _place(answer: dict[str, Any], row: dict[str, Any]) -> str:
    return f"{_tab(answer, row['tab']).replace(': ', ', ')}row {row['row']}"
