"""The page of the law: every article has its place, and what nobody has decided is named a proposal."""

from datetime import UTC, datetime, time, timedelta

import httpx2
import pytest

from shared.law.articles import ARTICLES
from shared.law.cases import CASES
from shared.ledger.ledger import Ledger
from shared.runtime.settings import Settings
from tests.opened import opened

pytestmark = pytest.mark.slow


async def test_every_article_has_its_place_and_says_what_it_says(office: httpx2.AsyncClient) -> None:
    page = (await office.get("/law", headers={"accept": "text/html"})).text
    for article in ARTICLES.values():
        assert f'id="{article.anchor}"' in page
        assert article.says in page.replace("&#39;", "'")
    told = {one["name"]: one for one in (await office.get("/law")).json()["articles"]}
    assert told.keys() == ARTICLES.keys()
    assert all(one["source"] and one["valid_from"] for one in told.values())
    never = {name for name, one in told.items() if not (one["looked_on"] and one["looked_by"])}
    assert never == {name for name, one in told.items() if one["read_in"] == "belum dicocokkan"} != set()


async def test_a_figure_is_a_whole_record(office: httpx2.AsyncClient) -> None:
    items = {(one["name"], one["regime"]): one for one in (await office.get("/law")).json()["items"]}
    most, annex = items["total_most", "adult"], items["annex_total_most", "adult"]
    assert (most["value"], most["unit"], most["valid_from"], most["valid_until"]) == (
        14400,
        "minutes",
        "2026-01-02",
        None,
    )
    assert (most["quote"], most["overridden_by"], most["checked"]) == ("24O (dua ratus empat puluh)", ["law"], True)
    assert most["sources"] == ["UU 1/2023 tentang Kitab Undang-Undang Hukum Pidana"]
    assert (annex["valid_until"], annex["overridden_by"]) == ("2030-12-31", ["office"])
    assert items["last_weekday", "child"]["overridden_by"] == ["regency", "ruling"]
    assert items["imposed_fine_rupiah_most", "adult"]["checked"] is False


async def test_what_nobody_has_looked_at_for_90_days_is_a_warning(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    oldest = min(article.looked_on for article in ARTICLES.values() if article.looked_on is not None)
    for days, warned in ((90, False), (91, True)):
        monkeypatch.setattr(
            "services.cli.house.now", lambda days=days: datetime.combine(oldest + timedelta(days=days), time(5), UTC)
        )
        async with opened(settings, "reporting") as office:
            page = (await office.get("/law", headers={"accept": "text/html"})).text
            stale = [one["stale"] for one in (await office.get("/law")).json()["articles"]]
        assert ("lebih dari 90 hari yang lalu</strong>" in page) is warned
        today = oldest + timedelta(days=days)
        old = [one for one in ARTICLES.values() if one.looked_on and today - one.looked_on > timedelta(days=90)]
        never = [one for one in ARTICLES.values() if one.looked_on is None]
        assert (sum(stale), bool(old)) == (len(old) + len(never), warned)


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
    assert '<a href="#at_risk_days">' in row
    waits = page.partition('id="ketetapan-6"')[2].partition("</tr>")[0]
    assert "usulan Bakti; belum dapat ditetapkan lain" in waits
    assert "datang bersama lembar hasil sesi" in waits
    fixed = page.partition('id="kuhp-85-4"')[2].partition("</tr>")[0]
    assert "usulan Bakti" not in fixed
    assert "belum dicocokkan" in page.partition('id="kuhp-79-1-b"')[2].partition("</tr>")[0]


async def test_the_cases_stand_under_their_articles_and_say_that_no_lawyer_has_looked(
    office: httpx2.AsyncClient,
) -> None:
    page = (await office.get("/law", headers={"accept": "text/html"})).text
    row = page.partition('id="kuhp-85-4"')[2].partition("</tr>")[0]
    said = ["Dewasa, 240 jam: <", "didaftarkan, dengan catatan", "Dewasa, 240 jam 1 menit: <", "ditahan sampai jaksa"]
    assert [words for words in said if words not in row] == []
    assert "belum diperiksa ahli hukum" in row
    window = page.partition('id="ketetapan-1"')[2].partition("</tr>")[0]
    assert "bekerja Minggu 30 Agu 2026 pukul 08.00–09.00: <" in window
    assert page.count("<li>Dewasa") + page.count("<li>Anak") == len(CASES.ruling) + len(CASES.work)
    told = (await office.get("/law")).json()["cases"]
    assert {
        "article": "KUHP 85(4)",
        "regime": "adult",
        "facts": {"diversion": False, "total_minutes": 14_401},
        "answer": "held",
        "credited_minutes": None,
        "broken": ["total-above"],
        "checked": False,
        "written_by": "tim Bakti",
    } in told
