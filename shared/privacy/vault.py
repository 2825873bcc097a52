"""The vault: the one place where personal values lie, each under its person's own key.

Example::

    sealed = await vault.seal([(event_id, event)])            # before the append
    values = await vault.reveal([sealed[0].name.ref], "dasbor", actor.who)
    values[sealed[0].name.ref]                                # "Siti Aminah", or "terhapus"
"""

import asyncio
import hmac
from collections.abc import Iterable, Sequence, Set
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import structlog
from prometheus_client import Counter
from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import Database, read
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import BookId, EventId, derived
from shared.domain.personal import Personal, personal_fields
from shared.domain.who import Who
from shared.privacy.claiming import Claiming
from shared.privacy.fitting import fitted, must_fit
from shared.privacy.folding import identity
from shared.privacy.identities import Alike, Claimed, Ruled, Traits
from shared.privacy.identities import Row as Claim
from shared.privacy.keyfile import KeyLost, KeysAway, KeysUnfit
from shared.privacy.keys import KeyStore
from shared.privacy.looks import Look, look_of, note_look
from shared.privacy.marks import Marks
from shared.privacy.person import ALTERED, ERASED, LOST, UNOPENED
from shared.privacy.reading import sql
from shared.privacy.receipts import Receipt
from shared.privacy.rehearsal import Rehearsal
from shared.privacy.sealing import clear_fields, open_row, seal_events, with_sealed
from shared.privacy.search import SEARCHED_KINDS, SearchIndex
from shared.privacy.writing import Writing
from shared.runtime.clock import now
from shared.runtime.metrics import REGISTRY

EVENTS_AT_ONCE_MAX = 50
"""Sealed on the event loop, in some milliseconds; more go to a thread."""
SUBJECTS_A_LOOK_MAX = 1_000
REFS_TOLD_MAX = 10
REFS_REMEMBERED_MAX = 100_000
"""Values that do not open, of which a process knows that it has told them: 10 MB. More are told at each look."""
ROWS_A_PAGE = 5_000
ROWS_A_SWEEP = 50_000
"""Each is one probe of an index: half a second a statement."""
UNSTORED_KEPT = timedelta(days=1)
"""How long a value or a claim waits for its event: far longer than any request, or a process's last tries, takes."""


READ_REFS = sql("read_refs")
SEARCH_PAGE, SEARCH_AGAIN = sql("search_page"), sql("search_again")
DROP = text("DELETE FROM vault.item WHERE ref = ANY (CAST(:refs AS text[])) RETURNING ref")
HOLDERS = text("SELECT DISTINCT event_id::text FROM vault.item WHERE subject = ANY (CAST(:subjects AS text[]))")
OF_OTHERS = text(
    "SELECT ref FROM vault.item WHERE ref = ANY (CAST(:refs AS text[])) AND subject <> ALL (CAST(:subjects AS text[]))"
)
SETTLED_UNTIL = text("SELECT vault.settled_until_1()")
BECAME_OF_CLAIM, SWEEP, CARRY_OUT = sql("became_of_claim"), sql("sweep"), sql("carry_out_erasures")
KNOW_STORE = text("SELECT vault.know_store_1(:store_id, CAST(:generation AS bigint))")

E = TypeVar("E", bound=Event)
log = structlog.get_logger()
NOT_OPENED = Counter(
    "bakti_vault_values_not_opened",
    "Values whose key is lost or whose row was altered, each counted once by a process.",
    registry=REGISTRY,
)
LOOKED_EVERY_S = 5.0
"""The longest that an erased key, or a name opened with it, stays in the memory of a process that nobody asks."""


class Opened(NamedTuple):
    """A vault row and its clear value."""

    row: Row[Any]
    value: Any


