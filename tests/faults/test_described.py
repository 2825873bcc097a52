"""Every address of a whole house as a stranger's generator asks it, from what ``/openapi.json`` says alone: it makes
requests that fit the description and requests that break it, and holds each answer against it.

A few of each address in ``make test``, more in ``make faults``; a failure prints its request as a line of curl.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothetically
from hypothesis import strategies as some
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import status_code_conformance

from services.cli.doors import contract
from shared.access.accounts import Accounts
from shared.access.policy import SIGNING_IN, RoleName, may
from shared.access.signin import addresses as actions_of
from shared.domain.identifiers import derived
from shared.domain.units import SECRETARIAT
from shared.law.settings import QUESTIONS
from shared.reports.files import XLSX
from shared.runtime.clock import now, today_wib
from shared.runtime.settings import Settings
from tests.access.steps import ACTIVITY, DECISION, HEAD, MARK, PACT, PRINTED, SCAN
from tests.access.town import HOLE
from tests.faults.attacking import ON_PURPOSE, town
from tests.faults.hostile_values import TEXTS
from tests.neighbours import account_of, linked_to_unit
from tests.opened import PASSWORD, Opened
from tests.served import served

SEED: Final = int(os.environ.get("BAKTI_DESCRIBED_SEED", "20"))
SPARE: Final = ("cadangan-1", "cadangan-2")
"""Whose accounts may be closed meanwhile: nothing here is asked as one of these."""
CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
CASE: Final = "1/Pid.B/2026/PN Trk"
SHEETS: Final = {
    "/putusan/imports": f"nomor_perkara;pengadilan;tanggal_putusan;nama\n{CASE};PN Trenggalek;2026-09-01;A\n",
    "/placement/imports": f"nomor_perkara;nama;i_pd\n{CASE};A;dinsos\n",
    "/hours/imports": f"nomor_perkara;nama;tanggal;mulai;selesai\n{CASE};A;2026-09-01;08:00;10:00\n",
    "/hours/service/imports": f"nomor_perkara;nama;tanggal\n{CASE};A;2026-09-01\n",
}
"""A file that each address of imports takes, right or wrong."""
OPERATIONS: Final = sorted(
    (found.ok() for found in schemathesis.openapi.from_dict(contract()).get_all_operations()),  # type: ignore[union-attr]
    key=lambda one: one.path.startswith(("/session", "/invitation")) and 1 + (one.method.upper() != "GET"),
)
"""Whoever has asked these is perhaps signed out, so they come last, and those that change anything after the others."""

UNREACHED: Final = frozenset(
    line.strip()
    for line in """
    GET /audit/openings/{opening_id}
    GET /audit/overrides/{number}
    GET /cek
    GET /hours/service/imports/results/{import_id}
    GET /hours/{klien_id}/logs/{shift_id}
    GET /invitation
    GET /letter/{letter_id}/slip
    GET /placement/imports/results/{import_id}
    GET /placement/imports/results/{import_id}/failed.csv
    GET /placement/imports/results/{import_id}/failed.xlsx
    GET /session/code
    GET /session/devices
    POST /account/{account_id}/ends
    POST /account/{account_id}/links
    POST /activity
    POST /activity/{activity_id}/answers
    POST /activity/{activity_id}/cancellation
    POST /activity/{activity_id}/corrections
    POST /activity/{activity_id}/day
    POST /activity/{activity_id}/decisions
    POST /activity/{activity_id}/decisions/{decision}/completion
    POST /activity/{activity_id}/decisions/{decision}/end
    POST /activity/{activity_id}/holding
    POST /activity/{activity_id}/holding/withdrawal
    POST /agreement
    POST /agreement/{agreement_id}/corrections
    POST /agreement/{agreement_id}/comments
    POST /agreement/{agreement_id}/comments/removals
    POST /agreement/{agreement_id}/drafts
    POST /agreement/{agreement_id}/drafts/removals
    POST /agreement/{agreement_id}/signatures
    POST /agreement/{agreement_id}/term
    POST /agreement/{agreement_id}/term/withdrawals
    POST /annex
    POST /annex/{annex_id}/corrections
    POST /annex/{annex_id}/offices/{ipd_id}/answers
    POST /hours/{klien_id}/amendments
    POST /hours/{klien_id}/decisions
    POST /hours/{klien_id}/service
    POST /hours/{klien_id}/service/corrections
    POST /invitation
    POST /ipd/{ipd_id}/offers
    POST /ipd/{ipd_id}/offers/{offer_id}/corrections
    POST /ipd/{ipd_id}/sites/{site_id}/corrections
    POST /ipd/{ipd_id}/sites/{site_id}/releases
    POST /ipd/{ipd_id}/sites/{site_id}/supervisors
    POST /klien/{klien_id}/accounts
    POST /klien/{klien_id}/accounts/ends
    POST /klien/{klien_id}/distinction
    POST /klien/{klien_id}/erasure
    POST /klien/{klien_id}/litmas
    POST /klien/{klien_id}/merge
    POST /klien/{klien_id}/parting
    POST /klien/{klien_id}/profile
    POST /letter/incoming
    POST /letter/outgoing
    POST /letter/{letter_id}/corrections
    POST /letter/{letter_id}/forwards
    POST /letter/{letter_id}/forwards/{forward_id}/corrections
    POST /letter/{letter_id}/number
    POST /letter/{letter_id}/papers
    POST /letter/{letter_id}/papers/preview
    POST /letter/{letter_id}/papers/{paper}/scans
    POST /letter/{letter_id}/papers/{paper}/signing
    POST /letter/{letter_id}/papers/{paper}/signing/ends
    POST /letter/{letter_id}/rulings
    POST /letter/{letter_id}/rulings/ends
    POST /letter/{letter_id}/srikandi
    POST /letter/{letter_id}/tasks/{task_id}/completion
    POST /openings
    POST /operator/comparisons
    POST /operator/rebuilds
    POST /operator/retries
    POST /placement/{putusan_id}/acceptance
    POST /placement/{putusan_id}/confirmation
    POST /placement/{putusan_id}/corrections
    POST /placement/{putusan_id}/refusals
    POST /placement/{putusan_id}/refusals/undone
    POST /putusan
    POST /putusan/assignments
    POST /putusan/hand-overs
    POST /putusan/returns
    POST /putusan/{putusan_id}/adjustments
    POST /putusan/{putusan_id}/adjustments/withdrawals
    POST /putusan/{putusan_id}/amendments
    POST /putusan/{putusan_id}/appeals
    POST /putusan/{putusan_id}/appeals/withdrawals
    POST /putusan/{putusan_id}/confirmation
    POST /putusan/{putusan_id}/credits
    POST /putusan/{putusan_id}/credits/withdrawals
    POST /putusan/{putusan_id}/endings
    POST /putusan/{putusan_id}/endings/withdrawals
    POST /putusan/{putusan_id}/finality
    POST /putusan/{putusan_id}/identity
    POST /putusan/{putusan_id}/officer
    POST /putusan/{putusan_id}/repeats
    POST /putusan/{putusan_id}/repeats/withdrawals
    POST /putusan/{putusan_id}/return
    POST /putusan/{putusan_id}/substitute
    POST /session
    POST /session/code
    POST /session/devices/end
    POST /session/password
    POST /session/role
    POST /session/second-factor
    POST /session/second-factor/end
    POST /setting/{name}
    POST /workplan
    POST /workplan/{mark_id}/completion
    POST /workplan/{mark_id}/corrections
