"""What every page promises: nothing inline, nothing from elsewhere, only icons that are shipped, two tongues."""

import re
from pathlib import Path

import pytest

from shared.web.texts import Texts

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "shared/web/assets"
TEMPLATES = sorted(path for room in ("services", "shared") for path in (ROOT / room).rglob("templates/*.html"))
OTHER_SCRIPT = r"""<script(?! src="{{ asset\("[a-z]+\.js"\) }}" defer></script>)"""
SHEET_GZIP_MAX = 8_000
"""Bytes; the first visit on a village's line should not wait for paint."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    found = path.read_text("utf-8")
    for forbidden in (r"\sstyle=", OTHER_SCRIPT, r"<style", r"\son[a-z]+=", r"(?:href|src|action)=\"(?:https?:)?//"):
        assert not re.search(forbidden, found), forbidden


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_names_no_class_that_the_sheet_does_not_know(path: Path) -> None:
    """A class without a style is a card without its margins."""
    styled = set(re.findall(r"\.([a-z][\w-]*)", (ASSETS / "bakti.css").read_text("utf-8")))
    text = re.sub(r"\{%.*?%\}", " ", re.sub(r"\{\{.*?\}\}", "?", path.read_text("utf-8")))
    named = {name for classes in re.findall(r'class="([^"]*)"', text) for name in classes.split() if "?" not in name}
    assert named <= styled


SPELT_OUT = {
    "shared/web/templates/form.html",
    "shared/web/templates/layout.html",  # signing out keeps nothing
    "shared/access/templates/account.html",
    "shared/access/templates/role.html",  # one press of a few, before anything else can be done: nothing is typed
    *(  # nobody is signed in yet for whom to keep it
        f"shared/access/templates/{page}.html" for page in ("signin", "invitation", "code", "second-factor")
    ),
    "services/reporting/reports/templates/search.html",  # its words are no command
}


def test_a_form_is_drawn_by_the_one_macro_that_keeps_it() -> None:
    posts = {str(path.relative_to(ROOT)) for path in TEMPLATES if re.search(r"<form[^>]*post", path.read_text("utf-8"))}
    assert posts == SPELT_OUT


def test_the_sprite_holds_exactly_the_icons_in_use() -> None:
    shipped = set(re.findall(r'<symbol id="([a-z-]+)"', (ASSETS / "icons.svg").read_text("utf-8")))
    sources = [
        *TEMPLATES,
        ROOT / "services/reporting/reports/status.py",
        *sorted((ROOT / "services").rglob("routes*.py")),
        *sorted((ROOT / "services").rglob("pages*.py")),
        *sorted((ROOT / "services").rglob("projections.py")),
        *sorted((ROOT / "services").glob("*/app.py")),
    ]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    called = set(re.findall(r'icon\("([a-z-]+)"', text)) | set(re.findall(r'pill\("[a-z]+", "([a-z-]+)"', text))
    assert called <= shipped
    assert {name for name in shipped if f'"{name}"' not in text} == set()


def test_the_sheet_is_light_and_loads_nothing_from_elsewhere() -> None:
    import gzip

    sheet = (ASSETS / "bakti.css").read_bytes()
    assert len(gzip.compress(sheet)) < SHEET_GZIP_MAX
    assert re.findall(rb"url\(([^)]*)\)", sheet) == [b'"plus-jakarta-sans.woff2"']


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "plus-jakarta-sans.OFL.txt").read_text("utf-8").upper()


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("soft", "ground"),
    ("soft", "surface"),
    ("soft", "band"),
    ("soft", "calm-tint"),
    ("good-ink", "good-tint"),
    ("good-ink", "surface"),
    ("watch-ink", "watch-tint"),
    ("watch-ink", "surface"),
    ("alarm-ink", "alarm-tint"),
    ("alarm-ink", "surface"),
    ("on-good", "good"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(text: str, ground: str, scheme: int) -> None:
    sheet = (ASSETS / "bakti.css").read_text("utf-8")
    table = dict(re.findall(r"--([a-z0-9-]+):\s+light-dark\(([^)]*)\)", sheet))
    one, other = (luminance(table[name].split(",")[scheme].strip()) for name in (text, ground))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5


def test_every_rule_speaks_both_languages() -> None:
    texts = Texts.gather([ROOT / "shared", ROOT / "services"])
    assert texts.missing(list(texts.rules)) == []
    halves = [rule for rule, words in texts.rules.items() if ("remedy_id" in words) != ("remedy_en" in words)]
    assert halves == []
