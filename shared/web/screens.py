"""One address for people and programs: a page where the browser asks for one, JSON for everybody else."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec
from fastapi import FastAPI
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from shared.domain.refusal import Fact
from shared.law.articles import cited
from shared.law.calendar import WIB
from shared.runtime.clock import now
from shared.web import language
from shared.web.bodies import BoundedBodies
from shared.web.filling import Filling
from shared.web.headers import wrap
from shared.web.house import Standing
from shared.web.kept import QUERY, page_before, page_of, recalled
from shared.web.menu import SHORT_MAX, Menu, is_here
from shared.web.noting import Noting
from shared.web.problems import Details, install_problems
from shared.web.returning import back_to
from shared.web.texts import Texts

HERE: Final = Path(__file__).parent
VISITOR_KEY: Final = "bakti.visitor"
COMPRESSED_FROM_BYTES: Final = 1_000
"""Below this an answer fits one packet anyway."""


@dataclass(frozen=True)
class Visitor:
    """Who looks at a page, as the layout greets them; ``access`` sets it when it knows the actor."""

    name: str
    title: str
    role_may: frozenset[str] = field(default_factory=frozenset)
    """Actions of the policy table."""
    has_other_roles: bool = False
    withheld: frozenset[str] = frozenset()
    """Of these what is not done on this page: it is about somebody who was opened to be seen."""

    @property
    def may(self) -> frozenset[str]:
        """What is offered: nothing that the role may not do, or not here."""
        return self.role_may - self.withheld

    @property
    def only_sees(self) -> bool:
        """Whether nothing is recorded here."""
        return bool(self.withheld)

    @property
    def initials(self) -> str:
        """``RW`` for Rina Wulandari."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


def greet(request: Request, visitor: Visitor) -> None:
    """Remember who looks, for the layout."""
    request.scope[VISITOR_KEY] = visitor


def visitor_of(request: Request) -> Visitor | None:
    """Who looks, where that is known."""
    found: Visitor | None = request.scope.get(VISITOR_KEY)
    return found


def offered(request: Request, action: str) -> bool:
    """Whether a page offers it to who looks."""
    visitor = visitor_of(request)
    return visitor is not None and action in visitor.may


def withhold(request: Request, actions: frozenset[str]) -> None:
    """Offer none of these on the page that is asked for."""
    if visitor := visitor_of(request):
        greet(request, replace(visitor, withheld=actions))


def wants_page(request: Request) -> bool:
    """True where ``Accept`` names HTML before JSON; ``*/*`` alone is a program."""
    for part in request.headers.get("accept", "").split(","):
        kind = part.partition(";")[0].strip()
        if kind in ("text/html", "application/xhtml+xml"):
            return True
        if kind in ("application/json", "application/problem+json"):
            return False
    return False


def screen(
    request: Request,
    template: str,
    data: Mapping[str, Any],
    *,
    status: int = 200,
    standing: Standing | None = None,
    headers: Mapping[str, str] | None = None,
    **only_for_people: Any,
) -> Response:
    """``data`` as JSON or, with what is only for people beside it (names, words), as the page ``template``.

    ``here`` among the latter marks the place of the menu that the page belongs to where its address does not say so."""
    sent = {"Vary": "Accept", **(headers or {})}
    if standing is not None:
        sent |= {"Bakti-Position": str(standing.position)}
    if wants_page(request):
        return page(request, template, {**data, **only_for_people}, status=status, standing=standing, headers=sent)
    stood = {"as_of": {"position": standing.position, "reached": standing.reached}} if standing else {}
    return Response(msgspec.json.encode({**data, **stood}, enc_hook=_encoded), status, sent, "application/json")


def page(
    request: Request,
    template: str,
    data: Mapping[str, Any],
    *,
    status: int = 200,
    standing: Standing | None = None,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page for a person. ``path.html`` lies beside its thing as ``thing/path.html``."""
    environment: Environment = request.app.state.environment
    texts: Texts = request.app.state.texts

    def say(rule: str, facts: Mapping[str, Fact] | None = None) -> str:
        return texts.sentence(rule, facts or {}, language.Language.ID)

    filling = Filling(recalled(request), request.query_params.get(QUERY), texts)
    visitor, menu = visitor_of(request), request.app.state.menu
    found = environment.get_template(template).render(
        {
            "visitor": visitor,
            "here": request.url.path,
            "menu": menu.seen_by(visitor.role_may if visitor else ()),
            "standing": standing,
            "moment": now(),
            "demo": getattr(request.app.state, "demo", False),
            "once": str(uuid4()),
            "say": say,
            "here_again": page_of(request),
            "back_to": partial(back_to, request),
            "filling": filling,
            "form_of": filling.form_of,
            **data,
        }
    )
    return HTMLResponse(found, status, {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})})


def dress(app: FastAPI, *folders: Path, demo: bool = False, menu: Menu | None = None) -> None:
    """Pages, problems, assets and security headers for an app; ``folders`` hold the things' templates and texts."""
    roots = (HERE.parent, *folders)
    app.state.texts = texts_of(roots)
    app.state.environment = environment_of(roots)
    app.state.wants_page = wants_page
    app.state.problem_page = _problem_page
    app.state.recognise = _recognise_nobody
    app.state.demo = demo
    app.state.menu = menu or Menu()
    install_problems(app)
    app.add_middleware(Noting)
    app.add_middleware(BoundedBodies)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM_BYTES)
    wrap(app)
    app.mount("/assets", _Assets(directory=HERE / "assets"), name="assets")


@cache
def texts_of(roots: tuple[Path, ...]) -> Texts:
    """Read once a process, however many apps it makes."""
    return Texts.gather(roots)


@cache
def environment_of(roots: tuple[Path, ...]) -> Environment:
    """Templates: shared ones by their name, a thing's as ``thing/name.html``; compiled once a process."""
    things = {
        folder.parent.name: FileSystemLoader(folder)
        for root in roots
        for folder in sorted(root.rglob("templates"))
        if folder.is_dir() and folder.parent != HERE
    }
    found = Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), PrefixLoader(things)]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("day", "short_day", "brief_day", "weekday", "clock", "number", "hours", "hours_of", "rupiah", "typed"):
        found.filters[name] = getattr(language, name)
    found.filters["cited"] = lambda citation: cited(citation) if citation else ()
    found.globals |= {"asset": _asset, "wib": WIB, "is_here": is_here, "short_max": SHORT_MAX}
    return found


@cache
def _asset(name: str) -> str:
    """``/assets/name?v=…``: the address changes with the content, so that browsers may keep it for a year."""
    return f"/assets/{name}?v={sha256((HERE / 'assets' / name).read_bytes()).hexdigest()[:8]}"


class _Assets(StaticFiles):
    """Static files that a browser keeps for a year where the address carries a version. They are sent whole: a range
    saves nothing of a few kilobytes, and one that is no range would be answered in the library's words."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["Accept-Ranges"] = "none"
        return response


def _encoded(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


async def _recognise_nobody(request: Request) -> None:
    """A house without accounts knows nobody; ``access`` puts its own in this place."""


def _problem_page(request: Request, found: Details, headers: Mapping[str, str]) -> Response:
    data = {"problem": found, "back": page_before(request)}
    return page(request, "problem.html", data, status=found.status, headers=headers)
