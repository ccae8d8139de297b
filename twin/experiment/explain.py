"""Where a KPI of a scenario comes from."""

from twin.kpi.explain import Node
from twin.kpi.explain import explain as explain_run
from twin.kpi.tally import tally
from twin.run import simulate
from twin.scenario import Scenario

__all__ = ["Node", "explain"]


def explain(scenario: Scenario, kpi: str) -> Node:
    """Walks a KPI of the scenario's first replication down to its facts: formula, values, ranges, sources, shares.

    Raises InputError for a KPI that is unknown or not defined in this run.
    """
    network = scenario.network
    return explain_run(kpi, network, tally(simulate(scenario, 0), network))
