"""Which person a ruling speaks of: random ids, found again by marks that lie beside the person's key and go with it.

An id computed from a NIK could be computed again after erasure, and by whoever holds the master key. Here a claim is
one transaction of the key store: it decides which of two processes makes the person. Only a NIK identifies; name and
birth date propose.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from sqlite3 import Connection
from typing import NamedTuple

TOLD = ("name", "birth_date", "sex")
"""What two papers of one person say alike."""
APART = ("nik", "birth_date", "namesake")
"""What tells two convicts of one case apart, where both papers say it."""
SAID = ("name", "birth_date", "case_number", "namesake")
"""What a paper of another kind than a ruling says of whom it is about, besides a NIK."""
MARKS = ("nik", "name", "birth_date", "sex", "case_number", "person", "namesake")
ALIKE = {
    "nik": "a.nik = b.nik",
    "person": "a.person = b.person AND (a.nik IS NULL OR b.nik IS NULL OR a.nik = b.nik)",
    "case": "a.case_number = b.case_number AND a.name = b.name AND "
    + " AND ".join(f"(a.{name} IS NULL OR b.{name} IS NULL OR a.{name} = b.{name})" for name in APART),
}
"""By what two persons are alike: one NIK; name and birth date, and not two NIKs; one convict in one case."""
RELEASED = "standing = 'released', " + ", ".join(f"{name} = NULL" for name in (*MARKS, "opens"))


@dataclass(frozen=True, slots=True, repr=False)
class Traits:
    """What a paper says of its convict, in clear: never stored, only its marks are. None: it does not say."""

    putusan_id: str
    nik: str | None = None
    """16 digits that can be a NIK and are no filler; others identify nobody."""
    name: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    case_number: str | None = None
    namesake: int | None = None


class Row(NamedTuple):
    """One claim. ``name``, ``person`` (name and birth date) and the other marks are digests under a house key."""

    claim_id: str
    putusan_id: str
    subject: str
    nik: str | None
    name: str | None
    birth_date: str | None
    sex: str | None
    case_number: str | None
    person: str | None
    namesake: str | None
    opens: int | None
    made_at: str
    standing: str

    @property
    def marks(self) -> tuple[str | None, ...]:
        return tuple(getattr(self, name) for name in MARKS)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Whose ruling it is, and what an officer must be asked first. Other rulings are named by their id."""

    subject: str
    claim_id: str | None = None
    """None: the ruling is known, nothing was claimed."""
    differs: tuple[str, ...] = ()
    """What contradicts every person known under this NIK: the subject is then a fresh one."""
    known_subject: str | None = None
    known_putusan: str | None = None
    """The person known under this NIK, and one of their rulings."""
    same_case: str | None = None
    """A ruling of the same case whose convict may be the same."""
    perhaps: str | None = None
    """A ruling, in another case, of somebody else with this name and birth date."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two persons who are perhaps one, by a ruling of each: ``why`` is one of ``ALIKE``."""

    one: str
    other: str
    why: str
    putusan_of_one: str
    putusan_of_other: str


class Ruled(NamedTuple):
    """A ruling, and whose it is."""

    putusan_id: str
    subject: str
    told: bool = True
    """False: name and case number alone say so, since the ruling has no birth date to go with the one that is said."""


