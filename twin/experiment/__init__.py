"""Experiments: a scenario under luck and under what is not known, and scenarios against each other.

run(scenario) -> Result           compare(scenarios) -> Comparison
"""

from twin.experiment.compare import compare, run
from twin.experiment.driver import Cancelled, drive
from twin.experiment.pool import warm
from twin.experiment.store import Status, Store, clear_store, store_status
from twin.experiment.values import (
    Assumption,
    Comparison,
    Difference,
    Estimate,
    Influence,
    Result,
    Row,
    Window,
)

__all__ = [
    "Assumption",
    "Cancelled",
    "Comparison",
    "Difference",
    "Estimate",
    "Influence",
    "Result",
    "Row",
    "Status",
    "Store",
    "Window",
    "clear_store",
    "compare",
    "drive",
    "run",
    "store_status",
    "warm",
]
