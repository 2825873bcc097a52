"""Write docs/reference from the code itself: events, settings, roles, projections, ASVS and a
ruling's transitions. Run by ``make docs``.

``tests/test_docs.py`` fails when what is committed is no longer what the code says.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from docs.asvs import asvs
from docs.ruling import ruling
from services.catalogue import SERVICES
from shared.access.fields import FEW_INSIDE, FEW_OUTSIDE, FIELDS
from shared.access.policy import POLICY, RoleName
from shared.access.reach import SCOPES
from shared.domain.event import TYPE_PREFIX
from shared.runtime.settings import Settings

REFERENCE = Path(__file__).parent / "reference"
HEAD = "<!-- Written by `make docs` from the code: do not edit here. -->\n\n"


def spelled(annotation: Any) -> str:
    """A type as a reader writes it."""
    if annotation is type(None):
        return "null"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is None:
        return str(getattr(annotation, "__name__", annotation))
    if origin is tuple:
        return f"list of {spelled(arguments[0])}"
    if str(getattr(origin, "__name__", "")) == "Personal":
        return "Personal"
    if str(getattr(origin, "__name__", "")) == "Literal":
        return " or ".join(f"`{choice}`" for choice in arguments)
    if arguments:
        return " or ".join(spelled(argument) for argument in arguments)
    return str(annotation)


def sentence(thing: object) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((thing.__doc__ or "").partition("\n\n")[0].split())


def events() -> Iterator[str]:
    """Every event type with its sentence and its fields."""
    yield "# Events\n"
    yield f"Every type begins with `{TYPE_PREFIX}`.\n"
    yield "`Personal` stands for a reference into the vault and a keyed digest, never for the value.\n"
    for service in SERVICES:
        yield f"## {service.name}\n"
        for thing in service.things:
            for event in thing.events:
                yield f"### `{event.TYPE}`\n\n{sentence(event)} Stream `{thing.category}-…`.\n"
                yield "| field | type |\n|---|---|"
                for name, field in event.model_fields.items():
                    yield f"| `{name}` | {spelled(field.annotation)} |"
                yield ""


def settings() -> Iterator[str]:
    """Every setting with its default; the sentences stand beside the fields."""
    yield "# Settings\n"
    yield "Each is an environment variable, read once at the start.\n"
    yield "| variable | default | meaning |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        yield f"| `BAKTI_{name.upper()}` | {_default(field)} | {' '.join((field.description or '').split())} |"
    yield ""


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "below `BAKTI_DATA_DIR`"
    return "none" if field.default is None else f"`{field.default}`"


def roles() -> Iterator[str]:
    """The policy table: who may do what."""
    every = sorted(RoleName)
    yield "# Roles\n"
    yield "| role | on a page | letter | who tries it in the demo |\n|---|---|---|---|"
    for role in every:
        tries = f"{role.person}, who signs in as `{role.login}`" if role.login else "nobody: it is for programs"
        yield f"| `{role}` | {role.called} | {role.letter} | {tries} |"
    yield "\nWhich rows a role sees, of what its actions read; every other row does not exist for it.\n"
    yield "| role | rows |\n|---|---|"
    for role in every:
        yield f"| `{role}` | {sentence(SCOPES[role]) if role in SCOPES else 'None.'} |"
    yield "\nWhat is not in the table is refused.\n"
    yield "| action | " + " | ".join(every) + " |"
    yield "|---" * (len(every) + 1) + "|"
    for action, allowed in sorted(POLICY.items()):
        yield f"| `{action}` | " + " | ".join("yes" if role in allowed else "" for role in every) + " |"
    yield from _fields(every)
    yield ""


def _fields(every: Sequence[RoleName]) -> Iterator[str]:
    """Which role sees which personal field, of an adult and of a child."""
    yield "\n## Fields\n"
    yield "What a role sees of a person whom it may see at all. A child is whoever is masked as one; **both**: of"
    yield "adults and children. What is not in the table is seen by nobody.\n"
    yield "| field | " + " | ".join(every) + " |"
    yield "|---" * (len(every) + 1) + "|"
    words = {(True, True): "both", (True, False): "adult", (False, True): "child", (False, False): ""}
    for field, row in FIELDS.items():
        yield f"| {field} | " + " | ".join(words[one in row.adult, one in row.child] for one in every) + " |"
    yield f"\nA count that would single somebody out is told from {FEW_INSIDE} persons on in the house, and from"
    yield f"{FEW_OUTSIDE} on outside of it, where nothing is counted yet; also where it could be had by subtraction."


def projections() -> Iterator[str]:
    """Every projection with its service, version and sentence."""
    yield "# Projections\n"
    yield "Each is a table that `bakti replay NAME` rebuilds from the ledger.\n"
    yield "| name | version | a row is |\n|---|---|---|"
    for service in SERVICES:
        for projection in service.projections:
            full, row = f"{projection.service}.{projection.name}", projection.layout.row
            yield f"| `{full}` | {projection.version} | {sentence(row)} |"
    yield ""


PAGES = {
    "events.md": events,
    "settings.md": settings,
    "roles.md": roles,
    "projections.md": projections,
    "asvs.md": asvs,
    "ruling.md": ruling,
}


def written(page: str) -> str:
    """The whole text of one page."""
    return HEAD + "\n".join(PAGES[page]()).rstrip() + "\n"


if __name__ == "__main__":
    for page in PAGES:
        (REFERENCE / page).write_text(written(page), "utf-8")
