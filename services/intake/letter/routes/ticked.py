"""What was forwarded, as the lembar disposisi says it: ticks for the office's own disposisi, a note for each."""

from collections.abc import Sequence
from typing import Any

from services.intake.letter.papers import CHOICE_LINE, Note
from services.intake.letter.papers.composing import ASKED
from services.intake.letter.routes.chain import Given
from shared.web.language import clock, day


def ticked(sections: Sequence[str], forwards: Sequence[Given]) -> dict[str, Any]:
    """The boxes and notes of the slip; without any disposisi they are left to be ticked by hand."""
    standing = [each for each in forwards if not each.taken_back]
    first = [each for each in standing if each.level == 0]
    chosen = [task.to for each in first for task in each.tasks]
    wished = {words for each in first for words in (*each.asked, *([each.other] if each.other else []))}
    others = [each.other for each in first if each.other]
    return {
        "forwarded": [(name, name in chosen) for name in dict.fromkeys((*sections, *chosen, CHOICE_LINE))],
        "asked": [(words, words in wished) for words in dict.fromkeys((*ASKED[:-1], *others, CHOICE_LINE))],
        "notes": [_note(each) for each in standing],
    }


def _note(given: Given) -> Note:
    """What one asked; further down the chain also of whom and what, since the boxes are the office's own."""
    words = [given.note] if given.note else []
    if given.level:
        asked = "; ".join((*given.asked, *([given.other] if given.other else [])))
        words.insert(0, f"Kepada {', '.join(task.to for task in given.tasks)}{asked and f': {asked}'}")
    by = ", ".join(part for part in (given.post, given.by) if part)
    return Note("\n".join(words), by, f"{day(given.at)} pukul {clock(given.at)}")
