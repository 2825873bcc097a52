"""The house rules that no memory keeps: sizes, names, where things lie, what is described and tested."""

import ast
import importlib
import re
import tomllib
from collections.abc import Collection, Iterator
from importlib.metadata import packages_distributions
from inspect import iscoroutinefunction
from pathlib import Path
from statistics import median, quantiles
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from services.catalogue import SERVICES
from shared.access.policy import POLICY
from shared.domain.command import Command
from shared.domain.event import Event, Value
from shared.domain.personal import Personal
from shared.web.problems import rule_of
from tests.sources import tree_of

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for top in ("services", "shared") for path in (ROOT / top).rglob("*.py"))
THINGS = sorted(path.parent for path in (ROOT / "services").glob("*/*/events.py"))
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 45
FUNCTION_LINES_95TH = 20
FUNCTION_LINES_HALF = 6
VAGUE = re.compile(r"(Manager|Helper|Util|Utils|Base|Service|Impl)$")
ALLOWED_VAGUE = {
    "shared/web/service.py:Service",  # the four services of the house
    "services/attendance/hours/decider/commands.py:StartService",  # service is what the person does
}
ANY_LINES_MAX = 30
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAMES_A_RULE = re.compile(r"(\w+\.)*(Fault|refused|RuleCode|NotRead|Partly|Cap)")
CRUD = re.compile(r"(Updated|Changed)$")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in SOURCES:
        yield named(path), tree_of(path)


def functions() -> Iterator[tuple[str, int]]:
    for name, tree in parsed():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def import_events() -> None:
    for thing in THINGS:
        importlib.import_module(".".join((*thing.relative_to(ROOT).parts, "events")))


def test_services_and_shared_are_ours_and_no_dependency_brings_packages_of_these_names() -> None:
    assert {*packages_distributions().get("services", ()), *packages_distributions().get("shared", ())} <= {"bakti"}
    for package in ("services", "shared"):
        assert Path(str(importlib.import_module(package).__file__)).is_relative_to(ROOT)


def test_no_file_is_longer_than_one_sitting() -> None:
    long = {named(path): n for path in SOURCES if (n := len(path.read_text("utf-8").splitlines())) > FILE_LINES_MAX}
    assert not long


def test_functions_are_short() -> None:
    sizes = dict(functions())
    assert not {name: lines for name, lines in sizes.items() if lines > FUNCTION_LINES_MAX}
    assert median(sizes.values()) <= FUNCTION_LINES_HALF
    assert quantiles(sizes.values(), n=20)[-1] <= FUNCTION_LINES_95TH


def test_every_module_says_in_its_first_sentence_why_it_exists() -> None:
    assert not [name for name, tree in parsed() if not ast.get_docstring(tree)]


def test_nothing_has_a_vague_name() -> None:
    classes = [
        f"{name}:{node.name}" for name, tree in parsed() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    assert not [name for name in classes if VAGUE.search(name) and name not in ALLOWED_VAGUE]


def test_connections_are_made_in_one_place_where_their_statements_get_an_end() -> None:
    """A connection without ``command_timeout`` waits for ever for a server that hangs."""
    makers = re.compile(r"asyncpg\.(connect|create_pool)\(|create_(async_)?engine\(")
    found = {named(path) for path in SOURCES if makers.search(path.read_text("utf-8"))}
    assert found == {"shared/database/engine.py", "shared/database/migrate.py"}
    for path in found:
        text = (ROOT / path).read_text("utf-8")
        assert len(makers.findall(text)) == len(re.findall(r'command_timeout"?[=:]', text)), path


def test_no_event_is_crud_in_disguise() -> None:
    import_events()
    assert not [event.TYPE for event in Event.KNOWN.values() if CRUD.search(event.__name__)]


@pytest.mark.parametrize("thing", THINGS, ids=lambda path: path.name)
def test_every_thing_has_its_test_folder(thing: Path) -> None:
    tests = ROOT / "tests" / thing.relative_to(ROOT / "services")
    assert list(tests.glob("test_*.py")), f"{tests} has no tests"


def test_every_package_of_shared_is_used_by_two_services_or_carries_what_is() -> None:
    users: dict[str, set[str]] = {}
    for name, tree in parsed():
        top = name.split("/")[1] if name.startswith("services/") else "shared"
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared."):
                users.setdefault(str(node.module).split(".")[1], set()).add(top)
    rooms = {path.name for path in (ROOT / "shared").iterdir() if (path / "__init__.py").exists()}
    assert not {room for room in rooms if len(users.get(room, set())) < 2}


def outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: everything but the bodies of functions, their defaults included."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for default in (*node.args.defaults, *node.args.kw_defaults, *node.decorator_list):
                if default is not None:
                    yield from (default, *ast.walk(default))
        elif not isinstance(node, ast.Lambda):
            yield from outside_functions(node)


def test_no_figure_of_the_law_is_read_but_for_a_day() -> None:
    """A line valid from 2030 must not judge today: nothing is read at import, nothing for the end of time."""
    asked = re.compile(r"\b(\w*law_on|\w*laws\.on|LAWS\.on|Law)\(|\.(line|cite|setting)\(")
    read = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        for node in outside_functions(tree)
        if isinstance(node, ast.Call) and asked.search(f"{ast.unparse(node.func)}(")
    ]
    forever = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and LAW_OF.search(ast.unparse(node.func)) and "max" in ast.unparse(node)
    ]
    assert not read + forever


