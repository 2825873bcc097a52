"""What a person typed, kept for a day: no fault, no conflict and no session's end makes anybody type it again.

Every post of a page's form that ends in a problem comes here: what was typed and what was wrong with it is sealed for
the account that typed it, and the person is led by 303 to the form's own page with ``?kept=`` its id. So reload and
Back never post, and no word that was typed stands in an address or in a log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Protocol

import msgspec
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from shared.domain.refusal import Fact, Fault

ONCE: Final = "_once"
"""The hidden field of our forms that makes a second click the same command."""
FORM, PAGE, KEPT, CHECK, SEEN = "_form", "_page", "_kept", "_check", "_seen"
"""Which form of the page it is; the page to come back to; the entry that it was filled from; whether the answers are to
be shown before they are taken (``Step``); the rules of the doubts that were shown."""
CONTROLS: Final = frozenset({ONCE, FORM, PAGE, KEPT, CHECK, SEEN})
"""What a form of ours says about itself, and no command reads."""
QUERY: Final = "kept"
PAIRS_KEY: Final = "bakti.pairs"
"""In the scope: what the form brought, in its order, once it was read."""
ACCOUNT_KEY: Final = "bakti.account"
"""In the scope: the account that asks, or that asked before its session ended."""
RECALLED_KEY: Final = "bakti.recalled"
UNTOLD: Final = frozenset({"password", "current", "again"})
"""Fields whose content is kept nowhere."""
LIFE: Final = timedelta(days=1)
"""What was not sent by the next day is typed anew: nobody's words lie about."""
ENTRIES_MAX: Final = 50
"""Of one kind and owner where nobody says another number: more forms than anybody has open."""
ADDRESS_LENGTH_MAX: Final = 500
PAYLOAD_BYTES_MAX: Final = 200_000
"""The longest form of ours has some 40 fields of at most 2,000 letters."""
FIELD_LENGTH_MAX: Final = 4_000
"""Letters of one field that come back where the whole form is too long to be kept: twice the most that one takes."""


class Step:
    """What ``_check`` says: show the answers first, go back to change them, or take them as they were shown."""

    ASK, CHANGE, TAKE = "ask", "change", "take"


@dataclass(frozen=True, slots=True)
class Saved:
    """One line of success: the rule whose words it is (``saved-`` before it), its facts, and whither next."""

    rule: str
    facts: dict[str, Fact] = field(default_factory=dict)
    next: tuple[str, str] | None = None
    """A link's words and address."""
    tone: str = "good"
    """``watch``: it was recorded, and something about it waits for a person."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry: a form as it was typed with what is wrong with it or to be looked at, or a line of success."""

    page: str
    form: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    status: int = 0
    """Of the problem that it met; 0 where it met none."""
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    """What is asked about: beside the answers where they are shown, beside the fields where they are changed."""
    checking: bool = False
    """Show what was typed and ask whether it is right."""
    saved: Saved | None = None

    def said(self, name: str) -> str | None:
        """What the form says about itself."""
        return next((value for one, value in self.typed if one == name), None)


GONE: Final = Kept("")
"""Of an id that is nobody's, another's or older than a day."""


class Keeping(Protocol):
    """Where entries lie: sealed, each for its owner: an account, or an action whose roles all work on it."""

    async def keep(
        self,
        owner: str,
        kind: str,
        payload: bytes,
        kept_id: str | None = None,
        life: timedelta = LIFE,
        entries_max: int = ENTRIES_MAX,
    ) -> str:
        """Keep it in place of the owner's own entry ``kept_id`` where there is one; its id. Of one ``kind`` the
        newest are kept, at most ``entries_max``."""

    async def find(self, owner: str, kept_id: str) -> bytes | None:
        """The owner's entry of this id."""

    async def forget(self, owner: str, kept_id: str) -> None:
        """Drop the owner's entry."""


class Led(Exception):
    """Instead of an answer the person is led to a page of ours."""

    def __init__(self, address: str) -> None:
        super().__init__("led")
        self.address = address


class Later(Response):
    """A response that is made when it is sent, since making it asks the database."""

    async def made(self) -> Response:
        """The response itself."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make it, and send it."""
        response = await self.made()
        await response(scope, receive, send)


def local(address: str, otherwise: str = "/") -> str:
    """The address if it is a path of ours, so that nobody is led away."""
    ours = address.startswith("/") and not address.startswith("//") and len(address) <= ADDRESS_LENGTH_MAX
    return address if ours and "\\" not in address and address.isprintable() else otherwise


def with_kept(page: str, kept_id: str) -> str:
    """The page with this entry in place of any other."""
    url = URL(page).remove_query_params(QUERY).include_query_params(**{QUERY: kept_id})
    return str(url)


def page_of(request: Request) -> str:
    """The page that is asked for, as a form of it names it: without the entry that it shows."""
    url = request.url.remove_query_params(QUERY)
    return f"{url.path}?{url.query}" if url.query else url.path


def note(request: Request, pairs: Sequence[tuple[str, str]]) -> None:
    """Remember what the form brought."""
    request.scope[PAIRS_KEY] = tuple(pair for pair in pairs if pair[0] not in UNTOLD)


