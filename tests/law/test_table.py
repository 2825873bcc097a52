"""Every limit of the law at, just below and just above its boundary (``limits.toml``), asked of the rules that decide.

Each way to ask is a function from a row's facts to an answer; the row names only what of the answer it is about.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.attendance.hours.decider import HOURS
from services.attendance.hours.events import HoursLogged, ShiftSentToReview
from services.intake.klien.decider.erasing import Standing, against
from services.intake.putusan.decider.mask import mask_of
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import PutusanHeld, PutusanRegistered
from services.intake.putusan.rows import draft_of
from services.matching.placement.decider.plan import plan
from services.matching.placement.decider.rules import Candidate
from services.reporting.reports.status import status_of
from shared.domain.profile import Suits
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.domain.sentence import Regime
from shared.law.articles import ARTICLES, cited
from shared.law.cases import CASES
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.law.limits import deadline
from shared.law.parameters import PARAMETERS
from shared.law.settings import QUESTIONS
from shared.law.timetable import Timetable, minutes_of_a_day, possible_until
from tests.attendance.hours import facts
from tests.intake.klien.test_profile import told as profiled
from tests.intake.putusan.papers import paper_for, register
from tests.intake.putusan.test_repeating import ordering, told
from tests.lawful import LAWS, on, settled
from tests.matching.placement import test_decider as placement
from tests.reporting import telling
from tests.reporting.test_matters import row_after

Facts = dict[str, Any]
TABLE: list[Facts] = tomllib.loads((Path(__file__).parent / "limits.toml").read_text("utf-8"))["limit"]
START = date(2026, 3, 2)


def laws_of(said: Facts) -> Laws:
    laws, decided = said.get("laws", LAWS), said.get("settled", ())
    taken = settled(*((name, value, date.fromisoformat(day)) for name, value, day in decided)).decisions
    return replace(laws, decisions=taken) if taken else laws


def terms_of(said: Facts) -> Any:
    return facts.terms(Regime(said.get("regime", "adult")), 240).model_copy(update=said.get("terms", {}))


def serving(said: Facts) -> list[Any]:
    """A sentence under way, and a second one where there is one."""
    owed, weekdays = terms_of(said), tuple(said.get("weekdays", range(5)))
    final_on = {"final_on": said["final_on"]} if "final_on" in said else {}
    first = said.get("placed_on", date(2026, 1, 5))
    events = [
        facts.opened(owed, **final_on),
        *(facts.placed(site, first, weekdays=weekdays) for site in (facts.MARKET, facts.LIBRARY)),
        facts.started(owed, on=said.get("started_on", START)),
    ]
    if second := said.get("second"):
        other = terms_of(second)
        events += [facts.opened(other, facts.SECOND, second["ruled_on"]), facts.started(other, facts.SECOND)]
    return events


def credit(said: Facts) -> Facts:
    """What attendance makes of these logs: of the last of their days, and of each."""
    laws = laws_of(said)
    logs = [facts.shift(*log, bare=said.get("bare", 0)) for log in said["logs"]]
    logs += [facts.shift(*log, site=facts.LIBRARY) for log in said.get("elsewhere", ())]
    mended = [facts.correction(logs[0], number, facts.shift(*to)) for number, *to in said.get("corrections", ())]
    hours = facts.after(serving(said), *map(facts.log, logs), *mended, laws=laws)
    first, second = (hours.assessed.get(putusan, {}) for putusan in (facts.FIRST, facts.SECOND))
    told = [days[max(days)] for days in (first, second) if days and max(days) == max({*first, *second})]
    last = max({*first, *second})
    return {
        "credited": first[last].credited_minutes if last in first else 0,
        "of_second": second[last].credited_minutes if last in second else 0,
        "broken": list(dict.fromkeys(one.rule for worth in told for one in worth.violations)),
        "against": list(dict.fromkeys(one.against for worth in told for one in worth.violations)),
        "flags": list(dict.fromkeys(flag for worth in told for flag in worth.flags)),
        "days": {str(day): worth.credited_minutes for day, worth in first.items() if worth.credited_minutes},
    }


def log(said: Facts) -> Facts:
    """Whether attendance takes a log for a fact, or why it waits for a person."""
    given = Circumstances(said["received"], laws_of(said))
    worked = facts.shift(*said["log"])
    worked = worked.model_copy(update={"ends": said.get("ends", worked.ends)})
    told = HOURS.decide(facts.log(worked), HOURS.fold(serving(said)), given)
    first = next(event for event in told if isinstance(event, HoursLogged | ShiftSentToReview))  # type: ignore[union-attr]
    return {"waits": list(first.reasons) if isinstance(first, ShiftSentToReview) else []}


def last_day(said: Facts) -> Facts:
    """The last day of the window."""
    return {"last": deadline(terms_of(said), said["started_on"], laws_of(said).on(said["started_on"]))}


def possible(said: Facts) -> Facts:
    """Until when the sentence can still be served."""
    owed, starts, law_on = terms_of(said), said["started_on"], laws_of(said).on
    return {"until": possible_until(Timetable(owed, law_on), starts, deadline(owed, starts, law_on(starts)), {})}


def status(said: Facts) -> Facts:
    """How reporting says that a sentence stands, so many days before its last possible one; with a plan that ends so
    many days after that one, or with none."""
    row = row_after(*telling.running(), telling.assessed(date(2026, 3, 3), 480, 480))
    assert row.possible_until is not None
    today = date.fromordinal(row.possible_until.toordinal() - said["ahead"])
    ends = row.possible_until + timedelta(days=said["plan_ends_after"]) if "plan_ends_after" in said else None
    only = {"behind_from": None, "deadline": date(2027, 1, 1), "planned_until": ends}  # what is possible, and the plan
    row = msgspec.structs.replace(row, **only)
    return {"status": status_of(row, on(today, laws_of(said))).name}


def lawful_paper(said: Facts) -> Paper:
    regime = Regime(said["regime"])
    usual: Facts = {"minutes_a_day": 180 if regime is Regime.CHILD else 480, "period_days": 180}
    usual |= dict.fromkeys(said.get("absent", ()))
    own = said.get("paper", {})
    if "offence_on" in own or "birth_date" in own:
        usual["nik"] = None
    if "ruled_on" in own:
        usual["final_on"] = own["ruled_on"].replace(day=own["ruled_on"].day + 8)
    return paper_for(regime, **usual | own)


def paper(said: Facts) -> Facts:
    """Whether intake registers or holds a paper, and the rules that speak up."""
    last = register(lawful_paper(said), laws=laws_of(said)).events[-1]
    assert isinstance(last, PutusanRegistered | PutusanHeld)
    held = isinstance(last, PutusanHeld)
    told = [reason.rule for reason in last.reasons] if isinstance(last, PutusanHeld) else list(last.flags)
    beside = {"nik-not-stated"} if lawful_paper(said).nik is None else set()
    return {"answer": "held" if held else "registered", "broken": [rule for rule in told if rule not in beside]}


def mask(said: Facts) -> Facts:
    """How the person is shown."""
    own = said["paper"]
    known = {"birth_date": None} | own
    return {"mask": mask_of(lawful_paper(said | {"paper": known}), laws_of(said)).value}


def length(said: Facts) -> Facts:
    """How many days intake reads."""
    return {"days": draft_of({"jangka_waktu": said["text"]}).paper.period_days}


def planned(said: Facts) -> Facts:
    """What matching plans at a place, and what stands against it."""
    minutes = {name: int(said[name][:2]) * 60 + int(said[name][3:]) for name in ("opens", "closes")}
    regime = Regime(said["regime"])
    hours = {"open_from_minute": minutes["opens"], "open_until_minute": minutes["closes"]}
    weekdays = tuple(said.get("weekdays", range(5)))
    place = placement.offer(**hours, weekdays=weekdays, regimes=(regime,))
    own = said.get("terms", {})
    total = own.get("total_minutes", 2400)
    ruled = {name: value for name, value in own.items() if name != "total_minutes"}
    told = profiled(**said["profile"]) if "profile" in said else None
    suits = {"profile": retold(Suits, told)} if told else {}
    wish = placement.need(total // 60, regime, **ruled).model_copy(update=said.get("need", {}) | suits)
    given = replace(placement.NOW, laws=laws_of(said))
    found = plan(wish, place, given)
    return {
        "minutes": minutes_of_a_day(wish.terms, given.law, place),
        "obstacles": [*placement.obstacles(placement.proposed(wish, Candidate(place, {}), laws=given.laws))],
        "first": found and found.first,
        "last": found and found.last,
        "free": found and found.in_free_hours,
        "spares": found and found.spares_livelihood,
        "longest": found and found.minutes_a_day,
    }


def keep(said: Facts) -> Facts:
    """What stands against an erasure."""
    standing = Standing(ended_on=said["ended_on"])
    return {"against": [one.rule for one in against(standing, on(said["today"], laws_of(said)))]}


def repeat(said: Facts) -> Facts:
    """Why an order to serve hours again is refused."""
    before = register(paper_for(Regime.ADULT)).events
    order = ordering(before, hours=said["hours"], decided_on=said["decided_on"], until=said["until"])
    decided = told(order, before, laws=laws_of(said))
    return {"refused": [one.rule for one in decided.decided.faults] if isinstance(decided.decided, Refused) else []}


ASKED: dict[str, Callable[[Facts], Facts]] = {
    "credit": credit,
    "log": log,
    "deadline": last_day,
    "possible": possible,
    "status": status,
    "paper": paper,
    "mask": mask,
    "length": length,
    "plan": planned,
    "keep": keep,
    "repeat": repeat,
}


def facts_of(limit: Facts) -> Iterator[Facts]:
    """Each row with the facts of its limit; what it says of terms, paper and settings is added to those."""
    for row in limit.get("rows", ()):
        said = limit.get("given", {}) | row
        for name in ("terms", "paper"):
            if name in limit.get("given", {}):
                said[name] = limit["given"][name] | row.get(name, {})
        if "settled" in limit.get("given", {}):
            said["settled"] = [*limit["given"]["settled"], *row.get("settled", ())]
        yield said


def answer(asks: str, said: Facts) -> Facts:
    """What the rules say of what the row is about."""
    found = ASKED[asks](said)
    return {name: found[name] for name in said["is"]}


def rows() -> Iterator[Any]:
    for limit in TABLE:
        for number, said in enumerate(facts_of(limit), 1):
            yield pytest.param(limit["asks"], said, id=f"{limit['article']}: {limit['of'][0]} {limit['asks']} {number}")


@pytest.mark.parametrize(("asks", "said"), [*rows()])
def test_a_row_is_what_the_rules_say(asks: str, said: Facts) -> None:
    assert answer(asks, said) == said["is"]


@pytest.mark.parametrize("limit", [one for one in TABLE if "rows" in one], ids=lambda one: one["of"][0])
def test_a_limit_has_rows_on_either_side_and_its_article(limit: Facts) -> None:
    answers = [row["is"] for row in limit["rows"]]
    assert any(answer != answers[0] for answer in answers)
    figured = {one.name for line in PARAMETERS for one in cited(line.citation)}
    assert [one.name for one in cited(limit["article"]) if one.name not in {*ARTICLES, *figured}] == []


@pytest.mark.parametrize("limit", [one for one in TABLE if "cases" in one], ids=lambda one: one["of"][0])
def test_a_limit_of_the_lawyers_cases_has_cases_on_either_side(limit: Facts) -> None:
    assert limit["cases"] in ARTICLES
    found = CASES.of(limit["cases"])
    assert found
    if "rule" in limit:
        assert {limit["rule"] in case.broken for case in found} == {True, False}


def tried(limit: Facts) -> bool:
    """By its own rows, or by the lawyer's cases with the rule that speaks up beyond it."""
    return bool(limit.get("rows")) or {"cases", "rule"} <= limit.keys()


