"""That a place was not proposed since somebody is kept apart is told to whoever places people, and to nobody else."""

import pytest

from services.matching.placement.decider.rules import PLACE_APART
from services.matching.placement.events import NoPlaceFound, Obstacle
from shared.access.fields import OF_RULE, Field
from shared.access.policy import RoleName
from shared.domain.identifiers import RuleCode
from shared.ledger.ledger import Ledger
from shared.runtime.settings import Settings
from tests.opened import opened_for
from tests.reporting.telling import KLIEN, PUTUSAN, appended, received, registered

HERE = f"/reports/klien/{KLIEN}"
PAGE = {"accept": "text/html"}
TOLD = (RoleName.OFFICER, RoleName.COORDINATOR)
SAID = "tidak boleh bersama"
OTHERWISE = "Menurut rencana tidak ada yang kosong"


def test_the_rule_of_matching_is_the_one_that_the_table_knows() -> None:
    assert OF_RULE[PLACE_APART] is Field.APART


@pytest.mark.slow
async def test_only_whoever_places_reads_that_somebody_is_kept_apart(settings: Settings, ledger: Ledger) -> None:
    why = tuple(Obstacle(rule=RuleCode(rule), offers=1) for rule in (PLACE_APART, "place-slots"))
    none = NoPlaceFound(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=why)
    last = await appended(ledger, received(), registered(), none)
    async with opened_for(settings, ["reporting"], (*TOLD, RoleName.AUDITOR)) as house:
        await house.level()
        for role, client in house.clients.items():
            rows = [(await client.get(f"{HERE}{query}")).json() for query in ("", f"?as_of={last}")]
            found = [[one["rule"] for one in row["sentences"][0]["reasons"]] for row in rows]
            listed = (await client.get("/reports/klien")).json()["items"][0]["reasons"]
            texts = [
                (await client.get(path, headers=PAGE)).text
                for path in (HERE, f"{HERE}?as_of={last}", "/reports/klien.csv")
            ]
            sees = role in TOLD
            rules = ["place-apart", "place-slots"] if sees else ["place-slots"]
            assert found == [rules, rules], role
            assert [one["rule"] for one in listed] == rules, role
            assert [SAID in one for one in texts] == [sees] * 3, role
            assert [OTHERWISE in one for one in texts] == [True] * 3, role
