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
GAP, VARIANT, KEEP, PATIENCE, TRANSIT, STEP = 0, 1, 2, 3, 4, 5
COLUMNS = 8  # numbers in a row of a stream; routes with more steps have further streams


@dataclass(eq=False)
class OrderBook:
    """Every order of a run, sorted by the time it is placed; columns as arrays."""

    count: int
    placed: Ints
    demand: Ints
    zone: Ints
    product: Ints
    variant: Ints
    units: Ints
    source: Ints  # which stream
    row: Ints  # position in it
    keys: list[int]  # key of each stream
    drawn: Floats  # luck in the order in which it was drawn
    place: Ints  # where each order's luck lies in it

    def luck(self, column: int) -> Floats:
        """Every order's uniform number in a column."""
        chosen: Floats = self.drawn[self.place, column]
        return chosen

    def step_luck(self, order: int, step: int) -> float:
        """One order's uniform number for the work at a step of its route."""
        return float(self.drawn[self.place[order], STEP + step])


@dataclass(slots=True)
class _Source:
    """One stream of orders: a zone's demand, or the additional orders of a shock."""

    demand: int
    plan: DemandPlan
    luck: tuple[str, ...]
    shock: ShockPlan | None

    def cumulative(self) -> tuple[Floats, Floats]:
        """Edges in days, and the days of unchanged demand that count as much up to each."""
        edges, factor = self.plan.edges, self.plan.intensity
        if self.shock is not None:
            edges, factor = _cut(edges, factor, self.shock)
        return edges, np.concatenate(([0.0], np.cumsum(factor * np.diff(edges))))

    @property
    def group(self) -> tuple[int, str]:
        """Streams of one group share their edges."""
        return self.plan.entry, "" if self.shock is None else self.shock.luck


def _cut(edges: Floats, factor: Floats, shock: ShockPlan) -> tuple[Floats, Floats]:
    """The part of the rate that a shock adds: (factor - 1) times the base inside its window, else nothing."""
    start, end = max(shock.start, float(edges[0])), min(shock.end, float(edges[-1]))
    if end <= start:
        return edges, np.zeros_like(factor)
    inside = np.unique(np.concatenate((edges, [start, end])))
    index = np.searchsorted(edges, inside[:-1], side="right") - 1
    during = (inside[:-1] >= start) & (inside[:-1] < end)
    return inside, np.where(during, factor[np.minimum(index, factor.size - 1)] * (shock.factor - 1.0), 0.0)


