"""`bakti law try`: what a proposed rule would change for those who serve now; nothing is written."""

import asyncio
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.saying import WrongUse, out, progress_bar, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.attendance.hours.decider.outlook import Differing
    from shared.law.parameters import Parameter
    from shared.law.settings import Decision
    from shared.runtime.settings import Settings

BYTES_MOST = 1_000_000
"""Of a file of figures: more than a hundred times today's."""

law = typer.Typer(no_args_is_help=True, help="The figures of the law.")


@law.callback()
def figures() -> None:
    """The figures of the law: shared/law/parameters.toml, and what another one would change."""


@law.command("try")
def try_out(
    file: Annotated[
        Path,
        typer.Argument(
            help="Figures as in shared/law/parameters.toml, changed or further ones; questions of settings.toml, each "
            "with value and valid_from."
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="A JSON line a sentence and one in sum, for machines.")
    ] = False,
) -> None:
    """Say for each running sentence what a proposed rule would change, and in sum. Nothing is written.

    A line of the file takes the place of the line of the same figure, regime and first day; any other is added, and
    holds from its first day on. What no running sentence asks for is named as not tried. A regency's setting is tried
    as it would be decided: [day_rule] with value and valid_from. A sentence runs from the first day of its window until
    all is credited. Persons are told by their ids. Exit code 0, whatever would change.
    """
    from services.cli.opening import running_servers, settings_from_environment

    lines, decisions = _read(file)
    with running_servers(settings_from_environment()) as settings:
        asyncio.run(_tried(settings, lines, decisions, as_json))


def _read(file: Path) -> "tuple[tuple[Parameter, ...], tuple[Decision, ...]]":
    from shared.law.parameters import PARAMETERS, parameters_of
    from shared.law.settings import QUESTIONS, read_proposal

    try:
        if file.stat().st_size > BYTES_MOST:
            raise WrongUse(f"{file} is larger than {BYTES_MOST:,} bytes: no file of figures")
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        asked = {name: tables.pop(name) for name in QUESTIONS if name in tables}
        decisions = tuple(read_proposal(name, QUESTIONS[name], said) for name, said in asked.items())
        lines = parameters_of(tables)
    except OSError as fault:
        raise WrongUse(f"{file}: {fault.strerror}") from None
    except (ValueError, TypeError, AttributeError) as fault:
        raise WrongUse(f"{file} is no file of figures: {fault}") from None
    known = {(line.name, line.regime) for line in PARAMETERS}
    if unknown := sorted({_called(line) for line in lines if (line.name, line.regime) not in known}):
        raise WrongUse(f"no rule reads {', '.join(unknown)}; the figures are those of shared/law/parameters.toml")
    return lines, decisions


def _called(line: "Parameter") -> str:
    return f"{line.name} of {line.regime}" if line.regime else line.name


async def _tried(
    settings: "Settings", lines: "tuple[Parameter, ...]", decisions: "tuple[Decision, ...]", as_json: bool
) -> None:
    from services.attendance.hours.decider import HOURS
    from services.attendance.hours.decider.outlook import Overheard, differing
    from services.cli.house import laws_of
    from services.cli.opening import database_of
    from services.intake.setting.decider import SETTING
    from shared.database.roles import SERVICE_SCHEMAS
    from shared.domain.identifiers import BookId
    from shared.law.parameters import PARAMETERS
    from shared.ledger.execute import known_events
    from shared.ledger.ledger import Ledger
    from shared.runtime.clock import today_wib

    database, total = database_of(settings), _Sum(today_wib())
    ledger = Ledger(database, BookId(settings.book), SERVICE_SCHEMAS["attendance"])
    await ledger.start()
    try:
        laws = laws_of(await ledger.read_category(SETTING.category))
        proposed = Overheard(laws.proposed(lines, decisions).on)
        streams = await ledger.streams(HOURS.category)
        with progress_bar("persons", as_json) as bar:
            for number, stream in enumerate(streams, 1):
                hours = HOURS.fold(known_events(await ledger.read_stream(stream)))
                running, changed = differing(hours, laws.on, proposed)
                klien_id = stream.removeprefix(f"{HOURS.category}-")
                total.add(klien_id, running, changed)
                for one in changed:
                    _say(klien_id, one, as_json)
                bar(number, len(streams))
    finally:
        await ledger.stop()
        await database.dispose()
    figures = proposed.untold([line for line in lines if line not in PARAMETERS])
    untried = sorted({*map(_called, figures), *(one.name for one in proposed.untold(decisions))})
    say_json({"sum": total.counts, "untried": untried}) if as_json else total.say(untried)


class _Sum:
    """What the proposal would change for all."""

    def __init__(self, today: date) -> None:
        self.today = today
        names = ("running", "changed", "persons", "credited", "credited_minutes", "deadline", "possible_until")
        self.counts = Counter(dict.fromkeys((*names, "impossible"), 0))

    def add(self, klien_id: str, running: int, changed: "list[Differing]") -> None:
        """One person's sentences."""
        self.counts["running"] += running
        self.counts["persons"] += bool(changed)
        for one in changed:
            self.counts["changed"] += 1
            self.counts["credited"] += one.now.credited_minutes != one.then.credited_minutes
            self.counts["credited_minutes"] += one.then.credited_minutes - one.now.credited_minutes
            self.counts["deadline"] += one.now.deadline != one.then.deadline
            self.counts["possible_until"] += one.now.possible_until != one.then.possible_until
            self.counts["impossible"] += self._over(one.then.possible_until) and not self._over(one.now.possible_until)

    def _over(self, until: date | None) -> bool:
        return until is not None and until < self.today

    def say(self, untried: "Sequence[str]") -> None:
        """The sum for people, and what no running sentence was looked at by."""
        told = self.counts
        out.print(
            f"{told['changed']:,} of {told['running']:,} running sentences would change, of {told['persons']:,} "
            f"persons: credit of {told['credited']:,} ({told['credited_minutes']:+,} minutes), last day of "
            f"{told['deadline']:,}, last day to catch up of {told['possible_until']:,}; {told['impossible']:,} could "
            "no longer be fulfilled. Nothing was written."
        )
        if not told["running"]:
            out.print("NOT TRIED: nobody serves.")
        elif untried:
            out.print(
                f"NOT TRIED: {', '.join(untried)}. No sentence that runs asks for it: it judges rulings as they come "
                "in, plans or reports, of which this says nothing.",
                markup=False,
            )


def _say(klien_id: str, one: "Differing", as_json: bool) -> None:
    """One sentence's line: only what would change."""
    differs = {
        name: [_plain(before), _plain(after)]
        for name, before, after in zip(one.now._fields, one.now, one.then, strict=True)
        if before != after
    }
    if as_json:
        say_json({"klien_id": klien_id, "putusan_id": one.putusan_id} | differs)
        return
    told = "; ".join(f"{name} {before} -> {after}" for name, (before, after) in differs.items())
    out.print(f"{klien_id} {one.putusan_id}  {told}", markup=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
