"""Which commands a ruling takes where it stands, and where each may lead; what is not in the table is refused. The
picture of docs/reference/ruling.md is drawn from it.

Example::

    if refusal := against(command, state):      # a decider's first line
        return refusal
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.intake.putusan.decider.state import Putusan, Status
from shared.domain.command import Command
from shared.domain.identifiers import RuleCode
from shared.domain.refusal import Fact, Fault, Refused, Severity
from shared.domain.sentence import Ground


class Standing(StrEnum):
    """Where a ruling stands in the register, as a page calls it."""

    UNKNOWN = "belum ada"
    REJECTED = "ditolak"
    REPLACED = "digantikan"
    """A rejected paper that came again as another ruling."""
    TWICE = "disebut dua kali"
    """An officer said that it is another ruling told once more."""
    HELD = "ditahan"
    REGISTERED = "terdaftar"
    ENDED = "dibatalkan"
    TRANSFERRED = "dialihkan"
    FAILED = "gagal"
    """Not done without lawful reason, and ordered to be served again."""


Leads = Mapping[Standing, frozenset[Standing]]
UNUSED: Final = frozenset({Standing.UNKNOWN, Standing.REJECTED, Standing.REPLACED, Standing.TWICE})
"""No ruling of ours, or none any more."""
TAKEN: Final = frozenset({Standing.HELD, Standing.REGISTERED})
OVER: Final = frozenset({Standing.ENDED, Standing.TRANSFERRED})
STAYS: Final[Leads] = {one: frozenset({one}) for one in sorted(TAKEN | OVER | {Standing.FAILED})}
"""What of a ruling is told without moving it."""
COMES_IN: Final[Leads] = {
    Standing.UNKNOWN: TAKEN | {Standing.REJECTED},
    Standing.REJECTED: TAKEN | {Standing.REJECTED},
    Standing.REPLACED: TAKEN | {Standing.REJECTED},
}
"""A rejected paper comes again. One that was told twice is known, however often it comes: only an officer who takes the
answer back makes a sentence of it (settlement 41)."""
TRANSITIONS: Final[Mapping[str, Leads]] = {
    "RegisterPutusan": COMES_IN,
    "CorrectPaper": COMES_IN,
    "ConfirmPutusan": {Standing.HELD: TAKEN},
    "AmendPutusan": {**STAYS, Standing.HELD: TAKEN, Standing.REGISTERED: TAKEN},
    "DecideIdentity": {
        Standing.HELD: TAKEN | {Standing.TWICE},
        Standing.REGISTERED: frozenset({Standing.REGISTERED, Standing.TWICE}),
        Standing.ENDED: frozenset({Standing.ENDED, Standing.TWICE}),
        Standing.TRANSFERRED: frozenset({Standing.TRANSFERRED, Standing.TWICE}),
        Standing.TWICE: TAKEN | OVER,
    },
    "RecordFinality": STAYS,
    "EndPutusan": dict.fromkeys(sorted(TAKEN | OVER), OVER),
    "ResumePutusan": dict.fromkeys(sorted(OVER), TAKEN),
    "LodgeAppeal": STAYS,
    "WithdrawAppeal": STAYS,
    "AdjustPutusan": STAYS,
    "WithdrawAdjustment": STAYS,
    "OrderRepeat": dict.fromkeys((Standing.REGISTERED, Standing.FAILED), frozenset({Standing.FAILED})),
    "WithdrawRepeat": {Standing.FAILED: TAKEN},
    "BringCredit": STAYS,
    "WithdrawCredit": STAYS,
    "AssignOfficer": STAYS,
    "HandOver": STAYS,
    "TakeBack": STAYS,
}
"""By the command's name, since commands stand beside their deciders, which ask this table."""


def standing(state: Putusan) -> Standing:
    """Where it stands; its end lies over what stands beneath."""
    if state.replaced_by is not None:
        return Standing.TWICE if state.told_twice else Standing.REPLACED
    if state.status is Status.REJECTED:
        return Standing.REJECTED
    if state.received is None:
        return Standing.UNKNOWN
    if state.repeat is not None:
        return Standing.FAILED
    if state.ended is not None:
        return Standing.TRANSFERRED if state.ended.ground is Ground.TRANSFERRED else Standing.ENDED
    return Standing.HELD if state.status is Status.HELD else Standing.REGISTERED


def refusal(command: str, stands: Standing) -> RuleCode:
    """The rule by which a command is refused that is not in the table."""
    leads = TRANSITIONS[command]
    if leads is COMES_IN:
        return RuleCode("told-twice" if stands is Standing.TWICE else "duplicate")
    if stands in UNUSED:
        return RuleCode("putusan-unknown")
    if stands is Standing.FAILED:
        return RuleCode("repeat-ordered")
    if leads.keys() <= {Standing.FAILED}:
        return RuleCode("no-repeat")
    if stands in OVER:
        return RuleCode("putusan-ended")
    if Standing.FAILED in leads:
        return RuleCode("still-held")
    return RuleCode("not-ended") if leads.keys() <= OVER else RuleCode("not-held")


def against(command: Command, state: Putusan) -> Refused | None:
    """Why the ruling does not take this command where it stands; None: it does."""
    name, stands = type(command).__name__, standing(state)
    if stands in TRANSITIONS[name]:
        return None
    rule = refusal(name, stands)
    facts: dict[str, Fact] = {"state": state.status.value}
    if state.ended is not None:
        facts["ended_on"] = state.ended.ended_on.isoformat()
    severity = Severity.ABSENT if rule == "putusan-unknown" else Severity.CONFLICT
    return Refused((Fault(rule, facts, pointer="/namesake" if rule == "duplicate" else None, severity=severity),))
