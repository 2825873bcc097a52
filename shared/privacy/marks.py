"""The marks of what a paper says of its convict: equal for equal values of a book, telling nobody what they are."""

import hmac
from datetime import date
from uuid import uuid4

from shared.privacy.folding import folded, loose_name
from shared.privacy.identities import MARKS, Row, Traits


class Marks:
    """Made under a key of the house, apart for each book."""

    def __init__(self, book: str, key: bytes) -> None:
        self._book, self._key = book, key

    def of(self, paper: Traits) -> Row:
        """The claim of a paper, with a mark for each thing it says."""
        name, born = loose_name(paper.name or ""), paper.birth_date
        both = f"{name}\x1f{born.isoformat()}" if name and born else None
        said = (paper.nik, name, born, paper.sex, paper.case_number, both, paper.namesake)
        marks = [self._mark(kind, value) for kind, value in zip(MARKS, said, strict=True)]
        return Row._make((str(uuid4()), paper.putusan_id, "", *marks, None, "", "claimed"))

    def _mark(self, kind: str, value: str | int | date | None) -> str | None:
        whole = "\x1f".join((self._book, kind, folded(str(value)))) if value else ""
        return hmac.digest(self._key, whole.encode(), "sha256").hex() if whole else None