def test_every_rules_name_is_in_kebab_case() -> None:
    """Rule names are API: whoever reads answers by program writes each in one spelling."""
    named_in_texts = {
        rule for top in ("services", "shared") for path in (ROOT / top).rglob("texts.toml") for rule in _tables(path)
    }
    named_in_code = {
        part.value: f"{name}:{part.lineno}"
        for name, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and NAMES_A_RULE.fullmatch(ast.unparse(node.func)) and node.args
        for part in (node.args[0], *_choices(node.args[0]))
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    assert len(named_in_texts) > 200
    assert len(named_in_code) > 100
    assert not [rule for rule in named_in_texts if not KEBAB.fullmatch(rule)]
    assert not {rule: place for rule, place in named_in_code.items() if not KEBAB.fullmatch(rule)}
    assert rule_of("string_too_long") == "form-string-too-long"


def _tables(path: Path) -> Iterator[str]:
    yield from tomllib.loads(path.read_text("utf-8"))


def _choices(argument: ast.expr) -> tuple[ast.expr, ...]:
    return (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else ()


def test_wib_and_today_are_said_in_one_place_each() -> None:
    """Another offset of seven hours, or a machine's own today, is right until somebody's machine stands elsewhere."""
    own = re.compile(r"\btimezone\(|\bZoneInfo\(|\b(date\.today|datetime\.(now|today|utcnow))\(")
    found = {named(path): own.findall(path.read_text("utf-8")) for path in SOURCES}
    assert {name: len(uses) for name, uses in found.items() if uses} == {
        "shared/law/calendar.py": 1,  # WIB
        "shared/runtime/clock.py": 1,  # now
    }


def test_lines_of_reporting_that_say_any_are_few() -> None:
    """What reports show is known; a row whose fields nobody knows is a page that breaks at a person's desk."""
    lines = [
        line
        for path in (ROOT / "services/reporting").rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\bAny\b", line)
    ]
    assert len(lines) <= ANY_LINES_MAX


def test_a_fold_says_which_event_it_folds_and_is_checked_for_it() -> None:
    """``Any`` for row, event or entry would let a field that the event has not come as far as a parked key."""
    loose = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        if name.startswith("services/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(one, ast.Call) and ast.unparse(one.func).endswith(".on") for one in node.decorator_list)
        and any(word.annotation is None or ast.unparse(word.annotation) == "Any" for word in node.args.args)
    ]
    assert not loose


LAW_OF = re.compile(r"(law_on|laws\.on)$")
MAKERS = ("shared/law/", "services/cli/house.py", "services/cli/law.py", "services/demo/")
"""Who puts statutes and settings together: the law itself, the house for its circumstances, who tries a proposed one,
invented lives."""


def test_the_law_is_handed_in_and_nobody_makes_it_for_himself() -> None:
    """Deciders, folds, reports and pages get it from the circumstances, with the regency's settings in it; a test may
    hand in another."""
    makes = re.compile(r"\b(Laws\(|PARAMETERS\b|read_parameters\b)")
    made = [
        f"{name}:{number}"
        for name in map(named, SOURCES)
        if not name.startswith(MAKERS)
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        if makes.search(line)
    ]
    assert not made


def events_of_the_house() -> list[type[Event]]:
    import_events()
    return [event for event in Event.KNOWN.values() if event.__module__.startswith("services.")]


def leaves(annotation: Any) -> Iterator[Any]:
    """The types a field is made of, containers and nested values opened."""
    origin = get_origin(annotation)
    if annotation is Personal or origin is Personal:
        yield Personal
    elif origin is Annotated:
        yield from leaves(get_args(annotation)[0])
    elif origin in (Union, UnionType, tuple):
        for part in get_args(annotation):
            yield from leaves(part)
    elif isinstance(annotation, type) and issubclass(annotation, Value):
        for field in annotation.model_fields.values():
            yield from leaves(field.annotation)
    else:
        yield annotation


def test_no_event_carries_a_bare_text() -> None:
    bare = [
        f"{event.__name__}.{name}"
        for event in events_of_the_house()
        for name, field in event.model_fields.items()
        if str in leaves(field.annotation)
    ]
    assert not bare, "a text in an event is an identifier, a code, words an institution publishes, or Personal"


def test_an_event_with_personal_values_names_its_subject() -> None:
    nobody = [
        event.__name__
        for event in events_of_the_house()
        if any(Personal in leaves(field.annotation) for field in event.model_fields.values())
        and (event.SUBJECT is None or event.SUBJECT not in event.model_fields)
    ]
    assert not nobody


def growing(annotation: Any, bounded: bool) -> Iterator[Any]:
    """The containers in a type that nothing bounds, containers of containers too."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        bounded = bounded or any(getattr(one, "max_length", None) is not None for one in parts[1:])
        yield from growing(parts[0], bounded)
    elif origin in (Union, UnionType):
        for part in parts:
            yield from growing(part, bounded)
    elif isinstance(origin or annotation, type) and issubclass(origin or annotation, Collection):
        if origin is None and not issubclass(annotation, list | tuple | set | frozenset | dict):
            return
        if not bounded and (origin is not tuple or Ellipsis in parts):
            yield annotation
        for part in parts:
            if part is not Ellipsis:
                yield from growing(part, bounded=False)


def held_in(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The model and every model in its fields."""
    if model in seen:
        return seen
    seen.add(model)
    for field in model.model_fields.values():
        for part in parts_of(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                held_in(part, seen)
    return seen


def parts_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def kinds_of(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for kind in model.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_list_of_an_event_and_of_a_command_has_a_bound() -> None:
    """Whatever comes from outside or is kept for ever: what nobody bounds somebody fills."""
    for path in (ROOT / "services").rglob("*.py"):
        if "cli" not in path.parts:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    asked = {kind for kind in kinds_of(Command) if kind.__module__.startswith(("services.", "shared."))}
    models: set[type[BaseModel]] = set()
    for model in (*events_of_the_house(), *asked):
        held_in(model, models)
    assert len(models) > 60
    unbounded = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if [*growing(field.annotation, any(getattr(one, "max_length", None) is not None for one in field.metadata))]
    ]
    assert not sorted(unbounded)


def test_every_event_is_described_in_the_reference() -> None:
    described = (ROOT / "docs/reference/events.md").read_text("utf-8")
    assert not [event.TYPE for event in events_of_the_house() if f"`{event.TYPE}`" not in described]


def commands_of(part: str = "services.") -> list[type[Command]]:
    """Every command of the house that somebody may ask, wherever it is written."""
    found: list[type[Command]] = []
    waiting = [Command]
    while waiting:
        command = waiting.pop()
        waiting += command.__subclasses__()
        if command.__module__.startswith(part) and hasattr(command, "ACTION"):
            found.append(command)
    return sorted(found, key=lambda command: command.__qualname__)


def decided_by(command: type[Command]) -> list[str]:
    return [thing.category for service in SERVICES for thing in service.things if command in thing.decides]


@pytest.mark.parametrize("command", commands_of(), ids=lambda command: command.__name__)
def test_every_command_is_decided_by_its_thing_and_has_its_row_in_the_policy(command: type[Command]) -> None:
    (thing,) = decided_by(command)
    assert command.STREAM.partition("-")[0] == thing, "a command decides on a stream of its own thing"
    assert command.ACTION in POLICY
    assert command.ACTION.partition(".")[0] == thing
    assert {*command.stream_ids(), *command.FOUND} <= {*command.model_fields}
    assert command.stream_ids()
    assert (command.model_config["extra"], command.model_config["frozen"]) == ("forbid", True)


def dependants_of(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from dependants_of(inner)


def test_nothing_that_an_address_asks_for_first_goes_to_a_thread_and_back() -> None:
    found = {
        call
        for service in SERVICES
        for router in service.doors
        for route in iter_route_contexts(router.routes)
        if isinstance(route.original_route, APIRoute)
        for call in dependants_of(route.dependant)
    }
    assert len(found) > 100
    assert [call for call in found if not iscoroutinefunction(call)] == []


def test_an_address_that_carries_out_a_command_asks_for_that_commands_own_action() -> None:
    app = FastAPI()
    for service in SERVICES:
        for router in service.routers:
            app.include_router(router)
    carried: set[type[Command]] = set()
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute) or "POST" not in (route.methods or ()):
            continue
        calls = list(dependants_of(route.dependant))
        actions = {getattr(call, "action", None) for call in calls}
        commands = {command for call in calls for command in getattr(call, "commands", ())}
        assert {command.ACTION for command in commands} <= actions, route.path
        assert commands or not actions & {command.ACTION for command in commands_of()}, route.path
        carried |= commands
    unasked = {command.__name__ for command in commands_of() if command not in carried}
    assert unasked == {
        "OpenSentence",
        "WithdrawSentence",
        "OpenPlace",
        "TakeFinality",
        "TakeOverHours",
        "GiveBackHours",
        "TakeEnd",
        "TakeCredit",
        "TakeProfile",
        "SeekApart",
        "TakeStart",
        "FollowTerms",
        "LeavePlacement",
    }, "only a reaction asks for what has no address"


def test_commands_are_carried_out_where_somebody_is_known_to_ask() -> None:
    """By an address that asked the policy, or by a reaction."""
    found = {named(path) for path in SOURCES if ".executor.carry_out(" in path.read_text("utf-8")}
    assert found == {"shared/access/asking.py", "shared/messaging/reaction.py"}
