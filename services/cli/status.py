"""`bakti status`: is every part well? Asked over HTTP, from this machine or from inside any part."""

import asyncio
from typing import Annotated, Any

import typer

from services.cli.saying import Exit, out, say_json


def status(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line a part, for machines.")] = False,
) -> None:
    """Ask each part at BAKTI_PARTS (or the house of this machine) whether it is ready, and what keeps it.

    Exit code 1: a part does not answer or is not ready.
    """
    from services.cli.opening import address_of, settings_from_environment
    from shared.runtime.parts import asked

    settings = settings_from_environment()
    addresses = settings.parts.split() or [address_of(settings)]
    answers = asyncio.run(asked(addresses))
    for answer in answers:
        say_json(answer) if as_json else _say(answer)
    if any(answer["status"] != "ready" for answer in answers):
        raise typer.Exit(Exit.LEFT)


def _say(answer: dict[str, Any]) -> None:
    colour = "green" if answer["status"] == "ready" else "red"
    version = f" [dim]{answer['version']}[/dim]" if answer.get("version") else ""
    out.print(f"{answer['part']}{version} [{colour}]{answer['status']}[/{colour}]")
    for name, said in answer.items():
        if name not in ("part", "version", "status", "facts"):
            out.print(f"  {name}: {said}", markup=False)
    for name, facts in answer.get("facts", {}).items():
        out.print(f"  {name}: {', '.join(f'{what} {said}' for what, said in facts.items())}", markup=False, style="dim")
