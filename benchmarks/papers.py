"""Papers: how long a letter of one page waits for its PDF, once the press is warm."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from benchmarks.timing import beside
from services.intake.letter.papers import Envelope, Invitation
from shared.papers.paper import Check, Letterhead, Paper, Signer
from shared.papers.press import Press

LETTERS = 40
"""A round, each with words of its own: the same letter again would be answered from memory."""


def letter(number: int) -> Paper:
    """An invitation of one page."""
    envelope = Envelope(
        Letterhead("PEMERINTAH KABUPATEN CONTOH", ("SEKRETARIAT DAERAH",), ("Jalan Contoh Nomor 1, Contoh",)),
        Signer(("SEKRETARIS DAERAH",), "CONTOH PEJABAT, S.H.", "Pembina Utama Muda (IV/c)", "19800101 200501 1 001"),
        date(2026, 11, 24),
        "24 November 2026",
        "Contoh",
        f"400.9/{number}/35.03/2026",
        ("Kepala Dinas Contoh",),
        check=Check("7QK2-M9PX", f"https://contoh.go.id/cek?code=7QK2-M9PX&{number}"),
    )
    words = f"Dengan hormat kami mengundang Saudara pada rapat ke-{number} tentang kesiapan tempat dan sarana. " * 3
    details = (("hari, tanggal", "Kamis, 3 Desember 2026"), ("pukul", "13.00 WIB s.d. selesai"), ("tempat", "Aula"))
    return Invitation(f"Undangan rapat {number}", "Segera", "-", (words,), details, "Terima kasih.").on(envelope)


@asynccontextmanager
async def warm(_: Place) -> AsyncIterator[Press]:
    """A press that has printed."""
    press = Press()
    try:
        await press.printed(letter(0))
        yield press
    finally:
        await press.close()


async def one_page(press: Press) -> Sequence[Row]:
    """The press and the way to its process and back."""
    printed = 0

    async def turn() -> float:
        nonlocal printed
        begun = time.perf_counter()
        for _ in range(LETTERS):
            printed += 1
            await press.printed(letter(printed))
        return (time.perf_counter() - begun) / LETTERS * 1_000

    return [await beside("papers", "print a letter of one page", "ms", {"Bakti": turn}, rounds=5, better="lower")]


KIND = Kind("papers", "milliseconds until a letter of one page is printed, once warm", warm, (one_page,))
