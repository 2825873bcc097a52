"""What execute promises: decided on the present state, stored once, answered for ever, personal values sealed."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused, refused
from shared.law.circumstances import Circumstances
from shared.ledger.append import DigestMismatch
from shared.ledger.canonical import canonical
from shared.ledger.execute import Contended, Done, Executor
from shared.ledger.lane import Waiting
from shared.ledger.ledger import Ledger
from shared.privacy.vault import Vault
from tests.ledger.examples import (
    BOOK,
    LETTER,
    AddNote,
    Letter,
    LetterOpened,
    NoteAdded,
    OpenLetter,
    Recount,
    add_note,
    asked,
    circumstances,
    letter,
    open_letter,
    some_id,
)

PERSON = KlienId(some_id())
NAME = "Invented Person"
STREAM = LETTER.stream("a")


def opening(name: str = NAME) -> OpenLetter:
    return OpenLetter(klien_id=PERSON, name=Personal(name))


def note(words: str = "invented words") -> AddNote:
    return AddNote(klien_id=PERSON, words=Personal(words))


def done(answer: Done | Refused) -> Done:
    assert isinstance(answer, Done), answer
    return answer


async def test_a_command_becomes_a_sealed_event_whose_position_is_the_answer(
    ledger: Ledger, executor: Executor
) -> None:
    who = asked()
    answer = done(await executor.execute(opening(), LETTER, STREAM, open_letter, who, circumstances))
    assert (answer.position, answer.repeated) == (1, False)
    (entry,) = await ledger.read_stream(STREAM)
    assert isinstance(entry.event, LetterOpened)
    assert answer.events == (entry.event,)
    assert entry.event.name.sealed
    assert entry.subject == PERSON
    assert NAME.encode() not in entry.payload + entry.metadata
    assert (entry.meta.actor, entry.meta.command_id) == (who.actor, who.command_id)


async def test_a_refusal_is_a_value_and_stores_nothing(ledger: Ledger, executor: Executor) -> None:
    await executor.execute(opening(), LETTER, STREAM, open_letter, asked(), circumstances)
    answer = await executor.execute(opening(), LETTER, STREAM, open_letter, asked(), circumstances)
    assert answer == refused("letter_open_already")
    assert (await ledger.head()).position == 1


async def test_a_retry_gets_the_first_answer_though_the_rules_would_now_refuse(executor: Executor) -> None:
    who = asked()
    first = done(await executor.execute(opening(), LETTER, STREAM, open_letter, who, circumstances))
    again = done(await executor.execute(opening(), LETTER, STREAM, open_letter, who, circumstances))
    assert again == Done(first.position, first.events, repeated=True)


async def test_a_retry_that_looks_at_another_stream_gets_the_first_answer_too(executor: Executor) -> None:
    who = asked()
    first = done(await executor.execute(note(), LETTER, LETTER.stream("b"), add_note, who, circumstances))
    again = done(await executor.execute(note(), LETTER, STREAM, add_note, who, circumstances))
    assert again == Done(first.position, first.events, repeated=True)


@pytest.mark.parametrize("stream", ["a", "b"])
async def test_one_command_id_for_two_commands_is_refused(executor: Executor, stream: str) -> None:
    who = asked()
    await executor.execute(opening(), LETTER, STREAM, open_letter, who, circumstances)
    with pytest.raises(DigestMismatch):
        await executor.execute(opening("Another"), LETTER, LETTER.stream(stream), open_letter, who, circumstances)


async def test_a_reaction_run_twice_is_one_command_whatever_it_says_the_second_time(executor: Executor) -> None:
    cause = some_id()
    who = asked(causation_id=cause)
    first = done(await executor.execute(note("seen first"), LETTER, STREAM, add_note, who, circumstances))
    again = done(await executor.execute(note("seen later"), LETTER, STREAM, add_note, who, circumstances))
    assert again == Done(first.position, first.events, repeated=True)


async def test_nothing_to_do_is_done_at_the_streams_last_position(executor: Executor) -> None:
    def nothing(command: Recount, state: Letter, known: Circumstances) -> Sequence[Event]:
        return []

    await executor.execute(opening(), LETTER, STREAM, open_letter, asked(), circumstances)
    await executor.execute(opening(), LETTER, LETTER.stream("b"), open_letter, asked(), circumstances)
    answer = await executor.execute(Recount(), LETTER, STREAM, nothing, asked(), circumstances)
    assert answer == Done(1, (), repeated=True)  # type: ignore[arg-type]


async def test_fifty_at_once_on_one_stream_take_turns(ledger: Ledger, executor: Executor) -> None:
    await asyncio.gather(
        *(executor.execute(note(), LETTER, STREAM, add_note, asked(), circumstances) for _ in range(50))
    )
    events = [entry.event for entry in await ledger.read_stream(STREAM)]
    assert [event.number for event in events if isinstance(event, NoteAdded)] == [*range(1, 51)]


async def test_after_a_conflict_the_command_is_decided_again(executor: Executor, ledger: Ledger) -> None:
    seen: list[int] = []

    def interrupted(command: AddNote, state: Letter, known: Circumstances) -> Sequence[Event] | Refused:
        seen.append(state.notes)
        if len(seen) == 1:  # another process is quicker
            append_beside(ledger)
        return add_note(command, state, known)

    first = done(await executor.execute(note(), LETTER, STREAM, add_note, asked(), circumstances))
    answer = done(await executor.execute(note(), LETTER, STREAM, interrupted, asked(), circumstances))
    assert seen == [1, 1]
    assert answer.position == first.position + 2
    assert [entry.version for entry in await ledger.read_stream(STREAM)] == [1, 2, 3]


def append_beside(ledger: Ledger) -> None:
    """What another process does: it stores behind our back, before our own append reaches the lane."""
    version = 1
    ledger._lane._waiting.append(Waiting(letter("a", version), 1, asyncio.get_running_loop().create_future()))
    ledger._lane._arrived.set()


async def test_a_stream_that_always_changes_first_is_given_up_after_five_decisions(
    executor: Executor, database: Database
) -> None:
    decided: list[int] = []

    class Quicker(Ledger):
        async def append(self, request: Any) -> Any:
            current = await self.read_stream(STREAM)
            await super().append(letter("a", len(current)))
            return await super().append(request)

    def counted(command: AddNote, state: Letter, known: Circumstances) -> Sequence[Event] | Refused:
        decided.append(state.notes)
        return add_note(command, state, known)

    ledger = Quicker(database, BOOK, Role.INTAKE, frozenset({"letter"}))
    await ledger.start()
    with pytest.raises(Contended):
        await Executor(ledger, executor._vault).execute(note(), LETTER, STREAM, counted, asked(), circumstances)
    await ledger.stop()
    assert len(decided) == 5


async def test_a_command_over_two_streams_is_stored_whole(ledger: Ledger, executor: Executor) -> None:
    def both(command: AddNote, states: tuple[Any, ...], known: Circumstances) -> Sequence[Sequence[Event]] | Refused:
        return [add_note(command, states[0], known), [], add_note(command, states[2], known)]  # type: ignore[list-item]

    scope = [(LETTER, LETTER.stream(name)) for name in "abc"]
    who = asked()
    first = done(await executor.execute_across(note(), scope, both, who, circumstances))
    assert (first.position, len(first.events)) == (2, 2)
    again = done(await executor.execute_across(note(), scope, both, who, circumstances))
    assert again == Done(first.position, first.events, repeated=True)
    assert [len(await ledger.read_stream(stream)) for _, stream in scope] == [1, 0, 1]


def test_commands_are_equal_bytes_when_their_content_is(vault: Vault) -> None:
    assert canonical(note("same")) == canonical(note("same"))
    assert canonical(note("same")) != canonical(note("other"))
    assert b"same" in canonical(note("same"))
    assert vault.digest(canonical(note("same"))) != vault.digest(canonical(note("other")))
