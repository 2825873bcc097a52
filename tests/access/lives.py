"""The lives of the matrix: from their papers to hours of today, each step by somebody whose it is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx2

from shared.access.policy import RoleName, may
from shared.domain.identifiers import derived
from shared.runtime.clock import today_wib
from shared.runtime.servers import Servers
from tests.access.cast import AGENDA_OF, Cast, Variant, cast, concerned, keeping_letters
from tests.access.steps import (
    ACTIVITY,
    DISPOSISI,
    FIRST,
    HEAD,
    LETTER,
    LINE,
    MARK,
    OTHER_LINE,
    PACT,
    PRINTED,
    SCAN,
    SIGNED,
    UNSHARED,
    Asked,
    Scan,
    Step,
    paper_of,
)
from tests.access.town import HOLE, whole_house

ACCEPTED: Final = ({"accept": "text/html"}, {"accept": "application/json"})
DONE: Final = (200, 201, 202, 204, 303)
KEPT_APART: Final = frozenset({"session.end", "session.keep"})
"""One's own session, which a walk needs: tests/access/test_session.py and test_managing.py try them."""
LIVED: Final = (
    "/putusan/{putusan_id}/confirmation",
    "/placement/{putusan_id}/acceptance",
    "/hours/{klien_id}/service",
    "/hours",
)


@asynccontextmanager
async def everybody(servers: Servers, migrated: str, folder: Path) -> AsyncIterator[Cast]:
    """Everybody, and six rulings that wait for an answer."""
    async with whole_house(servers, migrated, folder) as house, AsyncExitStack() as stack:
        found = await cast(house, stack)
        await begun(found)
        await concerned(found)
        await keeping_letters(found)
        await house.level()
        await lettered(found)
        await house.level()
        yield found


async def lived(found: Cast) -> None:
    """Each life has a place and a log, and the letter its paper and a file: everything that can be read is there."""
    steps = {step.address: step for step in FIRST}
    for step in (steps[address] for address in LIVED):
        for life in found.lives:
            by = next(one for one in found.people if one.concerned and may_all(found, one.role, f"POST {step.address}"))
            what = Asked(found, life, by, 1)
            await done(asked(step, what, ACCEPTED[1], life.ids))
            life.ids["shift_id"] = what.shift_id  # of the log, the last step
        await found.house.level()
    coordinator, letter = found.house.clients[RoleName.COORDINATOR], f"/letter/{found.lives[0].ids['letter_id']}"
    drawn = {"classification": "400.9", "written_on": LETTER["written_on"], "numbering": 1}
    await done(coordinator.post(f"{letter}/number", json=drawn))
    await done(coordinator.post(f"{letter}/papers", json=PRINTED | {"paper": 1}))
    await done(coordinator.post(f"{letter}/files", files={"berkas": ("surat.png", SCAN)}))


async def begun(found: Cast) -> None:
    """The places, and each life's papers: one that the law holds, one of the same NIK, one that is unusable."""
    officer, coordinator = (found.house.clients[role] for role in (RoleName.OFFICER, RoleName.COORDINATOR))
    places = []
    for code in ("satu", "dua"):
        host = await done(coordinator.post("/ipd", json={"code": code, "name": f"Dinas Rekaan {code}"}))
        at = f"/ipd/{host['ipd_id']}/offers"
        first, second = [await done(coordinator.post(at, json=line)) for line in (LINE, OTHER_LINE)]
        places.append(({name: first[name] for name in ("ipd_id", "site_id", "offer_id")}, second["offer_id"]))
    for life in found.lives:
        ids, life.second_offer = places[life.variant is Variant.SUBSTITUTE]
        paper = paper_of(life.kind, life.serial, minutes_a_day=540)
        held = await done(officer.post("/putusan", json=paper))
        twin = await done(officer.post("/putusan", json=paper_of(life.kind, life.serial, name="Orang Lain")))
        assert held["state"] == twin["state"] == "held"
        life.ids = ids | {"putusan_id": held["putusan_id"], "klien_id": held["klien_id"], "twin": twin["klien_id"]}
        life.ids |= {"name": "lead_days", "account_id": found.unsigned[RoleName.COURT]}
        life.twin, life.case_number = twin["putusan_id"], paper["case_number"]
        unusable = paper_of(life.kind, life.serial + len(found.lives)) | {"kind": None}
        rejected = await officer.post("/putusan", json=unusable)
        row = (await officer.get(f"{rejected.headers['location']}?after={rejected.headers['bakti-position']}")).json()
        life.rejected = row["klien_id"]
    for number in range(UNSHARED, UNSHARED + 3):
        told = await done(officer.post("/putusan", json=paper_of("adult", number)))
        found.unshared.append(told["putusan_id"])