def typed(request: Request) -> Kept | None:
    """What a page's form brought, as far as it was read; None where a program asks, or no form of ours."""
    pairs: tuple[tuple[str, str], ...] = request.scope.get(PAIRS_KEY, ())
    said = dict(reversed(pairs))
    page = local(said.get(PAGE, ""), otherwise="")
    if not page or FORM not in said or not request.app.state.wants_page(request):
        return None
    return Kept(page, said[FORM], pairs)


async def keep(request: Request, entry: Kept) -> str | None:
    """Keep the entry for the account that asks; the address that shows it. None where nobody asks, where nothing is
    kept in this process, or of what is too long."""
    kept_id = await put(request, "saved" if entry.saved else "form", entry)
    return None if kept_id is None else with_kept(entry.page, kept_id)


def shortened(entry: Kept) -> Kept:
    """The entry without the fields that are longer than any may be."""
    return replace(entry, typed=tuple(pair for pair in entry.typed if len(pair[1]) <= FIELD_LENGTH_MAX))


async def put(request: Request, kind: str, entry: Kept) -> str | None:
    """Keep the entry of this kind; its id, under the same conditions."""
    keeping, account_id = _keeping(request), request.scope.get(ACCOUNT_KEY)
    payload = msgspec.json.encode(entry)
    if keeping is None or account_id is None or len(payload) > PAYLOAD_BYTES_MAX:
        return None
    return await keeping.keep(account_id, kind, payload, entry.said(KEPT))


async def get(request: Request, kept_id: str) -> Kept:
    """The entry of this id, for whoever kept it; else ``GONE``."""
    keeping, account_id = _keeping(request), request.scope.get(ACCOUNT_KEY)
    found = await keeping.find(account_id, kept_id) if keeping and account_id else None
    return GONE if found is None else msgspec.json.decode(found, type=Kept)


async def recall(request: Request) -> None:
    """Read the entry that a page's address names, for whoever kept it."""
    kept_id = request.query_params.get(QUERY)
    if kept_id is not None and request.app.state.wants_page(request):
        request.scope[RECALLED_KEY] = await get(request, kept_id)


def recalled(request: Request) -> Kept | None:
    """The entry that the page shows; ``GONE`` where its address names one that is no more."""
    found: Kept | None = request.scope.get(RECALLED_KEY)
    return found


def filled_from(request: Request) -> tuple[tuple[str, str], ...]:
    """The pair that names the entry which the form was filled from, if any."""
    return tuple(pair for pair in request.scope.get(PAIRS_KEY, ()) if pair[0] == KEPT)


def as_brought(request: Request, form: str, pairs: Sequence[tuple[str, str]], faults: Sequence[Fault]) -> None:
    """Show a form with what was brought by another way and is wrong; what was typed into it since goes before."""
    if recalled(request) is None:
        request.scope[RECALLED_KEY] = Kept(page_of(request), form, tuple(pairs), 422, faults=tuple(faults))


async def forget(request: Request) -> None:
    """Drop what the form was filled from: its command was done."""
    entry, keeping, account_id = typed(request), _keeping(request), request.scope.get(ACCOUNT_KEY)
    kept_id = entry.said(KEPT) if entry else None
    if keeping is not None and account_id is not None and kept_id:
        await keeping.forget(account_id, kept_id)


def to_look_at(request: Request, doubts: Sequence[Fault] = ()) -> Kept | None:
    """What the person shall see before it is done: the form again to change it, or their answers with these doubts.

    None: they have seen it, or the form does not ask; a program is never asked."""
    entry = typed(request)
    if entry is None:
        return None
    step, seen = entry.said(CHECK), (entry.said(SEEN) or "").split()
    if step == Step.CHANGE:
        return entry
    if step == Step.ASK or any(doubt.rule not in seen for doubt in doubts):
        return replace(entry, doubts=tuple(doubts), checking=True)
    return None


async def with_doubts_shown(request: Request, entry: Kept) -> Kept:
    """Where somebody goes back to change answers: with the doubts that stood beside them, which now stand beside the
    fields."""
    if entry.said(CHECK) != Step.CHANGE:
        return entry
    return replace(entry, doubts=(await get(request, entry.said(KEPT) or "")).doubts)


def has_seen(request: Request) -> bool:
    """Whether the person takes what they were shown with its doubts, as it is."""
    entry = typed(request)
    return entry is not None and entry.said(CHECK) == Step.TAKE and bool(entry.said(SEEN))


def page_before(request: Request) -> str | None:
    """The page of ours that sent this: as its form says, else as the browser does. None where nobody says so."""
    if request.method in ("GET", "HEAD"):
        return None
    entry, sender = typed(request), URL(request.headers.get("referer", ""))
    if entry is not None:
        return entry.page
    ours = sender.netloc == request.headers.get("host", "") != ""
    return local(f"{sender.path}?{sender.query}" if sender.query else sender.path, "") or None if ours else None


def led(address: str) -> Response:
    """303: the browser gets the page, and a reload gets it again."""
    return RedirectResponse(address, status_code=303)


def _keeping(request: Request) -> Keeping | None:
    found: Keeping | None = getattr(request.app.state, "keeping", None)
    return found
