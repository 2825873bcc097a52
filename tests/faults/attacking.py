"""A whole house under hostile requests: who asks, what is expected of every answer, and what the log may say."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from gzip import decompress
from io import StringIO
from random import Random
from typing import Any, Final
from uuid import uuid4

import uvicorn

from services.catalogue import BY_NAME
from shared.access.policy import SIGNING_IN, RoleName, may
from shared.access.signin import addresses as actions_of
from shared.domain.lampiran import HOST_KINDS
from shared.domain.places import PLACES
from shared.runtime.settings import Settings
from shared.web.headers import HEADERS
from shared.web.texts import Texts
from tests.access.town import PEOPLE, told
from tests.contract import CONTRACT
from tests.faults.asking import Answer, Dropped, Line, ask
from tests.faults.hostile import Address, Draft, addresses_of, body_of, drafted
from tests.faults.hostile_values import A_REASON, CURSORS, PERSON
from tests.logged import logged
from tests.opened import PASSWORD, Opened, opened_for
from tests.served import served

ON_PURPOSE = frozenset({"sign-in-busy", "needs-not-known", "file-behind"})
"""Rules of a 503 that may come here: sign-ins have a bound, an erasure waits for what it must know, a file for a
position that the ledger has not come to."""
QUIET = ("/healthz", "/readyz", "/metrics")
BY_THE_WIRE = (400, 408, 414, 431)
PROGRAMS = ("application/json", "*/*")
"""Who accepts this is answered by RFC 9457."""
AT_ONCE = 4
WIRE_SHARE = 0.25
HAMMERED: Final = {"sign_ins_a_minute": 10**6, "searches_a_minute": 10**6, "writes_a_minute": 10**6}
"""What an attack is about is what each request gets; tests/access/test_rates.py is about their number."""
PATIENCE_S = 240.0
"""No answer after it is none: nothing here takes a second."""


@dataclass
class Attacked:
    """The figures of one attack."""

    seed: int
    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    wired: int = 0
    anonymous: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    """Each kind at each address, with the last request that met it."""

    def __str__(self) -> str:
        told = ", ".join(f"{status}: {number}" for status, number in sorted(self.statuses.items()))
        each = ", ".join(f"{name} {number}" for name, number in self.asked.most_common())
        of = f"{sum(self.statuses.values())} requests, {self.wired} over the wire, {self.anonymous} by nobody"
        return f"seed {self.seed}: {of}; answered {told}; mutators: {each}"


@asynccontextmanager
async def town(settings: Settings) -> AsyncIterator[tuple[Opened, dict[str, list[str]]]]:
    """A house in which every kind of person is known, and the values that exist in it."""
    async with opened_for(settings.model_copy(update=HAMMERED), BY_NAME, SIGNING_IN) as house:
        known = await told(house)
        hosts = (await house.clients[RoleName.COORDINATOR].get("/ipd")).json()["items"]
        offers = [offer for host in hosts for offer in host.get("offers", ())]
        yield (
            house,
            {
                "klien_id": sorted({one for each in known for one in each.klien_ids}),
                "putusan_id": sorted({one for each in known for one in each.putusan_ids}),
                "rejected": sorted({one for each in known for one in each.putusan_ids}),
                "ipd_id": [host["ipd_id"] for host in hosts],
                "offer_id": [offer["offer_id"] for offer in offers] or [str(uuid4())],
                "site_id": [offer["site_id"] for offer in offers] or [str(uuid4())],
                "shift_id": [str(uuid4()) for _ in range(20)],
                "id": [str(uuid4()) for _ in range(20)],
                "kecamatan": list(PLACES),
                "host_kind": list(HOST_KINDS),
                "login": [*RoleName, "siapa", PERSON[0]],
                "password": [PASSWORD, PASSWORD, "tebakan yang salah", "a\0b"],
                "cursor": [*CURSORS, *await _cursors(house)],
                "after": ["0", "1", "9"],
                "limit": ["1", "2", "200", "0", "201"],
                "next": ["/", "/putusan", "//evil.example", "/\t", "http:x", "/?\u202e"],
                "court": ["Pengadilan Negeri Trenggalek"],
                "case_number": [f"{number}/Pid.B/2026/PN Trk" for number in range(1, 90)],
                "name": [PERSON[0], *(one.name for one in PEOPLE)],
                "nik": [PERSON[1]],
                "words": [PERSON[0], PERSON[1], PEOPLE[0].words[0]],
                "reason": [A_REASON],
                "sure": ["ya"],
            },
        )


async def _cursors(house: Opened) -> list[str]:
    """Those that the house itself hands out."""
    officer = house.clients[RoleName.OFFICER]
    lists = ("/putusan", "/placement", "/hours", "/reports/klien", "/reports/violations")
    following = [(await officer.get(f"{address}?limit=1")).json()["next"] for address in lists]
    return [address.partition("cursor=")[2].partition("&")[0] for address in following if address]


@dataclass(frozen=True, slots=True)
class Shot:
    """One request as it is asked."""

    draft: Draft
    role: RoleName | None
    headers: Mapping[str, str]
    body: bytes
    wire: bool
    """Through the server and a socket; else as the server hands it on, from any source."""

    def __str__(self) -> str:
        way = "over the wire" if self.wire else "inside"
        said = f"{self.draft.method} {self.draft.target[:300]!a} as {self.role} {way} after {self.draft.mutators}"
        return f"{said}\n{self.headers!a}\n{self.body[:600]!a}"


@dataclass
class Attack:
    """A house under fire: some requests at once, then what they met and what the log says of them."""

    house: Opened
    server: uvicorn.Server
    pools: Mapping[str, list[str]]
    found: Attacked
    log: StringIO
    tokens: dict[RoleName, str]
    lines: list[Line]

    async def volley(self, number: int) -> None:
        """The requests from this number on, one a line."""
        shots = [self.shot(Random(f"{self.found.seed}/{number + n}")) for n in range(len(self.lines))]
        self.log.truncate(0), self.log.seek(0)
        answers = await asyncio.gather(*(self.asked(*both) for both in zip(shots, self.lines, strict=True)))
        if tasks := self.server.server_state.tasks:  # an answer may be heard a moment before its line is written
            await asyncio.wait(tasks)
        said = [json.loads(line) for line in self.log.getvalue().splitlines()]
        for shot, answer in zip(shots, answers, strict=True):
            await self.judged(shot, answer)
        for wrong in wrong_in_log(said, sum(map(told_in_log, shots, answers))):
            self.found.faults[f"log: {wrong}"] = "\n\n".join(map(str, shots))

    def shot(self, random: Random) -> Shot:
        """A request by somebody; every other by somebody who may do it."""
        draft = drafted(random, self.addresses, self.pools)
        may_do = self.allowed[draft.address.method, draft.address.path]
        role = random.choice((None, *SIGNING_IN, *(2 * may_do)))
        body = body_of(random, draft)
        token = {"authorization": self.tokens[role]} if role else {}
        return Shot(draft, role, {**token, **draft.headers}, body, random.random() < WIRE_SHARE)

    async def asked(self, shot: Shot, line: Line) -> Answer | Dropped:
        draft, source = shot.draft, f"198.51.100.{len(shot.body) % 256}"
        if not shot.wire:
            return await ask(self.house.app, draft.method, draft.target, shot.headers, shot.body, source)
        try:
            async with asyncio.timeout(PATIENCE_S):
                headers = {"x-forwarded-for": source, **shot.headers}
                return await line.ask(draft.method, draft.target, headers, shot.body)
        except (Dropped, TimeoutError) as dropped:
            line.leave()
            return Dropped(type(dropped).__name__)

    async def judged(self, shot: Shot, answer: Answer | Dropped) -> None:
        """Count the answer, and keep what is wrong with it."""
        draft, found = shot.draft, self.found
        found.asked.update(draft.mutators or ["none"])
        if isinstance(answer, Dropped):
            found.faults[f"{draft.address.path}: no answer ({answer})"] = str(shot)
            return
        found.statuses[answer.status] += 1
        found.wired += shot.wire
        found.anonymous += shot.role is None
        texts: Texts = self.house.app.state.texts
        found.faults |= {f"{draft.address.path}: {wrong}": str(shot) for wrong in wrong_with(draft, answer, texts)}
        if shot.role and draft.address.path.startswith("/session") and answer.status < 400:
            self.tokens[shot.role] = await _signed_in(self.house, shot.role)

    @cached_property
    def addresses(self) -> list[Address]:
        return addresses_of(self.house.app)

    @cached_property
    def allowed(self) -> dict[tuple[str, str], list[RoleName]]:
        """By method and path: who may."""
        actions = actions_of(self.house.app)
        return {
            (one.method, one.path): [
                role
                for role in SIGNING_IN
                if all(may(role, action) for action in actions.get(f"{one.method} {one.path}", ()))
            ]
            for one in self.addresses
        }


async def attack(house: Opened, pools: Mapping[str, list[str]], seed: int, number: int) -> Attacked:
    """So many requests, ``AT_ONCE`` at once; what was wrong with the answers or the log stands in ``faults``."""
    tokens = {role: client.headers["authorization"] for role, client in house.clients.items()}
    found = Attacked(seed)
    with logged() as log:
        async with served(house.app) as (server, port):
            lines = [Line(port) for _ in range(AT_ONCE)]
            attacking = Attack(house, server, pools, found, log, tokens, lines)
            for first in range(0, number, AT_ONCE):
                await attacking.volley(first)
            for line in lines:
                line.leave()
    return found


async def _signed_in(house: Opened, role: RoleName) -> str:
    found = await house.clients[role].post("/session", json={"login": role.value, "password": PASSWORD})
    return f"Bearer {found.json()['token']}"


def wrong_with(draft: Draft, answer: Answer, texts: Texts) -> Iterator[str]:
    """What an answer must not be: an error of ours, undressed, or a refusal without words."""
    missing = [name for name in HEADERS if name.lower() not in answer.headers]
    if missing:
        yield f"without {missing}"
    if draft.path == "/readyz" and answer.status == 503:
        return  # the truth about a busy machine
    if answer.status >= 400 and draft.method != "HEAD":
        body = decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind == "application/problem+json":
            yield from _wrong_problem(json.loads(body), answer, texts)
        elif draft.headers["accept"] in PROGRAMS:
            yield f"{answer.status} to a program as {kind}"
        elif kind != "text/html" or b"<h1" not in body:
            yield f"{answer.status} in no words: {kind} {body[:200]!r}"
        elif answer.status >= 500 and not _later(answer):
            yield f"{answer.status} on a page"
    elif answer.status >= 500:
        yield f"{answer.status}"
    yield from _not_as_described(draft, answer)
    if answer.headers.get("content-type") == "application/json" and b'"status":500' in answer.body:
        yield f"500 within an answer: {answer.body[:300]!r}"


def _not_as_described(draft: Draft, answer: Answer) -> Iterator[str]:
    """How an answer to a program differs from what ``/openapi.json`` says of its address."""
    if draft.headers["accept"] not in PROGRAMS or draft.method not in ("GET", "POST", "DELETE"):
        return
    if answer.status in BY_THE_WIRE:
        return
    body = decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
    wrong = CONTRACT.wrong(draft.method, draft.path, answer.status, answer.headers.get("content-type", ""), body)
    if wrong:
        yield wrong


def _wrong_problem(said: Mapping[str, Any], answer: Answer, texts: Texts) -> Iterator[str]:
    if answer.status >= 500 and not (_later(answer) and said["rule"] in ON_PURPOSE):
        yield f"{answer.status} {said['rule']}"
    wordless = [one["rule"] for one in said["errors"] if not {"id", "en"} <= texts.rules.get(one["rule"], {}).keys()]
    if wordless or not said["errors"] or not said["detail"]:
        yield f"no words for {wordless}: {said['errors'][:1]}"
    errors = [{**one, "pointer": None} for one in said["errors"]]  # address and field's name are the sender's own words
    repeated = [one for one in PERSON if one in json.dumps({**said, "instance": "", "errors": errors})]
    if repeated:
        yield f"repeats {repeated}"


def _later(answer: Answer) -> bool:
    return answer.status == 503 and answer.headers.get("retry-after", "").isdecimal()


def told_in_log(shot: Shot, answer: Answer | Dropped) -> bool:
    """Whether a line is due: machines' own questions have none, but where the wire refuses them."""
    refused = isinstance(answer, Answer) and shot.wire and answer.status in BY_THE_WIRE
    return shot.draft.path not in QUIET or refused


def wrong_in_log(lines: list[dict[str, Any]], number: int) -> Iterator[str]:
    """One line a request, none of an error, and nothing of whom it was about."""
    requests = [line for line in lines if line["event"] in ("request", "request_refused")]
    if len(requests) != number:
        yield f"{len(requests)} lines of {number} requests"
    errors = [line["event"] for line in lines if line["level"] in ("error", "critical")]
    if errors:
        yield f"an error in the log: {errors}"
    names = [word for one in PEOPLE for word in one.words]
    given = [word for word in (*PERSON, *PERSON[0].split(), *names) if word in json.dumps(lines)]
    if given:
        yield f"the log names {given}: {lines}"