""".strip().splitlines()
)
"""What a stranger may ask without ever being let in: it names what only a history, a token or a sentence of the field
makes right. Everything else answers somebody with less than 400 in every run."""
DAY: Final = today_wib().isoformat()
LETTER: Final = {
    "unit": SECRETARIAT,
    "correspondent": "Kantor Rekaan",
    "perihal": "Undangan",
    "written_on": DAY,
}
MORE: Final = 20
"""Requests more to what should let somebody in and has not."""


@dataclass
class Asked:
    """What one run met."""

    statuses: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    """The operations that answered somebody with less than 400."""
    faults: dict[str, str] = field(default_factory=dict)


@dataclass
class Stranger:
    """Asks the served house, in a thread of its own, since the generator waits for each answer."""

    address: str
    tokens: Mapping[RoleName, str]
    allowed: Mapping[str, Sequence[RoleName]]
    """Who may, by operation."""
    pools: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[bytes]]
    asked: Asked = field(default_factory=Asked)

    def every(self, examples: int) -> Asked:
        """So many requests of each kind to each address by who may, and one by nobody."""
        for operation in OPERATIONS:
            may_ask = self.allowed[operation.label]
            self._some(operation, GenerationMode.POSITIVE, [None], 1)
            for mode in GenerationMode:
                with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():  # nothing to break
                    self._some(operation, mode, may_ask or [None], examples)
            if operation.label not in self.asked.reached | UNREACHED:
                self._some(operation, GenerationMode.POSITIVE, may_ask or [None], MORE)
        return self.asked

    def _some(self, operation: Any, mode: GenerationMode, roles: Sequence[RoleName | None], examples: int) -> None:
        cases = some.fixed_dictionaries(
            {name: some.sampled_from(self.pools[name]) for name in HOLE.findall(operation.path)}
        )
        files = some.sampled_from([None, *self.files[operation.path]]) if operation.path in self.files else some.none()

        @seed(SEED)
        @hypothetically(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            cases.flatmap(lambda holes: operation.as_strategy(generation_mode=mode, path_parameters=holes)),
            some.sampled_from(roles),
            files,
        )
        def ask(case: Case[Any], role: RoleName | None, file: bytes | None) -> None:
            self._ask(case, role, file)

        ask()

    def _ask(self, case: Case[Any], role: RoleName | None, file: bytes | None) -> None:
        if file is not None and case.media_type in (XLSX, "text/csv"):
            case.body = file
        elif file is not None and case.media_type == "multipart/form-data":
            case.body = {"berkas": file}  # type: ignore[dict-item]
        headers = {"accept": "application/json"} | ({"authorization": self.tokens[role]} if role else {})
        answer = case.call(base_url=self.address, headers=headers)
        self.asked.statuses[answer.status_code] += 1
        if answer.status_code == 503 and answer.json()["rule"] in ON_PURPOSE:
            return
        try:
            case.validate_response(answer, checks=list(CHECKS))
        except FailureGroup as wrong:
            said = "\n".join(str(one) for one in wrong.exceptions)
            about = f"as {role}: {said}\n{case.as_curl_command()}\n{answer.text[:600]}"
            self.asked.faults.setdefault(f"{case.operation.label} {answer.status_code}", about)
        if answer.status_code < 400:
            self.asked.reached.add(case.operation.label)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [3, pytest.param(6, marks=pytest.mark.faults)])
async def test_no_address_answers_a_stranger_with_what_it_does_not_describe(settings: Settings, examples: int) -> None:
    async with town(settings) as (house, pools), served(house.app) as (_, port):
        files = {path: [text.encode(), *_odd(text)] for path, text in SHEETS.items()}
        holes = pools | await _ids(house)
        tokens = {role: client.headers["authorization"] for role, client in house.clients.items()}
        stranger = Stranger(f"http://127.0.0.1:{port}", tokens, _allowed(house), holes, files)
        asked = await asyncio.to_thread(stranger.every, examples)
    left = {one.label for one in OPERATIONS} - asked.reached
    print(f"\nseed {SEED}: {dict(sorted(asked.statuses.items()))}; never below 400: {sorted(left)}")  # noqa: T201
    assert not asked.faults, "\n\n".join(f"{where}\n{wrong}" for where, wrong in asked.faults.items())
    assert not left - UNREACHED, sorted(left - UNREACHED)
    assert not UNREACHED - {one.label for one in OPERATIONS}, "no address of the list is gone"


def _allowed(house: Opened) -> dict[str, list[RoleName]]:
    actions = actions_of(house.app)
    return {
        one.label: [role for role in SIGNING_IN if all(may(role, action) for action in actions.get(one.label, ()))]
        for one in OPERATIONS
    }


def _odd(text: str) -> Iterator[bytes]:
    """What nobody means to send, in place of a file."""
    yield from (b"", b"\xff\xfe" + text.encode("utf-16-le")[:31], text.encode("utf-16"), b"PK\x03\x04", b"%PDF-1.7")
    yield from ((text + one).encode("utf-8", "surrogatepass") for one in TEXTS[:3])


async def _ids(house: Opened) -> dict[str, list[str]]:
    """Those that the house gives to what it is asked for, besides the town's own."""
    officer, operator = house.clients[RoleName.OFFICER], house.clients[RoleName.OPERATOR]
    for login in SPARE:
        await Accounts(house.parts.database).create(login, f"Nama {login}", RoleName.SUPERVISOR, PASSWORD, now())
    accounts = (await operator.get("/accounts")).json()["items"]
    projections = (await operator.get("/operator/projections")).json()["items"]
    imported = [
        await officer.post(path, content=text, headers={"content-type": "text/csv"}) for path, text in SHEETS.items()
    ]
    errand = await operator.post("/operator/verifications", json={})
    await linked_to_unit(house.parts.database, SECRETARIAT, RoleName.OFFICER)
    await house.level()
    letter = await officer.post("/letter/outgoing", json=LETTER)
    await _filled(house, f"/letter/{letter.json()['letter_id']}")
    coordinator = house.clients[RoleName.COORDINATOR]
    asked = await coordinator.post("/annex", json={"whom": "all", "due_on": DAY})
    forward_id, task_id = await _forwarded(house, letter.json()["letter_id"])
    activity = await officer.post("/activity", json=ACTIVITY | {"unit": SECRETARIAT})
    await _decided(officer, f"/activity/{activity.json()['activity_id']}")
    mark = await coordinator.post("/workplan", json=MARK)
    pact = await coordinator.post("/agreement", json=PACT)
    return {
        "forward_id": [forward_id],
        "task_id": [task_id],
        # Who asks stays signed in: nobody closes the account of one of these.
        "account_id": [one["account_id"] for one in accounts if one["login"] in SPARE],
        "import_id": [answer.headers["location"].rpartition("/")[2] for answer in imported],
        "errand_id": [errand.json()["errand_id"]],
        "name": [*QUESTIONS, *(one["name"] for one in projections)],
        "opening_id": [str(uuid4())],
        "letter_id": [letter.json()["letter_id"]],
        "code": ["dinsos-p3a.dayasos"],
        "mark_id": [mark.json()["mark_id"]],
        "annex_id": [asked.json()["annex_id"]],
        "activity_id": [activity.json()["activity_id"]],
        "agreement_id": [pact.json()["agreement_id"]],
        **{hole: ["1"] for hole in ("number", "file", "paper", "decision")},
    }


