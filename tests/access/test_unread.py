"""Who may not is told so before a byte of the body is read: every address, by nobody and by who has no right to it."""

from collections.abc import AsyncIterator

import pytest

from services.catalogue import BY_NAME
from shared.access.policy import PUBLIC, SIGNING_IN, may
from shared.access.signin import addresses
from shared.runtime.settings import Settings
from tests.faults.asking import ask
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
ID = "3f0c9a52-0d7b-4c58-9f4a-8d2f3f6f1a11"
FAULTY = {"content-type": "application/json", "content-length": "9999999999", "accept": "application/json"}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, SIGNING_IN) as found:
        yield found


def guarded(house: Opened) -> list[tuple[str, str, frozenset[str]]]:
    """Method, path and actions of every address that is not for everybody."""
    found = [(*address.split(" "), actions) for address, actions in addresses(house.app).items()]
    return [(method, path, actions) for method, path, actions in found if not actions <= PUBLIC]


def paths(path: str) -> list[str]:
    """With ids, and with what is no id: the path's own faults are told later, too."""
    parts = [["3f0c9a52" if part.startswith("{") else part for part in path.split("/")]]
    parts.append([ID if part.startswith("{") else part for part in path.split("/")])
    return ["/".join(part) for part in parts]


async def test_nobody_is_asked_to_sign_in_before_the_body_is_read(house: Opened) -> None:
    assert len(guarded(house)) > 20
    for method, template, _ in guarded(house):
        for path in paths(template):
            answer = await ask(house.app, method, path, FAULTY, None)
            assert (answer.status, answer.unread) == (401, True), f"{method} {path}"
            assert b'"status-401"' in answer.body


async def test_who_has_no_right_is_told_so_before_the_body_is_read(house: Opened) -> None:
    for method, template, actions in guarded(house):
        for role, client in house.clients.items():
            if not all(may(role, action) for action in actions):
                token = {"authorization": client.headers["authorization"]}
                for path in paths(template):
                    answer = await ask(house.app, method, path, FAULTY | token, None)
                    assert (answer.status, answer.unread) == (403, True), f"{method} {path} as {role}"


async def test_a_foreign_pages_sign_in_is_refused_before_it_is_read(house: Opened) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site"}
    answer = await ask(house.app, "POST", "/session", FAULTY | form, None)
    assert (answer.status, answer.unread) == (403, True)
