"""By what the table of sentences is searched: every order and filter of its report, and what the desks ask for."""

from typing import Final

from services.reporting.reports.status import ASKED, SERVES
from shared.projections.state import Index

SORTED: Final = (
    "urgent_on",
    "(coalesce(deadline, 'infinity'::date))",
    "(coalesce(possible_until, 'infinity'::date))",
    "credited_minutes",
    "required_minutes",
    "(greatest(required_minutes - credited_minutes, 0))",
    "(coalesce(ruled_on, '-infinity'::date))",
    "(coalesce(last_worked_on, '-infinity'::date))",
    "since",
)
"""What the report is sorted by, as its query has it."""

# What is counted or summed over the reach of who asks ends with the ruling, so that the index alone tells whose it is.
INDEXES: Final = (
    *(Index((by, "putusan_id")) for by in SORTED),
    *(Index((by, "urgent_on", "putusan_id")) for by in ("state", "regime", "ipd_id", "site_id")),
    Index(("klien_id",)),
    Index(("state", "deadline", "possible_until", "behind_from", "planned_until", "putusan_id")),
    Index(("asked_at",), "asked_at IS NOT NULL"),
    Index(("stay_asked_at", "state", "putusan_id"), ASKED),
    Index(("site_id", "offer_id", "kecamatan", "klien_id"), SERVES),
    Index(("deadline", "opens_on", "required_minutes", "putusan_id"), "opens_on IS NOT NULL"),
    Index(("ended_on", "putusan_id"), "ended_on IS NOT NULL"),
)
