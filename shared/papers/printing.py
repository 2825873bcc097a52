"""What the process of the press does: a template and its words come in, the PDF goes out, until its house is gone.

It keeps the font and the templates that it has read, so that a further page takes a few milliseconds. Started as
``python -m shared.papers.printing``; the package that prints is loaded here and nowhere else.
"""

import signal
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from shared.papers.wording import FONTS

if TYPE_CHECKING:
    from typst import Compiler

ROOT: Final = Path(__file__).parents[2]
"""Where ``services`` and ``shared`` lie: templates name each other from here, and can read nothing outside."""
STANDARDS: Final[tuple[Literal["a-2a", "ua-1"], ...]] = ("a-2a", "ua-1")
"""Kept for ever (PDF/A-2a), and read aloud to whoever does not see it (PDF/UA-1)."""
LENGTH: Final = 4
"""Bytes of the length that goes before each part."""


def print_paper(template: str, data: str) -> bytes:
    """The PDF of a template and its words. Raises typst.TypstError where they do not fit each other, which is a bug."""
    source, words = ROOT / template, {"data": data}
    printed = _compiler().compile(source, format="pdf", sys_inputs=words, pdf_standards=[*STANDARDS])
    assert isinstance(printed, bytes)
    return printed


@cache
def _compiler() -> "Compiler":
    from typst import Compiler, Fonts

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return Compiler(root=ROOT, font_paths=fonts)


def _answer_until_the_end(asked: BinaryIO, answers: BinaryIO) -> None:
    while template := _part(asked):
        try:
            printed = print_paper(template, _part(asked))
        except Exception as bug:  # its words may quote the paper's: they are for no log
            sys.exit(f"{template} could not be printed: {type(bug).__name__}")
        answers.write(len(printed).to_bytes(LENGTH, "big") + printed)
        answers.flush()


def _part(asked: BinaryIO) -> str:
    """The next part; empty where nobody asks any more."""
    return asked.read(int.from_bytes(asked.read(LENGTH), "big")).decode()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the house, which ends this one
    _answer_until_the_end(sys.stdin.buffer, sys.stdout.buffer)
