"""What a single paper and a file's rows share: claim whose they are, carry out the command, say what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.intake.putusan.decider import RegisterPutusan, Status
from services.intake.putusan.routes.outcome import Outcome, outcome_of, own
from services.intake.putusan.rows import Draft, register_command, traits_of
from shared.access.asking import Asking
from shared.domain.refusal import Refused
from shared.ledger.append import DigestMismatch
from shared.ledger.execute import Asked, Done
from shared.privacy.identities import Claimed, Traits
from shared.privacy.keyfile import KeyLost, SubjectErased
from shared.web.house import House


@dataclass(frozen=True, slots=True)
class Registering:
    """A command to register a paper, and the claim that it stands on."""

    command: RegisterPutusan
    claimed: Claimed


class Claims(Protocol):
    """Where it is claimed whose papers are: the vault, or a rehearsal of it."""

    async def claim(self, papers: Sequence[Traits]) -> list[Claimed]: ...

    async def settle(self, claims: Sequence[tuple[Claimed, str]]) -> None: ...


async def claimed(house: House, drafts: Sequence[Draft], of: Claims | None = None) -> list[Registering]:
    """The commands for these papers, in their order: of two that name one person the first one makes the person."""
    traits = [traits_of(draft, house.vault.identify) for draft in drafts]
    claims = await (of or house.vault).claim(traits)
    return [
        Registering(register_command(draft, said, claim), claim)
        for draft, said, claim in zip(drafts, traits, claims, strict=True)
    ]


async def registered(asks: Asking, one: Registering, under: Asked | None = None) -> tuple[Done, Outcome] | Refused:
    """Carry out one command, ``under`` an id of its own where it is one of many. A claim whose outcome is not known,
    since the process ends here, is settled by the sweep."""
    vault = asks.house.vault
    try:
        result = await asks.carry_out(one.command, under=under)
    except (DigestMismatch, KeyLost, SubjectErased):
        await vault.settle([(one.claimed, "refused")])
        raise
    if isinstance(result, Refused):
        await vault.settle([(one.claimed, "refused")])
        return result
    outcome = await outcome_of(asks.house, result, one.command.putusan_id)
    await vault.settle([(one.claimed, became(one, result, outcome))])
    return result, outcome


def became(one: Registering, done: Done, outcome: Outcome) -> str:
    """What becomes of the claim: a first answer given again, or nothing new, says nothing of it but under its own
    subject."""
    if one.command.klien_id not in {event.subject for event in own(done, one.command.putusan_id)}:
        return "refused"
    return "released" if outcome.status is Status.REJECTED else "stored"
