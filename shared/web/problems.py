"""Refusals and errors as RFC 9457 ``application/problem+json`` (or as a page): every reason with its remedy."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from shared.domain.refusal import Fault, Refused, Severity
from shared.web import kept
from shared.web.language import Language, language_of
from shared.web.methods import allowed
from shared.web.texts import Texts

MEDIA_TYPE: Final = "application/problem+json"
TROUBLE_KEY: Final = "bakti.trouble"
"""In the scope: what the request's one log line says of an exception that is no bug."""
STATUS: Final[Mapping[Severity, int]] = {Severity.INVALID: 422, Severity.CONFLICT: 409, Severity.ABSENT: 404}
RETRY_AFTER_S: Final = 1
"""A full lane drains 256 requests in a few milliseconds; one second is the smallest the header can say."""
SENTENCES_MAX: Final = 3
"""So many reasons stand in ``detail``; ``errors`` has all."""
NAME_LENGTH_MAX: Final = 100
"""So much of a field's name is repeated: the names of fields that we do not know are the sender's."""
NOT_A_FIELD: Final = re.compile(r"[\[\]()]|^typed-dict$|^function-")


class Problem(Exception):
    """An answer that is not what was asked for, raised above the deciders (who return ``Refused`` instead)."""

    def __init__(self, status: int, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(faults[0].rule)
        self.status = status
        self.faults = faults
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of ``errors``."""

    rule: str
    message: str
    remedy: str | None = None
    citation: str | None = None
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What RFC 9457 calls a problem details object."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    rule: str
    citation: str | None
    errors: tuple[Reason, ...]


def status_of(refused: Refused) -> int:
    """404 where what was asked for is absent, 409 where it stands in conflict, else 422."""
    found = {fault.severity for fault in refused.faults}
    worst = next(s for s in (Severity.ABSENT, Severity.CONFLICT, Severity.INVALID) if s in found)
    return STATUS[worst]


def spoken_to(request: Request) -> Language:
    """The reader's language: pages are in Indonesian, whatever the browser prefers; programs get what they ask for."""
    return Language.ID if request.app.state.wants_page(request) else language_of(request)


def details(request: Request, status: int, faults: Sequence[Fault]) -> Details:
    """The problem in words, in the reader's language."""
    return in_words(request.app.state.texts, spoken_to(request), status, faults, request.url.path)


def told(request: Request, faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """The faults in the asker's language (a page's is Indonesian), each with its remedy, article and field."""
    return [asdict(reason) for reason in details(request, 422, faults).errors] if faults else []


def told_in_a_file(request: Request, faults: Sequence[Fault]) -> tuple[Reason, ...]:
    """The faults as a file of ours says them: in Indonesian as its headings are, whatever the browser prefers."""
    return in_words(request.app.state.texts, Language.ID, 422, faults, "").errors if faults else ()


def in_words(texts: Texts, spoken: Language, status: int, faults: Sequence[Fault], instance: str) -> Details:
    """The problem in this language. ``instance`` is the address that was asked, as a reference: "" is that same one."""
    reasons = tuple(_reason(texts, fault, spoken) for fault in faults)
    first = reasons[0]
    title = texts.title(first.rule, spoken) if len(reasons) == 1 else None
    return Details(
        type=f"/problems#{first.rule}",
        title=title or texts.sentence(f"status-{status}", {}, spoken),
        status=status,
        detail=" ".join(dict.fromkeys(reason.message for reason in reasons[:SENTENCES_MAX])),
        instance=instance,
        rule=first.rule,
        citation=first.citation,
        errors=reasons,
    )


def problem(
    request: Request, status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None
) -> Response:
    """The response: JSON for programs, a page for people; a 503 says when to come again."""
    found = details(request, status, faults)
    vary = {"Vary": "Accept, Accept-Language", "Content-Language": spoken_to(request).value, **(headers or {})}
    if status == 503:
        vary.setdefault("Retry-After", str(RETRY_AFTER_S))
    if request.app.state.wants_page(request):
        page: Response = request.app.state.problem_page(request, found, vary)
        entry = kept.typed(request)
        return page if entry is None else _KeptOr(request, replace(entry, status=status, faults=tuple(faults)), page)
    return JSONResponse(asdict(found), status, vary, MEDIA_TYPE)


class _KeptOr(kept.Later):
    """To the form again, with what was typed and what is wrong with it, less what is too long to be kept; where nothing
    can be kept now, the page that says only the latter."""

    def __init__(self, request: Request, entry: kept.Kept, page: Response) -> None:
        super().__init__(status_code=page.status_code)
        self._request, self._entry, self._page = request, entry, page

    async def made(self) -> Response:
        try:
            address = await kept.keep(self._request, self._entry) or await kept.keep(
                self._request, kept.shortened(self._entry)
            )
        except Exception as away:
            if known(self._request, away) is None:
                raise
            return self._page
        return self._page if address is None else kept.led(address)


class _Done(kept.Later):
    """To the page after a command that was done: a line says what was saved, in place of what the form was filled from,
    so that it is said after Back too. It was done whether or not that can be said."""

    def __init__(self, request: Request, address: str, saved: kept.Saved | None) -> None:
        super().__init__(status_code=303)
        self._request, self._address, self._saved = request, address, saved

    async def made(self) -> Response:
        address = None
        try:
            if self._saved is None:
                await kept.forget(self._request)
            else:
                line = kept.Kept(self._address, typed=kept.filled_from(self._request), saved=self._saved)
                address = await kept.keep(self._request, line)
        except Exception as away:
            if known(self._request, away) is None:
                raise
        return kept.led(address or self._address)


def answer(
    request: Request,
    result: Any,
    *,
    status: int = 200,
    see: str | None = None,
    saved: kept.Saved | None = None,
    **ids: Any,
) -> Response:
    """The answer to a command: its position and ids, or every reason why not.

    ``result`` is ``Done`` or ``Refused``. ``see`` is the page a person is led to after a command that was done, where
    one line says what was ``saved``.
    """
    if isinstance(result, Refused):
        return problem(request, status_of(result), result.faults)
    if see is not None and request.app.state.wants_page(request):
        page, hash_, part = see.partition("#")
        joint = "&" if "?" in page else "?"
        return _Done(request, f"{page}{joint}after={result.position}{hash_}{part}", saved)
    headers = {"Location": see} if see is not None and status == 201 else None
    return JSONResponse({"position": result.position, **ids}, status, headers)


async def done_at(request: Request, see: str, saved: kept.Saved) -> Response:
    """To a page after something that is no command of the ledger was done: one line says what was ``saved``."""
    return await _Done(request, see, saved).made()


def install_problems(app: FastAPI) -> None:
    """Every error of the app is a problem. ``app.state.texts`` must be set."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_leaving)
    app.add_exception_handler(kept.Led, _on_led)
    app.add_exception_handler(Exception, _on_bug)


@dataclass(frozen=True, slots=True)
class Known:
    """An exception of a lower room that is no bug, and its answer. ``when`` says which of its kind are meant."""

    kind: type[Exception]
    rule: str
    status: int
    when: Callable[[Exception], bool]


def on_busy(
    app: FastAPI,
    exception: type[Exception],
    rule: str,
    status: int = 503,
    when: Callable[[Exception], bool] = lambda raised: True,
) -> None:
    """Answer an exception of a lower room with this rule."""
    app.state.known = (*getattr(app.state, "known", ()), Known(exception, rule, status, when))

    async def handle(request: Request, raised: Exception) -> Response:
        found = known(request, raised)
        if found is None:
            raise raised
        return problem(request, found.status, (Fault(found.rule),))

    app.add_exception_handler(exception, handle)


def known(request: Request, raised: Exception) -> Known | None:
    """What ``on_busy`` was told of such an exception, for a route that answers several commands at once."""
    told: tuple[Known, ...] = getattr(request.app.state, "known", ())
    found = next((one for one in told if isinstance(raised, one.kind) and one.when(raised)), None)
    if found:
        request.scope[TROUBLE_KEY] = {"rule": found.rule, "error": type(raised).__name__}
    return found


def faults_of(errors: Sequence[Any]) -> tuple[Fault, ...]:
    """Pydantic's errors as faults, one a field; never what was typed."""
    found: dict[str, Fault] = {}
    for error in errors:
        inner, pointer = _pointer(error["loc"])
        if pointer in found and (inner or error["type"] == "is_instance_of"):
            continue
        facts = {k: v if isinstance(v, str | int | bool) else str(v) for k, v in error.get("ctx", {}).items()}
        found[pointer] = Fault(rule_of(error["type"]), facts, pointer=pointer or None)
    return tuple(found.values())


def rule_of(error_type: str) -> str:
    """The rule of a validation error: one of our own types is a rule already, pydantic's are ``form-…``."""
    return error_type if "-" in error_type else f"form-{error_type.replace('_', '-')}"


def _pointer(location: Sequence[str | int]) -> tuple[bool, str]:
    """The JSON pointer of a field, and whether the error lies in the sealed form that nobody sends by hand."""
    parts = [str(part) for part in location]
    if parts and parts[0] in ("body", "query", "path", "header"):
        parts = parts[1:]
    cut = next((n for n, part in enumerate(parts) if NOT_A_FIELD.search(part)), len(parts))
    return "typed-dict" in parts[cut:], "".join(f"/{part[:NAME_LENGTH_MAX]}" for part in parts[:cut])


def _reason(texts: Texts, fault: Fault, language: Language) -> Reason:
    rule = fault.rule
    if rule.startswith("form-") and rule not in texts.rules:
        rule = "form-other"
    return Reason(
        rule=fault.rule,
        message=texts.sentence(rule, fault.facts, language),
        remedy=texts.remedy(rule, fault.facts, language),
        citation=fault.citation,
        pointer=fault.pointer,
    )


async def _on_problem(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, Problem)
    return problem(request, raised.status, raised.faults, raised.headers)


async def _on_invalid(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, RequestValidationError)
    return problem(request, 422, faults_of(raised.errors()))


async def _on_http(request: Request, raised: Exception) -> Response:
    """Nothing is here, or not by this method. No route was found, so that nobody asked yet who looks."""
    assert isinstance(raised, HTTPException)
    if request.app.state.wants_page(request):
        await request.app.state.recognise(request)
    headers = {k: v for k, v in (raised.headers or {}).items() if k.lower() == "retry-after"}
    if raised.status_code == 405:
        headers["Allow"] = allowed(request)
    return problem(request, raised.status_code, (Fault(f"status-{raised.status_code}"),), headers)


async def _on_led(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, kept.Led)
    return kept.led(raised.address)


async def _on_leaving(request: Request, raised: Exception) -> Response:
    """The caller went away before the request was whole: nobody reads this, and it is no bug of ours."""
    return Response(status_code=400)


async def _on_bug(request: Request, raised: Exception) -> Response:
    return problem(request, 500, (Fault("status-500"),))
