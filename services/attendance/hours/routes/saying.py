"""The one line that a page says when something about a log was saved: what, what of it counts, and why not all."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request

from services.attendance.hours.decider import CorrectHours, DecideReview, LogHours
from services.attendance.hours.decider.log import Log
from shared.domain.refusal import Fact
from shared.law.calendar import WIB
from shared.web.kept import Saved
from shared.web.language import Language
from shared.web.texts import Texts


def saved_log(request: Request, command: LogHours, told: Mapping[str, Any], who: str) -> Saved:
    """What became of a log that was typed, and of whom, as this role may see them; ``told`` is a program's answer."""
    length = command.ends - command.starts
    facts: dict[str, Fact] = {
        "who": who,
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
    forward = (LINKS[kind], f"/hours/{command.klien_id}/logs/{command.shift_id}")
    return Saved(f"hours-{outcome}{part}", facts, forward, "watch" if kind == "review" else "good")


LINKS = {"review": "Berikutnya: betulkan atau lihat alasannya", "broken": "Lihat atau betulkan catatannya"}


def _why(request: Request, kind: str, rules: Iterable[str]) -> str:
    texts: Texts = request.app.state.texts
    said = [texts.sentence(f"{kind}-{rule}", {}, Language.ID) for rule in rules]
    return "; ".join(one[:1].lower() + one[1:] if one[1:2].islower() else one for one in said)


def saved_of(command: CorrectHours | DecideReview, log: Log, before: Log, forward: tuple[str, str]) -> Saved:
    """That a log was corrected, restored, struck out, taken or given back, and whether it waits for a person now, also
    where it did so before."""
    waits = log.standing is not None and bool(log.told)
    rule = f"hours-{_done(command, before)}{'-waits' if waits else ''}"
    return Saved(rule, {}, forward, "watch" if waits else "good")


def _done(command: CorrectHours | DecideReview, before: Log) -> str:
    if isinstance(command, DecideReview):
        return "accepted" if command.accepted else "reopened"
    if command.shift is None:
        return "struck"
    return "restored" if 0 in before.contents and before.standing is None else "corrected"
