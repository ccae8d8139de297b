"""The orders of a run, all drawn before it starts: what a customer wants does not depend on the network.

Each zone and product has one stream, laid out in rows: row k holds the whole luck of its k-th order (gap to
the order before, variant, patience, transit, work at each step). Season and growth stretch the time between
orders; a shock that lowers demand drops orders by their own luck, one that raises it adds orders from a
stream of its own. So an order outside the shock is the same order in every design.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin import laws, streams
from twin.engine.plan import DemandPlan, Plan, ShockPlan
from twin.errors import InputError
from twin.records import TICKS_PER_DAY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_ORDERS = 5_000_000
GAP, VARIANT, KEEP, PATIENCE, TRANSIT, STEP = 0, 1, 2, 3, 4, 6
COLUMNS = 16
STEPS_IN_ROW = COLUMNS - STEP


@dataclass(eq=False)
class OrderBook:
    """Every order of a run, sorted by the time it is placed; columns as arrays, luck as rows of uniforms."""

    count: int
    placed: Ints
    demand: Ints
    zone: Ints
    product: Ints
    variant: Ints
    units: Ints
    luck: Floats  # [order, COLUMNS]
    stream: Ints  # which stream
    row: Ints  # position in it
    streams: list[int]  # key of each stream

    def steps_luck(self, step: int) -> Floats:
        """Every order's uniform number for the work at a step of its route."""
        if step < STEPS_IN_ROW:
            return self.luck[:, STEP + step]
        chunk, column = divmod(step - STEPS_IN_ROW, COLUMNS)
        result = np.empty(self.count)
        for index, key in enumerate(self.streams):
            mine = self.stream == index
            if mine.any():
                rows = int(self.row[mine].max()) + 1
                block = streams.uniforms(streams.key(0, 0, key, "more", chunk), rows, COLUMNS)
                result[mine] = block[self.row[mine], column]
        return result

    def step_luck(self, order: int, step: int) -> float:
        """One order's uniform number for the work at a step of its route."""
        if step < STEPS_IN_ROW:
            return float(self.luck[order, STEP + step])
        chunk, column = divmod(step - STEPS_IN_ROW, COLUMNS)
        key = streams.key(0, 0, self.streams[self.stream[order]], "more", chunk)
        row = int(self.row[order])
        return float(streams.uniforms(key, row + 1, COLUMNS)[row, column])


@dataclass(slots=True)
class _Source:
    """One stream of orders: a zone's demand, or the additional orders of a shock."""

    demand: int
    plan: DemandPlan
    luck: tuple[str, ...]
    shock: ShockPlan | None

    def cumulative(self) -> tuple[Floats, Floats]:
        """Edges in days and the expected orders up to each, at this stream's rate."""
        edges, factor = self.plan.edges, self.plan.intensity * self.plan.rate
        if self.shock is not None:
            edges, factor = _cut(edges, factor, self.shock)
        return edges, np.concatenate(([0.0], np.cumsum(factor * np.diff(edges))))


def _cut(edges: Floats, factor: Floats, shock: ShockPlan) -> tuple[Floats, Floats]:
    """The part of the rate that a shock adds: (factor - 1) times the base inside its window, else nothing."""
    start, end = max(shock.start, float(edges[0])), min(shock.end, float(edges[-1]))
    if end <= start:
        return edges, np.zeros_like(factor)
    inside = np.unique(np.concatenate((edges, [start, end])))
    index = np.searchsorted(edges, inside[:-1], side="right") - 1
    during = (inside[:-1] >= start) & (inside[:-1] < end)
    return inside, np.where(during, factor[np.minimum(index, factor.size - 1)] * (shock.factor - 1.0), 0.0)


def order_book(plan: Plan, seed: int, replication: int) -> OrderBook:
    """Draws every order of a run; InputError when there are too many for one run."""
    sources = _sources(plan)
    _within_budget(sources)
    drawn = [_draw(source, plan, streams.key(seed, replication, *source.luck)) for source in sources]
    placed = np.concatenate([times for times, _, _ in drawn]) if drawn else np.zeros(0, np.int64)
    stream = np.repeat(np.arange(len(sources)), [times.size for times, _, _ in drawn])
    rows = np.concatenate([rows for _, rows, _ in drawn])
    order = np.lexsort((rows, stream, placed))
    luck = np.concatenate([luck for _, _, luck in drawn])[order]
    return _book(plan, sources, placed[order], stream[order], rows[order], luck, seed, replication)


