"""As each role: whatever its desk, its menu and the pages below them show can be opened, and done."""

import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from starlette.routing import compile_path

from services.catalogue import BY_NAME
from shared.access.policy import POLICY, SIGNING_IN, RoleName, allowed, may
from shared.access.signin import addresses
from shared.domain.identifiers import AN_ID
from shared.domain.units import BAPAS
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.menu import Place
from tests.access.steps import MARK, PACT
from tests.access.town import told
from tests.neighbours import linked, linked_to_unit
from tests.opened import Opened, opened_for

OF_A_KIND_MOST = 6
"""Pages of one kind that are walked through: people and pages of lists are many, and look alike."""
PAGE = {"accept": "text/html"}
VOID = ("input", "meta", "link", "use", "rect", "line", "path", "br", "img", "hr")
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|not|hours|error|unknown|held|registered|confirmed|rejected|proposed|accepted|pending|waiting|"
    r"none|None|null|true|True|false|False|undefined|adult|child|host|person|neither|prison|fine|given|withheld|review|"
    r"recorded|struck|import|offer|site|placement|ruling|shift|paper|page)\b"
)
"""Words of the code and of programs' answers; none is an Indonesian word too."""
NARROWED = tuple(role for role in SIGNING_IN if role not in (RoleName.COORDINATOR, RoleName.AUDITOR, RoleName.OPERATOR))
"""Who sees the rows of a reach, and not all or none."""


@dataclass
class Shown(HTMLParser):
    """What a page shows: where its links lead, what its forms do, and what can be linked to."""

    links: list[str] = field(default_factory=list)
    forms: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    """Whatever is read or heard, but what is marked as a name in code or as another language's."""
    apart: list[str] = field(default_factory=list)
    """The open elements, the marked one and those in it."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_data(self, data: str) -> None:
        if not self.apart:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.apart and self.apart[-1] == tag:
            self.apart.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        is_apart = tag in ("code", "style", "script") or named.get("lang", "id") != "id"
        if tag not in VOID and (self.apart or is_apart):
            self.apart.append(tag)
        self.words += [named[name] for name in ("aria-label", "title", "placeholder", "alt") if name in named]
        self.ids |= {named["id"]} if "id" in named else set()
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag == "form":
            self.forms.append((named.get("method", "get").upper(), named.get("action", "")))
        if "formaction" in named:
            self.forms.append((named.get("formmethod", "post").upper(), named["formaction"]))


def shown(text: str) -> Shown:
    page = Shown()
    page.feed(text)
    return page


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, SIGNING_IN) as found:
        yield found


def kind_of(address: str) -> str:
    """Addresses of one kind differ in whom they are about, and in which page of a list they are."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", parts.path)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return f"{path}?{'&'.join(names)}"


async def walked(house: Opened, role: RoleName) -> AsyncIterator[tuple[str, int, Shown]]:
    """Every page that this role comes to from its desk, with its status; few of each kind."""
    client, seen, kinds = house.clients[role], set[str](), Counter[str]()
    waiting = deque(["/"])
    while waiting:
        address = waiting.popleft()
        if address in seen or kinds[kind_of(address)] >= OF_A_KIND_MOST:
            continue
        seen.add(address)
        kinds[kind_of(address)] += 1
        answer = await client.get(address, headers=PAGE, follow_redirects=True)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        page = shown(answer.text if is_page else "")
        yield address, answer.status_code, page
        waiting.extend(urldefrag(one).url for one in _of_ours(address, page.links))


def _of_ours(address: str, links: list[str]) -> Iterator[str]:
    for link in links:
        found = urljoin(address, link)
        if not urlsplit(found).netloc:
            yield found


def actions_of(house: Opened, method: str, path: str) -> frozenset[str] | None:
    """The actions that the address names; None where there is none."""
    for one, actions in addresses(house.app).items():
        its_method, _, pattern = one.partition(" ")
        if its_method == method and compile_path(pattern)[0].fullmatch(path):
            return actions
    return None


async def test_nobody_sees_a_link_or_a_button_that_will_refuse(house: Opened) -> None:
    """Neither 403 nor 404, no form that the role may not send, and what names a part of a page lands on it."""
    await lived_in(house)
    await walks_without_refusal(house)


async def test_nobody_s_menu_leads_to_a_list_that_never_has_a_row_for_them(house: Opened) -> None:
    """Of everything something is told, and each account is one whom it concerns: what is empty even so stays empty."""
    await lived_in(house)
    narrowed = {one.address for service in BY_NAME.values() for one in service.reports if one.about is not None}
    empty, asked = list[str](), Counter[RoleName]()
    for role in NARROWED:
        client = house.clients[role]
        for place in house.app.state.menu.seen_by(allowed(role)).places:
            if place.address in narrowed:
                asked[role] += 1
                empty += [] if (await client.get(place.address)).json()["items"] else [f"{place.address} of {role}"]
    assert not empty
    assert asked[RoleName.COURT] == asked[RoleName.PROSECUTOR] == asked[RoleName.JUDGE] == 3


async def lived_in(house: Opened) -> None:
    """Everybody of the town is told, each role's account concerns an adult, a child and where they serve, and the
    officer keeps letters and agreements."""
    known = {one.person.kind: one for one in await told(house)}
    placed = (await house.clients[RoleName.COORDINATOR].get(f"/placement/{known['adult'].putusan_ids[0]}")).json()
    persons = (min(known[kind].klien_ids) for kind in ("adult", "child"))
    await linked(house.parts.database, placed["ipd_id"], *persons)
    await linked_to_unit(house.parts.database, BAPAS, RoleName.OFFICER)
    await house.level()
    wanted = {"whom": "all", "due_on": str(today_wib()), "note": "Untuk tahun depan"}
    assert (await house.clients[RoleName.COORDINATOR].post("/annex", json=wanted)).status_code == 201
    assert (await house.clients[RoleName.COORDINATOR].post("/workplan", json=MARK)).status_code == 201
    assert (await house.clients[RoleName.COORDINATOR].post("/agreement", json=PACT)).status_code == 201
    letter = {"unit": BAPAS, "correspondent": "Kantor Rekaan", "perihal": "Undangan", "received_on": str(today_wib())}
    assert (await house.clients[RoleName.OFFICER].post("/letter/incoming", json=letter)).status_code == 201
    await house.level()