def order_book(plan: Plan, seed: int, replication: int, spare: int = 1) -> OrderBook:
    """Draws every order of a run; InputError when there are too many for one run.

    `spare` scales the rows drawn beyond the expected number; it changes nothing in the result.
    """
    sources = _sources(plan)
    curves = {group: source.cumulative() for group, source in {s.group: s for s in sources}.items()}
    rows = [_rows(source, curves, spare) for source in sources]
    keys = [streams.key(seed, replication, *source.luck) for source in sources]
    bounds = np.concatenate(([0], np.cumsum(rows))).astype(np.int64)
    width = COLUMNS * (1 + max(0, -(-(STEP + plan.steps - COLUMNS) // COLUMNS)))
    drawn = np.empty((int(bounds[-1]), width))
    filler = streams.Filler()
    for index, key in enumerate(keys):
        _fill(drawn[bounds[index] : bounds[index + 1]], key, filler)
    times = _times(plan, sources, curves, drawn, bounds)
    if times is None:
        return order_book(plan, seed, replication, spare * 4)
    row = np.arange(drawn.shape[0]) - np.repeat(bounds[:-1], rows)
    _spare(plan, sources, drawn, bounds, times)
    kept = np.nonzero((times >= 0) & (times < plan.end))[0]
    place = kept[np.argsort(times[kept], kind="stable")]
    source = np.repeat(np.arange(len(sources)), rows)[place]
    return _book(plan, sources, keys, times[place], source, row[place], drawn, place)


def _sources(plan: Plan) -> list[_Source]:
    sources = []
    for index, demand in enumerate(plan.demand):
        sources.append(_Source(index, demand, ("orders", *demand.luck), None))
        if demand.arrivals == "poisson":
            rising = (shock for shock in demand.shocks if shock.factor > 1)
            sources += [
                _Source(index, demand, ("shock", shock.luck, *demand.luck), shock) for shock in rising
            ]
    return sorted(sources, key=lambda source: source.luck)


def _rows(source: _Source, curves: dict[tuple[int, str], tuple[Floats, Floats]], spare: int) -> int:
    """Rows to draw: some standard deviations more than expected; `_times` sees whether they suffice."""
    demand = source.plan
    if demand.arrivals == "recorded":
        return len(demand.recorded)
    expected = demand.rate * float(curves[source.group][1][-1])
    if expected > MAX_ORDERS:
        raise InputError(
            f"{expected:,.0f} orders in one run are more than {MAX_ORDERS:,}. Shorten the horizon, lower the demand, "
            "or let one order stand for several units."
        )
    if demand.arrivals == "regular":
        return math.floor(expected * (1 + 1e-12))
    return int(expected + spare * (5 * math.sqrt(expected) + 6)) if expected > 0 else 0


def _fill(block: Floats, key: int, filler: streams.Filler) -> None:
    """The rows of a stream, and of its continuations for the later steps of long routes."""
    rows = block.shape[0]
    if block.shape[1] == COLUMNS:
        filler.fill(key, block)
        return
    block[:, :COLUMNS] = streams.uniforms(key, rows, COLUMNS)
    for chunk in range(1, block.shape[1] // COLUMNS):
        more = streams.uniforms(streams.key(0, 0, key, "more", chunk), rows, COLUMNS)
        block[:, chunk * COLUMNS : (chunk + 1) * COLUMNS] = more


def _times(
    plan: Plan,
    sources: list[_Source],
    curves: dict[tuple[int, str], tuple[Floats, Floats]],
    drawn: Floats,
    bounds: Ints,
) -> Ints | None:
    """The tick of every row's order, -1 behind the end of the run; None when too few rows were drawn."""
    times = np.full(drawn.shape[0], -1, dtype=np.int64)
    waits = laws.unit("exponential", 0.0, drawn[:, GAP])
    totals = np.empty_like(waits)
    groups: dict[tuple[int, str], list[int]] = {}
    for index, source in enumerate(sources):
        a, b = int(bounds[index]), int(bounds[index + 1])
        if source.plan.arrivals == "recorded":
            times[a:b] = [plan.warm_up + laws.ticks(day) for day in source.plan.recorded]
            continue
        if source.plan.arrivals == "regular":
            totals[a:b] = np.arange(1, b - a + 1)
        else:
            np.cumsum(waits[a:b], out=totals[a:b])
        totals[a:b] /= source.plan.rate
        groups.setdefault(source.group, []).append(index)
    for group, members in groups.items():
        edges, cumulative = curves[group]
        for index in members:
            a, b = int(bounds[index]), int(bounds[index + 1])
            if b > a and sources[index].plan.arrivals == "poisson" and totals[b - 1] < cumulative[-1]:
                return None
        rows = np.concatenate([np.arange(bounds[i], bounds[i + 1]) for i in members])
        regular = sources[members[0]].plan.arrivals == "regular"
        chosen = rows if regular else rows[totals[rows] < cumulative[-1]]
        days = _inverse(np.minimum(totals[chosen], cumulative[-1]), edges, cumulative)
        times[chosen] = plan.warm_up + np.floor(days * TICKS_PER_DAY + 0.5).astype(np.int64)
    return times


def _inverse(total: Floats, edges: Floats, cumulative: Floats) -> Floats:
    """Days at which the expected number of orders reaches each total."""
    if edges.size == 2:  # an even rate
        straight: Floats = edges[0] + total / cumulative[1] * (edges[1] - edges[0])
        return straight
    index = np.maximum(np.minimum(np.searchsorted(cumulative, total, side="left"), cumulative.size - 1), 1)
    below, above = cumulative[index - 1], cumulative[index]
    share = (total - below) / np.maximum(above - below, 1e-300)
    days: Floats = edges[index - 1] + share * (edges[index] - edges[index - 1])
    return days


def _spare(plan: Plan, sources: list[_Source], drawn: Floats, bounds: Ints, times: Ints) -> None:
    """Drops orders where shocks lower demand: an order's own luck decides."""
    for index, source in enumerate(sources):
        falling = [shock for shock in source.plan.shocks if shock.factor < 1]
        if not falling:
            continue
        mine = slice(int(bounds[index]), int(bounds[index + 1]))
        days = (times[mine] - plan.warm_up) / TICKS_PER_DAY
        chance = np.ones(days.size)
        for shock in falling:
            chance = np.where((days >= shock.start) & (days < shock.end), chance * shock.factor, chance)
        times[mine] = np.where(drawn[mine, KEEP] < chance, times[mine], -1)


def _book(
    plan: Plan,
    sources: list[_Source],
    keys: list[int],
    placed: Ints,
    source: Ints,
    row: Ints,
    drawn: Floats,
    place: Ints,
) -> OrderBook:
    if placed.size > MAX_ORDERS:
        raise InputError(
            f"{placed.size:,} orders in one run are more than {MAX_ORDERS:,}. Shorten the horizon."
        )

    def column(values: list[int]) -> Ints:
        chosen: Ints = np.array(values, dtype=np.int64)[source] if values else np.zeros(0, np.int64)
        return chosen

    product = column([s.plan.product for s in sources])
    variant = np.zeros(placed.size, dtype=np.int64)
    for index, shares in enumerate(plan.variants):
        if shares.size > 1:
            asked = np.nonzero(product == index)[0]
            variant[asked] = np.searchsorted(shares, drawn[place[asked], VARIANT], side="right")
    return OrderBook(
        count=placed.size,
        placed=placed,
        demand=column([s.demand for s in sources]),
        zone=column([s.plan.zone for s in sources]),
        product=product,
        variant=variant,
        units=column([s.plan.units for s in sources]),
        source=source,
        row=row,
        keys=keys,
        drawn=drawn,
        place=place,
    )
