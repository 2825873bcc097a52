"""From ruling to compliance report: what a newcomer sees after one command."""

from datetime import timedelta

import pytest

from tests.e2e.conftest import Told


def test_rulings_became_placements_hours_and_a_compliance_report(told: Told) -> None:
    with told.client("petugas") as officer:
        rows = officer.get("/reports/klien?limit=200").json()["items"]
        assert len(rows) >= 80
        running = [row for row in rows if row["started_on"]]
        assert len(running) >= 40
        assert any(0 < row["credited_minutes"] < row["required_minutes"] for row in running)
        assert any(row["remaining_minutes"] == 0 for row in running)
        assert {"adult", "child"} <= {row["regime"] for row in running}


def test_each_running_sentence_adds_up(told: Told) -> None:
    with told.client("petugas") as officer:
        for row in officer.get("/reports/klien?limit=200").json()["items"]:
            if row["started_on"]:
                assert row["remaining_minutes"] == max(0, row["required_minutes"] - row["credited_minutes"])
                ended = row["state"] in ("dibatalkan", "dialihkan")
                assert row["deadline"] is None if ended else row["deadline"] > row["started_on"]


def test_violations_are_recorded_uncredited_and_cited(told: Told) -> None:
    with told.client("petugas") as officer:
        days = officer.get("/reports/violations?limit=200").json()["items"]
        assert days
        for day in days:
            assert day["credited_minutes"] <= day["worked_minutes"]
            assert all(violation["citation"] for violation in day["violations"])


def test_held_rulings_wait_with_their_article(told: Told) -> None:
    with told.client("petugas") as officer:
        held = officer.get("/putusan?state=held&limit=200").json()["items"]
        assert len(held) >= 8
        assert all(row["reasons"] and all(reason["citation"] for reason in row["reasons"]) for row in held)


def test_no_slot_is_taken_twice(told: Told) -> None:
    with told.client("koordinator") as coordinator:
        offers = {
            offer["offer_id"]: offer for office in coordinator.get("/ipd").json()["items"] for offer in office["offers"]
        }
        placements = coordinator.get("/placement?state=accepted&limit=200").json()["items"]
        assert len(placements) >= 40
        for offer_id, offer in offers.items():
            months: dict[str, int] = {}
            for row in (row for row in placements if row["offer_id"] == offer_id):
                first, last = row["planned_from"][:7], row["planned_until"][:7]
                month = max(first, f"{told.begun:%Y-%m}")  # what is past was as it was
                while month <= last:
                    months[month] = months.get(month, 0) + 1
                    year, number = int(month[:4]), int(month[5:])
                    month = f"{year + number // 12}-{number % 12 + 1:02}"
            assert all(taken <= offer["slots"] for taken in months.values()), offer["site_name"]


def test_a_read_after_a_write_sees_it(told: Told) -> None:
    with told.client("pengawas") as supervisor, told.client("petugas") as officer:
        row = next(row for row in officer.get("/reports/klien?limit=200").json()["items"] if row["started_on"])
        log = {
            "klien_id": row["klien_id"],
            "shift_id": "00000000-0000-4000-8000-00000000e2e0",
            "site_id": "00000000-0000-4000-8000-00000000e2e1",
            "ipd_id": "00000000-0000-4000-8000-00000000e2e2",
            "starts": f"{told.begun - timedelta(days=1)}T08:00:00+07:00",
            "ends": f"{told.begun - timedelta(days=1)}T10:00:00+07:00",
        }
        answer = supervisor.post("/hours", json=log)
        assert answer.status_code in (200, 201)
        position = answer.json()["position"]
        report = officer.get(f"/reports/klien/{row['klien_id']}?after={position}").json()
        assert report["as_of"]["reached"]
        assert report["as_of"]["position"] >= position


def test_two_officers_and_two_supervisors_stand_in_and_one_proposal_was_overridden(told: Told) -> None:
    with told.client("petugas2") as other, told.client("petugas") as officer, told.client("inspektorat") as auditor:
        (load,) = other.get("/putusan/assignments").json()["loads"]
        (mine,) = officer.get("/putusan/assignments").json()["loads"]
        assert (load["cases"], mine["cases"]) == (8, 20)
        assert [(one["substitute"], one["cases"]) for one in load["handed_over"]] == [(mine["officer"], 3)]
        overridden = auditor.get("/audit/overrides?action=placement.accept").json()["items"]
        assert len([one for one in overridden if one["before"] and one["site_name"] not in one["before"]]) == 1
    with told.client("pengawas2") as other, told.client("koordinator") as coordinator:
        assert len(other.get("/ipd").json()["items"]) >= 1
        places = coordinator.get("/reports/supervision?limit=200").json()["items"]
        assert sum("Wati Ningsih" in place["supervisors"] for place in places) == 1
        stands_in = told.today == told.begun  # on that day alone
        assert sum("Wati Ningsih" in place["substitutes"] for place in places) == stands_in


def test_the_operator_sees_no_person_and_others_only_what_they_may(told: Told) -> None:
    with told.client("operator") as operator:
        assert operator.get("/reports/klien").status_code == 403
        assert operator.get("/putusan").status_code == 403
        assert operator.post("/hours", json={}).status_code in (403, 422)


@pytest.mark.parametrize("login", ["petugas", "pengawas", "koordinator", "operator"])
def test_every_page_that_a_role_may_see_opens(told: Told, login: str) -> None:
    with told.client("petugas") as officer:
        rows = officer.get("/reports/klien?limit=200").json()["items"]
        states = {row["state"]: row for row in rows}
        placed = officer.get("/placement?limit=200").json()["items"]
    chosen = [*states.values(), *{row["state"]: row for row in placed}.values()]
    addresses = ["/", "/reports/klien", "/reports/ipd", "/reports/violations", "/putusan", "/putusan?state=held"]
    addresses += ["/placement", "/placement?state=accepted", "/ipd", "/hours", "/law", "/asyncapi", "/session"]
    for row in chosen:
        addresses += [f"/reports/klien/{row['klien_id']}", f"/putusan/{row['putusan_id']}", f"/hours/{row['klien_id']}"]
    addresses += [f"/placement/{row['putusan_id']}" for row in placed[:20]]
    addresses += [f"/putusan/{row['putusan_id']}" for row in rows]  # what a paper says differs in each
    with told.client(login) as client:
        for address in dict.fromkeys(addresses):
            answer = client.get(address, headers={"accept": "text/html"}, follow_redirects=False)
            assert answer.status_code in (200, 403, 404), f"{address}: {answer.status_code}"
            assert answer.status_code != 404 or "/hours/" in address, address
            if login == "petugas":
                assert answer.status_code != 403, address