class Identities:
    """The claims of one key store, called by the thread that owns its connection; the turn to write is the store's."""

    def __init__(
        self,
        connection: Connection,
        writing: Callable[[], AbstractContextManager[None]],
        new_person: Callable[[], str],
    ) -> None:
        """``new_person``: makes one, and their key with them, in the write that claims them."""
        self._connection, self._writing, self._new_person = connection, writing, new_person

    def claim(self, papers: Sequence[Row], at: datetime) -> list[Claimed]:
        """Claim these papers' persons in this order, with the keys of those who are new, within a write that the caller
        began. A repeated paper gets the same subject."""
        return [self._claim(paper._replace(made_at=_utc(at))) for paper in papers]

    def claim_again(self, paper: Row, at: datetime) -> Claimed:
        """What a stored ruling's mended paper says of its person beside the others: of a NIK that is somebody else's an
        officer is asked. The ruling stays whose it is; ``mark_anew`` follows once the correction is stored."""
        with self._writing():
            own = self._rows("putusan_id = ?", paper.putusan_id)
            stored = next((row for row in own if row.standing == "stored"), None)
            return self._claim_again(paper._replace(made_at=_utc(at)), stored) if stored else Claimed("")

    def mark_anew(self, paper: Row) -> None:
        """A stored ruling's paper says this by now."""
        with self._writing():
            own = self._rows("putusan_id = ?", paper.putusan_id)
            stored = next((row for row in own if row.standing == "stored"), None)
            if stored is None or stored.marks == paper.marks:
                return
            claimed = [row for row in own if row.standing == "claimed" and row.marks == paper.marks]
            ids = [(row.claim_id,) for row in claimed]
            self._connection.executemany("DELETE FROM identity WHERE claim_id = ?", ids)
            opens = next((row.opens for row in claimed), None) or self._opens(paper, stored)
            marks = dict(zip(MARKS, paper.marks, strict=True)) | {"opens": opens}
            sets = ", ".join(f"{name} = ?" for name in marks)
            self._connection.execute(
                f"UPDATE identity SET {sets} WHERE claim_id = ?",  # noqa: S608 — our own names
                (*marks.values(), stored.claim_id),
            )

    def settle(self, claims: Iterable[tuple[Claimed, str]], bare: Set[str] = frozenset()) -> None:
        """What became of these claims: ``stored``, ``released`` (the paper was rejected), or ``refused``. Of the
        ``bare``, under whose key nothing lies, those keep none who are nobody else and in no paper by now. Within a
        write that the caller began."""
        for claimed, became in claims:
            if claimed.claim_id:
                self._settle(claimed.claim_id, became)
        for subject in bare:
            alone = self._stays(subject) == subject and self.belonging(subject) == [subject]
            if alone and not self._rows("subject = ?", subject):
                self._connection.execute("DELETE FROM key WHERE subject = ?", (subject,))

    def pending(self, before: datetime) -> list[Row]:
        """Claims older than this of which nobody said what became of them."""
        sql = "SELECT * FROM identity WHERE standing = 'claimed' AND made_at < ?"
        return [Row(*found) for found in self._connection.execute(sql, (_utc(before),))]

    def move(self, putusan_id: str, subject: str) -> None:
        """This ruling is this person's; the subject it leaves, where no other ruling is its, goes with the person. A
        paper that was rejected, and came again as another ruling, is nobody's claim any more."""
        with self._writing():
            for row in self._rows("putusan_id = ?", putusan_id):
                if row.standing == "released":
                    self._connection.execute("DELETE FROM identity WHERE claim_id = ?", (row.claim_id,))
                else:
                    sets = "UPDATE identity SET subject = ? WHERE claim_id = ?"
                    self._connection.execute(sets, (subject, row.claim_id))
                self._leave(self._stays(row.subject), subject)

    def carry(self, subject: str, survivor: str | None) -> None:
        """Every claim of this person is the survivor's, and an erasure of that one takes both; None: no more. That of a
        rejected paper stays as it is, found by the way that the person went, and so is theirs again after an undo."""
        with self._writing():
            if survivor is None:
                self._connection.execute("DELETE FROM former WHERE former = ?", (subject,))
                return
            sets = "UPDATE identity SET subject = ? WHERE subject = ? AND standing <> 'released'"
            self._connection.execute(sets, (survivor, subject))
            self._remember(subject, survivor)

    def alike(self, most: int, skip: int = 0) -> list[Alike]:
        """Pairs of persons whose rulings are alike in this, the strongest reason first, without the first ``skip``; a
        pair may stand there for each reason and ruling."""
        pair = "a.subject AS one, b.subject AS other, a.putusan_id AS first, b.putusan_id AS second"
        of_reasons = " UNION ALL ".join(
            f"SELECT {rank} AS rank, {pair} FROM identity a JOIN identity b ON {condition} AND a.subject < b.subject"  # noqa: S608 — our own conditions
            " WHERE a.standing = 'stored' AND b.standing = 'stored'"
            for rank, condition in enumerate(ALIKE.values())
        )
        whys, sql = [*ALIKE], f"{of_reasons} ORDER BY rank, one, other, first, second LIMIT ? OFFSET ?"
        rows = self._connection.execute(sql, (most, skip))
        return [Alike(one, other, whys[rank], first, second) for rank, one, other, first, second in rows]

    def bearing(self, papers: Sequence[Row]) -> list[Row]:
        """Every claim by which these papers are claimed: those alike in a mark, and all of the same persons."""
        alike = "putusan_id = ? OR nik = ? OR case_number = ? OR person = ?"
        said = ((paper.putusan_id, paper.nik, paper.case_number, paper.person) for paper in papers)
        subjects = {row.subject for marks in said for row in self._rows(alike, *marks)}
        return [row for subject in sorted(subjects) for row in self._rows("subject = ?", subject)]

    def copy(self, rows: Iterable[Row]) -> None:
        """Take these claims of another store as they stand."""
        for row in rows:
            self._insert(row)

    def whose(self, said: Sequence[Row]) -> list[list[Ruled]]:
        """For each of these the rulings of which it says whose they are: by NIK, else by case number, name and birth
        date, of rulings without a NIK where it says one that nobody has. Whatever it says goes with what the ruling's
        paper says, if it does; a name without one of the others finds nobody, and a ruling without a birth date is
        found where none has the one that is said, and is not told by it."""
        return [self._whose(one) for one in said]

    def _whose(self, said: Row) -> list[Ruled]:
        if said.nik and (found := self._rows("standing = 'stored' AND nik = ?", said.nik)):
            return [Ruled(row.putusan_id, row.subject) for row in _agreeing(said, found, SAID)]
        if not (said.case_number and said.name and said.birth_date):
            return []
        found = self._rows("standing = 'stored' AND case_number = ? AND name = ?", said.case_number, said.name)
        agreeing = _agreeing(said, found, ("nik", *SAID))
        dated = [row for row in agreeing if row.birth_date]
        return [Ruled(row.putusan_id, row.subject, told=bool(dated)) for row in dated or agreeing]

    def subject_of(self, putusan_id: str) -> str | None:
        """Whose this ruling is."""
        found = self._rows("putusan_id = ?", putusan_id)
        return self._stays(found[0].subject) if found else None

    def forget(self, subject: str) -> None:
        """Drop every claim of a person, within a write that the caller began."""
        self._connection.execute("DELETE FROM identity WHERE subject = ?", (subject,))
        self._connection.execute("DELETE FROM former WHERE ? IN (former, subject)", (subject,))

    def belonging(self, subject: str) -> list[str]:
        """The person and every former subject: whose keys an erasure destroys."""
        found = [subject]
        for one in found:
            rows = self._connection.execute("SELECT former FROM former WHERE subject = ?", (one,))
            found += [former for (former,) in rows if former not in found]
        return found

    def _claim(self, paper: Row) -> Claimed:
        own = self._rows("putusan_id = ?", paper.putusan_id)
        stored = next((row for row in own if row.standing == "stored"), None)
        if stored is not None:
            return Claimed(stored.subject)
        others = self._others(paper)
        known, differs = _known(paper, others)
        again = next((row for row in own if row.standing == "claimed" and row.marks == paper.marks), None)
        joins = known if known is not None and not differs else None
        subject = again.subject if again else joins.subject if joins else self._alone(own) or self._new_person()
        opens = None if again or joins or not paper.nik else self._persons_under(paper.nik) + 1
        row = paper._replace(subject=subject, opens=opens)
        self._insert(row)
        found = Claimed(subject, row.claim_id, same_case=_same_case(paper, others))
        if known is not None and differs:
            found = replace(found, differs=differs, known_subject=known.subject, known_putusan=known.putusan_id)
        apart = {subject, found.known_subject}
        perhaps = next((other.putusan_id for other in others if _perhaps(paper, other, apart)), None)
        return replace(found, perhaps=perhaps)

    def _claim_again(self, paper: Row, stored: Row) -> Claimed:
        others = self._others(paper)
        theirs = paper.nik is not None and any((row.subject, row.nik) == (stored.subject, paper.nik) for row in others)
        known, differs = (None, ()) if theirs else _known(paper, others)
        opens = self._opens(paper, stored) if paper.nik != stored.nik else None
        row = paper._replace(subject=stored.subject, opens=opens)
        self._insert(row)
        found = Claimed(stored.subject, row.claim_id, differs=differs, same_case=_same_case(paper, others))
        if known is not None:
            found = replace(found, known_subject=known.subject, known_putusan=known.putusan_id)
        apart = {stored.subject, found.known_subject}
        return replace(found, perhaps=next((one.putusan_id for one in others if _perhaps(paper, one, apart)), None))

    def _opens(self, paper: Row, stored: Row) -> int | None:
        """Which person under its NIK the ruling's is; None where another ruling of theirs has it already."""
        if paper.nik is None or paper.nik == stored.nik:
            return stored.opens if paper.nik else None
        if self._rows("nik = ? AND subject = ? AND putusan_id <> ?", paper.nik, stored.subject, paper.putusan_id):
            return None
        return self._persons_under(paper.nik) + 1

    def _insert(self, row: Row) -> None:
        self._connection.execute(f"INSERT INTO identity VALUES ({','.join('?' * len(row))})", row)  # noqa: S608

    def _settle(self, claim_id: str, became: str) -> None:
        (row,) = self._rows("claim_id = ?", claim_id) or (None,)
        if row is None or row.standing != "claimed":
            return
        others = [other for other in self._rows("putusan_id = ?", row.putusan_id) if other.claim_id != claim_id]
        if became == "refused" or any(other.standing == "stored" for other in others):
            self._connection.execute("DELETE FROM identity WHERE claim_id = ?", (claim_id,))
            return
        for other in others:
            if other.standing == "released":
                self._connection.execute("DELETE FROM identity WHERE claim_id = ?", (other.claim_id,))
                self._leave(self._stays(other.subject), row.subject)
        sets = RELEASED if became == "released" else "standing = 'stored'"
        self._connection.execute(f"UPDATE identity SET {sets} WHERE claim_id = ?", (claim_id,))  # noqa: S608

    def _others(self, paper: Row) -> list[Row]:
        return self._rows(
            "putusan_id <> ? AND standing <> 'released' AND (nik = ? OR case_number = ? OR person = ?)",
            paper.putusan_id, paper.nik, paper.case_number, paper.person,
        )  # fmt: skip

    def _alone(self, own: Sequence[Row]) -> str | None:
        """The subject of the rejected paper that this one mends, unless it is also somebody's."""
        subjects = [self._stays(row.subject) for row in own if row.standing == "released"]
        return next((one for one in subjects if not self._rows("subject = ? AND standing <> 'released'", one)), None)

    def _leave(self, left: str, subject: str) -> None:
        """Remember whose the left subject's values are, unless it is a person with other rulings."""
        self._connection.execute("DELETE FROM former WHERE former = ?", (subject,))
        if left != subject and not any(self._rows("subject = ?", one) for one in self.belonging(left)):
            self._remember(left, subject)

    def _remember(self, left: str, subject: str) -> None:
        self._connection.execute("DELETE FROM former WHERE former = ?", (subject,))
        self._connection.execute("INSERT OR REPLACE INTO former VALUES (?, ?)", (left, subject))

    def _stays(self, subject: str) -> str:
        """Whose a claim of this subject is: of who was merged with another, that one's."""
        path = [subject]
        for one in path:
            found = self._connection.execute("SELECT subject FROM former WHERE former = ?", (one,))
            path += [stays for (stays,) in found if stays not in path]
        return path[-1]

    def _persons_under(self, nik: str) -> int:
        sql = "SELECT coalesce(max(opens), 0) FROM identity WHERE nik = ?"
        return int(self._connection.execute(sql, (nik,)).fetchone()[0])

    def _rows(self, where: str, *values: str | None) -> list[Row]:
        sql = f"SELECT * FROM identity WHERE {where} ORDER BY made_at, rowid"  # noqa: S608 — our own conditions
        return [Row(*found) for found in self._connection.execute(sql, values)]


