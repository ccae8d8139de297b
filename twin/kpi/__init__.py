"""KPIs from the records of a run: count once (`tally`), price under any draw (`measure`, `pricing`)."""

from twin.kpi.explain import Node, explain
from twin.kpi.measure import Pricing, by_site, measure, pricing
from twin.kpi.registry import (
    COST_ACCOUNTS,
    FOOTPRINT_STAGES,
    KPIS,
    RESILIENCE_KPIS,
    RUN_KPIS,
    WINDOW_KPIS,
    Kpi,
)
from twin.kpi.tally import Tally, tally

__all__ = [
    "COST_ACCOUNTS",
    "FOOTPRINT_STAGES",
    "KPIS",
    "RESILIENCE_KPIS",
    "RUN_KPIS",
    "WINDOW_KPIS",
    "Kpi",
    "Node",
    "Pricing",
    "Tally",
    "by_site",
    "explain",
    "measure",
    "pricing",
    "tally",
]
