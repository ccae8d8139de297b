"""The registry and what a run gives agree; every KPI can be explained."""

import re
from pathlib import Path

import pytest

from tests.validation import hand_made
from twin.errors import InputError, RunError
from twin.kpi import COST_ACCOUNTS, FOOTPRINT_STAGES, KPIS, RUN_KPIS, explain, measure, tally
from twin.kpi.registry import RESILIENCE_KPIS
from twin.kpi.resilience import RESILIENCE_NAMES
from twin.kpi.windows import WINDOW_NAMES

DESIGN = Path(__file__).parents[2] / "docs" / "design.md"


def test_every_measure_of_a_run_is_registered_and_every_registered_one_can_be_had() -> None:
    network = hand_made.network()
    found = measure(tally(hand_made.log(), network, window=(0, 5)), network)
    assert set(found) <= set(KPIS)
    undefined = {
        "money.payback",
        *(k for k in KPIS if k.startswith("community.")),
    }  # no cash; no community terms
    assert {kpi.key for kpi in RUN_KPIS} - undefined <= set(found)
    assert {"window.service.lead_time_mean", "window.service.lost"} <= set(found)


def test_names_that_modules_share_are_those_of_the_registry() -> None:
    assert {f"cost.{account}" for account in COST_ACCOUNTS} == {k for k in KPIS if k.startswith("cost.")} - {
        "cost.landed"
    }
    assert {f"footprint.{stage}" for stage in FOOTPRINT_STAGES} < set(KPIS)
    assert set(WINDOW_NAMES) <= set(KPIS)
    assert set(RESILIENCE_NAMES) == {kpi.key for kpi in RESILIENCE_KPIS}


def test_every_name_of_the_design_page_exists() -> None:
    part = DESIGN.read_text(encoding="utf-8").split("### KPI names")[1].split("##")[0]
    named = set(
        re.findall(
            r"`((?:cost|money|capital|service|footprint|community|resilience|window)\.[a-z0-9_.]+)`", part
        )
    )
    assert len(named) > 40
    assert named <= set(KPIS)


@pytest.mark.parametrize("kpi", KPIS.values(), ids=lambda kpi: kpi.key)
def test_each_kpi_says_what_it_is(kpi: object) -> None:
    fields = vars(kpi)
    assert all(fields[name] for name in ("key", "title", "unit", "formula", "reference"))
    assert fields["better"] in ("lower", "higher", None)


def test_every_kpi_of_a_run_can_be_explained() -> None:
    network, counted = hand_made.network(), tally(hand_made.log(), hand_made.network())
    found = measure(counted, network)
    for kpi, value in found.items():
        tree = explain(kpi, network, counted)
        assert tree.value == value
        assert next(tree.lines()).startswith(kpi)


def test_what_cannot_be_explained_is_said() -> None:
    network, counted = hand_made.network(), tally(hand_made.log(), hand_made.network())
    with pytest.raises(InputError, match=r"No KPI 'cost\.magic'"):
        explain("cost.magic", network, counted)
    with pytest.raises(InputError, match=r"money\.payback is not defined in this run"):
        explain("money.payback", network, counted)


def test_records_of_another_network_are_refused() -> None:
    other = hand_made.network(hand_made.NETWORK.replace("name: Lyon\n    kind", "name: Metz\n    kind"))
    with pytest.raises(RunError, match="of another network"):
        tally(hand_made.log(), other)
