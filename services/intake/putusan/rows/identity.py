"""Which ruling and which person a paper speaks of.

A ruling's id is always the same for its case and convict, and tells nobody who. A person's is random: what the paper
says of the convict is claimed with the vault, which knows the person, or makes one, or finds a question for an officer.
"""

from collections.abc import Callable

from services.intake.putusan.decider.nik import filler_nik, odd_nik, usable_nik
from services.intake.putusan.decider.paper import Likeness, Paper, RegisterPutusan, clear
from services.intake.putusan.rows.drafts import Draft
from shared.domain.identifiers import Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.privacy.identities import Claimed, Traits

Identify = Callable[..., str]
"""``identify(kind, *parts)``: the vault's keyed id of these parts, however they are spaced or capitalised."""


def traits_of(draft: Draft, identify: Identify) -> Traits:
    """What this paper says of its convict, under the id of its case and convict."""
    paper = draft.paper
    return Traits(
        putusan_id=_putusan_id(paper, draft.written, identify),
        nik=identifying_nik(clear(paper.nik)),
        name=clear(paper.name) or None,
        birth_date=paper.birth_date.value if paper.birth_date is not None else None,
        sex=paper.sex.value if paper.sex else None,
        case_number=paper.number.normal if paper.number and paper.number.court else None,
        namesake=paper.namesake,
    )


def register_command(draft: Draft, traits: Traits, claimed: Claimed) -> RegisterPutusan:
    """The command to register this paper, under the ids of its case, convict and person."""
    return RegisterPutusan(
        putusan_id=PutusanId(traits.putusan_id),
        klien_id=KlienId(claimed.subject),
        paper=draft.paper,
        likeness=Likeness(
            differs=tuple(Code(trait) for trait in claimed.differs),
            known_klien=claimed.known_subject,
            known_putusan=claimed.known_putusan,
            same_case=claimed.same_case,
            perhaps=claimed.perhaps,
        ),
        unreadable=draft.unreadable,
        written=Personal(draft.written),
        keep=draft.keep,
    )


def identifying_nik(text: str) -> str | None:
    """The 16 digits where they can be one person's: no filler, and a birth day that exists. That they contradict the
    paper's own birth date or sex is a flag, and another question (settlement 40)."""
    nik = usable_nik(text)
    return nik if nik and not filler_nik(nik) and odd_nik(nik, None, None) is None else None


def _putusan_id(paper: Paper, written: str, identify: Identify) -> str:
    """Case and convict; a paper that lacks one of them is only itself."""
    number, name = paper.number, clear(paper.name)
    if number is None or number.court is None or not name:
        return identify("putusan-paper", written)
    return identify("putusan", number.normal, name, str(paper.namesake or ""))
