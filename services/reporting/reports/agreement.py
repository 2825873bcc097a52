"""Agreements that run: until when each holds, so that their end is told ahead."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.agreement.events import (
    AHEAD_DAYS,
    AgreementCorrected,
    AgreementEntered,
    AgreementSigned,
    AgreementTermTold,
    AgreementTermWithdrawn,
    SignatureWithdrawn,
    TermKind,
)
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import StateProjection


class Until(msgspec.Struct, frozen=True):
    """What became of a term."""

    telling: int
    how: str
    last_day: date


class Agreement(msgspec.Struct, frozen=True):
    """The row: an agreement, who of its parties signed, until when it holds. What is struck out nobody has signed."""

    agreement_id: str
    title: str
    parties: tuple[str, ...]
    last_day: date
    """As its own paper says."""
    signed: tuple[str, ...] = ()
    terms: tuple[Until, ...] = ()
    ends_on: date | None = None
    """Of one that all have signed and that was neither ended nor replaced."""


agreement = StateProjection("reporting", "agreement", Agreement, key="agreement_id", version=1)


@agreement.on(AgreementEntered)
def entered(row: Agreement | None, event: AgreementEntered, entry: Entry) -> Agreement:
    """Nobody has signed it yet."""
    return retold(Agreement, event)


@agreement.on(AgreementCorrected)
def corrected(row: Agreement | None, event: AgreementCorrected, entry: Entry) -> Agreement | None:
    """What it truly is."""
    return row and _ending(replace(row, **same(Agreement, event)))


@agreement.on(AgreementSigned)
def signed(row: Agreement | None, event: AgreementSigned, entry: Entry) -> Agreement | None:
    """One party more."""
    return row and _ending(replace(row, signed=(*_others(row, event.party), event.party)))


@agreement.on(SignatureWithdrawn)
def unsigned(row: Agreement | None, event: SignatureWithdrawn, entry: Entry) -> Agreement | None:
    """One party less."""
    return row and _ending(replace(row, signed=_others(row, event.party)))


@agreement.on(AgreementTermTold)
def term_told(row: Agreement | None, event: AgreementTermTold, entry: Entry) -> Agreement | None:
    """It is extended, ended early or replaced."""
    return row and _ending(replace(row, terms=(*row.terms, retold(Until, event))))


@agreement.on(AgreementTermWithdrawn)
def term_withdrawn(row: Agreement | None, event: AgreementTermWithdrawn, entry: Entry) -> Agreement | None:
    """What was before it holds again."""
    return row and _ending(replace(row, terms=tuple(one for one in row.terms if one.telling != event.telling)))


def _others(row: Agreement, party: str) -> tuple[str, ...]:
    return tuple(one for one in row.signed if one != party)


def _ending(row: Agreement) -> Agreement:
    last = row.terms[-1] if row.terms else None
    if not {*row.parties} <= {*row.signed} or (last and last.how != TermKind.EXTENDED):
        return replace(row, ends_on=None)
    return replace(row, ends_on=last.last_day if last else row.last_day)


async def ending(connection: AsyncConnection, today: date, most: int) -> Sequence[Agreement]:
    """Those whose last day is near or past, the first of them first."""
    row = agreement.table.c
    query = select(agreement.table).where(_near(today)).order_by(row.ends_on, row.agreement_id).limit(most)
    return [agreement.layout.from_query(one) for one in await connection.execute(query)]


async def ending_count(connection: AsyncConnection, today: date) -> int:
    """How many there are."""
    query = select(func.count()).select_from(agreement.table).where(_near(today))
    return int((await connection.execute(query)).scalar_one())


def _near(today: date) -> ColumnElement[bool]:
    return agreement.table.c.ends_on <= today + timedelta(days=AHEAD_DAYS)
