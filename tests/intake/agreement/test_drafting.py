"""Drafts of an agreement go to and fro, units comment on those that are there; both are taken back with a reason."""

from typing import Any

import pytest

from services.intake.agreement.decider import AGREEMENT, CommentDraft, TakeCommentBack, TakeDraftBack, TellDraft
from services.intake.agreement.events import AgreementDrafted, DraftCommented
from shared.domain.identifiers import UnitCode
from shared.domain.units import BAPAS, SECRETARIAT
from tests.intake.agreement.test_decider import ENTERED, ID, TODAY, TOMORROW, WHY, YESTERDAY, after, told

HUKUM = UnitCode("bag-hukum")


def draft(**said: Any) -> TellDraft:
    return TellDraft(agreement_id=ID, **{"way": "received", "party": BAPAS, "on_day": TODAY, "draft": 1, **said})


def comment(**said: Any) -> CommentDraft:
    told: dict[str, Any] = {
        "draft": 1,
        "said_by": HUKUM,
        "on_day": TODAY,
        "opinion": "Pasal 4 diperjelas",
        "comment": 1,
    }
    return CommentDraft(agreement_id=ID, **{**told, **said})


DRAFTED = told(draft(), ENTERED)
COMMENTED = told(comment(), *DRAFTED)


def test_versions_count_up_and_one_said_twice_is_one() -> None:
    (event,) = after(ENTERED).when(draft()).then_types(AgreementDrafted)
    after(ENTERED, event).when(draft()).then()
    after(*DRAFTED).when(draft(way="sent")).refused("agreement-moved")
    assert len(AGREEMENT.fold(told(draft(way="sent", draft=2), *DRAFTED)).drafts) == 2


@pytest.mark.parametrize(
    ("said", "rule"),
    [({"on_day": TOMORROW}, "agreement-of-tomorrow"), ({"party": SECRETARIAT}, "agreement-no-party")],
)
def test_what_is_no_draft_is_refused(said: dict[str, Any], rule: str) -> None:
    after(ENTERED).when(draft(**said)).refused(rule)


def test_any_unit_comments_on_a_version_that_is_there() -> None:
    (event,), beside = after(*DRAFTED).when(comment()).events
    assert (event.said_by, event.draft, beside) == (HUKUM, 1, ())  # type: ignore[attr-defined]
    assert isinstance(event, DraftCommented)
    after(*COMMENTED).when(comment(said_by=BAPAS)).refused("agreement-moved")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"draft": 2}, "agreement-draft-unknown"),
        ({"said_by": UnitCode("rekaan")}, "agreement-comment-of-nobody"),
        ({"on_day": YESTERDAY}, "agreement-comment-before"),
        ({"on_day": TOMORROW}, "agreement-of-tomorrow"),
    ],
)
def test_what_is_no_comment_is_refused(said: dict[str, Any], rule: str) -> None:
    after(*DRAFTED).when(comment(**said)).refused(rule)


def test_a_version_is_taken_back_once_nobody_comments_on_it_any_more() -> None:
    take, uncomment = (
        TakeDraftBack(agreement_id=ID, draft=1, reason=WHY),
        TakeCommentBack(agreement_id=ID, comment=1, reason=WHY),
    )
    after(*COMMENTED).when(take).refused("agreement-draft-commented")
    free = told(uncomment, *COMMENTED)
    after(*free).when(uncomment).then()
    gone = told(take, *free)
    after(*gone).when(take).then()
    after(*gone).when(comment(comment=2)).refused("agreement-draft-unknown")
    after(*DRAFTED).when(TakeDraftBack(agreement_id=ID, draft=2, reason=WHY)).refused("agreement-draft-unknown")
    after(*DRAFTED).when(uncomment).refused("agreement-comment-unknown")
