"""How a person is named on a page: by the vault for those whose role may see persons, else by a short id.

A child is shown by initials, whoever looks (SPPA 19, 61).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from shared.access.policy import Actor, may
from shared.privacy.person import Person
from shared.privacy.vault import Vault

SEE = "person.see"


@dataclass(frozen=True, slots=True)
class Named:
    """One person as a page shows them: ``text`` where others may glance at it, ``full`` on the person's own page."""

    text: str
    full: str
    child: bool
    case_number: str | None = None
    """As written, on pages about one putusan."""


class Case(NamedTuple):
    """What names one putusan: whose it is, and where the vault keeps its case number."""

    putusan_id: str
    klien_id: str
    child: bool
    case_number_ref: str | None


async def named(vault: Vault, actor: Actor, persons: Mapping[str, bool], purpose: str) -> dict[str, Named]:
    """A name for each klien id; the value says whether it is a child. One look, logged with its purpose."""
    if not may(actor.role, SEE):
        return {klien_id: _nameless(klien_id, child) for klien_id, child in persons.items()}
    found = await vault.who(persons, purpose, actor.account_id)
    return {klien_id: _named(found[klien_id], child) for klien_id, child in persons.items()}


async def named_cases(vault: Vault, actor: Actor, cases: Iterable[Case], purpose: str) -> dict[str, Named]:
    """A name with its case number for each putusan id. Whoever is a child in one case is shown as one in all."""
    found = list(cases)
    children = {case.klien_id for case in found if case.child}
    persons = await named(vault, actor, {case.klien_id: case.klien_id in children for case in found}, purpose)
    refs = {case.case_number_ref for case in found if case.case_number_ref}
    numbers = await vault.reveal(refs, purpose, actor.account_id) if refs and may(actor.role, SEE) else {}
    return {
        case.putusan_id: replace(persons[case.klien_id], case_number=numbers.get(case.case_number_ref or ""))
        for case in found
    }


def brief(name: str) -> str:
    """``Slamet R.`` for Slamet Riyadi: enough to know whom."""
    first, *rest = name.split()
    return " ".join((first, *(f"{word[0].upper()}." for word in rest[-1:])))


def _named(person: Person, child: bool) -> Named:
    if child:
        return Named(person.initials, person.initials, child)
    return Named(person.name if person.erased else brief(person.name), person.name, child)


def _nameless(klien_id: str, child: bool) -> Named:
    word = f"Klien {klien_id[:6]}"
    return Named(word, word, child)
