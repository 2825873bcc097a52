"""What stands in an address's query is what the address knows, once, of the kind it has; else it is pointed at."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from services.catalogue import BY_NAME, SERVICES
from shared.access.policy import SIGNING_IN, RoleName, may
from shared.access.signin import addresses
from shared.runtime.settings import Settings
from shared.web.paging import Edge
from tests.faults.hostile import addresses_of
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
ID = "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11"
ANY_TEXT = {
    ("/session", "next"),
    ("/session/code", "next"),
    ("/session/second-factor", "next"),
    ("/session/role", "next"),
    ("/cek", "code"),
}
"""Whither a sign-in leads: what is no address of ours leads to the desk. A paper's code, as somebody
reads it from a sheet: what is none is unknown."""
A_CODE = re.compile(r"[0-9a-z-]{1,100}")
OF_ANY_CODE = {"rule", "mend", "account", "about", "action", "unit", "to_unit", "owner"}
"""One that nobody broke or has has no rows, and a field that a page has no form for opens none."""
ILL = {
    "NUL": "%00",
    "NUL within": "a%00b",
    "no text": "%ff%fe",
    "half a pair": "%ED%A0%80",
    "turned around": "%E2%80%AE1",
    "a number that no column holds": str(2**63),
    "a negative number": "-1",
    "digits without end": "9" * 5_000,
    "a number of another alphabet": "%C2%B2",
    "infinity": "infinity",
    "an object": "%7B%7D",
}

VALUES = {date: date(2026, 11, 24), datetime: datetime(2026, 11, 24, tzinfo=UTC), str: "Dinas", int: 7}
"""What a list may be sorted by, and what its rows are known by: a day, a moment, a text, else a number or an id."""
CURSORS = {
    report.address: report.cursors[report.default.name].write(
        Edge((VALUES.get(report.default.order.kind, 7), VALUES.get(report.key[1], ID)), before=False)
    )
    for service in SERVICES
    for report in service.reports
}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, SIGNING_IN) as found:
        yield found


def asked(house: Opened) -> list[tuple[str, str, RoleName]]:
    """Path and parameter of every address that is read, and somebody who may read it."""
    actions = addresses(house.app)
    readable = [one for one in addresses_of(house.app) if one.method == "GET" and one.queries]
    return [
        (
            re.sub(r"\{\w+_id\}", ID, one.path).replace("{name}", "annex_24h").replace("{code}", "setda"),
            name,
            next(role for role in SIGNING_IN if all(may(role, action) for action in actions[f"GET {one.path}"])),
        )
        for one in readable
        for name in dict.fromkeys(one.queries)
    ]


async def test_a_value_of_no_kind_that_a_parameter_has_is_refused_and_pointed_at(house: Opened) -> None:
    assert len({name for _, name, _ in asked(house)}) > 8
    for path, name, role in asked(house):
        for kind, ill in ILL.items():
            if (path, name) not in ANY_TEXT and not (name in OF_ANY_CODE and A_CODE.fullmatch(ill)):
                found = await house.clients[role].get(f"{path}?{name}={ill}")
                assert found.status_code == 422, (path, name, kind)
                assert [error["pointer"] for error in found.json()["errors"]] == [f"/{name}"], (path, name, kind)


async def test_a_parameter_that_comes_twice_is_refused_where_one_is_meant(house: Opened) -> None:
    for path, name, role in asked(house):
        found = await house.clients[role].get(f"{path}?{name}=1&{name}=1")
        told = {(error["rule"], error["pointer"]) for error in found.json()["errors"]}
        assert found.status_code == 422, (path, name)
        several = name == "status" or (name == "state" and path.startswith(("/reports/annex", "/reports/marks")))
        assert (told == {("query-twice", f"/{name}")}) != several, (path, name, told)


async def test_after_is_pointed_at_also_where_nobody_waits(house: Opened) -> None:
    """Where a command leads to, its position stands in the address; it is a position there too."""
    reader = house.clients[RoleName.OFFICER]
    assert (await reader.get("/law?after=3")).status_code == 200
    assert (await reader.get("/law?after=3&after=4")).json()["rule"] == "query-twice"
    for ill in ILL.values():
        (error,) = (await reader.get(f"/law?after={ill}")).json()["errors"]
        assert (error["rule"][:5], error["pointer"]) == ("form-", "/after")


async def test_every_list_takes_its_own_cursor_and_no_other_lists(house: Opened) -> None:
    readers = {path: role for path, name, role in asked(house) if name == "cursor"}
    assert readers.keys() == CURSORS.keys()
    for path, role in readers.items():
        for other, cursor in CURSORS.items():
            found = await house.clients[role].get(f"{path}?cursor={cursor}")
            assert found.status_code == (200 if path == other else 422), (path, other)
            assert path == other or found.json()["rule"] == "cursor"
