"""Where a ruling may stand and which command leads where, drawn from the table that refuses all else."""

from collections import defaultdict
from collections.abc import Iterator

from services.intake.putusan.decider.transitions import TRANSITIONS, Standing, refusal


def ruling() -> Iterator[str]:
    """The picture, and the table with the word by which a command is refused."""
    yield "# Where a ruling stands\n"
    yield "Intake's own standings; *diusulkan* to *terpenuhi* follow in the reports. A command that leaves the ruling"
    yield "where it stands has no arrow. A cell of the table with a rule (`…`) is a refusal by that rule; any other"
    yield "takes the command, which may still be refused for what it says.\n"
    yield "```mermaid\nstateDiagram-v2"
    for one in Standing:
        if one is not Standing.UNKNOWN:
            yield f'    state "{one}" as {one.name}'
    for (begins, ends), names in _arrows().items():
        first = "[*]" if begins is Standing.UNKNOWN else begins.name
        yield f"    {first} --> {ends.name}: {', '.join(names)}"
    yield "```\n"
    yield "| command | " + " | ".join(Standing) + " |"
    yield "|---" * (len(Standing) + 1) + "|"
    for name, leads in TRANSITIONS.items():
        cells = (", ".join(sorted(leads[one])) if one in leads else f"`{refusal(name, one)}`" for one in Standing)
        yield f"| `{name}` | " + " | ".join(cells) + " |"
    yield ""


def _arrows() -> dict[tuple[Standing, Standing], list[str]]:
    found: dict[tuple[Standing, Standing], list[str]] = defaultdict(list)
    for name, leads in TRANSITIONS.items():
        for begins, all_of in leads.items():
            for ends in sorted(all_of):
                if begins is not ends:
                    found[begins, ends].append(name)
    return found
