"""A paper as its event tells it, and the way back: a correction is read by the rules that read the registration."""

from collections.abc import Mapping
from typing import Any

from services.intake.putusan.decider.case import Case, terms_as_written
from services.intake.putusan.decider.flags import flags
from services.intake.putusan.decider.mask import mask_of
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import Document, PutusanReceived
from shared.domain.identifiers import KlienId, PutusanId, RuleCode
from shared.domain.retold import retold, same
from shared.domain.sentence import Regime, Terms


def told(case: Case, putusan_id: PutusanId, klien_id: KlienId, marks: tuple[RuleCode, ...] = ()) -> PutusanReceived:
    """The paper of this case as received; ``marks`` are flags that do not lie in the paper itself."""
    paper = case.paper
    assert paper.number is not None  # rejected otherwise
    assert paper.court_code is not None
    return retold(
        PutusanReceived,
        paper,
        putusan_id=putusan_id,
        klien_id=klien_id,
        court=paper.court_code,
        court_named=paper.court,
        register_code=paper.number.register,
        document=paper.document or Document.RULING,
        terms=terms_as_written(case),
        total_derived=paper.total_minutes is None,
        flags=tuple(dict.fromkeys((*flags(case), *marks))),
        unread=case.unread,
        age_at_offence=case.age_at_offence,
        mask=mask_of(paper, case.circumstances.laws),
    )


def paper_of(received: PutusanReceived) -> Paper:
    """The paper that was told, its values in clear; unchecked, since an event may hold what a paper no longer would."""
    terms = {name: getattr(received.terms, name) for name in Terms.model_fields if name != "regime"}
    total = None if received.total_derived else received.terms.total_minutes
    said = same(Paper, received) | terms | {"court": received.court_named, "kind": received.terms.regime}
    return Paper.model_construct(**said | {"total_minutes": total or None})


def paper_of_terms(said: Mapping[str, Any]) -> Paper:
    """A paper of these terms alone, as a row or an event has them, within the bounds of an event: a total may be more
    than a paper may say, where it was counted. 0 is a total that could not be derived."""
    whole = {"regime": Regime.ADULT, "total_minutes": 0} | {name: one for name, one in said.items() if one is not None}
    terms = Terms.model_validate(whole)
    found = {name: getattr(terms, name) for name in said}
    return Paper.model_construct(**found | {"total_minutes": found.get("total_minutes") or None})
