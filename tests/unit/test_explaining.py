"""Where a result comes from: the question, the tool, the words, and that every number of them traces."""

from pathlib import Path

import pytest

from assistant import checker, tools
from assistant.plan.planner import Planner
from assistant.plan.schema import Plan, ScenarioPlan
from assistant.plan.thread import Thread
from assistant.tools import Bench
from twin.edits import RunEdit
from twin.errors import InputError

NETWORK = ScenarioPlan(case="resilience", design="network", name="the network")
STANDING = Thread((Plan(kind="run", scenarios=(NETWORK,)),))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bench:
    monkeypatch.setenv("FRUGAL_TWIN_HOME", str(tmp_path))
    brief = RunEdit(horizon=30.0, warm_up=2.0, replications=2, draws=0)
    return Bench(thread=STANDING, brief=brief, keep=False)


@pytest.mark.parametrize(
    ("question", "kpi"),
    [
        ("Where does the landed cost come from?", "cost"),
        ("Which facts entered the lead time?", "lead_time"),
        ("D'où vient le coût ?", "cost"),
        ("What makes up the carbon footprint?", "co2"),
    ],
)
def test_it_is_asked_for_in_many_words(question: str, kpi: str) -> None:
    plan = Planner().plan(question, STANDING)
    assert (plan.kind, plan.kpis[0], plan.scenarios[0].case) == ("explain", kpi, "resilience")


def test_a_case_that_is_named_needs_no_conversation() -> None:
    plan = Planner().plan("Where does the cost of the Ulive plant come from?")
    assert (plan.kind, [p.base for p in plan.scenarios]) == ("explain", ["avatar/plant"])


def test_a_difference_is_another_question() -> None:
    assert Planner().plan("Where does the difference in cost come from?", STANDING).kind == "why"


def test_a_cost_is_walked_down_to_its_facts(bench: Bench) -> None:
    result = tools.explain_kpi(bench, "cost")
    item = result.explained[0]
    assert sum(account.share or 0.0 for account in item.root.children) == pytest.approx(1.0)
    assert all(fact.low <= fact.value <= fact.high for fact, _ in item.facts)
    assert f"Landed cost of **{item.scenario}**: EUR " in result.sections["finding"]
    assert "| facts of the network | value | range | unit | source | share |" in result.sections["table"]


def test_every_number_of_it_traces_and_a_wrong_one_does_not(bench: Bench) -> None:
    result = tools.explain_kpi(bench, "cost.material")
    known = checker.sources("Where does the material cost come from?", bench)
    text = f"{result.sections['finding']}\n\n{result.sections['table']}"
    assert checker.faults(text, known) == []
    line = next(line for line in text.splitlines() if line.startswith("| **"))
    cells = line.split("|")
    assert checker.faults(text.replace(line, line.replace(cells[2], " 7.77 ")), known) != []
    assert checker.faults(text.replace("EUR/unit", "EUR/year"), known) != []


def test_an_unknown_result_is_refused_with_those_that_there_are(bench: Bench) -> None:
    with pytest.raises(InputError, match=r"No result is called 'beauty'.*lead_time"):
        tools.explain_kpi(bench, "beauty")


def test_without_a_scenario_it_asks_for_one() -> None:
    with pytest.raises(InputError, match="Of which scenario"):
        tools.explain_kpi(Bench(), "cost")
