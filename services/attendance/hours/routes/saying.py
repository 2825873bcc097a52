"""The one line that a page says when something about a log was saved: what, what of it counts, and why not all."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request

from services.attendance.hours.decider import CorrectHours, DecideReview, LogHours
from shared.domain.refusal import Fact
from shared.law.calendar import WIB
from shared.web.kept import Saved
from shared.web.language import Language
from shared.web.texts import Texts


def saved_log(request: Request, command: LogHours, told: Mapping[str, Any]) -> Saved:
    """What became of a log that was typed; ``told`` is the answer that a program gets."""
    length = command.ends - command.starts
    facts: dict[str, Fact] = {
        "starts": command.starts.astimezone(WIB).isoformat(),
        "ends": command.ends.astimezone(WIB).isoformat(),
        "minutes": int(length.total_seconds() // 60),
        "credited": told.get("credited_minutes"),
    }
    rules = told.get("reasons") or [one["rule"] for one in told.get("broken", ())]
    kind = "review" if told.get("reasons") else "broken"
    facts["why"] = _why(request, kind, dict.fromkeys(rules))
    outcome = told.get("outcome", "known")
    part = "-part" if outcome == "recorded" and rules else ""
    return Saved(f"hours-{outcome}{part}", facts, (LINKS[kind], f"/hours/{command.klien_id}/logs/{command.shift_id}"))


LINKS = {"review": "Berikutnya: betulkan atau lihat alasannya", "broken": "Lihat atau betulkan catatannya"}


def _why(request: Request, kind: str, rules: Iterable[str]) -> str:
    texts: Texts = request.app.state.texts
    said = [texts.sentence(f"{kind}-{rule}", {}, Language.ID) for rule in rules]
    return "; ".join(one[:1].lower() + one[1:] if one[1:2].islower() else one for one in said)


def saved_of(command: CorrectHours | DecideReview, waits: bool, forward: tuple[str, str]) -> Saved:
    """That a log was corrected, struck out, taken or given back, and whether it waits for a person after that."""
    return Saved(f"hours-{_done(command)}{'-waits' if waits else ''}", {}, forward)


def _done(command: CorrectHours | DecideReview) -> str:
    if isinstance(command, DecideReview):
        return "accepted" if command.accepted else "reopened"
    return "struck" if command.shift is None else "corrected"
