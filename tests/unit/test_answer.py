"""Answers in words, and the number checker."""

import pytest

from assistant import answer, checker, phrases
from assistant.checker import Sources, faults
from assistant.tools import Bench, ToolResult
from twin.experiment.values import Comparison, Difference, Estimate, Influence, Result
from twin.spec.scenario import RunSettings


def estimate(mean: float, unit: str, knowledge: tuple[float, float] | None = None) -> Estimate:
    return Estimate(mean=mean, low=mean * 0.95, high=mean * 1.05, knowledge=knowledge, unit=unit)


def difference(
    kpi: str, size: float, low: float, high: float, knowledge: tuple[float, float] | None, unit: str
) -> Difference:
    held = [low * high <= 0, knowledge is not None and knowledge[0] * knowledge[1] <= 0]
    better = None if any(held) else ("ten" if size < 0 else "plant")
    return Difference(
        kpi=kpi,
        a="plant",
        b="ten",
        base="plant",
        difference=size,
        low=low,
        high=high,
        knowledge=knowledge,
        unit=unit,
        better=better,
    )


def result(name: str, lead: float, cost: float) -> Result:
    return Result(
        scenario=name,
        digest="0" * 64,
        settings=RunSettings(),
        estimates={
            "service.lead_time_mean": estimate(lead, "day", (lead - 1, lead + 2)),
            "cost.landed": estimate(cost, "EUR/unit"),
        },
        draws=10,
        event_draws=5,
    )


COMPARISON = Comparison(
    base="plant",
    results=(result("plant", 4.31, 11021.0), result("ten", 2.17, 12873.0)),
    differences=(
        difference("service.lead_time_mean", -2.14, -2.3, -1.9, (-3.1, -1.2), "day"),
        difference("cost.landed", 1852.0, 1700.0, 1990.0, (-340.0, 2900.0), "EUR/unit"),
    ),
    illustrative=True,
)
KPIS = ["service.lead_time_mean", "cost.landed"]


def known(question: str = "Compare plant and ten") -> Sources:
    bench = Bench()
    bench.results = [ToolResult("compare", {}, {}, comparison=COMPARISON)]
    return checker.sources(question, bench)


TEXT = "\n\n".join([answer.comparison_finding(COMPARISON, KPIS), answer.table(COMPARISON.results, KPIS)])


def test_a_clear_difference_is_told_with_both_intervals() -> None:
    assert "mean lead time 2.14 days shorter (luck −2.3 to −1.9, knowledge −3.1 to −1.2 days)" in TEXT


def test_a_difference_whose_knowledge_holds_zero_is_no_clear_difference() -> None:
    assert "no clear difference in landed cost" in TEXT


def test_a_difference_of_nothing_is_the_same() -> None:
    assert (
        phrases.finding(difference("capital.total", 0.0, 0.0, 0.0, (0.0, 0.0), "EUR"))
        == "capital in total the same"
    )


def test_the_opening_names_the_three_that_matter_most() -> None:
    weak = tuple(
        Influence(
            kpi="cost.landed",
            source=f"assumed:templates.plant.{name}",
            share=0.3,
            correlation=0.5,
            unsourced=True,
            value=1,
            low=0.5,
            high=2,
            unit="day",
            paths=(),
        )
        for name in ("one", "two", "three")
    )
    text = answer.opening(True, weak)
    assert text.startswith("**Illustrative**")
    assert all(name in text for name in ("one", "two", "three"))
    assert answer.opening(False, weak) == ""


def test_sections_come_in_the_fixed_order() -> None:
    text = answer.joined(
        {
            "limits": "L",
            "finding": "F",
            "opening": "O",
            "evidence": "E",
            "table": "T",
            "why": "W",
            "assumptions": "A",
        }
    )
    assert [part for part in "OFTWEAL" if part in text] == list("OFTWEAL")
    assert (
        text.index("O")
        < text.index("F")
        < text.index("T\n")
        < text.index("W\n")
        < text.index("\nE")
        < text.index("\nA")
        < text.index("\nL")
    )


def test_a_composed_answer_has_no_fault() -> None:
    assert faults(TEXT, known()) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("2.14 days shorter", "2.41 days shorter"),  # a wrong number
        ("2.14 days shorter", "2.14 days longer"),  # the sign
        ("2.14 days shorter", "2.14 weeks shorter"),  # the unit
        ("mean lead time 2.14", "landed cost 2.14"),  # another KPI
        ("| 4.31 (", "| 2.17 ("),  # the other scenario's cell
        ("| 11,021 (", "| 12,873 ("),
        ("| Mean lead time | days |", "| Mean lead time | EUR |"),
        ("knowledge −3.1", "knowledge −31"),
    ],
)
def test_planted_faults_are_caught(right: str, wrong: str) -> None:
    assert right in TEXT
    assert faults(TEXT.replace(right, wrong, 1), known()) != []


def test_a_number_of_the_question_may_stand_in_the_answer() -> None:
    assert faults("You asked about 17 sites.", known("What about 17 sites?")) == []
    assert faults("You asked about 18 sites.", known("What about 17 sites?")) != []


def test_a_number_of_a_passage_may_stand_in_the_answer() -> None:
    bench = Bench()
    cited = (
        answer.Cited(source="bayer-f3-factory", passage="bayer-01", text="It needs 40 percent less capital."),
    )
    bench.results = [ToolResult("find_evidence", {}, {}, citations=cited)]
    held = checker.sources("Which case?", bench)
    assert faults("Bayer needs 40 percent less.", held) == []
    assert faults("Bayer needs 45 percent less.", held) != []
