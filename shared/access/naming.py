"""How a person is named on a page: by the vault for those whose role may see persons, else by a short id.

A child is shown by initials, whoever looks (SPPA 19, 61).
"""

from collections.abc import Mapping
from dataclasses import dataclass

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


async def named(vault: Vault, actor: Actor, persons: Mapping[str, bool], purpose: str) -> dict[str, Named]:
    """A name for each klien id; the value says whether it is a child. One look, logged with its purpose."""
    if not may(actor.role, SEE):
        return {klien_id: _nameless(klien_id, child) for klien_id, child in persons.items()}
    found = await vault.who(persons, purpose, actor.account_id)
    return {klien_id: _named(found[klien_id], child) for klien_id, child in persons.items()}


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
