"""What a page's forms know while they are drawn: what was typed into them, what is wrong with it, and what it says.

``form.html`` draws a form by its ``Form``, and tells it each field's label as it draws it; ``layout.html`` draws the
summary of what is wrong above the page, each line with its field's label and a link to the field.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final

from shared.domain.refusal import Fault
from shared.web.kept import CHECK, CONTROLS, GONE, ONCE, Kept, Step
from shared.web.language import Language
from shared.web.problems import Details, in_words
from shared.web.texts import Texts

SAME_AGAIN: Final = 503
"""What failed in passing is sent again as the same command: nobody knows whether the first was taken."""
ASKED: Final = 422
"""What is asked about is worded as though it were refused."""
HOLDS: Final[Mapping[str, Callable[[str], object]]] = MappingProxyType(
    {"date": date.fromisoformat, "datetime-local": datetime.fromisoformat, "time": time.fromisoformat, "number": float}
)
"""What an input of a type can show."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as it was drawn: its label, the JSON pointer of its faults, and what was answered, in words."""

    name: str
    label: str
    pointer: str
    answer: str


@dataclass
class Form:
    """One form of a page."""

    name: str
    kept: Kept | None = None
    kept_id: str | None = None
    told: Details | None = None
    """What is wrong with it, in words."""
    doubts: Details | None = None
    drawn: list[Drawn] = field(default_factory=list)
    shown: bool = False

    @property
    def checking(self) -> bool:
        """Whether its answers are shown to be looked at once more."""
        return self.kept is not None and self.kept.checking

    def id(self, name: str) -> str:
        """A field's id on the page."""
        return f"{self.name}-{name}"

    def value(self, name: str, otherwise: Any = None) -> Any:
        """What was typed into a field last; where the form was not typed yet, what it shows by itself."""
        if self.kept is None:
            return "" if otherwise is None else otherwise
        return next((text for one, text in reversed(self.kept.typed) if one == name), "")

    def values(self, name: str, otherwise: Sequence[Any] = ()) -> list[Any]:
        """All that was chosen in a field that takes several."""
        return list(otherwise) if self.kept is None else [text for one, text in self.kept.typed if one == name]

    def type_that_holds(self, kind: str, now: Any) -> str:
        """The type of an input: one that cannot show what was typed (``31/02/2026`` in a day's field) would lose it, so
        that it is a plain text's."""
        reads = HOLDS.get(kind)
        if reads is None or now in ("", None):
            return kind
        try:
            reads(str(now))
        except ValueError:
            return "text"
        return kind

    def touches(self, names: Sequence[str]) -> bool:
        """Whether anything is said in one of these fields, or wrong with it."""
        drawn = [one for one in self.drawn if one.name in names]
        return any(one.answer or self.faults(one.name, one.pointer) for one in drawn)

    def once(self, fresh: str) -> str:
        """The command's own key: the same where the same is sent again. With it the form is on the page."""
        self.shown = True
        again = self.kept is not None and (self.kept.checking or self.kept.status == SAME_AGAIN)
        return (self.kept.said(ONCE) if self.kept and again else None) or f"{fresh}-{self.name}"

    def typed(self) -> list[tuple[str, str]]:
        """What the person typed, as the form that shows it sends it again."""
        return [(one, text) for one, text in self.kept.typed if one not in CONTROLS] if self.kept else []

    def draw(self, name: str, label: str, at: str | None, answer: Any) -> str:
        """Remember a field that is drawn; nothing is written."""
        self.drawn.append(Drawn(name, label, at or f"/{name.replace('.', '/')}", str(answer)))
        return ""

    def field_at(self, pointer: str | None) -> Drawn | None:
        """The field that a fault is about: the deepest one that its pointer leads to or through."""
        found = [one for one in self.drawn if pointer and f"{pointer}/".startswith(f"{one.pointer}/")]
        return max(found, key=lambda one: len(one.pointer), default=None)

    def asked_about(self) -> set[str]:
        """The fields that a question is about, by name."""
        found = (self.field_at(one.pointer) for one in (self.doubts.errors if self.doubts else ()))
        return {one.name for one in found if one}

    def faults(self, name: str, at: str | None) -> list[Any]:
        """What is wrong with a field, each with its remedy."""
        pointer = at or f"/{name.replace('.', '/')}"
        reasons = self.told.errors if self.told else ()
        return [one for one in reasons if one.pointer and f"{one.pointer}/".startswith(f"{pointer}/")]