def _sources(plan: Plan) -> list[_Source]:
    sources = []
    for index, demand in enumerate(plan.demand):
        sources.append(_Source(index, demand, ("orders", *demand.luck), None))
        if demand.arrivals == "poisson":
            rising = (shock for shock in demand.shocks if shock.factor > 1)
            sources += [_Source(index, demand, ("shock", shock.luck, *demand.luck), shock) for shock in rising]
    return sorted(sources, key=lambda source: source.luck)


def _within_budget(sources: list[_Source]) -> None:
    expected = sum(
        len(s.plan.recorded) if s.plan.arrivals == "recorded" else float(s.cumulative()[1][-1]) for s in sources
    )
    if expected > MAX_ORDERS:
        raise InputError(
            f"{expected:,.0f} orders in one run are more than {MAX_ORDERS:,}. Shorten the horizon, lower the demand, "
            "or let one order stand for several units."
        )


def _draw(source: _Source, plan: Plan, stream: int) -> tuple[Ints, Ints, Floats]:
    """Times (ticks), rows and luck of one stream's orders within the run."""
    demand = source.plan
    if demand.arrivals == "recorded":
        times = np.array([plan.warm_up + laws.ticks(day) for day in demand.recorded], dtype=np.int64)
        luck = streams.uniforms(stream, times.size, COLUMNS)
    else:
        edges, cumulative = source.cumulative()
        total, luck = _enough(demand, float(cumulative[-1]), stream)
        days = _inverse(total, edges, cumulative)
        times = plan.warm_up + np.floor(days * TICKS_PER_DAY + 0.5).astype(np.int64)
    kept = (times >= 0) & (times < plan.end) & _spared(demand, times, luck, plan.warm_up)
    return times[kept], np.nonzero(kept)[0], luck[: times.size][kept]


def _enough(demand: DemandPlan, expected: float, stream: int) -> tuple[Floats, Floats]:
    """Cumulated gaps (in mean gaps) that lie within the run, and the luck of those rows."""
    if demand.arrivals == "regular":
        count = math.floor(expected * (1 + 1e-12))
        return np.minimum(np.arange(1, count + 1, dtype=np.float64), expected), streams.uniforms(stream, count, COLUMNS)
    rows = int(expected + 5 * math.sqrt(expected)) + 8
    while True:
        luck = streams.uniforms(stream, rows, COLUMNS)
        total = np.cumsum(laws.unit("exponential", 0.0, luck[:, GAP]))
        if total[-1] >= expected:
            inside = int(np.searchsorted(total, expected))
            return total[:inside], luck[:inside]
        rows *= 2


def _inverse(total: Floats, edges: Floats, cumulative: Floats) -> Floats:
    """Days at which the expected number of orders reaches each total."""
    index = np.minimum(np.searchsorted(cumulative, total, side="left"), cumulative.size - 1)
    index = np.maximum(index, 1)
    below, above = cumulative[index - 1], cumulative[index]
    share = (total - below) / np.maximum(above - below, 1e-300)
    days: Floats = edges[index - 1] + share * (edges[index] - edges[index - 1])
    return days


def _spared(demand: DemandPlan, times: Ints, luck: Floats, warm_up: int) -> NDArray[np.bool_]:
    """Which orders are still placed when shocks lower demand: an order's own luck decides."""
    chance = np.ones(times.size)
    days = (times - warm_up) / TICKS_PER_DAY
    for shock in demand.shocks:
        if shock.factor < 1:
            chance = np.where((days >= shock.start) & (days < shock.end), chance * shock.factor, chance)
    spared: NDArray[np.bool_] = luck[: times.size, KEEP] < chance
    return spared


def _book(
    plan: Plan, sources: list[_Source], placed: Ints, stream: Ints, rows: Ints, luck: Floats, seed: int, replication: int
) -> OrderBook:
    demand_of = np.array([source.demand for source in sources], dtype=np.int64)
    demand = demand_of[stream] if stream.size else np.zeros(0, np.int64)
    products = np.array([d.product for d in plan.demand], dtype=np.int64)
    zones = np.array([d.zone for d in plan.demand], dtype=np.int64)
    units = np.array([d.units for d in plan.demand], dtype=np.int64)
    product = products[demand]
    variant = np.zeros(placed.size, dtype=np.int64)
    for index, shares in enumerate(plan.variants):
        if shares.size > 1:
            asked = product == index
            variant[asked] = np.searchsorted(shares, luck[asked, VARIANT], side="right")
    keys = [streams.key(seed, replication, *source.luck) for source in sources]
    return OrderBook(
        placed.size, placed, demand, zones[demand], product, variant, units[demand], luck, stream, rows, keys
    )
