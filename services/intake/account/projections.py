"""What intake has heard of the hosts that an account can be linked to."""

import msgspec

from services.matching.ipd.events import IpdCorrected, IpdRegistered
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class HostRow(msgspec.Struct, frozen=True):
    """An I-PD, by the name that was said last."""

    ipd_id: str
    name: str


HOSTS = StateProjection("intake", "host", HostRow, key="ipd_id", version=1)


@HOSTS.on(IpdRegistered)
def registered(row: HostRow | None, event: IpdRegistered, entry: Entry) -> HostRow:
    """It can be linked from now on."""
    return HostRow(event.ipd_id, event.name)


@HOSTS.on(IpdCorrected)
def corrected(row: HostRow | None, event: IpdCorrected, entry: Entry) -> HostRow | None:
    """What it is truly called."""
    return row and HostRow(row.ipd_id, event.name)
