"""Which ruling and which person a paper speaks of.

A ruling's id is always the same for its case and convict, and tells nobody who. A person's is random: what the paper
says of the convict is claimed with the vault, which knows the person, or makes one, or finds a question for an officer.
"""

from collections.abc import Callable

from services.intake.putusan.decider.convict import said_of_convict
from services.intake.putusan.decider.paper import CorrectPaper, Likeness, Paper, RegisterPutusan, clear
from services.intake.putusan.rows.drafts import Draft
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.privacy.identities import Claimed, Traits

Identify = Callable[..., str]
"""``identify(kind, *parts)``: the vault's keyed id of these parts, however they are spaced or capitalised."""


def traits_of(draft: Draft, identify: Identify) -> Traits:
    """What this paper says of its convict, under the id of its case and convict."""
    return Traits(_putusan_id(draft.paper, draft.written, identify), **said_of_convict(draft.paper))


def register_command(draft: Draft, traits: Traits, claimed: Claimed) -> RegisterPutusan:
    """The command to register this paper, under the ids of its case, convict and person; one that mends a rejected
    paper under another id takes its place."""
    command = RegisterPutusan(
        putusan_id=PutusanId(traits.putusan_id),
        klien_id=KlienId(claimed.subject),
        paper=draft.paper,
        likeness=likeness_of(claimed),
        unreadable=draft.unreadable,
        written=Personal(draft.written),
        keep=draft.keep,
    )
    if draft.corrects in (None, command.putusan_id):
        return command
    return retold(CorrectPaper, command, corrects=draft.corrects)


def likeness_of(claimed: Claimed) -> Likeness:
    """What the claim found, as a decision takes it."""
    return Likeness(
        differs=tuple(Code(trait) for trait in claimed.differs),
        known_klien=claimed.known_subject,
        known_putusan=claimed.known_putusan,
        same_case=claimed.same_case,
        perhaps=claimed.perhaps,
    )


def _putusan_id(paper: Paper, written: str, identify: Identify) -> str:
    """Case and convict; a paper that lacks one of them is only itself."""
    number, name = paper.number, clear(paper.name)
    if number is None or number.court is None or not name:
        return identify("putusan-paper", written)
    return identify("putusan", number.normal, name, str(paper.namesake or ""))