class Filling:
    """The forms of one page, and what its top says of them."""

    def __init__(self, recalled: Kept | None, kept_id: str | None, texts: Texts) -> None:
        self.gone = recalled is GONE
        self._kept_id = kept_id
        self._kept = None if self.gone else recalled
        self._texts = texts
        self._forms: dict[str, Form] = {}
        self._faults = self._to_mend()
        self.told = self._words(self._faults, (self._kept and self._kept.status) or ASKED) if self._faults else None
        """What is to be mended, in words."""

    def form_of(self, name: str) -> Form:
        """The form of this name; it is typed into where the entry that the page shows is its own."""
        if name not in self._forms:
            self._forms[name] = self._filled(name) if self._kept and self._kept.form == name else Form(name)
        return self._forms[name]

    def _to_mend(self) -> tuple[Fault, ...]:
        """What is wrong; where whoever was asked went back to change it, what they were asked about."""
        kept = self._kept
        if kept is None:
            return ()
        return kept.faults if kept.faults or kept.checking else kept.doubts

    def _filled(self, name: str) -> Form:
        assert self._kept is not None
        asked = self._kept.checking and self._kept.doubts
        return Form(name, self._kept, self._kept_id, self.told, self._words(asked, ASKED) if asked else None)

    @property
    def shown(self) -> bool:
        """Whether the page has the form that was kept: what was typed into may be done or not offered any more."""
        return self._kept is not None and self._kept.form in self._forms and self._forms[self._kept.form].shown

    @property
    def empty(self) -> bool:
        """Whether nothing of what was typed is kept: a form of secrets alone."""
        return self._kept is not None and all(one in CONTROLS or not text for one, text in self._kept.typed)

    @property
    def checking(self) -> bool:
        """Whether the answers of one of the forms are shown to be looked at: its button is the page's."""
        return self._kept is not None and self._kept.checking

    @property
    def unknown(self) -> bool:
        """Whether nobody can say if it was recorded: it is to be sent again."""
        return self._kept is not None and self._kept.status == SAME_AGAIN

    @property
    def before_title(self) -> str:
        """What the page's title begins with."""
        if self.told:
            return "Galat: "
        return "Periksa sebelum dicatat: " if self.checking else ""

    @property
    def again(self) -> bool:
        """Whether a form is shown as it was typed before, with nothing wrong: a session ended in between."""
        kept = self._kept
        if kept is None or self._kept_id is None:  # what a search shows again was never kept from a session's end
            return False
        return not (kept.faults or kept.checking or kept.saved) and kept.said(CHECK) != Step.CHANGE

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What is wrong, one line a fault: its field's label and address, where the page has drawn it, and the
        page that it says to open (fact ``see``). They stand in the order of the form's fields, what is about no field
        above them."""
        form = self._forms.get(self._kept.form) if self._kept else None
        lines = []
        for fault, reason in zip(self._faults, self.told.errors, strict=True) if self.told else ():
            found = form.field_at(reason.pointer) if form else None
            at = {"label": found.label, "href": f"#{form.id(found.name)}"} if form and found else {}
            line = {"reason": reason, "label": None, "href": None, "see": fault.facts.get("see"), **at}
            lines.append((form.drawn.index(found) if form and found else -1, line))
        return [line for _, line in sorted(lines, key=lambda pair: pair[0])]

    @property
    def saved(self) -> dict[str, Any] | None:
        """The one line of success, and whither next."""
        saved = self._kept.saved if self._kept else None
        if saved is None:
            return None
        said = self._texts.sentence(f"saved-{saved.rule}", saved.facts, Language.ID)
        return {"said": said, "next": saved.next, "tone": saved.tone, "facts": saved.facts}

    def _words(self, faults: Sequence[Fault], status: int) -> Details:
        return in_words(self._texts, Language.ID, status, faults, "")
