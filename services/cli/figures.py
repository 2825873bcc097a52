"""What long work came to, in figures and ids: a line for machines, and what a page of the operator reads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.audit.verify import BrokenEntry, Whole
    from shared.ledger.verify import Broken, Verified
    from shared.privacy.files import Checked
    from shared.projections.compare import Difference
    from shared.projections.rebuild import Rebuilt


def of_verified(found: "Verified | Broken") -> dict[str, Any]:
    """Whether the chain is whole, and up to where; else the first position that is not as it was written."""
    from shared.ledger.verify import Broken

    if isinstance(found, Broken):
        return {"whole": False, "position": found.position, "what": found.what, "detail": found.detail}
    return {"whole": True, "count": found.count, "head": found.head.position, "hash": found.head.hash.hex()}


def of_audit(found: "Whole | BrokenEntry") -> dict[str, Any]:
    """The same of the audit trail, whose positions are its entries' numbers."""
    from shared.audit.verify import BrokenEntry

    if isinstance(found, BrokenEntry):
        return {"whole": False, "position": found.number, "what": found.what, "detail": found.detail}
    return {"whole": True, "count": found.count, "head": found.number, "hash": found.hash.hex()}


def of_files(found: "Checked") -> dict[str, Any]:
    """How many files are what was taken in; which of them, by letter and file, are missing or altered."""
    return {
        "whole": not (found.missing or found.altered),
        "count": found.whole,
        "missing": list(found.missing),
        "altered": list(found.altered),
        "unopened": found.unopened,
    }


def of_rebuilt(rebuilt: "Rebuilt") -> dict[str, Any]:
    """How much was read and written, how fast, and which keys wait."""
    rate = rebuilt.events / rebuilt.seconds if rebuilt.seconds else 0.0
    return {
        "projection": rebuilt.projection,
        "position": rebuilt.position,
        "events": rebuilt.events,
        "rows": rebuilt.rows,
        "parked": [item.key for item in rebuilt.parked],
        "seconds": round(rebuilt.seconds, 3),
        "events_per_second": round(rate),
    }


def of_difference(name: str, difference: "Difference") -> dict[str, Any]:
    """What a rebuild would change."""
    return {
        "projection": name,
        "position": difference.position,
        "rows": difference.rows,
        "missing": difference.missing,
        "extra": difference.extra,
        "different": difference.different,
        "parked": [item.key for item in difference.parked],
        "parked_now": sorted(difference.parked_now),
    }


def is_well(figures: Mapping[str, Any]) -> bool:
    """Whether nothing is left that somebody must look at."""
    if "whole" in figures:
        return bool(figures["whole"])
    left = ("missing", "extra", "different", "parked", "reason", "trouble")
    return not any(figures.get(name) for name in left)
