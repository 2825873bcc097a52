"""What may be wrong with an agreement as it is typed, each fault beside its field."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.intake.agreement.decider.commands import OfDescribed, SignAgreement
from services.intake.agreement.decider.state import Agreement, Bearer
from services.intake.agreement.events import PARTIES_LEAST, Described
from services.intake.letter.decider.numbers import has_digits
from services.intake.unit.decider import Unit
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.units import UnitKind
from shared.law.calendar import can_be_meant


def of_term(said: Described) -> Iterator[Fault]:
    """Two days that can be, in their order."""
    meant = {name: can_be_meant(getattr(said, name)) for name in ("first_day", "last_day")}
    yield from (Fault("date-not-meant", pointer=f"/{name}") for name, found in meant.items() if not found)
    if all(meant.values()) and said.last_day < said.first_day:
        yield Fault("agreement-ends-before", {"first_day": said.first_day.isoformat()}, pointer="/last_day")


def of_parties(said: OfDescribed, units: Sequence[Unit]) -> Iterator[Fault]:
    """Units of the register, each once; a section signs for nobody. ``units``: of the parties, in their order."""
    if len(said.parties) < PARTIES_LEAST:
        yield Fault("agreement-of-one", pointer=f"/parties/{len(said.parties)}")
    known = dict(zip(dict.fromkeys(said.parties), units, strict=True))
    for at, code in enumerate(said.parties):
        stands = known[code].stands(code)
        if code in said.parties[:at]:
            yield Fault("agreement-party-twice", pointer=f"/parties/{at}")
        elif stands is None:
            yield Fault("agreement-party-unknown", {"party": code}, pointer=f"/parties/{at}")
        elif stands.kind is UnitKind.SECTION:
            yield Fault("agreement-party-section", {"name": stands.name}, pointer=f"/parties/{at}")


def of_annexes(said: OfDescribed) -> Iterator[Fault]:
    """Each once."""
    twice = next((one for at, one in enumerate(said.annexes) if one in said.annexes[:at]), None)
    if twice is not None:
        yield Fault("agreement-annex-twice", {"annex": twice}, pointer="/annexes")


def of_what_was_signed(said: OfDescribed, agreement: Agreement) -> Iterator[Fault]:
    """Who signed is a party, and signed while it could hold."""
    if not {*agreement.signatures} <= {*said.parties}:
        yield Fault("agreement-party-signed", pointer="/parties/0")
    if agreement.terms and agreement.described and {*said.parties} != {*agreement.described.parties}:
        yield Fault("agreement-term-told", pointer="/parties/0")
    last = max((one.signed_on for one in agreement.signatures.values()), default=None)
    if last is not None and last > said.last_day:
        yield Fault("agreement-signed-later", {"signed_on": last.isoformat()}, pointer="/last_day")


def of_signature(said: SignAgreement, agreement: Agreement, described: Described, today: date) -> Iterator[Fault]:
    """A party signs, not in the future, and not when the agreement is over."""
    if said.party not in described.parties:
        yield Fault("agreement-no-party", pointer="/party")
    if not can_be_meant(said.signed_on):
        yield Fault("date-not-meant", pointer="/signed_on")
    elif said.signed_on > today:
        yield Fault("agreement-of-tomorrow", {"today": today.isoformat()}, pointer="/signed_on")
    elif said.signed_on > described.last_day:
        yield Fault("agreement-signed-after", {"last_day": described.last_day.isoformat()}, pointer="/signed_on")
    if said.number is not None and not has_digits(said.number):
        yield Fault("agreement-number-unreadable", pointer="/number")
    before = agreement.signings.get(said.party, 0)
    yield from of_count(said.signing, before, "signing")
    if before and said.reason is None:
        yield Fault("agreement-reason", pointer="/reason")


def of_bearer(said: SignAgreement, bearer: Bearer) -> Iterator[Fault]:
    """No other agreement bears the number."""
    if other := bearer.other(said.agreement_id):
        facts: dict[str, Fact] = {"title": other.title, "agreement_id": other.agreement_id}
        yield Fault("agreement-number-used", facts, pointer="/number", severity=Severity.CONFLICT)


def of_count(number: int, before: int, field: str) -> Iterator[Fault]:
    """Of two who tell at once the second is asked again."""
    if number != before + 1:
        facts: dict[str, Fact] = {"number": number, "next": before + 1}
        yield Fault("agreement-moved", facts, pointer=f"/{field}", severity=Severity.CONFLICT)


def not_there(agreement: Agreement) -> Refused:
    """There is no such agreement, or it is struck out."""
    if agreement.described is None:
        return refused("agreement-unknown", severity=Severity.ABSENT)
    return refused("agreement-struck-out", severity=Severity.CONFLICT)
