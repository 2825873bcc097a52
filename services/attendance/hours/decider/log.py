"""One log: its contents by number, what is wrong with each, what a person decided of it, and what was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from services.attendance.hours.events import Shift
from shared.domain.identifiers import AccountId, RuleCode


class Decided(NamedTuple):
    """What a person decided of a log that waited: which reasons do not hold back which of its contents."""

    content: int
    accepted: tuple[RuleCode, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """What is known under one shift's id. Content number 0 is the log, 1, 2 … its corrections, None struck out."""

    contents: Mapping[int, Shift | None] = field(default_factory=dict)
    faults: Mapping[int, tuple[RuleCode, ...]] = field(default_factory=dict)
    told: tuple[RuleCode, ...] | None = None
    """Reasons for review as last told; empty: told as a fact; None: nothing told yet."""
    decisions: Mapping[int, Decided] = field(default_factory=dict)
    recorders: Mapping[int, AccountId | None] = field(default_factory=dict)
    """Who recorded which content."""

    @property
    def number(self) -> int:
        """The content that stands: the highest number, whatever arrived first (settlement 33)."""
        return max(self.contents, default=0)

    @property
    def standing(self) -> Shift | None:
        """What stands; None where struck out, or while only corrections of an unknown log are here."""
        return self.contents[self.number] if 0 in self.contents else None

    @property
    def last(self) -> Shift | None:
        """What stands, or stood before it was struck out."""
        return next(
            (self.contents[number] for number in sorted(self.contents, reverse=True) if self.contents[number]), None
        )

    @property
    def accepted(self) -> tuple[RuleCode, ...]:
        """The reasons in spite of which a person took the standing content; the highest decision stands (0031)."""
        if not self.decisions:
            return ()
        decided = self.decisions[max(self.decisions)]
        return decided.accepted if decided.content == self.number else ()

    @property
    def own_faults(self) -> tuple[RuleCode, ...]:
        """Why the standing content is no fact by itself (settlement 26), nor by a person's decision."""
        accepted = self.accepted
        return tuple(fault for fault in self.faults.get(self.number, ()) if fault not in accepted)

    def saying(self, number: int, shift: Shift | None, by: AccountId | None = None) -> "Log":
        """With one content more, and who said it; of two under one number the first stands."""
        recorders = {number: by} | dict(self.recorders)
        return replace(self, contents={number: shift} | dict(self.contents), recorders=recorders)
