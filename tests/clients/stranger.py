"""A program by somebody who knows nothing of the house but ``/openapi.json``, run with the client made from it.

Registers a ruling, logs hours of somebody who serves, reads the person's report; prints what it was answered.
"""

import importlib
import json
import pkgutil
import sys
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import house_client
from house_client import AuthenticatedClient, Client
from house_client.api.attendance import post_hours
from house_client.api.intake import post_putusan
from house_client.api.reporting import get_reports_klien, list_reports_klien
from house_client.api.session import post_session
from house_client.models import Details, LogHours, NewSession, Paper, Regime, SignIn
from house_client.models import ListReportsKlienStatusType0Item as Status

WIB = ZoneInfo("Asia/Jakarta")


def main(address: str, password: str, today: date) -> None:
    """Prints one JSON object."""
    for module in pkgutil.walk_packages(house_client.__path__, "house_client."):
        importlib.import_module(module.name)  # each address's own can be loaded
    officer, supervisor = (signed_in(address, password, login) for login in ("petugas", "pengawas"))
    paper = Paper(
        case_number=f"{uuid4().int % 90000 + 10000}/Pid.B/{(today - timedelta(days=27)).year}/PN Trk",
        court="PN Trenggalek",
        name=f"Contoh {uuid4()}",
        kind=Regime.ADULT,
        birth_date=date(1990, 3, 2),
        ruled_on=today - timedelta(days=27),
        final_on=today - timedelta(days=19),
        total_minutes=2400,
        minutes_a_day=240,
        period_days=90,
    )
    taken = post_putusan.sync(client=officer, body=paper)
    refused = post_putusan.sync(client=officer, body=Paper(name="Contoh tanpa perkara"))
    rows = list_reports_klien.sync(client=officer, limit=200, status=[Status.SESUAI_RENCANA, Status.BERISIKO]).items
    one = next(row for row in rows if row.site_id and row.opens_on and row.opens_on <= today - timedelta(days=3))
    starts = datetime.combine(today - timedelta(days=1), time(4, 30), WIB)
    log = LogHours(
        klien_id=one.klien_id,
        site_id=one.site_id,
        ipd_id=one.ipd_id,
        starts=starts,
        ends=starts + timedelta(minutes=20),
        shift_id=str(uuid4()),
    )
    logged = post_hours.sync(client=supervisor, body=log, idempotency_key=str(uuid4()))
    report = get_reports_klien.sync(one.klien_id, client=officer, after=logged.position)
    said = {"taken": taken, "refused": refused, "logged": logged, "report": report}
    assert isinstance(refused, Details)
    sys.stdout.write(json.dumps({name: answer.to_dict() for name, answer in said.items()}))


def signed_in(address: str, password: str, login: str) -> AuthenticatedClient:
    """A client with the token that a program is given."""
    session = post_session.sync(client=Client(base_url=address), body=SignIn(login=login, password=password))
    assert isinstance(session, NewSession), session
    return AuthenticatedClient(base_url=address, token=session.token, timeout=60)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], date.fromisoformat(sys.argv[3]))