def test_a_limit_and_its_rows_say_nothing_that_is_not_read() -> None:
    assert {key for limit in TABLE for key in limit} <= {*LIMIT.split()}
    said = [row for limit in TABLE for row in (limit.get("given", {}), *limit.get("rows", ()))]
    assert [row for row in said if not {*row} <= {*ROW.split()}] == []


LIMIT = "of article asks given rows cases rule unread"
ROW = """
    is settled regime terms weekdays final_on placed_on started_on second logs elsewhere received log ends ahead paper
    absent text opens closes need ended_on today bare corrections profile
    decided_on hours until plan_ends_after
"""
"""Every fact that some way to ask reads."""


def test_every_figure_every_question_and_every_settlement_that_others_may_change_has_its_rows() -> None:
    bounded = [name for limit in TABLE if tried(limit) or limit.get("unread", "").strip() for name in limit["of"]]
    figures = {f"{line.name} {line.regime.value}" if line.regime else line.name for line in PARAMETERS}
    others = {name for name, one in ARTICLES.items() if one.settlement and one.overridden_by != ("law",)}
    assert figures - {*bounded} == set()
    assert {*QUESTIONS} - {*bounded} == set()
    assert others - {*bounded} == set()
    assert {*bounded} <= {*figures, *QUESTIONS, *ARTICLES}


def test_what_is_said_to_be_unread_is_read_by_nothing() -> None:
    """A figure gets its rows when somebody reads it."""
    unread = {name.split()[0] for limit in TABLE if "unread" in limit for name in limit["of"]}
    code = "\n".join(path.read_text("utf-8") for top in ("services", "shared") for path in Path(top).rglob("*.py"))
    figures = {name for name in unread if name != "Ketetapan"}
    assert figures == {"judge_reports_every_months", "briefing_minutes_most", "no_cassation_years_most"}
    assert [name for name in figures if re.search(rf"\b{name}\b", code)] == []
    assert {name for limit in TABLE if "unread" in limit for name in limit["of"] if name in ARTICLES} == {
        *(f"Ketetapan {number}" for number in (5, 6, 11, 21, 34, 35, 39))
    }
