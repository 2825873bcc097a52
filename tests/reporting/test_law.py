"""The page of the law: every article has its place, and what nobody has decided is named a proposal."""

import httpx2
import pytest

from shared.law.articles import ARTICLES

pytestmark = pytest.mark.slow


async def test_every_article_has_its_place_and_says_what_it_says(office: httpx2.AsyncClient) -> None:
    page = (await office.get("/law", headers={"accept": "text/html"})).text
    for article in ARTICLES.values():
        assert f'id="{article.anchor}"' in page
        assert article.says in page.replace("&#39;", "'")
    told = {one["name"]: one for one in (await office.get("/law")).json()["articles"]}
    assert told.keys() >= ARTICLES.keys()


async def test_a_summary_is_called_one_and_what_the_sources_quote_is_quoted(office: httpx2.AsyncClient) -> None:
    page = (await office.get("/law", headers={"accept": "text/html"})).text
    assert "ringkasan, bukan kutipan" in page
    quoted = {article.quote for article in ARTICLES.values() if article.quote}
    assert quoted == {"24O (dua ratus empat puluh)", "8 … 24 (dua puluh empat) jam"}
    assert all(f"<q>{quote}</q>" in page for quote in quoted)
    assert page.count("<q>") == len(quoted)


async def test_what_the_regency_has_not_decided_is_named_a_proposal(office: httpx2.AsyncClient) -> None:
    page = (await office.get("/law", headers={"accept": "text/html"})).text
    row = page.partition('id="ketetapan-36"')[2].partition("</tr>")[0]
    assert "usulan Bakti; kabupaten belum menetapkan" in row
    fixed = page.partition('id="kuhp-85-4"')[2].partition("</tr>")[0]
    assert "usulan Bakti" not in fixed
    assert "belum dicocokkan" in page.partition('id="kuhp-79-1-b"')[2].partition("</tr>")[0]
