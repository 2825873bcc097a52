"""The desk of who serves, or of a child's guardian: whose hours they are is said to each."""

from collections.abc import Mapping

import pytest

from services.intake.account.events import LinkKind
from shared.access.policy import RoleName
from shared.domain.sentence import Ground, Regime
from shared.ledger.ledger import Ledger
from shared.runtime.settings import Settings
from tests.neighbours import linked_to_persons
from tests.opened import opened_for
from tests.reporting.telling import KLIEN, another, appended, received, registered, running, terms
from tests.reporting.test_ending import ended

pytestmark = pytest.mark.slow
CHILD = f"{KLIEN[:-1]}2"
OWN, AS_GUARDIAN = {LinkKind.KLIEN: KLIEN}, {LinkKind.GUARDIAN: CHILD}


@pytest.mark.parametrize(
    ("persons", "title", "guardian"),
    [
        pytest.param(OWN, "Jam saya", False, id="their own hours"),
        pytest.param(AS_GUARDIAN, "Jam anak", True, id="a child's"),
        pytest.param(OWN | AS_GUARDIAN, "Jam saya", True, id="both"),
    ],
)
async def test_a_guardian_reads_whose_hours_they_are(
    settings: Settings, ledger: Ledger, persons: Mapping[LinkKind, str], title: str, guardian: bool
) -> None:
    youth = terms(40, Regime.CHILD)
    async with opened_for(settings, ["reporting"], [RoleName.CLIENT]) as house:
        await appended(ledger, *running(), another(received(youth), 2), another(registered(youth), 2))
        await linked_to_persons(house.parts.database, persons)
        await house.level()
        page = (await house.clients[RoleName.CLIENT].get("/", headers={"accept": "text/html"})).text
    assert f"<title>{title}" in page
    assert page.count("Jam kerja ") == len(persons)
    said = ("Jam kerja anak ", "Anda walinya. Nama anak dirahasiakan; yang tampil inisialnya.")
    assert [words in page for words in said] == [guardian, guardian]


async def test_who_served_what_has_ended_is_told_of_nothing_left_to_do(settings: Settings, ledger: Ledger) -> None:
    async with opened_for(settings, ["reporting"], [RoleName.CLIENT]) as house:
        await linked_to_persons(house.parts.database, OWN)
        pages = []
        for events in (running(), [ended(Ground.PARDONED)]):
            await appended(ledger, *events)
            await house.level()
            pages.append((await house.clients[RoleName.CLIENT].get("/", headers={"accept": "text/html"})).text)
    assert ["<dt>Sisa</dt>" in page for page in pages] == [True, False]
    assert ["Tidak ada lagi yang perlu dikerjakan di sini." in page for page in pages] == [False, True]
