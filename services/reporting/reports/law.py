"""The page of the law: every figure that Bakti judges by, with its article and since when it holds; and what the
regency has settled where no statute does, with who decided it, when and why."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.intake.setting.events import SettingDecided
from shared.access.accounts import Accounts
from shared.access.signin import Actor, require
from shared.domain.identifiers import Position, RuleCode
from shared.domain.sentence import Regime
from shared.law.articles import ARTICLES, Article, By, cited, unrecorded
from shared.law.cases import CASES, RulingCase, WorkCase
from shared.law.law import Law
from shared.law.parameters import Parameter, Unit, last_day
from shared.law.settings import QUESTIONS, Question, Setting
from shared.law.settings import standing as decided_and_standing
from shared.ledger.execute import entries_of
from shared.ledger.recorded import Recorded
from shared.web.answers import Answer, gives, standing
from shared.web.house import WAIT_S, House, Standing, house
from shared.web.language import UNITS, in_words
from shared.web.paging import After
from shared.web.screens import screen

router = APIRouter(prefix="/law")
SETTINGS: Final = "setting"
"""The category of the regency's decisions."""
MAY_OVERRIDE: Final[dict[By, str]] = {
    "law": "undang-undang",
    "ruling": "putusan",
    "regency": "kabupaten",
    "office": "para pihak",
}
"""Who may set another rule in its place, in words."""
REPLACED: Final = {
    "prison": "menggantikan penjara",
    "unpaid_fine": "menggantikan denda yang tidak dibayar",
    "adat_compensation": "menggantikan kewajiban adat",
}
"""What a ruling of a case stands in place of, in words."""


class Figure(Answer):
    """One figure of the law from a day until another, both inclusive; ``regime`` null is both, ``valid_until`` null is
    until another line. Source, quotation, who looked at it last and who may set another are those of the articles that
    ``citation`` names; ``looked_on`` is the longest ago of them, null: nobody has ever looked."""

    name: str
    words: str
    value: int
    unit: Unit
    regime: Regime | None
    citation: str
    articles: list[str]
    sources: list[str]
    quote: str | None
    valid_from: date
    valid_until: date | None
    checked: bool
    looked_on: date | None
    looked_by: str
    stale: bool
    overridden_by: list[By]


class Decided(Answer):
    """One decision of the regency: who took it and when, what it says from which day, and whose place it takes."""

    number: int
    corrects: int | None
    value: str | None
    valid_from: date
    document: str | None
    reason: str
    decided_at: datetime
    decided_by: str


class Settled(Answer):
    """What the regency decides by itself: what holds today, since when (null: nobody has decided, Bakti proposes)."""

    name: str
    value: str
    since: date | None
    proposal: str
    citation: str
    decisions: list[Decided]


class ArticleRead(Answer):
    """An article or settlement that Bakti stands on: what it says in Indonesian, in our words; of a settlement also
    which question it answers (``about``) and what of it no rule decides yet (``awaits``). ``quote`` stands so in
    ``quoted_from``; ``checked`` false: not read in the text itself. ``stale``: looked at longer than 90 days ago.
    ``anchor`` is its place on the page."""

    name: str
    anchor: str
    about: str | None
    says: str
    awaits: str | None
    quote: str | None
    quoted_from: str | None
    source: str
    read_in: str
    valid_from: date
    overridden_by: list[By]
    checked: bool
    looked_on: date | None
    looked_by: str
    stale: bool


class CaseRead(Answer):
    """A case: its facts, under which article it stands, and what the rules answer: a ruling is ``registered`` or
    ``held``, of one day's work so many minutes count. ``broken``: the rules that speak up. ``checked`` false: no lawyer
    has looked at it."""

    article: str
    regime: Regime
    facts: dict[str, str | int | bool]
    answer: str | None
    credited_minutes: int | None
    broken: list[RuleCode]
    checked: bool
    written_by: str


class Shown(NamedTuple):
    """An article on the page, with its figures and its cases; whether the regency has decided what no statute fixes."""

    article: Article
    lines: list[Parameter]
    decided: bool
    cases: tuple[RulingCase | WorkCase, ...]
    asked: list[Question]
    """What of it the regency settles; of what only a law may change, nothing is."""


TheLaw = standing(
    "TheLaw",
    "Every article, every figure, every case and every setting.",
    articles=list[ArticleRead],
    items=list[Figure],
    cases=list[CaseRead],
    settings=list[Settled],
)