async def test_first_steps_in_an_empty_house_lead_where_they_say(house: Opened) -> None:
    for role, acts in {
        RoleName.OFFICER: ("Daftarkan putusan", "Impor berkas", "Lihat daftar I-PD"),
        RoleName.COORDINATOR: ("Daftarkan I-PD",),
    }.items():
        page = (await house.clients[role].get("/", headers=PAGE)).text
        assert "Langkah pertama" in page
        assert all(act in page for act in acts), role
        assert "berjalan sesuai rencana" not in page
    await walks_without_refusal(house)


async def walks_without_refusal(house: Opened) -> None:
    for role in SIGNING_IN:
        refusing, ids, wanted = list[str](), dict[str, set[str]](), set[tuple[str, str]]()
        async for address, status, page in walked(house, role):
            ids[address] = page.ids
            wanted |= {urldefrag(urljoin(address, link)) for link in page.links if urldefrag(link).fragment}
            refusing += [f"GET {address}: {status}"] if status != 200 else []
            refusing += [one for form in page.forms for one in refused(house, role, address, *form)]
            refusing += [f"{word!r} on {address}" for word in code_words(house, page)]
        nowhere = [f"#{fragment} at {at}" for at, fragment in wanted if fragment not in ids.get(at, {fragment})]
        assert not {*refusing, *nowhere}, "\n".join([role, *sorted({*refusing, *nowhere})])
        assert len(ids) > 1, role


def code_words(house: Opened, page: Shown) -> list[str]:
    """Ids, names of rules and actions, English words of ours on an Indonesian page; a projection's name is its own."""
    said = " ".join(page.words)
    actions = POLICY.keys() & set(re.findall(r"\b[a-z]+\.[a-z]+(?:-[a-z]+)*\b", said))
    text = re.sub(r"\b[a-z]+\.[a-z]+\b", "", said)
    rules = set(re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", text)) & house.app.state.texts.rules.keys()
    return sorted({*AN_ID.findall(text), *ENGLISH.findall(text), *rules, *actions})


def refused(house: Opened, role: RoleName, address: str, method: str, action: str) -> list[str]:
    """That this form is one that the role may not send, or that leads nowhere."""
    path = urlsplit(urljoin(address, action)).path
    actions = actions_of(house, method, path)
    may_do = actions is not None and all(may(role, one) for one in actions)
    return [] if may_do else [f"{method} {path} on {address}: {actions}"]


async def test_a_place_of_the_menu_is_seen_by_whoever_may_open_its_address(house: Opened) -> None:
    """And by nobody else: the action of the place is the one that the address asks for."""
    places = [place for service in BY_NAME.values() for place in service.menu]
    assert len(places) > 10
    differing = {place.address: actions_of(house, "GET", place.address) for place in places}
    assert not {at: found for at, found in differing.items() if found != {by_address(places, at)}}


def by_address(places: list[Place], address: str) -> str:
    (action,) = (place.action for place in places if place.address == address)
    return action


async def test_each_role_has_a_menu_of_at_most_five_words_on_a_phone(house: Opened) -> None:
    for role, client in house.clients.items():
        page = (await client.get("/", headers=PAGE)).text
        bar = page.partition('<nav class="bottom"')[2].partition("</nav>")[0]
        words = re.findall(r"</svg>([^<]+)<", bar)
        least = 2 if role is RoleName.CLIENT else 3  # whose one page is their own hours
        assert least <= len(words) <= 5, (role, words)
        assert words[-1] == "Lainnya"
        assert all(len(word) <= len("Pelanggaran") for word in words), words
        assert "/law" in shown(page).links


ERRORS = {
    "/nowhere": {404},
    "/putusan/00000000-0000-4000-8000-000000000000": {403, 404},
    "/placement/no-uuid": {403, 422},
    "/reports/klien": {200, 403},
}


async def test_a_refusal_by_page_names_no_action_of_the_policy(house: Opened) -> None:
    for role, client in house.clients.items():
        for address in ("/operator/projections", "/reports/klien", "/putusan/new"):
            answer = await client.get(address, headers=PAGE)
            words = " ".join(shown(answer.text).words)
            assert answer.status_code != 403 or not re.search(r"\([a-z]+\.[a-z]+\)", words), (role, address)


async def test_an_error_keeps_the_menu_and_says_who_is_signed_in(house: Opened) -> None:
    for role, client in house.clients.items():
        for address, statuses in ERRORS.items():
            answer = await client.get(address, headers=PAGE)
            assert answer.status_code in statuses, (role, address)
            assert role.called in answer.text, (role, address)
            assert "/law" in shown(answer.text).links
        answer = await client.put("/putusan", headers=PAGE)
        assert (answer.status_code, role.called in answer.text) == (405, True)


async def test_a_part_alone_draws_the_menu_of_the_whole_house(settings: Settings) -> None:
    async with opened_for(settings, ["matching"], [RoleName.COORDINATOR]) as part:
        page = (await part.clients[RoleName.COORDINATOR].get("/ipd", headers=PAGE)).text
    assert {"/", "/putusan", "/placement", "/hours", "/law"} <= set(shown(page).links)
