"""How the command line talks: results to stdout, sentences about trouble to stderr, colour only on a terminal."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Refusal(Exception):
    """What was asked cannot be done; the message is for the person who asked."""


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
