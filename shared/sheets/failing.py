"""What is said of a row whose failure the others of its file do not share: they go on."""

from typing import Final

import structlog

from shared.access.asking import Asking
from shared.domain.identifiers import RuleCode
from shared.domain.refusal import Fault, Severity
from shared.ledger.append import DigestMismatch
from shared.privacy.keyfile import KeyLost, SubjectErased
from shared.web.kept import Led
from shared.web.problems import Problem, known

log = structlog.get_logger()
OF_ONE_ROW: Final = {
    DigestMismatch: RuleCode("row-read-otherwise"),
    KeyLost: RuleCode("key-lost"),
    SubjectErased: RuleCode("person-erased"),
}
"""What befalls one row: a newer version reads it in another way, and what the older one recorded stands; its person's
key is gone."""
ROW_FAILED: Final = RuleCode("row-failed")


def of_one_row(asks: Asking, key: str, raised: Exception) -> Fault:
    """The fault of the row of this key. A trouble that the house knows, such as a database that is away, is every
    row's, and raised again."""
    rule = next((rule for kind, rule in OF_ONE_ROW.items() if isinstance(raised, kind)), None)
    if rule is None and (isinstance(raised, Problem | Led) or known(asks.request, raised)):
        raise raised
    if rule is None:
        log.error("import_row_failed", row=key, exc_info=raised)
    return Fault(rule or ROW_FAILED, severity=Severity.CONFLICT)