def _known(paper: Row, others: Sequence[Row]) -> tuple[Row | None, tuple[str, ...]]:
    """Whose NIK it is and is contradicted least: a ruling of theirs, of the same case where it can be; and in what."""
    persons: dict[str, list[Row]] = {}
    case = _same_case(paper, others)
    in_case = {row.subject: row for row in others if row.putusan_id == case}
    for row in others:
        if paper.nik and row.nik == paper.nik:
            persons.setdefault(row.subject, []).append(row)
    found = [(in_case.get(subject, rows[0]), _differs(paper, rows)) for subject, rows in persons.items()]
    return min(found, key=lambda one: len(one[1]), default=(None, ()))


def _differs(paper: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    def contradicts(trait: str) -> bool:
        said, known = getattr(paper, trait), {getattr(row, trait) for row in rows} - {None}
        return bool(said and known and said not in known)

    return tuple(trait for trait in TOLD if contradicts(trait))


def _same_case(paper: Row, others: Sequence[Row]) -> str | None:
    alike = (row for row in others if _alike(paper, row, "case_number") and not _told_apart(paper, row))
    return next((row.putusan_id for row in alike if _alike(paper, row, "name") or _alike(paper, row, "nik")), None)


def _alike(one: Row, other: Row, trait: str) -> bool:
    mine = getattr(one, trait)
    return mine is not None and mine == getattr(other, trait)


def _told_apart(one: Row, other: Row) -> bool:
    both = ((getattr(one, trait), getattr(other, trait)) for trait in APART)
    return any(mine and theirs and mine != theirs for mine, theirs in both)


def _contradicts(said: Row, row: Row, trait: str) -> bool:
    mine, theirs = getattr(said, trait), getattr(row, trait)
    return bool(mine and theirs and mine != theirs)


def _agreeing(said: Row, rows: Sequence[Row], traits: Sequence[str]) -> list[Row]:
    return [row for row in rows if not any(_contradicts(said, row, trait) for trait in traits)]


def _perhaps(paper: Row, row: Row, apart: set[str | None]) -> bool:
    """Name and birth date alike in another case, and not two NIKs: a proposal, no more (settlement 40)."""
    two = paper.nik and row.nik and paper.nik != row.nik
    other = row.case_number != paper.case_number and row.subject not in apart
    return other and not two and _alike(paper, row, "person")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
