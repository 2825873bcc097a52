"""How the command line talks: results to stdout, sentences about trouble to stderr, colour only on a terminal."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, ClassVar

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """How every command ends; scripts rely on it. A bug ends with 70 and shows where it happened."""

    DONE = 0
    """Done, and nothing is left."""
    LEFT = 1
    """Differences or failures are left: a broken chain, a refused row, a server that does not answer."""
    WRONG_USE = 2
    """An argument, a setting or the place is wrong: nothing was tried. Typer ends so where it cannot read its line."""
    REFUSED = 3
    """It could be done and is not, for safety: invented data outside a demo, a second house on one folder."""


class Refusal(Exception):
    """What was asked cannot be done; the message is for the person who asked."""

    code: ClassVar[Exit] = Exit.LEFT


class WrongUse(Refusal):
    """Asked in a way that cannot be answered."""

    code = Exit.WRONG_USE


class Unsafe(Refusal):
    """Not done here, lest something be lost or mixed."""

    code = Exit.REFUSED


def say_json(answer: Mapping[str, Any]) -> None:
    """One line for machines."""
    typer.echo(json.dumps(answer, ensure_ascii=False))


@contextmanager
def progress_bar(what: str, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr with rate and remaining time, where a person watches; call it with (done, total)."""
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]:,.0f}/s"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task(what, total=None, rate=0.0)

        def show(done: int, total: int) -> None:
            elapsed = bar.tasks[0].elapsed
            bar.update(task, completed=done, total=total, rate=done / elapsed if elapsed else 0.0)

        yield show
