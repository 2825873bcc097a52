"""What the parts of the house say of themselves, as the operator reads it: well or not, how far behind, what is parked;
pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from shared.messaging.parking import ParkedKey
from shared.runtime.health import READY

Told = Mapping[str, Any]
"""What a part says: JSON."""
HERE: Final = ("part", "version", "status", "facts")
"""What an answer holds besides troubles by the name of their check."""
CHECKS: Final = {
    "keys": "Kunci data pribadi",
    "clock": "Jam server",
    "disk": "Ruang disk",
    "relay": "Penyiar (relay)",
    "intake": "Penerimaan (intake)",
    "matching": "Penempatan (matching)",
    "attendance": "Jam kerja (attendance)",
    "reporting": "Laporan (reporting)",
}
APPENDING: Final = ".append"


@dataclass(frozen=True, slots=True)
class Part:
    """One process: whether it answers and is ready, and what keeps it, each by what was looked at."""

    name: str
    version: str
    ready: bool
    answers: bool
    troubles: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Follower:
    """One projection or reaction: how many events, and how many seconds, it is behind the ledger's head."""

    name: str
    lag: int
    lag_s: float


@dataclass(frozen=True, slots=True)
class Relay:
    """Who publishes: up to where, how many events are still to come, and what keeps it."""

    position: int
    lag: int
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Wellness:
    """The whole house."""

    parts: Sequence[Part]
    followers: Sequence[Follower]
    parked: Sequence[ParkedKey]
    relay: Relay | None

    @property
    def behind(self) -> list[Follower]:
        """Those with events still to come."""
        return [one for one in self.followers if one.lag]

    @property
    def counts(self) -> dict[str, int]:
        """For programs."""
        return {
            "parts": len(self.parts),
            "parts_not_ready": sum(not part.ready for part in self.parts),
            "events_behind": max((one.lag for one in self.followers), default=0),
            "parked": len(self.parked),
        }


def wellness(answers: Iterable[Told]) -> Wellness:
    """From what ``/readyz`` of each part says to whoever asks from inside."""
    answers = list(answers)
    checks = [one for answer in answers for one in answer.get("facts", {}).values()]
    return Wellness(
        [_part(answer) for answer in answers],
        sorted((one for facts in checks for one in _followers(facts)), key=lambda one: (-one.lag_s, one.name)),
        sorted((one for facts in checks for one in _parked(facts)), key=lambda one: (one.since, one.key)),
        next((_relay(facts) for answer in answers for facts in _of(answer, "relay")), None),
    )


def _of(answer: Told, check: str) -> list[Told]:
    found = answer.get("facts", {}).get(check)
    return [] if found is None else [found]


def _part(answer: Told) -> Part:
    troubles = [(_word(name), str(said)) for name, said in answer.items() if name not in HERE]
    name = urlsplit(str(answer["part"])).hostname or str(answer["part"])
    status = str(answer["status"])
    answers = "facts" in answer
    if not answers:
        troubles.append(("Tidak menjawab", status))
    return Part(name, str(answer.get("version") or ""), status == READY, answers, troubles)


def _word(check: str) -> str:
    part = check.removesuffix(APPENDING)
    word = CHECKS.get(part, part)
    return word if part == check else f"Pencatatan ke jurnal, {word}"


def _followers(facts: Told) -> Iterable[Follower]:
    return (Follower(name, int(facts["lag"][name]), float(lag_s)) for name, lag_s in facts.get("lag_s", {}).items())


def _parked(facts: Told) -> Iterable[ParkedKey]:
    for one in facts.get("parked", ()):
        yield ParkedKey(**{**one, "since": datetime.fromisoformat(one["since"])})


def _relay(facts: Told) -> Relay:
    return Relay(int(facts["position"]), int(facts["lag"]), facts.get("trouble"))