async def lettered(found: Cast) -> None:
    """Two outgoing letters, which everybody may read who keeps letters, one with its disposisi; a unit, an activity, an
    agreement and a signed one; of each life a request to its I-PD and a mark in the work plan."""
    coordinator = found.house.clients[RoleName.COORDINATOR]
    await done(coordinator.post(f"/unit/{AGENDA_OF}/letterheads", json=HEAD))
    told = await done(coordinator.post("/letter/outgoing", json=LETTER | {"unit": AGENDA_OF}))
    other = await done(coordinator.post("/letter/outgoing", json=LETTER | {"unit": AGENDA_OF}))
    at = f"/letter/{told['letter_id']}/forwards"
    to_me = {"to_accounts": [found.one(RoleName.COORDINATOR).account_id], "wishes": ["proses"]}
    await found.house.level()
    activity = await done(coordinator.post("/activity", json=ACTIVITY | {"unit": AGENDA_OF}))
    agreement = await done(coordinator.post("/agreement", json=PACT))
    both = await done(coordinator.post("/agreement", json=PACT))
    for party in PACT["parties"]:
        signed = SIGNED | {"party": party, "signing": 1}
        await done(coordinator.post(f"/agreement/{both['agreement_id']}/signatures", json=signed))
    for life in found.lives:
        life.other_agreement = both["agreement_id"]
        life.ids |= {"agreement_id": agreement["agreement_id"]}
        life.ids |= {"letter_id": told["letter_id"], "code": "dinsos-p3a.dayasos", "paper": "1", "file": "1"}
        wanted = {"ipd_ids": [life.ids["ipd_id"]], "due_on": str(today_wib())}
        annex = await done(coordinator.post("/annex", json=wanted))
        life.ids["annex_id"] = annex["annex_id"]
        life.ids |= {"activity_id": activity["activity_id"], "decision": "1"}
        mark = await done(coordinator.post("/workplan", json=MARK))
        life.ids["mark_id"] = mark["mark_id"]
        life.other_letter = other["letter_id"]
        life.ids["forward_id"] = (await done(coordinator.post(at, json=DISPOSISI)))["forward_id"]
        life.forward_to_end = (await done(coordinator.post(at, json=DISPOSISI)))["forward_id"]
        to_all = {"to_units": [AGENDA_OF], "wishes": ["proses"]}
        mine = derived("task", (await done(coordinator.post(at, json=to_me)))["forward_id"], to_me["to_accounts"][0])
        handed_on = (await done(coordinator.post(at, json=to_all | {"answers": mine})))["forward_id"]
        life.ids["task_id"] = derived("task", handed_on, AGENDA_OF)


async def done(answering: Any) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code in DONE, answer.text
    return dict(answer.json())


def may_all(town: Cast, role: RoleName, address: str) -> bool:
    """Whether the role may do all that an address asks for."""
    return all(may(role, action) for action in town.actions[address])


async def asked(step: Step, what: Asked, kind: Mapping[str, str], ids: Mapping[str, str]) -> httpx2.Response:
    """What is answered at the address of these ids."""
    path, body = HOLE.sub(lambda found: ids[found[1]], step.address), step.body(what)
    if isinstance(body, bytes):
        return await what.by.client.post(path, content=body, headers={**kind, "content-type": "text/csv"})
    if isinstance(body, Scan):
        return await what.by.client.post(path, files={"berkas": ("surat.png", body.content)}, headers=kind)
    return await what.by.client.post(path, json=body, headers=kind)
