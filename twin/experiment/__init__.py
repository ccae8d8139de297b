"""Experiments: a scenario under luck and under what is not known, and scenarios against each other.

    run(scenario) -> Result           compare(scenarios) -> Comparison

What runs the twin is imported when first used, so that whoever only shows results starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from twin.experiment.comparison import compare, run
    from twin.experiment.driver import Cancelled, drive
    from twin.experiment.pool import warm
    from twin.experiment.store import Status, Store, clear_store, store_status

_LATER = {
    "compare": "comparison",
    "run": "comparison",
    "Cancelled": "driver",
    "drive": "driver",
    "warm": "pool",
    "Status": "store",
    "Store": "store",
    "clear_store": "store",
    "store_status": "store",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


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
