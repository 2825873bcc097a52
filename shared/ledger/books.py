"""Which books there are: `bakti up` and `bakti migrate` open one, everybody else finds it or says what there is."""

from typing import Any

import asyncpg

from shared.domain.identifiers import BookId

KNOWN = "SELECT book FROM ledger.book ORDER BY book LIMIT 20"
THERE = "SELECT EXISTS (SELECT FROM ledger.book WHERE book = $1)"


class NoBook(LookupError):
    """There is no such book in this database: a mistyped name must not begin an empty ledger."""

    def __init__(self, book: BookId, known: list[str]) -> None:
        there = f"there is: {', '.join(known)}" if known else "there is none yet"
        super().__init__(
            f"no book {book} here; {there}. Look at BAKTI_BOOK; to open a new book: bakti migrate (or bakti up)"
        )


async def find_book(connection: "asyncpg.Connection[Any] | asyncpg.Pool[Any]", book: BookId) -> None:
    """Nothing where the book was opened; raises NoBook with the known ones."""
    if not await connection.fetchval(THERE, book):
        raise NoBook(book, [row["book"] for row in await connection.fetch(KNOWN)])