class Vault:
    """Seals, shows, finds and erases personal values of one book."""

    def __init__(self, database: Database, keys: KeyStore, book: BookId | str) -> None:
        self._database = database
        self._engine: AsyncEngine = database.engine(Role.VAULT)
        self.keys = keys
        self._book = str(book)
        self._digest_key = keys.house_key("digest")
        self._identity_key = keys.house_key("identity")
        self._marks = Marks(self._book, keys.house_key("marks"))
        self._index = SearchIndex()
        self._searching = asyncio.Lock()
        self._told_shut: set[str] = set()
        self._writing = Writing(self._engine, keys)
        self._claiming = Claiming(keys, self._writing)

    async def start(self) -> int:
        """Carry out every erasure again, before the first request; how many keys a restore had brought back.

        Raises KeysUnfit where the key store is not the one that the database knows, or older.
        """
        again = await fitted(self._database, self.keys)
        receipts = self.keys.receipts.read()
        for start in range(0, len(receipts), SUBJECTS_A_LOOK_MAX):
            await self._carry_out(receipts[start : start + SUBJECTS_A_LOOK_MAX])
        await self._tell_generation()
        return again

    async def attending(self) -> None:
        """For ever: ``attend`` every few seconds."""
        while True:
            await asyncio.sleep(LOOKED_EVERY_S)
            await self.attend()

    async def attend(self) -> None:
        """Drop from memory what other processes erased, also while nobody asks; take up their new keys."""
        try:
            async with self._searching:
                self._forget_erased()
            await self.keys.refresh()
        except (OSError, KeysAway, KeysUnfit) as trouble:
            log.warning("key_store_away", error=str(trouble))

    async def prove_keys(self) -> None:
        """Raise KeysAway, KeysUnfit or WrongMasterKey where the key store does not answer as it should."""
        await self.keys.prove()

    async def prove_fit(self) -> None:
        """Raise KeysUnfit where the database knows another key store, or a newer one."""
        await must_fit(self._database, self.keys)

    async def seal(self, events: Sequence[tuple[EventId, Event]]) -> Sequence[Event]:
        """The events with references in place of their values, which are durable in the vault when this returns."""
        clear = [clear_fields(event) for _, event in events]
        subjects = {str(event.subject) for (_, event), fields in zip(events, clear, strict=True) if fields}
        if not subjects:
            return [event for _, event in events]
        keys = await self._writing.keys_for(subjects)
        whole, many = (events, clear, keys), len(events) > EVENTS_AT_ONCE_MAX
        sealed, items = await asyncio.to_thread(seal_events, *whole) if many else seal_events(*whole)
        await self._writing.insert(items)
        return sealed

    def digest(self, data: bytes) -> bytes:
        """A keyed digest: tells whether two requests are equal, and nothing to somebody who guesses."""
        return hmac.digest(self._digest_key, data, "sha256")

    def identify(self, kind: str, *parts: str) -> str:
        """The id that these parts always get in this book, however they are spaced, dotted or capitalised."""
        whole = "\x1f".join((self._book, kind, identity(*parts)))
        return derived(kind, hmac.digest(self._identity_key, whole.encode(), "sha256").hex())

    async def claim(self, papers: Sequence[Traits]) -> list[Claimed]:
        """Whose these papers are, in their order: a known person, a new one, or a question. Settle each claim."""
        return await self._claiming.claim([self._marks.of(paper) for paper in papers])

    def rehearsal(self) -> Rehearsal:
        """The same for one file of papers that is only looked at: nothing is claimed."""
        identities = self.keys.identities
        return Rehearsal(self._marks.of, lambda papers: self.keys.ask(identities.bearing, papers))

    async def whose(self, said: Sequence[Traits]) -> list[list[Ruled]]:
        """For each of these the rulings, and their persons, that it names; nothing is claimed."""
        return await self.keys.ask(self.keys.identities.whose, [self._marks.of(one) for one in said])

    async def claim_again(self, paper: Traits) -> Claimed:
        """The same for the mended paper of a ruling that is stored; ``mark_anew`` once its correction is."""
        return await self.keys.ask(self.keys.identities.claim_again, self._marks.of(paper), now())

    async def mark_anew(self, paper: Traits) -> None:
        """By this a ruling is known from now on."""
        await self.keys.ask(self.keys.identities.mark_anew, self._marks.of(paper))

    async def settle(self, claims: Sequence[tuple[Claimed, str]]) -> None:
        """What became of these claims: ``stored``, ``released`` (the paper was rejected) or ``refused``.

        The caller has its answer already: where the key store is away, the sweep asks the ledger in a day.
        """
        try:
            await self._claiming.settle(claims)
        except (KeysAway, KeysUnfit) as trouble:
            log.warning("claims_not_settled", claims=len(claims), error=type(trouble).__name__)

    async def sweep(self, at: datetime) -> int:
        """Drop values and claims older than a day whose event was never stored; how many values."""
        before, swept, after = at - UNSTORED_KEPT, 0, 0
        until = (await self._read(SETTLED_UNTIL))[0][0]
        while after < until:
            stretch = {"after": after, "until": min(after + ROWS_A_SWEEP, until), "before": before}
            swept += len(await self._read(SWEEP, **stretch))
            after = stretch["until"]
        for claim in await self.keys.ask(self.keys.identities.pending, before):
            await self.settle([(Claimed(claim.subject, claim.claim_id), await self._became(claim))])
        return swept

    async def reveal(
        self,
        refs: Iterable[str],
        purpose: str,
        looker: Who,
        subjects: Iterable[str] = (),
        kinds: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """The values behind these references; where one was erased, its key lost or its row altered, the word for it.

        The look is noted with whom they are about, and with ``subjects``, of whom the answer shows no value.
        What is of none of the ``kinds``, if any are given, is as if it were not there.
        """
        wanted = list(dict.fromkeys(refs))
        found: list[Row[Any]] = []
        for start in range(0, len(wanted), SUBJECTS_A_LOOK_MAX):
            found += await self._read(READ_REFS, refs=wanted[start : start + SUBJECTS_A_LOOK_MAX], kinds=kinds)
        whose = {*subjects, *(row.subject for row in found)}
        await self.looked(whose, {row.kind for row in found}, purpose, looker)
        return dict.fromkeys(wanted, ERASED) | {row.ref: value for row, value in await self._opened(found)}

    async def opened(self, event: E, purpose: str, looker: Who) -> E | None:
        """The event with its clear values again, None where one was erased; the look is noted. Raises KeyLost."""
        refs = {path: personal.ref for path, personal in personal_fields(event) if personal.ref is not None}
        values = await self.reveal(refs.values(), purpose, looker)
        if shut := [ref for ref in refs.values() if values[ref] in UNOPENED - {ERASED}]:
            raise KeyLost(f"{len(shut)} values of this event cannot be opened")
        clear = {path: Personal(values[ref]) for path, ref in refs.items() if values[ref] != ERASED}
        return with_sealed(event, clear) if len(clear) == len(refs) else None

    async def drop(self, refs: Sequence[str]) -> None:
        """Delete values that were told of the wrong person, or wrongly; what refers to them reads ``terhapus``."""
        if await self._read(DROP, refs=list(refs)):
            async with self._searching:
                self._index = SearchIndex()

    async def hand_over(self, refs: Sequence[str], of: str, to: str) -> None:
        """What of these was sealed for the one is about the other: under that key it lies from now on."""
        for start in range(0, len(refs), SUBJECTS_A_LOOK_MAX):
            if await self._writing.hand_over(refs[start : start + SUBJECTS_A_LOOK_MAX], of, to):
                async with self._searching:
                    self._index = SearchIndex()

    async def holders(self, subjects: Sequence[str]) -> list[EventId]:
        """The events that hold a value of these persons."""
        return [EventId(row.event_id) for row in await self._read(HOLDERS, subjects=list(subjects))]

    async def of_others(self, refs: Sequence[str], subjects: Sequence[str]) -> set[str]:
        """Of these references those whose values are somebody else's."""
        return {row.ref for row in await self._read(OF_OTHERS, refs=list(refs), subjects=list(subjects))}

    async def join(self, putusan_id: str, subject: str) -> None:
        """This ruling, or rejected paper, turned out to be this person's."""
        await self.keys.ask(self.keys.identities.move, putusan_id, subject)
        await self._tell_generation()

    async def one_person(self, subject: str, survivor: str | None) -> None:
        """All that is known of this person is the survivor's; None: they are somebody of their own again, to whom
        rulings come back one by one."""
        await self.keys.ask(self.keys.identities.carry, subject, survivor)
        await self._tell_generation()

    async def alike(self, most: int, skip: int = 0) -> list[Alike]:
        """Pairs of persons who are perhaps one, at most so many, without the first ``skip`` of them."""
        return await self.keys.ask(self.keys.identities.alike, most, skip)

    async def person_of(self, putusan_id: str) -> str | None:
        """Whose this ruling is, as it was claimed."""
        return await self.keys.ask(self.keys.identities.subject_of, putusan_id)

    async def search(self, words: str, purpose: str, looker: Who, among: frozenset[str] | None = None) -> list[str]:
        """Subjects, of these if any are given, whose name, NIK or case number holds these words; at most 50.

        Noted is who was found, also where nobody was, but not what was sought.
        """
        async with self._searching:
            while await self._read_on():
                pass
            found = await asyncio.to_thread(self._index.find, words, among)
        look = Look(looker, purpose, frozenset(found), frozenset(SEARCHED_KINDS), sought=True)
        await note_look(self._engine, look)
        return found

    async def warm(self) -> None:
        """Read all that can be searched, a page at a time: a search that comes meanwhile goes on from there."""
        more = True
        while more:
            async with self._searching:
                more = await self._read_on()

    async def looked(self, subjects: Iterable[str], fields: Iterable[str], purpose: str, looker: Who) -> None:
        """Note that somebody was shown these persons, also in what no reference stands for: ids, a list's rows."""
        if (look := look_of(looker, purpose, subjects, fields)).subjects:
            await note_look(self._engine, look)

    async def belonging(self, subject: str) -> list[str]:
        """The person, then every former subject under whose key a paper of theirs once lay."""
        return await self.keys.ask(self.keys.identities.belonging, subject)

    async def knows(self, subject: str) -> bool:
        """Whether anything was ever sealed for this person and lies here still, also where its key is lost."""
        return bool(await self.keys.for_opening([subject])) or bool(await self._writing.sealed_under([subject]))

    async def destroyed(self, subjects: Sequence[str]) -> list[dict[str, str]]:
        """The keys of these persons that were destroyed."""
        found = self.keys.destroyed(subjects)
        return [{"klien_id": one, "key_id": key_id} for one in subjects for key_id in sorted(found.get(one, ()))]

    async def erase(self, subject: str) -> Receipt:
        """Destroy a person's key and rows, for ever. The caller appends PersonErased."""
        under = {row.key_id for row in await self._writing.sealed_under([subject])}
        receipts = await self.keys.destroy(subject, now(), under)
        async with self._searching:
            self._forget_erased()
        await self._carry_out(receipts)
        await self._tell_generation()
        return receipts[-1]

    async def _tell_generation(self) -> None:
        await self._read(KNOW_STORE, store_id=self.keys.store_id, generation=self.keys.generation)

    async def _became(self, claim: Claim) -> str:
        """What the ledger says of a claim of which its process said nothing."""
        of = {"book": self._book, "subject": claim.subject, "putusan_id": claim.putusan_id}
        said = await self._read(BECAME_OF_CLAIM, **of)
        if not said:
            return "refused"
        return "released" if ".rejected." in said[0].type else "stored"

    async def _opened(self, rows: Sequence[Row[Any]]) -> Sequence[Opened]:
        """Rows with their clear values, without those whose key was destroyed. Many are opened off the event loop."""
        await self.keys.learn({row.subject for row in rows})
        if len(rows) > SUBJECTS_A_LOOK_MAX:
            return await asyncio.to_thread(self._open_each, rows)
        return self._open_each(rows)

    def _open_each(self, rows: Sequence[Row[Any]]) -> list[Opened]:
        subjects = {row.subject for row in rows}
        keys, destroyed = self.keys.held(subjects), self.keys.destroyed(subjects)
        kept = [row for row in rows if row.key_id not in destroyed.get(row.subject, ())]
        found = [Opened(row, open_row(row, keys.get(row.subject))) for row in kept]
        self._tell_shut({opened.row.ref for opened in found if opened.value in (LOST, ALTERED)})
        return found

    def _tell_shut(self, refs: Set[str]) -> None:
        """Count and log values that do not open, each once in this process: a list shows the same ones all day."""
        if new := sorted(refs - self._told_shut):
            if len(self._told_shut) < REFS_REMEMBERED_MAX:
                self._told_shut.update(new)
            NOT_OPENED.inc(len(new))
            log.error("values_not_opened", values=len(new), refs=new[:REFS_TOLD_MAX])

    async def _read_on(self) -> bool:
        """Bring the index a page nearer to what the vault holds now; whether there may be another."""
        self._forget_erased()
        page: dict[str, Any] = {"kinds": list(SEARCHED_KINDS), "rows": ROWS_A_PAGE, "book": self._book}
        page |= {"until": (await self._read(SETTLED_UNTIL))[0][0], "after": self._index.read_until}
        if self._index.waiting:
            waiting, self._index.waiting = sorted(self._index.waiting), set()
            await self._take_up(await self._read(SEARCH_AGAIN, waiting=waiting, book=self._book))
        rows = await self._read(SEARCH_PAGE, **page)
        await self._take_up(rows)
        more = len(rows) == ROWS_A_PAGE
        self._index.read_until = rows[-1].seq if more else page["until"]
        return more

    def _forget_erased(self) -> None:
        self.keys.heed()
        if self.keys.erasures != self._index.generation:
            self._index.forget(self.keys.all_destroyed(), self.keys.erasures)

    async def _take_up(self, rows: Sequence[Row[Any]]) -> None:
        for row, value in await self._opened([row for row in rows if row.stored]):
            if value not in (LOST, ALTERED):
                self._index.add(row.subject, row.key_id, str(value))
        self._index.waiting |= {row.seq for row in rows if not row.stored}

    async def _carry_out(self, receipts: Sequence[Receipt]) -> None:
        erased: dict[str, object] = {"subjects": [receipt.names[0] for receipt in receipts]}
        erased |= {"key_ids": [one.names[1] for one in receipts], "erased_at": [one.at for one in receipts]}
        async with self._engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(CARRY_OUT, erased)

    async def _read(self, statement: TextClause, **values: object) -> Sequence[Row[Any]]:
        return await read(self._engine, statement, **values)
