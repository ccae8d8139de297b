"""Service: how long customers wait, and how many get what they were promised.

Orders are counted when placed inside the time looked at, so designs under the same luck are compared order
by order. Lead times are those of delivered orders; what is still open shows as backlog, what left as lost.

On time means: within the promised lead time, where the demand states a promise. Without a promise a
make-to-stock order is on time when it was filled from stock at once (fill rate, type 2 service), and a
make-to-order order when it was not lost. Orders whose promise falls due after the end are left out.
"""

from dataclasses import dataclass

import numpy as np

from twin.knowledge import Draw
from twin.records import TICKS_PER_DAY, Ints, Outcome, RunLog
from twin.spec.network import Network

NO_PROMISE = -1


@dataclass(frozen=True, eq=False)
class Served:
    """What became of a set of orders: sorted lead times (ticks) of the delivered ones, and counts."""

    lead: Ints
    placed: int
    lost: int
    open: int
    due: int
    on_time: int
    due_units: int
    on_time_units: int


def served(log: RunLog, network: Network, chosen: np.ndarray, draw: Draw) -> Served:
    """Counts the chosen orders (a mask over the rows of `log.orders`)."""
    rows = log.orders
    delivered = chosen & (rows.outcome == Outcome.DELIVERED)
    lost = chosen & (rows.outcome == Outcome.LOST)
    on_time, due = punctual(log, network, draw)
    due, on_time = due & chosen, on_time & chosen
    return Served(
        lead=np.sort(rows.delivered[delivered] - rows.placed[delivered]),
        placed=int(chosen.sum()),
        lost=int(lost.sum()),
        open=int(chosen.sum() - delivered.sum() - lost.sum()),
        due=int(due.sum()),
        on_time=int(on_time.sum()),
        due_units=int(rows.units[due].sum()),
        on_time_units=int(rows.units[on_time].sum()),
    )


def punctual(log: RunLog, network: Network, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    """Two masks over the orders: on time, and due before the end (so that it can be judged)."""
    rows = log.orders
    promise, from_stock = _promises(log, network, draw)
    if not len(rows.placed):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    allowed = promise[rows.product, rows.zone]
    arrived, gone = rows.outcome == Outcome.DELIVERED, rows.outcome == Outcome.LOST
    within = arrived & (rows.delivered - rows.placed <= allowed)
    stocked = from_stock[rows.product]
    at_once = (rows.made >= 0) & (rows.made <= rows.placed)
    promised = allowed != NO_PROMISE
    on_time = np.where(promised, within, np.where(stocked, at_once & ~gone, arrived))
    due = arrived | gone | np.where(promised, rows.placed + allowed < log.end, stocked)
    return on_time, due


def _promises(log: RunLog, network: Network, draw: Draw) -> tuple[Ints, np.ndarray]:
    """Promised lead time (ticks) by product and zone, and which products are made to stock."""
    table = np.full((len(log.products), len(log.zones)), NO_PROMISE, dtype=np.int64)
    for demand in reversed(network.demand):
        days = None if demand.promise is None else draw(demand.promise)
        for zone, name in enumerate(log.zones):
            if demand.zones is None or name in demand.zones:
                ticks = NO_PROMISE if days is None else round(days * TICKS_PER_DAY)
                table[log.products.index(demand.product), zone] = ticks
    stocked = {product.name for product in network.products if product.fulfilment == "make_to_stock"}
    return table, np.array([name in stocked for name in log.products], dtype=bool)


def lead_time_mean(orders: Served) -> float | None:
    """Mean of delivered - placed, days; None when nothing was delivered."""
    count = len(orders.lead)
    return int(orders.lead.sum()) / count / TICKS_PER_DAY if count else None


def lead_time_quantile(orders: Served, level: float) -> float | None:
    """Quantile of the lead time, days (Hyndman-Fan type 7); None when nothing was delivered."""
    count = len(orders.lead)
    if not count:
        return None
    position = level * (count - 1)
    below = int(position)
    low, high = int(orders.lead[below]), int(orders.lead[min(below + 1, count - 1)])
    return (low + (position - below) * (high - low)) / TICKS_PER_DAY


def fill_rate(orders: Served) -> float | None:
    """Units on time / units due, fraction; None when nothing was due."""
    return orders.on_time_units / orders.due_units if orders.due_units else None


def otif(orders: Served) -> float | None:
    """Orders on time / orders due, fraction (orders are delivered complete or not at all)."""
    return orders.on_time / orders.due if orders.due else None


def lost(orders: Served) -> float:
    """Orders lost."""
    return float(orders.lost)


def backlog(orders: Served) -> float:
    """Orders neither delivered nor lost when the run ends."""
    return float(orders.open)


def window_kpis(orders: Served) -> dict[str, float]:
    """The service KPIs that make sense over a part of the orders, without a prefix."""
    found = {
        "lead_time_mean": lead_time_mean(orders),
        "lead_time_p50": lead_time_quantile(orders, 0.5),
        "lead_time_p95": lead_time_quantile(orders, 0.95),
        "fill_rate": fill_rate(orders),
        "otif": otif(orders),
        "lost": lost(orders),
    }
    return {name: value for name, value in found.items() if value is not None}
