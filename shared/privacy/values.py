"""Personal values as a part that only serves reports has them: by the vault itself where it lies in this process, or by
asking the one part that has it. Who asks so holds no key, and says who reads and what for.

A look is written once: of values by the part that opens them, with whom else the answer shows; of ids alone by the part
that shows them.
"""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Protocol, TypeVar

import httpx2
import msgspec
from msgspec import Meta, Struct

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.who import Who
from shared.privacy.looks import handed_on, look_of, note_look, noted_elsewhere
from shared.privacy.sealing import read
from shared.privacy.vault import SUBJECTS_A_LOOK_MAX

ADDRESS: Final = "/values"
"""Of the opener's own addresses; no front leads there."""
PATIENCE_S: Final = 10.0
"""Twice what the server lets a statement of the opener run."""
CONNECT_S: Final = 1.0
KEPT_S: Final = 3.0
"""An unused connection is closed here before the opener closes it: a question sent into that moment is lost."""
CONNECTIONS_MAX: Final = 20
"""Twice the connections that the opener's role of the vault has: who comes above waits."""
PERSONS_MAX: Final = 20_000
"""Whom one question may name: a regency's sentences of twenty years, and less than a body may bring."""
FIELDS_MAX: Final = 100
SECRET_LETTERS_MIN: Final = 32

Id = Annotated[str, Meta(min_length=1, max_length=100)]
Persons = Annotated[tuple[Id, ...], Meta(max_length=PERSONS_MAX)]
A = TypeVar("A")


class Values(Protocol):
    """Opens and finds personal values; each look is noted with who reads and what for."""

    async def reveal(
        self, refs: Iterable[str], purpose: str, looker: Who, subjects: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The values behind these references, or the word for why there is none; ``subjects`` are looked at too."""

    async def looked(self, subjects: Iterable[str], fields: Iterable[str], purpose: str, looker: Who) -> None:
        """Note that somebody was shown these persons without a value."""

    async def search(self, words: str, purpose: str, looker: Who, among: frozenset[str] | None = None) -> list[str]:
        """Subjects, of these if any are given, who have these words."""


class OpenerAway(RuntimeError):
    """The part that opens personal values does not answer just now, or not as it should. It passes."""


class BadSecret(ValueError):
    """There is no secret in the file by which a part asks the opener."""


class Reveal(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked at ``/values/reveal``."""

    refs: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=SUBJECTS_A_LOOK_MAX)]
    subjects: Persons
    fields: Annotated[tuple[Id, ...], Meta(max_length=FIELDS_MAX)]
    """By which besides the answer shows them."""
    purpose: Id
    reader: Who


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked at ``/values/search``."""

    words: Annotated[str, Meta(max_length=200)]
    among: Persons | None
    purpose: Id
    reader: Who


class Revealed(Struct, frozen=True):
    """Each value as the vault writes it (``sealing.written``)."""

    values: dict[str, str]


class Found(Struct, frozen=True):
    """Who was found."""

    subjects: list[str]


class AskedValues:
    """The values of a house whose vault another part has, at this address, for who knows this secret."""

    def __init__(self, database: Database, address: str, secret: str) -> None:
        self._engine = database.engine(Role.ACCESS)
        self._client = httpx2.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"},
            timeout=httpx2.Timeout(PATIENCE_S, connect=CONNECT_S),
            limits=httpx2.Limits(max_connections=CONNECTIONS_MAX, keepalive_expiry=KEPT_S),
            trust_env=False,  # no proxy of the environment hears a name
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def reveal(
        self, refs: Iterable[str], purpose: str, looker: Who, subjects: Iterable[str] = ()
    ) -> dict[str, Any]:
        """As the vault does. Raises OpenerAway, also where one of the references is not answered."""
        wanted = list(dict.fromkeys(refs))
        if not wanted:
            await self.looked(subjects, (), purpose, looker)
            return {}
        values: dict[str, Any] = {}
        look = handed_on(look_of(looker, purpose, subjects))
        others, fields = tuple(sorted(look.subjects)), tuple(sorted(look.fields))
        for start in range(0, len(wanted), SUBJECTS_A_LOOK_MAX):
            some = tuple(wanted[start : start + SUBJECTS_A_LOOK_MAX])
            told = (await self._asked("reveal", Reveal(some, others, fields, look.purpose, looker), Revealed)).values
            values |= _whole(told, some)
        noted_elsewhere(look)
        return values

    async def looked(self, subjects: Iterable[str], fields: Iterable[str], purpose: str, looker: Who) -> None:
        """As the vault does; the opener is not asked."""
        if (look := look_of(looker, purpose, subjects, fields)).subjects:
            await note_look(self._engine, look)

    async def search(self, words: str, purpose: str, looker: Who, among: frozenset[str] | None = None) -> list[str]:
        """As the vault does. Raises OpenerAway."""
        asked = Search(words, None if among is None else tuple(sorted(among)), purpose, looker)
        found = (await self._asked("search", asked, Found)).subjects
        noted_elsewhere(look_of(looker, purpose, found))
        return found

    async def prove(self) -> None:
        """Raise OpenerAway where the opener does not answer, or not to this secret."""
        await self._answer("GET", ADDRESS, b"")

    async def _asked(self, what: str, asked: Struct, kind: type[A]) -> A:
        content = await self._answer("POST", f"{ADDRESS}/{what}", msgspec.json.encode(asked))
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.DecodeError:
            raise OpenerAway("it answers what nobody can read") from None

    async def _answer(self, method: str, address: str, body: bytes) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE_S):  # the client's own counts each piece anew
                answer = await self._client.request(method, address, content=body)
        except (httpx2.HTTPError, TimeoutError) as trouble:
            raise OpenerAway(f"it does not answer ({type(trouble).__name__})") from trouble
        if answer.status_code != 200:
            raise OpenerAway(f"it answers {answer.status_code}")
        return answer.content


def secret_in(file: Path) -> str:
    """The secret in this file. Raises BadSecret where it holds none that nobody guesses."""
    try:
        found = file.read_text("ascii").strip()
    except (OSError, ValueError):
        raise BadSecret(f"{file} cannot be read") from None
    if len(found) < SECRET_LETTERS_MIN or not found.isalnum():
        raise BadSecret(f"{file} must hold a secret of {SECRET_LETTERS_MIN} letters and digits or more")
    return found


def _whole(told: Mapping[str, str], wanted: Iterable[str]) -> dict[str, Any]:
    """The values of all that were wanted: half an answer is none."""
    try:
        return {ref: read(told[ref].encode()) for ref in wanted}
    except (KeyError, ValueError):
        raise OpenerAway("it answers less than it was asked") from None
