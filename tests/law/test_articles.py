"""Every citation that a rule, a figure, a setting or a page can show leads to an article that says something."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.law.articles import ARTICLES, anchor, cited, read_articles
from shared.law.parameters import PARAMETERS
from shared.law.settings import QUESTIONS

ROOT = Path(__file__).parents[2]
BEGINS = re.compile(r"^(KUHP|KUHAP|SPPA|UU \w|PP \d|Perma|Ketetapan \d|Amar putusan|Rencana Kerja 20|Jadwal retensi)")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def written() -> Iterator[str]:
    """Every text in the code that begins as a citation does; sentences of the documentation are none."""
    for top in ("services", "shared"):
        for path in (ROOT / top).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            said = {id(node.body[0].value) for node in ast.walk(tree) if _is_documented(node)}  # type: ignore[attr-defined]
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_text and id(node) not in said and BEGINS.match(node.value):  # type: ignore[attr-defined]
                    yield node.value  # type: ignore[attr-defined]


def _is_documented(node: ast.AST) -> bool:
    return isinstance(node, DOCUMENTED) and bool(node.body) and isinstance(node.body[0], ast.Expr)


FIGURED = {one.name for line in PARAMETERS for one in cited(line.citation)}
"""Articles of which the page of the law speaks by their figures."""
CITATIONS = sorted({*written(), *(line.citation for line in PARAMETERS), *(one.citation for one in QUESTIONS.values())})


@pytest.mark.parametrize("citation", CITATIONS)
def test_a_citation_names_articles_of_which_the_page_of_the_law_speaks(citation: str) -> None:
    assert [one.name for one in cited(citation) if one.name not in {*ARTICLES, *FIGURED}] == []


def test_no_article_is_kept_that_nothing_cites() -> None:
    assert set(ARTICLES) <= {one.name for citation in CITATIONS for one in cited(citation)}


@pytest.mark.parametrize("half", ['quote = "8 jam"', 'quoted_from = "naskah resmi"'])
def test_no_quotation_stands_without_where_it_was_read(half: str) -> None:
    with pytest.raises(ValueError, match="stand together"):
        read_articles(f'["KUHP 85(4)"]\nsays = "Ringkasan."\n{half}')


def test_places_on_the_page_are_told_apart() -> None:
    assert len({one.anchor for one in ARTICLES.values()}) == len(ARTICLES)


@pytest.mark.parametrize(
    ("citation", "names"),
    [
        ("KUHP 85(5)", ["KUHP 85(5)"]),
        ("KUHP 85(5), 185; Ketetapan 2", ["KUHP 85(5)", "KUHP 185", "Ketetapan 2"]),
        ("KUHP 85(1), 79(1)b", ["KUHP 85(1)", "KUHP 79(1)b"]),
        ("UU SPPA 76(3); PP 58/2022 15(3)", ["UU SPPA 76(3)", "PP 58/2022 15(3)"]),
        ("Rencana Kerja 2026-2030 (mengutip KUHP 85(4))", ["Rencana Kerja 2026-2030", "KUHP 85(4)"]),
        ("UU 1/2026 Ps VII no. 10-11 (KUHP 82-83)", ["UU 1/2026 Ps VII no. 10-11", "KUHP 82-83"]),
        ("Amar putusan; KUHP 85(9)", ["Amar putusan", "KUHP 85(9)"]),
        ("Jadwal retensi arsip (JRA)", ["Jadwal retensi arsip (JRA)"]),
    ],
)
def test_a_citation_is_read_article_by_article(citation: str, names: list[str]) -> None:
    assert [one.name for one in cited(citation)] == names


def test_an_anchor_holds_nothing_that_an_address_must_write_otherwise() -> None:
    assert anchor("PP 58/2022 16(3)") == "pp-58-2022-16-3"