@router.get("", summary="The figures of the law, and what the regency has settled")
@gives(TheLaw)
async def figures(
    request: Request,
    reader: Annotated[Actor, Depends(require("law.read"))],
    house: Annotated[House, Depends(house)],
    after: After = None,
) -> Response:
    """Every line, also those that hold only from a later day; every decision, also those that were corrected."""
    head = (await house.ledger.head()).position
    reached = await house.laws.passed(Position(max(head, after or 0)), WAIT_S)
    given, decided = house.circumstances(), await house.ledger.read_category(SETTINGS)
    lines = sorted(given.laws.parameters, key=lambda line: line.citation)
    articles = shown(lines, given.law)
    old = [one.article for one in articles if one.article.stale(given.today)]
    return screen(
        request,
        "reports/law.html",
        {
            "articles": [read(one.article, given.today) for one in articles],
            "items": [item(line, lines, given.today) for line in lines],
            "cases": [case_read(case) for case in CASES.every],
            "settings": [settled(one, given.law.setting(one.name), decided) for one in QUESTIONS.values()],
        },
        standing=Standing(head, reached),
        parts={
            "Pasal": [one for one in articles if not one.article.settlement],
            "Ketetapan": [one for one in articles if one.article.settlement],
        },
        old=old,
        may_override=MAY_OVERRIDE,
        replaced=REPLACED,
        cases_by=CASES.written_by,
        until={line: last_day(line, lines) for line in lines},
        said=lambda line: UNITS[line.unit](line.value),
        whose={Regime.ADULT: "dewasa", Regime.CHILD: "anak", None: "semua"},
        questions=QUESTIONS,
        in_words=in_words,
        held={name: given.law.setting(name) for name in QUESTIONS},
        coming={one.name: one.valid_from for one in decided_and_standing(given.laws.decisions)},
        names=await Accounts(house.database).names(entry.meta.actor for entry in decided),
    )


def shown(lines: Sequence[Parameter], law: Law) -> list[Shown]:
    """Every article with its figures."""
    records, figures = dict(ARTICLES), {name: list[Parameter]() for name in ARTICLES}
    for line in lines:
        for article in records_of(line):
            records.setdefault(article.name, article)
            figures.setdefault(article.name, []).append(line)
    decided = {
        one.name for asked in QUESTIONS.values() if law.setting(asked.name).since for one in cited(asked.citation)
    }
    asked = {
        name: [one for one in QUESTIONS.values() if name in _names(one.citation) and article.overridden_by != ("law",)]
        for name, article in records.items()
    }
    return [
        Shown(records[name], found, name in decided, CASES.of(name), asked[name]) for name, found in figures.items()
    ]


def _names(citation: str) -> set[str]:
    return {one.name for one in cited(citation)}


def read(article: Article, today: date) -> dict[str, object]:
    """An article as programs read it."""
    own = {name: getattr(article, name, None) for name in ArticleRead.model_fields}
    source = {"source": article.source.title, "read_in": article.source.read_in}
    return {**own, **source, "overridden_by": list(article.overridden_by), "stale": article.stale(today)}


def records_of(line: Parameter) -> list[Article]:
    """The articles that a figure cites, in their order."""
    return [ARTICLES.get(one.name) or unrecorded(one.name, line.valid_from) for one in cited(line.citation)]


def item(line: Parameter, lines: Sequence[Parameter], today: date) -> dict[str, Any]:
    """A line as programs read it. Where a settlement is cited, the figure is the settlement's to change."""
    articles = records_of(line)
    oldest = min(articles, key=lambda article: article.looked_on or date.min)
    fixing = [article for article in articles if article.settlement] or articles[:1]
    return {
        "name": line.name,
        "words": line.words,
        "value": line.value,
        "unit": line.unit,
        "regime": line.regime.value if line.regime else None,
        "citation": line.citation,
        "articles": [article.name for article in articles],
        "sources": sorted({article.source.title for article in articles}),
        "quote": next((article.quote for article in articles if article.quote), None),
        "valid_from": line.valid_from,
        "valid_until": last_day(line, lines),
        "checked": line.checked and all(article.checked for article in articles),
        "looked_on": oldest.looked_on,
        "looked_by": oldest.looked_by,
        "stale": oldest.stale(today),
        "overridden_by": list(dict.fromkeys(who for article in fixing for who in article.overridden_by)),
    }


def case_read(case: RulingCase | WorkCase) -> dict[str, object]:
    """A case as programs read it: its facts, also those that are taken for it where it says nothing."""
    told = {"answer": None, "credited_minutes": None} | asdict(case)
    own = {name: told.pop(name) for name in CaseRead.model_fields if name in told}
    facts = {name: _plain(value) for name, value in told.items() if value is not None}
    return {**own, "broken": list(case.broken), "facts": facts, "written_by": CASES.written_by}


def _plain(value: object) -> object:
    """A day or a time of the day as text."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else value


def settled(question: Question, stands: Setting, entries: Sequence[Recorded]) -> dict[str, Any]:
    """A question as programs read it: what holds today (``since`` nothing: Bakti's proposal), and every decision."""
    return {
        "name": question.name,
        "value": stands.value,
        "since": stands.since,
        "proposal": question.proposal,
        "citation": question.citation,
        "decisions": history(question.name, entries),
    }


def history(name: str, entries: Sequence[Recorded]) -> list[dict[str, Any]]:
    """Every decision of one question in the order in which they were taken, with who took it and when."""
    return [
        {**event.model_dump(exclude={"setting"}), "decided_at": entry.recorded_at, "decided_by": entry.meta.actor}
        for entry, event in entries_of(entries, SettingDecided)
        if event.setting == name
    ]
