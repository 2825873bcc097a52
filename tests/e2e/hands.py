"""Somebody at a page: presses, fills and chooses by what the page calls things, and counts what it cost.

Example::

    @pytest.mark.task("petugas", "Mencatat tanggal BHT")
    def test_the_day_of_finality_is_recorded(hands: Hands) -> None:
        hands.go("/putusan?state=registered")
        hands.press("Catat BHT")
        hands.fill("Tanggal BHT", "2026-11-30")
        hands.press("Catat")
        assert hands.saved()
"""

import re
from dataclasses import dataclass
from importlib.resources import files

from playwright.sync_api import FilePayload, Locator, Page, Response

CLIPPED = "[...document.querySelectorAll('.card')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"
OVERLAP = """[...document.querySelectorAll('.cards tr')].filter(row => {
  const boxes = [...row.querySelectorAll('td')].map(cell => { const words = document.createRange()
    words.selectNodeContents(cell); return words.getBoundingClientRect() }).filter(box => box.width)
  const meet = (one, other, from, to) => Math.min(one[to], other[to]) - Math.max(one[from], other[from]) > 1
  return boxes.some((one, i) => boxes.slice(i + 1).some(other =>
    meet(one, other, 'left', 'right') && meet(one, other, 'top', 'bottom'))) }).map(row => row.innerText)"""
"""Rows of tables and cards whose cells lie over each other."""
PRESSABLE = "button, a, summary, label:has(input[type=radio]), label:has(input[type=checkbox])"


def faults(page: Page) -> list[str]:
    """What axe-core finds serious or worse."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")
    ]


@dataclass
class Hands:
    """A person's hands on one page of the house at ``address``, in a browser without scripts. Every step ends on a page
    that was got, not posted to; after every form that was sent, reload, Back and forward find it and send nothing.

    They are the only way by which a task does anything (test_tasks.py sees to it), so that what it costs is counted."""

    page: Page
    address: str
    clicks: int = 0
    fields: int = 0
    last: Response | None = None

    def __post_init__(self) -> None:
        self.page.on("response", self._noted)
        self._protocol = self.page.context.new_cdp_session(self.page)
        self._scripts(run=False)

    def _scripts(self, *, run: bool) -> None:
        self._protocol.send("Emulation.setScriptExecutionDisabled", {"value": not run})

    def _noted(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and not 300 <= response.status < 400:
            self.last = response

    def go(self, path: str) -> None:
        """Open an address, as by a bookmark: no click."""
        self.page.goto(self.address + path)
        self._stands()

    def press(self, word: str, *, within: Locator | None = None, nth: int = 0) -> None:
        """Press the button, link, tick or fold that is called so (or whose name begins so)."""
        found, before = self._called(word, within or self.page.locator("body"), nth), self.last
        found.scroll_into_view_if_needed()
        found.click()
        self._came(before)

    def enter(self) -> None:
        """Press Enter where the hands are, and wait for the page that comes of it: as much work as a click."""
        before = self.last
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._came(before)

    def back(self) -> None:
        """The browser's own way back: a click."""
        self.page.go_back()
        self.clicks += 1
        self._stands()

    def fill(self, label: str, value: str, *, within: Locator | None = None) -> None:
        """Type into the field of that label."""
        self._field(label, within).fill(value)
        self.fields += 1

    def choose(self, label: str, word: str, *, within: Locator | None = None) -> None:
        """Choose an answer of a list by its word, or by the beginning of it."""
        field = self._field(label, within)
        options = field.locator("option").all_inner_texts()
        found = next((one for one in options if one == word), None) or next(o for o in options if o.startswith(word))
        field.select_option(label=found)
        self.fields += 1

    def attach(self, label: str, name: str, content: bytes) -> None:
        """Choose a file in the field of that label."""
        kind = "text/csv" if name.endswith(".csv") else "application/octet-stream"
        self._field(label, None).set_input_files(files=FilePayload(name=name, mimeType=kind, buffer=content))
        self.fields += 1

    def unguarded(self) -> None:
        """From here on the browser lets everything pass that it would stop by itself, as an old one does."""
        self.page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")

    def value(self, label: str, *, within: Locator | None = None) -> str:
        """What stands in the field of that label."""
        return self._field(label, within).input_value()

    def saved(self) -> str:
        """The line that says what was saved; empty where there is none."""
        found = self.page.locator("main [role=status]")
        return found.first.inner_text() if found.count() else ""

    def complaints(self) -> list[str]:
        """The lines of the summary of a form with faults."""
        return self.page.locator("main [role=alert] li").all_inner_texts()

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def back_and_reload(self) -> None:
        """Reload, go back and forward again: nothing is sent again, nothing asks whether it should be."""
        self.page.reload()
        self._stands()
        self.page.go_back()
        self.page.go_forward()
        self._stands()

    def look_narrow(self) -> None:
        """The same page in a hand."""
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": 360, "height": 740})
        self.look()
        self.page.set_viewport_size(wide or {"width": 1280, "height": 720})

    def look(self) -> None:
        """The page is usable for everybody in light and dark, and fits where it stands."""
        self._scripts(run=True)  # axe's own
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert faults(self.page) == [], (self.page.url, scheme)
        self._scripts(run=False)
        assert not self.page.evaluate(OVERFLOWS), self.page.url
        assert self.page.evaluate(CLIPPED) == 0, self.page.url

    def _came(self, before: Response | None) -> None:
        """One press more; where it sent a form, what came of it is there again however one comes to it."""
        self.clicks += 1
        self.page.wait_for_load_state("load")
        self._stands()
        led_here = self.last.request.redirected_from if self.last and self.last is not before else None
        if led_here is not None and led_here.method == "POST":
            before_it = self.text()
            self.back_and_reload()
            assert self.complaints() or self.saved() or self.text() == before_it, "Back and forward lose what was said"

    def _stands(self) -> None:
        assert self.last is not None
        assert self.last.request.method == "GET", f"a page that was posted to: {self.last.url}"
        assert self.last.status < 400, f"{self.last.status}: {self.page.locator('main').inner_text()[:300]}"

    def _called(self, word: str, within: Locator, nth: int) -> Locator:
        pressable = within.locator(PRESSABLE).filter(visible=True)
        exact = pressable.filter(has_text=_whole(word))
        return (exact if exact.count() > nth else pressable.filter(has_text=word)).nth(nth)

    def _field(self, label: str, within: Locator | None) -> Locator:
        found = (within or self.page.locator("main")).get_by_label(label).filter(visible=True)
        return found.first


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(word)}\s*$")
