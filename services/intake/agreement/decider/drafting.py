"""Drafts of an agreement: they come in and go out, units comment on them, and what was told wrongly is taken back."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.intake.agreement.decider.commands import CommentDraft, TakeCommentBack, TakeDraftBack, TellDraft
from services.intake.agreement.decider.rules import not_there, of_count
from services.intake.agreement.decider.state import Agreement
from services.intake.agreement.events import AgreementDrafted, CommentTakenBack, DraftCommented, DraftTakenBack
from services.intake.unit.decider import UNIT, Unit
from shared.domain.event import Event
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances


def draft(command: TellDraft, agreement: Agreement, given: Circumstances) -> Sequence[Event] | Refused:
    """One version more, or every reason why not."""
    described = agreement.described
    if described is None or agreement.struck_out:
        return not_there(agreement)
    event = retold(AgreementDrafted, command)
    if event in agreement.drafts:
        return []
    faults = [*of_count(command.draft, len(agreement.drafts), "draft"), *_of_day(command.on_day, given.today)]
    if command.party not in described.parties:
        faults.append(Fault("agreement-no-party", pointer="/party"))
    return Refused(tuple(faults)) if faults else [event]


def take_draft_back(command: TakeDraftBack, agreement: Agreement, _: Circumstances) -> Sequence[Event] | Refused:
    """Taken back, unless somebody commented on it; said twice it is said once."""
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    if command.draft > len(agreement.drafts):
        return refused("agreement-draft-unknown", severity=Severity.ABSENT)
    if any(one.draft == command.draft and one.comment not in agreement.comments_back for one in agreement.comments):
        return refused("agreement-draft-commented", severity=Severity.CONFLICT)
    return [] if command.draft in agreement.drafts_back else [retold(DraftTakenBack, command)]


def beside_comment(command: CommentDraft, _: Agreement) -> Scope:
    """The unit that comments."""
    return ((UNIT, UNIT.stream(command.said_by)),)


def comment(
    command: CommentDraft, states: tuple[Agreement, Unit], given: Circumstances
) -> Sequence[Sequence[Event]] | Refused:
    """What the unit says, or every reason why not."""
    agreement, unit = states
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    faults = (
        *of_count(command.comment, len(agreement.comments), "comment"),
        *_of_version(command, agreement, given.today),
        *(() if unit.stands(command.said_by) else (Fault("agreement-comment-of-nobody", pointer="/said_by"),)),
    )
    return Refused(faults) if faults else [(retold(DraftCommented, command),), ()]


def take_comment_back(command: TakeCommentBack, agreement: Agreement, _: Circumstances) -> Sequence[Event] | Refused:
    """Taken back; said twice it is said once."""
    if agreement.described is None or agreement.struck_out:
        return not_there(agreement)
    if command.comment > len(agreement.comments):
        return refused("agreement-comment-unknown", severity=Severity.ABSENT)
    return [] if command.comment in agreement.comments_back else [retold(CommentTakenBack, command)]


def _of_version(said: CommentDraft, agreement: Agreement, today: date) -> Iterator[Fault]:
    """A version that is there, from its day on."""
    there = {one.draft: one for one in agreement.drafts if one.draft not in agreement.drafts_back}
    faults = tuple(_of_day(said.on_day, today))
    yield from faults
    if said.draft not in there:
        yield Fault("agreement-draft-unknown", pointer="/draft")
    elif not faults and said.on_day < there[said.draft].on_day:
        day = there[said.draft].on_day.isoformat()
        yield Fault("agreement-comment-before", {"day": day}, pointer="/on_day")


def _of_day(day: date, today: date) -> Iterator[Fault]:
    """A day that can be, and no later one than today."""
    if not can_be_meant(day):
        yield Fault("date-not-meant", pointer="/on_day")
    elif day > today:
        yield Fault("agreement-of-tomorrow", {"today": today.isoformat()}, pointer="/on_day")
