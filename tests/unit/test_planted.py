"""Planted faults: each kind is planted, is really a fault, and is caught; the evaluation in small."""

import random
from dataclasses import replace

import pytest

from assistant import checker, tools
from assistant.answer import comparison_finding, table
from assistant.checker.planted import KINDS, Kind, planted
from assistant.checker.sources import Sources
from assistant.evaluation.numbers import Checked, plant
from assistant.phrases import moved, parameter
from assistant.tools import Bench, ToolResult
from tests.unit.test_answer import COMPARISON, KPIS
from twin.experiment.values import Assumption

ASSUMED = (
    Assumption(fact="wage", value=46.0, low=43.0, high=49.0, unit="EUR/h", source="Eurostat 2024", unsourced=False),
    Assumption(fact="templates.plant.life", value=12.0, low=8.0, high=20.0, unit="year", source="assumed", unsourced=True),
)  # fmt: skip
PASSAGES = (
    tools.answer.Cited(source="bayer", passage="bayer-1", text="It needs 40 percent less capital than the old plant did."),
    tools.answer.Cited(source="ice", passage="ice-1", text="Regional ice travels 150 miles to the store."),
)  # fmt: skip
LINES = [
    comparison_finding(COMPARISON, KPIS),
    table(COMPARISON.results, KPIS),
    f"- Landed cost, **ten** against **plant**: {moved(COMPARISON.differences[1])}.",
    "- It needs 40 percent less capital than the old plant did. [bayer]",
    "- Regional ice travels 150 miles to the store. [ice]",
    "- wage: 46 EUR/h, range 43 to 49 (Eurostat 2024).\n- plant, life: 12 years, range 8 to 20 (assumed).",
]
TEXT = "\n\n".join(LINES)


@pytest.fixture(scope="module")
def known() -> Sources:
    bench = Bench()
    comparison = COMPARISON.model_copy(update={"assumptions": ASSUMED})
    bench.results = [
        ToolResult("compare", {}, {}, comparison=comparison),
        ToolResult("find_evidence", {}, {}, citations=PASSAGES),
    ]
    return checker.sources("Compare plant and ten", bench)


def test_the_answer_is_clean(known: Sources) -> None:
    assert checker.faults(TEXT, known) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_planted_fault_is_caught(kind: Kind, known: Sources) -> None:
    luck = random.Random(7)
    found = [planted(TEXT, kind, luck, known.scenarios, known.quotes) for _ in range(25)]
    assert all(fault is not None and fault.text != TEXT for fault in found)
    missed = [fault for fault in found if fault and not checker.faults(fault.text, known)]
    assert missed == []


def test_what_offers_no_place_gets_no_fault(known: Sources) -> None:
    assert all(planted("No figure at all.", kind, random.Random(1), (), ()) is None for kind in KINDS)


def test_two_equal_rows_are_not_swapped() -> None:
    rows = "| | unit | plant |\n|---|---|---:|\n| Fill rate | % | 100 |\n| On time in full | % | 100 |"
    assert planted(rows, "kpi", random.Random(1), ("plant",), ()) is None


def test_the_sign_of_a_zero_is_not_turned() -> None:
    assert (
        planted(
            "| | unit | plant |\n|---|---|---:|\n| Lost orders | orders | 0 |",
            "sign",
            random.Random(1),
            (),
            (),
        )
        is None
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("luck −2.3 to −1.9", "luck −3.1 to −1.9"),  # knowledge's end as luck's
        ("(4.09 to 4.53)", "(3.31 to 4.53)"),
        ("40 percent less", "40 EUR less"),
        ("46 EUR/h", "46 EUR/kg"),
        ("(Eurostat 2024)", "(assumed)"),
    ],
)
def test_the_place_in_an_interval_the_unit_and_the_source_count(
    right: str, wrong: str, known: Sources
) -> None:
    assert right in TEXT
    assert checker.faults(TEXT.replace(right, wrong, 1), known) != []


def test_a_kpi_whose_title_holds_a_scenarios_name_is_no_scenario(known: Sources) -> None:
    line = "- Landed cost, **ten** against **plant**: landed cost +EUR 1,852 per unit."
    assert checker.faults(line, known) == []
    assert checker.faults(line.replace("+EUR", "−EUR"), known) != []
    assert checker.faults(line.replace("**ten** against **plant**", "**plant** against **ten**"), known) != []


def test_the_evaluation_plants_as_many_of_each_kind_as_asked_and_only_in_clean_answers(
    known: Sources,
) -> None:
    clean = Checked("Which wins?", "compare", TEXT, 40, (), known)
    alarmed = Checked("Which wins?", "compare", TEXT, 40, ("a false alarm",), known)
    found = plant([clean, alarmed], 5, seed=3)
    assert [sum(f.fault.kind == kind for f in found) for kind in KINDS] == [5] * len(KINDS)
    assert all(f.caught for f in found)
    assert plant([alarmed], 5, seed=3) == []


def test_another_figure_in_quoted_words_is_caught_though_the_passage_holds_it_elsewhere() -> None:
    text = "A plant of one tenth the size costs 10^(1-0.6) = 2.5 times as much for each unit it makes."
    passage = tools.answer.Cited(source="scale", passage="scale-1", text=text)
    bench = Bench()
    bench.results = [ToolResult("find_evidence", {}, {}, citations=(passage,))]
    held = checker.sources("How does cost scale?", bench)
    assert checker.faults(f"- {text} [scale]", held) == []
    assert checker.faults(f"- {text.replace('10^(1-', '10^(10-')} [scale]", held) != []


def test_what_is_counted_at_one_site_may_not_be_told_of_another() -> None:
    text = "Sites: Tampa (micro factory, 5 servers), Atlanta (micro factory, 8 servers)."
    bench = Bench()
    bench.results = [ToolResult("describe", {}, {"network": text})]
    held = checker.sources("Describe the network", bench)
    assert checker.faults(text, held) == []
    assert checker.faults(text.replace("5 servers", "8 servers"), held) != []


def test_a_minus_before_the_name_of_a_scenario_is_caught(known: Sources) -> None:
    line = f"- Landed cost, **ten** against **plant**: {moved(COMPARISON.differences[1])}."
    assert checker.faults(line, known) == []
    named = ToolResult("compare", {}, {}, comparison=COMPARISON)
    bench = Bench()
    bench.results = [replace(named, scenarios=())]
    held = replace(checker.sources("Compare plant and ten", bench), scenarios=("plant", "20 micro-factories"))
    assert checker.faults("Against **20 micro-factories**.", held) == []
    assert checker.faults("Against **−20 micro-factories**.", held) != []


def test_the_unit_of_a_rate_a_year_is_no_figure() -> None:
    rate = Assumption(
        fact="wacc", value=0.085, low=0.065, high=0.11, unit="1/year", source="assumed", unsourced=True
    )
    bench = Bench()
    bench.results = [
        ToolResult("compare", {}, {}, comparison=COMPARISON.model_copy(update={"assumptions": (rate,)}))
    ]
    held = checker.sources("Compare plant and ten", bench)
    line = f"- {parameter('wacc')}: 0.085 1/year, range 0.065 to 0.11 (assumed)."
    assert checker.faults(line, held) == []
    assert checker.faults(line.replace("0.085", "0.095"), held) != []
