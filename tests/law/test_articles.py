"""Every citation that a rule, a figure, a setting or a page can show leads to an article that says something."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.law.articles import ARTICLES, SOURCES, anchor, cited, read_articles, unrecorded
from shared.law.parameters import PARAMETERS
from shared.law.settings import QUESTIONS

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"KUHP|KUHAP|SPPA|UU \w|PP \d|Perma|Ketetapan \d|Amar putusan|Rencana Kerja 20|Jadwal retensi")
BEGINS = re.compile(rf"^({NAMED.pattern})")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def written() -> Iterator[str]:
    """Every text in the code that begins as a citation does; sentences of the documentation are none."""
    for top in ("services", "shared"):
        for path in (ROOT / top).rglob("*.py"):
            text = path.read_text("utf-8")
            if not NAMED.search(text):  # most files: to parse them all is a second of every run
                continue
            tree = ast.parse(text)
            said = {id(node.body[0].value) for node in ast.walk(tree) if _is_documented(node)}  # type: ignore[attr-defined]
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_text and id(node) not in said and BEGINS.match(node.value):  # type: ignore[attr-defined]
                    yield node.value  # type: ignore[attr-defined]


def _is_documented(node: ast.AST) -> bool:
    return isinstance(node, DOCUMENTED) and bool(node.body) and isinstance(node.body[0], ast.Expr)


FIGURED = {one.name for line in PARAMETERS for one in cited(line.citation)}
"""Articles of which the page of the law speaks by their figures: what no file tells of, nobody has looked at."""
CITATIONS = sorted({*written(), *(line.citation for line in PARAMETERS), *(one.citation for one in QUESTIONS.values())})
SETTLEMENTS = 47
"""As many as the domain has."""
INFORM = {
    *("KUHP 62", "KUHP 85(6)", "KUHP 85(7)", "KUHP 85 penjelasan", "KUHP 113(3), 115", "KUHP 186"),
    *("KUHAP 299(2)", "KUHAP 349(2)", "KUHAP 366"),
    *("UU SPPA 11", "UU SPPA 19, 61", "UU SPPA 76(2)", "UU SPPA 97"),
    *("PP 58/2022 15(1), 16(1)", "PP 58/2022 15(2)", "PP 58/2022 15-16"),
    "UU PDP 15, 30, 32, 34, 39, 43-46, 53",
}
"""Articles of the domain that no rule of Bakti cites (yet)."""


@pytest.mark.parametrize("citation", CITATIONS)
def test_a_citation_names_articles_of_which_the_page_of_the_law_speaks(citation: str) -> None:
    assert [one.name for one in cited(citation) if one.name not in {*ARTICLES, *FIGURED}] == []


def test_an_article_is_cited_or_a_settlement_or_one_that_informs() -> None:
    cites = {one.name for citation in CITATIONS for one in cited(citation)}
    settlements = {f"Ketetapan {number}" for number in range(1, SETTLEMENTS + 1)}
    assert {name for name, one in ARTICLES.items() if one.settlement} == settlements
    assert set(ARTICLES) - settlements - cites - INFORM == set()
    assert set(ARTICLES) >= INFORM


def test_every_settlement_says_what_it_answers_and_who_may_answer_otherwise() -> None:
    found = {name: one.overridden_by for name, one in ARTICLES.items() if one.settlement}
    assert all(ARTICLES[name].about for name in found)
    of_rulings = {int(name.split()[1]) for name, who in found.items() if "ruling" in who}
    of_regencies = {int(name.split()[1]) for name, who in found.items() if "regency" in who}
    assert of_rulings == {1, 13, 15, 16, 17, 46, 47}
    assert of_regencies == {2, 4, 9, 14, 15, 26, 36}


def test_a_regency_may_settle_what_it_is_asked_and_what_it_could_says_what_it_waits_for() -> None:
    asked = {one.name for question in QUESTIONS.values() for one in cited(question.citation)}
    settlements = {name: one for name, one in ARTICLES.items() if one.settlement}
    assert {name for name, one in settlements.items() if "regency" in one.overridden_by} == asked & {*settlements}
    waits = {name for name, one in settlements.items() if one.awaits and "Kabupaten dapat" in one.awaits}
    assert waits == {f"Ketetapan {number}" for number in (5, 6, 11, 21, 34)}


def test_a_source_that_nobody_has_compared_was_looked_at_by_nobody() -> None:
    uncompared = {name for name, one in SOURCES.items() if one.read_in == "belum dicocokkan"}
    assert uncompared == {"UU PDP", "Jadwal retensi arsip"}
    assert {name for name, one in SOURCES.items() if one.looked_on is None} == uncompared
    assert all(one.stale(date(2026, 11, 29)) for one in ARTICLES.values() if one.source.name in uncompared)


def test_an_article_is_old_from_the_91st_day_on() -> None:
    one = ARTICLES["KUHP 85(4)"]
    assert one.looked_on is not None
    assert [one.stale(one.looked_on + timedelta(days=days)) for days in (0, 90, 91)] == [False, False, True]


def test_an_article_that_only_a_figure_cites_is_one_that_nobody_has_read_or_looked_at() -> None:
    one = unrecorded("UU 9/2030 5(1)", date(2030, 1, 1))
    assert (one.checked, one.looked_on, one.says, one.valid_from) == (False, None, "", date(2030, 1, 1))
    assert one.stale(date(2030, 1, 1))


def test_an_article_of_no_known_source_is_refused() -> None:
    with pytest.raises(ValueError, match="no source"):
        read_articles('["UU 9/2030 1"]\nsays = "Ringkasan."', SOURCES)


def test_an_article_says_for_itself_what_its_source_does_not() -> None:
    text = '["KUHP 85(4)"]\nsays = "Ringkasan."\nlooked_on = 2027-01-05\nlooked_by = "Bagian Hukum"'
    (one,) = read_articles(text, SOURCES).values()
    assert (one.looked_on, one.looked_by, one.valid_from) == (date(2027, 1, 5), "Bagian Hukum", date(2026, 1, 2))


@pytest.mark.parametrize("half", ['quote = "8 jam"', 'quoted_from = "naskah resmi"'])
def test_no_quotation_stands_without_where_it_was_read(half: str) -> None:
    with pytest.raises(ValueError, match="stand together"):
        read_articles(f'["KUHP 85(4)"]\nsays = "Ringkasan."\n{half}', SOURCES)


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


def test_no_words_of_the_law_point_to_our_list_of_work() -> None:
    """An officer cannot look there."""
    assert [name for name, one in ARTICLES.items() if re.search(r"\bisu \d", f"{one.says} {one.awaits}")] == []