async def _forwarded(house: Opened, letter_id: str) -> tuple[str, str]:
    """A disposisi that is taken back at any time, and a task of another one for whoever keeps the letter."""
    officer, me = house.clients[RoleName.OFFICER], str(await account_of(house.parts.database, RoleName.OFFICER))
    said = {"to_units": ["dinsos-p3a.resos"], "to_accounts": [me], "wishes": ["proses"]}
    told = [await officer.post(f"/letter/{letter_id}/forwards", json=said) for _ in range(2)]
    first, second = (one.json()["forward_id"] for one in told)
    return first, derived("task", second, me)


async def _decided(officer: httpx2.AsyncClient, activity: str) -> None:
    """An activity that was held, with a task since then."""
    for way, said in (
        ("holding", {"held_on": DAY, "number": 1}),
        ("decisions", DECISION | {"text": "A", "decision": 1}),
    ):
        answer = await officer.post(f"{activity}/{way}", json=said)
        assert answer.status_code < 400, answer.text


async def _filled(house: Opened, letter: str) -> None:
    """A letter with a scan and an issued paper."""
    officer = house.clients[RoleName.OFFICER]
    for answer in (
        await house.clients[RoleName.COORDINATOR].post(f"/unit/{SECRETARIAT}/letterheads", json=HEAD),
        await officer.post(f"{letter}/files", files={"berkas": ("surat.png", SCAN)}),
        await officer.post(f"{letter}/number", json={"classification": "400.9", "numbering": 1} | {"written_on": DAY}),
        await officer.post(f"{letter}/papers", json=PRINTED | {"paper": 1}),
    ):
        assert answer.status_code < 400, answer.text
